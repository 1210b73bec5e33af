"""``garbridge problem``: what became of a launch, for whoever helps; never who it was."""

import json
from collections.abc import Mapping
from types import MappingProxyType

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import english, say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.owners import Owner
from garbridge.services.problems import Problem, ProblemService

_OWNERS: Mapping[Owner, tuple[str, str]] = MappingProxyType(
    {
        Owner.PERSON: ("la personne", "the person"),
        Owner.ASSIGNER: ("le responsable d’affectation", "the assigner of the school"),
        Owner.MANAGER: ("le gestionnaire de l’établissement", "the school's manager"),
        Owner.PORTAL: ("l’administrateur de l’ENT", "the administrator of the ENT"),
        Owner.PROVIDER: ("l’éditeur", "the publisher"),
    }
)


@click.command(
    "problem",
    help=say(
        "Dit ce qu’est devenu un accès, par sa référence ; jamais de qui.",
        "Tells what became of a launch, by its reference; never whose.",
    ),
)
@click.argument("reference", metavar=say("RÉFÉRENCE", "REFERENCE"))
@click.option("--json", "as_json", is_flag=True)
@with_shell
def problem(shell: Shell, *, reference: str, as_json: bool) -> None:
    """Print a ticket that can be copied; exit 2 where no launch has that reference.

    What never became a launch, such as a forged request, stands in the log alone.
    """
    runtime = shell.runtime()
    found = ProblemService(runtime.stores.search).find(reference)
    if found is None:
        unknown = say("référence inconnue ; cherchez-la dans le journal du portail", "unknown")
        raise CommandFailed(f"{reference[:40]} : {unknown}", Exit.USAGE)
    if as_json:
        click.echo(json.dumps(_document(found), ensure_ascii=False, indent=2))
        return
    for name, value in _lines(shell, found):
        click.echo(f"{name} : {value}")


def _lines(shell: Shell, found: Problem) -> list[tuple[str, str]]:
    record, incident, spoken = found.record, found.incident, int(english())
    when = record.at.astimezone(shell.config().zone).isoformat(timespec="seconds")
    lines = [
        (say("référence", "reference"), record.reference),
        (say("quand", "when"), when),
        (say("établissement", "school"), record.school or "-"),
        (say("ressource", "resource"), record.resource or "-"),
        (say("éditeur", "provider"), record.provider or "-"),
        (say("protocole", "protocol"), record.protocol),
    ]
    if incident is None:
        return [*lines, (say("résultat", "outcome"), say("accès ouvert", "granted"))]
    title = (incident.french, incident.english)[spoken].title
    return [
        *lines,
        (say("résultat", "outcome"), f"{incident.code} {title}"),
        (say("qui peut aider", "who can help"), _OWNERS[incident.owner][spoken]),
    ]


def _document(found: Problem) -> dict[str, object]:
    record, incident = found.record, found.incident
    return {
        "reference": record.reference,
        "at": record.at.isoformat(),
        "school": record.school,
        "resource": record.resource,
        "provider": record.provider,
        "protocol": record.protocol,
        "policy": record.policy,
        "attributes": list(record.attributes),
        "outcome": "granted" if incident is None else incident.code,
        "owner": None if incident is None else incident.owner.value,
    }
