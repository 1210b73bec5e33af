"""Who stands before the State's GAR through this portal, and what the portal tells of them there.

The right is membership, now, in a school that is opened to the GAR; which resources follow from it
is the GAR's to decide.  What leaves are two values, whatever any policy says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.exporting import ExportRules, is_stated
from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.labels import is_name, label_of
from garbridge.core.people import Person, Profile, School, is_current


@dataclass(frozen=True, slots=True)
class NationalAccess:
    """The proof that a person is stated to the GAR at *school*; made by :func:`national_places`."""

    person: PersonId
    school: SchoolId
    profile: Profile


@dataclass(frozen=True, slots=True)
class NationalClaims:
    """All that the GAR is told of somebody: *idEnt* and *GARPersonIdentifiant*."""

    tenant: TenantId
    person: PersonId


def national_places(
    person: Person,
    schools: Mapping[SchoolId, School],
    rules: ExportRules,
    now: datetime,
    *,
    is_protected: bool,
) -> tuple[NationalAccess, ...]:
    """Return where *person* is stated to the GAR at *now*, in the directory's order.

    Those whom an export leaves out are nobody to the GAR, and are not asked about there.

    Args:
        person: Somebody of the directory.
        schools: Those of the directory; one that is missing is opened to nobody.
        rules: Which schools and profiles are exported.
        now: The instant.
        is_protected: Whether *person* must not be named to anybody.
    """
    if (is_protected and not rules.protected) or not is_stated(person.identity):
        return ()
    return tuple(
        NationalAccess(person.id, place.school, place.profile)
        for place in person.memberships
        if place.profile in rules.profiles
        and is_current(place, now)
        and (school := schools.get(place.school)) is not None
        and rules.takes(school)
        and is_name(label_of(school.name))
    )


def national_claims(access: NationalAccess, tenant: TenantId) -> NationalClaims:
    """Return what the GAR is told; it takes the proof, so that nothing is built without one."""
    return NationalClaims(tenant, access.person)
