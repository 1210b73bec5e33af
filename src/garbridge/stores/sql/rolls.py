"""The rolls of schools in SQL: only what differs is written."""

from typing import Final

from sqlalchemy import bindparam, select

from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.people import Profile
from garbridge.core.rolls import Place, Roll
from garbridge.stores.sql.bulk import BulkTable
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.schema import roll as table
from garbridge.stores.sql.statements import HotStatement

ROLL: Final = HotStatement(
    ["tenant", "school"],
    select(table.c.person, table.c.profile, table.c.codes).where(
        table.c.tenant == bindparam("tenant"), table.c.school == bindparam("school")
    ),
)


class SqlRolls:
    """The rolls of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._roll = database.compile(ROLL)
        self._rows = BulkTable(database, table)

    def roll(self, school: SchoolId) -> Roll:
        """Return the roll of *school*."""
        return {
            PersonId(person): Place(Profile(profile), tuple(codes.split("\n")) if codes else ())
            for person, profile, codes in self._database.rows(self._roll, self._tenant, school)
        }

    def write(self, school: SchoolId, roll: Roll) -> None:
        """Replace the roll of *school*, all or nothing.

        Raises:
            StoreError: the roll is as it was.
        """
        with self._database.transaction():
            before = self.roll(school)
            gone = [person for person in before if before[person] != roll.get(person)]
            come = [person for person in roll if roll[person] != before.get(person)]
            self._rows.delete([(self._tenant, school, person) for person in gone])
            self._rows.insert(
                [
                    (
                        *(self._tenant, school, person),
                        *(roll[person].profile.value, "\n".join(roll[person].codes)),
                    )
                    for person in come
                ]
            )
