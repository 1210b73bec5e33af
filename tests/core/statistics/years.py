"""A school's year as anybody reads it: its three terms, then the year that they add up to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from tests.core.disclosure.attacker import inside
from tests.core.statistics.drawn import UAI, YEAR, Drawn

from garbridge.core.access import Entitlements
from garbridge.core.disclosure.rules import Rules
from garbridge.core.entitlements import LicenceKind, Opening, Population, Seat, Subscription
from garbridge.core.identifiers import PersonId, SubscriptionId
from garbridge.core.people import Group, GroupKind, Membership, Profile, Public
from garbridge.core.statistics.figures import Figures, deployment, use
from garbridge.core.statistics.periods import Period
from garbridge.core.statistics.protecting import published
from garbridge.core.statistics.publications import Publication, joined
from garbridge.core.statistics.rows import rows_of

AFTER = datetime(2027, 9, 2, tzinfo=UTC)
_STARTS, _ENDS = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Term:
    """What a term is made of, and what is published of it."""

    tables: Sequence[Figures]
    publication: Publication


@dataclass(frozen=True)
class SchoolYear:
    """Terms, and their sum."""

    terms: Sequence[Term]
    year: Publication


def drawn_year(school: Drawn, rules: Rules) -> SchoolYear:
    """Publish a year of *school* term by term, as the service does, then the year."""
    terms = [_term(school, period, rules) for period in YEAR.terms()]
    return SchoolYear(terms, joined(YEAR, [one.publication for one in terms], AFTER))


def _term(school: Drawn, period: Period, rules: Rules) -> Term:
    tables = tables_of(school, period)
    rows = tuple(rows_of(UAI, period.name, published(tables, inside, rules), str))
    publication = Publication(school=UAI, period=period, at=AFTER, rules=rules, rows=rows)
    return Term(tables, publication)


def tables_of(school: Drawn, period: Period) -> Sequence[Figures]:
    """Return all tables of *period* before anything is hidden."""
    tallies = [one for one in school.tallies() if one.month in period.months()]
    catalogue, then = school.catalogue(), min(AFTER, period.state(UTC))
    given = _given(school, Random(f"{school.seed} {period.name}"))  # noqa: S311  # a sample
    return (
        *use(tallies, period, catalogue),
        *deployment(_members(school), UAI, given, catalogue, then),
    )


def _members(school: Drawn) -> Iterator[tuple[PersonId, Membership]]:
    for person, standing in school.standings().items():
        profile = standing.profile or Profile.PUPIL
        level = Group(GroupKind.LEVEL, standing.level, standing.level)
        yield person, Membership(UAI, profile, groups=(level,) if standing.level else ())


def _given(school: Drawn, chance: Random) -> Entitlements:
    """Return what schools buy: half of it for everybody or all pupils, half by name.

    By name it goes to one class or more of a level, with some teachers; in ten titles one goes to a
    few pupils alone.
    """
    bought: list[Subscription] = []
    openings: list[Opening] = []
    seats: list[Seat] = []
    for number, name in enumerate(school.catalogue()):
        kind = LicenceKind.ETABL if number % 2 else LicenceKind.INDIV
        order = SubscriptionId(f"s{number}")
        bought.append(
            Subscription(
                id=order,
                school=UAI,
                resource=name,
                kind=kind,
                publics=frozenset(Public),
                starts=_STARTS,
                ends=_ENDS,
            )
        )
        if kind is LicenceKind.ETABL:
            let_in = [Population(profile=Profile.PUPIL)]
            let_in += chance.choice([[], [Population(profile=Profile.TEACHER)], [Population()]])
            openings += [
                Opening(subscription=order, resource=name, school=UAI, population=one)
                for one in let_in
            ]
            continue
        seats += [
            Seat(subscription=order, resource=name, school=UAI, person=one)
            for one in _holders(school, chance, alone=number % 20 == 0)
        ]
    return Entitlements(bought, seats, openings)


def _holders(school: Drawn, chance: Random, *, alone: bool) -> Sequence[PersonId]:
    standings = school.standings()
    teachers = [who for who, one in standings.items() if one.profile is Profile.TEACHER]
    level = f"N{chance.randrange(school.levels)}"
    pupils = [who for who, one in standings.items() if one.level == level]
    if alone:
        return chance.sample(pupils, min(len(pupils), chance.randrange(1, 5)))
    some = max(1, len(pupils) * chance.choice([1, 2, 4]) // 4)
    return [*pupils[:some], *chance.sample(teachers, min(len(teachers), chance.randrange(1, 7)))]
