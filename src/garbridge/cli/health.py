"""``garbridge health``: whether the portal serves, and what will keep it from serving."""

import json
from collections.abc import Mapping
from types import MappingProxyType

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import english, say
from garbridge.cli.outcome import Exit
from garbridge.core.health import Check, Health, Standing, Vital
from garbridge.wiring import health_of

_VITALS: Mapping[Vital, tuple[str, str]] = MappingProxyType(
    {
        Vital.DATABASE: ("la base de données répond", "the database answers"),
        Vital.TABLES: ("ses tables sont de cette version", "its tables are of this version"),
        Vital.DISK: ("place sur le disque", "room on the disk"),
        Vital.STATE: ("ce qui sert une fois est gardé", "what is used once is kept"),
        Vital.PROVIDERS: ("les fiches des éditeurs", "the providers' files"),
        Vital.KEYS: ("les clés de signature", "the signing keys"),
        Vital.ENDS: ("certificats et métadonnées, 30 jours", "certificates and metadata, 30 days"),
        Vital.UPSTREAM: ("le service de connexion", "the sign-in service"),
        Vital.JOBS: ("les travaux réguliers", "what a timer runs"),
        Vital.VIGNETTES: ("les copies des vignettes, 7 jours", "copies of vignettes, 7 days"),
    }
)
_MARKS: Mapping[Standing, tuple[str, str]] = MappingProxyType(
    {
        Standing.OK: ("bien", "ok"),
        Standing.WARNING: ("À VOIR", "WARNING"),
        Standing.FAILING: ("EN PANNE", "FAILING"),
    }
)


@click.command(
    "health",
    help=say(
        "Dit si le portail sert, et ce qui l’en empêchera.",
        "Tells whether the portal serves, and what will keep it from serving.",
    ),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def health(shell: Shell, *, as_json: bool) -> None:
    """Look at everything; exit 1 where somebody has to see to something, 4 where it is failing."""
    found = health_of(shell.runtime())
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
    spoken = int(english())
    mark, what = _MARKS[one.standing][spoken], _VITALS[one.vital][spoken]
    return "\n  ".join((f"{mark:<8} {what}", *one.reasons))
