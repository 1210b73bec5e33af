"""``/mediacentre/mes-eleves``: which of a teacher's own pupils lack a resource that they hold.

Only classes and groups that the directory gives to whoever is signed in, and only what is lacking:
nothing about what anybody opened.  What is asked for waits with whoever assigns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response, request, url_for
from werkzeug.exceptions import NotFound

from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.people import Person, current
from garbridge.core.teaching import Lack, own_groups
from garbridge.core.vocabulary import kind_of
from garbridge.ports import Redirect
from garbridge.services.launch import SignedIn
from garbridge.services.teaching import Taught
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.console.people_rows import full_name
from garbridge.web.console.saying import saying
from garbridge.web.failures import guarded
from garbridge.web.identity import form_mark, signed_in
from garbridge.web.incoming import argument, only
from garbridge.web.login import session_ended, to_login, way_back
from garbridge.web.outgoing import redirection
from garbridge.web.own_forms import PROOF, field, is_own_form
from garbridge.web.pages import page
from garbridge.web.places import known_schools, place_of
from garbridge.web.speaking import speak_to
from garbridge.wiring import teaching_service

_DIGITS = 4
_AT_A_GLANCE = 6
_TICKED = "personne~"
"""How the boxes of a class are called; its number stands behind."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """One pupil who lacks it; ``is_asked`` says that somebody asked for it already."""

    id: PersonId
    name: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class or group: who of it lacks the resource, out of how many."""

    label: str
    pupils: tuple[Pupil, ...]
    of: int

    @property
    def is_open(self) -> bool:
        """Whether there is somebody for whom nobody has asked yet."""
        return any(not pupil.is_asked for pupil in self.pupils)


@dataclass(frozen=True, slots=True)
class Row:
    """One resource, at one school."""

    resource: ResourceId
    title: str
    school: str
    uai: str
    classes: tuple[ClassRow, ...]

    @property
    def is_short(self) -> bool:
        """Whether it is all seen at a glance; other classes are folded, each with its number."""
        return sum(len(one.pupils) for one in self.classes) <= _AT_A_GLANCE

    @property
    def is_several(self) -> bool:
        """Whether there is more than one class to ask for."""
        return sum(one.is_open for one in self.classes) > 1


def teaches(bridge: Bridge, person: Person) -> bool:
    """Say whether *person* has classes or groups of their own now."""
    now = bridge.runtime.clock()
    return any(own_groups(place) for place in current(person.memberships, now))


@guarded
def my_pupils() -> Response:
    """List what is lacking, by resource and class."""
    only("GET")
    bridge = current_bridge()
    who = signed_in(bridge)
    if who is None:
        return to_login(bridge, way_back(url_for(".my_pupils", lang=argument("lang"))))
    asked = argument("demandes") or ""
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= _DIGITS else None
    return _shown(bridge, who, asked=number)


@guarded
def my_pupils_ask() -> Response:
    """Let what is ticked wait with whoever assigns."""
    only("POST")
    bridge = current_bridge()
    who = signed_in(bridge)
    if who is None:
        return session_ended(bridge)
    teacher = _teacher(bridge, who)
    if not is_own_form(bridge, who):
        return _shown(bridge, who, status=HTTPStatus.BAD_REQUEST, note="pupils_expired")
    pupils = _ticked(field("classe"))
    school = next((one for one in teacher.schools() if one == field("ecole")), None)
    if school is None or not pupils:
        return _shown(bridge, who, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="pupils_nothing")
    resource = ResourceId(field("ressource"))
    done = teaching_service(bridge.runtime).ask(teacher, school, resource, pupils)
    here = url_for(".my_pupils", lang=argument("lang"), demandes=len(done))
    return redirection(bridge, Redirect(here))


def _ticked(of_class: str) -> list[PersonId]:
    """Return who is ticked in the class whose button was pressed; in all of them without one."""
    boxes = [name for name in request.form if name.startswith(_TICKED)]
    names = [f"{_TICKED}{of_class}"] if of_class else boxes
    found = [text for name in names for text in request.form.getlist(name) if text]
    return [PersonId(text) for text in dict.fromkeys(found)]


def _teacher(bridge: Bridge, who: SignedIn) -> Person:
    """Return who teaches.

    Raises:
        NotFound: they have no class of their own: there is no such page for them.
    """
    person = bridge.runtime.directory.person(who.person)
    if person is None or not teaches(bridge, person):
        raise NotFound
    return person


def _shown(
    bridge: Bridge, who: SignedIn, *, status: int = 200, note: str = "", asked: int | None = None
) -> Response:
    teacher = _teacher(bridge, who)
    taught = teaching_service(bridge.runtime).taught(teacher)
    schools = known_schools(bridge, [one.school for one in taught])
    names = {one: school.name for one, school in schools.items()}
    speak_to(kind_of(schools.values()))
    rows = [row for one in taught for row in _rows(bridge, one, names)]
    return page(
        bridge,
        "my_pupils.html",
        status=status,
        place=place_of(bridge, list(schools.values())),
        t=saying(),
        rows=rows,
        several=len(taught) > 1,
        note=note,
        asked=asked,
        proof=PROOF,
        mark=form_mark(bridge, who),
        ask=url_for(".my_pupils_ask", lang=argument("lang")),
    )


def _rows(bridge: Bridge, taught: Taught, names: Mapping[SchoolId, str]) -> list[Row]:
    known = bridge.runtime.catalogue().resources
    return [
        Row(
            lack.resource,
            known[lack.resource].title,
            names[taught.school],
            taught.school,
            tuple(_classes(bridge, taught, lack)),
        )
        for lack in taught.lacks
        if lack.resource in known
    ]


def _classes(bridge: Bridge, taught: Taught, lack: Lack) -> list[ClassRow]:
    return [
        ClassRow(
            one.group.label or one.group.code,
            tuple(
                Pupil(name, _name(bridge, name), (name, lack.resource) in taught.asked)
                for name in one.people
            ),
            one.of,
        )
        for one in lack.classes
    ]


def _name(bridge: Bridge, name: PersonId) -> str:
    person = bridge.runtime.directory.person(name)
    return full_name(person.identity, name) if person else name
