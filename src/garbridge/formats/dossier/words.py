"""The French words that all documents share, so that one thing has one name in all of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from garbridge.core.dossier import Disclosure, Dossier, Told
from garbridge.core.people import Profile
from garbridge.core.policy import LegalBasis, Transformation
from garbridge.core.retention import Kept
from garbridge.core.terms import ProviderRole

PROFILES: Final[Mapping[Profile, str]] = MappingProxyType(
    {
        Profile.PUPIL: "élèves",
        Profile.TEACHER: "enseignants",
        Profile.LIBRARIAN: "documentalistes",
        Profile.HEAD: "personnels de direction",
        Profile.SCHOOL_LIFE: "personnels de vie scolaire",
        Profile.SCHOOL_STAFF: "personnels administratifs et techniques",
        Profile.LOCAL_AUTHORITY_STAFF: "personnels de la collectivité",
    }
)
FORMS: Final[Mapping[Transformation, str]] = MappingProxyType(
    {
        Transformation.CODE_ONLY: "code seul, sans le libellé",
        Transformation.FIRST_LETTER: "première lettre seule",
        Transformation.CONSTANT: "remplacé par un texte identique pour tout le profil",
    }
)
BASES: Final[Mapping[LegalBasis, str]] = MappingProxyType(
    {
        LegalBasis.PUBLIC_TASK: "mission d’intérêt public (RGPD, article 6.1 e)",
        LegalBasis.LEGAL_OBLIGATION: "obligation légale (RGPD, article 6.1 c)",
    }
)
ROLES: Final[Mapping[ProviderRole, str]] = MappingProxyType(
    {
        ProviderRole.PROCESSOR: "sous-traitant (RGPD, article 28)",
        ProviderRole.JOINT_CONTROLLER: "responsable conjoint du traitement (RGPD, article 26)",
    }
)
PERIODS: Final[Mapping[Kept, str]] = MappingProxyType(
    {
        Kept.LAUNCHES: "accès aux ressources (qui, quoi, quand, noms des données transmises)",
        Kept.DEPARTED: "données d’une personne partie de tous les établissements",
        Kept.LOOKUPS: "journal des consultations nominatives",
        Kept.QUEUE: "arrivées et départs traités",
        Kept.OPERATIONS: "journal des affectations, bascules d’année",
        Kept.DELEGATIONS: "délégations terminées et leur journal",
        Kept.RIGHTS: "demandes d’exercice des droits closes, oppositions levées",
        Kept.FAVOURITES: "favoris du médiacentre, visibles de la personne seule",
        Kept.OPENED: "ressources ouvertes récemment, visibles de la personne seule",
        Kept.JOURNALS: "journaux d’exploitation (identifiants, registre, purges, recherches)",
    }
)
IDENTIFIER: Final = "identifiant opaque, propre à l’éditeur"
SHARED_IDENTIFIER: Final = "identifiant opaque, le même chez tous les éditeurs du portail"
NO_IDENTIFIER: Final = "aucun identifiant qui dure : un autre à chaque accès, ou aucun"
UNSTATED: Final = "non indiqué"


def identifier(dossier: Dossier) -> str:
    """Return what the subject is called, where there is one."""
    return SHARED_IDENTIFIER if dossier.shared_sector else IDENTIFIER


def subject(dossier: Dossier, one: Disclosure) -> str:
    """Return what *one* knows somebody by."""
    return NO_IDENTIFIER if one.anonymous else identifier(dossier)


def people(profiles: Iterable[Profile]) -> str:
    """Return whom data is about, in the order of the profiles."""
    named = set(profiles)
    if named == PROFILES.keys():
        return "tous les profils, élèves et personnels"
    return ", ".join(text for profile, text in PROFILES.items() if profile in named)


def data(told: Told) -> str:
    """Return one attribute with its name in messages, and its form where it is cut."""
    return _formed(f"{told.label} ({told.attribute})", told.transformation)


def plainly(told: Told) -> str:
    """Return one attribute for people who know no message."""
    return _formed(told.label, told.transformation)


def _formed(named: str, transformation: Transformation) -> str:
    whole = transformation is Transformation.AS_IS
    return named if whole else f"{named}, {FORMS[transformation]}"


def hosting(one: Disclosure) -> str:
    """Return where a provider keeps what it is told."""
    return ", ".join(one.terms.hosting) if one.terms and one.terms.hosting else UNSTATED


def sub_processors(one: Disclosure) -> list[str]:
    """Return who else touches the data, each with its country and task."""
    found = one.terms.sub_processors if one.terms else ()
    return [f"{each.name} ({each.country}) : {each.purpose}" for each in found]


def transfers(one: Disclosure) -> list[str]:
    """Return the countries outside of the European Economic Area, each with what protects it."""
    found = one.terms.transfers if one.terms else ()
    return [f"{each.country} : {each.safeguard}" for each in found]


def periods(dossier: Dossier) -> list[tuple[str, str]]:
    """Return each kind of data with how long the portal keeps it."""
    return [(text, f"{dossier.months(kept)} mois") for kept, text in PERIODS.items()]


def dated(day: date) -> str:
    """Return a day as people write it.

    >>> dated(date(2026, 9, 1))
    '1er septembre 2026'
    """
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)

MEASURES: Final = (
    "Rien n’est transmis par défaut : chaque donnée l’est par une ligne écrite et validée.",
    (
        "Chez l’éditeur, une personne est désignée par un identifiant opaque, calculé avec une clé"
        " que seul le portail détient."
    ),
    "Chaque message est adressé à un seul éditeur enregistré, et n’est accepté qu’une fois.",
    (
        "Les messages sont relus avant le départ, par sondage ou tous si la politique est jeune ;"
        " un écart empêche l’envoi."
    ),
    "Chaque accès laisse un accusé sans valeurs, que le portail peut sceller dans une chaîne.",
    (
        "Personne ne consulte ce qu’une personne nommée a ouvert ; l’assistance demande un droit et"
        " un motif, et se journalise."
    ),
    "Les statistiques ne sont publiées qu’au-dessus d’un seuil de personnes distinctes.",
)
"""What the product does in every portal, whatever its configuration."""
