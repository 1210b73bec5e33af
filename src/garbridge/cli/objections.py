"""``garbridge objections`` and ``garbridge protected``: who objects to what, who is not named."""

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, as_person
from garbridge.cli.language import say
from garbridge.cli.restriction_lines import print_done, print_listed
from garbridge.core.identifiers import parse_person_id, parse_resource_id, parse_school_id
from garbridge.core.restrictions import Asker
from garbridge.wiring import restricting_service

_PERSON = click.option("--person", required=True, metavar="ID")
_RESOURCE = click.option("--resource", required=True, metavar="ARK")
_REASON = click.option("--reason", required=True, metavar="TEXT", help=say("motif"))
_FAMILY = click.option("--family", is_flag=True, help=say("demandé par la famille d’un mineur"))
_SCHOOL = click.option("--school", metavar="UAI")
_ENDED = click.option("--ended", is_flag=True, help=say("aussi les anciennes"))
_JSON = click.option("--json", "as_json", is_flag=True)


@click.group(
    "objections",
    help=say("Oppositions à une ressource (RGPD, article 21)."),
)
def objections() -> None:
    """Group the commands about objections."""


@objections.command("record", help=say("Enregistre une opposition."))
@_PERSON
@_RESOURCE
@_REASON
@_FAMILY
@as_person
@_JSON
@with_shell
def record(  # an argument for each option
    shell: Shell,
    *,
    person: str,
    resource: str,
    reason: str,
    family: bool,
    who: str | None,
    as_json: bool,
) -> None:
    """Let nothing leave for it from the next launch on; exit 5 where one stands already."""
    done = restricting_service(shell.runtime()).object_to(
        actor_named(who),
        parse_person_id(person),
        parse_resource_id(resource),
        asked_by=Asker.FAMILY if family else Asker.PERSON,
        reason=reason,
    )
    print_done(done, shell.config().zone, as_json=as_json)


@objections.command("answer", help=say("Répond à une opposition."))
@_PERSON
@_RESOURCE
@click.option("--text", required=True, metavar="TEXT", help=say("la réponse"))
@click.option(
    "--uphold/--reject",
    "upheld",
    required=True,
    help=say("elle est retenue, ou non : elle prend fin"),
)
@as_person
@_JSON
@with_shell
def answer(  # an argument for each option
    shell: Shell,
    *,
    person: str,
    resource: str,
    text: str,
    upheld: bool,
    who: str | None,
    as_json: bool,
) -> None:
    """Write down what the person was told; what is rejected opens again."""
    done = restricting_service(shell.runtime()).answer(
        actor_named(who),
        parse_person_id(person),
        parse_resource_id(resource),
        text=text,
        upheld=upheld,
    )
    print_done(done, shell.config().zone, as_json=as_json)


@objections.command("withdraw", help=say("Enregistre son retrait."))
@_PERSON
@_RESOURCE
@_REASON
@as_person
@_JSON
@with_shell
def withdraw(
    shell: Shell, *, person: str, resource: str, reason: str, who: str | None, as_json: bool
) -> None:
    """Let the resource open again."""
    done = restricting_service(shell.runtime()).withdraw(
        actor_named(who), parse_person_id(person), parse_resource_id(resource), reason=reason
    )
    print_done(done, shell.config().zone, as_json=as_json)


@objections.command("list", help=say("Qui s’oppose à quoi."))
@_SCHOOL
@click.option("--person", metavar="ID")
@_ENDED
@as_person
@_JSON
@with_shell
def listing(  # an argument for each option
    shell: Shell,
    *,
    school: str | None,
    person: str | None,
    ended: bool,
    who: str | None,
    as_json: bool,
) -> None:
    """Print the objections that may be read, oldest first."""
    found = restricting_service(shell.runtime()).objections(
        actor_named(who),
        school=parse_school_id(school) if school else None,
        person=parse_person_id(person) if person else None,
    )
    print_listed(found, shell.config().zone, ended=ended, as_json=as_json)


@click.group(
    "protected",
    help=say("Personnes protégées : ni nom ni classe ne sort jamais."),
)
def protected() -> None:
    """Group the commands about people who are protected."""


@protected.command("add", help=say("Protège une personne."))
@_PERSON
@_REASON
@_FAMILY
@as_person
@_JSON
@with_shell
def protect(
    shell: Shell, *, person: str, reason: str, family: bool, who: str | None, as_json: bool
) -> None:
    """Let neither name nor group leave from the next launch on."""
    done = restricting_service(shell.runtime()).protect(
        actor_named(who),
        parse_person_id(person),
        asked_by=Asker.FAMILY if family else Asker.SCHOOL,
        reason=reason,
    )
    print_done(done, shell.config().zone, as_json=as_json)


@protected.command("remove", help=say("Lève la protection."))
@_PERSON
@_REASON
@as_person
@_JSON
@with_shell
def lift(shell: Shell, *, person: str, reason: str, who: str | None, as_json: bool) -> None:
    """Let leave again what the policies allow."""
    done = restricting_service(shell.runtime()).lift(
        actor_named(who), parse_person_id(person), reason=reason
    )
    print_done(done, shell.config().zone, as_json=as_json)


@protected.command("list", help=say("Qui est protégé."))
@_SCHOOL
@_ENDED
@as_person
@_JSON
@with_shell
def list_protected(
    shell: Shell, *, school: str | None, ended: bool, who: str | None, as_json: bool
) -> None:
    """Print who is protected, for whoever may know it."""
    found = restricting_service(shell.runtime()).protected(
        actor_named(who), school=parse_school_id(school) if school else None
    )
    print_listed(found, shell.config().zone, ended=ended, as_json=as_json)
