"""What was published, kept as it was told: asked again, the answer is the same.

Of one school a year is published, or terms of it.  A year whose terms are published shows the sums
of what they show, and so tells nothing that they did not; a term of a year that is published, or a
year of which some terms are, is refused: the difference would tell what was hidden.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from garbridge.core.disclosure.rules import Rules
from garbridge.core.identifiers import ProviderId, ResourceId, SchoolId
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.nodes import PROVIDER, RESOURCE
from garbridge.core.statistics.periods import Period
from garbridge.core.statistics.rows import HIDDEN, SHOWN, Row

_SUMMED: Final = frozenset({Measure.ACCESSES, Measure.FAILURES})
"""What the terms of a year add up to; who opened something may have done so in each of them."""
_ORDER: Final[Mapping[str, int]] = {measure: n for n, measure in enumerate(Measure)}
_STATES: Final = frozenset({Measure.ASSIGNMENTS, Measure.REACHED})
"""What is so at the end of a period: that of a year is that of its last term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The figures of a school and period, as anybody who may read them reads them for ever.

    ``rules`` are those under which they were made.
    """

    school: SchoolId
    period: Period
    at: datetime
    rules: Rules
    rows: tuple[Row, ...]


class Withheld(StrEnum):
    """Why a period is not published.  Values are stable."""

    NOT_OVER = "not_over"
    """Something can still happen in it: a figure that changes tells who came in between."""
    YEAR_PUBLISHED = "year_published"
    """The year that it is a term of is published already."""
    SOME_TERMS_PUBLISHED = "some_terms_published"
    """Some terms of the year are published, and the others not yet."""
    NOTHING_COUNTED = "nothing_counted"
    """No launch of it was ever counted at the school."""
    NOT_PUBLISHED = "not_published"
    """It was asked for, and nobody published it."""


def obstacle(period: Period, published: Iterable[Period]) -> Withheld | None:
    """Return what of the same school stands in the way; ``None`` where nothing does.

    >>> obstacle(Period(2026), [Period(2026, 1)])
    <Withheld.SOME_TERMS_PUBLISHED: 'some_terms_published'>
    """
    others = {one for one in published if one.overlaps(period) and one != period}
    if period.term is not None:
        return Withheld.YEAR_PUBLISHED if others else None
    some = others and others != set(period.terms())
    return Withheld.SOME_TERMS_PUBLISHED if some else None


def joined(period: Period, terms: Sequence[Publication], at: datetime) -> Publication:
    """Return a year as the sum of its published *terms*, the earliest first.

    A figure is hidden where one of them hides it; what a term has no line for is nothing in it.
    How many people opened something in the year is not told: it is no sum.
    """
    whole: dict[tuple[str, ...], Row] = {}
    sums: Counter[tuple[str, ...]] = Counter()
    hidden: set[tuple[str, ...]] = set()
    summed = [row for term in terms for row in term.rows if row.mesure in _SUMMED]
    for row in summed:
        key = (row.mesure, *row.nodes)
        whole.setdefault(key, replace(row, periode=period.name))
        sums[key] += row.valeur or 0
        if row.valeur is None:
            hidden.add(key)
    rows = [
        replace(row, valeur=None, etat=HIDDEN)
        if key in hidden
        else replace(row, valeur=sums[key], etat=SHOWN)
        for key, row in sorted(whole.items(), key=lambda item: _ORDER[item[1].mesure])
    ]
    last = [replace(row, periode=period.name) for row in terms[-1].rows if row.mesure in _STATES]
    return Publication(
        school=terms[-1].school,
        period=period,
        at=at,
        rules=max((term.rules for term in terms), key=lambda one: one.threshold),
        rows=(*rows, *last),
    )


def success(published: Publication) -> Decimal | None:
    """Return how many launches of a hundred succeeded, to a tenth; ``None`` where it is not told.

    It follows from the two totals, and tells no more than they do.
    """
    totals = {row.mesure: row.valeur for row in published.rows if not any(row.nodes)}
    good, bad = totals.get(Measure.ACCESSES), totals.get(Measure.FAILURES)
    if good is None or bad is None:
        return None
    return _of_a_hundred(good, bad)


@dataclass(frozen=True, slots=True)
class ProviderSuccess:
    """How launches went at one provider; ``None`` where a figure that it follows from is hidden."""

    provider: ProviderId
    accesses: int | None
    failures: int | None

    @property
    def rate(self) -> Decimal | None:
        """How many of a hundred succeeded, to a tenth."""
        if self.accesses is None or self.failures is None:
            return None
        return _of_a_hundred(self.accesses, self.failures)


def success_by_provider(
    published: Publication, owners: Mapping[ResourceId, ProviderId]
) -> tuple[ProviderSuccess, ...]:
    """Return how launches went at each provider of which something is published, by its name.

    It follows from the lines of resources and of failures, and tells no more than they do: where
    one resource of a provider is hidden, what it comes to is not told.  What has no line was
    nothing.

    Args:
        published: What is published.
        owners: Whose each resource is; one that nobody owns any more counts for nobody.
    """
    good: dict[ProviderId, list[int | None]] = {}
    bad: dict[ProviderId, list[int | None]] = {}
    for row in published.rows:
        named = [node for node in row.nodes if node]
        if len(named) != 1:
            continue
        if row.mesure == Measure.ACCESSES and row.ressource.startswith(RESOURCE):
            owner = owners.get(ResourceId(row.ressource.removeprefix(RESOURCE)))
            if owner is not None:
                good.setdefault(owner, []).append(row.valeur)
        elif row.mesure == Measure.FAILURES and row.fournisseur:
            name = ProviderId(row.fournisseur.removeprefix(PROVIDER))
            bad.setdefault(name, []).append(row.valeur)
    known = sorted(good.keys() | (bad.keys() & set(owners.values())))
    return tuple(ProviderSuccess(one, _sum(good.get(one)), _sum(bad.get(one))) for one in known)


def _sum(values: Sequence[int | None] | None) -> int | None:
    shown = [value for value in values or () if value is not None]
    return sum(shown) if len(shown) == len(values or ()) else None


def _of_a_hundred(good: int, bad: int) -> Decimal | None:
    return (Decimal(100 * good) / (good + bad)).quantize(Decimal("0.1")) if good + bad else None
