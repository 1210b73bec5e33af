"""Runs the commands of a how-to page on a portal, and compares what they print.

A page shows a file as a fenced block after a line with its name, `` `name`: ``, and commands in
``console`` blocks: ``$ garbridge …``, ``# exit N`` where another code than 0 is meant, and below
each some of the lines it prints.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result

FILE = re.compile(r"^`([\w.-]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"\$ garbridge (.*?)(?:\s+# exit (\d))?")


@dataclass(frozen=True)
class Command:
    """What a page says to type, the code it ends with, and lines that it prints."""

    arguments: tuple[str, ...]
    code: int
    printed: tuple[str, ...]


def write_files(page: str, folder: Path) -> list[str]:
    """Write the files that *page* shows into *folder*; return their names."""
    for name, text in FILE.findall(page):
        (folder / name).write_text(text, encoding="utf-8")
    return [name for name, _ in FILE.findall(page)]


def commands(page: str) -> Iterator[Command]:
    """Yield the commands of *page* in their order."""
    for block in CONSOLE.findall(page):
        shown = re.split(r"^(?=\$ )", block, flags=re.MULTILINE)[1:]
        for one in shown:
            line, *printed = one.splitlines()
            matched = COMMAND.fullmatch(line)
            assert matched is not None, f"not a command of garbridge: {line}"
            arguments = tuple(shlex.split(matched[1]))
            yield Command(arguments, int(matched[2] or 0), tuple(filter(None, printed)))


def hold(done: Result, command: Command) -> None:
    """Compare what a command did with what the page says."""
    assert done.exit_code == command.code, (command.arguments, done.output)
    missing = [line for line in command.printed if line not in done.output]
    assert not missing, (command.arguments, done.output)
