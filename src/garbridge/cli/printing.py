"""What commands print alike: a document or lines, and what is wrong with a file."""

import json
from collections.abc import Sequence

import click

from garbridge.cli.language import say, spoken_here
from garbridge.formats.tables import Problems


def print_either(document: object, lines: Sequence[str], *, as_json: bool) -> None:
    """Print *document* as JSON, or *lines*."""
    text = json.dumps(document, ensure_ascii=False, indent=2) if as_json else "\n".join(lines)
    click.echo(text)


def problem_lines(problems: Problems) -> list[str]:
    """Return what is wrong with a file, and how much more there is than is kept."""
    hidden = problems.total - len(problems.kept)
    more = [say("… et {hidden} autres", hidden=hidden)] if hidden else []
    return [*problems.said(spoken_here().text), *more]
