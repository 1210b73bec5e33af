"""``[[release]]`` of a provider's file: the policy, entry by entry."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final, TypeVar

from garbridge.config.tables import Table, member
from garbridge.core.attributes import Attribute, AttributeCatalogue, AttributeFacts
from garbridge.core.days import end_of
from garbridge.core.linting import ACCEPTABLE
from garbridge.core.people import Profile
from garbridge.core.policy import (
    LegalBasis,
    PolicyEntry,
    ReleasePolicy,
    Transformation,
    fits,
)
from garbridge.errors import ValueRefusedError

T = TypeVar("T")

_PROFILES: Final = {profile.value: profile for profile in Profile}
_transformation = member(Transformation)
_legal_basis = member(LegalBasis)


def read_policy(
    tables: Iterable[Table], zone: tzinfo, catalogue: AttributeCatalogue
) -> ReleasePolicy:
    """Return the policy of *tables*; what is wrong with them is noted.

    Args:
        tables: One for each entry.
        zone: Where the last day of a validation ends.
        catalogue: The attributes that an entry can name.
    """
    entries: list[PolicyEntry] = []
    for table in tables:
        entry = _entry(table, zone, catalogue)
        table.finish()
        if entry is None:
            continue
        for other in entries:
            if other.attribute == entry.attribute and other.profiles & entry.profiles:
                table.problem("profiles", f"{entry.attribute}: covered by two entries")
        entries.append(entry)
    return ReleasePolicy(tuple(entries), catalogue)


def read_attributes(
    table: Table, key: str, names: Iterable[str], catalogue: AttributeCatalogue
) -> frozenset[Attribute]:
    """Return the attributes of *names*; those that nobody knows are noted under *key*."""

    def known(name: str) -> Attribute | None:
        return Attribute(name) if name in catalogue else None

    return _each(table, key, names, "attribute", known)


def _entry(table: Table, zone: tzinfo, catalogue: AttributeCatalogue) -> PolicyEntry | None:
    attribute = table.parsed("attribute", _one_of(catalogue))
    names = table.texts("profiles")
    if not names:
        table.problem("profiles", "missing: the entry covers nobody")
    profiles = _profiles(table, "profiles", names or ())
    transformation = table.parsed("transformation", _transformation, "as_is")
    constants = _constants(table)
    purpose = table.text("purpose")
    basis = table.parsed("legal_basis", _legal_basis, LegalBasis.PUBLIC_TASK.value)
    retention, accepted = table.text("retention", ""), _accepted(table)
    validated_by, validation = table.text("validated_by"), _validation(table, zone)
    if attribute is None or transformation is None or validation is None or basis is None:
        return None
    facts = catalogue[attribute]
    if facts.staff_only and Profile.PUPIL in profiles:
        table.problem("profiles", f"{attribute} never leaves for a pupil")
    _refuse_misfit(table, attribute, facts, transformation)
    _refuse_constants(table, transformation, profiles, constants)
    return PolicyEntry(
        attribute=attribute,
        purpose=purpose,
        profiles=profiles,
        transformation=transformation,
        constants=constants,
        legal_basis=basis,
        validated_by=validated_by,
        validated_on=validation.on,
        ends=validation.ends,
        retention=retention,
        accepted=accepted,
    )


def _one_of(catalogue: AttributeCatalogue) -> Callable[[str], Attribute]:
    """Return a parser of the names of *catalogue*, and of nothing else."""

    def parse(text: str) -> Attribute:
        if text not in catalogue:
            raise ValueRefusedError("attribute", text, ", ".join(catalogue))
        return Attribute(text)

    return parse


def _refuse_misfit(
    table: Table, attribute: Attribute, facts: AttributeFacts, transformation: Transformation
) -> None:
    if not fits(transformation, facts):
        what = {
            Transformation.CODE_ONLY: "has no label to cut off",
            Transformation.FIRST_LETTER: "is no name of which to leave the first letter",
        }.get(transformation, "is never replaced")
        table.problem("transformation", f"{attribute} {what}")


def _refuse_constants(
    table: Table,
    transformation: Transformation,
    profiles: frozenset[Profile],
    constants: tuple[tuple[Profile, str], ...],
) -> None:
    if transformation is not Transformation.CONSTANT:
        if constants:
            table.problem("constants", 'is for transformation = "constant"')
        return
    stated = {profile for profile, _ in constants}
    for profile in sorted(profiles - stated):
        table.problem("constants", f"{profile}: missing")
    for profile in sorted(stated - profiles):
        table.problem("constants", f"{profile}: not one of the entry's profiles")


def _constants(table: Table) -> tuple[tuple[Profile, str], ...]:
    inner = table.table("constants")
    if inner is None:
        return ()
    profiles = _profiles(table, "constants", inner.values)
    return tuple([(profile, inner.text(profile)) for profile in sorted(profiles)])


def _accepted(table: Table) -> tuple[tuple[str, str], ...]:
    """Return ``accept = { direct_identity = "the reason" }``, by rule."""
    inner = table.table("accept")
    if inner is None:
        return ()
    known = {rule.value for rule in ACCEPTABLE}
    for rule in sorted(inner.values.keys() - known):
        table.problem("accept", f"{rule}: not one of {', '.join(sorted(known))}")
    return tuple([(rule, inner.text(rule)) for rule in sorted(known & inner.values.keys())])


@dataclass(frozen=True, slots=True)
class _Validation:
    """When an entry was validated, and when that ends, exclusive."""

    on: date
    ends: datetime | None


def _validation(table: Table, zone: tzinfo) -> _Validation | None:
    on, until = table.day("validated_on"), table.day("valid_until")
    if on is None:
        if "validated_on" not in table.values:
            table.problem("validated_on", "missing")
        return None
    if until is not None and until < on:
        table.problem("valid_until", "before validated_on")
        return None
    return _Validation(on, None if until is None else end_of(until, zone))


def _profiles(table: Table, key: str, names: Iterable[str]) -> frozenset[Profile]:
    return _each(table, key, names, "profile", _PROFILES.get)


def _each(
    table: Table, key: str, names: Iterable[str], what: str, read: Callable[[str], T | None]
) -> frozenset[T]:
    """Return what *read* makes of each name; those of which it makes nothing are noted."""
    known: set[T] = set()
    for name in names:
        found = read(name)
        if found is None:
            table.problem(key, f"{name}: unknown {what}")
        else:
            known.add(found)
    return frozenset(known)
