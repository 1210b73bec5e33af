"""What was published, as charts: each a table of names and numbers, and a drawing of it.

Nothing is computed but widths: a figure that is hidden stays so, and has no drawing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from garbridge.core.statistics import nodes
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.rows import Row

WHOLE: Final = 1000
"""Units of the longest bar."""
WIDE: Final = 360
HIGH: Final = 120
"""The drawing of months: how wide, and where its foot is; letters stand below it."""
MOST_BARS: Final = 200
"""Lines of one chart; the export has all."""
_ABOVE: Final = 6
"""What is above the highest point, so that its dot is whole."""

Node = Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: its name, its value, ``None`` where that is hidden, and its width of 1,000."""

    name: str
    value: int | None
    width: int


@dataclass(frozen=True, slots=True)
class Point:
    """One month of a line; ``y`` is ``None`` where its value is hidden."""

    x: float
    y: float | None
    letter: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its text's name, its lines, how many were left out; months are drawn as a line too.

    ``parts`` are what the line is drawn through: it is broken where a month is hidden.
    """

    text: str
    bars: tuple[Bar, ...]
    left_out: int = 0
    points: tuple[Point, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """What part of the accès is asked for, by its nodes; empty is all."""

    public: str = ""
    resource: str = ""

    def charts(self, rows: Sequence[Row]) -> list[Chart]:
        """Return the charts of *rows* for it; one that nothing was published of is left out."""
        drawing = _Drawing(rows)
        part = [
            row
            for row in rows
            if row.mesure == Measure.ACCESSES
            and _fits(self.public, row.public)
            and _fits(self.resource, row.ressource)
        ]
        asked = sum(map(bool, (self.public, self.resource)))
        part = [row for row in part if sum(map(bool, row.nodes)) == asked + 1]
        found = [drawing.months([row for row in part if row.mois])]
        if not self.public:
            found.append(drawing.chart("chart_publics", part, _who))
        if not self.resource:
            lines = (("chart_disciplines", nodes.DISCIPLINE), ("chart_resources", nodes.RESOURCE))
            found += [
                drawing.chart(text, [row for row in part if row.ressource.startswith(kind)], _what)
                for text, kind in lines
            ]
        if not asked:
            found += drawing.others(rows)
        return [one for one in found if one.bars]


class _Drawing:
    """Names lines as they are named where they stand alone, and measures them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        alone = (row for row in rows if sum(map(bool, row.nodes)) == 1)
        self._names: Mapping[str, str] = {"".join(row.nodes): row.libelle for row in alone}

    def chart(self, text: str, rows: Iterable[Row], node: Node) -> Chart:
        """Return the lines of *rows* that have a *node*, which names each."""
        found = [row for row in rows if node(row)]
        shown = found[:MOST_BARS]
        most = max((row.valeur or 0 for row in shown), default=0)
        bars = (
            Bar(
                self._names.get(node(row), row.libelle),
                row.valeur,
                max(1, WHOLE * row.valeur // most) if row.valeur else 0,
            )
            for row in shown
        )
        return Chart(text, tuple(bars), len(found) - len(shown))

    def months(self, rows: Sequence[Row]) -> Chart:
        """Return the months, each once: July and August alone where they are told alone."""
        apart = any(row.mois[-3:] in {"-07", "-08"} for row in rows)
        found = [row for row in rows if not (apart and row.mois == nodes.SUMMER)]
        plain = self.chart("chart_months", found, _when)
        most = max((row.valeur or 0 for row in found), default=0) or 1
        step = WIDE / max(len(found), 1)
        points = tuple(
            Point(round(step * (place + 0.5), 1), _height(bar.value, most), bar.name[:1].upper())
            for place, bar in enumerate(plain.bars)
        )
        return replace(plain, points=points, parts=tuple(_parts(points)))

    def others(self, rows: Sequence[Row]) -> list[Chart]:
        """Return the charts of the other measures."""
        found = {measure: [r for r in rows if r.mesure == measure] for measure in Measure}
        failures = [row for row in found[Measure.FAILURES] if sum(map(bool, row.nodes)) == 1]
        resources = [
            row
            for row in found[Measure.ASSIGNMENTS]
            if row.ressource.startswith(nodes.RESOURCE) and not row.public
        ]
        steps = [row for row in failures if row.motif.startswith(nodes.STEP)]
        return [
            self.chart("chart_users", found[Measure.USERS], _who),
            self.chart("chart_reached", found[Measure.REACHED], _who),
            self.chart("chart_assigned", resources, _what),
            self.chart("chart_steps", steps, _why),
            self.chart("chart_providers", failures, _by),
        ]


def choices(rows: Iterable[Row]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the publics and the resources that accès were published of, each with its name."""
    alone = [
        row for row in rows if row.mesure == Measure.ACCESSES and sum(map(bool, row.nodes)) == 1
    ]
    return (
        [(row.public, row.libelle) for row in alone if row.public],
        [(row.ressource, row.libelle) for row in alone if row.ressource],
    )


def totals(rows: Iterable[Row]) -> dict[str, int | None]:
    """Return the total of each measure that was published; ``None`` where it is hidden."""
    return {row.mesure: row.valeur for row in rows if not any(row.nodes)}


def _fits(asked: str, node: str) -> bool:
    return not asked or node == asked


def _height(value: int | None, most: int) -> float | None:
    return None if value is None else round((HIGH - _ABOVE) * (1 - value / most) + _ABOVE, 1)


def _parts(points: Iterable[Point]) -> Iterable[str]:
    part: list[str] = []
    for point in points:
        if point.y is not None:
            part.append(f"{point.x},{point.y}")
        elif part:
            yield " ".join(part)
            part = []
    if part:
        yield " ".join(part)


def _who(row: Row) -> str:
    return row.public


def _when(row: Row) -> str:
    return row.mois


def _what(row: Row) -> str:
    return row.ressource


def _why(row: Row) -> str:
    return row.motif


def _by(row: Row) -> str:
    return row.fournisseur
