"""``garbridge offer``: the GAR's catalogue for everybody, fetched once a day; for a timer."""

import json
from collections.abc import Mapping
from types import MappingProxyType

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.jobs import counted, run_of
from garbridge.cli.language import english, say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.jobs import Job
from garbridge.core.national_faults import LIST_FAULTS, ListFault
from garbridge.core.offer import OfferRefusal, OfferStanding
from garbridge.services.national_offer import NotTakenOver, TakenOver
from garbridge.wiring import offer_import

_MAY_PASS = frozenset({ListFault.UNREACHABLE, ListFault.BROKEN})
_REFUSALS: Mapping[OfferRefusal, tuple[str, str]] = MappingProxyType(
    {
        OfferRefusal.EMPTY: ("le catalogue reçu est vide", "the catalogue that came is empty"),
        OfferRefusal.SHRUNK: (
            "le catalogue reçu a perdu plus de la moitié de ses ressources",
            "the catalogue that came has less than a half of the last one",
        ),
        OfferRefusal.UNREADABLE: (
            "plus d’entrées illisibles que de lisibles",
            "more of it could not be read than could",
        ),
    }
)
_JSON = click.option("--json", "as_json", is_flag=True)


@click.group("offer", help=say("Le catalogue national du GAR.", "The GAR's catalogue."))
def offer() -> None:
    """Group the commands about the catalogue."""


@offer.command(
    "import",
    help=say("Relit le catalogue (ressourcesDiffusables).", "Fetches it (ressourcesDiffusables)."),
)
@click.option(
    "--accept-removals",
    is_flag=True,
    help=say("même si plus de la moitié disparaît", "even if more than a half goes"),
)
@_JSON
@with_shell
@run_of(Job.OFFER_IMPORT)
def import_command(shell: Shell, *, accept_removals: bool, as_json: bool) -> None:
    """Take it over, all or nothing; exit 4 if the GAR is away, 5 if the last good one stays."""
    done = offer_import(shell.runtime()).run(accept_removals=accept_removals)
    if isinstance(done, NotTakenOver):
        counted(resources=done.count, unreadable=done.left_out)
        code = Exit.REMOTE_UNAVAILABLE if done.reason in _MAY_PASS else Exit.REFUSED
        raise CommandFailed(_why(done), code)
    standing = done.standing
    counted(resources=standing.count, new=done.new, changed=done.changed, gone=done.gone)
    counted(unreadable=standing.left_out)
    if as_json:
        click.echo(json.dumps({**_document(standing), **_changes(done)}, indent=2))
        return
    click.echo(
        say(
            f"{standing.count} ressources ; nouvelles {done.new}, modifiées {done.changed}, "
            f"disparues {done.gone}, illisibles {standing.left_out}",
            f"{standing.count} resources; new {done.new}, changed {done.changed}, "
            f"gone {done.gone}, left out {standing.left_out}",
        )
    )


@offer.command("status", help=say("Dit quel catalogue est là.", "Tells which one is there."))
@_JSON
@with_shell
def status_command(shell: Shell, *, as_json: bool) -> None:
    """Print of when the catalogue is and how much it has; exit 1 where none is, or it is old."""
    runtime = shell.runtime()
    found = runtime.stores.mediacentre.offer.standing()
    if as_json:
        click.echo(json.dumps(None if found is None else _document(found), indent=2))
    elif found is None:
        click.echo(say("aucun catalogue", "no catalogue"))
    else:
        made = found.of.isoformat(timespec="seconds")
        click.echo(say(f"{found.count} ressources, {made}", f"{found.count} resources, {made}"))
    if found is None or found.is_old(runtime.clock()):
        raise SystemExit(int(Exit.FINDINGS))


def _why(done: NotTakenOver) -> str:
    if isinstance(done.reason, ListFault):
        fault = LIST_FAULTS[done.reason]
        text = fault.english if english() else fault.french
        why = f"{fault.code} {text.title}"
    else:
        why = say(*_REFUSALS[done.reason])
    if done.kept is None:
        stays = say("aucun catalogue n’est là", "there is no catalogue")
    else:
        made = done.kept.of.isoformat(timespec="seconds")
        stays = say(f"celui du {made} reste", f"the one of {made} stays")
    return f"{why} ; {stays}"


def _document(standing: OfferStanding) -> dict[str, object]:
    made = standing.generated
    return {
        "fetched": standing.at.isoformat(),
        "generated": None if made is None else made.isoformat(),
        "resources": standing.count,
        "unreadable": standing.left_out,
    }


def _changes(done: TakenOver) -> dict[str, object]:
    return {"new": done.new, "changed": done.changed, "gone": done.gone}
