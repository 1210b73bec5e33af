"""The names on the wire of the GAR's two lists, for whoever reads or writes them.

- ``/ressources/{idENT}/{UAI}/{GARPersonIdentifiant}``, in JSON as
  ``{"listeRessources": {"ressource": [ … ]}}``, in XML as repeated ``ressource`` elements with
  children of the same names;
- ``/ressourcesDiffusables``, in XML of :data:`NAMESPACE`.

Seen in public code and samples, not in a specification: the namespace and the root of the XML form
of the first list are not known, so its reader looks at local names only.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

LIST: Final = "listeRessources"
RESOURCE: Final = "ressource"
"""The list of one person, and one entry of it."""

TERM: Final = ("uri", "nom")
PRESENTATION: Final = ("code", "nom")
"""The parts of a word of a vocabulary, and of the kind of presentation."""

ERROR: Final = "Erreur"
ERROR_PARTS: Final = ("Code", "Message", "Resource")
"""What is answered instead of a list, with a status of 400 or more."""

NAMESPACE: Final = "http://gar.education.fr/schemas/init/0/1/"
PUBLIC_LIST: Final = "listeRessourcesDiffusables"
PUBLIC_RESOURCE: Final = "ressourceDiffusable"
GENERATED: Final = "dateGeneration"
SELLER: Final = "distributeursCom"
SELLER_PARTS: Final = ("distributeurCom", "nomDistributeurCom")
"""The list for everybody, one entry of it, when it was made, and a seller in an entry."""


class Kind(Enum):
    """The form of a field of a listed resource."""

    TEXT = auto()
    ADDRESS = auto()
    TERMS = auto()
    """Any number of :data:`TERM`."""
    PRESENTATION = auto()
    """One :data:`PRESENTATION`."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name on the wire, and the attribute of the value that holds it.

    ``is_stated`` says that every sample seen has it; one that has not is left out where empty.
    """

    name: str
    attribute: str
    kind: Kind = Kind.TEXT
    is_stated: bool = True


FIELDS: Final = (
    Field("idRessource", "id"),
    Field("idType", "id_type"),
    Field("nomRessource", "title"),
    Field("idEditeur", "publisher_id"),
    Field("nomEditeur", "publisher"),
    Field("urlVignette", "thumbnail", Kind.ADDRESS, is_stated=False),
    Field("typePresentation", "presentation", Kind.PRESENTATION),
    Field("typePedagogique", "uses", Kind.TERMS),
    Field("typologieDocument", "documents", Kind.TERMS),
    Field("niveauEducatif", "levels", Kind.TERMS),
    Field("domaineEnseignement", "subjects", Kind.TERMS),
    Field("urlAccesRessource", "address", Kind.ADDRESS),
    Field("nomSourceEtiquetteGar", "badge"),
    Field("urlSourceEtiquette", "badge_image", Kind.ADDRESS, is_stated=False),
    Field("distributeurTech", "distributor"),
    Field("validateurTech", "validator"),
    Field("description", "description", is_stated=False),
)
"""Of a :class:`~garbridge.core.national.ListedResource`, in the order in which they were seen."""

PUBLIC_FIELDS: Final = (
    Field("idRessource", "id"),
    Field("nomRessource", "title"),
    Field("idEditeur", "publisher_id"),
    Field("nomEditeur", "publisher"),
    Field("distributeurTech", "distributor"),
    Field("nomDistributeurTech", "distributor_name"),
    Field("affichable", "is_shown"),
    Field("diffusable", "is_distributed"),
    Field("mereFamille", "mother", is_stated=False),
    Field("membreFamille", "member", is_stated=False),
)
"""Of a :class:`~garbridge.core.national.PublicResource`; its sellers stand after the publisher.

``affichable`` and ``diffusable`` are booleans of XML Schema.
"""
