"""In which language the portal answers the request, and its sentences in it."""

from garbridge.core.vocabulary import Kind
from garbridge.formats.translations import Translations
from garbridge.web.bridge import current_bridge
from garbridge.web.incoming import language


def translations(kind: Kind = Kind.SECONDARY) -> Translations:
    """Return the portal's sentences in the language of the request, in the words of *kind*."""
    return current_bridge().runtime.tongues.of(language(), kind)
