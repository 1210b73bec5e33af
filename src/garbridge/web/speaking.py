"""In which language the portal answers the request, to whom, and its sentences for that."""

from flask import g

from garbridge.core.vocabulary import Kind
from garbridge.formats.translations import Translations
from garbridge.web.bridge import current_bridge
from garbridge.web.incoming import language

_KIND = "garbridge_kind"


def speak_to(kind: Kind) -> None:
    """Let the sentences of the rest of this request be those for schools of *kind*."""
    setattr(g, _KIND, kind)


def spoken_to() -> Kind:
    """Return the kind of school that this request speaks to, as far as a page said so."""
    found: Kind = g.get(_KIND, Kind.SECONDARY)
    return found


def translations(kind: Kind | None = None) -> Translations:
    """Return the portal's sentences in the language of the request, in the words of *kind*.

    ``None`` is the kind that the page speaks to.
    """
    kind = spoken_to() if kind is None else kind
    return current_bridge().runtime.tongues.of(language(), kind)
