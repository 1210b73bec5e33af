"""What is doubtful in a policy, though it can be read: findings, each with its place and advice.

A policy that cannot be read stops the start; one that can may still tell a provider more than
anybody meant to.  A finding is a question to whoever validates; an entry may answer some of them
with a reason (``accept``), and then they are asked no more.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from garbridge.core.attributes import Attribute, AttributeType, Sensitivity
from garbridge.core.catalogue import Provider, Resource
from garbridge.core.leaving import may_tell, receives
from garbridge.core.people import Profile
from garbridge.core.policy import PolicyEntry, Transformation

SOON = timedelta(days=30)
"""How long before the end of a validation somebody should be told."""
LEAST_PURPOSE = 10
"""Characters below which a purpose says nothing to a parent."""
EEA = frozenset(
    (
        *("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IS", "IE"),
        *("IT", "LV", "LI", "LT", "LU", "MT", "NL", "NO", "PL", "PT", "RO", "SK", "SI", "ES", "SE"),
    )
)
"""The European Economic Area, where the RGPD holds."""


class LintRule(StrEnum):
    """What a finding is about.  Values are stable."""

    INVALID = "invalid"
    """The file cannot be read as it stands: an unknown attribute, a missing purpose."""
    VAGUE_PURPOSE = "vague_purpose"
    NEVER_MATCHES = "never_matches"
    """It can never let anything leave."""
    LINKABLE = "linkable"
    """Providers can compare what they know of one person."""
    DIRECT_IDENTITY = "direct_identity"
    """The name of pupils leaves."""
    VALIDATION_ENDED = "validation_ended"
    VALIDATION_ENDS = "validation_ends"
    """Within 30 days."""
    NOT_CARRIED = "not_carried"
    """The provider's protocol has no place for it."""
    NO_TERMS = "no_terms"
    """Data leaves, and nobody wrote down on which terms."""
    NO_RETENTION = "no_retention"
    """It is not said how long the provider keeps the value."""
    UNDECLARED_TRANSFER = "undeclared_transfer"
    """Data reaches a country outside of the European Economic Area without a stated safeguard."""
    SUBJECT_CHANNEL = "subject_channel"
    """The provider asks for an identifier that tells more than the opaque one."""
    EMAIL_CHANNEL = "email_channel"
    """The domain of an address tells the school or the ENT that the policy keeps back."""
    ISSUER_CHANNEL = "issuer_channel"
    """The portal's own address tells the school of whoever comes from it."""
    LABEL_CHANNEL = "label_channel"
    """The label of a group may name a person."""
    NOTHING_TO_ACCEPT = "nothing_to_accept"
    """An answer to a question that nobody asks any more."""


ACCEPTABLE = frozenset(
    {
        LintRule.DIRECT_IDENTITY,
        LintRule.LABEL_CHANNEL,
        LintRule.LINKABLE,
        LintRule.EMAIL_CHANNEL,
        LintRule.NO_RETENTION,
    }
)
"""What the entry that causes it may answer with a reason."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A question about a policy.

    ``key`` is the place in the file, as in the messages of the configuration: ``release[2]``.
    ``detail`` are the words that the advice speaks of, never about a person.
    """

    rule: LintRule
    file: str
    key: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """One provider as its file says it, and what its protocol has places for.

    ``name_ids`` are the forms of subject the provider asks for, where its protocol has any.
    """

    provider: Provider
    resources: tuple[Resource, ...]
    carries: frozenset[Attribute]
    name_ids: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        """The provider's file."""
        return f"{self.provider.id}.toml"


def lint_provider(linted: Linted, *, now: datetime, shared_sector: bool) -> Iterator[Finding]:
    """Yield what is doubtful about one provider, in the order of its file.

    Args:
        linted: The provider.
        now: Which validations have ended, and which soon will.
        shared_sector: Whether all providers see one identifier of a person.
    """
    yield from _terms(linted)
    yield from _subject(linted)
    for number, resource in enumerate(linted.resources, start=1):
        yield from _resource(linted, number, resource)
    for number, entry in enumerate(linted.provider.policy.entries, start=1):
        key = f"release[{number}]."
        asked = set(_entry(linted, entry, now))
        if shared_sector and _links(linted, entry):
            asked.add((LintRule.LINKABLE, "attribute"))
        answered = {rule for rule, _ in entry.accepted}
        order = list(LintRule)
        for rule, where in sorted(asked, key=lambda one: (order.index(one[0]), one[1])):
            if rule not in answered:
                yield Finding(rule, linted.file, key + where, entry.attribute)
        for answer in sorted(answered - {rule for rule, _ in asked}):
            place = f"{key}accept.{answer}"
            yield Finding(LintRule.NOTHING_TO_ACCEPT, linted.file, place, answer)


def lint_portal(issuer: str, *, shared_sector: bool) -> Iterator[Finding]:
    """Yield what is doubtful about the portal as a whole, which no provider's file can mend."""
    if shared_sector:
        yield Finding(LintRule.LINKABLE, _PORTAL, "sector", "ent")
    found = _UAI.search(issuer)
    if found is not None:
        yield Finding(LintRule.ISSUER_CHANNEL, _PORTAL, "issuer", found[0])


_PORTAL = "garbridge.toml"
_UAI = re.compile(r"(?<![0-9])[0-9]{7}[A-Za-z](?![A-Za-z0-9])")
_HARMLESS_SUBJECTS = frozenset(
    {
        "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
        "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    }
)
_TEACHING = frozenset({Profile.TEACHER, Profile.LIBRARIAN})

Asked = tuple[LintRule, str]


def _terms(linted: Linted) -> Iterator[Finding]:
    terms, entries = linted.provider.terms, linted.provider.policy.entries
    if terms is None:
        if entries:
            yield Finding(LintRule.NO_TERMS, linted.file, "terms")
        return
    declared = {transfer.country for transfer in terms.transfers}
    places = [("terms.hosting", country) for country in terms.hosting]
    places += [
        (f"terms.sub_processors[{number}].country", one.country)
        for number, one in enumerate(terms.sub_processors, start=1)
    ]
    for key, country in places:
        if country not in EEA | declared:
            yield Finding(LintRule.UNDECLARED_TRANSFER, linted.file, key, country)


def _subject(linted: Linted) -> Iterator[Finding]:
    for asked in sorted(linted.name_ids - _HARMLESS_SUBJECTS):
        yield Finding(LintRule.SUBJECT_CHANNEL, linted.file, "saml.metadata", asked)


def _resource(linted: Linted, number: int, resource: Resource) -> Iterator[Finding]:
    """A resource asks for attributes that no entry of the policy covers."""
    policy = linted.provider.policy
    for key, asked in (("release", resource.narrowed_to), ("interaction", resource.interaction)):
        for attribute in sorted((asked or frozenset()) - policy.by_attribute.keys()):
            if key == "interaction" and asked == frozenset(policy.catalogue):
                continue  # `true`: everything it receives, whatever that is
            if key == "release" and attribute in (resource.interaction or ()):
                continue  # it stands under `interaction`
            place = f"resources[{number}].{key}"
            yield Finding(LintRule.NEVER_MATCHES, linted.file, place, attribute)


def _entry(linted: Linted, entry: PolicyEntry, now: datetime) -> Iterator[Asked]:
    for check in _CHECKS:
        yield from check(linted, entry)
    if entry.ends is not None and entry.ends <= now:
        yield LintRule.VALIDATION_ENDED, "valid_until"
    elif entry.ends is not None and entry.ends <= now + SOON:
        yield LintRule.VALIDATION_ENDS, "valid_until"


def _purpose(_linted: Linted, entry: PolicyEntry) -> Iterator[Asked]:
    if len(entry.purpose.strip()) < LEAST_PURPOSE:
        yield LintRule.VAGUE_PURPOSE, "purpose"


def _matches(linted: Linted, entry: PolicyEntry) -> Iterator[Asked]:
    reached = not linted.resources or any(receives(r, entry.attribute) for r in linted.resources)
    unknown = entry.attribute == Attribute.IDO and linted.provider.anonymous
    if unknown or not reached:
        yield LintRule.NEVER_MATCHES, "attribute"
    elif not any(_may_have(linted, entry.attribute, profile) for profile in entry.profiles):
        yield LintRule.NEVER_MATCHES, "profiles"


def _carried(linted: Linted, entry: PolicyEntry) -> Iterator[Asked]:
    if entry.attribute not in linted.carries:
        yield LintRule.NOT_CARRIED, "attribute"


def _identity(linted: Linted, entry: PolicyEntry) -> Iterator[Asked]:
    whole = entry.transformation is Transformation.AS_IS
    if whole and _direct(linted, entry.attribute) and Profile.PUPIL in entry.profiles:
        yield LintRule.DIRECT_IDENTITY, "profiles"


def _retention(_linted: Linted, entry: PolicyEntry) -> Iterator[Asked]:
    if not entry.retention.strip() and entry.transformation is not Transformation.CONSTANT:
        yield LintRule.NO_RETENTION, "retention"


def _email(linted: Linted, entry: PolicyEntry) -> Iterator[Asked]:
    if linted.provider.policy.facts(entry.attribute).type is not AttributeType.EMAIL:
        return
    if entry.transformation is not Transformation.AS_IS:
        return
    schools = linted.provider.policy.by_attribute.get(Attribute.UAI, ())
    told = frozenset[Profile]().union(*(one.profiles for one in schools))
    if not entry.profiles <= told:
        yield LintRule.EMAIL_CHANNEL, "attribute"


def _label(_linted: Linted, entry: PolicyEntry) -> Iterator[Asked]:
    """Teaching groups are named by people, often after the teacher: « Groupe de Mme Durand »."""
    if entry.attribute == Attribute.GRO and entry.transformation is Transformation.AS_IS:
        yield LintRule.LABEL_CHANNEL, "transformation"


_CHECKS: tuple[Callable[[Linted, PolicyEntry], Iterable[Asked]], ...] = (
    _purpose,
    _matches,
    _carried,
    _identity,
    _retention,
    _email,
    _label,
)


def _links(linted: Linted, entry: PolicyEntry) -> bool:
    """Say whether providers who share an identifier would learn a name to go with it."""
    return _direct(linted, entry.attribute) and entry.transformation is Transformation.AS_IS


def _direct(linted: Linted, attribute: Attribute) -> bool:
    return linted.provider.policy.facts(attribute).sensitivity is Sensitivity.DIRECT


def _may_have(linted: Linted, attribute: Attribute, profile: Profile) -> bool:
    """Say whether the directory can hold a value of *attribute* for somebody of *profile*."""
    facts = linted.provider.policy.facts(attribute)
    return may_tell(facts, profile) and profile in _HOLDERS.get(attribute, frozenset(Profile))


_HOLDERS: Mapping[Attribute, frozenset[Profile]] = MappingProxyType(
    {Attribute.P_MAT: _TEACHING, Attribute.P_MS4: _TEACHING}
)
"""Who can have a value, where not everybody can."""
