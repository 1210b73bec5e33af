"""``garbridge person``: what is held about one person, handed out or erased."""

import json
from dataclasses import asdict
from datetime import tzinfo

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person, deny
from garbridge.cli.language import say
from garbridge.cli.ledger import refuse_busy
from garbridge.cli.options import NUMBER
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.cli.requests import allowed_request, request_document
from garbridge.cli.restriction_lines import restriction_document
from garbridge.core.histories import History, OwnEntry, OwnLaunch, OwnLookup
from garbridge.core.identifiers import parse_person_id
from garbridge.core.marks import Mark
from garbridge.core.people import Membership
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.requests import RequestKind
from garbridge.services.erasing import StillThere
from garbridge.services.sealing import Busy
from garbridge.wiring import erasing_service, history_service, request_service

_who = click.option("--person", "named", required=True, metavar="ID")
_why = click.option("--reason", required=True, help=say("pourquoi", "why"))


@click.group("person", help=say("Les données d’une personne.", "The data of one person."))
def person() -> None:
    """Group the commands about one person."""


@person.command(
    "export",
    help=say(
        "Remet à une personne son historique et ses données (JSON).",
        "Hands a person their own history and data (JSON).",
    ),
)
@_who
@_why
@click.option(
    "--request",
    "number",
    type=NUMBER,
    metavar="N",
    help=say("la demande à laquelle cela répond", "the request that this answers"),
)
@as_person
@with_shell
def export_command(
    shell: Shell, *, named: str, reason: str, number: int | None, who: str | None
) -> None:
    """Print everything; that it was asked for is written down where the head reads it."""
    runtime, actor, person = shell.runtime(), actor_named(who), parse_person_id(named)
    requests = request_service(runtime)
    if number is not None:
        asked = allowed_request(requests.open_for(actor, number, RequestKind.ACCESS, person))
        number = asked.number
    answer = history_service(runtime).history(actor, person, reason=reason)
    handed = history_document(allowed(answer), shell.config().zone)
    click.echo(json.dumps(handed, ensure_ascii=False, indent=2))
    if number is not None:
        allowed_request(requests.answer(actor, number, text=reason))


@person.command(
    "erase",
    help=say(
        "Efface qui a ouvert, pour une personne partie ; le registre reste vérifiable.",
        "Erases who opened, for somebody who is gone; the ledger still verifies.",
    ),
)
@_who
@_why
@with_shell
def erase_command(shell: Shell, *, named: str, reason: str) -> None:
    """Destroy the salt and blank the person; refused while they are a member anywhere."""
    service = erasing_service(shell.runtime())
    done = service.erase(OPERATOR, parse_person_id(named), reason=reason)
    if isinstance(done, Denied):
        deny(done)
    if isinstance(done, Busy):
        refuse_busy()
    if isinstance(done, StillThere):
        places = ", ".join(done.schools)
        still = say("toujours dans l’annuaire", "still in the directory")
        raise CommandFailed(f"{still} : {places}", Exit.REFUSED)
    count = done.records
    click.echo(
        say(f"{count} accès ne désignent plus personne", f"{count} launches name nobody now")
    )


def history_document(history: History, zone: tzinfo) -> dict[str, object]:
    """Return the JSON form: its keys are stable; today is a day in *zone*."""
    today = history.at.astimezone(zone).date()
    return {
        "person": history.person,
        "at": history.at.isoformat(),
        "identity": None if history.identity is None else asdict(history.identity),
        "memberships": [_membership(one) for one in history.memberships],
        "launches": [_launch(one) for one in history.launches],
        "seats": [
            {
                "school": one.school,
                "resource": one.resource,
                "subscription": one.subscription,
                "origin": one.origin.value,
            }
            for one in history.seats
        ],
        "openings": [
            {"school": school, "resource": resource} for school, resource in history.openings
        ],
        "requests": [request_document(one, today) for one in history.requests],
        "restrictions": [restriction_document(one) for one in history.restrictions],
        "identifiers": dict(history.identifiers),
        "former_identifiers": [
            {"provider": sector, "identifier": identifier, "ended": at.isoformat()}
            for sector, identifier, at in history.former
        ],
        "known_to": list(history.known_to),
        "lookups": [_lookup(one) for one in history.lookups],
        "arrivals_and_departures": [_entry(one) for one in history.entries],
        "favourites": [_mark(one) for one in history.marks.favourites],
        "opened_lately": [_mark(one) for one in history.marks.opened],
        "is_remembered": history.marks.is_remembered,
    }


def _mark(one: Mark) -> dict[str, object]:
    return {"school": one.school, "resource": one.resource, "at": one.at.isoformat()}


def _lookup(one: OwnLookup) -> dict[str, object]:
    return {
        "at": one.at.isoformat(),
        "school": one.school,
        "by": one.by.value,
        "profile": one.profile.value if one.profile else None,
        "about": one.about,
        "reason": one.reason,
    }


def _entry(one: OwnEntry) -> dict[str, object]:
    return {
        "school": one.school,
        "kind": one.kind.value,
        "at": one.at.isoformat(),
        "gone": list(one.gone),
        "come": list(one.come),
        "state": one.state.value,
    }


def _membership(one: Membership) -> dict[str, object]:
    return {
        "school": one.school,
        "profile": one.profile.value,
        "starts": one.starts.isoformat() if one.starts else None,
        "ends": one.ends.isoformat() if one.ends else None,
        "groups": [
            {"kind": group.kind.value, "code": group.code, "label": group.label}
            for group in one.groups
        ],
    }


def _launch(one: OwnLaunch) -> dict[str, object]:
    return {
        "reference": one.reference,
        "at": one.at.isoformat(),
        "school": one.school,
        "resource": one.resource,
        "provider": one.provider,
        "protocol": one.protocol,
        "refusal": one.refusal or None,
        "attributes": [{"name": name, "purpose": purpose} for name, purpose in one.attributes],
        "policy": one.policy or None,
    }
