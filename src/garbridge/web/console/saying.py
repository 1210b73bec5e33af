"""How a page says something: a text by its name, in one language, with its values escaped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Final

from markupsafe import Markup

from garbridge.core.obstacles import Wording
from garbridge.core.vocabulary import Kind, spoken
from garbridge.web.console.texts import TEXTS
from garbridge.web.dates import first_day, last_day, long_date
from garbridge.web.wording import Language

PLURAL: Final = "|"
"""Stands between the form for one and the form for several."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a template calls for each sentence: ``t("board_title")``, ``t("people", n=3)``."""

    language: Language
    kind: Kind = Kind.SECONDARY
    texts: Mapping[str, Wording] = field(default_factory=lambda: TEXTS, repr=False)
    """Those of the console, or those of other pages."""

    def __call__(self, name: str, *, n: int | None = None, **values: object) -> Markup:
        """Return the text called *name*; *n* chooses its number.

        Raises:
            KeyError: there is no such text, or it needs another value.
        """
        return self.of(self.texts[name], n=n, **values)

    def of(self, wording: Wording, *, n: int | None = None, **values: object) -> Markup:
        """Return one of *wording* in this language."""
        text = self._in(wording)
        if n is not None:
            one, _, several = text.partition(PLURAL)
            text = several if several and self._is_several(n) else one
            values["n"] = n
        return Markup(text).format(**values) if values else Markup(text)  # noqa: S704 - ours

    def day(self, instant: datetime, zone: tzinfo) -> Markup:
        """Return the day on which something begins, or happened."""
        return long_date(first_day(instant, zone), self.language)

    def last(self, end: datetime, zone: tzinfo) -> Markup:
        """Return the last day of what holds until *end*."""
        return long_date(last_day(end, zone), self.language)

    def date(self, day: date) -> Markup:
        """Return a day that is known as one."""
        return long_date(day, self.language)

    def moment(self, instant: datetime, zone: tzinfo) -> Markup:
        """Return the day and the minute of what happened."""
        local = instant.astimezone(zone)
        french = self.language is Language.FRENCH
        minute = f"{local.hour}\u00a0h\u00a0{local:%M}" if french else f"{local:%H:%M}"
        return self.day(instant, zone) + ", " + minute

    def _in(self, wording: Wording) -> str:
        french = self.language is Language.FRENCH
        return spoken(wording.french, self.kind) if french else wording.english

    def _is_several(self, n: int) -> bool:
        return n >= 2 if self.language is Language.FRENCH else n != 1  # noqa: PLR2004 - French plurals start at two
