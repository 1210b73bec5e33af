"""``garbridge subscriptions``: what schools have bought."""

import json
from collections import Counter
from pathlib import Path

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person
from garbridge.cli.language import say, spoken_here
from garbridge.cli.outcome import Exit
from garbridge.cli.printing import problem_lines
from garbridge.cli.progress import by_part
from garbridge.cli.subscription_acts import end_command, renew_command
from garbridge.cli.subscription_list import alerts_command, calendar_command, list_command
from garbridge.core.messages import N_
from garbridge.core.ordering import Effect, Kept, Loaded
from garbridge.formats.order_files import OrderFile, read_orders

_EFFECTS = {
    Effect.CREATED: N_("créés"),
    Effect.CHANGED: N_("modifiés"),
    Effect.UNCHANGED: N_("inchangés"),
}


@click.group("subscriptions", help=say("Les abonnements."))
def subscriptions() -> None:
    """Group the commands about subscriptions."""


@subscriptions.command(
    "load",
    help=say("Enregistre les abonnements d’un fichier CSV ou JSON : tous, ou aucun."),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--dry-run", is_flag=True, help=say("vérifie sans rien écrire"))
@click.option(
    "--accept-partial",
    is_flag=True,
    help=say("enregistre ce qui est juste, et dit le reste"),
)
@as_person
@click.option("--json", "as_json", is_flag=True)
@with_shell
def load_command(
    shell: Shell,
    file: Path,
    *,
    dry_run: bool,
    accept_partial: bool,
    who: str | None,
    as_json: bool,
) -> None:
    """Create or change the orders of *file*; exit 5 if refused, 1 if only a part was taken."""
    actor = actor_named(who)
    read = read_orders(file, shell.config().zone)
    whole = not read.problems.total
    # Of a file that could not be read to its end nobody knows what else it asks for.
    accept_partial = accept_partial and not read.problems.is_cut
    rehearse = dry_run or not (whole or accept_partial)
    loaded = allowed(
        shell.runtime().subscriptions.load(
            actor, read.orders, partial=accept_partial, rehearse=rehearse, passing=by_part
        )
    )
    for place, outcome in zip(read.places, loaded.outcomes, strict=True):
        if not isinstance(outcome, Kept):
            for breach in outcome.breaches:
                read.problems.add(*place.problem(breach))
    if as_json:
        document = _document(read, loaded, partial=accept_partial)
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif not read.problems.total or accept_partial:
        click.echo("\n".join(_lines(read, loaded)))
    if not read.problems.total:
        return
    if not as_json:
        click.echo("\n".join(problem_lines(read.problems)), err=True)
    raise SystemExit(Exit.FINDINGS if accept_partial else Exit.REFUSED)


def _document(read: OrderFile, loaded: Loaded, *, partial: bool) -> dict[str, object]:
    """Return the JSON form of a load: its keys are stable."""
    kept = [one for one in loaded.outcomes if isinstance(one, Kept)]
    effects = Counter(one.effect for one in kept)
    accepted = partial or not read.problems.total
    return {
        "accepted": accepted,
        "applied": loaded.applied,
        "orders": {effect.value: effects[effect] for effect in Effect},
        "subscriptions": sum(len(one.subscriptions) for one in kept),
        "starts_kept": [one.order.id for one in kept if one.start_kept],
        "stay_ended": [
            {"order": one.order.id, "schools": list(one.stay_ended)}
            for one in kept
            if one.stay_ended
        ],
        "refused": [
            {"order": one.name, "reason": one.why.value, "fields": [b.field for b in one.breaches]}
            for one in loaded.declined
        ],
        "problems": read.problems.found,
        "problem_count": read.problems.total,
    }


def _lines(read: OrderFile, loaded: Loaded) -> list[str]:
    kept = [one for one in loaded.outcomes if isinstance(one, Kept)]
    effects = Counter(one.effect for one in kept)
    told = [f"{say(names)} {effects[effect]}" for effect, names in _EFFECTS.items()]
    lines = [say("Abonnements") + f" : {len(kept)} ({', '.join(told)})"]
    count = sum(len(one.subscriptions) for one in kept)
    lines.append(say("Dans des établissements") + f" : {count}")
    ended = say("reste arrêté dans")
    text = spoken_here().text
    stays = say("le début reste celui d’origine")
    for place, outcome in zip(read.places, loaded.outcomes, strict=True):
        if isinstance(outcome, Kept) and outcome.start_kept:
            lines.append(f"  {place.sentence.said(text)} : {stays} [debutValidite]")
        if isinstance(outcome, Kept) and outcome.stay_ended:
            lines.append(f"  {place.sentence.said(text)} : {ended} {', '.join(outcome.stay_ended)}")
    return lines


for command in (list_command, alerts_command, calendar_command, end_command, renew_command):
    subscriptions.add_command(command)
