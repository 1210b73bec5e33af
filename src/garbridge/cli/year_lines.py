"""What the commands about the school year print."""

from collections.abc import Iterable

from garbridge.cli.assigning_lines import plan_document, plan_lines, title_of, who_words
from garbridge.cli.language import say
from garbridge.core.catalogue import Catalogue
from garbridge.core.messages import N_
from garbridge.core.portions import Turned
from garbridge.core.school_years import name_of
from garbridge.core.years import Carry, Follow, NotTurned, Portion, YearPlan, YearState
from garbridge.services.new_year import Outlook, Renewal
from garbridge.services.year_answers import Report, Unswitched

_FOLLOWS = {
    Follow.LEVEL: N_("reste au niveau"),
    Follow.COHORT: N_("suit les élèves"),
    Follow.DROP: N_("n’est pas reconduite"),
}
_STATES = {
    YearState.PREPARED: N_("préparée"),
    YearState.CHECKED: N_("vérifiée"),
    YearState.SWITCHING: N_("bascule commencée"),
    YearState.SWITCHED: N_("basculée"),
    YearState.UNDOING: N_("annulation commencée"),
    YearState.UNDONE: N_("annulée"),
    YearState.CLOSED: N_("close"),
}
NOT_TURNED = {
    NotTurned.NO_PLAN: N_("aucune année n’est préparée : garbridge year prepare"),
    NotTurned.NOT_CHECKED: N_("à vérifier d’abord : garbridge year check"),
    NotTurned.LEVELS_OPEN: N_(
        "la suite des niveaux n’est pas confirmée : --map ou --confirm-levels"
    ),
    NotTurned.SWITCH_BEGUN: N_("la bascule a commencé : la terminer, ou l’annuler"),
    NotTurned.UNDO_BEGUN: N_("l’annulation a commencé : garbridge year undo la termine"),
    NotTurned.NOT_SWITCHED: N_("la bascule n’est pas terminée"),
    NotTurned.CLOSED: N_("l’année est close"),
}


def outlook_document(outlook: Outlook) -> dict[str, object]:
    """Return the JSON form of what a plan comes to: its keys are stable."""
    plan = outlook.plan
    return {
        **_plan_document(plan),
        "classes_known": outlook.classes_known,
        "snapshot": {"seats": plan.seats, "openings": plan.openings},
        "levels": {
            level: {"next": following or None, "confirmed": level in plan.chosen.confirmed}
            for level, following in sorted(plan.chosen.levels.items())
        },
        "classes": {
            code: {
                "next": outlook.following(code) or None,
                "confirmed": code in plan.chosen.classes,
                "left": code in plan.chosen.left,
                "directory": outlook.overruled.get(code),
            }
            for code in sorted({*outlook.classes, *plan.chosen.classes, *plan.chosen.left})
        },
        "undecided_levels": [{"level": g.code, "label": g.label} for g in outlook.undecided],
        "resources": [_turned_document(one, plan.carries) for one in outlook.turned],
        "renewals": [
            {
                "subscription": one.ending.id,
                "resource": one.ending.resource,
                "ends": one.ending.ends.isoformat(),
                "follower": one.follower,
            }
            for one in outlook.renewals
        ],
    }


def outlook_lines(outlook: Outlook, catalogue: Catalogue) -> list[str]:
    """Return what a plan comes to, in words: what asks for a decision first."""
    plan = outlook.plan
    lines = [_head(plan)]
    lines += [_undecided(group.code, group.label, plan) for group in outlook.undecided]
    lines.append(
        say("Photographie")
        + f" : {plan.seats} "
        + say("exemplaires attribués")
        + f", {plan.openings} "
        + say("ouvertures")
    )
    if not outlook.classes_known:
        lines.append(
            say(
                "Les classes de la nouvelle année ne sont pas encore dans l’annuaire :"
                " niveau d’aujourd’hui + 1"
            )
        )
    lines += [
        say("L’annuaire dit autrement")
        + f" : {code} → {outlook.labels.get(found, found)} ("
        + say("au lieu de")
        + f" {said_class(plan.chosen.classes[code])})"
        for code, found in outlook.overruled.items()
    ]
    lines += [_renewal(one, catalogue) for one in outlook.renewals]
    for one in outlook.turned:
        lines += _turned_lines(one, plan.carries, catalogue)
    return lines


def report_document(report: Report) -> dict[str, object]:
    """Return the JSON form of a report: its keys are stable."""
    return {
        **_plan_document(report.plan),
        "resources": [_portion_document(one, report.plan) for one in report.portions],
        "said": [
            {
                "at": one.at.isoformat(),
                "by": one.by or None,
                "kind": one.kind.value,
                "code": one.code,
                "was": one.was,
                "next": one.following,
            }
            for one in report.plan.said
        ],
        "taken_back": [
            {
                "resource": one.resource,
                "returned": one.returned,
                "restored": one.restored,
                "left": one.left,
                "not_restored": len(one.lost),
            }
            for one in report.undone
        ],
        "not_restored": [
            {"who": who_words(one.who), "resource": one.resource, "reason": one.obstacle.value}
            for one in report.lost
        ],
    }


def report_lines(report: Report, catalogue: Catalogue) -> list[str]:
    """Return a report in words, a line for each resource."""
    lines = [_head(report.plan)]
    for one in report.portions:
        line = _counts(
            title_of(one.resource, catalogue), one.given, one.reclaimed, one.kept, one.missing
        )
        if one.undone:
            line += " · " + say("annulé")
        elif not one.done:
            line += " · " + say("à faire")
        lines.append(line)
    lines += [_taken_back(one, catalogue) for one in report.undone]
    if report.lost:
        lines.append(say("Non rendu (donné à d’autres depuis)") + f" : {len(report.lost)}")
    return lines


def said_class(following: str | None) -> str:
    """Return what was said to follow a class in words."""
    if following is None:
        return say("l’annuaire le dira")
    return following or say("aucune")


def _taken_back(one: Unswitched, catalogue: Catalogue) -> str:
    return say(
        "{title} : {returned} repris, {restored} rendus,"
        " {left} donnés depuis la bascule et laissés",
        title=title_of(one.resource, catalogue),
        returned=one.returned,
        restored=one.restored,
        left=one.left,
    )


def _plan_document(plan: YearPlan) -> dict[str, object]:
    return {
        "school": plan.school,
        "year": name_of(plan.year),
        "state": plan.state.value,
        "step": int(plan.step),
        "prepared_at": plan.at.isoformat(),
        "prepared_by": plan.by or None,
        "closed": plan.closed.isoformat() if plan.closed else None,
        "token": plan.token or None,
    }


def _turned_document(one: Turned, carries: Iterable[Carry]) -> dict[str, object]:
    return {
        "resource": one.resource,
        "follow": one.follow.value,
        "populations": [_carry_document(c) for c in carries if c.resource == one.resource],
        "waiting": [_carry_document(carry) for carry in one.waiting],
        "reclaimed": one.reclaimed,
        "ending": one.ending,
        "ordered": one.ordered,
        "missing": one.missing,
        **{k: v for k, v in plan_document(one.plan).items() if k != "returned"},
    }


def _carry_document(carry: Carry) -> dict[str, object]:
    return {
        "population": who_words(carry.population),
        "label": carry.label,
        "held": carry.held,
        "of": carry.of,
        "opened": carry.opened,
    }


def _portion_document(one: Portion, plan: YearPlan) -> dict[str, object]:
    return {
        "resource": one.resource,
        "follow": plan.chosen.follow(one.resource).value,
        "given": one.given,
        "carried_over": one.given + one.kept,
        "reclaimed": one.reclaimed,
        "missing": one.missing,
        "impossible": one.impossible,
        "waiting": one.waiting,
        "ordered": one.ordered,
        "done": one.done,
        "undone": one.undone,
        "operation": one.operation,
    }


def _head(plan: YearPlan) -> str:
    return (
        f"{plan.school} · {name_of(plan.year)} · {say(_STATES[plan.state])} · "
        + say("étape")
        + f" {int(plan.step)}/6"
    )


def _undecided(code: str, label: str, plan: YearPlan) -> str:
    following = plan.chosen.levels.get(code)
    if following is None:
        proposed = say("à dire : --map") + f" {code}=…"
    elif following:
        proposed = say("proposé") + f" : {following}"
    else:
        proposed = say("proposé : quitte l’établissement")
    return say("À confirmer") + f" : {code} ({label}) → {proposed}"


def _renewal(one: Renewal, catalogue: Catalogue) -> str:
    title = title_of(one.ending.resource, catalogue)
    if one.follower is None:
        return f"{title} ({one.ending.id}) : " + say("à commander")
    return f"{title} ({one.ending.id}) : " + say("suivi de") + f" {one.follower}"


def _turned_lines(one: Turned, carries: Iterable[Carry], catalogue: Catalogue) -> list[str]:
    title, follow = title_of(one.resource, catalogue), say(_FOLLOWS[one.follow])
    lines = [_counts(f"{title} {follow}", one.given, one.reclaimed, one.plan.already, one.missing)]
    had = [f"{c.label or who_words(c.population)}" for c in carries if c.resource == one.resource]
    if had:
        lines.append("  " + say("l’ont cette année") + f" : {', '.join(had)}")
    if one.waiting:
        names = ", ".join(carry.label or who_words(carry.population) for carry in one.waiting)
        lines.append("  " + say("quand l’annuaire les connaîtra") + f" : {names}")
    if not one.ordered:
        lines.append("  " + say("aucun abonnement pour la nouvelle année"))
    if one.plan.impossible:
        lines += plan_lines(one.plan, catalogue)[len(one.plan.shortages) + 1 :]
    return lines


def _counts(title: str, given: int, reclaimed: int, kept: int, missing: int) -> str:
    counts = say(
        "donné {given} · récupéré {reclaimed} · gardé {kept} · manque {missing}",
        given=given,
        reclaimed=reclaimed,
        kept=kept,
        missing=missing,
    )
    return f"{title} : {counts}"
