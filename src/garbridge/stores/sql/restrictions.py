"""Objections and protections in SQL."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select, update

from garbridge.core.identifiers import PersonId, ResourceId, TenantId
from garbridge.core.permissions import actor_of
from garbridge.core.restrictions import Asker, Ending, Restriction, Word
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import restriction as _kept
from garbridge.stores.sql.statements import HotStatement, insert_if_absent

_COLUMNS: Final = [column for column in _kept.columns if column.name != "tenant"]
_ours = _kept.c.tenant == bindparam("tenant")
_named = (
    _ours,
    _kept.c.person == bindparam("whose"),
    _kept.c.resource == bindparam("what"),
    _kept.c.ended.is_(None),
)

RECORD: Final = insert_if_absent(_kept)
ANSWER: Final = HotStatement(
    ["tenant", "whose", "what", "when", "who", "said"],
    update(_kept)
    .where(*_named)
    .values(answered=bindparam("when"), answered_by=bindparam("who"), answer=bindparam("said")),
    writes=True,
)
END: Final = HotStatement(
    ["tenant", "whose", "what", "when", "who", "said", "how"],
    update(_kept)
    .where(*_named)
    .values(
        ended=bindparam("when"),
        ended_by=bindparam("who"),
        end_reason=bindparam("said"),
        ending=bindparam("how"),
    ),
    writes=True,
)
OF_PERSON: Final = HotStatement(
    ["tenant", "person"], select(*_COLUMNS).where(_ours, _kept.c.person == bindparam("person"))
)
EVERYTHING: Final = HotStatement(["tenant"], select(*_COLUMNS).where(_ours))
SINCE: Final = HotStatement(
    ["tenant", "since"],
    select(_kept.c.at).where(_ours, _kept.c.at >= bindparam("since")).limit(1),
)
ERASE: Final = HotStatement(
    ["tenant", "person"],
    delete(_kept).where(_ours, _kept.c.person == bindparam("person")),
    writes=True,
)


class SqlRestrictions:
    """The restrictions of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose people.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._record = database.compile(RECORD)
        self._answer = database.compile(ANSWER)
        self._end = database.compile(END)
        self._of_person = database.compile(OF_PERSON)
        self._everything = database.compile(EVERYTHING)
        self._since = database.compile(SINCE)
        self._erase = database.compile(ERASE)

    def record(self, restriction: Restriction) -> bool:
        """Keep *restriction*; ``False``: one stands already, and stays."""
        one = restriction
        answer = one.answer
        return bool(
            self._database.change(
                self._record,
                *(self._tenant, one.person, one.resource or "", micros(one.recorded.at)),
                *(one.asked_by.value, one.recorded.by.text, one.recorded.text),
                *(_said(answer) if answer else (None, None, None)),
                *(None, None, None, None),
            )
        )

    def answer(self, person: PersonId, resource: ResourceId | None, answer: Word) -> bool:
        """Keep what was answered to the one that stands; ``False`` where none does."""
        named = (self._tenant, person, resource or "")
        return bool(self._database.change(self._answer, *named, *_said(answer)))

    def end(self, person: PersonId, resource: ResourceId | None, end: Word, ending: Ending) -> bool:
        """End the one that stands; ``False`` where none does."""
        named = (self._tenant, person, resource or "")
        return bool(self._database.change(self._end, *named, *_said(end), ending.value))

    def any_since(self, instant: datetime) -> bool:
        """Say whether anybody objected, or was protected, at *instant* or after."""
        return bool(self._database.rows(self._since, self._tenant, micros(instant)))

    def of_person(self, person: PersonId) -> Sequence[Restriction]:
        """Return every one of *person*, those that ended too, oldest first."""
        return _read(self._database.rows(self._of_person, self._tenant, person))

    def everything(self) -> Sequence[Restriction]:
        """Return every one of the tenant, those that ended too, oldest first."""
        return _read(self._database.rows(self._everything, self._tenant))

    def erase(self, person: PersonId) -> int:
        """Remove all of *person*; return how many."""
        return self._database.change(self._erase, self._tenant, person)


def _said(word: Word) -> tuple[int, str, str]:
    return micros(word.at), word.by.text, word.text


def _read(rows: Iterable[Row]) -> Sequence[Restriction]:
    found = [_restriction(row) for row in rows]
    return sorted(found, key=lambda one: (one.recorded.at, one.person, one.resource or ""))


def _restriction(row: Row) -> Restriction:
    person, resource, at, asked_by, by, reason, *words = row
    answered, answered_by, answer, ended, ended_by, ending, end_reason = words
    return Restriction(
        person=PersonId(person),
        resource=ResourceId(resource) if resource else None,
        asked_by=Asker(asked_by),
        recorded=_word(at, by, reason),
        answer=None if answered is None else _word(answered, answered_by, answer),
        end=None if ended is None else _word(ended, ended_by, end_reason),
        ending=None if ending is None else Ending(ending),
    )


def _word(at: int, by: str, text: str) -> Word:
    return Word(actor_of(by), instant_of(at), text)
