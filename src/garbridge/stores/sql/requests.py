"""What people ask by their rights, in SQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy import (
    ColumnElement,
    String,
    Update,
    bindparam,
    case,
    literal_column,
    select,
    update,
)

from garbridge.core.identifiers import PersonId, TenantId
from garbridge.core.permissions import actor_of
from garbridge.core.requests import RequestKind, RightsRequest
from garbridge.core.restrictions import Asker, Word
from garbridge.errors import StoreError
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import rights_request as _kept
from garbridge.stores.sql.statements import HotStatement, insert_if_absent

_COLUMNS: Final = [column for column in _kept.columns if column.name != "tenant"]
_ours = _kept.c.tenant == bindparam("tenant")
_TRIES: Final = 20
_EMPTY: Final[ColumnElement[str]] = literal_column("''", String)


def _emptied(column: ColumnElement[str]) -> ColumnElement[str]:
    return case((column.is_not(None), _EMPTY))


def _noted(what: str, *conditions: ColumnElement[bool]) -> HotStatement:
    at, by, text = {
        "extension": ("extended", "extended_by", "extension"),
        "answer": ("answered", "answered_by", "answer"),
    }[what]
    statement: Update = update(_kept).where(
        _ours, _kept.c.number == bindparam("named"), *conditions
    )
    named = ["tenant", "named", "when", "who", "said"]
    noted = statement.values({at: bindparam("when"), by: bindparam("who"), text: bindparam("said")})
    return HotStatement(named, noted, writes=True)


ADD: Final = insert_if_absent(_kept)
LAST: Final = HotStatement(
    ["tenant"], select(_kept.c.number).where(_ours).order_by(_kept.c.number.desc()).limit(1)
)
REQUEST: Final = HotStatement(
    ["tenant", "number"], select(*_COLUMNS).where(_ours, _kept.c.number == bindparam("number"))
)
EXTEND: Final = _noted("extension", _kept.c.extended.is_(None), _kept.c.answered.is_(None))
ANSWER: Final = _noted("answer", _kept.c.answered.is_(None))
EVERYTHING: Final = HotStatement(
    ["tenant"], select(*_COLUMNS).where(_ours).order_by(_kept.c.number)
)
OF_PERSON: Final = HotStatement(
    ["tenant", "person"], select(*_COLUMNS).where(_ours, _kept.c.person == bindparam("person"))
)
REASSIGN: Final = HotStatement(
    ["tenant", "whose", "to"],
    update(_kept).where(_ours, _kept.c.person == bindparam("whose")).values(person=bindparam("to")),
    writes=True,
)
HAND_BACK: Final = HotStatement(
    ["tenant", "named", "whose", "to"],
    update(_kept)
    .where(_ours, _kept.c.number == bindparam("named"), _kept.c.person == bindparam("whose"))
    .values(person=bindparam("to")),
    writes=True,
)
BLANK: Final = HotStatement(
    ["tenant", "whose"],
    update(_kept)
    .where(_ours, _kept.c.person == bindparam("whose"))
    .values(
        person=_EMPTY,
        asked=_EMPTY,
        extension=_emptied(_kept.c.extension),
        answer=_emptied(_kept.c.answer),
        **{
            name: case((_kept.c[name] == bindparam("whose"), _EMPTY), else_=_kept.c[name])
            for name in ("by", "extended_by", "answered_by")
        },
    ),
    writes=True,
)


class SqlRequests:
    """The requests of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose people.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._add, self._last = database.compile(ADD), database.compile(LAST)
        self._request, self._everything = database.compile(REQUEST), database.compile(EVERYTHING)
        self._extend, self._answer = database.compile(EXTEND), database.compile(ANSWER)
        self._reassign = database.compile(REASSIGN)
        self._hand_back = database.compile(HAND_BACK)
        self._of_person, self._blank = database.compile(OF_PERSON), database.compile(BLANK)

    def add(self, request: RightsRequest) -> RightsRequest:
        """Keep *request* under the next number; return it with that.

        Raises:
            StoreError: it could not be kept.
        """
        one = request
        for _ in range(_TRIES):  # somebody else may take the number first
            rows = self._database.rows(self._last, self._tenant)
            number = next((int(last) for (last,) in rows), 0) + 1
            if self._database.change(
                self._add,
                *(self._tenant, number, one.kind.value, one.person, one.asked_by.value),
                *(one.received.isoformat(), one.recorded.by.text, micros(one.recorded.at)),
                *(one.recorded.text, *(None,) * 6),
            ):
                return replace(one, number=number)
        raise StoreError("too many requests are recorded at once")

    def request(self, number: int) -> RightsRequest | None:
        """Return one; ``None`` where there is none."""
        for row in self._database.rows(self._request, self._tenant, number):
            return _read(row)
        return None

    def extend(self, number: int, word: Word) -> bool:
        """Note that the answer takes longer; ``False``: it was answered, or extended before."""
        return bool(self._database.change(self._extend, self._tenant, number, *_said(word)))

    def answer(self, number: int, word: Word) -> bool:
        """Note what was answered; ``False``: it was answered before, which stands."""
        return bool(self._database.change(self._answer, self._tenant, number, *_said(word)))

    def everything(self) -> Sequence[RightsRequest]:
        """Return every one, by number."""
        return [_read(row) for row in self._database.rows(self._everything, self._tenant)]

    def of_person(self, person: PersonId) -> Sequence[RightsRequest]:
        """Return those of *person*, by number."""
        rows = self._database.rows(self._of_person, self._tenant, person)
        return [_read(row) for row in sorted(rows)]

    def reassign(self, person: PersonId, to: PersonId) -> int:
        """Make those of *person* those of *to*; return how many."""
        return self._database.change(self._reassign, self._tenant, person, to)

    def hand_back(self, number: int, person: PersonId, to: PersonId) -> bool:
        """Make one of *person* one of *to*."""
        return bool(self._database.change(self._hand_back, self._tenant, number, person, to))

    def blank(self, person: PersonId) -> int:
        """Forget whose they are, and every text of theirs; return how many."""
        return self._database.change(self._blank, self._tenant, person)


def _said(word: Word) -> tuple[int, str, str]:
    return micros(word.at), word.by.text, word.text


def _read(row: Row) -> RightsRequest:
    number, kind, person, asked_by, received, by, at, asked, *words = row
    extended, extended_by, extension, answered, answered_by, answer = words
    return RightsRequest(
        number=int(number),
        kind=RequestKind(kind),
        person=PersonId(person),
        asked_by=Asker(asked_by),
        received=date.fromisoformat(received),
        recorded=_word(at, by, asked),
        extension=None if extended is None else _word(extended, extended_by, extension),
        answer=None if answered is None else _word(answered, answered_by, answer),
    )


def _word(at: int, by: str, text: str) -> Word:
    return Word(actor_of(by), instant_of(at), text)
