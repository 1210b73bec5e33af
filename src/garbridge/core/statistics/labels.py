"""What the lines of the tables are called on pages and in files, in French."""

from collections.abc import Mapping
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.core.people import Public
from garbridge.core.statistics import nodes
from garbridge.core.statistics.figures import Measure

MONTHS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
TITLES: Final[Mapping[str, str]] = {
    Measure.ACCESSES: "Accès",
    Measure.USERS: "Utilisateurs",
    Measure.FAILURES: "Échecs",
    Measure.ASSIGNMENTS: "Affectations",
    Measure.REACHED: "Accédants",
}
DEFINITIONS: Final[Mapping[str, str]] = {
    Measure.ACCESSES: (
        "connexion réussie à une ressource, c’est-à-dire session créée sur la ressource ;"
        " un clic qui n’aboutit pas n’en est pas un."
    ),
    Measure.USERS: (
        "personnes distinctes qui ont ouvert au moins une ressource dans la période ;"
        " ce n’est pas la somme des mois."
    ),
    Measure.FAILURES: "accès refusés, selon l’étape et le motif.",
    Measure.ASSIGNMENTS: (
        "liens entre un droit (une licence d’un abonnement) et un accédant, qui rendent la"
        " ressource visible, au dernier jour de juin, de décembre ou de mars selon la période."
    ),
    Measure.REACHED: (
        "élèves, enseignants et agents qui peuvent atteindre au moins une ressource affectée,"
        " au dernier jour de juin, de décembre ou de mars selon la période."
    ),
}
"""Those of the ministry’s open data on the GAR, but for users and failures, which it has not."""
_FIXED: Final = {
    nodes.PUPILS: "Élèves",
    nodes.STAFF: "Adultes",
    nodes.UNKNOWN: "Null (profil inconnu)",
    nodes.SUMMER: "juillet et août",
    nodes.PROFILE + Public.TEACHERS: "Enseignants",
    nodes.PROFILE + Public.LIBRARIANS: "Professeurs documentalistes",
    nodes.PROFILE + Public.OTHER_STAFF: "Autres personnels",
    nodes.LEVEL: "Élèves sans niveau",
    nodes.DISCIPLINE: "Sans discipline",
    nodes.RESOURCE: "Sans ressource",
    nodes.PROVIDER: "Sans éditeur",
    nodes.STEP + "ANN": "Annuaire",
    nodes.STEP + "DRO": "Droits",
    nodes.STEP + "ABO": "Abonnement",
    nodes.STEP + "LIC": "Licences",
    nodes.STEP + "PRV": "Éditeur",
    nodes.STEP + "DCP": "Données transmises",
}


def label(node: str, catalogue: Catalogue, levels: Mapping[str, str]) -> str:
    """Return what *node* is called; what nobody knows any more by its own name.

    Args:
        node: Of any dimension.
        catalogue: Names resources and providers.
        levels: Names levels, by code.

    >>> label("2026-09", Catalogue((), ()), {}), label("level:6E", Catalogue((), ()), {"6E": "6e"})
    ('septembre 2026', 'Niveau 6e')
    """
    if node in _FIXED:
        return _FIXED[node]
    if node[:4].isdigit():
        return f"{MONTHS[int(node[5:]) - 1]} {node[:4]}"
    kind, _, name = node.partition(":")
    known = catalogue.resources.get(ResourceId(name))
    owner = catalogue.providers.get(ProviderId(name))
    named = {
        nodes.RESOURCE: known.title if known else name,
        nodes.PROVIDER: owner.name if owner else name,
        nodes.LEVEL: f"Niveau {levels.get(name, name)}",
        nodes.REASON: f"motif {name}",
    }
    return named.get(f"{kind}:", name)
