"""What is held about one person, as JSON: handed out by a command, or by the page of that person.

Every key is stable.
"""

from dataclasses import asdict
from datetime import date, tzinfo

from garbridge.core.delegations import Delegation
from garbridge.core.histories import History, OwnEntry, OwnLaunch, OwnList, OwnLookup
from garbridge.core.marks import Mark
from garbridge.core.national import listed_identifier
from garbridge.core.people import Membership
from garbridge.core.requests import RightsRequest
from garbridge.core.restrictions import Restriction, Word
from garbridge.core.traces import OwnMovement, OwnPlace, Traces


def history_document(history: History, zone: tzinfo) -> dict[str, object]:
    """Return the JSON form: its keys are stable; today is a day in *zone*."""
    today = history.at.astimezone(zone).date()
    return {
        "person": history.person,
        "at": history.at.isoformat(),
        "identity": None if history.identity is None else asdict(history.identity),
        "memberships": [_membership(one) for one in history.memberships],
        "launches": [_launch(one) for one in history.launches],
        "seats": [
            {
                "school": one.school,
                "resource": one.resource,
                "subscription": one.subscription,
                "origin": one.origin.value,
            }
            for one in history.seats
        ],
        "openings": [
            {"school": school, "resource": resource} for school, resource in history.openings
        ],
        "requests": [request_document(one, today) for one in history.requests],
        "restrictions": [restriction_document(one) for one in history.restrictions],
        "identifiers": dict(history.identifiers),
        "former_identifiers": [
            {"provider": sector, "identifier": identifier, "ended": at.isoformat()}
            for sector, identifier, at in history.former
        ],
        "known_to": list(history.known_to),
        "lookups": [_lookup(one) for one in history.lookups],
        "arrivals_and_departures": [_entry(one) for one in history.entries],
        "asked_for_others": [_entry(one) for one in history.asked],
        **_traces(history.traces),
        "delegations": [_delegation(one) for one in history.delegations],
        "assigns_by_the_directory": [
            {"school": one.school, "email": one.email} for one in history.declared
        ],
        "favourites": [_mark(one) for one in history.marks.favourites],
        "opened_lately": [_mark(one) for one in history.marks.opened],
        "is_remembered": history.marks.is_remembered,
        "listed_by_the_gar": [_list(one) for one in history.listed],
    }


def request_document(one: RightsRequest, today: date) -> dict[str, object]:
    """Return the JSON form: its keys are stable; ``person`` is ``None`` once erased."""
    return {
        "number": one.number,
        "kind": one.kind.value,
        "person": one.person or None,
        "asked_by": one.asked_by.value,
        "received": one.received.isoformat(),
        "due": one.due.isoformat(),
        "overdue": one.is_overdue(today),
        "recorded": word_document(one.recorded),
        "extension": word_document(one.extension),
        "answer": word_document(one.answer),
    }


def restriction_document(one: Restriction) -> dict[str, object]:
    """Return the JSON form: its keys are stable; ``resource`` is ``None`` for a protection."""
    return {
        "person": one.person,
        "resource": one.resource,
        "stands": one.stands,
        "asked_by": one.asked_by.value,
        "recorded": word_document(one.recorded),
        "answer": word_document(one.answer),
        "ending": one.ending.value if one.ending else None,
        "end": word_document(one.end),
    }


def word_document(word: Word | None) -> dict[str, object] | None:
    """Return the JSON form of what somebody wrote down: its keys are stable."""
    if word is None:
        return None
    return {"by": word.by.person, "at": word.at.isoformat(), "text": word.text}


def _list(one: OwnList) -> dict[str, object]:
    return {
        "school": one.school,
        "at": one.at.isoformat(),
        "resources": [
            {
                "resource": each.id,
                "title": each.title,
                "publisher": each.publisher,
                "address": each.address,
            }
            for each in one.resources
        ],
    }


def _traces(traces: Traces) -> dict[str, object]:
    return {
        "licences_given_and_taken_back": [_movement(one) for one in traces.movements],
        "places": [_place(one) for one in traces.places],
        "licences_when_a_year_was_prepared": [
            {"school": one.school, "year": one.year, "resource": one.resource}
            for one in traces.kept
        ],
        "floating_licences_in_use": [
            {
                "school": one.school,
                "subscription": one.subscription,
                "until": one.until.isoformat(),
            }
            for one in traces.leases
        ],
        "told_of": [
            {"at": one.at.isoformat(), "school": one.school, "kind": one.kind.value}
            for one in traces.notices
        ],
        "missing_since": traces.missing and traces.missing.isoformat(),
    }


def _movement(one: OwnMovement) -> dict[str, object]:
    return {
        "at": one.at.isoformat(),
        "school": one.school,
        "resource": one.resource,
        "kind": one.kind.value,
        "gives": one.gives,
    }


def _place(one: OwnPlace) -> dict[str, object]:
    return {
        "school": one.school,
        "year": one.year,
        "profile": one.profile or None,
        "codes": list(one.codes),
    }


def _delegation(one: Delegation) -> dict[str, object]:
    return {
        "school": one.school,
        "email": one.email,
        "starts": one.starts.isoformat(),
        "ends": one.ends.isoformat(),
        "reason": one.reason,
        "given": one.given_at.isoformat(),
        "withdrawn": one.withdrawn_at and one.withdrawn_at.isoformat(),
    }


def _mark(one: Mark) -> dict[str, object]:
    listed = listed_identifier(one.resource)
    return {
        "school": one.school,
        "resource": one.resource if listed is None else listed,
        "by_the_gar": listed is not None,
        "at": one.at.isoformat(),
    }


def _lookup(one: OwnLookup) -> dict[str, object]:
    return {
        "at": one.at.isoformat(),
        "school": one.school,
        "by": one.by.value,
        "profile": one.profile.value if one.profile else None,
        "about": one.about,
        "reason": one.reason,
    }


def _entry(one: OwnEntry) -> dict[str, object]:
    return {
        "school": one.school,
        "kind": one.kind.value,
        "at": one.at.isoformat(),
        "gone": list(one.gone),
        "come": list(one.come),
        "state": one.state.value,
    }


def _membership(one: Membership) -> dict[str, object]:
    return {
        "school": one.school,
        "profile": one.profile.value,
        "starts": one.starts.isoformat() if one.starts else None,
        "ends": one.ends.isoformat() if one.ends else None,
        "groups": [
            {"kind": group.kind.value, "code": group.code, "label": group.label}
            for group in one.groups
        ],
    }


def _launch(one: OwnLaunch) -> dict[str, object]:
    return {
        "reference": one.reference,
        "at": one.at.isoformat(),
        "school": one.school,
        "resource": one.resource,
        "provider": one.provider,
        "protocol": one.protocol,
        "refusal": one.refusal or None,
        "attributes": [{"name": name, "purpose": purpose} for name, purpose in one.attributes],
        "policy": one.policy or None,
    }
