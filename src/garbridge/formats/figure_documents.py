"""Figures of a school as JSON: printed by a command, or answered by the API."""

from collections.abc import Callable, Iterable

from garbridge.core.messages import Message
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.labels import DEFINITIONS, named_in
from garbridge.core.statistics.publications import Publication
from garbridge.core.statistics.rows import COLUMNS, Row
from garbridge.services.publishing import State


def publication_document(
    published: Publication, text: Callable[[Message], str]
) -> dict[str, object]:
    """Return *published* as JSON: its keys, and the columns of its rows, are stable.

    Definitions and names are in the language of *text*, which looks one up.
    """
    return {
        "school": published.school,
        "period": published.period.name,
        "published_at": published.at.isoformat(),
        "threshold": published.rules.threshold,
        "share": published.rules.share,
        "definitions": {measure.value: text(DEFINITIONS[measure]) for measure in Measure},
        "rows": _documents(named_in(published.rows, text)),
    }


def state_document(state: State, text: Callable[[Message], str]) -> dict[str, object]:
    """Return *state* as JSON, named likewise."""
    return {
        "school": state.school,
        "at": state.at.isoformat(),
        "rows": _documents(named_in(state.rows, text)),
    }


def _documents(rows: Iterable[Row]) -> list[dict[str, str | int | None]]:
    return [dict(zip(COLUMNS, row.cells(), strict=True)) for row in rows]
