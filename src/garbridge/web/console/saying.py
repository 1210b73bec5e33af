"""How a page says something: a text by its name, in one language, with its values escaped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from markupsafe import Markup, escape

from garbridge.core.messages import Language, Message
from garbridge.core.stated import Breach
from garbridge.core.vocabulary import Kind
from garbridge.formats.translations import Translations
from garbridge.web.console.texts import TEXTS
from garbridge.web.dates import first_day, last_day, long_date
from garbridge.web.speaking import translations


@dataclass(frozen=True, slots=True)
class Saying:
    """What a template calls for each sentence: ``t("board_title")``, ``t("people", n=3)``."""

    said: Translations
    texts: Mapping[str, Message] = field(default_factory=lambda: TEXTS, repr=False)
    """Those of the console, or those of other pages."""

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.said.language

    @property
    def kind(self) -> Kind:
        """Whom the page speaks to."""
        return self.said.kind

    def __call__(self, name: str, *, n: int | None = None, **values: object) -> Markup:
        """Return the text called *name*; *n* chooses its number.

        Raises:
            KeyError: there is no such text, or it needs another value.
        """
        return self.of(self.texts[name], n=n, **values)

    def of(self, message: Message, *, n: int | None = None, **values: object) -> Markup:
        """Return *message* in this language."""
        if n is None:
            text = self.said.text(message)
        else:
            text = self.said.counted(message, n)
            values["n"] = n
        return Markup(text).format(**values) if values else Markup(text)  # noqa: S704 - ours

    def breach(self, one: Breach) -> Markup:
        """Return why a field of an order is refused."""
        return escape(one.said(self.said.text))

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


def saying() -> Saying:
    """Return the texts of the console in the language of the request, for whom it speaks to."""
    return Saying(translations())
