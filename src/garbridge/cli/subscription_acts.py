"""``garbridge subscriptions end`` and ``renew``."""

import json
from collections.abc import Sequence

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import actor_named, allowed, as_person, deny
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.identifiers import SubscriptionId, parse_school_id
from garbridge.core.messages import N_, Message
from garbridge.core.ordering import Declined, Effect, Kept
from garbridge.core.permissions import Denied
from garbridge.core.texts import require_text

_ENDED = {
    Effect.CHANGED: N_("terminé"),
    Effect.UNCHANGED: N_("déjà terminé"),
    Effect.CREATED: N_("terminé"),
}
_RENEWED = {
    Effect.CREATED: N_("renouvelé"),
    Effect.CHANGED: N_("renouvelé"),
    Effect.UNCHANGED: N_("déjà renouvelé"),
}


@click.command(
    "end",
    help=say("Met fin maintenant à un abonnement ; rien n’est supprimé."),
)
@click.argument("name", metavar="ID")
@as_person
@click.option("--json", "as_json", is_flag=True)
@with_shell
def end_command(shell: Shell, name: str, *, who: str | None, as_json: bool) -> None:
    """End an order everywhere, or with ``ID@UAI`` at one school of several."""
    actor = actor_named(who)
    order = SubscriptionId(require_text("subscription", name))
    outcome = _answered(shell.runtime().subscriptions.end(actor, order))
    _tell([(name, outcome)], _ENDED, as_json=as_json)


@click.command(
    "renew",
    help=say(
        "Commande la suite d’un abonnement, ou de ceux d’un établissement, pour l’année suivante."
    ),
)
@click.argument("name", metavar="ID", required=False)
@click.option("--school", metavar="UAI")
@as_person
@click.option("--json", "as_json", is_flag=True)
@with_shell
def renew_command(
    shell: Shell, name: str | None, school: str | None, *, who: str | None, as_json: bool
) -> None:
    """Renew one order, or those of one school that end this school year; seats are not carried."""
    service, actor = shell.runtime().subscriptions, actor_named(who)
    if (name is None) is (school is None):
        raise CommandFailed(say("il faut ID ou --school UAI"), Exit.USAGE)
    if name is not None:
        order = SubscriptionId(require_text("subscription", name))
        done = [(name, _answered(service.renew(actor, order)))]
    else:
        found = allowed(service.renew_school(actor, parse_school_id(school or "")))
        done = [(_origin(outcome), outcome) for outcome in found]
    _tell(done, _RENEWED, as_json=as_json)


def _answered(outcome: Kept | Declined | Denied) -> Kept | Declined:
    if isinstance(outcome, Denied):
        deny(outcome)
    return outcome


def _origin(outcome: Kept | Declined) -> str:
    match outcome:
        case Kept(order):
            return order.follows or order.id
        case Declined(name):
            return name


def _tell(
    done: Sequence[tuple[str, Kept | Declined]],
    words: dict[Effect, Message],
    *,
    as_json: bool,
) -> None:
    """Print what became of each; exit 5 if one was declined."""
    declined = False
    documents: list[dict[str, object]] = []
    for name, outcome in done:
        match outcome:
            case Kept(order, effect, made):
                ends = made[0].ends if made else order.ends
                documents.append(
                    {
                        "asked": name,
                        "order": order.id,
                        "effect": effect.value,
                        "starts": order.starts.isoformat(),
                        "ends": ends.isoformat(),
                        "subscriptions": [one.id for one in made],
                        "stay_ended": list(outcome.stay_ended),
                    }
                )
                line = f"{name} : {say(words[effect])}"
                if order.follows == name:
                    line += f" ({order.id})"
                if outcome.stay_ended:
                    schools = ", ".join(outcome.stay_ended)
                    line += say(", sauf {schools} (arrêté)", schools=schools)
            case Declined(_, why, breaches):
                declined = True
                documents.append({"asked": name, "order": None, "reason": why.value})
                line = f"{name} : " + " ; ".join(str(breach) for breach in breaches)
        if not as_json:
            click.echo(line, err=isinstance(outcome, Declined))
    if as_json:
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
    if declined:
        raise SystemExit(Exit.REFUSED)
