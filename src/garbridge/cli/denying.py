"""``--as PERSON``, and how a denial ends a command: exit 5, with its code and whom to ask."""

from collections.abc import Iterable
from typing import NoReturn, TypeVar

import click

from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.denials import DENIALS
from garbridge.core.identifiers import parse_person_id
from garbridge.core.incidents import Incident
from garbridge.core.permissions import OPERATOR, Actor, Denied

T = TypeVar("T")

as_person = click.option(
    "--as",
    "who",
    metavar="ID",
    help=say("agit au nom de cette personne, avec ses droits"),
)


def actor_named(who: str | None) -> Actor:
    """Return whom ``--as`` names; without it the operator, who has the shell.

    Raises:
        ValueRefusedError: it is no identifier.
    """
    return OPERATOR if who is None else Actor(parse_person_id(who))


def allowed(answer: T | Denied) -> T:
    """Return *answer*; end the command where it is a denial.

    Raises:
        CommandFailed: with exit code 5.
    """
    if isinstance(answer, Denied):
        deny(answer)
    return answer


def deny(denied: Denied) -> NoReturn:
    """End the command.

    Raises:
        CommandFailed: always, with exit code 5.
    """
    refuse([DENIALS[denied.reason]])


def refuse(incidents: Iterable[Incident]) -> NoReturn:
    """End the command with everything that stands in the way.

    Raises:
        CommandFailed: always, with exit code 5.
    """
    lines: list[str] = []
    for incident in incidents:
        text = incident.text(say)
        lines.append(f"{text.title} [{incident.code}]. {text.advice}")
    raise CommandFailed("\n".join(lines), Exit.REFUSED)
