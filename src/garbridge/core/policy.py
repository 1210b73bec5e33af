"""What a provider may learn: the attribute catalogue and the release policy.

Names, forms and multiplicities are those in which the State's GAR delivers to its providers.
An attribute that is not in this catalogue cannot be released by any policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from garbridge.core.people import Profile


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


@dataclass(frozen=True, slots=True)
class AttributeFacts:
    """What is known of an attribute: its French label, reach and nature.

    ``staff_only`` attributes never leave for a pupil, whatever a policy says.
    ``labelled`` ones carry a label after the code, which a policy may cut off.
    """

    label: str
    sensitivity: Sensitivity
    staff_only: bool = False
    labelled: bool = False


CATALOGUE: Mapping[Attribute, AttributeFacts] = MappingProxyType(
    {
        Attribute.IDO: AttributeFacts("Identifiant opaque", Sensitivity.PSEUDONYM),
        Attribute.PRO: AttributeFacts("Profil", Sensitivity.LOW),
        Attribute.UAI: AttributeFacts("Code de l’établissement", Sensitivity.LOW),
        Attribute.DIV: AttributeFacts("Classe", Sensitivity.MEDIUM, labelled=True),
        Attribute.GRO: AttributeFacts("Groupe", Sensitivity.MEDIUM, labelled=True),
        Attribute.NOM: AttributeFacts("Nom", Sensitivity.DIRECT),
        Attribute.PRE: AttributeFacts("Prénom", Sensitivity.DIRECT),
        Attribute.CIV: AttributeFacts("Civilité", Sensitivity.MEDIUM),
        Attribute.P_MEL: AttributeFacts(
            "Adresse électronique", Sensitivity.DIRECT, staff_only=True
        ),
        Attribute.P_MAT: AttributeFacts("Matières enseignées", Sensitivity.LOW, staff_only=True),
        Attribute.P_MS4: AttributeFacts("Niveaux enseignés", Sensitivity.LOW, staff_only=True),
    }
)


class Transformation(StrEnum):
    """How a value is cut before it leaves."""

    AS_IS = "as_is"
    CODE_ONLY = "code_only"
    """``code`` instead of ``code##label``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEntry:
    """One attribute a provider may learn, why, of whom, and who said so.

    ``purpose`` (*finalité*) is never empty and ``profiles`` never is either: an entry that
    covers nobody is refused where policies are read.
    """

    attribute: Attribute
    purpose: str
    profiles: frozenset[Profile]
    transformation: Transformation = Transformation.AS_IS
    validated_by: str
    validated_on: date


@dataclass(frozen=True, slots=True)
class ReleasePolicy:
    """What one provider is allowed to learn.  ``ReleasePolicy()`` is nothing at all.

    ``by_attribute`` has the same entries in the same order; an attribute that is not in it is
    named by none.
    """

    entries: tuple[PolicyEntry, ...] = ()
    by_attribute: Mapping[Attribute, tuple[PolicyEntry, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Sort the entries once, for every launch asks for them."""
        found: dict[Attribute, tuple[PolicyEntry, ...]] = {}
        for entry in self.entries:
            found[entry.attribute] = (*found.get(entry.attribute, ()), entry)
        object.__setattr__(self, "by_attribute", MappingProxyType(found))

    def entry_for(self, attribute: Attribute, profile: Profile) -> PolicyEntry | None:
        """Return the first entry for *attribute* that covers *profile*."""
        for entry in self.by_attribute.get(attribute, ()):
            if profile in entry.profiles:
                return entry
        return None


NOTHING = ReleasePolicy()
"""The policy of a provider nobody wrote a policy for."""
