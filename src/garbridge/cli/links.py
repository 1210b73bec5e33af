"""``garbridge links``: what staff chose at tools, listed and taken back."""

import json

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.identifiers import parse_school_id
from garbridge.core.links import DeepLink, LinkId


@click.group("links", help=say("Les contenus choisis chez les éditeurs."))
def links() -> None:
    """Group the commands about content that was chosen (LTI deep linking)."""


@links.command("list", help=say("Montre ceux d’un établissement."))
@click.option("--school", required=True, metavar="UAI")
@as_person
@click.option("--json", "as_json", is_flag=True)
@with_shell
def list_command(shell: Shell, school: str, who: str | None, *, as_json: bool) -> None:
    """Print each link with its resource and where it leads."""
    found = allowed(shell.runtime().linking.of(actor_named(who), parse_school_id(school)))
    if as_json:
        click.echo(json.dumps(list(map(_document, found)), ensure_ascii=False, indent=2))
        return
    lines = [f"{one.id}  {one.title} ({one.resource}) {one.url}" for one in found]
    click.echo("\n".join(lines) or say("aucun contenu choisi"))


@links.command("remove", help=say("Retire un contenu pour tous."))
@click.argument("link", metavar="ID")
@click.option("--school", required=True, metavar="UAI")
@as_person
@with_shell
def remove_command(shell: Shell, link: str, school: str, who: str | None) -> None:
    """Take a link back; the resource itself stays as it is."""
    linking = shell.runtime().linking
    removed = allowed(linking.remove(actor_named(who), parse_school_id(school), LinkId(link)))
    if not removed:
        raise CommandFailed(say("Aucun contenu de ce nom."), Exit.USAGE)
    click.echo(say("Contenu retiré."))


def _document(link: DeepLink) -> dict[str, object]:
    return {
        "id": link.id,
        "school": link.school,
        "resource": link.resource,
        "title": link.title,
        "url": link.url,
        "added": link.added.isoformat(),
        "launch": link.launch,
    }
