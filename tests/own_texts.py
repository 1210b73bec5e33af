"""Catalogues that a portal writes, as Babel or ``msgfmt`` compile them."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo

from garbridge.core.messages import Language, Message
from garbridge.formats.own_texts import place_of

Said = Mapping[Message, str | tuple[str, ...]]


def catalogue(language: Language, said: Said) -> bytes:
    """Return a compiled catalogue of *said*."""
    made = Catalog(locale=str(language))
    for message, text in said.items():
        known = (message.one, message.several) if message.several else message.one
        made.add(known, text, context=message.context or None)
    file = BytesIO()
    write_mo(file, made)
    return file.getvalue()


def write_texts(folder: Path, language: Language, said: Said) -> Path:
    """Write a catalogue where a portal has it, and return the file."""
    path = place_of(folder, language)
    path.parent.mkdir(parents=True)
    path.write_bytes(catalogue(language, said))
    return path
