"""What people read, in their language: the one place that reads catalogues (*gettext* ``.mo``).

French is the language of the sources and needs no catalogue; English is
``locale/en/LC_MESSAGES/garbridge.mo``.  What a portal says in its own words stands before both,
message by message (:mod:`garbridge.formats.own_texts`).
"""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from types import MappingProxyType
from typing import Final

from garbridge.core.messages import Language, Message
from garbridge.core.vocabulary import Kind, spoken

DOMAIN: Final = "garbridge"
_SEVERAL_IN_FRENCH: Final = 2


class _French(NullTranslations):
    """The sources' own sentences, by the plural of French: ``n > 1``."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return one of the two, which stand in the sources."""
        return msgid2 if n >= _SEVERAL_IN_FRENCH else msgid1

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        """Likewise; a context is for translators."""
        del context
        return self.ngettext(msgid1, msgid2, n)


class Translations:
    """The sentences of one language, in the words of one kind of school; each looked up once.

    Args:
        language: Which.
        kind: Whom the pages speak to; only French has words of its own for each.
        catalogue: Where they are looked up.

    ``kept`` is for whoever makes something of them that is the same each time.
    """

    __slots__ = ("_catalogue", "_said", "_spoken", "kept", "kind", "language")

    def __init__(self, language: Language, kind: Kind, catalogue: NullTranslations) -> None:
        self.language: Final = language
        self.kind: Final = kind
        self._catalogue: Final = catalogue
        self._said: Final[dict[Message, str]] = {}
        self._spoken: Final[dict[str, str]] = {}
        self.kept: Final[dict[type, object]] = {}

    def text(self, message: Message) -> str:
        """Return *message*, which has one form.

        >>> from garbridge.core.messages import N_
        >>> shipped().of(Language.ENGLISH).text(N_("Aller au contenu"))
        'Skip to content'
        """
        said = self._said.get(message)
        if said is None:
            said = self._said[message] = self._in_words(self._looked_up(message))
        return said

    def counted(self, message: Message, n: int) -> str:
        """Return the form of *message* for *n*; its ``{n}`` still stands.

        >>> from garbridge.core.messages import N_
        >>> counted = N_("{n} ressource", "{n} ressources")
        >>> [shipped().of(one).counted(counted, 0).format(n=0) for one in Language]
        ['0 ressource', '0 resources']
        """
        if not message.several:
            return self.text(message)
        try:
            said = _counted(self._catalogue, message, n)
        except ArithmeticError:  # a Plural-Forms of a portal's own that divides by nothing at *n*
            said = _counted(_shipped(self.language), message, n)
        return self._in_words(said)

    def _looked_up(self, message: Message) -> str:
        if message.context:
            return self._catalogue.pgettext(message.context, message.one)
        return self._catalogue.gettext(message.one)

    def _in_words(self, said: str) -> str:
        """Return what was looked up in the words of this kind of school."""
        if self.language is not Language.FRENCH or self.kind is Kind.SECONDARY:
            return said
        told = self._spoken.get(said)
        if told is None:
            told = self._spoken[said] = spoken(said, self.kind)
        return told


class Tongues:
    """The translations of one portal: every language, for every kind of school.

    Args:
        own: The portal's catalogue of a language, which wins message by message.
    """

    __slots__ = ("_each",)

    def __init__(self, own: Mapping[Language, GNUTranslations] = MappingProxyType({})) -> None:
        self._each: Final = {
            (language, kind): Translations(language, kind, found)
            for language in Language
            for found in (_behind(own.get(language), _shipped(language)),)
            for kind in Kind
        }

    def of(self, language: Language, kind: Kind = Kind.SECONDARY) -> Translations:
        """Return what is said in *language* to *kind*."""
        return self._each[language, kind]


@cache
def shipped() -> Tongues:
    """Return what garbridge says where no portal says otherwise."""
    return Tongues()


@cache
def shipped_in(language: Language) -> Translations:
    """Return what it says in *language* alone: in French without reading a file."""
    return Translations(language, Kind.SECONDARY, _shipped(language))


def shipped_octets(language: Language) -> bytes:
    """Return the catalogue of a language that is not that of the sources."""
    place = files("garbridge") / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    return place.read_bytes()


@cache
def _shipped(language: Language) -> NullTranslations:
    if language is Language.FRENCH:
        return _French()
    return GNUTranslations(BytesIO(shipped_octets(language)))


def _counted(catalogue: NullTranslations, message: Message, n: int) -> str:
    if message.context:
        return catalogue.npgettext(message.context, message.one, message.several, n)
    return catalogue.ngettext(message.one, message.several, n)


def _behind(own: GNUTranslations | None, ours: NullTranslations) -> NullTranslations:
    """Return *own*, which asks *ours* for what it does not hold."""
    if own is None:
        return ours
    own.add_fallback(ours)
    return own
