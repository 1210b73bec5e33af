"""What the State's GAR lists of resources: for one person through one school, and for everybody.

Values only.  How they are written on the wire stands in :mod:`garbridge.gar.resource_list`.
Nothing here says that somebody may enter: the GAR decides when the resource is opened.
"""

from dataclasses import dataclass
from typing import Final

from garbridge.core.identifiers import ResourceId

TEXTBOOK: Final = "MAN"
"""The code of the kind *manuels numériques*; others that were seen are ``MUL`` and ``PRO``."""
_LISTED: Final = "gar "
"""No identifier has a space: nothing of the portal's own is ever named so."""


def national_name(resource: str) -> ResourceId:
    """Return under what name a resource of the GAR's is known here.

    It is another thing than the portal's own of the same ARK: another licence, another way in.

    >>> national_name("ark:/99999/r14")
    'gar ark:/99999/r14'
    """
    return ResourceId(_LISTED + resource)


def listed_identifier(name: ResourceId) -> str | None:
    """Return the GAR's identifier of what is known as *name*; ``None`` for the portal's own.

    >>> listed_identifier(ResourceId("gar ark:/99999/r14")), listed_identifier(ResourceId("ark:/1"))
    ('ark:/99999/r14', None)
    """
    return name.removeprefix(_LISTED) if name.startswith(_LISTED) else None


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a vocabulary (ScoLOMFR): its address, possibly empty, and its label."""

    uri: str
    label: str


@dataclass(frozen=True, slots=True)
class Presentation:
    """The kind under which a resource is shown (GAR: *typePresentation*); both may be empty."""

    code: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedResource:
    """One resource in the GAR's list for one person through one school.

    ``id`` is an ARK, with or without a resolver's address before it.  ``address`` is where it is
    opened and holds the school, so that one resource through two schools is two of these.
    ``badge`` is the text of the *pastille*, ``badge_image`` the address of its picture.  Publisher,
    distributor and validator are ``SIREN_ISNI``.  An empty text is one that was not said.
    """

    id: str
    title: str
    address: str
    id_type: str = "ARK"
    publisher_id: str = ""
    publisher: str = ""
    thumbnail: str = ""
    presentation: Presentation = Presentation()
    uses: tuple[Term, ...] = ()
    documents: tuple[Term, ...] = ()
    levels: tuple[Term, ...] = ()
    subjects: tuple[Term, ...] = ()
    badge: str = ""
    badge_image: str = ""
    distributor: str = ""
    validator: str = ""
    description: str = ""

    @property
    def is_textbook(self) -> bool:
        """Whether it belongs on the shelf of textbooks."""
        return self.presentation.code == TEXTBOOK


@dataclass(frozen=True, slots=True)
class Seller:
    """A commercial distributor (GAR: *distributeurCom*): ``SIREN_ISNI`` and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicResource:
    """One resource in the GAR's catalogue for everybody (GAR: *ressourceDiffusable*).

    ``is_shown`` and ``is_distributed`` are *affichable* and *diffusable*.  ``mother`` and
    ``member`` are *mereFamille* and *membreFamille* as they were said, empty where they were not.
    ``subjects``, ``levels`` and ``types`` are labels; no sample of the catalogue has any.
    """

    id: str
    title: str
    publisher_id: str = ""
    publisher: str = ""
    sellers: tuple[Seller, ...] = ()
    distributor: str = ""
    distributor_name: str = ""
    is_shown: bool = False
    is_distributed: bool = False
    mother: str = ""
    member: str = ""
    subjects: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    @property
    def seller_names(self) -> tuple[str, ...]:
        """What those who sell it are called, each once: the number of who has no name."""
        return tuple(dict.fromkeys(seller.name or seller.id for seller in self.sellers))
