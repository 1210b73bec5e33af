"""``garbridge queue`` and ``garbridge notifications``: arrivals and departures."""

from collections.abc import Collection, Sequence

import click

from garbridge.cli.assigning_lines import plan_document, plan_lines
from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, as_person, deny
from garbridge.cli.instants import day_of
from garbridge.cli.jobs import counted, run_of
from garbridge.cli.language import say
from garbridge.cli.options import LIMIT, NUMBER
from garbridge.cli.outcome import Exit
from garbridge.cli.printing import print_either
from garbridge.cli.progress import by_school
from garbridge.cli.queue_lines import (
    entry_document,
    entry_line,
    handled_document,
    handled_lines,
    kind_words,
    waiting_document,
    waiting_line,
)
from garbridge.core.identifiers import parse_person_id, parse_school_id
from garbridge.core.jobs import Job
from garbridge.core.people import GroupKind
from garbridge.core.permissions import Denied
from garbridge.core.queue import EntryKind
from garbridge.core.seats import Plan
from garbridge.core.texts import require_code

_SCHOOL = click.option("--school", required=True, metavar="UAI")
_JSON = click.option("--json", "as_json", is_flag=True)
_NUMBERS = click.argument("numbers", nargs=-1, type=NUMBER, metavar="[NUMÉRO]…")


@click.group("queue", help=say("Arrivées et départs."))
def queue() -> None:
    """Group the commands about the queue."""


@queue.command("list", help=say("Ce qui attend, et les propositions."))
@_SCHOOL
@as_person
@_JSON
@with_shell
def list_command(shell: Shell, school: str, who: str | None, *, as_json: bool) -> None:
    """Print what waits at the school, with what is proposed."""
    runtime = shell.runtime()
    found = runtime.queue.listing(actor_named(who), parse_school_id(school))
    if isinstance(found, Denied):
        deny(found)
    short = Plan(shortages=found.shortages)
    document = {
        "waiting": [waiting_document(one) for one in found.waiting],
        "shortages": plan_document(short)["shortages"],
    }
    catalogue = runtime.catalogue()
    lines = [waiting_line(one, catalogue, shell.config().zone) for one in found.waiting]
    lines += plan_lines(short, catalogue)[: len(found.shortages)]
    print_either(document, lines or [say("rien n’attend")], as_json=as_json)


@queue.command(
    "accept",
    help=say("Fait ce qui est proposé, pour certains ou pour tous."),
)
@_NUMBERS
@_SCHOOL
@click.option("--all", "everything", is_flag=True, help=say("tout ce qui attend"))
@click.option("--dry-run", is_flag=True, help=say("n’écrit rien"))
@as_person
@_JSON
@with_shell
def accept_command(  # an argument for each option
    shell: Shell,
    numbers: tuple[int, ...],
    school: str,
    who: str | None,
    *,
    everything: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Accept entries; exit 1 if some go on waiting, 5 if it is denied."""
    runtime = shell.runtime()
    done = runtime.queue.accept(
        actor_named(who),
        parse_school_id(school),
        None if everything else numbers,
        rehearse=dry_run,
    )
    if isinstance(done, Denied):
        deny(done)
    catalogue, zone = runtime.catalogue(), shell.config().zone
    lines = [line for one in done for line in handled_lines(one, catalogue, zone)]
    print_either([handled_document(one) for one in done], lines or [say("aucune")], as_json=as_json)
    unknown = _tell_unknown(numbers, {one.entry.number for one in done})
    if unknown or (not dry_run and not all(one.closed for one in done)):
        raise SystemExit(Exit.FINDINGS)


@queue.command("dismiss", help=say("Ferme sans rien faire."))
@_NUMBERS
@_SCHOOL
@as_person
@_JSON
@with_shell
def dismiss_command(
    shell: Shell, numbers: tuple[int, ...], school: str, who: str | None, *, as_json: bool
) -> None:
    """Close entries without doing what they propose."""
    done = shell.runtime().queue.dismiss(actor_named(who), parse_school_id(school), numbers)
    if isinstance(done, Denied):
        deny(done)
    closed = say("fermé")
    lines = [f"{entry_line(one, shell.config().zone)} : {closed}" for one in done]
    print_either([entry_document(one) for one in done], lines or [say("aucune")], as_json=as_json)
    if _tell_unknown(numbers, {one.number for one in done}):
        raise SystemExit(Exit.FINDINGS)


def _tell_unknown(asked: Sequence[int], found: Collection[int]) -> bool:
    """Say which of *asked* does not wait there, or is not there for whoever asks."""
    unknown = [number for number in dict.fromkeys(asked) if number not in found]
    for number in unknown:
        click.echo(say("{number} : n’attend pas ici", number=number), err=True)
    return bool(unknown)


@queue.command(
    "signal",
    help=say("Annonce une arrivée ou un départ avant l’annuaire ; les responsables sont avertis."),
)
@click.argument("kind", type=click.Choice(["arrival", "departure"]))
@_SCHOOL
@click.option("--person", required=True, metavar="ID")
@click.option("--on", "day", metavar="ISO", help=say("défaut : aujourd’hui"))
@click.option("--division", multiple=True, metavar="CODE", help=say("classe"))
@as_person
@_JSON
@with_shell
def signal_command(  # noqa: PLR0913  # an argument for each option
    shell: Shell,
    kind: str,
    *,
    school: str,
    person: str,
    day: str | None,
    division: tuple[str, ...],
    who: str | None,
    as_json: bool,
) -> None:
    """Signal somebody; exit 5 if it is denied."""
    told = shell.runtime().queue.signal(
        actor_named(who),
        parse_school_id(school),
        EntryKind(kind),
        parse_person_id(person),
        due=day_of(day, shell.config().zone),
        classes=[f"{GroupKind.DIVISION}:{require_code('division', code)}" for code in division],
    )
    if isinstance(told, Denied):
        deny(told)
    print_either(entry_document(told), [entry_line(told, shell.config().zone)], as_json=as_json)


@queue.command(
    "settle",
    help=say(
        "Rend les exemplaires de ceux dont le rattachement avait une fin, passée ; chaque nuit."
    ),
)
@click.option("--school", multiple=True, metavar="UAI", help=say("défaut : tous"))
@click.option("--dry-run", is_flag=True, help=say("n’écrit rien"))
@as_person
@_JSON
@with_shell
@run_of(Job.QUEUE_SETTLE)
def settle_command(
    shell: Shell, school: tuple[str, ...], who: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Settle some schools, or all."""
    runtime = shell.runtime()
    schools = [parse_school_id(one) for one in school] or None
    done = runtime.returning.settle(actor_named(who), schools, rehearse=dry_run, through=by_school)
    if isinstance(done, Denied):
        deny(done)
    counted(schools=len(done))
    documents = [
        {"school": one.school, "operation": one.operation, **plan_document(one.plan)}
        for one in done
    ]
    catalogue = runtime.catalogue()
    lines = [line for one in done for line in (one.school, *plan_lines(one.plan, catalogue))] or [
        say("rien à rendre")
    ]
    print_either(documents, lines or [say("aucune")], as_json=as_json)


@queue.command(
    "refresh",
    help=say(
        "Cherche les doublons de l’annuaire et, sans import, qui arrive et part ; chaque nuit."
    ),
)
@click.option("--school", multiple=True, metavar="UAI", help=say("défaut : tous"))
@click.option("--dry-run", is_flag=True, help=say("n’écrit rien"))
@as_person
@_JSON
@with_shell
@run_of(Job.QUEUE_REFRESH)
def refresh_command(
    shell: Shell, school: tuple[str, ...], who: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Let what is new wait, at some schools or at all; exit 5 if it is denied."""
    schools = [parse_school_id(one) for one in school] or None
    found = shell.runtime().merging.feeding.refresh(
        actor_named(who), schools, rehearse=dry_run, through=by_school
    )
    if isinstance(found, Denied):
        deny(found)
    lines = [f"{one.school} · {entry_line(one, shell.config().zone)}" for one in found]
    documents = [entry_document(one) for one in found]
    print_either(documents, lines or [say("rien de nouveau")], as_json=as_json)


@click.command("notifications", help=say("Qui est à avertir de quoi."))
@LIMIT
@_JSON
@with_shell
def notifications(shell: Shell, limit: int, *, as_json: bool) -> None:
    """Print the latest notifications that were kept, newest first."""
    found = shell.runtime().queue.notifications.latest(limit=limit)
    documents = [
        {
            "school": one.school,
            "recipient": one.recipient,
            "kind": one.kind.value,
            "person": one.person,
            "at": one.at.isoformat(),
        }
        for one in found
    ]
    lines = [
        f"{one.recipient} · {one.school} · {kind_words(one.kind)} · {one.person}" for one in found
    ]
    print_either(documents, lines or [say("aucune")], as_json=as_json)
