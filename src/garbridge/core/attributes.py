"""The attribute catalogue (*catalogue des attributs*): what a provider may be told at all.

Names, forms and multiplicities are those in which the State's GAR delivers to its providers.
An attribute that is not in this catalogue cannot be released by any policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Attribute(StrEnum):
    """Attributes a resource may ask for, by GAR's names."""

    IDO = "IDO"
    """The opaque identifier, the same value as the subject."""
    PRO = "PRO"
    """The profile at the launch's school, as ``National_ens``."""
    UAI = "UAI"
    """The launch's school."""
    DIV = "DIV"
    """Divisions at the launch's school, as ``code##label``."""
    GRO = "GRO"
    """Teaching groups at the launch's school, as ``code##label``."""
    NOM = "NOM"
    """Family name."""
    PRE = "PRE"
    """Given name."""
    CIV = "CIV"
    """Civility: ``M.`` or ``Mme``."""
    P_MEL = "P_MEL"
    """A member of staff's e-mail."""
    P_MAT = "P_MAT"
    """Codes of the subjects a teacher teaches at the launch's school."""
    P_MS4 = "P_MS4"
    """MEFSTAT4 of the levels a teacher teaches at the launch's school."""


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


_CODE, _NAME = AttributeType.CODE, AttributeType.NAME

CATALOGUE: Mapping[Attribute, AttributeFacts] = MappingProxyType(
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
