"""One line of the table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value beside its bar.

    ``at_most`` tells whether the bar is an upper or a lower bound; without a bar the figure is
    there to compare with.
    """

    name: str
    value: float
    unit: str
    bar: float | None = None
    at_most: bool = True

    @property
    def ok(self) -> bool:
        """Whether the bar is met; a figure without one always is."""
        if self.bar is None:
            return True
        return self.value <= self.bar if self.at_most else self.value >= self.bar

    def row(self) -> str:
        """Return the line of the table."""
        sign = "≤" if self.at_most else "≥"
        bar = "" if self.bar is None else f"{sign} {self.bar:g}"
        verdict = "" if self.bar is None else ("ok" if self.ok else "MISSED")
        return f"{self.name:<34}{self.value:>10.2f}  {self.unit:<22}{bar:>10}  {verdict}"
