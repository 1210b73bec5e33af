"""Standing rules (*règles d'affectation*): in which order they are served, and what that gives.

Rules are served in the order in which they were written; of several that were written at once, by
resource, then by population.  Within a rule people come by name, as on a class list.  Where the
licences end in the middle of a class, those who come first have one, and the others are missing.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.entitlements import Origin, Population, Rule
from garbridge.core.gathering import Gathered
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.openings import is_opened, plan_opening
from garbridge.core.planning import Giving, in_order
from garbridge.core.seats import Candidate, Plan, Stock

TakenBack = Collection[PersonId | Population]
"""People and populations whose licence somebody took back by hand, and gave to them no more."""


@dataclass(frozen=True, slots=True)
class StandingRule:
    """A rule that stands: who wrote it, when and why.

    ``by`` is the text of an actor.
    """

    rule: Rule
    by: str
    at: datetime
    reason: str = ""


def serving_order(standing: StandingRule) -> tuple[datetime, ResourceId, tuple[str, ...]]:
    """Return what rules are sorted by."""
    return standing.at, standing.rule.resource, population_key(standing.rule.population)


def population_key(population: Population) -> tuple[str, ...]:
    """Return what populations are sorted by: the whole school first.

    >>> population_key(Population())
    ('', '', '', '')
    """
    kind, profile = population.kind, population.profile
    return (
        kind.value if kind else "",
        population.code,
        profile.value if profile else "",
        population.person or "",
    )


def next_begin(members: Iterable[Candidate], now: datetime) -> datetime | None:
    """Return the next instant at which somebody's place begins; ``None`` if none is to come.

    From then on they are to be served, though nothing but the date has changed.
    """
    starts = (one.membership.starts for one in members)
    return min((start for start in starts if start is not None and now < start), default=None)


@dataclass(frozen=True, slots=True)
class Serving:
    """Where the rules of one resource at one school are served.

    ``members`` is everybody of the school, by name, ``there`` who of them is there ``at`` that
    instant.  ``taken_back`` is asked only where somebody
    might be given what a hand took from them: a rule never does that, whatever its population,
    until somebody assigns it to them again.
    """

    resource: ResourceId
    school: SchoolId
    stocks: Sequence[Stock]
    members: Sequence[Candidate]
    there: Gathered
    taken_back: Callable[[], TakenBack]
    at: datetime

    def plan(self, populations: Sequence[Population]) -> Plan:
        """Plan to serve the rules on *populations*, in their order.

        Where the licences are for populations, each rule is an opening, also of a population that
        is empty still.
        """
        usable = in_order(self.stocks, self.at)
        if any(is_opened(stock) for stock in usable):
            return self._open(usable, populations)
        return self._seat(usable, populations)

    def _seat(self, usable: Sequence[Stock], populations: Sequence[Population]) -> Plan:
        wanted = self._wanted(populations)
        holders = {person for stock in usable for person in stock.holders}
        without = any(one.person not in holders for one in wanted)
        back = self.taken_back() if without else ()
        giving = Giving(self.resource, self.school, self.stocks, at=self.at, origin=Origin.RULE)
        giving.serve(one for one in wanted if one.person in holders or one.person not in back)
        return giving.plan()

    def _open(self, usable: Sequence[Stock], populations: Sequence[Population]) -> Plan:
        opened = {opening.population for stock in usable for opening in stock.openings}
        back = self.taken_back() if set(populations) - opened else ()
        wanted = [one for one in populations if one in opened or one not in back]
        return plan_opening(
            self.resource, self.school, self.stocks, wanted, self.members, at=self.at
        )

    def _wanted(self, populations: Sequence[Population]) -> list[Candidate]:
        found: dict[PersonId, Candidate] = {}
        for population in populations:
            for one in self.there.within(population):
                found.setdefault(one.person, one)
        return list(found.values())
