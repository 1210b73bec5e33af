"""What is posted in the console: bounded, and parsed once."""

from dataclasses import dataclass, replace
from typing import Final

from flask import request

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import (
    PersonId,
    ResourceId,
    parse_person_id,
    parse_resource_id,
)
from garbridge.core.operations import OperationKind
from garbridge.core.people import GroupKind, Profile
from garbridge.core.texts import require_code
from garbridge.errors import ValueRefusedError
from garbridge.web.own_forms import field

MOST: Final = 4000
"""People, resources or populations that one form names."""

_KINDS: Final = {kind.value: kind for kind in (OperationKind.ASSIGN, OperationKind.WITHDRAW)}
_SEPARATOR: Final = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a form asks for, before anybody looked whether it may be."""

    kind: OperationKind
    resources: tuple[ResourceId, ...]
    people: tuple[PersonId, ...] = ()
    populations: tuple[Population, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing, or nobody, was chosen."""
        return not self.resources or not (self.people or self.populations)


def order_of() -> Order:
    """Return what the form asks for.

    Raises:
        ValueRefusedError: a value has not the form it must have, or there are too many.
    """
    kind = _KINDS.get(field("faire"))
    if kind is None:
        raise ValueRefusedError("faire", None, " or ".join(_KINDS))
    return Order(
        kind=kind,
        resources=resources_posted(),
        people=tuple(dict.fromkeys(map(parse_person_id, _all("personne")))),
        populations=populations_posted(),
    )


def resources_posted() -> tuple[ResourceId, ...]:
    """Return the resources of the form.

    Raises:
        ValueRefusedError: one is none, or there are too many.
    """
    return tuple(dict.fromkeys(map(parse_resource_id, _all("ressource"))))


def populations_posted(name: str = "population") -> tuple[Population, ...]:
    """Return the populations posted as *name*, for the profile that the form chooses, if it does.

    Raises:
        ValueRefusedError: one is none, or there are too many.
    """
    profile = read_population(f"{field('profil')}~~").profile
    found = map(read_population, _all(name))
    return tuple(dict.fromkeys(_narrowed(one, profile) for one in found))


def written_population(population: Population) -> str:
    """Return *population* as forms and addresses name it.

    >>> written_population(Population(Profile.PUPIL, GroupKind.DIVISION, "6A"))
    'elv~division~6A'
    """
    if population.person is not None:
        return _SEPARATOR.join(("", "personne", population.person))
    profile, kind = population.profile, population.kind
    return _SEPARATOR.join((profile or "", kind or "", population.code))


def read_population(text: str) -> Population:
    """Return what :func:`written_population` wrote.

    Raises:
        ValueRefusedError: it is something else.

    >>> read_population("~~") == Population()
    True
    """
    profile, _, rest = text.partition(_SEPARATOR)
    kind, separator, code = rest.partition(_SEPARATOR)
    try:
        if not separator or (kind == "") != (code == ""):
            raise ValueError(text)  # noqa: TRY301 - one sentence for all that is wrong
        if kind == "personne":
            return Population(person=parse_person_id(code))
        if not kind:
            return Population(Profile(profile) if profile else None)
        named = require_code("population", code)
        return Population(Profile(profile) if profile else None, GroupKind(kind), named)
    except ValueError:
        raise ValueRefusedError("population", text, "PROFILE~KIND~CODE") from None


def _narrowed(population: Population, profile: Profile | None) -> Population:
    """Return a class, group, level or subject for one *profile* only, where one was chosen."""
    is_wide = population.kind is not None and population.profile is None
    return replace(population, profile=profile) if is_wide and profile else population


def _all(name: str) -> list[str]:
    found = [text for text in request.form.getlist(name) if text]
    if len(found) > MOST:
        raise ValueRefusedError(name, None, f"at most {MOST}")
    return found
