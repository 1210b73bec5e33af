"""A portal's own sentences: catalogues that it wrote (``.mo``), checked before anybody reads them.

A catalogue is trusted as a template is: what it says stands in pages as it is.  What is checked is
that no sentence of it can stop a page: it takes no other values than the one it replaces.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from garbridge.core.messages import Language, Message, placeholders
from garbridge.errors import ConfigError
from garbridge.formats.translations import DOMAIN, shipped_octets

MOST: Final = 4 * 1024 * 1024
"""Octets of a catalogue; ours has a twentieth of that."""
KEY: Final = "texts"
"""The key of ``garbridge.toml`` that names the folder."""

_HEAD: Final = struct.Struct("<5I")
_PLACE: Final = struct.Struct("<2I")
_MAGIC: Final = 0x950412DE
_CONTEXT: Final = "\x04"
_PLURAL: Final = "\0"
_COUNTED: Final = range(200)
_NUMBER: Final = ("n", "", "")


@dataclass(frozen=True, slots=True)
class Translated:
    """One sentence of a catalogue: what it replaces, and its forms."""

    message: Message
    forms: tuple[str, ...]


def place_of(folder: Path, language: Language) -> Path:
    """Return where the catalogue of *language* stands in *folder*."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"


def read_own_texts(folder: Path) -> Mapping[Language, GNUTranslations]:
    """Return the catalogues of *folder*, of one language or of each.

    Raises:
        ConfigError: there is none; or with every problem of those that are there.
    """
    problems: list[str] = []
    there = {one: place_of(folder, one) for one in Language if place_of(folder, one).exists()}
    if not there:
        names = " or ".join(str(place_of(Path(folder.name), one)) for one in Language)
        problems.append(f"{KEY}: no catalogue: {names}")
    read = {one: _read(path, path.relative_to(folder), problems) for one, path in there.items()}
    found = {one: catalogue for one, catalogue in read.items() if catalogue is not None}
    if problems:
        raise ConfigError(problems)
    return found


def sentences(octets: bytes) -> Iterator[Translated]:
    """Yield what a catalogue holds, without its head (GNU gettext, *The Format of GNU MO Files*).

    Raises:
        ValueError: it is no catalogue in UTF-8, or breaks off.
    """
    try:
        magic, _, count, originals, translations = _HEAD.unpack_from(octets)
        if magic != _MAGIC or count > len(octets):
            raise ValueError("not a catalogue")
        for number in range(count):
            told = _text(octets, originals + number * _PLACE.size)
            said = _text(octets, translations + number * _PLACE.size)
            if told:
                yield Translated(_message(told), tuple(said.split(_PLURAL)))
    except struct.error as broken:
        raise ValueError("breaks off") from broken


def known() -> Mapping[Message, Translated]:
    """Return every sentence of garbridge, with its English forms."""
    return {one.message: one for one in sentences(shipped_octets(Language.ENGLISH))}


def unknown_in(octets: bytes) -> Sequence[Message]:
    """Return the sentences of a catalogue that replace none of garbridge's: nobody reads them."""
    ours = known()
    return [one.message for one in sentences(octets) if one.message not in ours]


def _read(path: Path, name: Path, problems: list[str]) -> GNUTranslations | None:
    """Return one catalogue, or note all that is wrong with it."""
    before = len(problems)
    try:
        octets = _octets(path)
        catalogue = GNUTranslations(BytesIO(octets))
        every = list(sentences(octets))
        problems += [f"{KEY}: {name}: {what}" for what in _wrong(every, catalogue)]
    except (OSError, ValueError, LookupError, ArithmeticError, struct.error) as broken:
        problems.append(f"{KEY}: {name}: {str(broken) or type(broken).__name__}")
        return None
    return catalogue if len(problems) == before else None


def _octets(path: Path) -> bytes:
    with path.open("rb") as file:
        octets = file.read(MOST + 1)
    if len(octets) > MOST:
        raise ValueError(f"at most {MOST} octets")
    return octets


def _wrong(every: Iterable[Translated], catalogue: GNUTranslations) -> Iterator[str]:
    counted = [one for one in every if one.message.several]
    if counted and "plural-forms" not in catalogue.info():
        yield "no Plural-Forms in its head, and sentences about numbers"
        return
    most = max(_forms(catalogue), default=0) if counted else 0
    for one in every:
        named = f"«{one.message.one}»"
        if one.message.several and len(one.forms) <= most:
            yield f"{named}: {len(one.forms)} forms, Plural-Forms asks for {most + 1}"
        for form in one.forms:
            yield from (f"{named}: {what}" for what in _unfit(form, one.message))


def _forms(catalogue: GNUTranslations) -> Iterator[int]:
    """Yield which form Plural-Forms chooses, number by number."""
    plural: object = getattr(catalogue, "plural", None)
    if callable(plural):
        yield from (int(plural(number)) for number in _COUNTED)


def _unfit(form: str, message: Message) -> Iterator[str]:
    """Yield why *form* cannot stand for *message*."""
    taken = placeholders(message.one)
    if message.several:
        taken |= placeholders(message.several) | {_NUMBER}
    try:
        asked = placeholders(form) - taken
    except ValueError as broken:
        yield f"{broken} in {form!r}"
        return
    for name, spec, conversion in sorted(asked):
        told = name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        yield f"takes no {{{told}}}"


def _message(told: str) -> Message:
    context, separator, text = told.rpartition(_CONTEXT)
    one, _, several = text.partition(_PLURAL)
    return Message(one, several, context if separator else "")


def _text(octets: bytes, at: int) -> str:
    length, start = _PLACE.unpack_from(octets, at)
    text = octets[start : start + length]
    if len(text) != length:
        raise ValueError("breaks off")
    return text.decode("utf-8")
