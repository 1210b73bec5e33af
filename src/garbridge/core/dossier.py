"""What a portal does with data, as its documents state it: from the policies, by nobody's hand.

One processing (*traitement*) for the portal itself, and one for each provider that is told
anything, with the articles of the RGPD that ask for each column: 13 and 14 (information),
28 (processors), 30 (the register), 35 (impact assessment).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from garbridge.core.attributes import Attribute, Sensitivity
from garbridge.core.catalogue import Provider, Resource
from garbridge.core.identifiers import ProviderId
from garbridge.core.leaving import may_tell, receives
from garbridge.core.people import Profile
from garbridge.core.policy import LegalBasis, Transformation
from garbridge.core.retention import Kept, Retention
from garbridge.core.terms import Responsibility, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One attribute that one provider is told: of whom, why, in which form, kept how long there."""

    attribute: Attribute
    label: str
    sensitivity: Sensitivity
    profiles: tuple[Profile, ...]
    purpose: str
    legal_basis: LegalBasis
    transformation: Transformation
    retention: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What one provider is told, under which terms; ``terms`` is ``None`` where nobody wrote any.

    ``told`` leaves out what can never leave: an entry that no resource receives, or a profile for
    which the attribute is never told.  Every provider is told the opaque identifier beside it, but
    an ``anonymous`` one, which must not recognise who comes again.
    """

    provider: ProviderId
    name: str
    version: str
    terms: Terms | None
    resources: tuple[str, ...]
    told: tuple[Told, ...]
    anonymous: bool = False

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """Whom anything is told about, in the order of the profiles."""
        found = {profile for one in self.told for profile in one.profiles}
        return tuple(profile for profile in Profile if profile in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything the documents of one portal are written from."""

    portal: str
    responsibility: Responsibility
    retention: Retention
    disclosures: tuple[Disclosure, ...]
    shared_sector: bool

    def months(self, kept: Kept) -> int:
        """Return how many months the portal keeps *kept*."""
        return self.retention.of(kept)


def disclosure(provider: Provider, resources: Iterable[Resource]) -> Disclosure:
    """Return what *provider* is told for *resources*, all of which are its own."""
    own = tuple(resources)
    return Disclosure(
        provider=provider.id,
        name=provider.name,
        version=provider.version,
        terms=provider.terms,
        resources=tuple(one.title for one in own),
        told=tuple(_told(provider, own)),
        anonymous=provider.anonymous,
    )


def _told(provider: Provider, resources: Sequence[Resource]) -> Iterable[Told]:
    order = list(provider.policy.catalogue)
    entries = sorted(provider.policy.entries, key=lambda one: order.index(one.attribute))
    for entry in entries:
        facts = provider.policy.facts(entry.attribute)
        profiles = tuple(one for one in Profile if one in entry.profiles and may_tell(facts, one))
        if entry.attribute == Attribute.IDO and provider.anonymous:
            continue
        if profiles and any(receives(one, entry.attribute) for one in resources):
            yield Told(
                attribute=entry.attribute,
                label=facts.label,
                sensitivity=facts.sensitivity,
                profiles=profiles,
                purpose=entry.purpose,
                legal_basis=entry.legal_basis,
                transformation=entry.transformation,
                retention=entry.retention,
            )
