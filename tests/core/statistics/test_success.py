"""How launches went at each provider, from published lines alone."""

from dataclasses import replace
from decimal import Decimal

import pytest

from garbridge.core.disclosure.rules import Rules
from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.periods import Period
from garbridge.core.statistics.publications import (
    ProviderSuccess,
    Publication,
    success_by_provider,
)
from garbridge.core.statistics.rows import Row
from garbridge.testing.world import LYCEE, NOW

_ROW = Row(etablissement=LYCEE.id, periode="2026", mesure="")
PARC, STUDIO = ProviderId("parc"), ProviderId("studio")
OWNERS = {ResourceId("a"): PARC, ResourceId("b"): PARC, ResourceId("c"): STUDIO}


def opened(resource: str, times: int | None, **crossed: str) -> Row:
    """Return the line of a resource."""
    named = f"resource:{resource}"
    return replace(_ROW, mesure=Measure.ACCESSES, ressource=named, valeur=times, **crossed)


def failed(provider: ProviderId, times: int | None, **crossed: str) -> Row:
    """Return the line of a provider's failures."""
    named = f"provider:{provider}"
    return replace(_ROW, mesure=Measure.FAILURES, fournisseur=named, valeur=times, **crossed)


@pytest.mark.parametrize(
    ("rows", "accesses", "failures", "rate"),
    [
        ([opened("a", 90), opened("b", 5), failed(PARC, 5)], 95, 5, "95.0"),
        ([opened("a", 3)], 3, 0, "100.0"),
        ([failed(PARC, 7)], 0, 7, "0.0"),
        ([opened("a", 90), opened("b", None), failed(PARC, 5)], None, 5, None),
        ([opened("a", 90), failed(PARC, None)], 90, None, None),
        ([opened("a", 9), opened("a", 4, mois="2026-09"), failed(PARC, 1)], 9, 1, "90.0"),
        ([opened("a", 9), opened("gone", 50), failed(PARC, 2, motif="step:D")], 9, 0, "100.0"),
    ],
    ids=["sum", "no-failure", "failures-alone", "a-hidden-resource", "hidden", "crossed", "gone"],
)
def test_it_follows_from_the_lines_of_the_provider(
    rows: list[Row], accesses: int | None, failures: int | None, rate: str | None
) -> None:
    """What has no line was nothing; what follows from something hidden is not told."""
    published = Publication(
        school=LYCEE.id, period=Period(2026), at=NOW, rules=Rules(), rows=tuple(rows)
    )

    (found,) = success_by_provider(published, OWNERS)

    assert found == ProviderSuccess(PARC, accesses, failures)
    assert found.rate == (None if rate is None else Decimal(rate))
