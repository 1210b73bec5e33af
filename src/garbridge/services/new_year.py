"""What a turn of the year comes to at one school, with the directory and the stock of now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from garbridge.core.carrying import NewYear, populations_held, this_year
from garbridge.core.catalogue import Catalogue
from garbridge.core.classes import Division, divisions_of, propose_classes
from garbridge.core.entitlements import Opening, Population, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.levels import LEAVES, propose
from garbridge.core.operations import Movement, OperationKind
from garbridge.core.people import Group, GroupKind, Profile, is_current
from garbridge.core.portions import Turned, Turning
from garbridge.core.rules import StandingRule
from garbridge.core.school_years import Calendar, first_instant
from garbridge.core.seats import Candidate, Plan, Stock
from garbridge.core.texts import require_kept_code
from garbridge.core.year_moves import Move, has_moved, move_of, there_in
from garbridge.core.years import (
    Carry,
    Chosen,
    Follow,
    KeptSeat,
    Place,
    Portion,
    Snapshot,
    YearPlan,
)
from garbridge.services.planning import preview_of, unknown
from garbridge.services.selecting import Request


@dataclass(frozen=True, slots=True)
class Renewal:
    """A subscription that ends with this year, and what comes after it; ``None`` is nothing."""

    ending: Subscription
    follower: SubscriptionId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a plan comes to.

    ``classes_known`` says whether the directory has the classes of the new year.  ``undecided`` are
    levels of which the school has not confirmed what follows, while that matters, ``classes`` those
    of this year's directory then, and ``proposed`` which follows which by their names.
    ``overruled`` are classes of which the directory names another one than was said: it counts.
    ``labels`` are what the classes of today's directory are called, by code.
    """

    plan: YearPlan
    classes_known: bool
    turned: tuple[Turned, ...]
    portions: tuple[Portion, ...]
    renewals: tuple[Renewal, ...]
    undecided: tuple[Group, ...]
    classes: Mapping[str, Division] = field(default_factory=dict[str, Division])
    proposed: Mapping[str, str] = field(default_factory=dict[str, str])
    overruled: Mapping[str, str] = field(default_factory=dict[str, str])
    labels: Mapping[str, str] = field(default_factory=dict[str, str])

    def following(self, code: str) -> str | None:
        """Return the class that follows *code* by what was said, or by its name.

        Empty where none does; ``None`` where nobody says it, and the directory will.
        """
        chosen = self.plan.chosen
        if code in chosen.left:
            return None
        return chosen.classes.get(code, self.proposed.get(code))

    @property
    def movements(self) -> tuple[Movement, ...]:
        """Everything that would be moved."""
        return tuple(movement for one in self.turned for movement in one.plan.movements)

    @property
    def people(self) -> int:
        """How many people would be given something or lose it."""
        return len(frozenset[PersonId]().union(*(one.plan.people for one in self.turned)))

    @property
    def is_clean(self) -> bool:
        """Say whether nothing asks for a decision."""
        return not self.undecided and all(one.is_clean for one in self.turned)


def calendar_of(year: int, zone: tzinfo, now: datetime) -> Calendar:
    """Return the instants of the school year that begins in *year*, seen at *now*."""
    return Calendar(
        now=now,
        before=first_instant(year - 1, zone),
        first=first_instant(year, zone),
        end=first_instant(year + 1, zone),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One school: its people by name, its stock, its rules, what is registered, the instants.

    ``switched`` is who was let in by what of the switch of this year is done already.
    """

    school: SchoolId
    members: Sequence[Candidate]
    stocks: Sequence[Stock]
    catalogue: Catalogue
    calendar: Calendar
    rules: Sequence[StandingRule] = ()
    switched: Collection[Opening] = ()

    def levels(self) -> dict[str, Group]:
        """Return the levels of the pupils, by code."""
        pupils = (one for one in self.members if one.membership.profile is Profile.PUPIL)
        return {g.code: g for one in pupils for g in one.membership.of_kind(GroupKind.LEVEL)}

    def divisions(self) -> dict[str, Division]:
        """Return the classes of the pupils who are there now, by code."""
        now = self.calendar.now
        return divisions_of(one for one in self.members if is_current(one.membership, now))

    def proposed(self) -> dict[str, str]:
        """Return which level follows which, as far as the national codes say it."""
        return propose(self.levels().values())

    def taken(self, chosen: Chosen) -> tuple[Snapshot, tuple[Carry, ...]]:
        """Return what is given today, and which populations have what this year."""
        when = self.calendar
        people = [one for one in self.members if is_current(one.membership, when.now)]
        if chosen.classes_known:
            people = [
                Candidate(one.person, this_year(one.membership, chosen.levels)) for one in people
            ]
        carries: list[Carry] = []
        alone: dict[ResourceId, frozenset[PersonId]] = {}
        mine = [stock for stock in self.stocks if when.is_of_this_year(stock.subscription)]
        for resource in sorted({stock.subscription.resource for stock in mine}):
            here = [stock for stock in mine if stock.subscription.resource == resource]
            holders = {person for stock in here for person in stock.holders}
            found, alone[resource] = populations_held(resource, people, holders)
            openings = dict.fromkeys(one.population for s in here for one in s.openings)
            carries += [*found, *(_opened(resource, one, people) for one in openings)]
        return _snapshot(self.stocks, people, alone), tuple(carries)

    def outlook(
        self, plan: YearPlan, snapshot: Snapshot, only: ResourceId | None = None
    ) -> Outlook:
        """Return what *plan* comes to now, for every resource or *only* one."""
        year = self._new_year(plan.chosen, snapshot.places)
        wanted = {kept.seat.resource for kept in snapshot.seats}
        wanted |= {opening.resource for opening in snapshot.openings}
        wanted |= {name for name, follow in plan.chosen.follows.items() if follow is Follow.DROP}
        turned: list[Turned] = []
        portions: list[Portion] = []
        for resource in sorted(wanted if only is None else wanted & {only}):
            stocks = [s for s in self.stocks if s.subscription.resource == resource]
            one = self._turn(resource, stocks, plan, snapshot, year)
            turned.append(one)
            portions.append(self._portion(one, stocks))
        there = self.divisions()
        divisions = {} if year.known else there
        return Outlook(
            plan=plan,
            classes_known=year.known,
            turned=tuple(turned),
            portions=tuple(portions),
            renewals=tuple(self._renewals()),
            undecided=() if year.known else self._undecided(plan.chosen),
            classes=divisions,
            proposed=propose_classes(divisions, plan.chosen.levels),
            overruled=year.overruled(),
            labels={code: one.group.label or code for code, one in there.items()},
        )

    def _new_year(self, chosen: Chosen, places: Iterable[Place]) -> NewYear:
        when = self.calendar
        was = {place.person: place for place in places}
        there = there_in(self.members, when.first, when.end, when.wanted)
        known = chosen.classes_known or has_moved(there, was, chosen.levels)
        if not known:
            there = [one for one in there if not _leaves(one, was, chosen.levels)]
        return NewYear(there, chosen.levels, was, known, chosen.classes)

    def _turn(
        self,
        resource: ResourceId,
        stocks: Sequence[Stock],
        plan: YearPlan,
        snapshot: Snapshot,
        year: NewYear,
    ) -> Turned:
        follow = plan.chosen.follow(resource)
        if resource not in self.catalogue.resources and follow is not Follow.DROP:
            return Turned(resource=resource, follow=follow, plan=unknown(resource, [self.school]))
        turned = Turning(
            resource=resource,
            school=self.school,
            stocks=stocks,
            seats=[kept for kept in snapshot.seats if kept.seat.resource == resource],
            openings=[one for one in snapshot.openings if one.resource == resource],
            switched=self.switched,
            carries=[carry for carry in plan.carries if carry.resource == resource],
            follow=follow,
            year=year,
            calendar=self.calendar,
        ).turn()
        return replace(turned, plan=turned.plan + Plan(tuple(self._rules_that_end(resource, plan))))

    def _rules_that_end(self, resource: ResourceId, plan: YearPlan) -> Iterable[Movement]:
        """Yield the rules on what is dropped: they would give it again; later ones are meant."""
        for one in self.rules:
            dropped = plan.chosen.follow(resource) is Follow.DROP
            if dropped and one.rule.resource == resource and one.at <= plan.at:
                yield Movement(one.rule, gives=False)

    def _portion(self, turned: Turned, stocks: Sequence[Stock]) -> Portion:
        request = Request(
            kind=OperationKind.SWITCH, schools=(self.school,), resources=(turned.resource,)
        )
        return Portion(
            number=0,
            resource=turned.resource,
            token=preview_of(request, turned.plan, stocks).token,
            given=turned.given,
            reclaimed=turned.reclaimed,
            kept=turned.plan.already,
            missing=turned.missing,
            impossible=len(turned.plan.impossible),
            waiting=len(turned.waiting),
            ordered=turned.ordered,
        )

    def _renewals(self) -> Iterable[Renewal]:
        when = self.calendar
        bought = [stock.subscription for stock in self.stocks]
        coming = [one for one in bought if one.ends > when.first and one.starts < when.end]
        for one in sorted(bought, key=lambda each: (each.resource, each.id)):
            if when.before < one.ends <= when.first:
                after = [each.id for each in coming if each.resource == one.resource]
                yield Renewal(one, min(after, default=None))

    def _undecided(self, chosen: Chosen) -> tuple[Group, ...]:
        levels = self.levels()
        return tuple(levels[code] for code in sorted(levels) if code not in chosen.confirmed)


def _leaves(one: Candidate, was: Mapping[PersonId, Place], levels: Mapping[str, str]) -> bool:
    if one.membership.profile is not Profile.PUPIL or move_of(one, was, levels) is Move.MOVED:
        return False
    codes = one.membership.codes(GroupKind.LEVEL)
    return bool(codes) and all(levels.get(code) == LEAVES for code in codes)


def _opened(resource: ResourceId, population: Population, people: Sequence[Candidate]) -> Carry:
    inside = [one for one in people if population.covers(one.person, one.membership)]
    labels = [
        group.label
        for one in inside
        for group in one.membership.groups
        if group.kind is population.kind and group.code == population.code
    ]
    label = labels[0] if labels else population.code
    return Carry(resource, population, label, len(inside), len(inside), opened=True)


def _snapshot(
    stocks: Sequence[Stock],
    people: Sequence[Candidate],
    alone: Mapping[ResourceId, frozenset[PersonId]],
) -> Snapshot:
    seats = [
        KeptSeat(
            stock.seat_of(person), held.public, person in alone.get(stock.subscription.resource, ())
        )
        for stock in stocks
        for person, held in stock.holders.items()
    ]
    openings: list[Opening] = [one for stock in stocks for one in stock.openings]
    pupils = [one for one in people if one.membership.profile is Profile.PUPIL]
    return Snapshot(tuple(map(_place, pupils)), tuple(seats), tuple(openings))


def _place(one: Candidate) -> Place:
    levels = one.membership.of_kind(GroupKind.LEVEL)
    divisions = one.membership.of_kind(GroupKind.DIVISION)
    level, division = (groups[0].code if groups else "" for groups in (levels, divisions))
    for kind, code in ((GroupKind.LEVEL, level), (GroupKind.DIVISION, division)):
        require_kept_code(kind, code, one.membership.school)
    return Place(one.person, level, division)
