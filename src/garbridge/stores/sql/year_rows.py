"""Rows of the turns of the school year, and back."""

import json
from collections.abc import Iterable
from datetime import datetime

from garbridge.core.entitlements import Opening, Seat
from garbridge.core.identifiers import (
    OperationId,
    PersonId,
    ResourceId,
    SchoolId,
    SubscriptionId,
)
from garbridge.core.people import GroupKind
from garbridge.core.years import (
    Carry,
    Chosen,
    Follow,
    KeptSeat,
    Portion,
    Said,
    YearPlan,
    YearState,
    YearStep,
)
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.ledger_rows import public_of_column
from garbridge.stores.sql.rows import (
    instant_of,
    micros,
    origin_of,
    population_columns,
    population_of,
)


def plan_row(plan: YearPlan) -> Row:
    """Return the columns of ``year_plan`` after the tenant."""
    return (
        plan.school,
        plan.year,
        plan.state.value,
        int(plan.step),
        chosen_text(plan),
        carries_text(plan.carries),
        plan.by,
        micros(plan.at),
        plan.seats,
        plan.openings,
        plan.token,
        None if plan.closed is None else micros(plan.closed),
    )


def plan_of_row(row: Row) -> YearPlan:
    """Return a plan from its columns after the tenant."""
    school, year, state, step, chosen, carries, by, at, seats, openings, token, closed = row
    begun, merged = begun_and_merged(chosen)
    return YearPlan(
        school=SchoolId(school),
        year=year,
        state=YearState(state),
        step=YearStep(step),
        chosen=chosen_of(chosen),
        carries=carries_of(carries),
        by=by,
        at=instant_of(at),
        seats=seats,
        openings=openings,
        token=token,
        closed=None if closed is None else instant_of(closed),
        begun=begun,
        merged=merged,
        said=said_of(chosen),
    )


def chosen_text(plan: YearPlan) -> str:
    """Return what was chosen, and by whom, when the switch began and who was merged, as JSON."""
    chosen = plan.chosen
    return json.dumps(
        {
            "levels": dict(chosen.levels),
            "confirmed": sorted(chosen.confirmed),
            "classes": dict(chosen.classes),
            "left": sorted(chosen.left),
            "follows": {name: follow.value for name, follow in chosen.follows.items()},
            "classes_known": chosen.classes_known,
            "begun": None if plan.begun is None else micros(plan.begun),
            "merged": dict(plan.merged),
            "said": [
                (micros(one.at), one.by, one.kind.value, one.code, one.was, one.following)
                for one in plan.said
            ],
        },
        ensure_ascii=False,
    )


def chosen_of(text: str) -> Chosen:
    """Return what :func:`chosen_text` wrote."""
    said = json.loads(text)
    return Chosen(
        levels=said["levels"],
        confirmed=frozenset(said["confirmed"]),
        classes=said.get("classes", {}),  # plans of before say nothing of it
        left=frozenset(said.get("left", ())),
        follows={ResourceId(name): Follow(value) for name, value in said["follows"].items()},
        classes_known=said["classes_known"],
    )


def begun_and_merged(text: str) -> tuple[datetime | None, dict[PersonId, PersonId]]:
    """Return the rest of what :func:`chosen_text` wrote; plans of before say neither."""
    said = json.loads(text)
    begun = said.get("begun")
    merged = said.get("merged", {})
    return (
        None if begun is None else instant_of(begun),
        {PersonId(gone): PersonId(kept) for gone, kept in merged.items()},
    )


def said_of(text: str) -> tuple[Said, ...]:
    """Return the journal that :func:`chosen_text` wrote; plans of before have none."""
    return tuple(
        Said(
            at=instant_of(at),
            by=by,
            kind=GroupKind(kind),
            code=code,
            was=was,
            following=following,
        )
        for at, by, kind, code, was, following in json.loads(text).get("said", ())
    )


def carries_text(carries: Iterable[Carry]) -> str:
    """Return populations that have a resource as JSON."""
    rows = [
        (
            one.resource,
            *population_columns(one.population),
            one.label,
            one.held,
            one.of,
            one.opened,
        )
        for one in carries
    ]
    return json.dumps(rows, ensure_ascii=False)


def carries_of(text: str) -> tuple[Carry, ...]:
    """Return what :func:`carries_text` wrote."""
    return tuple(
        Carry(
            ResourceId(resource), population_of(profile, kind, code), label, held, of, bool(opened)
        )
        for resource, profile, kind, code, label, held, of, opened in json.loads(text)
    )


def kept_row(kept: KeptSeat) -> Row:
    """Return the columns of ``year_seat`` after the year."""
    seat = kept.seat
    public = kept.public.value if kept.public else ""
    return (
        seat.subscription,
        seat.person,
        seat.resource,
        seat.origin.value,
        public,
        kept.named,
    )


def kept_of(school: SchoolId, row: Row) -> KeptSeat:
    """Return a seat of a snapshot from the columns after the year."""
    subscription, person, resource, origin, public, named = row
    seat = Seat(
        subscription=SubscriptionId(subscription),
        resource=ResourceId(resource),
        school=school,
        person=PersonId(person),
        origin=origin_of(origin),
    )
    return KeptSeat(seat, public_of_column(public), bool(named))


def opening_row(opening: Opening) -> Row:
    """Return the columns of ``year_opening`` after the year."""
    profile, kind, code = population_columns(opening.population)
    return (opening.subscription, kind, code, profile, opening.resource)


def opening_of(school: SchoolId, row: Row) -> Opening:
    """Return an opening of a snapshot from the columns after the year."""
    subscription, kind, code, profile, resource = row
    return Opening(
        subscription=SubscriptionId(subscription),
        resource=ResourceId(resource),
        school=school,
        population=population_of(profile, kind, code),
    )


def portion_row(portion: Portion) -> Row:
    """Return the columns of ``year_portion`` after the year."""
    return (
        portion.number,
        portion.resource,
        portion.token,
        portion.given,
        portion.reclaimed,
        portion.kept,
        portion.missing,
        portion.impossible,
        portion.waiting,
        portion.ordered,
        portion.done,
        portion.operation,
        portion.undone,
    )


def portion_of(row: Row) -> Portion:
    """Return a portion from its columns after the year."""
    number, resource, token, given, reclaimed, kept, missing, impossible, waiting, *last = row
    ordered, done, operation, undone = last
    return Portion(
        number=number,
        resource=ResourceId(resource),
        token=token,
        given=given,
        reclaimed=reclaimed,
        kept=kept,
        missing=missing,
        impossible=impossible,
        waiting=waiting,
        ordered=bool(ordered),
        done=bool(done),
        operation=None if operation is None else OperationId(operation),
        undone=bool(undone),
    )
