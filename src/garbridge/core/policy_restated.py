"""What is said otherwise of a provider: on what terms, why, and where its people are sent.

It may learn the same as before.  Who reads a change of the policies wants to see this too: another
country, another purpose of the same attribute, another address that the same message goes to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from garbridge.core.catalogue import Provider
from garbridge.core.identifiers import ProviderId
from garbridge.core.linting import LEAST_PURPOSE
from garbridge.core.people import Profile
from garbridge.core.policy import PolicyEntry
from garbridge.core.policy_diff import Fault

Settings = Mapping[str, object]
"""What a provider's file says beside its policy: values, or tables and lists of them, by key."""

_SIGNED: Final = frozenset({"purpose", "legal_basis"})
"""Of an entry: what whoever validated it put their name to."""


@dataclass(frozen=True, slots=True)
class Described:
    """One provider as a state of the files describes it."""

    provider: Provider
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """One key of the file of *provider* that has another value; empty is where there is none."""

    provider: ProviderId
    key: str
    before: str
    after: str
    faults: tuple[Fault, ...] = ()


def restated(old: Described, new: Described) -> Iterator[Restated]:
    """Yield each key that differs from *old* to *new*, two states of one provider.

    How much of which attribute is told, of whom and until when is in
    :func:`garbridge.core.policy_diff.compare`; here is the rest of what both have.
    """
    found: dict[Restated, None] = {}
    for was, now, profile in _shared(old.provider, new.provider):
        for key, (before, after) in _differences(_of(was, profile), _of(now, profile)):
            one = Restated(
                provider=new.provider.id,
                key=f"release.{was.attribute}.{key}",
                before=before,
                after=after,
                faults=tuple(_faults(was, now)) if key in _SIGNED else (),
            )
            found[one] = None  # what holds for several profiles is said once
    yield from found
    for key, (before, after) in _differences(old.settings, new.settings):
        yield Restated(provider=new.provider.id, key=key, before=before, after=after)


def _shared(old: Provider, new: Provider) -> Iterator[tuple[PolicyEntry, PolicyEntry, Profile]]:
    for attribute in old.policy.by_attribute:
        for profile in Profile:
            was = old.policy.entry_for(attribute, profile)
            now = new.policy.entry_for(attribute, profile)
            if was is not None and now is not None:
                yield was, now, profile


def _of(entry: PolicyEntry, profile: Profile) -> Settings:
    return {
        "purpose": entry.purpose,
        "legal_basis": entry.legal_basis.value,
        "constant": entry.constant(profile),
        "retention": entry.retention,
        "validated_by": entry.validated_by,
        "validated_on": entry.validated_on.isoformat(),
        "accept": dict(entry.accepted),
    }


def _faults(was: PolicyEntry, now: PolicyEntry) -> Iterator[Fault]:
    if len(now.purpose.strip()) < LEAST_PURPOSE:
        yield Fault.NO_PURPOSE
    if now.validated_on <= was.validated_on:
        yield Fault.NOT_VALIDATED


def _differences(old: Settings, new: Settings) -> Iterator[tuple[str, tuple[str, str]]]:
    before, after = dict(_flat("", old)), dict(_flat("", new))
    for key in dict.fromkeys((*before, *after)):
        sides = before.get(key, ""), after.get(key, "")
        if sides[0] != sides[1]:
            yield key, sides


def _flat(prefix: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{prefix}.{key}" if prefix else str(key), inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield prefix, ", ".join(sorted(_text(one) for one in value))
    else:
        yield prefix, _text(value)


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(_text(one) for one in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " ".join(_text(one) for one in value)
    return "" if value is None else str(value)
