"""A population in words, as far as its own values tell it."""

from garbridge.core.entitlements import Population
from garbridge.core.obstacles import Wording
from garbridge.core.people import GroupKind, Profile
from garbridge.web.console.saying import Saying
from garbridge.web.incoming import language

PROFILES = {
    Profile.PUPIL: Wording("élèves", "pupils"),
    Profile.TEACHER: Wording("enseignants", "teachers"),
    Profile.LIBRARIAN: Wording("documentalistes", "librarians"),
    Profile.HEAD: Wording("direction", "heads"),
    Profile.SCHOOL_LIFE: Wording("vie scolaire", "school life"),
    Profile.SCHOOL_STAFF: Wording("personnels de l’établissement", "school staff"),
    Profile.LOCAL_AUTHORITY_STAFF: Wording("personnels de la collectivité", "authority staff"),
}
KINDS = {
    GroupKind.DIVISION: Wording("classe", "class"),
    GroupKind.GROUP: Wording("groupe", "group"),
    GroupKind.LEVEL: Wording("niveau", "level"),
    GroupKind.SUBJECT: Wording("matière", "subject"),
}
_EVERYBODY = Wording("tout l’établissement", "the whole school")


def said_population(population: Population, label: str = "") -> str:
    """Return *population* in words; *label* is its name, or that of the one person it is."""
    t = Saying(language())
    parts: list[str] = []
    if population.kind is not None:
        parts.append(f"{t.of(KINDS[population.kind])} {label or population.code}")
    if population.profile is not None:
        parts.append(str(t.of(PROFILES[population.profile])))
    if population.person is not None:
        parts.append(label or population.person)
    return ", ".join(parts) or str(t.of(_EVERYBODY))
