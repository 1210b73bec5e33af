"""``garbridge directory duplicates`` and ``merge``: two entries that are one person."""

import click

from garbridge.cli.assigning_lines import STAYS
from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, as_person, deny
from garbridge.cli.language import say
from garbridge.cli.outcome import Exit
from garbridge.cli.printing import print_either
from garbridge.core.duplicates import ALWAYS_STAYS, Sign
from garbridge.core.identifiers import parse_person_id, parse_school_id
from garbridge.core.messages import N_
from garbridge.core.permissions import Denied
from garbridge.services.merging import Merged

_SIGNS = {
    Sign.NAME: N_("même nom et même profil"),
    Sign.EMAIL: N_("même adresse électronique"),
}
_JSON = click.option("--json", "as_json", is_flag=True)


@click.command(
    "duplicates",
    help=say("Qui pourrait être une même personne ; rien n’est fusionné."),
)
@click.option("--school", metavar="UAI", help=say("défaut : tous"))
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
        f"{', '.join(one.people)} · {say(_SIGNS[one.sign])} · {', '.join(one.schools)}"
        for one in found
    ]
    print_either(document, lines or [say("aucun doublon")], as_json=as_json)
    if found:
        raise SystemExit(Exit.FINDINGS)


@click.command(
    "merge",
    help=say("Montre ce qui passerait d’un compte à l’autre ; avec --apply, le fait."),
)
@click.argument("gone", metavar="DE")
@click.argument("kept", metavar="VERS")
@click.option("--apply", "apply_it", is_flag=True, help=say("le fait"))
@click.option("--reason", default="", metavar="TEXT", help=say("motif"))
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
        "stays": [one.value for one in ALWAYS_STAYS],
    }
    print_either(document, _merged_lines(done, gone, kept), as_json=as_json)


def _merged_lines(done: Merged, gone: str, kept: str) -> list[str]:
    given = sum(one.gives for one in done.movements)
    returned = len(done.movements) - given
    none = say("aucun")
    lines = [
        say(
            "Passent à {kept} : {given} · reviennent : {returned}",
            kept=kept,
            given=given,
            returned=returned - given,
        ),
        say("Fournisseurs qui connaissent") + f" {gone} : {', '.join(done.know_gone) or none}",
        say("Fournisseurs qui connaissent") + f" {kept} : {', '.join(done.know_kept) or none}",
    ]
    new = sorted(set(done.know_gone) - set(done.know_kept))
    if new:
        lines.append(say("Un compte nouveau sera vu par : {new}", new=", ".join(new)))
    lines.append(say(STAYS))
    if done.operation:
        lines.append(say("Fait") + f" : {done.operation}")
    return lines
