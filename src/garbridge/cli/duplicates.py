"""``garbridge directory duplicates`` and ``merge``: two entries that are one person."""

import json

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, as_person, deny
from garbridge.cli.language import english, say
from garbridge.cli.outcome import Exit
from garbridge.core.duplicates import Sign
from garbridge.core.identifiers import parse_person_id, parse_school_id
from garbridge.core.permissions import Denied
from garbridge.services.merging import Merged

_SIGNS = {
    Sign.NAME: ("même nom et même profil", "same name and profile"),
    Sign.EMAIL: ("même adresse électronique", "same e-mail address"),
}
_JSON = click.option("--json", "as_json", is_flag=True)


@click.command(
    "duplicates",
    help=say(
        "Qui pourrait être une même personne ; rien n’est fusionné.",
        "Who may be one person; nothing is merged.",
    ),
)
@click.option("--school", metavar="UAI", help=say("défaut : tous", "default: all"))
@as_person
@_JSON
@with_shell
def duplicates_command(shell: Shell, school: str | None, who: str | None, *, as_json: bool) -> None:
    """Print entries that may be one person, by identifier; exit 1 if there are any."""
    uai = parse_school_id(school) if school else None
    found = shell.runtime().merging.duplicates(actor_named(who), uai)
    if isinstance(found, Denied):
        deny(found)
    document = [
        {"sign": one.sign.value, "people": list(one.people), "schools": list(one.schools)}
        for one in found
    ]
    lines = [
        f"{', '.join(one.people)} · {_SIGNS[one.sign][english()]} · {', '.join(one.schools)}"
        for one in found
    ]
    _print(document, lines or [say("aucun doublon", "no duplicate")], as_json=as_json)
    if found:
        raise SystemExit(Exit.FINDINGS)


@click.command(
    "merge",
    help=say(
        "Montre ce qui passerait d’un compte à l’autre ; avec --apply, le fait.",
        "Shows what would go from one account to the other; with --apply does it.",
    ),
)
@click.argument("gone", metavar="DE")
@click.argument("kept", metavar="VERS")
@click.option("--apply", "apply_it", is_flag=True, help=say("le fait", "does it"))
@click.option("--reason", default="", metavar="TEXT", help=say("motif", "why"))
@as_person
@_JSON
@with_shell
def merge_command(  # an argument for each option
    shell: Shell,
    gone: str,
    kept: str,
    *,
    apply_it: bool,
    reason: str,
    who: str | None,
    as_json: bool,
) -> None:
    """Bring what is given to one entry to another; exit 5 if it is denied."""
    done = shell.runtime().merging.merge(
        actor_named(who),
        parse_person_id(gone),
        parse_person_id(kept),
        reason=reason,
        rehearse=not apply_it,
    )
    if isinstance(done, Denied):
        deny(done)
    document = {
        "operation": done.operation,
        "given": sum(one.gives for one in done.movements),
        "returned": sum(not one.gives for one in done.movements),
        "know_from": list(done.know_gone),
        "know_into": list(done.know_kept),
    }
    _print(document, _merged_lines(done, gone, kept), as_json=as_json)


def _merged_lines(done: Merged, gone: str, kept: str) -> list[str]:
    given = sum(one.gives for one in done.movements)
    returned = len(done.movements) - given
    none = say("aucun", "none")
    lines = [
        say(
            f"Passent à {kept} : {given} · reviennent : {returned - given}",
            f"Go to {kept}: {given} · come back: {returned - given}",
        ),
        say("Fournisseurs qui connaissent", "Providers that know")
        + f" {gone} : {', '.join(done.know_gone) or none}",
        say("Fournisseurs qui connaissent", "Providers that know")
        + f" {kept} : {', '.join(done.know_kept) or none}",
    ]
    new = sorted(set(done.know_gone) - set(done.know_kept))
    if new:
        lines.append(
            say(
                f"Un compte nouveau sera vu par : {', '.join(new)}",
                f"A new account will be seen by: {', '.join(new)}",
            )
        )
    if done.operation:
        lines.append(say("Fait", "Done") + f" : {done.operation}")
    return lines


def _print(document: object, lines: list[str], *, as_json: bool) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2) if as_json else "\n".join(lines)
    click.echo(text)
