"""What a school has bought and a person was given, read for one launch or one médiacentre."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.sql.elements import ColumnElement

from garbridge.core.access import Entitlements
from garbridge.core.entitlements import LicenceKind, Opening, Seat, Subscription
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId, TenantId
from garbridge.core.pairwise import DERIVED, Held
from garbridge.stores.sql import schema
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import opening_of, seat_of, subscription_of
from garbridge.stores.sql.statements import HotStatement

_bought, _given, _opened = schema.subscription, schema.seat, schema.opening
_named = schema.identifier
_SUBSCRIPTION: Final = [column for column in _bought.columns if column.name != "tenant"]


def _is(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    return column == bindparam(name)


SUBSCRIPTIONS: Final = HotStatement(
    ["tenant", "school"],
    select(*_SUBSCRIPTION).where(_is(_bought.c.tenant, "tenant"), _is(_bought.c.school, "school")),
)
SUBSCRIPTIONS_AND_SEATS: Final = HotStatement(
    ["tenant", "person", "school", "resource", "sector"],
    select(*_SUBSCRIPTION, _given.c.origin, _named.c.imported, _named.c.renewal)
    .select_from(
        _bought.outerjoin(
            _given,
            and_(
                _given.c.tenant == _bought.c.tenant,
                _is(_given.c.person, "person"),
                _given.c.school == _bought.c.school,
                _given.c.resource == _bought.c.resource,
                _given.c.subscription == _bought.c.subscription,
            ),
        ).outerjoin(
            _named,
            and_(
                _named.c.tenant == _bought.c.tenant,
                _is(_named.c.sector, "sector"),
                _is(_named.c.person, "person"),
            ),
        )
    )
    .where(
        _is(_bought.c.tenant, "tenant"),
        _is(_bought.c.school, "school"),
        _is(_bought.c.resource, "resource"),
    ),
)
SEATS: Final = HotStatement(
    ["tenant", "person", "school"],
    select(_given.c.subscription, _given.c.resource, _given.c.origin).where(
        _is(_given.c.tenant, "tenant"),
        _is(_given.c.person, "person"),
        _is(_given.c.school, "school"),
    ),
)
SEATS_OF_SCHOOL: Final = HotStatement(
    ["tenant", "school"],
    select(_given.c.subscription, _given.c.resource, _given.c.person, _given.c.origin).where(
        _is(_given.c.tenant, "tenant"),
        _given.c.subscription.in_(
            select(_bought.c.subscription).where(
                _is(_bought.c.tenant, "tenant"), _is(_bought.c.school, "school")
            )
        ),
    ),
)


def _openings(*conditions: ColumnElement[bool]) -> Select[tuple[str, ...]]:
    c = _opened.c
    columns = (c.school, c.resource, c.subscription, c.profile, c.kind, c.code)
    return select(*columns).where(_is(c.tenant, "tenant"), _is(c.school, "school"), *conditions)


OPENINGS: Final = HotStatement(
    ["tenant", "school", "resource"], _openings(_is(_opened.c.resource, "resource"))
)
OPENINGS_OF_SCHOOL: Final = HotStatement(["tenant", "school"], _openings())


class SqlEntitlements:
    """Subscriptions, seats and openings of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._bought_and_given = database.compile(SUBSCRIPTIONS_AND_SEATS)
        self._opened = database.compile(OPENINGS)
        self._of_school = database.compile(SUBSCRIPTIONS)
        self._seats = database.compile(SEATS)
        self._opened_at_school = database.compile(OPENINGS_OF_SCHOOL)
        self._seats_at_school = database.compile(SEATS_OF_SCHOOL)

    def entitlements(
        self,
        person: PersonId,
        school: SchoolId,
        resource: ResourceId,
        sector: ProviderId | None = None,
    ) -> Entitlements:
        """Return what is known of one person, school and resource; empty when nothing is."""
        rows = self._database.rows(
            self._bought_and_given, self._tenant, person, school, resource, sector or ""
        )
        subscriptions: list[Subscription] = []
        seats: list[Seat] = []
        openings: Sequence[Opening] = ()
        opens = False
        for row in rows:
            subscription = subscription_of(*row[:-3])
            subscriptions.append(subscription)
            origin = row[-3]
            if origin is not None:
                seats.append(seat_of(subscription.id, resource, school, person, origin))
            elif subscription.kind is not LicenceKind.INDIV:
                opens = True
        # Only these are opened to populations, and none of them has seats.
        if opens:
            opened = self._database.rows(self._opened, self._tenant, school, resource)
            openings = [opening_of(*row) for row in opened]
        held = None if sector is None or not rows else _held(*rows[0][-2:])
        return Entitlements(subscriptions, seats, openings, held=held)

    def shelf(self, person: PersonId, schools: Sequence[SchoolId]) -> Entitlements:
        """Return all subscriptions and openings of *schools* and that person's seats there."""
        subscriptions: list[Subscription] = []
        seats: list[Seat] = []
        openings: list[Opening] = []
        for school in schools:
            bought = self._database.rows(self._of_school, self._tenant, school)
            subscriptions += [subscription_of(*row) for row in bought]
            given = self._database.rows(self._seats, self._tenant, person, school)
            seats += [seat_of(name, res, school, person, origin) for name, res, origin in given]
            opened = self._database.rows(self._opened_at_school, self._tenant, school)
            openings += [opening_of(*row) for row in opened]
        return Entitlements(subscriptions, seats, openings)

    def of_school(self, school: SchoolId) -> Entitlements:
        """Return everything of *school*, the seats of everybody too."""
        bought = self._database.rows(self._of_school, self._tenant, school)
        given = self._database.rows(self._seats_at_school, self._tenant, school)
        opened = self._database.rows(self._opened_at_school, self._tenant, school)
        return Entitlements(
            [subscription_of(*row) for row in bought],
            [seat_of(name, res, school, person, origin) for name, res, person, origin in given],
            [opening_of(*row) for row in opened],
        )


def _held(imported: str | None, renewal: str | None) -> Held:
    return DERIVED if renewal is None else Held(imported or "", renewal)
