"""What the commands about licences print."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo

from garbridge.cli.language import say
from garbridge.core.catalogue import Catalogue
from garbridge.core.duplicates import Stays
from garbridge.core.entitlements import LicenceKind, Licences, Population
from garbridge.core.identifiers import ResourceId, SubscriptionId
from garbridge.core.merges import Parted
from garbridge.core.messages import N_
from garbridge.core.obstacles import DOUBTS, OBSTACLES
from garbridge.core.openings import Crowd
from garbridge.core.operations import Summary
from garbridge.core.people import Public
from garbridge.core.seats import Doubtful, Impossible, Plan, Shortage, Stock
from garbridge.services.planning import Preview

InUse = Mapping[SubscriptionId, int]
"""How many floating licences are in use, under each subscription that runs."""

Inside = Mapping[SubscriptionId, Crowd]
"""How many people are inside, under each subscription of the whole school."""

_SHOWN = 20

STAYS = N_(
    "L’annulation d’une fusion rend ce qui n’a pas changé depuis ; les oppositions et la"
    " protection valent alors pour les deux comptes."
)
_STAYING = {
    Stays.QUEUE: N_("des entrées de la file"),
    Stays.YEAR_PLANS: N_("un plan d’année"),
    Stays.REQUESTS: N_("des demandes"),
    Stays.FAVOURITES: N_("des favoris"),
    Stays.RESTRICTIONS: N_("les oppositions et la protection"),
}


def parted_lines(parted: Parted) -> list[str]:
    """Return the lines of what the undo of a merge brought back, and of what it left."""

    def said(parts: Sequence[Stays]) -> str:
        return ", ".join(say(_STAYING[one]) for one in parts)

    return [
        *(
            [say("Revient au premier compte : {back}", back=said(parted.back))]
            if parted.back
            else []
        ),
        *([say("Reste au compte gardé : {left}", left=said(parted.left))] if parted.left else []),
    ]


def plan_document(plan: Plan) -> dict[str, object]:
    """Return the JSON form of a plan: its keys are stable."""
    return {
        "given": sum(movement.gives for movement in plan.movements),
        "returned": sum(not movement.gives for movement in plan.movements),
        "already": plan.already,
        "impossible": [_impossible_document(one) for one in plan.impossible],
        "shortages": [_shortage_document(one) for one in plan.shortages],
    }


def preview_document(preview: Preview) -> dict[str, object]:
    """Return the JSON form of a preview."""
    plan = plan_document(preview.plan)
    doubts = doubts_document(preview.doubts)
    return {"applied": False, "token": preview.token, **plan, "doubts": doubts}


def doubts_document(doubts: Iterable[Doubtful]) -> list[dict[str, object]]:
    """Return the JSON form of what to think about again."""
    return [
        {
            "who": one.who,
            "resource": one.resource,
            "school": one.school,
            "reason": one.doubt.value,
            "other": one.other,
        }
        for one in doubts
    ]


def plan_lines(plan: Plan, catalogue: Catalogue, *, whole: bool = False) -> list[str]:
    """Return a plan in words: what is missing first.

    Of those for whom nothing can be done some are told and the others counted; with *whole* all
    are, as whoever wrote a list has to mend each of its lines.
    """
    given = sum(movement.gives for movement in plan.movements)
    returned = len(plan.movements) - given
    lines = [_short(one, catalogue) for one in plan.shortages]
    lines.append(
        say(
            "À attribuer : {given} · à rendre : {returned} · déjà fait : {already} "
            "· impossible : {impossible}",
            given=given,
            returned=returned,
            already=plan.already,
            impossible=len(plan.impossible),
        )
    )
    shown = len(plan.impossible) if whole else _SHOWN
    lines += [_why(one, catalogue) for one in plan.impossible[:shown]]
    hidden = len(plan.impossible) - shown
    if hidden > 0:
        lines.append(say("  … et {hidden} autres", hidden=hidden))
    return lines


def doubt_lines(doubts: Sequence[Doubtful], catalogue: Catalogue) -> list[str]:
    """Return what to think about again before it is applied."""
    lines: list[str] = []
    for one in doubts[:_SHOWN]:
        reason = say(DOUBTS[one.doubt])
        other = f" {title_of(one.other, catalogue)}" if one.other else ""
        lines.append(f"  {one.who} · {title_of(one.resource, catalogue)} : {reason}{other}")
    hidden = len(doubts) - _SHOWN
    if hidden > 0:
        lines.append(say("  … et {hidden} autres", hidden=hidden))
    return lines


def stock_document(stock: Stock, in_use: InUse, inside: Inside) -> dict[str, object]:
    """Return the JSON form of one subscription and what is given of it."""
    bought = stock.subscription
    crowd = inside.get(bought.id)
    return {
        "subscription": bought.id,
        "resource": bought.resource,
        "kind": bought.kind.value,
        "starts": bought.starts.isoformat(),
        "ends": bought.ends.isoformat(),
        "licences": _licences_document(bought.licences),
        "given": {public.value if public else "": n for public, n in sorted_counts(stock)},
        "openings": len(stock.openings),
        "in_use": in_use.get(bought.id),
        "inside": crowd.inside if crowd else None,
        "over": crowd.over if crowd else None,
    }


def stock_lines(
    stocks: Iterable[Stock], catalogue: Catalogue, in_use: InUse, inside: Inside
) -> list[str]:
    """Return one line for each subscription: copies, given, in use or inside, left."""
    lines: list[str] = []
    for stock in stocks:
        bought, given = stock.subscription, len(stock.holders)
        limit = bought.licences.overall
        counts = [f"{title_of(bought.resource, catalogue)} ({bought.id})"]
        if bought.licences.per_public:
            taken = stock.taken
            counts += [
                f"{public.value} : {taken[public]}/{_number(count)}"
                for public, count in bought.licences.per_public
            ]
        elif bought.kind is LicenceKind.FLOATING:
            run = in_use.get(bought.id, 0)
            counts += [
                say("licences flottantes") + f" : {_number(limit)}",
                say("en service") + f" : {run}",
            ]
        elif bought.id in inside:
            counts += _crowd_words(inside[bought.id])
        else:
            left = say("illimité") if limit is None else str(limit - given)
            counts += [
                say("exemplaires") + f" : {_number(limit)}",
                say("attribués") + f" : {given}",
                say("restants") + f" : {left}",
            ]
        if stock.openings:
            counts.append(say("populations") + f" : {len(stock.openings)}")
        lines.append(" · ".join(counts))
    return lines or [say("aucun abonnement")]


def _crowd_words(crowd: Crowd) -> list[str]:
    limit = crowd.subscription.licences.overall
    words = [
        say("licences d’établissement") + f" : {_number(limit)}",
        say("personnes") + f" : {crowd.inside}",
    ]
    if crowd.over:
        words.append(say("de trop") + f" : {crowd.over}")
    return words


def sorted_counts(stock: Stock) -> list[tuple[Public | None, int]]:
    """Return how many seats are given, by public, in a fixed order."""
    return sorted(stock.taken.items(), key=lambda pair: str(pair[0] or ""))


def summary_document(summary: Summary) -> dict[str, object]:
    """Return the JSON form of one line of the journal; ``null`` is the operator."""
    signed = summary.signed
    return {
        "operation": signed.id,
        "kind": signed.kind.value,
        "by": signed.actor or None,
        "at": signed.at.isoformat(),
        "reason": signed.reason,
        "given": summary.given,
        "returned": summary.returned,
        "undoes": signed.undoes,
        "undone": summary.undone,
    }


def summary_lines(journal: Sequence[Summary], zone: tzinfo) -> list[str]:
    """Return the journal in words, newest first."""
    lines: list[str] = []
    for one in journal:
        signed = one.signed
        when = signed.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        who = signed.actor or say("opérateur")
        line = f"{when} · {signed.kind.value} · {who} · +{one.given} -{one.returned} · {signed.id}"
        if signed.reason:
            line += f" · {signed.reason}"
        if one.undone:
            line += " · " + say("annulée")
        lines.append(line)
    return lines or [say("aucune opération")]


def _impossible_document(one: Impossible) -> dict[str, object]:
    return {
        "who": who_words(one.who),
        "resource": one.resource,
        "school": one.school,
        "reason": one.obstacle.value,
    }


def _shortage_document(one: Shortage) -> dict[str, object]:
    return {
        "resource": one.resource,
        "school": one.school,
        "wanted": one.wanted,
        "left": one.left,
        "missing": one.missing,
        "without": list(one.people),
    }


def _short(one: Shortage, catalogue: Catalogue) -> str:
    title = title_of(one.resource, catalogue)
    return say(
        "Il manque {missing} exemplaire(s) de {title} ({school}) : {wanted} "
        "demandé(s), {left} restant(s)",
        missing=one.missing,
        title=title,
        school=one.school,
        wanted=one.wanted,
        left=one.left,
    )


def _why(one: Impossible, catalogue: Catalogue) -> str:
    reason = say(OBSTACLES[one.obstacle])
    return f"  {who_words(one.who)} · {title_of(one.resource, catalogue)} ({one.school}) : {reason}"


def who_words(who: str | Population) -> str:
    """Return a person's identifier, or a population in words."""
    if not isinstance(who, Population):
        return who
    parts = [
        who.profile.value if who.profile else "",
        f"{who.kind.value} {who.code}" if who.kind else "",
        who.person or "",
    ]
    return " ".join(part for part in parts if part) or say("tout l’établissement")


def title_of(resource: ResourceId, catalogue: Catalogue) -> str:
    """Return the title of *resource*, or its identifier where it is not registered."""
    known = catalogue.resources.get(resource)
    return f"« {known.title} »" if known else resource


def _licences_document(licences: Licences) -> dict[str, int | None]:
    if licences.per_public:
        return {public.value: count for public, count in licences.per_public}
    return {"overall": licences.overall}


def _number(count: int | None) -> str:
    return say("illimité") if count is None else str(count)
