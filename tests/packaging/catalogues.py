"""``make catalogues``: what people read, from the sources to the catalogues of translators.

Every ``N_``, ``NP_`` and ``say`` of the library is read into ``garbridge.pot``; Babel brings the
``.po`` of each language up to it and compiles it.  The files hold no day, no address in the sources
and no guess: they change where a sentence changes, and the same sources make the same files.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).parents[2]
SOURCES: Final = ROOT / "src" / "garbridge"
LOCALE: Final = SOURCES / "locale"
TEMPLATE: Final = LOCALE / "garbridge.pot"
LANGUAGES: Final = ("en",)
"""French is the language of the sources."""
NOTE: Final = "For translators:"
"""How a comment begins that translators read."""
_HEAD: Final = (
    "# What people read of garbridge. `make catalogues` keeps this file; write translations only."
)
_ARGUMENTS: Final = {"N_": (1, 2), "NP_": (2, 3), "say": (1,)}
_MESSAGES: Final = (ast.Subscript, ast.Attribute, ast.Name, ast.Call)
_MARK: Final = re.compile(r"\b(?:NP?_|say)\(")
_TYPES: Final = "text/plain; charset=utf-8"


class Quiet(Catalog):
    """A catalogue whose head holds nothing that changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The head of the file."""
        return [
            ("Project-Id-Version", "garbridge"),
            *([("Language", str(self.locale_identifier))] if self.locale_identifier else []),
            *([("Plural-Forms", self.plural_forms)] if self.locale_identifier else []),
            ("MIME-Version", "1.0"),
            ("Content-Type", _TYPES),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def po_of(language: str) -> Path:
    """Return where the sentences of *language* stand."""
    return LOCALE / language / "LC_MESSAGES" / "garbridge.po"


@dataclass(frozen=True, slots=True)
class Marked:
    """One sentence as the sources mark it."""

    id: str | tuple[str, str]
    context: str | None = None
    comments: tuple[str, ...] = ()


class NotLiteralError(ValueError):
    """A sentence is put together where it is marked: no catalogue could hold it."""


def marked(source: str, name: str = "") -> Iterator[Marked]:
    """Yield what *source* marks: ``N_``, ``NP_``, and ``say`` of the command line.

    Raises:
        NotLiteralError: a mark holds something else than text as it stands.
    """
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "say" and node.args and isinstance(node.args[0], _MESSAGES):
            continue  # a message that is marked where it stands
        expected = _ARGUMENTS.get(node.func.id)
        if expected is None:
            continue
        texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
        said = [text for text in texts if isinstance(text, str) and text]
        if len(said) != len(node.args) or len(said) not in expected:
            raise NotLiteralError(f"{name}:{node.lineno}: {ast.unparse(node)}")
        context = said.pop(0) if node.func.id == "NP_" else None
        one, *several = said
        yield Marked((one, several[0]) if several else one, context, _notes(lines, node.lineno))


def _notes(lines: Sequence[str], number: int) -> tuple[str, ...]:
    """Return the comment for translators above line *number*."""
    found: list[str] = []
    for line in reversed(lines[: number - 1]):
        if not line.lstrip().startswith("#"):
            break
        found.insert(0, line.strip().removeprefix("#").strip())
        if found[0].startswith(NOTE):
            return (found[0].removeprefix(NOTE).strip(), *found[1:])
    return ()


def extracted() -> Catalog:
    """Return every sentence of the sources."""
    template = _empty(None)
    for path in sorted(SOURCES.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        for one in marked(source, path.name) if _MARK.search(source) else ():
            template.add(one.id, auto_comments=one.comments, context=one.context)
    return _plain(template)


def kept(language: str) -> Catalog:
    """Return the sentences of *language* as they stand in its file."""
    path, catalog = po_of(language), _empty(language)
    if path.exists():
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    catalog[message.id] = message
    return _plain(catalog)


def updated(language: str, template: Catalog) -> Catalog:
    """Return those of *language* that *template* has; what is new has no translation yet."""
    catalog = kept(language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return _plain(catalog)


def written(catalog: Catalog) -> bytes:
    """Return *catalog* as a file of translators, sorted, without a place in the sources."""
    file = io.BytesIO()
    write_po(file, catalog, width=0, no_location=True, sort_output=True)
    return file.getvalue().rstrip(b"\n") + b"\n"


def compiled(catalog: Catalog) -> bytes:
    """Return *catalog* as a program reads it."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def is_translated(message: Message) -> bool:
    """Say whether every form of *message* is there."""
    return all(message.string if isinstance(message.string, tuple) else (message.string,))


def made() -> Iterator[tuple[Path, bytes]]:
    """Yield every file with what belongs into it."""
    template = extracted()
    yield TEMPLATE, written(template)
    for language in LANGUAGES:
        catalog = updated(language, template)
        yield po_of(language), written(catalog)
        yield po_of(language).with_suffix(".mo"), compiled(catalog)


def _empty(language: str | None) -> Catalog:
    return Quiet(locale=language, header_comment=_HEAD, fuzzy=False)


def _plain(catalog: Catalog) -> Catalog:
    """Return *catalog* without what Babel guesses: here ``%`` is never a placeholder."""
    for message in catalog:
        message.flags.discard("python-format")
    return catalog


def main() -> None:
    """Write what belongs into the files, and tell what has no translation."""
    for path, content in made():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for language in LANGUAGES:
        for message in kept(language):
            if not is_translated(message):
                sys.stdout.write(f"{po_of(language).relative_to(ROOT)}: {message.id!r}\n")


if __name__ == "__main__":
    main()
