"""Orders: one by a form, shown before it is placed; or those of a distributor's file, all or none.

Both are held to the GAR's rules by the reading of :mod:`garbridge.core.order_fields`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from flask import Response, request
from werkzeug.exceptions import NotFound

from garbridge.core.days import last_day
from garbridge.core.order_fields import COUNTS, OVERALL, read_order
from garbridge.core.ordering import Decline, Declined, Effect, Kept, Loaded, declined
from garbridge.core.orders import Order, Periodicity
from garbridge.core.people import Public
from garbridge.core.permissions import Denied
from garbridge.core.roles import Act
from garbridge.core.school_years import first_instant, school_year
from garbridge.core.spelling import spelled
from garbridge.core.stated import Breach
from garbridge.formats.order_files import OrderFile, read_orders
from garbridge.web.console.acts import redirected
from garbridge.web.console.door import Desk, console
from garbridge.web.console.frame import console_page
from garbridge.web.console.saying import saying
from garbridge.web.console.subscription_acts import stated_number
from garbridge.web.console.subscription_rows import public_text
from garbridge.web.own_forms import field

_TEXTS: Final = (
    *("idAbonnement", "idRessource", "typeAffectation", "categorieAffectation"),
    *("debutValidite", "finValidite", "periodicite", "commentaireAbonnement"),
)
_NUMBERS: Final = (OVERALL, *COUNTS)
_SUFFIXES: Final = frozenset({".csv", ".json"})

Stated = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a file says: how many orders would be new, changed or the same, and what is wrong."""

    name: str
    created: int
    changed: int
    same: int
    problems: tuple[str, ...]
    hidden: int
    is_kept: bool


@console(Act.ORDER)
def affectation_order(desk: Desk) -> Response:
    """Show the form, then what it says, then place the order."""
    if request.method == "GET":
        return _form(desk, _blank(desk))
    stated = _posted(desk)
    order = read_order(stated, desk.runtime.config.zone)
    if not isinstance(order, Order):
        return _form(desk, stated, status=HTTPStatus.UNPROCESSABLE_ENTITY, breaches=order)
    if field("faire") == "commander":
        outcome = desk.runtime.subscriptions.create(desk.actor, order)
        if isinstance(outcome, Kept):
            return redirected(desk, "subscriptions", q=order.id)
    else:
        outcome = _rehearsed(desk, order)
        if isinstance(outcome, Kept):
            return _shown(desk, order, stated)
    if isinstance(outcome, Denied):
        raise NotFound
    return _form(desk, stated, status=HTTPStatus.CONFLICT, breaches=outcome.breaches)


@console(Act.ORDER)
def affectation_order_file(desk: Desk) -> Response:
    """Check a file, or place all of its orders; where one is wrong nothing is placed."""
    posted = request.files.get("fichier")
    name = PurePosixPath(posted.filename or "").name if posted else ""
    if posted is None or PurePosixPath(name).suffix.lower() not in _SUFFIXES:
        return _form(
            desk, _blank(desk), status=HTTPStatus.UNPROCESSABLE_ENTITY, note="order_file_none"
        )
    read = _read(posted.stream.read(), name, desk)
    if not (read.orders or read.problems.total):
        return _form(
            desk, _blank(desk), status=HTTPStatus.UNPROCESSABLE_ENTITY, note="order_file_empty"
        )
    keeps = field("faire") == "enregistrer" and not read.problems.total
    loaded = desk.runtime.subscriptions.load(desk.actor, read.orders, rehearse=not keeps)
    if isinstance(loaded, Denied):
        return _form(desk, _blank(desk), status=HTTPStatus.FORBIDDEN, note="order_file_elsewhere")
    for place, outcome in zip(read.places, loaded.outcomes, strict=True):
        if isinstance(outcome, Declined):
            for breach in outcome.breaches:
                read.problems.add(*place.problem(breach))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if read.problems.total else 200
    return _form(desk, _blank(desk), status=status, told=_told(name, read, loaded))


def _told(name: str, read: OrderFile, loaded: Loaded) -> FileRead:
    found = read.problems.said(saying().said.text)
    effects = [one.effect for one in loaded.outcomes if isinstance(one, Kept)]
    return FileRead(
        name,
        effects.count(Effect.CREATED),
        effects.count(Effect.CHANGED),
        effects.count(Effect.UNCHANGED),
        tuple(one.replace(_kept_as(name), name, 1) for one in found),
        read.problems.total - len(found),
        loaded.applied and not read.problems.total,
    )


def _read(octets: bytes, name: str, desk: Desk) -> OrderFile:
    """Read an uploaded file, which is never kept under the name it came with."""
    with TemporaryDirectory() as folder:
        kept = Path(folder, _kept_as(name))
        kept.write_bytes(octets)
        return read_orders(kept, desk.runtime.config.zone)


def _kept_as(name: str) -> str:
    return f"fichier{PurePosixPath(name).suffix.lower()}"


def _rehearsed(desk: Desk, order: Order) -> Kept | Declined | Denied:
    """Return what would become of *order* if it were placed now."""
    loaded = desk.runtime.subscriptions.load(desk.actor, [order], rehearse=True)
    if isinstance(loaded, Denied):
        return loaded
    (outcome,) = loaded.outcomes
    if isinstance(outcome, Kept) and outcome.effect is not Effect.CREATED:
        return declined(order.id, Decline.ALREADY_THERE)
    return outcome


def _posted(desk: Desk) -> dict[str, Sequence[str]]:
    stated: dict[str, Sequence[str]] = {name: [field(name)] for name in _TEXTS}
    stated |= {name: [stated_number(field(name))] for name in _NUMBERS}
    stated["publicCible"] = request.form.getlist("publicCible")[: len(Public)]
    stated["uaiEtab"] = [desk.uai]
    return stated


def _blank(desk: Desk) -> dict[str, Sequence[str]]:
    """Return what the form says at first: from today to the end of the school year."""
    zone = desk.runtime.config.zone
    today = desk.runtime.clock().astimezone(zone).date()
    end = last_day(first_instant(school_year(today) + 1, zone), zone)
    return {
        "debutValidite": [today.isoformat()],
        "finValidite": [end.isoformat()],
        "publicCible": [Public.PUPILS.value],
        "periodicite": [Periodicity.YEARLY.value],
    }


def _form(
    desk: Desk,
    stated: Stated,
    *,
    status: int = 200,
    note: str = "",
    breaches: Sequence[Breach] = (),
    told: FileRead | None = None,
) -> Response:
    offered = [
        (one.id, one.title)
        for one in desk.catalogue.resources.values()
        if desk.may(Act.ORDER, one.id)
    ]
    return console_page(
        desk,
        "order.html",
        status=status,
        note=note,
        breaches=breaches,
        told=told,
        stated={name: texts[0] for name, texts in stated.items() if texts},
        publics=[(one.value, public_text(one)) for one in Public],
        chosen=set(stated.get("publicCible", ())),
        numbers=[(name, public_text(public)) for name, public in COUNTS.items()],
        periods=list(Periodicity),
        resources=sorted(offered, key=lambda one: (spelled(one[1]), one[0])),
    )


def _shown(desk: Desk, order: Order, stated: Stated) -> Response:
    fields = [(name, text) for name, texts in stated.items() for text in texts if text]
    return console_page(
        desk,
        "order_preview.html",
        order=order,
        title=desk.title(order.resource),
        publics=[public_text(one) for one in Public if one in order.publics],
        counts=[(public_text(public), limit) for public, limit in _counts(order)],
        fields=[(name, text) for name, text in fields if name != "uaiEtab"],
    )


def _counts(order: Order) -> Sequence[tuple[Public | None, int | None]]:
    return order.licences.per_public or ((None, order.licences.overall),)
