"""The attribute catalogue (*catalogue des attributs*): what a provider may be told at all.

Names, forms and multiplicities are those in which the State's GAR delivers to its providers.  A
portal may add attributes of its own, with what there is to know of each.  An attribute that is not
in the portal's catalogue cannot be released by any policy.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from garbridge.errors import ValueRefusedError


class Attribute(str):
    """The name of an attribute a resource may ask for: one of GAR's, or one of the portal's own.

    >>> Attribute("DIV") == Attribute.DIV
    True
    """

    __slots__ = ()

    IDO: ClassVar["Attribute"]
    """The opaque identifier, the same value as the subject."""
    PRO: ClassVar["Attribute"]
    """The profile at the launch's school, as ``National_ens``."""
    UAI: ClassVar["Attribute"]
    """The launch's school."""
    DIV: ClassVar["Attribute"]
    """Divisions at the launch's school, as ``code##label``."""
    GRO: ClassVar["Attribute"]
    """Teaching groups at the launch's school, as ``code##label``."""
    NOM: ClassVar["Attribute"]
    """Family name."""
    PRE: ClassVar["Attribute"]
    """Given name."""
    CIV: ClassVar["Attribute"]
    """Civility: ``M.`` or ``Mme``."""
    P_MEL: ClassVar["Attribute"]
    """A member of staff's e-mail."""
    P_MAT: ClassVar["Attribute"]
    """Codes of the subjects a teacher teaches at the launch's school."""
    P_MS4: ClassVar["Attribute"]
    """MEFSTAT4 of the levels a teacher teaches at the launch's school."""


for _name in ("IDO", "PRO", "UAI", "DIV", "GRO", "NOM", "PRE", "CIV", "P_MEL", "P_MAT", "P_MS4"):
    setattr(Attribute, _name, Attribute(_name))


class Sensitivity(StrEnum):
    """How much an attribute tells about a person."""

    PSEUDONYM = "pseudonym"
    LOW = "low"
    MEDIUM = "medium"
    DIRECT = "direct"


class AttributeType(StrEnum):
    """What kind of text a value is; decides in which ways it can be cut."""

    IDENTIFIER = "identifier"
    """The person's own at the provider: it is never cut or replaced."""
    CODE = "code"
    """A word of a closed list, or a number."""
    LABELLED = "labelled"
    """``code##label``, of which a policy may cut the label off."""
    NAME = "name"
    """A part of a name, of which a policy may leave the first letter."""
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class AttributeFacts:
    """What is known of an attribute: its French label, its type, its reach and nature.

    ``staff_only`` attributes never leave for a pupil, whatever a policy says.
    ``several`` ones may have more than one value.
    """

    label: str
    type: AttributeType
    sensitivity: Sensitivity
    staff_only: bool = False
    several: bool = False


AttributeCatalogue = Mapping[Attribute, AttributeFacts]
"""Every attribute there is in a portal, in the order in which people and messages name them."""

_CODE, _NAME = AttributeType.CODE, AttributeType.NAME

CATALOGUE: AttributeCatalogue = MappingProxyType(
    {
        Attribute.IDO: AttributeFacts(
            "Identifiant opaque", AttributeType.IDENTIFIER, Sensitivity.PSEUDONYM
        ),
        Attribute.PRO: AttributeFacts("Profil", _CODE, Sensitivity.LOW),
        Attribute.UAI: AttributeFacts("Code de l’établissement", _CODE, Sensitivity.LOW),
        Attribute.DIV: AttributeFacts(
            "Classe", AttributeType.LABELLED, Sensitivity.MEDIUM, several=True
        ),
        Attribute.GRO: AttributeFacts(
            "Groupe", AttributeType.LABELLED, Sensitivity.MEDIUM, several=True
        ),
        Attribute.NOM: AttributeFacts("Nom", _NAME, Sensitivity.DIRECT),
        Attribute.PRE: AttributeFacts("Prénom", _NAME, Sensitivity.DIRECT),
        Attribute.CIV: AttributeFacts("Civilité", _CODE, Sensitivity.MEDIUM),
        Attribute.P_MEL: AttributeFacts(
            "Adresse électronique", AttributeType.EMAIL, Sensitivity.DIRECT, staff_only=True
        ),
        Attribute.P_MAT: AttributeFacts(
            "Matières enseignées", _CODE, Sensitivity.LOW, staff_only=True, several=True
        ),
        Attribute.P_MS4: AttributeFacts(
            "Niveaux enseignés", _CODE, Sensitivity.LOW, staff_only=True, several=True
        ),
    }
)
"""Those of the GAR.  A portal that has none of its own has these."""

_OWN_NAME: Final = re.compile(r"[A-Z][A-Z0-9_]{1,31}")


def parse_own_attribute(text: str) -> Attribute:
    """Return the name of an attribute of the portal's own.

    Raises:
        ValueRefusedError: it is one of GAR's, or cannot be a name in every protocol.

    >>> parse_own_attribute("ENT_LANGUE")
    'ENT_LANGUE'
    """
    if text in CATALOGUE:
        raise ValueRefusedError("attribute", text, "a name that is none of GAR's")
    if not _OWN_NAME.fullmatch(text):
        raise ValueRefusedError("attribute", text, "2 to 32 of A-Z, 0-9 and _, a letter first")
    return Attribute(text)


def with_own(own: AttributeCatalogue) -> AttributeCatalogue:
    """Return GAR's catalogue, and after it *own*, in their order."""
    return MappingProxyType({**CATALOGUE, **own}) if own else CATALOGUE
