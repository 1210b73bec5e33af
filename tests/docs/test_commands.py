"""The page of commands names every command there is."""

from pathlib import Path

import click

from garbridge.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


def _names(group: click.Command, prefix: str = "") -> list[str]:
    if not isinstance(group, click.Group):
        return [prefix.strip()]
    return [
        name
        for key, command in group.commands.items()
        for name in _names(command, f"{prefix} {key}")
    ]


def test_every_command_is_on_the_page() -> None:
    """A command nobody can read about is used by nobody."""
    page = PAGE.read_text("utf-8")
    names = _names(main)

    assert len(names) >= 10
    assert [name for name in names if f"`{name}" not in page] == []
