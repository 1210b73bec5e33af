"""One resource at several schools: chosen for each, one preview, one confirmation.

Each school is an operation of its own, in its own journal and undone there; where one has too few
licences the others go on, unless somebody wants all of it or nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from itertools import groupby
from typing import Final

from flask import Response, request, url_for
from werkzeug.exceptions import NotFound

from garbridge.core.catalogue import Resource
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import OperationId
from garbridge.core.operations import OperationKind
from garbridge.core.orders import State
from garbridge.core.permissions import Actor, Denial, Denied
from garbridge.core.roles import Act
from garbridge.core.vocabulary import kind_of
from garbridge.errors import StoreError
from garbridge.services.assigning import Applied, Short, Shortfall, Stale
from garbridge.services.launch import SignedIn
from garbridge.services.planning import Preview
from garbridge.services.selecting import Request
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.console.acts import Shown, in_words
from garbridge.web.console.door import Desk, desk_of, expired_page, to_sign_in
from garbridge.web.console.forms import populations_posted, written_population
from garbridge.web.console.people_rows import Choices, choices, members
from garbridge.web.console.saying import saying
from garbridge.web.failures import guarded
from garbridge.web.identity import form_mark, signed_in
from garbridge.web.incoming import argument
from garbridge.web.own_forms import PROOF, field, is_own_form
from garbridge.web.pages import page
from garbridge.web.places import place_of

MOST: Final = 50
"""Schools that one operation is about."""
_FIELD: Final = "population:"
_WHY_NOT: Final = {f"several_{one}": f"preview_{one}" for one in ("stale", "short", "confirm")}
_CONFLICT: Final = 409
_UNPROCESSABLE: Final = 422


class Missing(StrEnum):
    """What becomes of it where a school has too few licences."""

    OTHERS = "autres"
    """The others get theirs; that one gets nothing."""
    SOME = "reste"
    """That one gives what is left, in the order of the list."""
    NOTHING = "rien"
    """Nobody gets anything, anywhere."""


@dataclass(frozen=True, slots=True)
class Place:
    """One school, and what can be chosen or was chosen there."""

    desk: Desk
    populations: Choices
    chosen: tuple[Population, ...] = ()

    @property
    def names(self) -> list[str]:
        """How the form calls what was chosen."""
        return list(map(written_population, self.chosen))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one school: a text, how many were given, and the operation."""

    desk: Desk
    text: str
    given: int = 0
    operation: OperationId | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One resource, and the schools at which this person may give it."""

    bridge: Bridge
    who: SignedIn
    resource: Resource
    key: str
    desks: Sequence[Desk]

    def request(self, place: Place) -> Request:
        """Return what is asked of the service at one school."""
        return Request(
            kind=OperationKind.ASSIGN,
            schools=(place.desk.uai,),
            resources=(self.resource.id,),
            populations=place.chosen,
        )

    def url(self, act: str = "") -> str:
        """Return the address of one of its pages, in the language that was asked for."""
        return url_for(f".affectations{act}", key=self.key, lang=argument("lang"))

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Return a page of this round."""
        schools = [desk.school for desk in self.desks]
        return page(
            self.bridge,
            f"console/{template}",
            status=status,
            place=place_of(self.bridge, schools),
            t=saying(kind_of(schools)),
            resource=self.resource,
            url=self.url,
            proof=PROOF,
            mark=form_mark(self.bridge, self.who),
            back=self.desks[0].link("resource", key=self.key),
            **values,
        )


View = Callable[[Round], Response]


def several(view: View) -> Callable[..., Response]:
    """Let only those in who may give the resource of the address at two schools at least."""

    @guarded
    @wraps(view)
    def entering(key: str) -> Response:
        bridge = current_bridge()
        who = signed_in(bridge)
        if who is None:
            return to_sign_in(bridge)
        resource = bridge.runtime.catalogue().with_key(key)
        desks = [] if resource is None else desks_for(bridge, who, resource)
        if resource is None or len(desks) <= 1:
            raise NotFound
        if request.method == "POST" and not is_own_form(bridge, who):
            return expired_page(bridge, url_for(".affectation", lang=argument("lang")))
        return view(Round(bridge, who, resource, key, desks))

    return entering


def desks_for(bridge: Bridge, who: SignedIn, resource: Resource) -> list[Desk]:
    """Return the schools that have *resource* and at which *who* may give it, by name."""
    found = bridge.runtime.overview.bought(Actor(who.person), resource=resource.id)
    if isinstance(found, Denied):
        return []
    running = (one.subscription.school for one in found if one.state is not State.ENDED)
    there = (one for one, _ in groupby(running) if bridge.runtime.directory.school(one))
    desks = (desk_of(bridge, who, school) for school in there)
    mine = [one for one in desks if one.may(Act.ASSIGN, resource.id)]
    return sorted(mine, key=lambda one: (one.school.name, one.uai))[:MOST]


@several
def affectations(found: Round) -> Response:
    """Let somebody choose populations at each school."""
    return _choosing(found)


@several
def affectations_preview(found: Round) -> Response:
    """Say what would be done at each school; nothing is written."""
    places = _chosen(found)
    if not places:
        return _choosing(found, status=_UNPROCESSABLE, note="several_nothing")
    return _previewed(found, places)


@several
def affectations_apply(found: Round) -> Response:
    """Do it at each school whose preview still holds."""
    places = _chosen(found)
    if not places:
        return _choosing(found, status=_UNPROCESSABLE, note="several_nothing")
    if _missing() is Missing.NOTHING:
        now = [_preview(found, place) for place in places]
        if any(_token(place) != one.token for place, one in zip(places, now, strict=True)):
            return _previewed(found, places, status=_CONFLICT, note="preview_stale")
        if any(one.plan.shortages for one in now):
            return _previewed(found, places, status=_CONFLICT, note="preview_short")
        outcomes = _applied_or_nothing(found, places)
        if isinstance(outcomes, str):
            return _previewed(found, places, status=_CONFLICT, note=outcomes)
    else:
        outcomes = [_applied(found, place) for place in places]
    return found.page("several_done.html", outcomes=outcomes)


class _PartError(Exception):
    """One school could not be served after all, for the reason of that name."""


def _applied_or_nothing(found: Round, places: Sequence[Place]) -> Sequence[Outcome] | str:
    """Do it at every school, or at none: the name of why not where one could not be served.

    Raises:
        StoreError: nothing was written anywhere.
    """
    try:
        with found.bridge.runtime.assigning.transaction():
            outcomes = [_apply(found, place) for place in places]
            for name in (_WHY_NOT[one.text] for one in outcomes if one.text in _WHY_NOT):
                raise _PartError(name)  # noqa: TRY301 - what takes the others back
    except _PartError as part:
        return str(part)
    return outcomes


def _applied(found: Round, place: Place) -> Outcome:
    """Do it at one school; what happens to one of them is no matter of the others'."""
    try:
        return _apply(found, place)
    except StoreError:
        return Outcome(place.desk, "several_away")


def _choosing(found: Round, *, status: int = 200, note: str = "") -> Response:
    now = found.bridge.runtime.clock()
    places = [Place(desk, choices(members(desk), desk.uai, now)) for desk in found.desks]
    return found.page("several.html", status=status, note=note, places=places)


def _chosen(found: Round) -> list[Place]:
    """Return the schools for which something is chosen.

    Raises:
        NotFound: one of them is not among those at which this person may.
    """
    mine = {f"{_FIELD}{desk.uai}" for desk in found.desks}
    if any(name.startswith(_FIELD) and name not in mine for name in request.form):
        raise NotFound
    places = [Place(desk, {}, populations_posted(f"{_FIELD}{desk.uai}")) for desk in found.desks]
    return [place for place in places if place.chosen]


def _missing() -> Missing:
    return Missing(field("manque")) if field("manque") in set(Missing) else Missing.OTHERS


def _token(place: Place) -> str:
    return field(f"jeton:{place.desk.uai}")


def _preview(found: Round, place: Place) -> Preview:
    looked = found.bridge.runtime.assigning.preview(place.desk.actor, found.request(place))
    if isinstance(looked, Denied):
        raise NotFound
    return looked


def _previewed(
    found: Round, places: Sequence[Place], *, status: int = 200, note: str = ""
) -> Response:
    looked = [(place, _preview(found, place)) for place in places]
    shown: list[tuple[Place, Shown, str]] = [
        (place, in_words(place.desk, one), one.token) for place, one in looked
    ]
    return found.page(
        "several_preview.html",
        status=status,
        note=note,
        shown=shown,
        total=sum(one.total for _, one, _ in shown),
        is_short=any(one.shortages for _, one, _ in shown),
        ways=list(Missing),
    )


def _apply(found: Round, place: Place) -> Outcome:
    some = _missing() is Missing.SOME
    done = found.bridge.runtime.assigning.apply(
        place.desk.actor,
        found.request(place),
        _token(place),
        reason=field("motif"),
        shortfall=Shortfall.SERVE if some else Shortfall.STOP,
    )
    match done:
        case Denied(Denial.NOT_CONFIRMED):
            return Outcome(place.desk, "several_confirm")
        case Denied():
            raise NotFound
        case Stale():
            return Outcome(place.desk, "several_stale")
        case Short():
            return Outcome(place.desk, "several_short")
        case Applied(operation=None):
            return Outcome(place.desk, "several_same")
        case Applied():
            given = len(done.plan.movements)
            return Outcome(place.desk, "several_given", given, done.operation)
