"""The way from the médiacentre to the console, for whoever has something to do there."""

from flask import url_for

from garbridge.core.people import Person, Profile
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.web.bridge import Bridge
from garbridge.web.console.door import SEEN_BY
from garbridge.web.console.saying import saying


def desk_link(bridge: Bridge, person: Person) -> tuple[str, str] | None:
    """Return what leads to the console, or to figures alone, and where that is; ``None``: neither.

    Pupils are not asked about.
    """
    for name, place, act in (
        ("console", ".affectation", SEEN_BY),
        ("statistics", ".statistiques", Act.READ_AGGREGATES),
    ):
        if _may(bridge, person, act):
            return str(saying()(name)), url_for(place)
    return None


def _may(bridge: Bridge, person: Person, act: Act) -> bool:
    """Say whether *person* may do *act* somewhere; pupils are not asked about."""
    if all(place.profile is Profile.PUPIL for place in person.memberships):
        return False
    runtime = bridge.runtime
    resources = runtime.catalogue().resources
    seen = runtime.permissions.sight(Actor(person.id), act, resources)
    return not isinstance(seen, Denied)
