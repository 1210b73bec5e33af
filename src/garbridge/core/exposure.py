"""How far people can be told apart by what is told about them, without anybody's name.

A provider that is told profile, school and class of a pupil is told a *tuple*; whoever shares it
with nobody is singled out by it.  Two providers that put their tuples together single out more
people than either: that is what :class:`Joint` counts.  The opaque identifier is left out: it is
different at each provider, and tells nobody apart from anybody in the world.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import ProviderId
from garbridge.core.release import Claim

Tuple = frozenset[tuple[Attribute, str]]
"""Everything one provider is told about one person, over all resources and schools."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What one provider's tuples say: of *people*, so many are *alone* in theirs.

    ``smallest`` is the size of the smallest group that shares one (the *k* of k-anonymity), 0 where
    the provider is told about nobody.
    """

    provider: ProviderId
    people: int
    tuples: int
    smallest: int
    alone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """What two providers' tuples say together, of the people both are told about."""

    one: ProviderId
    two: ProviderId
    people: int
    alone: int


def tuple_of(claims: Iterable[Claim]) -> Tuple:
    """Return the tuple of *claims*, without the identifier."""
    return frozenset(
        (claim.attribute, value)
        for claim in claims
        if claim.attribute != Attribute.IDO
        for value in claim.values
    )


class Exposures:
    """Counts people by their tuples; it keeps none of them, and no value."""

    def __init__(self) -> None:
        self._single: dict[ProviderId, Counter[bytes]] = {}
        self._joint: dict[tuple[ProviderId, ProviderId], Counter[bytes]] = {}

    def add(self, told: Mapping[ProviderId, Tuple]) -> None:
        """Count one person, about whom each provider of *told* is told its tuple."""
        digests = [(name, _digest(told[name])) for name in sorted(told)]
        for name, digest in digests:
            self._single.setdefault(name, Counter())[digest] += 1
        for (one, mine), (two, theirs) in combinations(digests, 2):
            self._joint.setdefault((one, two), Counter())[mine + theirs] += 1

    def exposures(self) -> Sequence[Exposure]:
        """Return what each provider's tuples say, by provider."""
        return [
            Exposure(
                provider=name,
                people=counted.total(),
                tuples=len(counted),
                smallest=min(counted.values(), default=0),
                alone=_alone(counted),
            )
            for name, counted in sorted(self._single.items())
        ]

    def joints(self) -> Sequence[Joint]:
        """Return what each pair of providers could say together, by their names."""
        return [
            Joint(one=one, two=two, people=counted.total(), alone=_alone(counted))
            for (one, two), counted in sorted(self._joint.items())
        ]


def _alone(counted: Counter[bytes]) -> int:
    return sum(number == 1 for number in counted.values())


def _digest(told: Tuple) -> bytes:
    """Return 16 bytes that stand for *told*: a million people are counted without their values."""
    parts = [part.encode() for pair in sorted(told) for part in pair]
    message = b"".join(len(part).to_bytes(4) + part for part in parts)
    return hashlib.blake2b(message, digest_size=16).digest()
