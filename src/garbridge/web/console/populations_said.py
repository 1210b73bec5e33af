"""A population in words, as far as its own values tell it."""

from garbridge.core.entitlements import Population
from garbridge.core.messages import N_, NP_
from garbridge.core.people import GroupKind, Profile
from garbridge.web.console.saying import saying

PROFILES = {
    Profile.PUPIL: N_("élèves"),
    Profile.TEACHER: N_("enseignants"),
    Profile.LIBRARIAN: N_("documentalistes"),
    Profile.HEAD: NP_("population", "direction"),
    Profile.SCHOOL_LIFE: N_("vie scolaire"),
    Profile.SCHOOL_STAFF: N_("personnels de l’établissement"),
    Profile.LOCAL_AUTHORITY_STAFF: N_("personnels de la collectivité"),
}
KINDS = {
    GroupKind.DIVISION: N_("classe"),
    GroupKind.GROUP: N_("groupe"),
    GroupKind.LEVEL: N_("niveau"),
    GroupKind.SUBJECT: N_("matière"),
}
_EVERYBODY = N_("tout l’établissement")


def said_population(population: Population, label: str = "") -> str:
    """Return *population* in words; *label* is its name, or that of the one person it is."""
    t = saying()
    parts: list[str] = []
    if population.kind is not None:
        parts.append(f"{t.of(KINDS[population.kind])} {label or population.code}")
    if population.profile is not None:
        parts.append(str(t.of(PROFILES[population.profile])))
    if population.person is not None:
        parts.append(label or population.person)
    return ", ".join(parts) or str(t.of(_EVERYBODY))
