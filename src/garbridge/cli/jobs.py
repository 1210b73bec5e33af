"""``garbridge jobs``: what a timer runs, when it last did, and what is missing."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import update_wrapper
from types import MappingProxyType
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import click

from garbridge.cli.context import Shell, with_shell
from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit
from garbridge.core.identifiers import SchoolId
from garbridge.core.jobs import Job, JobStanding, Run, RunOutcome
from garbridge.core.messages import N_, Message
from garbridge.errors import StoreError
from garbridge.services.jobs import Counts, JobService, judged
from garbridge.wiring import job_service

_OUTCOMES: Mapping[RunOutcome, Message] = MappingProxyType(
    {
        RunOutcome.DONE: N_("réussi"),
        RunOutcome.REFUSED: N_("refusé"),
        RunOutcome.FAILED: N_("échoué"),
    }
)
_ENDS: Mapping[Exit, RunOutcome] = MappingProxyType(
    {
        Exit.OK: RunOutcome.DONE,
        Exit.USAGE: RunOutcome.REFUSED,
        Exit.REFUSED: RunOutcome.REFUSED,
    }
)
"""What an exit code says of the run; any other is that something failed."""
_COUNTS: Final = "garbridge.counts"
_MOST = 20

P = ParamSpec("P")
R = TypeVar("R")


def run_of(
    job: Job, findings: RunOutcome = RunOutcome.DONE
) -> Callable[[Callable[Concatenate[Shell, P], R]], Callable[Concatenate[Shell, P], R]]:
    """Return what notes that a command ran as *job*, and how it ended by its exit code.

    A rehearsal (``--dry-run``, or no ``--apply`` where there is one) is no run, and what needs no
    database runs also where none is there to note it.  Put it below :func:`with_shell`.

    Args:
        job: What it is.
        findings: What exit code 1 says.
    """
    ends = {**_ENDS, Exit.FINDINGS: findings}

    def judge(error: BaseException) -> tuple[RunOutcome, str]:
        if isinstance(error, CommandFailed):
            return ends.get(Exit(error.exit_code), RunOutcome.FAILED), ""
        if isinstance(error, SystemExit):
            return ends.get(Exit(int(error.code or 0)), RunOutcome.FAILED), ""
        return judged(error)

    def around(command: Callable[Concatenate[Shell, P], R]) -> Callable[Concatenate[Shell, P], R]:
        def run(shell: Shell, *args: P.args, **kwargs: P.kwargs) -> R:
            is_rehearsal = kwargs.get("dry_run") or not kwargs.get("apply", True)
            service = None if is_rehearsal else _service(shell)
            if service is None:
                return command(shell, *args, **kwargs)
            with service.running(job, judge) as counts:
                click.get_current_context().meta[_COUNTS] = counts
                return command(shell, *args, **kwargs)

        wrapped: Any = update_wrapper(run, command)
        return wrapped  # type: ignore[no-any-return] # update_wrapper loses the signature

    return around


def _service(shell: Shell) -> JobService | None:
    try:
        return job_service(shell.looking())
    except StoreError:
        return None


def counted(**figures: int) -> None:
    """Say what the run that goes on has counted; nothing where none does."""
    kept = click.get_current_context().meta.get(_COUNTS)
    if isinstance(kept, Counts):
        kept.figures.update(figures)


def counted_by_school(found: Mapping[SchoolId, Mapping[str, int]]) -> None:
    """Say so school by school."""
    kept = click.get_current_context().meta.get(_COUNTS)
    if isinstance(kept, Counts):
        kept.by_school.update(found)


@click.group("jobs", help=say("Les travaux réguliers."))
def jobs() -> None:
    """Group the commands about jobs."""


@jobs.command(
    "status",
    help=say("Dit ce qui a tourné et ce qui est en retard."),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def status_command(shell: Shell, *, as_json: bool) -> None:
    """Print the last run of each job; exit 1 where one is late, or its last run was not done."""
    runtime = shell.looking()
    now = runtime.clock()
    found = job_service(runtime).standings()
    if as_json:
        click.echo(json.dumps([job_document(one, now) for one in found], indent=2))
    for one in found if not as_json else ():
        click.echo(_line(one, now))
    if any(one.is_late(now) or one.has_failed for one in found):
        raise SystemExit(int(Exit.FINDINGS))


@jobs.command("history", help=say("Les derniers passages d’un travail."))
@click.argument("job", type=click.Choice([job.value for job in Job]))
@click.option("--limit", default=_MOST, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True)
@with_shell
def history_command(shell: Shell, *, job: str, limit: int, as_json: bool) -> None:
    """Print the last runs of *job*, the latest first."""
    found = job_service(shell.looking()).recent(Job(job), limit)
    if as_json:
        click.echo(json.dumps([_run(one) for one in found], indent=2))
    for one in found if not as_json else ():
        click.echo(_told(one))


def _line(one: JobStanding, now: datetime) -> str:
    words = [one.job.value]
    words.append(say("jamais") if one.last is None else _told(one.last))
    if one.last is not None and one.has_failed:
        never = say("aucun réussi")
        good = say("dernier réussi")
        words.append(never if one.done is None else f"{good} {_instant(one.done.ended)}")
    if one.is_late(now):
        words.append(say("EN RETARD"))
    elif one.due is not None:
        words.append(f"{say('prochain avant')} {_instant(one.due)}")
    return " ; ".join(words)


def _told(run: Run) -> str:
    figures = ", ".join(f"{name} {count}" for name, count in run.figures.items())
    outcome = say(_OUTCOMES[run.outcome])
    end = f"{_instant(run.ended)} {outcome}"
    return " ".join(filter(None, (end, f"({run.fault})" if run.fault else "", figures)))


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def job_document(one: JobStanding, now: datetime) -> dict[str, object]:
    """Return where a job stands, as JSON has it."""
    return {
        "job": one.job.value,
        "last": None if one.last is None else _run(one.last),
        "done": None if one.done is None else _run(one.done),
        "due": None if one.due is None else one.due.isoformat(),
        "late": one.is_late(now),
    }


def _run(one: Run) -> dict[str, object]:
    return {
        "started": one.started.isoformat(),
        "ended": one.ended.isoformat(),
        "outcome": one.outcome.value,
        "fault": one.fault,
        "figures": dict(one.figures),
    }
