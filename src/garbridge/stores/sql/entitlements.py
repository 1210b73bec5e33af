"""What a school has bought and a person was given, read for one launch or one médiacentre."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from sqlalchemy import Select, and_, bindparam, func, literal_column, select
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import ClauseElement, ScalarSelect

from garbridge.core.access import Entitlements
from garbridge.core.entitlements import LicenceKind, Opening, Seat, Subscription
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId, TenantId
from garbridge.core.pairwise import DERIVED, Held
from garbridge.stores.sql import schema
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import opening_of, seat_of, subscription_of
from garbridge.stores.sql.statements import HotStatement

_bought, _given, _opened = schema.subscription, schema.seat, schema.opening
_named, _ended, _turned = schema.identifier, schema.identifier_ended, schema.turn
_kept = schema.restriction
_SUBSCRIPTION: Final = [column for column in _bought.columns if column.name != "tenant"]

_ALONE: Final = Held(alone=True)

ShelfRows = tuple[SchoolId, tuple[Row, ...], tuple[Row, ...], tuple[Row, ...]]
"""A school, and the rows of what it bought, of a person's seats there, and of its openings."""


def _is(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    return column == bindparam(name)


def _standing(*conditions: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return (_is(_kept.c.tenant, "tenant"), *conditions, _kept.c.ended.is_(None))


def _marks(database: str) -> ScalarSelect[str]:
    """Return what stands for the person, none for nearly everybody: no statement of its own.

    An ARK holds no space; what is empty between two is a protection.
    """
    joined = func.group_concat if database == "sqlite" else func.string_agg
    marks: Select[tuple[str]] = select(joined(_kept.c.resource, literal_column("' '")))
    return marks.where(*_standing(_is(_kept.c.person, "person"))).scalar_subquery()


def _are_alone() -> ColumnElement[bool]:
    """Say that nobody of the sector has an identifier that was handed over, or had one at all."""
    columns = (_named.alias().c, _ended.alias().c)
    # The least of each: one look into an index, whatever either database thinks of a first row.
    least = (
        select(func.min(one.folded)).where(_is(one.tenant, "tenant"), _is(one.sector, "sector"))
        for one in columns
    )
    return and_(*(one.scalar_subquery().is_(None) for one in least))


def _subscriptions_and_seats(database: str) -> ClauseElement:
    seat = and_(
        _given.c.tenant == _bought.c.tenant,
        _is(_given.c.person, "person"),
        _given.c.school == _bought.c.school,
        _given.c.resource == _bought.c.resource,
        _given.c.subscription == _bought.c.subscription,
    )
    identifier = and_(
        _named.c.tenant == _bought.c.tenant,
        _is(_named.c.sector, "sector"),
        _is(_named.c.person, "person"),
    )
    turned = and_(_turned.c.tenant == _bought.c.tenant, _is(_turned.c.sector, "sector"))
    held = (_named.c.imported, _named.c.renewal, _turned.c.current)
    source = _bought.outerjoin(_given, seat).outerjoin(_named, identifier)
    return (
        select(*_SUBSCRIPTION, _given.c.origin, *held, _are_alone(), _marks(database))
        .select_from(source.outerjoin(_turned, turned))
        .where(
            _is(_bought.c.tenant, "tenant"),
            _is(_bought.c.school, "school"),
            _is(_bought.c.resource, "resource"),
        )
    )


SUBSCRIPTIONS: Final = HotStatement(
    ["tenant", "school"],
    select(*_SUBSCRIPTION).where(_is(_bought.c.tenant, "tenant"), _is(_bought.c.school, "school")),
)
SUBSCRIPTIONS_AND_SEATS: Final = HotStatement(
    ["tenant", "person", "school", "resource", "sector"], _subscriptions_and_seats
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
STANDING: Final = HotStatement(
    ["tenant", "person"],
    select(_kept.c.resource).where(*_standing(_is(_kept.c.person, "person"))),
)
EVERYTHING_STANDING: Final = HotStatement(
    ["tenant"], select(_kept.c.person, _kept.c.resource).where(*_standing())
)


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
        self._standing = database.compile(STANDING)
        self._everything_standing = database.compile(EVERYTHING_STANDING)

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
            subscription = subscription_of(*row[:-6])
            subscriptions.append(subscription)
            origin = row[-6]
            if origin is not None:
                seats.append(seat_of(subscription.id, resource, school, person, origin))
            elif subscription.kind is not LicenceKind.INDIV:
                opens = True
        # Only these are opened to populations, and none of them has seats.
        if opens:
            opened = self._database.rows(self._opened, self._tenant, school, resource)
            openings = [opening_of(*row) for row in opened]
        held = None if sector is None or not rows else _held(*rows[0][-5:-1])
        found = Entitlements(subscriptions, seats, openings, held=held)
        marks = rows[0][-1] if rows else None
        return found if marks is None else _marked(found, [(person, m) for m in marks.split(" ")])

    def shelf(self, person: PersonId, schools: Sequence[SchoolId]) -> Entitlements:
        """Return all subscriptions and openings of *schools* and that person's seats there."""
        rows = tuple(
            (
                school,
                tuple(self._database.rows(self._of_school, self._tenant, school)),
                tuple(self._database.rows(self._seats, self._tenant, person, school)),
                tuple(self._database.rows(self._opened_at_school, self._tenant, school)),
            )
            for school in schools
        )
        standing = self._database.rows(self._standing, self._tenant, person)
        found = _shelf(person, rows)
        return _marked(found, [(person, mark) for (mark,) in standing]) if standing else found

    def of_school(self, school: SchoolId) -> Entitlements:
        """Return everything of *school*, the seats of everybody too."""
        bought = self._database.rows(self._of_school, self._tenant, school)
        given = self._database.rows(self._seats_at_school, self._tenant, school)
        opened = self._database.rows(self._opened_at_school, self._tenant, school)
        found = Entitlements(
            [subscription_of(*row) for row in bought],
            [seat_of(name, res, school, person, origin) for name, res, person, origin in given],
            [opening_of(*row) for row in opened],
        )
        return _marked(found, self._database.rows(self._everything_standing, self._tenant))


@lru_cache(maxsize=256)
def _shelf(person: PersonId, rows: tuple[ShelfRows, ...]) -> Entitlements:
    """Return what *rows* say: whoever looks through their list has the same ones read again."""
    subscriptions: list[Subscription] = []
    seats: list[Seat] = []
    openings: list[Opening] = []
    for school, bought, given, opened in rows:
        subscriptions += [subscription_of(*row) for row in bought]
        seats += [seat_of(name, res, school, person, origin) for name, res, origin in given]
        openings += [opening_of(*row) for row in opened]
    return Entitlements(tuple(subscriptions), tuple(seats), tuple(openings))


def _held(imported: str | None, renewal: str | None, key: str | None, alone: int) -> Held:
    if renewal is None and not key:
        return _ALONE if alone else DERIVED
    return Held(imported or "", renewal or "", key or "", bool(alone))


def _marked(found: Entitlements, marks: Iterable[Row]) -> Entitlements:
    """Return *found* with what stands: of a person a resource, or nothing: a protection."""
    objections: set[tuple[PersonId, ResourceId]] = set()
    protected: set[PersonId] = set()
    for person, resource in marks:
        if resource:
            objections.add((PersonId(person), ResourceId(resource)))
        else:
            protected.add(PersonId(person))
    return replace(found, objections=objections, protected=protected)
