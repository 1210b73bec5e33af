"""Delegations: who may assign, given and taken back by the head of school."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

from flask import Response
from werkzeug.exceptions import NotFound

from garbridge.core.days import end_of, first_of
from garbridge.core.delegation_rules import State
from garbridge.core.delegations import Declined, Delegation, DelegationId
from garbridge.core.denials import DELEGATION_FAULTS
from garbridge.core.identifiers import PersonId, parse_person_id
from garbridge.core.people import Profile
from garbridge.core.permissions import Denied, Reach, Scope, parse_scope
from garbridge.core.roles import Act
from garbridge.errors import ValueRefusedError
from garbridge.services.delegating import Draft
from garbridge.web.console.acts import redirected
from garbridge.web.console.door import Desk, console
from garbridge.web.console.frame import console_page
from garbridge.web.console.people_rows import full_name, names_of
from garbridge.web.own_forms import field
from garbridge.web.speaking import translations

_MOST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One delegation."""

    id: DelegationId
    who: str
    scope: Scope
    starts: datetime
    ends: datetime
    reason: str
    state: State
    by: str


@dataclass(frozen=True, slots=True)
class Offered:
    """An adult to whom it can be given."""

    id: PersonId
    name: str
    profile: Profile
    is_delegate: bool


@console(Act.READ_DELEGATIONS)
def affectation_delegations(desk: Desk) -> Response:
    """List what holds or will, and let the head give one."""
    return _listed(desk)


@console(Act.DELEGATE)
def affectation_delegate(desk: Desk) -> Response:
    """Let somebody assign; what is wrong with the form is told at once."""
    zone = desk.runtime.config.zone
    try:
        starts, ends = _day("debut"), _day("fin")
        draft = Draft(
            person=parse_person_id(field("personne")),
            starts=desk.runtime.clock() if starts is None else first_of(starts, zone),
            ends=desk.runtime.clock() if ends is None else end_of(ends, zone),
            reason=field("motif", most=_MOST_REASON),
            scope=parse_scope(field("perimetre") or Reach.ALL.value),
            email=field("courriel"),
        )
    except (ValueRefusedError, OverflowError):
        return _listed(desk, faults=("delegation_incomplete",))
    return _done(desk, desk.runtime.delegating.delegate(desk.actor, desk.uai, draft))


@console(Act.WITHDRAW_DELEGATION)
def affectation_delegation(desk: Desk, name: str) -> Response:
    """Withdraw one at once, or renew it for a year."""
    which = DelegationId(name[:32])
    reason = field("motif", most=_MOST_REASON)
    if field("faire") == "renouveler":
        return _done(desk, desk.runtime.delegating.renew(desk.actor, desk.uai, which))
    done = desk.runtime.delegating.withdraw(desk.actor, desk.uai, which, reason=reason)
    return _done(desk, done)


def _done(desk: Desk, done: Delegation | Denied | Declined) -> Response:
    match done:
        case Denied():
            raise NotFound
        case Declined():
            titles = [DELEGATION_FAULTS[fault].title for fault in done.faults]
            return _listed(desk, said=map(translations().text, titles))
        case Delegation():
            return redirected(desk, "delegations")


def _day(name: str) -> date | None:
    text = field(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueRefusedError(name, None, "YYYY-MM-DD") from None


def _listed(desk: Desk, *, faults: Iterable[str] = (), said: Iterable[str] = ()) -> Response:
    found = desk.runtime.delegating.listing(desk.actor, desk.uai)
    if isinstance(found, Denied):
        raise NotFound
    wrong, told = list(faults), list(said)
    givers = [one.delegation.given_by.person for one in found.given]
    people = [*(one.delegation.person for one in found.given), *(p for p in givers if p)]
    names = names_of(desk, [*people, *(one.person for one in found.declared)])
    return console_page(
        desk,
        "delegations.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong or told else 200,
        faults=wrong,
        said=told,
        given=[
            Line(
                one.delegation.id,
                names[one.delegation.person],
                one.delegation.scope,
                one.delegation.starts,
                one.delegation.ends,
                one.delegation.reason,
                one.state,
                names.get(one.delegation.given_by.person, "")
                if one.delegation.given_by.person
                else "",
            )
            for one in found.given
        ],
        declared=[names[one.person] for one in found.declared],
        candidates=_candidates(desk),
        disciplines=sorted(
            {r.discipline for r in desk.catalogue.resources.values() if r.discipline}
        ),
        can_give=desk.may(Act.DELEGATE),
        form={
            name: field(name, most=_MOST_REASON) for name in ("debut", "fin", "motif", "courriel")
        }
        if wrong or told
        else {},
    )


def _candidates(desk: Desk) -> list[Offered]:
    found = desk.runtime.delegating.candidates(desk.actor, desk.uai)
    if isinstance(found, Denied):
        return []
    return [
        Offered(
            one.person.id, full_name(one.person.identity, one.person.id), one.profile, one.delegated
        )
        for one in found
    ]
