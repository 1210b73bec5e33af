"""``garbridge activation``: resources with pupil–teacher interaction, shown, then let in or not."""

import json
from typing import Final, NoReturn, TypeVar

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, as_person, deny
from garbridge.cli.language import say
from garbridge.cli.learning import named_attribute
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.activations import Activation, Standing
from garbridge.core.attributes import AttributeCatalogue
from garbridge.core.identifiers import parse_resource_id, parse_school_id
from garbridge.core.leaving import Leaving
from garbridge.core.messages import N_
from garbridge.core.permissions import Denied
from garbridge.services.activating import Changed, Listed, NotActivable, Showing

T = TypeVar("T")

_WHY_NOT: Final = {
    NotActivable.UNKNOWN_RESOURCE: N_("ressource non enregistrée"),
    NotActivable.NO_INTERACTION: N_("cette ressource s’ouvre sans être activée"),
    NotActivable.NOT_ON: N_("cette ressource n’est pas activée"),
}
_STANDINGS: Final = {
    Standing.OFF: N_("non activée"),
    Standing.ON: N_("activée"),
    Standing.OUTDATED: N_("à réactiver : l’éditeur demande davantage"),
}
_SCHOOL = click.option("--school", required=True, metavar="UAI")
_RESOURCE = click.option("--resource", required=True, metavar="ARK")
_REASON = click.option("--reason", required=True, metavar="TEXT", help=say("motif"))
_JSON = click.option("--json", "as_json", is_flag=True)


@click.group(
    "activation",
    help=say("Ressources avec interaction élève–enseignant."),
)
def activation() -> None:
    """Group the commands about resources with interaction."""


@activation.command("show", help=say("Montre les données qui sortiraient."))
@_SCHOOL
@_RESOURCE
@as_person
@_JSON
@with_shell
def show(shell: Shell, school: str, resource: str, who: str | None, *, as_json: bool) -> None:
    """Print exactly the extra data that would leave, and the token that activates it."""
    found = shell.runtime().activating.preview(
        actor_named(who), parse_school_id(school), parse_resource_id(resource)
    )
    _print_showing(_activable(found), shell.config().catalogue, as_json=as_json)


@activation.command("on", help=say("Active ce qui a été montré."))
@_SCHOOL
@_RESOURCE
@click.option(
    "--token",
    required=True,
    metavar="JETON",
    help=say("celui de « activation show »"),
)
@_REASON
@as_person
@_JSON
@with_shell
def turn_on(
    shell: Shell,
    *,
    school: str,
    resource: str,
    token: str,
    reason: str,
    who: str | None,
    as_json: bool,
) -> None:
    """Let the data leave that was shown; exit 5, with what would leave now, if that is another."""
    done = shell.runtime().activating.activate(
        actor_named(who), parse_school_id(school), parse_resource_id(resource), token, reason=reason
    )
    if isinstance(done, Changed):
        told = N_("Rien n’a été fait : voici ce qui sortirait.")
        click.echo(say(told), err=True)
        _print_showing(done.showing, shell.config().catalogue, as_json=as_json)
        raise SystemExit(Exit.REFUSED)
    _print_word(_activable(done), as_json=as_json)


@activation.command("off", help=say("Désactive aussitôt."))
@_SCHOOL
@_RESOURCE
@_REASON
@as_person
@_JSON
@with_shell
def turn_off(
    shell: Shell, school: str, resource: str, reason: str, who: str | None, *, as_json: bool
) -> None:
    """Let nothing leave any more."""
    found = shell.runtime().activating.deactivate(
        actor_named(who), parse_school_id(school), parse_resource_id(resource), reason=reason
    )
    _print_word(_activable(found), as_json=as_json)


@activation.command("list", help=say("Ressources à activer, et qui l’a fait."))
@_SCHOOL
@as_person
@_JSON
@with_shell
def list_command(shell: Shell, school: str, who: str | None, *, as_json: bool) -> None:
    """Print every resource with interaction, where it stands, and the last word on it."""
    found = shell.runtime().activating.listing(actor_named(who), parse_school_id(school))
    if isinstance(found, Denied):
        deny(found)
    if as_json:
        click.echo(json.dumps([_listed(one) for one in found], ensure_ascii=False, indent=2))
        return
    zone = shell.config().zone
    for one in found:
        line = f"{one.resource.title} ({one.resource.id}) · {say(_STANDINGS[one.standing])}"
        if one.latest is not None:
            day = one.latest.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
            by = one.latest.by.person or say("opérateur")
            line += f" · {day} · {by} · {one.latest.reason}"
        click.echo(line)
    if not found:
        click.echo(say("aucune ressource à activer"))


def _activable(found: T | NotActivable | Denied) -> T:
    if isinstance(found, Denied):
        deny(found)
    if isinstance(found, NotActivable):
        _refuse(found)
    return found


def _refuse(why: NotActivable) -> NoReturn:
    raise CommandFailed(say(_WHY_NOT[why]), Exit.REFUSED)


def _print_showing(showing: Showing, catalogue: AttributeCatalogue, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_showing(showing), ensure_ascii=False, indent=2))
        return
    click.echo(f"{showing.resource.title} · {say(_STANDINGS[showing.standing])}")
    click.echo(
        say("Données en plus, pour {people} personnes de l’établissement :", people=showing.people)
    )
    for one in showing.extra:
        left = one.leaving
        profiles = ", ".join(sorted(left.profiles))
        named = named_attribute(left.attribute, catalogue)
        click.echo(f"  + {named} : {profiles} ({one.people}) — {left.purpose}")
    if not showing.extra:
        click.echo(say("  aucune"))
    click.echo(say("Pour activer") + f" : --token {showing.token}")


def _print_word(word: Activation, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_word(word), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{word.resource} · {say(_STANDINGS[_stands(word)])}")


def _stands(word: Activation) -> Standing:
    return Standing.ON if word.on else Standing.OFF


def _listed(one: Listed) -> dict[str, object]:
    return {
        "resource": one.resource.id,
        "title": one.resource.title,
        "standing": one.standing.value,
        "latest": None if one.latest is None else _word(one.latest),
    }


def _showing(showing: Showing) -> dict[str, object]:
    return {
        "resource": showing.resource.id,
        "school": showing.school,
        "standing": showing.standing.value,
        "people": showing.people,
        "extra": [{**_leaving(one.leaving), "people": one.people} for one in showing.extra],
        "token": showing.token,
    }


def _word(word: Activation) -> dict[str, object]:
    return {
        "resource": word.resource,
        "school": word.school,
        "on": word.on,
        "by": word.by.person,
        "at": word.at.isoformat(),
        "reason": word.reason,
        "shown": [_leaving(one) for one in word.shown],
        "people": word.people,
    }


def _leaving(leaving: Leaving) -> dict[str, object]:
    return {
        "attribute": leaving.attribute,
        "profiles": sorted(leaving.profiles),
        "purpose": leaving.purpose,
        "transformation": leaving.transformation.value,
    }
