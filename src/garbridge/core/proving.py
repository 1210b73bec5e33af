"""The proof of a launch: what a message tells, read again, is what was decided, and nothing else.

A writer that is wrong is wrong in every test that reads with its own eyes.  So the message is read
by other code than wrote it, before it leaves, and compared as a whole.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from garbridge.core.pairwise import scoped_identifier
from garbridge.core.records import quick
from garbridge.core.release import ReleasedClaims

YOUNG = timedelta(days=7)
"""Below this age of a policy, exclusive, every launch under it is proved."""
PERCENT = 1
"""The share of launches that are proved under older policies, unless configured otherwise."""


@quick
@dataclass(frozen=True, slots=True)
class Told:
    """What a message tells its provider: the subject, and each attribute once, in their order.

    The names are those of the catalogue where the provider's agreement has the name that was read;
    any other name stands as it was read.  ``beside`` names what else the message holds about
    anybody, where nothing should be.  ``anew`` is a message whose subject was made for it alone:
    ``subject`` is empty, and right whoever it is about.  ``scoped`` is the identifier once more in
    another form (:func:`~garbridge.core.pairwise.scoped_identifier`), empty where it is not there,
    with the ``scope`` it must have.
    """

    subject: str
    attributes: tuple[tuple[str, tuple[str, ...]], ...]
    beside: tuple[str, ...] = ()
    anew: bool = False
    scoped: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A message that was kept from leaving: whose launch, and the names of what it differs in."""

    launch: str
    protocol: str
    differences: tuple[str, ...]


UNREADABLE = ("unreadable",)
"""The difference of a message that cannot be read at all."""


def told_of(released: ReleasedClaims) -> Told:
    """Return what a message tells that is as it should be."""
    attributes = tuple([(str(claim.attribute), claim.values) for claim in released.claims])
    return Told(released.subject, attributes)


def differences(told: Told, decided: Told) -> tuple[str, ...]:
    """Return the names of what *told* and *decided* do not agree on: nothing when it is proved.

    Names only, never a value: what is said here ends in a log.

    >>> differences(Told("s", (("PRO", ("x",)),)), Told("s", ()))
    ('PRO',)
    """
    found = [f"beside: {name}" for name in told.beside]
    if told.subject != ("" if told.anew else decided.subject):
        found.append("subject")
    if told.scoped and (
        not decided.subject or told.scoped != scoped_identifier(decided.subject, told.scope)
    ):
        found.append("scoped subject")
    if told.attributes != decided.attributes:
        one, two = dict(told.attributes), dict(decided.attributes)
        names = sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
        found += names or ["order or repetition"]
    return tuple(found)


def is_due(reference: str, since: datetime | None, *, percent: int, now: datetime) -> bool:
    """Say whether the launch of *reference* is to be proved.

    Always under a policy that is young, or of which nobody knows since when it is in force; else
    where the reference, which is random, falls into the share: whoever looks later at a record
    knows whether it was proved.

    Args:
        reference: That of the launch.
        since: When its policy came into force.
        percent: How many launches of a hundred, from 1 to 100.
        now: The instant of the launch.
    """
    if since is None or now < since + YOUNG or percent >= _ALL:
        return True
    digest = hashlib.sha256(reference.encode()).digest()
    return int.from_bytes(digest[:4]) % _ALL < percent


_ALL = 100
