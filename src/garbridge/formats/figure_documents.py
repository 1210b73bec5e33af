"""Figures of a school as JSON: printed by a command, or answered by the API."""

from collections.abc import Iterable

from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.labels import DEFINITIONS
from garbridge.core.statistics.publications import Publication
from garbridge.core.statistics.rows import COLUMNS, Row
from garbridge.services.publishing import State


def publication_document(published: Publication) -> dict[str, object]:
    """Return *published* as JSON: its keys, and the columns of its rows, are stable."""
    return {
        "school": published.school,
        "period": published.period.name,
        "published_at": published.at.isoformat(),
        "threshold": published.rules.threshold,
        "share": published.rules.share,
        "definitions": {measure.value: DEFINITIONS[measure] for measure in Measure},
        "rows": _documents(published.rows),
    }


def state_document(state: State) -> dict[str, object]:
    """Return *state* as JSON."""
    return {
        "school": state.school,
        "at": state.at.isoformat(),
        "rows": _documents(state.rows),
    }


def _documents(rows: Iterable[Row]) -> list[dict[str, str | int | None]]:
    return [dict(zip(COLUMNS, row.cells(), strict=True)) for row in rows]
