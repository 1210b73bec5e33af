"""``garbridge assignments``: who is given what, from a readable file."""

from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import PersonId
from garbridge.formats.entitlement_tables import read_assignments
from garbridge.wiring import Runtime

_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
_DRY = click.option(
    "--dry-run", is_flag=True, help=say("vérifie sans rien écrire", "check, write nothing")
)
_NOBODY = PersonId("-")


@click.group("assignments", help=say("Les affectations.", "The assignments."))
def assignments() -> None:
    """Group the commands about assignments."""


@assignments.command(
    "load", help=say("Enregistre les affectations d’un CSV.", "Loads assignments from a CSV.")
)
@_FILE
@_DRY
@with_shell
def load_assignments(shell: Shell, file: Path, *, dry_run: bool) -> None:
    """Add the seats and openings of *file*: all of them, or none."""
    runtime = shell.runtime()
    found = read_assignments(file, _bought(runtime))
    if not dry_run:
        runtime.writer.write(seats=found.seats, openings=found.openings)
    click.echo(
        say("Exemplaires attribués", "Seats")
        + f" : {len(found.seats)}\n"
        + say("Ouvertures", "Openings")
        + f" : {len(found.openings)}"
    )


def _bought(runtime: Runtime) -> tuple[Subscription, ...]:
    schools = [school.id for school in runtime.directory.schools()]
    return tuple(runtime.access.entitlements.shelf(_NOBODY, schools).subscriptions)
