"""What the school puts forward in its médiacentre: resources, sections of its own, announcements.

Each button changes one thing, so that two people at work lose nothing of each other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from flask import Response
from werkzeug.exceptions import NotFound

from garbridge.core.days import end_of, first_of
from garbridge.core.identifiers import ResourceId, parse_resource_id
from garbridge.core.orders import State
from garbridge.core.people import GroupKind
from garbridge.core.permissions import Denied
from garbridge.core.roles import Act
from garbridge.core.showcase import LONGEST_TEXT, LONGEST_TITLE, PINNED, SectionId, Shown
from garbridge.errors import ValueRefusedError
from garbridge.services.presenting import Presented
from garbridge.web.console.acts import redirected
from garbridge.web.console.door import Desk, console
from garbridge.web.console.forms import read_population, written_population
from garbridge.web.console.frame import console_page
from garbridge.web.console.people_rows import Choices, choices, labels_of
from garbridge.web.console.populations_said import said_population
from garbridge.web.console.stock_rows import resource_rows
from garbridge.web.own_forms import field
from garbridge.wiring import presenting_service

_EVERYBODY: Final = "~~"
_LEAST_KINDS: Final = ("profile", GroupKind.LEVEL.value)
_NAME: Final = 64


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A resource as the page lists it; ``can_act`` where this person may move or remove it."""

    resource: ResourceId
    title: str
    whom: str
    can_act: bool


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section and what stands in it; the first has no title of its own."""

    id: SectionId
    title: str
    rows: Sequence[ShownRow]


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """One announcement; ``state`` names the text that says where it stands."""

    id: str
    text: str
    starts: datetime
    ends: datetime
    state: str


@console(Act.PRESENT)
def affectation_showcase(desk: Desk) -> Response:
    """Show what is put forward, with a form for each change."""
    return _listed(desk)


@console(Act.PRESENT)
def affectation_showcase_change(desk: Desk) -> Response:
    """Do the one thing that the form asks for."""
    act = _ACTS.get(field("faire"))
    if act is None:
        return _listed(desk, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="showcase_wrong")
    try:
        done = act(desk)
    except (ValueRefusedError, ValueError, OverflowError):
        return _listed(desk, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="showcase_wrong")
    match done:
        case Denied():
            raise NotFound
        case Presented.DONE:
            return redirected(desk, "showcase", fait="1")
        case Presented.TOO_MANY:
            return _listed(desk, status=HTTPStatus.CONFLICT, note="showcase_full")
        case Presented.UNKNOWN:
            return _listed(desk, status=HTTPStatus.CONFLICT, note="showcase_gone")


def _show(desk: Desk) -> Presented | Denied:
    resource, population = parse_resource_id(field("ressource")), read_population(field("pour"))
    if population.person is not None:
        raise ValueRefusedError("pour", None, "no single person")
    return presenting_service(desk.runtime).show(
        desk.actor, desk.uai, _section(), resource, population
    )


def _hide(desk: Desk) -> Presented | Denied:
    resource = parse_resource_id(field("ressource"))
    return presenting_service(desk.runtime).hide(desk.actor, desk.uai, _section(), resource)


def _moving(*, is_up: bool) -> Callable[[Desk], Presented | Denied]:
    def move(desk: Desk) -> Presented | Denied:
        presenting = presenting_service(desk.runtime)
        name = field("ressource")
        if not name:
            return presenting.change_section(desk.actor, desk.uai, _section(), is_up=is_up)
        resource = parse_resource_id(name)
        return presenting.move(desk.actor, desk.uai, _section(), resource, is_up=is_up)

    return move


def _add_section(desk: Desk) -> Presented | Denied:
    title = field("titre", most=LONGEST_TITLE + 1)
    return presenting_service(desk.runtime).add_section(desk.actor, desk.uai, title)


def _rename(desk: Desk) -> Presented | Denied:
    title = field("titre", most=LONGEST_TITLE + 1)
    return presenting_service(desk.runtime).change_section(
        desk.actor, desk.uai, _section(), title=title
    )


def _drop_section(desk: Desk) -> Presented | Denied:
    return presenting_service(desk.runtime).drop_section(desk.actor, desk.uai, _section())


def _announce(desk: Desk) -> Presented | Denied:
    zone = desk.runtime.config.zone
    text = " ".join(field("texte", most=2 * LONGEST_TEXT).split())
    starts = first_of(date.fromisoformat(field("debut")), zone)
    ends = end_of(date.fromisoformat(field("fin")), zone)
    return presenting_service(desk.runtime).announce(desk.actor, desk.uai, text, starts, ends)


def _withdraw(desk: Desk) -> Presented | Denied:
    name = field("annonce", most=_NAME)
    return presenting_service(desk.runtime).withdraw(desk.actor, desk.uai, name)


_ACTS: Final[Mapping[str, Callable[[Desk], Presented | Denied]]] = MappingProxyType(
    {
        "montrer": _show,
        "retirer": _hide,
        "monter": _moving(is_up=True),
        "descendre": _moving(is_up=False),
        "creer": _add_section,
        "renommer": _rename,
        "supprimer": _drop_section,
        "annoncer": _announce,
        "effacer": _withdraw,
    }
)


def _section() -> SectionId:
    return SectionId(field("section", most=_NAME))


def _listed(desk: Desk, *, status: int = 200, note: str = "") -> Response:
    found = presenting_service(desk.runtime).look(desk.actor, desk.uai)
    if isinstance(found, Denied):
        raise NotFound
    now = desk.runtime.clock()
    known = choices(desk.runtime.directory.members(desk.uai), desk.uai, now)
    labels = labels_of(known)
    named = [(PINNED, ""), *((one.id, one.title) for one in found.sections)]
    is_whole = desk.may(Act.PRESENT) and _is_whole(desk)
    return console_page(
        desk,
        "showcase.html",
        status=status,
        note=note,
        sections=[
            SectionRow(name, title, list(_rows(desk, found.of(name), labels)))
            for name, title in named
        ],
        announcements=[
            AnnouncementRow(
                one.id,
                one.text,
                one.starts,
                one.ends,
                "now" if one.is_shown(now) else "later" if now < one.starts else "over",
            )
            for one in found.announcements
        ],
        resources=[
            row
            for row in resource_rows(desk)
            if row.state is not State.ENDED and desk.may(Act.PRESENT, row.id)
        ],
        audiences=_audiences(known),
        is_whole=is_whole,
        longest_title=LONGEST_TITLE,
        longest_text=LONGEST_TEXT,
        form={name: field(name, most=2 * LONGEST_TEXT) for name in ("texte", "debut", "fin")}
        if note
        else {},
    )


def _is_whole(desk: Desk) -> bool:
    """Say whether they may change all of it, or what is about some resources only."""
    answer = desk.runtime.permissions.permit(desk.actor, Act.PRESENT, school=desk.uai)
    return not isinstance(answer, Denied)


def _rows(desk: Desk, shown: Iterable[Shown], labels: Mapping[str, str]) -> Iterable[ShownRow]:
    for one in shown:
        label = labels.get(written_population(one.population), "")
        whom = "" if one.population.profile else label
        yield ShownRow(
            one.resource,
            desk.title(one.resource),
            said_population(one.population, whom),
            desk.may(Act.PRESENT, one.resource),
        )


def _audiences(known: Choices) -> list[tuple[str, str]]:
    """Return for whom something can be put forward: everybody, a profile, a level."""
    found = [(_EVERYBODY, said_population(read_population(_EVERYBODY)))]
    for kind in _LEAST_KINDS:
        found += [
            (
                one.name,
                said_population(read_population(one.name), "" if kind == "profile" else one.label),
            )
            for one in known.get(kind, ())
        ]
    return found
