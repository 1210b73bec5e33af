"""``garbridge health``: whether the portal serves, and what will keep it from serving."""

import json
from collections.abc import Mapping
from types import MappingProxyType

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.outcome import Exit
from garbridge.core.health import Check, Health, Standing, Vital
from garbridge.core.messages import N_, Message
from garbridge.wiring import health_of

_VITALS: Mapping[Vital, Message] = MappingProxyType(
    {
        Vital.DATABASE: N_("la base de données répond"),
        Vital.TABLES: N_("ses tables sont de cette version"),
        Vital.DISK: N_("place sur le disque"),
        Vital.STATE: N_("ce qui sert une fois est gardé"),
        Vital.PROVIDERS: N_("les fiches des éditeurs"),
        Vital.KEYS: N_("les clés de signature"),
        Vital.ENDS: N_("certificats et métadonnées, 30 jours"),
        Vital.UPSTREAM: N_("le service de connexion"),
        Vital.JOBS: N_("les travaux réguliers"),
        Vital.VIGNETTES: N_("les copies des vignettes, 7 jours"),
    }
)
_MARKS: Mapping[Standing, Message] = MappingProxyType(
    {
        Standing.OK: N_("bien"),
        Standing.WARNING: N_("À VOIR"),
        Standing.FAILING: N_("EN PANNE"),
    }
)


@click.command(
    "health",
    help=say("Dit si le portail sert, et ce qui l’en empêchera."),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def health(shell: Shell, *, as_json: bool) -> None:
    """Look at everything; exit 1 where somebody has to see to something, 4 where it is failing."""
    found = health_of(shell.looking())
    if as_json:
        click.echo(json.dumps(health_document(found), ensure_ascii=False, indent=2))
    for one in found.checks if not as_json else ():
        click.echo(_line(one))
    if found.standing is Standing.FAILING:
        raise SystemExit(int(Exit.REMOTE_UNAVAILABLE))
    if found.standing is Standing.WARNING:
        raise SystemExit(int(Exit.FINDINGS))


def health_document(found: Health) -> dict[str, object]:
    """Return *found* as JSON has it."""
    return {
        "status": found.standing.value,
        "checks": {
            one.vital.value: {"status": one.standing.value, "reasons": list(one.reasons)}
            for one in found.checks
        },
    }


def _line(one: Check) -> str:
    mark, what = say(_MARKS[one.standing]), say(_VITALS[one.vital])
    return "\n  ".join((f"{mark:<8} {what}", *one.reasons))
