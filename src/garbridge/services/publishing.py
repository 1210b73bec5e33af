"""Publishes the figures of a school, once and for good, and reads what was published.

Whoever publishes decides between a year and its terms; nobody gets a figure before its period is
over, or of another period that overlaps one that is published.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from garbridge.core.access import Entitlements
from garbridge.core.catalogue import Catalogue
from garbridge.core.disclosure.auditing import Shown, Solve
from garbridge.core.disclosure.publishing import Published
from garbridge.core.disclosure.rules import Rules
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import GroupKind, Membership, is_current
from garbridge.core.permissions import Actor, Denied
from garbridge.core.retention import Kept, Retention
from garbridge.core.roles import Act
from garbridge.core.statistics.figures import Figures, deployment, use
from garbridge.core.statistics.labels import label
from garbridge.core.statistics.past import as_it_was
from garbridge.core.statistics.periods import Period, first_day, year_of
from garbridge.core.statistics.protecting import published
from garbridge.core.statistics.publications import Publication, Withheld, joined, obstacle
from garbridge.core.statistics.rows import Row, rows_of
from garbridge.ports import (
    Clock,
    Directory,
    EntitlementStore,
    Ledger,
    PublicationStore,
    ReceiptStore,
    TallyStore,
    Transaction,
)
from garbridge.services.permitting import PermissionService
from garbridge.services.sealing import Busy
from garbridge.services.tallying import TallyingService

_EVERY_ACT = 1_000_000
_MOMENT = timedelta(microseconds=1)
"""The last one of a day belongs to it."""


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Why there are no figures; ``until`` is when the period is over."""

    reason: Withheld
    until: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A period of a school: published, or why not, ``None`` where it can be."""

    period: Period
    published: bool
    withheld: Withheld | None


@dataclass(frozen=True, slots=True)
class State:
    """What is given out at a school at an instant, of what may be told."""

    school: SchoolId
    at: datetime
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Nobody knows what was given out then: the journal of the licences begins at ``since``."""

    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishingService:
    """Figures of schools; ``rules`` are the configuration's, ``solve`` is the audit's solver.

    ``retention`` says how far back the journal of the licences goes.
    """

    permissions: PermissionService
    receipts: ReceiptStore
    tallying: TallyingService
    tallies: TallyStore
    publications: PublicationStore
    directory: Directory
    entitlements: EntitlementStore
    ledger: Ledger
    catalogue: Callable[[], Catalogue]
    transaction: Transaction
    rules: Rules
    solve: Solve
    retention: Retention
    zone: tzinfo
    clock: Clock

    def publish(
        self, actor: Actor, school: SchoolId, period: Period
    ) -> Publication | Unpublished | Busy | Denied:
        """Publish *period*, or return what was published of it before.

        Launches are counted first; the tallies that a publication was made of are removed with it.

        Raises:
            ConfigError: there is no solver, or it failed; nothing was published.
            StoreError: nothing was published.
        """
        allowed = self.permissions.permit(actor, Act.PUBLISH_AGGREGATES, school=school)
        if isinstance(allowed, Denied):
            return allowed
        with self.receipts.alone() as mine:
            if not mine:
                return Busy()
            there = self.publications.publication(school, period)
            if there is not None:
                return there
            # Counted first: a term that nothing was counted of yet is not one without launches.
            self.tallying.count_all()
            why = self._withheld(school, period)
            if why is not None:
                return Unpublished(why, period.ends(self.zone))
            made = self._made(school, period)
            if made is None:
                return Unpublished(Withheld.NOTHING_COUNTED, period.ends(self.zone))
            with self.transaction():
                self.publications.keep(made)
                self.tallies.drop(school, period.months())
            return made

    def read(
        self, actor: Actor, school: SchoolId, period: Period
    ) -> Publication | Unpublished | Denied:
        """Return what was published of *period*."""
        allowed = self.permissions.permit(actor, Act.READ_AGGREGATES, school=school)
        if isinstance(allowed, Denied):
            return allowed
        found = self.publications.publication(school, period)
        if found is not None:
            return found
        why = self._withheld(school, period) or Withheld.NOT_PUBLISHED
        return Unpublished(why, period.ends(self.zone))

    def periods(self, actor: Actor, school: SchoolId) -> Sequence[Standing] | Denied:
        """Return the periods that have figures, published or not, and those of this year."""
        allowed = self.permissions.permit(actor, Act.READ_AGGREGATES, school=school)
        if isinstance(allowed, Denied):
            return allowed
        published = set(self.publications.periods(school))
        counted = {year_of(first_day(month)) for month in self.tallies.months(school)}
        years = {Period(one.year) for one in published} | counted
        years.add(year_of(self.clock().astimezone(self.zone).date()))
        every = [one for year in sorted(years) for one in (year, *year.terms())]
        return [
            Standing(
                one, one in published, None if one in published else self._withheld(school, one)
            )
            for one in every
        ]

    def state(
        self, actor: Actor, school: SchoolId, at: datetime | None = None
    ) -> State | Forgotten | Denied:
        """Return what is given out at *at*, ``None`` now, to whoever may see the licences there.

        A day that is over is rebuilt from the journal of the licences, as far back as it is kept;
        people, classes and orders are those that are known now.

        Raises:
            ConfigError: there is no solver, or it failed.
        """
        allowed = self.permissions.permit(actor, Act.SEE_STOCK, school=school)
        if isinstance(allowed, Denied):
            return allowed
        when = self.clock() if at is None else at
        if when < self._remembered():
            return Forgotten(self._remembered())
        day = when.astimezone(self.zone).date().isoformat()
        return State(school, when, self._rows(school, day, self._deployment(school, when)))

    def _withheld(self, school: SchoolId, period: Period) -> Withheld | None:
        if self.clock() < period.ends(self.zone):
            return Withheld.NOT_OVER
        there = set(self.publications.periods(school))
        terms = period.terms() if period.term is None else ()
        if there.intersection(terms):
            # A term without launches is never published, and adds nothing to its year.
            counted = set(self.tallies.months(school))
            there.update(term for term in terms if counted.isdisjoint(term.months()))
        return obstacle(period, there)

    def _made(self, school: SchoolId, period: Period) -> Publication | None:
        now = self.clock()
        terms = [self.publications.publication(school, one) for one in period.terms()]
        published = [one for one in terms if one is not None]
        if published and period.term is None:
            return joined(period, published, now)
        tallies = self.tallies.tallies(school, period.months())
        if not tallies:
            return None
        tables = list(use(tallies, period, self.catalogue().resources))
        then = min(now, period.state(self.zone)) - _MOMENT
        if then >= self._remembered():
            tables += self._deployment(school, then)
        rows = self._rows(school, period.name, tables)
        return Publication(school=school, period=period, at=now, rules=self.rules, rows=rows)

    def _remembered(self) -> datetime:
        return self.retention.before(Kept.OPERATIONS, self.clock())

    def _deployment(self, school: SchoolId, at: datetime) -> Sequence[Figures]:
        return deployment(
            self._members(school, at),
            school,
            self._given(school, at),
            self.catalogue().resources,
            at,
        )

    def _members(self, school: SchoolId, at: datetime) -> Iterable[tuple[PersonId, Membership]]:
        for person in self.directory.members(school):
            place = person.at(school)
            if place is not None and is_current(place, at):
                yield person.id, place

    def _levels(self, school: SchoolId) -> Mapping[str, str]:
        places = (person.at(school) for person in self.directory.members(school))
        return {
            level.code: level.label
            for place in places
            if place is not None
            for level in place.of_kind(GroupKind.LEVEL)
        }

    def _given(self, school: SchoolId, at: datetime) -> Entitlements:
        given = self.entitlements.of_school(school)
        since = [
            one.signed.id
            for one in self.ledger.journal(school, limit=_EVERY_ACT)
            if one.signed.at > at
        ]
        acts = (self.ledger.operation(name) for name in since)
        moved = (
            movement
            for act in acts
            if act is not None
            for movement in reversed(act.at_school(school))
        )
        return as_it_was(given, moved)

    def _rows(self, school: SchoolId, period: str, tables: Sequence[Figures]) -> tuple[Row, ...]:
        catalogue, levels = self.catalogue(), self._levels(school)
        made = [(measure, _safe(one)) for measure, one in published(tables, self.solve, self.rules)]
        return tuple(rows_of(school, period, made, lambda node: label(node, catalogue, levels)))


def _safe(published: Published) -> Published:
    """Return *published*, with nothing in it where the audit still finds something."""
    if not published.audit.findings:
        return published
    shown = published.shown
    hidden = Shown(shown.lattice, {}, frozenset(shown.lattice.cells), shown.empty)
    return Published(hidden, published.audit, published.reaching, published.rounds)
