"""Whether an export says so much less than the last one that somebody should look first.

The GAR takes every export for the whole truth: whoever is not in it loses everything there.  So an
empty folder, a filter that is wrong, or one school whose import failed must not leave unseen.

- In all: more than ten percent less of schools, people, staff, memberships, classes and groups, or
  belongings to them; of fewer than 20 of the last four only where all would go.
- At one school that had 20 or more: more than a half less of its people, or of its staff.  A
  district of five hundred schools would not notice one of them; and what a school loses each
  summer is less than that.

Whoever may assign is no reason to wait: what a head withdraws, and what ends with the year, must
reach the GAR.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from garbridge.core.identifiers import SchoolId
from garbridge.core.removals import SMALLEST_SCHOOL, Removal
from garbridge.gar.ent.stating import Told

_ALWAYS: Final = frozenset({"schools", "people"})
"""Of these also a few count."""
_NEVER: Final = frozenset({"delegates"})


def shrunk_of(
    told: Told, sent: Mapping[str, int], by_school: Mapping[SchoolId, Mapping[str, int]]
) -> tuple[Removal, ...]:
    """Return of what *told* says much less than what was sent last, in all and by school."""
    return (*_in_all(told.figures(), sent), *_at_schools(told.by_school(), by_school))


def _in_all(now: Mapping[str, int], sent: Mapping[str, int]) -> Iterator[Removal]:
    for what, count in now.items():
        before = sent.get(what, 0)
        found = Removal(what, "", before - count, before)
        counts = what in _ALWAYS or before >= SMALLEST_SCHOOL or not count
        if before and counts and found.much and what not in _NEVER:
            yield found


def _at_schools(
    now: Mapping[SchoolId, Mapping[str, int]], sent: Mapping[SchoolId, Mapping[str, int]]
) -> Iterator[Removal]:
    for school, counts in sent.items():
        here = now.get(school, {})
        for what, before in counts.items():
            found = Removal(what, school, before - here.get(what, 0), before)
            if before >= SMALLEST_SCHOOL and found.most:
                yield found
