"""Delegations as lines to read and as JSON: its keys are stable."""

from datetime import datetime, tzinfo

from garbridge.cli.language import say
from garbridge.core.days import last_day
from garbridge.core.delegation_rules import State
from garbridge.core.delegations import Declared, Delegation, DelegationAct, DelegationEvent
from garbridge.core.exporting import Declaration
from garbridge.core.messages import N_
from garbridge.core.people import Person
from garbridge.core.permissions import Actor, Reach, Scope
from garbridge.services.delegating import Candidate, Listed, Listing
from garbridge.wiring import ToldGar

_REACHES = {
    Reach.ALL: N_("toutes les ressources"),
    Reach.TEXTBOOKS: N_("manuels"),
    Reach.ALL_BUT_TEXTBOOKS: N_("hors manuels"),
    Reach.DISCIPLINE: N_("discipline"),
    Reach.STATISTICS: N_("statistiques seulement"),
}
_STATES = {
    State.AHEAD: N_("à venir"),
    State.RUNNING: N_("en cours"),
    State.ENDED: N_("terminée"),
    State.WITHDRAWN: N_("retirée"),
    State.LEFT: N_("sans effet : n’est plus un adulte de l’établissement"),
}
_TOLD = (Declaration.DECLARED, Declaration.LAPSING)
_AT_GAR = {
    Declaration.DECLARED: N_("déclaré au GAR le {}"),
    Declaration.NEXT: N_("au GAR : au prochain envoi"),
    Declaration.LAPSING: N_("déclaré au GAR le {}, jusqu’au prochain envoi"),
    Declaration.IN_PART: N_("pas au GAR : il ne connaît pas de délégation limitée"),
    Declaration.NOT: N_("pas déclaré au GAR"),
}
_ACTS = {
    DelegationAct.GIVEN: N_("donne"),
    DelegationAct.RENEWED: N_("renouvelle"),
    DelegationAct.WITHDRAWN: N_("retire"),
}


def delegation_document(delegation: Delegation) -> dict[str, object]:
    """Return the JSON form of a delegation; ``null`` for who gave it is the operator."""
    ended, by = delegation.withdrawn_at, delegation.withdrawn_by
    return {
        "id": delegation.id,
        "school": delegation.school,
        "person": delegation.person,
        "scope": delegation.scope.text,
        "email": delegation.email,
        "starts": delegation.starts.isoformat(),
        "ends": delegation.ends.isoformat(),
        "reason": delegation.reason,
        "given_by": delegation.given_by.person,
        "given_at": delegation.given_at.isoformat(),
        "withdrawn": None if ended is None else ended.isoformat(),
        "withdrawn_by": None if by is None else by.person,
    }


def delegation_line(delegation: Delegation, zone: tzinfo) -> str:
    """Return a delegation in one line."""
    window = _window(delegation.starts, delegation.ends, zone)
    return (
        f"{delegation.id}  {delegation.person}  {_scope(delegation.scope)}  {window}"
        f"  {delegation.reason}"
    )


def listing_document(listing: Listing, gar: ToldGar | None) -> dict[str, object]:
    """Return the JSON form of a listing; ``gar`` is there where the portal exports."""
    return {
        "delegations": [
            {
                **delegation_document(one.delegation),
                "name": _name(one.person),
                "state": one.state.value,
                **_gar_document(one, gar),
            }
            for one in listing.given
        ],
        "declared": [{"person": one.person, "email": one.email} for one in listing.declared],
    }


def listing_lines(listing: Listing, zone: tzinfo, gar: ToldGar | None) -> list[str]:
    """Return a listing, a delegation to a line, then whom the directory states."""
    given = [_listed(one, zone) + _gar_words(one, zone, gar) for one in listing.given]
    return given + [_declared(one) for one in listing.declared]


def candidate_document(candidate: Candidate) -> dict[str, object]:
    """Return the JSON form of a candidate."""
    return {
        "person": candidate.person.id,
        "name": _name(candidate.person),
        "profile": candidate.profile.value,
        "email": candidate.person.identity.email,
        "delegated": candidate.delegated,
    }


def candidate_line(candidate: Candidate) -> str:
    """Return a candidate in one line."""
    already = say("  (délégation en cours)") if candidate.delegated else ""
    return f"{candidate.person.id}  {_name(candidate.person)}  {candidate.profile.value}{already}"


def event_document(event: DelegationEvent) -> dict[str, object]:
    """Return the JSON form of a line of the journal."""
    return {
        "kind": event.kind.value,
        "at": event.at.isoformat(),
        "by": event.by.person,
        "delegation": event.delegation,
        "person": event.person,
        "scope": event.scope.text,
        "starts": event.starts.isoformat(),
        "ends": event.ends.isoformat(),
        "reason": event.reason,
    }


def event_line(event: DelegationEvent, zone: tzinfo) -> str:
    """Return a line of the journal."""
    at = event.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    act = say(_ACTS[event.kind])
    window = _window(event.starts, event.ends, zone)
    return (
        f"{at}  {_actor(event.by)} {act} {event.delegation}  {event.person}"
        f"  {_scope(event.scope)}  {window}  {event.reason}"
    )


def _listed(one: Listed, zone: tzinfo) -> str:
    state = say(_STATES[one.state])
    return f"{delegation_line(one.delegation, zone)}  {_name(one.person)}  [{state}]"


def _gar_document(one: Listed, gar: ToldGar | None) -> dict[str, object]:
    if gar is None:
        return {}
    standing = gar.of(one.delegation, one.person)
    told = gar.sent if standing in _TOLD else None
    return {"gar": standing.value, "declared_to_gar": None if told is None else told.isoformat()}


def _gar_words(one: Listed, zone: tzinfo, gar: ToldGar | None) -> str:
    if gar is None:
        return ""
    standing = gar.of(one.delegation, one.person)
    day = "" if gar.sent is None else gar.sent.astimezone(zone).strftime("%d/%m/%Y")
    return f"  [{say(_AT_GAR[standing]).format(day)}]"


def _declared(one: Declared) -> str:
    stated = say("déclaré par l’annuaire")
    return f"{one.person}  {one.email}  [{stated}]"


def _scope(scope: Scope) -> str:
    text = say(_REACHES[scope.reach])
    return f"{text} {scope.discipline}" if scope.discipline else text


def _window(starts: datetime, ends: datetime, zone: tzinfo) -> str:
    return f"{starts.astimezone(zone).date()} → {last_day(ends, zone)}"


def _actor(actor: Actor) -> str:
    return actor.person or say("l’exploitant")


def _name(person: Person | None) -> str | None:
    if person is None:
        return None
    return f"{person.identity.given_name} {person.identity.family_name}"
