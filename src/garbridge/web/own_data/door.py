"""Who reads *Mes données*: whoever is signed in, about themselves and nobody else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, Final, ParamSpec

from flask import Response, request, url_for

from garbridge.core.identifiers import SchoolId
from garbridge.core.people import Person, School
from garbridge.core.permissions import Actor
from garbridge.core.vocabulary import kind_of
from garbridge.services.launch import SignedIn
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.console.door import to_sign_in
from garbridge.web.console.saying import Saying
from garbridge.web.failures import guarded
from garbridge.web.identity import form_mark, signed_in
from garbridge.web.incoming import argument
from garbridge.web.outgoing import endpoint
from garbridge.web.own_data.texts import OWN_TEXTS
from garbridge.web.own_forms import PROOF, is_own_form
from garbridge.web.pages import page
from garbridge.web.places import known_schools, place_of
from garbridge.web.speaking import translations
from garbridge.wiring import Runtime

P = ParamSpec("P")

TABS: Final = (
    ("donnees", "nav_list", ("donnees_resource", "donnees_objection")),
    ("donnees_history", "nav_history", ()),
    ("donnees_simple", "nav_simple", ()),
)
"""The pages that the navigation names, with their texts and the pages that stand under them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who reads about themselves, in one request.

    ``person`` is ``None`` where the directory does not know them (any more).  ``schools`` are
    theirs; ``proof`` stands in each form that they are shown.
    """

    bridge: Bridge
    who: SignedIn
    person: Person | None
    schools: tuple[School, ...]
    proof: str = field(repr=False)

    @property
    def runtime(self) -> Runtime:
        """The services."""
        return self.bridge.runtime

    @property
    def actor(self) -> Actor:
        """Who acts: the same person."""
        return Actor(self.who.person)

    @property
    def t(self) -> Saying:
        """The texts, in the words of their schools."""
        return saying(self.schools)

    def school(self, name: SchoolId) -> str:
        """Return what a school is called."""
        return next((one.name for one in self.schools if one.id == name), name)

    def link(self, name: str, **values: str | int | None) -> str:
        """Return the address of one of the pages, in the language that was asked for."""
        return address(name, **values)


ReaderView = Callable[Concatenate[Reader, P], Response]


def own(view: ReaderView[P]) -> Callable[P, Response]:
    """Let whoever is signed in into *view*, about themselves.

    What is posted must come from a form of ours, of the same person and session.
    """

    @guarded
    @wraps(view)
    def entering(*args: P.args, **kwargs: P.kwargs) -> Response:
        bridge = current_bridge()
        who = signed_in(bridge)
        if who is None:
            return to_sign_in(bridge)
        if request.method == "POST" and not is_own_form(bridge, who):
            return page(
                bridge,
                "console/expired.html",
                status=HTTPStatus.BAD_REQUEST,
                again=address("donnees"),
                t=saying(()),
            )
        return view(reader_about(bridge, who), *args, **kwargs)

    return entering


def reader_about(bridge: Bridge, who: SignedIn) -> Reader:
    """Return *who*, with their schools, as they read about themselves."""
    person = bridge.runtime.directory.person(who.person)
    known = known_schools(bridge, () if person is None else person.schools())
    return Reader(
        bridge=bridge,
        who=who,
        person=person,
        schools=tuple(known.values()),
        proof=form_mark(bridge, who),
    )


def own_page(reader: Reader, template: str, *, status: int = 200, **values: object) -> Response:
    """Return ``garbridge/own/<template>`` with the navigation around it."""
    here = endpoint()
    return page(
        reader.bridge,
        f"own/{template}",
        status=status,
        place=place_of(reader.bridge, reader.schools),
        reader=reader,
        t=reader.t,
        zone=reader.runtime.config.zone,
        proof=PROOF,
        tabs=[
            (text, reader.link(name), here == name or here in within) for name, text, within in TABS
        ],
        public=address(
            "donnees_public", etab=reader.schools[0].id if len(reader.schools) == 1 else None
        ),
        **values,
    )


def saying(schools: tuple[School, ...]) -> Saying:
    """Return the texts, in the words of *schools*."""
    return Saying(translations(kind_of(schools)), OWN_TEXTS)


def address(name: str, **values: str | int | None) -> str:
    """Return the address of one of our pages, in the language that was asked for."""
    kept: dict[str, Any] = {"lang": argument("lang"), **values}
    return url_for(f".{name}", **kept)
