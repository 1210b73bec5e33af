"""One resource at several schools: whoever comes in, and what they choose at each.

What is chosen is kept page by page, however many schools there are; then all of it is looked at,
given and taken back a few schools at a time (:mod:`garbridge.services.rounds`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from http import HTTPStatus
from itertools import groupby
from typing import Any, Concatenate, Final, ParamSpec

from flask import Response, request, url_for
from werkzeug.exceptions import NotFound

from garbridge.core.catalogue import Resource
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.orders import State
from garbridge.core.people import Profile, School
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.rounds import Round, RoundId, RoundStep
from garbridge.core.texts import is_text
from garbridge.core.vocabulary import kind_of
from garbridge.ports import Redirect
from garbridge.services.launch import SignedIn
from garbridge.services.rounds import RoundService
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.console.door import expired_page, to_sign_in
from garbridge.web.console.forms import populations_posted, written_population
from garbridge.web.console.frame import CONFIRM
from garbridge.web.console.paging import paged
from garbridge.web.console.people_rows import Choice, Choices, choices
from garbridge.web.console.saying import saying
from garbridge.web.failures import guarded
from garbridge.web.identity import form_mark, signed_in
from garbridge.web.incoming import argument
from garbridge.web.login import proof_address
from garbridge.web.outgoing import redirection
from garbridge.web.own_forms import PROOF, field, is_own_form
from garbridge.web.pages import page
from garbridge.web.places import as_said, place_of
from garbridge.web.speaking import speak_to
from garbridge.wiring import round_service

P = ParamSpec("P")

_FIELD: Final = "population:"
_EVERYWHERE, _SCHOOLS, _WHERE, _SHOWN, _TO = "partout", "ecole", "ou", "montre", "vers"
_ALL: Final = "toutes"
_WIDE: Final = ("profile", "level")
"""What is called the same at every school."""
_LATEST: Final = 3
"""Earlier rounds that a page leads back to."""


@dataclass(frozen=True, slots=True)
class Place:
    """One school, what can be chosen there, and what is, by how forms call it."""

    school: School
    populations: Choices
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RoundDesk:
    """One resource, and the schools at which this person may give it, by name.

    ``schools`` are called as the configuration has them, ``listed`` are as the directory has them.
    """

    bridge: Bridge
    who: SignedIn
    resource: Resource
    key: str
    schools: Sequence[School]
    listed: Sequence[School]

    @property
    def actor(self) -> Actor:
        """Who gives."""
        return Actor(self.who.person)

    @property
    def service(self) -> RoundService:
        """What keeps and does it."""
        return round_service(self.bridge.runtime)

    def url(self, act: str = "", **values: str | int | None) -> str:
        """Return the address of one of its pages, in the language that was asked for."""
        kept: dict[str, Any] = {"lang": argument("lang"), **values}
        return url_for(f".affectations{act}", key=self.key, **kept)

    def onward(self, act: str = "", **values: str | int | None) -> Response:
        """Send the browser on: what it reloads there is never done twice."""
        return redirection(self.bridge, Redirect(self.url(act, **values)))

    def known(self, name: str) -> Round:
        """Return one of this person's rounds of this resource.

        Raises:
            NotFound: there is none of that name.
        """
        found = self.service.one(self.actor, RoundId(name)) if is_text(name) else None
        if found is None or found.resource != self.resource.id:
            raise NotFound
        return found

    def page(
        self, template: str, *, status: int = 200, note: str = "", again: str = "", **values: object
    ) -> Response:
        """Return one of the pages; *again* is where whoever signs in anew comes back to."""
        back = url_for(
            ".affectation_resource", uai=self.schools[0].id, key=self.key, lang=argument("lang")
        )
        return page(
            self.bridge,
            f"console/{template}",
            status=status,
            note=note,
            place=place_of(self.bridge, self.schools),
            t=saying(),
            zone=self.bridge.runtime.config.zone,
            resource=self.resource,
            url=self.url,
            proof=PROOF,
            mark=form_mark(self.bridge, self.who),
            back=back,
            prove=proof_address(self.bridge, again) if note == CONFIRM else None,
            **values,
        )


View = Callable[Concatenate[RoundDesk, P], Response]
_SEVERAL: Final = 2


def round_view(view: View[P]) -> Callable[..., Response]:
    """Let only those in who may give the resource of the address at two schools at least.

    Of what was begun it is one.
    """

    @guarded
    @wraps(view)
    def entering(key: str, *args: P.args, **kwargs: P.kwargs) -> Response:
        bridge = current_bridge()
        who = signed_in(bridge)
        if who is None:
            return to_sign_in(bridge)
        resource = bridge.runtime.catalogue().with_key(key)
        known = [] if resource is None else schools_for(bridge, who.person, resource)
        # What somebody began they find again, also when one school alone is left to them.
        least = 1 if "operation" in kwargs else _SEVERAL
        if resource is None or len(known) < least:
            raise NotFound
        said = (as_said(bridge, school) for school in known)
        schools = sorted(said, key=lambda school: (school.name, school.id))
        speak_to(kind_of(schools))
        if request.method == "POST" and not is_own_form(bridge, who):
            return expired_page(bridge, url_for(".affectation", lang=argument("lang")))
        return view(RoundDesk(bridge, who, resource, key, schools, known), *args, **kwargs)

    return entering


def schools_for(bridge: Bridge, who: PersonId, resource: Resource) -> list[School]:
    """Return the schools that have *resource* and at which *who* may give it."""
    runtime, actor = bridge.runtime, Actor(who)
    found = runtime.overview.bought(actor, resource=resource.id)
    sight = runtime.permissions.sight(actor, Act.ASSIGN, runtime.catalogue().resources)
    if isinstance(found, Denied) or isinstance(sight, Denied):
        return []
    running = (one.subscription.school for one in found if one.state is not State.ENDED)
    mine = (one for one, _ in groupby(running) if sight.sees(one, resource.id))
    known = (runtime.directory.school(one) for one in mine)
    return [school for school in known if school is not None]


@round_view
def affectations(found: RoundDesk) -> Response:
    """Let somebody choose populations at each school, page by page."""
    name = argument("operation")
    told = found.known(name) if name else None
    if told is not None and told.step not in {RoundStep.CHOOSE, RoundStep.LOOK}:
        return found.onward("_round", operation=told.id)
    return _choosing(found, told)


@round_view
def affectations_choose(found: RoundDesk) -> Response:
    """Keep what was chosen on one page; then show another one, or look at all of it."""
    name = field("operation")
    told = found.known(name) if name else None
    populations = _chosen(found, told)
    kept = found.service.choose(
        found.actor, found.resource.id, populations, told.id if told else None
    )
    if isinstance(kept, Denied):
        raise NotFound
    if kept is None:  # given meanwhile, in another window
        return found.onward("_round", operation=name)
    there = kept if kept.parts or told else None
    after = field(_TO)
    if after.isdecimal():
        return found.onward(operation=there.id if there else None, page=after)
    if not kept.parts:
        return _choosing(found, there, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="round_nothing")
    found.service.look(found.actor, kept.id)
    return found.onward("_round", operation=kept.id)


def _choosing(
    found: RoundDesk, told: Round | None, *, status: int = 200, note: str = ""
) -> Response:
    runtime = found.bridge.runtime
    rows = paged(found.schools, argument("page") or field("page"))
    now = runtime.clock()
    places = [
        Place(
            school,
            choices(runtime.directory.members(school.id), school.id, now),
            _names_chosen(told, school.id),
        )
        for school in rows.rows
    ]
    earlier = [one for one in found.service.mine(found.actor) if one.resource == found.resource.id]
    return found.page(
        "round.html",
        status=status,
        note=note,
        places=places,
        schools=rows,
        everywhere=_everywhere(places),
        every=found.schools,
        told=told,
        profile=_profile_of(told),
        earlier=[one for one in earlier if told is None or one.id != told.id][:_LATEST],
    )


def _chosen(found: RoundDesk, told: Round | None) -> dict[SchoolId, tuple[Population, ...]]:
    """Return what the form chooses at each school that it shows or names.

    Raises:
        NotFound: one of them is not among those at which this person may.
    """
    mine = {school.id for school in found.schools}
    shown, ticked = request.form.getlist(_SHOWN), request.form.getlist(_SCHOOLS)
    named = [name.removeprefix(_FIELD) for name in request.form if name.startswith(_FIELD)]
    if not mine.issuperset({*shown, *ticked, *named}):
        raise NotFound
    everywhere = populations_posted(_EVERYWHERE)
    targets = mine if field(_WHERE) == _ALL else set(ticked)
    chosen: dict[SchoolId, tuple[Population, ...]] = {
        SchoolId(name): populations_posted(f"{_FIELD}{name}") for name in {*shown, *named}
    }
    for school in targets if everywhere else ():
        name = SchoolId(school)
        part = told.part(name) if told else None
        before = chosen.get(name, part.populations if part else ())
        chosen[name] = tuple(dict.fromkeys([*before, *everywhere]))
    return chosen


def _everywhere(places: Iterable[Place]) -> list[Choice]:
    """Return what is called the same at each of *places*: profiles, pupils first, then levels."""
    found: dict[str, Choice] = {}
    for kind in _WIDE:
        together = (one for place in places for one in place.populations.get(kind, ()))
        for one in together:
            found.setdefault(one.name, one)
    order = list(Profile)
    return sorted(
        found.values(),
        key=lambda one: order.index(Profile(one.label)) if one.kind == "profile" else len(order),
    )


def _names_chosen(told: Round | None, school: SchoolId) -> frozenset[str]:
    part = told.part(school) if told else None
    return frozenset(_names(part.populations if part else ()))


def _names(populations: Iterable[Population]) -> Iterator[str]:
    """Yield how forms call *populations*: a class is theirs whatever the profile it is for."""
    for one in populations:
        yield written_population(replace(one, profile=None) if one.kind else one)


def _profile_of(told: Round | None) -> Profile | None:
    """Return for whom classes were chosen; pupils where nobody has said."""
    parts = told.parts if told else ()
    narrowed = (one for part in parts for one in part.populations if one.kind is not None)
    first = next(narrowed, None)
    return Profile.PUPIL if first is None else first.profile
