"""The figures of one portal for a monitor, read from what is kept: alike in every worker."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from garbridge.core.access import Refusal
from garbridge.core.health import Health, Standing
from garbridge.core.incidents import REFUSALS
from garbridge.core.jobs import REJECTED
from garbridge.core.measures import WINDOW, Measure
from garbridge.errors import StoreError
from garbridge.ports import Clock, IncidentLog, MeasureStore
from garbridge.services.jobs import JobService

_STANDINGS = {one: number for number, one in enumerate(Standing)}
_NONE = "-"
_NEWER = "newer"
"""The outcome of a launch that a newer version refused, for a reason that this one has not."""
Values = dict[tuple[str, ...], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuringService:
    """Counts for a monitor; nothing is kept in the process, so that workers need not agree."""

    measures: MeasureStore
    incidents: IncidentLog
    jobs: JobService
    clock: Clock

    def everything(self, health: Health, days_left: Mapping[str, float]) -> list[Measure]:
        """Return every figure; *days_left* are those of the portal's certificates, by role.

        Where the database is away that is told, and nothing that is in it.
        """
        try:
            kept = [*self._happened(), *self._jobs()]
        except StoreError:
            kept = []
        return [
            *kept,
            Measure(
                "check_standing",
                "How one thing is: 0 well, 1 somebody has to see to it, 2 launches are refused.",
                ("check",),
                {(one.vital.value,): _STANDINGS[one.standing] for one in health.checks},
            ),
            Measure(
                "certificate_days_left",
                "Days until a certificate of the portal ends.",
                ("role",),
                {(role,): days for role, days in days_left.items()},
            ),
        ]

    def _happened(self) -> list[Measure]:
        since = self.clock() - WINDOW
        launches: Counter[tuple[str, ...]] = Counter()
        for (provider, protocol, refusal), number in self.measures.launches(since).items():
            launches[provider or _NONE, protocol, _outcome(refusal)] += number
        told = self.measures.redemptions(since)
        return [
            Measure(
                "launches_last_5_minutes",
                "Launches that ended in the last five minutes, by what became of them.",
                ("provider", "protocol", "outcome"),
                launches,
            ),
            Measure(
                "redemptions_last_5_minutes",
                "Tickets and codes that providers handed in in the last five minutes.",
                ("outcome",),
                {(fault or "told",): number for fault, number in told.items()},
            ),
            Measure(
                "incidents_last_5_minutes",
                "What people were shown in the last five minutes that never became a launch.",
                ("code",),
                {(code,): number for code, number in self.incidents.counted(since).items()},
            ),
            Measure("seats", "Licences that somebody holds.", (), {(): self.measures.seats()}),
        ]

    def _jobs(self) -> list[Measure]:
        now, found = self.clock(), self.jobs.standings()
        ages: Values = {
            (one.job.value,): (now - one.done.ended).total_seconds()
            for one in found
            if one.done is not None
        }
        rejected: Values = {
            (one.job.value,): one.last.figures[REJECTED]
            for one in found
            if one.last is not None and REJECTED in one.last.figures
        }
        failed: Values = {(one.job.value,): float(one.has_failed) for one in found}
        late: Values = {(one.job.value,): float(one.is_late(now)) for one in found}
        label = ("job",)
        return [
            Measure("job_age_seconds", "Since a job was last done.", label, ages),
            Measure("job_late", "1 where a run is missing.", label, late),
            Measure("job_failed", "1 where the last run was not done.", label, failed),
            Measure("job_rejected", "Rows that the last run rejected.", label, rejected),
        ]


def _outcome(refusal: Refusal | str | None) -> str:
    if refusal is None:
        return "granted"
    return REFUSALS[refusal].code if isinstance(refusal, Refusal) else _NEWER
