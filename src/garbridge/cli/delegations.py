"""``garbridge delegations``: who may assign at a school, given and taken back."""

import json
from collections.abc import Sequence
from datetime import tzinfo

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.delegation_lines import (
    candidate_document,
    candidate_line,
    delegation_document,
    delegation_line,
    event_document,
    event_line,
    listing_document,
    listing_lines,
)
from garbridge.cli.denying import actor_named, allowed, as_person, deny, refuse
from garbridge.cli.instants import read_day
from garbridge.cli.language import say
from garbridge.cli.options import LIMIT
from garbridge.core.days import end_of, first_of
from garbridge.core.delegations import Declined, Delegation, DelegationId
from garbridge.core.denials import DELEGATION_FAULTS
from garbridge.core.identifiers import SchoolId, parse_person_id, parse_school_id
from garbridge.core.permissions import Denied, parse_scope
from garbridge.core.texts import require_text
from garbridge.services.delegating import Draft, Listing
from garbridge.wiring import Runtime, told_gar

_SCHOOL = click.option("--school", required=True, metavar="UAI")
_JSON = click.option("--json", "as_json", is_flag=True)
_NAME = click.argument("name", metavar="DELEGATION")


@click.group("delegations", help=say("Les délégations d’affectation."))
def delegations() -> None:
    """Group the commands about delegations."""


@delegations.command("list", help=say("Délégations en cours et à venir."))
@_SCHOOL
@as_person
@_JSON
@with_shell
def list_command(shell: Shell, school: str, who: str | None, *, as_json: bool) -> None:
    """Print every delegation that holds or will, and whom the directory states."""
    runtime, uai = shell.runtime(), parse_school_id(school)
    _print_listing(runtime, uai, runtime.delegating.listing(actor_named(who), uai), as_json=as_json)


@delegations.command(
    "review",
    help=say("Ce qui est à revoir, depuis le 1er septembre."),
)
@_SCHOOL
@as_person
@_JSON
@with_shell
def review_command(shell: Shell, school: str, who: str | None, *, as_json: bool) -> None:
    """Print every delegation that was open at some time since the last 1 September."""
    runtime, uai = shell.runtime(), parse_school_id(school)
    _print_listing(runtime, uai, runtime.delegating.review(actor_named(who), uai), as_json=as_json)


@delegations.command("candidates", help=say("À qui déléguer : documentalistes d’abord."))
@_SCHOOL
@as_person
@_JSON
@with_shell
def candidates_command(shell: Shell, school: str, who: str | None, *, as_json: bool) -> None:
    """Print the adults of the school, *documentalistes* first."""
    found = allowed(
        shell.runtime().delegating.candidates(actor_named(who), parse_school_id(school))
    )
    document = [candidate_document(one) for one in found]
    _print(document, [candidate_line(one) for one in found], as_json=as_json)


@delegations.command("journal", help=say("Qui a délégué quoi, à qui."))
@_SCHOOL
@LIMIT
@as_person
@_JSON
@with_shell
def journal_command(
    shell: Shell, school: str, limit: int, who: str | None, *, as_json: bool
) -> None:
    """Print the latest acts, newest first."""
    lines = allowed(
        shell.runtime().delegating.journal(actor_named(who), parse_school_id(school), limit=limit)
    )
    zone = shell.config().zone
    document = [event_document(line) for line in lines]
    _print(document, [event_line(line, zone) for line in lines], as_json=as_json)


@delegations.command("add", help=say("Donne une délégation."))
@_SCHOOL
@click.option("--person", required=True, metavar="ID")
@click.option(
    "--scope",
    default="all",
    show_default=True,
    help="all, textbooks, all_but_textbooks, statistics, discipline:NOM",
)
@click.option("--starts", metavar="ISO", help=say("premier jour (défaut : aujourd’hui)"))
@click.option("--ends", required=True, metavar="ISO", help=say("dernier jour"))
@click.option("--reason", required=True, metavar="TEXT", help=say("motif"))
@click.option("--email", default="", help=say("défaut : celle de l’annuaire"))
@as_person
@_JSON
@with_shell
def add_command(  # noqa: PLR0913  # an argument for each option
    shell: Shell,
    *,
    school: str,
    person: str,
    scope: str,
    starts: str | None,
    ends: str,
    reason: str,
    email: str,
    who: str | None,
    as_json: bool,
) -> None:
    """Let somebody assign; exit 5 if it is denied or cannot be given so."""
    runtime, zone = shell.runtime(), shell.config().zone
    draft = Draft(
        person=parse_person_id(person),
        scope=parse_scope(scope),
        starts=first_of(read_day(starts), zone) if starts else runtime.clock(),
        ends=end_of(read_day(ends), zone),
        reason=reason,
        email=email,
    )
    given = runtime.delegating.delegate(actor_named(who), parse_school_id(school), draft)
    _print_one(_done(given), zone, as_json=as_json)


@delegations.command("renew", help=say("Renouvelle une délégation."))
@_NAME
@_SCHOOL
@click.option("--ends", metavar="ISO", help=say("dernier jour (défaut : un an de plus)"))
@click.option("--reason", default="", metavar="TEXT", help=say("défaut : le même motif"))
@as_person
@_JSON
@with_shell
def renew_command(  # an argument for each option
    shell: Shell,
    *,
    name: str,
    school: str,
    ends: str | None,
    reason: str,
    who: str | None,
    as_json: bool,
) -> None:
    """Give a delegation once more, from where it ends."""
    zone = shell.config().zone
    given = shell.runtime().delegating.renew(
        actor_named(who),
        parse_school_id(school),
        DelegationId(require_text("delegation", name)),
        ends=end_of(read_day(ends), zone) if ends else None,
        reason=reason,
    )
    _print_one(_done(given), zone, as_json=as_json)


@delegations.command("withdraw", help=say("Retire une délégation."))
@_NAME
@_SCHOOL
@click.option("--reason", required=True, metavar="TEXT", help=say("motif"))
@as_person
@_JSON
@with_shell
def withdraw_command(
    shell: Shell, *, name: str, school: str, reason: str, who: str | None, as_json: bool
) -> None:
    """Let a delegation hold no longer, at once."""
    ended = shell.runtime().delegating.withdraw(
        actor_named(who),
        parse_school_id(school),
        DelegationId(require_text("delegation", name)),
        reason=reason,
    )
    _print_one(_done(ended), shell.config().zone, as_json=as_json)


def _done(answer: Delegation | Denied | Declined) -> Delegation:
    if isinstance(answer, Denied):
        deny(answer)
    if isinstance(answer, Declined):
        refuse(DELEGATION_FAULTS[fault] for fault in answer.faults)
    return answer


def _print_one(delegation: Delegation, zone: tzinfo, *, as_json: bool) -> None:
    _print(delegation_document(delegation), [delegation_line(delegation, zone)], as_json=as_json)


def _print_listing(
    runtime: Runtime, school: SchoolId, answer: Listing | Denied, *, as_json: bool
) -> None:
    listing, gar = allowed(answer), told_gar(runtime, school)
    lines = listing_lines(listing, runtime.config.zone, gar)
    _print(listing_document(listing, gar), lines, as_json=as_json)


def _print(document: object, lines: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines) if lines else say("aucune"))
