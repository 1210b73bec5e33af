"""``garbridge texts``: what people read, to be said in the portal's own words."""

from collections.abc import Iterator
from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.outcome import Exit
from garbridge.formats.own_texts import (
    Translated,
    known,
    place_of,
    read_own_texts,
    unknown_in,
)

_NARROW = str.maketrans("\u00a0\u202f", "  ")


@click.group("texts", help=say("Ce que lisent les personnes, dans vos propres mots."))
def texts() -> None:
    """Group the commands about catalogues of a portal."""


@texts.command(
    "find",
    help=say("Cherche des phrases et les écrit comme un fichier .po les attend."),
)
@click.argument("words", nargs=-1, required=True)
@with_shell
def find_command(shell: Shell, words: tuple[str, ...]) -> None:
    """Print each sentence that holds all of *words*, in French or English; exit 1 without one."""
    del shell  # the sentences are the same in every portal
    wanted = _plain(" ".join(words))
    found = [one for one in known().values() if any(wanted in _plain(text) for text in _all(one))]
    for one in found:
        click.echo("\n".join(_entry(one)) + "\n")
    if not found:
        raise SystemExit(Exit.FINDINGS)


@texts.command(
    "check",
    help=say("Vérifie un dossier de phrases, et dit celles qui ne remplacent rien."),
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@with_shell
def check_command(shell: Shell, folder: Path) -> None:
    """Read what a start would read; exit 3 on a mistake, 1 where a sentence replaces none."""
    del shell  # a folder is looked at before a portal names it
    left = 0
    for language in read_own_texts(folder):
        path = place_of(folder, language)
        for message in unknown_in(path.read_bytes()):
            left += 1
            what = say("ne remplace aucune phrase de garbridge")
            click.echo(f"{path.relative_to(folder)} : «{message.one}» : {what}")
    if left:
        raise SystemExit(Exit.FINDINGS)
    click.echo(say("phrases correctes"))


def _all(one: Translated) -> tuple[str, ...]:
    return (one.message.one, one.message.several, *one.forms)


def _plain(text: str) -> str:
    return text.translate(_NARROW).casefold()


def _entry(one: Translated) -> Iterator[str]:
    """Yield *one* as translators have it, with its English beside it."""
    message = one.message
    yield from (f"# en: {form}" for form in one.forms)
    if message.context:
        yield f"msgctxt {_quoted(message.context)}"
    yield f"msgid {_quoted(message.one)}"
    if message.several:
        yield f"msgid_plural {_quoted(message.several)}"
        yield 'msgstr[0] ""'
        yield 'msgstr[1] ""'
    else:
        yield 'msgstr ""'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
