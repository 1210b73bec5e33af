"""What one school has, as far as somebody belongs to it: levels, subjects, divisions, groups.

A directory tells of a group with each of its members, and of one without members nothing: it is
not stated, as other portals leave it out too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from garbridge.core.exporting import LeftOuts, Omission
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Group, GroupKind
from garbridge.gar.ent.clean import is_code, short_label
from garbridge.gar.ent.schema import FIRST_DEGREE, Degree
from garbridge.gar.ent.stated import StatedGroup, StatedLevel, StatedSubject

_STATISTICAL: Final = re.compile("[0-9]{11}")
_MEFSTAT4: Final = 4


@dataclass(slots=True)
class Populations:
    """Gathers the groups of the members of *school*, then says which of them an export states.

    Of a division and a group with one code, which no export can hold, the division is stated.
    """

    school: SchoolId
    degree: Degree
    left: LeftOuts
    _found: dict[GroupKind, dict[str, Group]] = field(
        default_factory=lambda: {kind: {} for kind in GroupKind}
    )
    _levels: dict[str, str] = field(default_factory=dict[str, str])

    def take(self, groups: Iterable[Group]) -> None:
        """Note to what one member belongs."""
        for group in groups:
            self._found[group.kind].setdefault(group.code, group)

    def close(self) -> None:
        """Leave out what an export cannot hold, and note it."""
        for known in self._found.values():
            for code in [code for code in known if not is_code(code)]:
                del known[code]
                self.left.add(self.school, Omission.BAD_CODE, code)
        divisions, groups = self._found[GroupKind.DIVISION], self._found[GroupKind.GROUP]
        for code in [code for code in groups if code in divisions]:
            del groups[code]
            self.left.add(self.school, Omission.SHARED_CODE, code)
        for code, level in self._found[GroupKind.LEVEL].items():
            stated = code if self.degree is not FIRST_DEGREE else _mefstat4(level)
            if stated:
                self._levels[code] = stated
            else:
                self.left.add(self.school, Omission.NO_MEFSTAT4, code)

    def levels(self) -> tuple[StatedLevel, ...]:
        """Return the levels of a school of the second degree."""
        return tuple(
            StatedLevel(
                code=code,
                label=short_label(level.label, code),
                statistical=level.statistical if _STATISTICAL.fullmatch(level.statistical) else "",
            )
            for code, level in sorted(self._found[GroupKind.LEVEL].items())
        )

    def subjects(self) -> tuple[StatedSubject, ...]:
        """Return the subjects of a school of the second degree."""
        return tuple(
            StatedSubject(code=code, label=short_label(subject.label, code))
            for code, subject in sorted(self._found[GroupKind.SUBJECT].items())
        )

    def groups(self) -> tuple[StatedGroup, ...]:
        """Return divisions, then groups."""
        divisions = sorted(self._found[GroupKind.DIVISION].items())
        stated = [
            StatedGroup(code=code, label=short_label(one.label, code), division=True)
            for code, one in divisions
        ]
        for code, one in sorted(self._found[GroupKind.GROUP].items()):
            label = short_label(one.label, code)
            parents = tuple(parent for parent in one.parents if self._is_parent(parent))
            stated.append(StatedGroup(code=code, label=label, division=False, parents=parents))
        return tuple(stated)

    def is_division(self, code: str) -> bool:
        """Say whether *code* is that of a division."""
        return code in self._found[GroupKind.DIVISION]

    def has(self, code: str, *, division: bool) -> bool:
        """Say whether a division, or a group, of that code is stated."""
        return code in self._found[GroupKind.DIVISION if division else GroupKind.GROUP]

    def levels_of(self, groups: Iterable[Group]) -> tuple[str, ...]:
        """Return the levels among *groups*, as they are stated, each once."""
        known = self._levels
        codes = [group.code for group in groups if group.kind is GroupKind.LEVEL]
        return tuple(dict.fromkeys([known[code] for code in codes if code in known]))

    def subjects_of(self, groups: Iterable[Group]) -> tuple[str, ...]:
        """Return the subjects among *groups*, each once; the first degree states none."""
        if self.degree is FIRST_DEGREE:
            return ()
        known = self._found[GroupKind.SUBJECT]
        codes = [group.code for group in groups if group.kind is GroupKind.SUBJECT]
        return tuple(dict.fromkeys([code for code in codes if code in known]))

    def bands_of(self, groups: Iterable[Group]) -> tuple[str, ...]:
        """Return the divisions and groups among *groups*, each once."""
        found = self._found
        codes = [
            group.code
            for group in groups
            if group.kind in _BANDS and group.code in found[group.kind]
        ]
        return tuple(dict.fromkeys(codes))

    def note_untaught(self, person: PersonId) -> None:
        """Note that no block can say what *person* teaches: to no class and no group."""
        self.left.add(self.school, Omission.SUBJECT_WITHOUT_GROUP, person)

    def _is_parent(self, code: str) -> bool:
        if code in self._found[GroupKind.DIVISION]:
            return True
        self.left.add(self.school, Omission.UNKNOWN_PARENT, code)
        return False


_BANDS = (GroupKind.DIVISION, GroupKind.GROUP)


def _mefstat4(level: Group) -> str:
    """Return the four characters of *level*; empty where it has none that an export can state."""
    stated = level.code if len(level.code) == _MEFSTAT4 else level.mefstat4
    return stated if is_code(stated) else ""
