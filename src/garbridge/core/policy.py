"""The release policy (*politique de transmission*): which attributes, why, of whom, until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from garbridge.core.attributes import (
    CATALOGUE,
    Attribute,
    AttributeCatalogue,
    AttributeFacts,
    AttributeType,
)
from garbridge.core.people import Profile


class Transformation(StrEnum):
    """How a value is cut or replaced before it leaves."""

    AS_IS = "as_is"
    CODE_ONLY = "code_only"
    """``code`` instead of ``code##label``."""
    FIRST_LETTER = "first_letter"
    """The first letter of a name, with its accents."""
    CONSTANT = "constant"
    """One text for everybody of a profile, whatever the directory knows about the person."""


_FITS: Mapping[Transformation, frozenset[AttributeType]] = MappingProxyType(
    {
        Transformation.AS_IS: frozenset(AttributeType),
        Transformation.CODE_ONLY: frozenset({AttributeType.LABELLED}),
        Transformation.FIRST_LETTER: frozenset({AttributeType.NAME}),
        Transformation.CONSTANT: frozenset(AttributeType) - {AttributeType.IDENTIFIER},
    }
)


def fits(transformation: Transformation, facts: AttributeFacts) -> bool:
    """Say whether values of such an attribute can be transformed so.

    >>> from garbridge.core.attributes import CATALOGUE
    >>> fits(Transformation.CODE_ONLY, CATALOGUE[Attribute.NOM])
    False
    """
    return facts.type in _FITS[transformation]


class LegalBasis(StrEnum):
    """Why the data may be processed at all (*base légale*, RGPD article 6.1).

    Consent is not one of them: a pupil who must use a textbook is not free to refuse.
    """

    PUBLIC_TASK = "public_task"
    """A task in the public interest (*mission d'intérêt public*, 6.1 e)."""
    LEGAL_OBLIGATION = "legal_obligation"
    """A legal obligation (*obligation légale*, 6.1 c)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEntry:
    """One attribute a provider may learn, why, of whom, and who said so.

    ``purpose`` (*finalité*) is never empty and ``profiles`` never is either: an entry that
    covers nobody is refused where policies are read.  From ``ends`` on, exclusive, what was
    validated is no longer, and nothing leaves by it; ``None`` is until somebody says otherwise.
    ``constants`` has one text for each of ``profiles`` where the transformation is
    :attr:`Transformation.CONSTANT`, and nothing otherwise.  ``retention`` is what the provider
    promised about how long it keeps the value (*durée de conservation*), or empty.
    ``accepted`` are rules of :mod:`garbridge.core.linting` that the entry breaks on purpose, each
    with the reason.
    """

    attribute: Attribute
    purpose: str
    profiles: frozenset[Profile]
    transformation: Transformation = Transformation.AS_IS
    constants: tuple[tuple[Profile, str], ...] = ()
    legal_basis: LegalBasis = LegalBasis.PUBLIC_TASK
    validated_by: str
    validated_on: date
    ends: datetime | None = None
    retention: str = ""
    accepted: tuple[tuple[str, str], ...] = ()

    def constant(self, profile: Profile) -> str:
        """Return the text that stands for everybody of *profile*, or nothing."""
        return dict(self.constants).get(profile, "")


@dataclass(frozen=True, slots=True)
class ReleasePolicy:
    """What one provider is allowed to learn.  ``ReleasePolicy()`` is nothing at all.

    ``catalogue`` has every attribute that an entry could name: GAR's, and the portal's own.
    ``by_attribute`` has the same entries in the same order; an attribute that is not in it is
    named by none.
    """

    entries: tuple[PolicyEntry, ...] = ()
    catalogue: AttributeCatalogue = field(default_factory=lambda: CATALOGUE, repr=False, hash=False)
    by_attribute: Mapping[Attribute, tuple[PolicyEntry, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Sort the entries once, for every launch asks for them."""
        found: dict[Attribute, tuple[PolicyEntry, ...]] = {}
        for entry in self.entries:
            found[entry.attribute] = (*found.get(entry.attribute, ()), entry)
        object.__setattr__(self, "by_attribute", MappingProxyType(found))

    def facts(self, attribute: Attribute) -> AttributeFacts:
        """Return what is known of *attribute*, which the catalogue has."""
        return self.catalogue[attribute]

    def entry_for(self, attribute: Attribute, profile: Profile) -> PolicyEntry | None:
        """Return the first entry for *attribute* that covers *profile*."""
        for entry in self.by_attribute.get(attribute, ()):
            if profile in entry.profiles:
                return entry
        return None


NOTHING = ReleasePolicy()
"""The policy of a provider nobody wrote a policy for."""
