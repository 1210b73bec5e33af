"""``garbridge metadata``: providers' SAML metadata, kept fresh and watched; for a timer."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.jobs import counted, run_of
from garbridge.cli.language import say
from garbridge.cli.outcome import Exit
from garbridge.core.identifiers import parse_provider_id
from garbridge.core.jobs import Job, RunOutcome
from garbridge.core.messages import N_, Message
from garbridge.wiring import (
    Alarm,
    AlarmKind,
    Refreshed,
    RefreshOutcome,
    refresh_metadata,
    system_clock,
    watch_metadata,
)

_RESULTS: Mapping[Refreshed, Message] = MappingProxyType(
    {
        Refreshed.CHANGED: N_("nouvelle copie"),
        Refreshed.SAME: N_("inchangées"),
        Refreshed.NOT_DUE: N_("pas encore à relire"),
        Refreshed.REFUSED: N_("refusées, la dernière bonne copie reste"),
        Refreshed.UNREACHABLE: N_("injoignables, la dernière bonne copie reste"),
    }
)
_ALARMS: Mapping[AlarmKind, Message] = MappingProxyType(
    {
        AlarmKind.METADATA: N_("fin des métadonnées (validUntil)"),
        AlarmKind.CERTIFICATE: N_("fin d’un certificat"),
        AlarmKind.STALE: N_("dernière relecture"),
        AlarmKind.CLIENT: N_("fin du certificat de l’ENT auprès du GAR"),
        AlarmKind.AUTHORITY: N_("fin de l’autorité qui certifie le GAR"),
        AlarmKind.SIGNING: N_("fin du certificat du portail"),
    }
)


@click.group("metadata", help=say("Les métadonnées SAML des éditeurs."))
def metadata() -> None:
    """Group the commands about metadata."""


@metadata.command(
    "refresh",
    help=say("Relit celles qui ont une adresse."),
)
@click.argument("providers", nargs=-1, metavar=say("[ÉDITEUR]…"))
@click.option("--force", is_flag=True, help=say("même avant l’échéance"))
@click.option("--json", "as_json", is_flag=True)
@with_shell
@run_of(Job.METADATA_REFRESH, findings=RunOutcome.REFUSED)
def refresh_command(
    shell: Shell, *, providers: tuple[str, ...], force: bool, as_json: bool
) -> None:
    """Fetch, check, and put what holds in the place of the copy; running processes follow.

    Exits 1 where a document was refused, 4 where an address could not be reached.
    """
    done = refresh_metadata(
        shell.config(),
        now=system_clock(),
        only={parse_provider_id(one) for one in providers},
        force=force,
    )
    counted(**Counter(one.result.value for one in done))
    if as_json:
        click.echo(json.dumps([_outcome(one) for one in done], ensure_ascii=False, indent=2))
    else:
        for one in done:
            click.echo(f"{one.provider} : {say(_RESULTS[one.result])}")
            for problem in one.problems:
                click.echo(f"  {problem}", err=True)
    results = {one.result for one in done}
    if Refreshed.REFUSED in results:
        raise SystemExit(int(Exit.FINDINGS))
    if Refreshed.UNREACHABLE in results:
        raise SystemExit(int(Exit.REMOTE_UNAVAILABLE))


@metadata.command(
    "check",
    help=say("Dit ce qui prend fin dans les trente jours."),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def check_command(shell: Shell, *, as_json: bool) -> None:
    """Print metadata, certificates and copies that somebody must see to; exit 1 if there are."""
    now = system_clock()
    found = watch_metadata(shell.config(), now=now)
    if as_json:
        click.echo(json.dumps([_alarm(one, now) for one in found], ensure_ascii=False, indent=2))
    for one in found if not as_json else ():
        whose = one.provider or say("portail")
        over = say(" — TERMINÉ") if one.is_over(now) else ""
        what = say(_ALARMS[one.kind])
        click.echo(f"{whose} : {one.file}, {what} : {one.until:%Y-%m-%d}{over}")
    if found:
        raise SystemExit(int(Exit.FINDINGS))
    if not as_json:
        click.echo(say("rien ne prend fin bientôt"))


def _outcome(one: RefreshOutcome) -> dict[str, object]:
    return {
        "provider": one.provider,
        "result": one.result.value,
        "problems": list(one.problems),
    }


def _alarm(one: Alarm, now: datetime) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "provider": one.provider,
        "file": one.file,
        "until": one.until.isoformat(),
        "over": one.is_over(now),
    }
