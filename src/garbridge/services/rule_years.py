"""Which school year the standing rules of a school are served for."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from garbridge.core.identifiers import SchoolId
from garbridge.core.rule_years import RuleYear
from garbridge.core.school_years import first_instant, school_year
from garbridge.core.years import YearPlan
from garbridge.ports import YearPlans


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleYears:
    """Reads the plans of schools; ``zone`` is where the year begins."""

    plans: YearPlans
    zone: tzinfo

    def year(self, school: SchoolId, now: datetime) -> RuleYear:
        """Return the year that is served at *now*.

        From the switch on the new one; without a switch, from 16 August.
        """
        named, plan = self._governing(school, now)
        first = first_instant(named, self.zone)
        since = first if plan is None or plan.begun is None else min(first, plan.begun)
        if plan is None or plan.chosen.classes_known:
            return RuleYear(at=max(now, first), since=since)
        chosen = plan.chosen
        return RuleYear(
            at=max(now, first),
            since=since,
            levels={code: to for code, to in chosen.levels.items() if code in chosen.confirmed},
            was={place.person: place for place in self.plans.places(school, named)},
        )

    def mark(self, school: SchoolId, now: datetime) -> tuple[object, ...]:
        """Return what changes whenever another year, or the same one otherwise, is served."""
        named, plan = self._governing(school, now)
        return (named, None if plan is None else (plan.at, plan.begun, plan.chosen.classes_known))

    def _governing(self, school: SchoolId, now: datetime) -> tuple[int, YearPlan | None]:
        running = school_year(now.astimezone(self.zone).date())
        coming = self.plans.plan(school, running + 1)
        if coming is not None and coming.begun is not None:
            return running + 1, coming
        return running, self.plans.plan(school, running)
