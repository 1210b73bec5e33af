"""Whom standing rules leave without a licence: what a population was promised and has not got."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from garbridge.core.entitlements import Population, Seat
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.people import is_current
from garbridge.core.rules import StandingRule
from garbridge.core.seats import Candidate, Plan, Shortage


class Unmet(StrEnum):
    """Why a rule was not served.  Values are stable."""

    NO_LICENCE_LEFT = "no_licence_left"
    """There were fewer licences than people."""
    NOT_SERVED = "not_served"
    """There is a licence, and the rules have not been served since."""


@dataclass(frozen=True, slots=True)
class Unserved:
    """People whom the rules on *resource* are for and leave without it.

    ``people`` are named where each has a licence of their own; of a population that cannot be let
    in nobody is.  ``missing`` is how many, out of the ``of`` people whom these rules are for.
    """

    resource: ResourceId
    why: Unmet
    people: tuple[PersonId, ...]
    missing: int
    of: int


def unserved(
    plan: Plan,
    rules: Sequence[StandingRule],
    members: Iterable[Candidate],
    *,
    started: Collection[str],
    among: Population,
    only: Collection[ResourceId] | None,
    now: datetime,
) -> tuple[Unserved, ...]:
    """Return whom *plan*, that of serving *rules* at *now*, shows to be without, by resource.

    From whom a licence was taken back by hand is not among them, and nobody is whose public no
    subscription is for.

    Args:
        plan: What serving the rules would do.
        rules: All of the school.
        members: Everybody of the school.
        started: The subscriptions that run: what begins later is not missed yet.
        among: Whom to look at.
        only: Which resources; ``None`` is all.
        now: When.
    """
    there = [
        one
        for one in members
        if is_current(one.membership, now) and among.covers(one.person, one.membership)
    ]
    meant: dict[ResourceId, set[PersonId]] = {}
    for standing in rules:
        covers = standing.rule.population.covers
        people = {one.person for one in there if covers(one.person, one.membership)}
        meant.setdefault(standing.rule.resource, set()).update(people)
    waiting: dict[ResourceId, list[PersonId]] = {}
    for movement in plan.movements:
        right = movement.right
        if isinstance(right, Seat) and movement.gives and right.subscription in started:
            waiting.setdefault(right.resource, []).append(right.person)
    found = [_short(one, meant.get(one.resource, set()), among) for one in plan.shortages]
    found += [
        _named(resource, Unmet.NOT_SERVED, people, meant.get(resource, set()))
        for resource, people in waiting.items()
    ]
    told = [one for one in found if one.missing and (only is None or one.resource in only)]
    return tuple(sorted(told, key=lambda one: (one.resource, one.why)))


def _short(short: Shortage, meant: Collection[PersonId], among: Population) -> Unserved:
    if short.people:
        return _named(short.resource, Unmet.NO_LICENCE_LEFT, short.people, meant)
    missing = short.missing if among == Population() else 0
    return Unserved(short.resource, Unmet.NO_LICENCE_LEFT, (), missing, len(meant))


def _named(
    resource: ResourceId, why: Unmet, people: Iterable[PersonId], meant: Collection[PersonId]
) -> Unserved:
    here = tuple(one for one in people if one in meant)
    return Unserved(resource, why, here, len(here), len(meant))
