"""Sentences as the sources hold them: in French, to be looked up in a catalogue (*gettext*).

Nothing is looked up here: :mod:`garbridge.formats.translations` does, and what reads the sources
for translators (``make catalogues``) finds every call of :func:`N_` and :func:`NP_`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter
from typing import NamedTuple


class Language(StrEnum):
    """A language that people read; the first is that of the sources, and the default."""

    FRENCH = "fr"
    ENGLISH = "en"


class Message(NamedTuple):
    """A sentence of the sources.  ``{name}`` takes a value.

    ``several`` is its form for several, empty where it has one form.  ``context`` is for
    translators: it tells one French sentence from another that reads the same.
    """

    one: str
    several: str = ""
    context: str = ""


def N_(one: str, several: str = "") -> Message:  # noqa: N802 - the name that gettext's tools know
    """Mark a sentence to be translated.

    >>> N_("{n} ressource", "{n} ressources").several
    '{n} ressources'
    """
    return Message(one, several)


def NP_(context: str, one: str, several: str = "") -> Message:  # noqa: N802 - likewise
    """Mark a sentence that has another translation than the same one elsewhere.

    >>> NP_("measure", "Affectations").context
    'measure'
    """
    return Message(one, several, context)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its values, of which some may be sentences: said in whatever language."""

    message: Message
    values: "tuple[tuple[str, str | Sentence], ...]" = ()

    def said(self, text: Callable[[Message], str]) -> str:
        """Return it in the language of *text*, which looks one up.

        >>> str(Sentence(N_("vide : {wanted}"), (("wanted", Sentence(N_("un ARK"))),)))
        'vide : un ARK'
        """
        return text(self.message).format(**{name: said(one, text) for name, one in self.values})

    def __str__(self) -> str:
        return self.said(lambda message: message.one)


def sentence(message: Message, **values: "str | int | Sentence") -> Sentence:
    """Return *message* with its values."""
    found = ((name, str(one) if isinstance(one, int) else one) for name, one in values.items())
    return Sentence(message, tuple(found))


def said(one: str | Sentence, text: Callable[[Message], str]) -> str:
    """Return *one* in the language of *text*; a text that is no sentence as it stands."""
    return one.said(text) if isinstance(one, Sentence) else one


def placeholders(text: str) -> frozenset[tuple[str, str, str]]:
    """Return what *text* takes values for: each with its name, its format and its conversion.

    One without a name is known by its number.

    >>> sorted(placeholders("{n} de {title:>20}, {} et {}"))[:2]
    [('0', '', ''), ('1', '', '')]

    Raises:
        ValueError: a brace stands alone, or some values have a number and others none.
    """
    found: list[tuple[str, str, str]] = []
    unnamed, numbered = 0, False
    for _, name, form, conversion in Formatter().parse(text):
        if name is None:
            continue
        found.append((name or str(unnamed), form or "", conversion or ""))
        unnamed += not name
        numbered = numbered or name[:1].isdigit()
    if unnamed and numbered:
        raise ValueError("{} and {0}")
    return frozenset(found)
