"""What the lines of the tables are called on pages and in files.

What is published holds the names that were given then, in French; :func:`named_in` says those of
them that are no proper names in another language.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.core.messages import N_, NP_, Message
from garbridge.core.people import Public
from garbridge.core.statistics import nodes
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.rows import Row

MONTHS: Final = (
    *(N_("janvier"), N_("février"), N_("mars"), N_("avril"), N_("mai"), N_("juin")),
    *(N_("juillet"), N_("août"), N_("septembre"), N_("octobre"), N_("novembre"), N_("décembre")),
)
TITLES: Final[Mapping[str, Message]] = {
    Measure.ACCESSES: N_("Accès"),
    Measure.USERS: N_("Utilisateurs"),
    Measure.FAILURES: N_("Échecs"),
    Measure.ASSIGNMENTS: NP_("measure", "Affectations"),
    Measure.REACHED: N_("Accédants"),
}
DEFINITIONS: Final[Mapping[str, Message]] = {
    Measure.ACCESSES: N_(
        "connexion réussie à une ressource, c’est-à-dire session créée sur la ressource ;"
        " un clic qui n’aboutit pas n’en est pas un."
    ),
    Measure.USERS: N_(
        "personnes distinctes qui ont ouvert au moins une ressource dans la période ;"
        " ce n’est pas la somme des mois."
    ),
    Measure.FAILURES: N_("accès refusés, selon l’étape et le motif."),
    Measure.ASSIGNMENTS: N_(
        "liens entre un droit (une licence d’un abonnement) et un accédant, qui rendent la"
        " ressource visible, au dernier jour de juin, de décembre ou de mars selon la période."
    ),
    Measure.REACHED: N_(
        "élèves, enseignants et agents qui peuvent atteindre au moins une ressource affectée,"
        " au dernier jour de juin, de décembre ou de mars selon la période."
    ),
}
"""Those of the ministry’s open data on the GAR, but for users and failures, which it has not."""
_FIXED: Final[Mapping[str, Message]] = {
    nodes.PUPILS: N_("Élèves"),
    nodes.STAFF: N_("Adultes"),
    nodes.UNKNOWN: N_("Null (profil inconnu)"),
    nodes.SUMMER: N_("juillet et août"),
    nodes.PROFILE + Public.TEACHERS: N_("Enseignants"),
    nodes.PROFILE + Public.LIBRARIANS: N_("Professeurs documentalistes"),
    nodes.PROFILE + Public.OTHER_STAFF: N_("Autres personnels"),
    nodes.LEVEL: N_("Élèves sans niveau"),
    nodes.DISCIPLINE: N_("Sans discipline"),
    nodes.RESOURCE: N_("Sans ressource"),
    nodes.PROVIDER: N_("Sans éditeur"),
    nodes.STEP + "ANN": N_("Annuaire"),
    nodes.STEP + "DRO": N_("Droits"),
    nodes.STEP + "ABO": N_("Abonnement"),
    nodes.STEP + "LIC": N_("Licences"),
    nodes.STEP + "PRV": N_("Éditeur"),
    nodes.STEP + "DCP": N_("Données transmises"),
}
_LEVEL: Final = N_("Niveau {level}")
_REASON: Final = N_("motif {code}")
_APART: Final = " · "
"""Between the names of a figure of several dimensions."""


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
        return _FIXED[node].one
    if node[:4].isdigit():
        return f"{MONTHS[int(node[5:]) - 1].one} {node[:4]}"
    kind, _, name = node.partition(":")
    known = catalogue.resources.get(ResourceId(name))
    owner = catalogue.providers.get(ProviderId(name))
    named = {
        nodes.RESOURCE: known.title if known else name,
        nodes.PROVIDER: owner.name if owner else name,
        nodes.LEVEL: _LEVEL.one.format(level=levels.get(name, name)),
        nodes.REASON: _REASON.one.format(code=name),
    }
    return named.get(f"{kind}:", name)


def named_in(rows: Iterable[Row], text: Callable[[Message], str]) -> tuple[Row, ...]:
    """Return *rows* with their names in the language of *text*, which looks one up.

    >>> row = Row(etablissement="", periode="", mesure="", mois="2026-09", libelle="septembre 2026")
    >>> [one.libelle for one in named_in([row], lambda message: message.one.upper())]
    ['SEPTEMBRE 2026']
    """
    return tuple(_named_in(row, text) for row in rows)


def _named_in(row: Row, text: Callable[[Message], str]) -> Row:
    there = [node for node in row.nodes if node]
    names = row.libelle.split(_APART)
    if not there or len(names) != len(there):  # a title with a dot of its own stays as it stands
        return row
    found = (_said(node, name, text) for node, name in zip(there, names, strict=True))
    return replace(row, libelle=_APART.join(found))


def _said(node: str, name: str, text: Callable[[Message], str]) -> str:
    """Return the *name* of *node*, unless it is a proper one, in the language of *text*."""
    if node in _FIXED:
        return text(_FIXED[node])
    if node[:4].isdigit():
        return f"{text(MONTHS[int(node[5:]) - 1])} {node[:4]}"
    if node.startswith(nodes.LEVEL):
        return text(_LEVEL).format(level=name.removeprefix(_LEVEL.one.format(level="")))
    if node.startswith(nodes.REASON):
        return text(_REASON).format(code=node.removeprefix(nodes.REASON))
    return name
