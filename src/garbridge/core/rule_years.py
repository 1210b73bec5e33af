"""Of which school year standing rules are, while the directory still has last year's classes.

::

    this year        the switch        16 August        the classes come
    ─────────────────────┬─────────────────┬─────────────────────┬────────
    rules: this year's   │  of the new year, by next year's      │  by the classes there are
    classes and stock    │  level; last year's books are left    │

Classes and groups of the new year are not known in summer: rules on them wait, as does everybody
who came since the plan was prepared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from garbridge.core.identifiers import PersonId
from garbridge.core.levels import LEAVES
from garbridge.core.people import GroupKind, Membership, Profile, is_current
from garbridge.core.seats import Candidate
from garbridge.core.year_moves import is_behind
from garbridge.core.years import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleYear:
    """The school year for which the rules of one school are served.

    ``at`` is the day from which licences are wanted: nothing is given that ends before.  ``since``
    is from when a licence that somebody took back by hand stays back: that ends with the year.
    ``was`` is where pupils were last year, and ``levels`` which level follows which, as far as the
    school confirmed it: both empty where there is no plan, or the directory had the classes when
    it was made.
    """

    at: datetime
    since: datetime
    levels: Mapping[str, str] = field(default_factory=dict[str, str])
    was: Mapping[PersonId, Place] = field(default_factory=dict[PersonId, Place])

    def members(self, members: Sequence[Candidate]) -> Sequence[Candidate]:
        """Return *members* as they are in the year that is served, without those who leave.

        The very same where the directory has the classes of that year.
        """
        there = [one for one in members if is_current(one.membership, self.at)]
        if not is_behind(there, self.was, self.levels):
            return members
        return [
            Candidate(one.person, place)
            for one in members
            if (place := self._grown(one)) is not None
        ]

    def _grown(self, one: Candidate) -> Membership | None:
        place = one.membership
        if place.profile is not Profile.PUPIL:
            return place
        was = self.was.get(one.person)
        if was is None:
            return None
        codes = place.codes(GroupKind.LEVEL)
        if was.level not in codes and self.levels.get(was.level) in codes:
            return place
        if codes and all(self.levels.get(code) == LEAVES for code in codes):
            return None
        levels = tuple(
            replace(group, code=following, label=following, statistical="")
            for group in place.of_kind(GroupKind.LEVEL)
            if (following := self.levels.get(group.code))
        )
        return replace(place, groups=levels)
