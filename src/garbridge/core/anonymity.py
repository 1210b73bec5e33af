"""How much of who somebody is a tool learns: nothing, a pseudonym, or a name."""

from collections.abc import Iterator
from enum import StrEnum

from garbridge.core.attributes import Attribute, AttributeType, Sensitivity
from garbridge.core.policy import PolicyEntry, ReleasePolicy, Transformation

NAMING = frozenset({Attribute.NOM, Attribute.PRE, Attribute.P_MEL})
"""What a tool that learns names has a place of its own for."""

_CUT = frozenset({Transformation.FIRST_LETTER, Transformation.CONSTANT})


class Level(StrEnum):
    """What an agreement says of a tool.  Values are stable."""

    PUBLIC = "public"
    """Nobody: whoever comes again is not recognised."""
    PSEUDONYM = "pseudonym"
    """The opaque identifier, and no name."""
    NAME = "name"
    """The opaque identifier, and a name as far as the policy has it."""


def misfits(level: Level, policy: ReleasePolicy) -> Iterator[str]:
    """Yield why *policy* and *level* do not say the same: one of the two is a mistake.

    A level that promises less than the policy releases would be a promise that nothing keeps, and
    one that promises more would have somebody look for a name that never comes.
    """
    for entry in policy.entries:
        facts = policy.facts(entry.attribute)
        if level is Level.PUBLIC and facts.type is AttributeType.IDENTIFIER:
            yield f"{entry.attribute} tells who comes again: not with level = {level}"
        elif level is not Level.NAME and _names_somebody(entry, policy):
            yield f"{entry.attribute} tells who somebody is: not with level = {level}"
    if level is Level.NAME and not any(_is_naming(entry) for entry in policy.entries):
        yield "level = name, and the policy releases no name: use level = pseudonym"


def _names_somebody(entry: PolicyEntry, policy: ReleasePolicy) -> bool:
    if entry.transformation in _CUT:
        return False
    return policy.facts(entry.attribute).sensitivity is Sensitivity.DIRECT


def _is_naming(entry: PolicyEntry) -> bool:
    return entry.attribute in NAMING and entry.transformation is Transformation.AS_IS
