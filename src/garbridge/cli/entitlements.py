"""``garbridge assignments``: who is given what, from a readable file."""

import json
from pathlib import Path
from typing import Final

import click

from garbridge.cli.assigning_lines import title_of
from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person
from garbridge.cli.language import say
from garbridge.cli.outcome import Exit
from garbridge.cli.printing import problem_lines
from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Seat, Subscription
from garbridge.core.identifiers import PersonId
from garbridge.core.loading import Row
from garbridge.core.messages import N_, Sentence, sentence
from garbridge.core.obstacles import DOUBTS, OBSTACLES
from garbridge.core.permissions import Actor
from garbridge.core.roles import Act
from garbridge.core.seats import Doubtful, Obstacle
from garbridge.formats.entitlement_tables import AssignmentFile, read_assignments
from garbridge.formats.tables import Line
from garbridge.services.loading import LoadedRights
from garbridge.wiring import Runtime

_NOBODY = PersonId("-")
_TOO_MANY: Final = N_("{wanted} personnes de plus y entreraient, il reste {left} licences")
_SHOWN: Final = 20
_OF_THE_SUBSCRIPTION: Final = frozenset(
    {Obstacle.SUBSCRIPTION_EXPIRED, Obstacle.NO_LICENCE_LEFT, Obstacle.PUBLIC_NOT_COVERED}
)


@click.group("assignments", help=say("Les affectations."))
def assignments() -> None:
    """Group the commands about assignments."""


@assignments.command(
    "load",
    help=say("Enregistre les affectations d’un CSV : toutes, ou aucune."),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--dry-run", is_flag=True, help=say("vérifie sans rien écrire"))
@click.option(
    "--accept-partial",
    is_flag=True,
    help=say("enregistre ce qui est juste, et dit le reste"),
)
@click.option("--reason", default="", metavar="TEXT", help=say("motif"))
@as_person
@click.option("--json", "as_json", is_flag=True)
@with_shell
def load_assignments(  # an argument for each option
    shell: Shell,
    file: Path,
    *,
    dry_run: bool,
    accept_partial: bool,
    reason: str,
    who: str | None,
    as_json: bool,
) -> None:
    """Give what *file* says; exit 5 if nothing was done, 1 if only a part was possible."""
    runtime = shell.runtime()
    actor = actor_named(who)
    read = read_assignments(file, _bought(runtime, actor))
    whole = not read.problems.total
    # Of a file that could not be read to its end nobody knows what else it asks for.
    accept_partial = accept_partial and not read.problems.is_cut
    loaded = allowed(
        runtime.loading.load(
            actor,
            read.rights,
            partial=accept_partial,
            rehearse=dry_run or not (whole or accept_partial),
            reason=reason,
        )
    )
    for line, row in zip(read.lines, loaded.rows, strict=True):
        if row.obstacle is not None:
            line.problem(_column(row), _why(row, row.obstacle))
    accepted = accept_partial or not read.problems.total
    if as_json:
        document = _document(read, loaded, accepted=accepted)
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif accepted:
        click.echo("\n".join(_lines(shell, read, loaded)))
    if not read.problems.total:
        return
    if not as_json:
        click.echo("\n".join(problem_lines(read.problems)), err=True)
    possible = len(loaded.rows) > len(loaded.refused)
    raise SystemExit(Exit.FINDINGS if accepted and possible else Exit.REFUSED)


def _bought(runtime: Runtime, actor: Actor) -> tuple[Subscription, ...]:
    """Return the subscriptions that *actor* may assign: of others they are not told.

    Raises:
        CommandFailed: they may assign nothing.
    """
    resources = runtime.catalogue().resources
    sight = allowed(runtime.permissions.sight(actor, Act.ASSIGN, resources))
    schools = [school.id for school in runtime.directory.schools()]
    mine = {school: sight.only(school) for school in schools}
    return tuple(
        one
        for one in runtime.access.entitlements.shelf(_NOBODY, schools).subscriptions
        if (only := mine[one.school]) is None or one.resource in only
    )


def _column(row: Row) -> str:
    about_somebody = isinstance(row.right, Seat) and row.obstacle not in _OF_THE_SUBSCRIPTION
    return "personne" if about_somebody else "idAbonnement"


def _why(row: Row, obstacle: Obstacle) -> Sentence:
    if row.shortage is None:
        return Sentence(OBSTACLES[obstacle])
    return sentence(_TOO_MANY, wanted=row.shortage.wanted, left=row.shortage.left)


def _counts(loaded: LoadedRights) -> dict[str, int]:
    given = [row.right for row in loaded.rows if row.movement is not None]
    seats = sum(isinstance(right, Seat) for right in given)
    already = len(loaded.rows) - len(given) - len(loaded.refused)
    return {"seats": seats, "openings": len(given) - seats, "already": already}


def _document(read: AssignmentFile, loaded: LoadedRights, *, accepted: bool) -> dict[str, object]:
    """Return the JSON form of a load: its keys are stable."""
    rows = list(zip(read.lines, loaded.rows, strict=True))
    return {
        "accepted": accepted,
        "applied": loaded.applied,
        "operation": loaded.operation,
        **_counts(loaded),
        "refused": [
            {
                "line": line.number,
                "subscription": row.right.subscription,
                "reason": row.obstacle.value,
            }
            for line, row in rows
            if row.obstacle is not None
        ],
        "later": [
            {"subscription": one.id, "starts": one.starts.isoformat()} for one in loaded.later
        ],
        "doubts": [
            {
                "line": line.number,
                "who": one.who,
                "resource": one.resource,
                "reason": one.doubt.value,
                "other": one.other,
            }
            for line, one in _doubts(read, loaded)
        ],
        "problems": read.problems.found,
        "problem_count": read.problems.total,
    }


def _lines(shell: Shell, read: AssignmentFile, loaded: LoadedRights) -> list[str]:
    catalogue, zone = shell.runtime().catalogue(), shell.config().zone
    counts = _counts(loaded)
    lines = [
        say("Exemplaires attribués") + f" : {counts['seats']}",
        say("Ouvertures") + f" : {counts['openings']}",
    ]
    if counts["already"]:
        lines.append(say("Déjà fait") + f" : {counts['already']}")
    opens = say("pas encore commencé, s’ouvre le")
    lines += [f"  {one.id} : {opens} {one.starts.astimezone(zone).date()}" for one in loaded.later]
    doubts = _doubts(read, loaded)
    lines += [_doubt(line, one, catalogue) for line, one in doubts[:_SHOWN]]
    hidden = len(doubts) - _SHOWN
    if hidden > 0:
        lines.append(say("  … et {hidden} autres", hidden=hidden))
    if loaded.operation is not None:
        lines.append(say("Fait") + f" : {loaded.operation}")
    return lines


def _doubts(read: AssignmentFile, loaded: LoadedRights) -> list[tuple[Line, Doubtful]]:
    """Return each doubt with the line of the seat that it is about."""
    lines = {
        (row.right.person, row.right.school, row.right.resource): line
        for line, row in zip(read.lines, loaded.rows, strict=True)
        if isinstance(row.right, Seat) and row.movement is not None
    }
    return [(lines[one.who, one.school, one.resource], one) for one in loaded.doubts]


def _doubt(line: Line, one: Doubtful, catalogue: Catalogue) -> str:
    other = f" {title_of(one.other, catalogue)}" if one.other else ""
    place = say("{file}, ligne {number}", file=line.file, number=line.number)
    return f"  {place} : {say(DOUBTS[one.doubt])}{other}"
