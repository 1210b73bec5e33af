"""Options that several commands share, so that they mean the same everywhere."""

from typing import Final

import click

from garbridge.core.lines import MOST_LINES

NUMBER: Final = click.IntRange(1, 2**63 - 1)
"""The number of a row: what a database can count to, and no text of twenty digits."""

LIMIT: Final = click.option(
    "--limit", type=click.IntRange(1, MOST_LINES), default=50, show_default=True
)
"""How many lines of a journal, the newest first."""

SCHOOL: Final = click.option("--school", required=True, metavar="UAI")
"""The one school that a command is about."""

JSON: Final = click.option("--json", "as_json", is_flag=True)
"""The form with stable keys, for programs."""
