"""What providers are told of people who left, in SQL."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from sqlalchemy import String, bindparam, delete, false, insert, select, true, tuple_, update

from garbridge.core.departures import Acquaintance, Notice, NoticeKind
from garbridge.core.identifiers import PersonId, ProviderId, TenantId
from garbridge.core.permissions import actor_of
from garbridge.core.restrictions import Word
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import acquaintance as _known
from garbridge.stores.sql.schema import feed_token as _token
from garbridge.stores.sql.schema import met as _met
from garbridge.stores.sql.schema import notice as _told
from garbridge.stores.sql.statements import (
    CompiledStatement,
    HotStatement,
    insert_if_absent,
    insert_or_replace,
)

_PAGE: Final = 1_000
_THERE: Final = False
_LINE: Final = [column for column in _told.columns if column.name != "tenant"]
_feed = (_told.c.tenant == bindparam("tenant"), _told.c.provider == bindparam("of"))
_departure = _told.c.kind == NoticeKind.DEPARTURE.value

MET: Final = HotStatement(
    ["tenant"], select(_met.c.place).where(_met.c.tenant == bindparam("tenant"))
)
MEETING: Final = insert_or_replace(_met)
MEET: Final = insert_if_absent(_known)
KNOWN: Final = HotStatement(
    ["tenant", "person", "provider"],
    select(_known.c.person, _known.c.provider, _known.c.departed, _known.c.subject)
    .where(
        _known.c.tenant == bindparam("tenant"),
        tuple_(_known.c.person, _known.c.provider)
        > tuple_(bindparam("person", type_=String), bindparam("provider", type_=String)),
    )
    .order_by(_known.c.person, _known.c.provider)
    .limit(_PAGE),
)
OF_PERSON: Final = HotStatement(
    ["tenant", "person"],
    select(_known.c.provider, _known.c.departed, _known.c.subject)
    .where(_known.c.tenant == bindparam("tenant"), _known.c.person == bindparam("person"))
    .order_by(_known.c.provider),
)
_PEOPLE: Final = select(_known.c.person).distinct().where(_known.c.tenant == bindparam("tenant"))
PEOPLE: Final = HotStatement(
    ["tenant", "provider"], _PEOPLE.where(_known.c.provider == bindparam("provider"))
)
PEOPLE_ANYWHERE: Final = HotStatement(["tenant"], _PEOPLE)
STAND: Final = HotStatement(
    ["tenant", "whose", "of", "gone", "named"],
    update(_known)
    .where(
        _known.c.tenant == bindparam("tenant"),
        _known.c.person == bindparam("whose"),
        _known.c.provider == bindparam("of"),
    )
    .values(departed=bindparam("gone"), subject=bindparam("named")),
    writes=True,
)
FORGET: Final = HotStatement(
    ["tenant", "person"],
    delete(_known).where(
        _known.c.tenant == bindparam("tenant"), _known.c.person == bindparam("person")
    ),
    writes=True,
)
LAST: Final = HotStatement(
    ["tenant", "of"], select(_told.c.number).where(*_feed).order_by(_told.c.number.desc()).limit(1)
)
TELL: Final = HotStatement(
    [column.name for column in _told.columns], insert(_told).inline(), writes=True
)
CANCEL: Final = HotStatement(
    ["tenant", "of", "named"],
    update(_told)
    .where(*_feed, _told.c.subject == bindparam("named"), _departure)
    .values(cancelled=true()),
    writes=True,
)
AWAITED: Final = HotStatement(
    ["tenant", "of", "named"],
    select(_told.c.number)
    .where(*_feed, _told.c.subject == bindparam("named"), _departure, _told.c.cancelled == false())
    .limit(1),
)
NOTICES: Final = HotStatement(
    ["tenant", "of", "after", "limit"],
    select(*_LINE)
    .where(*_feed, _told.c.number > bindparam("after"))
    .order_by(_told.c.number)
    .limit(bindparam("limit")),
)
OPEN: Final = HotStatement(
    ["tenant"],
    select(*_LINE).where(
        _told.c.tenant == bindparam("tenant"),
        _departure,
        _told.c.cancelled == false(),
        _told.c.acknowledged.is_(None),
    ),
)
ABOUT: Final = HotStatement(
    ["tenant", "of", "named"],
    select(_told.c.number)
    .where(*_feed, _told.c.subject == bindparam("named"), _departure)
    .limit(1),
)
ACKNOWLEDGE: Final = HotStatement(
    ["tenant", "of", "named", "when", "who", "said"],
    update(_told)
    .where(
        *_feed,
        _told.c.subject == bindparam("named"),
        _departure,
        _told.c.acknowledged.is_(None),
    )
    .values(
        acknowledged=bindparam("when"), acknowledged_by=bindparam("who"), answer=bindparam("said")
    ),
    writes=True,
)
ISSUE: Final = insert_if_absent(_token)
DIGESTS: Final = HotStatement(
    ["tenant", "provider"],
    select(_token.c.digest).where(
        _token.c.tenant == bindparam("tenant"), _token.c.provider == bindparam("provider")
    ),
)
WITHDRAW: Final = HotStatement(
    ["tenant", "provider"],
    delete(_token).where(
        _token.c.tenant == bindparam("tenant"), _token.c.provider == bindparam("provider")
    ),
    writes=True,
)


class SqlDepartures:
    """The feeds of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose people.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._met, self._meeting = database.compile(MET), database.compile(MEETING)
        self._meet, self._known = database.compile(MEET), database.compile(KNOWN)
        self._of_person, self._stand = database.compile(OF_PERSON), database.compile(STAND)
        self._forget, self._last = database.compile(FORGET), database.compile(LAST)
        self._tell, self._cancel = database.compile(TELL), database.compile(CANCEL)
        self._awaited, self._notices = database.compile(AWAITED), database.compile(NOTICES)
        self._open, self._about = database.compile(OPEN), database.compile(ABOUT)
        self._acknowledge = database.compile(ACKNOWLEDGE)
        self._issue, self._digests = database.compile(ISSUE), database.compile(DIGESTS)
        self._people = database.compile(PEOPLE_ANYWHERE), database.compile(PEOPLE)
        self._withdraw = database.compile(WITHDRAW)

    def met(self) -> int:
        """Return up to which place of the journal launches were looked at."""
        return next((int(place) for (place,) in self._rows(self._met)), 0)

    def meet(
        self, pairs: Iterable[tuple[PersonId, ProviderId]], *, upto: int
    ) -> Sequence[Acquaintance]:
        """Note who is known to whom, and up to where; return those that were not known."""
        with self._database.transaction():
            fresh = [
                Acquaintance(person, provider)
                for person, provider in pairs
                if self._change(self._meet, person, provider, _THERE, None)
            ]
            self._change(self._meeting, upto)
        return fresh

    def acquaintances(self) -> Iterator[Acquaintance]:
        """Yield all of them, by person."""
        person = provider = ""
        while page := self._rows(self._known, person, provider):
            for person, provider, departed, subject in page:
                yield Acquaintance(
                    PersonId(person), ProviderId(provider), bool(departed), subject or ""
                )

    def of_person(self, person: PersonId) -> Sequence[Acquaintance]:
        """Return those of *person*, by provider."""
        rows = self._rows(self._of_person, person)
        return [
            Acquaintance(person, ProviderId(name), bool(gone), subject or "")
            for name, gone, subject in rows
        ]

    def people(self, provider: ProviderId | None) -> frozenset[PersonId]:
        """Return those whom *provider* knows, however long ago; ``None`` is any of them."""
        anywhere, there = self._people
        rows = self._rows(anywhere) if provider is None else self._rows(there, provider)
        return frozenset(PersonId(person) for (person,) in rows)

    def tell(self, notice: Notice, person: PersonId) -> Notice:
        """Append *notice* under the next number of its feed.

        Raises:
            StoreError: nothing was written.
        """
        one, left = notice, notice.kind is NoticeKind.DEPARTURE
        with self._database.transaction():
            if not left:
                self._change(self._cancel, one.provider, one.subject)
            last = next((int(number) for (number,) in self._rows(self._last, one.provider)), 0)
            self._change(
                self._tell,
                *(one.provider, last + 1, one.kind.value, one.subject, one.on.isoformat()),
                *(micros(one.at), False, None, None, None),
            )
            self._change(self._stand, person, one.provider, left, one.subject if left else None)
        return Notice(
            provider=one.provider,
            number=last + 1,
            kind=one.kind,
            subject=one.subject,
            on=one.on,
            at=one.at,
        )

    def is_awaited(self, provider: ProviderId, subject: str) -> bool:
        """Say whether the last word to *provider* about *subject* was that they left."""
        return bool(self._rows(self._awaited, provider, subject))

    def forget(self, person: PersonId) -> None:
        """Forget who knows *person*; the feeds stay."""
        self._change(self._forget, person)

    def notices(self, provider: ProviderId, *, after: int, limit: int) -> Sequence[Notice]:
        """Return lines of the feed with a number above *after*, by number."""
        return [_notice(row) for row in self._rows(self._notices, provider, after, limit)]

    def open(self) -> Sequence[Notice]:
        """Return every departure that is neither acknowledged nor cancelled, oldest first."""
        found = [_notice(row) for row in self._rows(self._open)]
        return sorted(found, key=lambda one: (one.at, one.provider, one.number))

    def acknowledge(
        self, provider: ProviderId, subjects: Iterable[str], word: Word
    ) -> Sequence[str]:
        """Note that *provider* deleted *subjects*; return those of which a departure was told."""
        said = (micros(word.at), word.by.text, word.text)
        with self._database.transaction():
            told = [one for one in subjects if self._rows(self._about, provider, one)]
            for one in told:
                self._change(self._acknowledge, provider, one, *said)
        return told

    def issue(self, provider: ProviderId, digest: str, word: Word) -> None:
        """Keep the digest of a token of *provider*, beside those it has."""
        self._change(self._issue, provider, digest, word.by.text, micros(word.at))

    def digests(self, provider: ProviderId) -> Sequence[str]:
        """Return the digests of the tokens of *provider*."""
        return [digest for (digest,) in self._rows(self._digests, provider)]

    def withdraw(self, provider: ProviderId) -> int:
        """Forget every token of *provider*; return how many."""
        return self._change(self._withdraw, provider)

    def _rows(self, statement: CompiledStatement, *values: object) -> list[Row]:
        return self._database.rows(statement, self._tenant, *values)

    def _change(self, statement: CompiledStatement, *values: object) -> int:
        return self._database.change(statement, self._tenant, *values)


def _notice(row: Row) -> Notice:
    provider, number, kind, subject, day, at, cancelled, when, by, text = row
    return Notice(
        provider=ProviderId(provider),
        number=int(number),
        kind=NoticeKind(kind),
        subject=subject,
        on=date.fromisoformat(day),
        at=instant_of(at),
        cancelled=bool(cancelled),
        acknowledged=None if when is None else Word(actor_of(by), instant_of(when), text),
    )
