"""Looks whether one tenant can serve, and what will keep it from serving before long."""

from collections.abc import Iterator
from typing import Final

from garbridge.core.health import Check, Health, Standing, Vital
from garbridge.errors import ConfigError, StoreError
from garbridge.formats.sealing import entry_key
from garbridge.services.jobs import JobService
from garbridge.services.problems import ProblemService
from garbridge.services.vignettes import hosts_of
from garbridge.stores.sql.engine import room
from garbridge.stores.sql.migrating import Status as TablesStatus
from garbridge.wiring.metadata_watch import watch_metadata
from garbridge.wiring.runtime import Runtime
from garbridge.wiring.vignettes import vignette_service

_ROOM_SOON: Final = 256 * 2**20
_ROOM_LEAST: Final = 4 * 2**20
"""Bytes on the disk of the database under which somebody has to see to it, and none is left."""
_NOTHING: Final = entry_key("health")
"""The name of an entry that nobody keeps: looking for it changes nothing."""


def health_of(runtime: Runtime) -> Health:
    """Look at everything; nothing that is away makes it fail or wait for more than seconds."""
    checks = [*readiness_of(runtime).checks, _ends(runtime), *_upstream(runtime), _jobs(runtime)]
    return Health([*checks, *_vignettes(runtime)])


def readiness_of(runtime: Runtime) -> Health:
    """Look at what a launch needs: cheap, for a probe that asks every few seconds."""
    return Health([*_stores(runtime), _providers(runtime), _keys(runtime)])


def _stores(runtime: Runtime) -> Iterator[Check]:
    try:
        version = runtime.stores.upkeep.tables()
    except StoreError as failed:
        yield Check(Vital.DATABASE, Standing.FAILING, (failed.code,))
    else:
        yield Check(Vital.DATABASE)
        yield _tables(version)
    yield from _disk(runtime)
    yield _state(runtime)


def _tables(version: TablesStatus | None) -> Check:
    """Those of a newer version serve: while it is brought in, one worker after the other."""
    if version is None or version.up_to_date:
        return Check(Vital.TABLES)
    if version.is_newer:
        return Check(Vital.TABLES, Standing.WARNING, ("newer",))
    missing = version.current is None
    return Check(Vital.TABLES, Standing.FAILING, ("missing" if missing else "older",))


def _disk(runtime: Runtime) -> Iterator[Check]:
    """A full disk refuses launches, and would be found out only by the first of them."""
    left = room(runtime.config.database)
    if left is None:
        return
    reasons = (f"{left // 2**20} MB",)
    if left < _ROOM_LEAST:
        yield Check(Vital.DISK, Standing.FAILING, reasons)
    elif left < _ROOM_SOON:
        yield Check(Vital.DISK, Standing.WARNING, reasons)
    else:
        yield Check(Vital.DISK)


def _state(runtime: Runtime) -> Check:
    try:
        runtime.once.peek(_NOTHING, now=runtime.clock())
    except StoreError as failed:
        return Check(Vital.STATE, Standing.FAILING, (failed.code,))
    return Check(Vital.STATE)


def _providers(runtime: Runtime) -> Check:
    runtime.registry.current()
    runtime.schools()
    return _mistaken(Vital.PROVIDERS, (*runtime.registry.problems, *runtime.schools.problems))


def _keys(runtime: Runtime) -> Check:
    runtime.keys.current()
    return _mistaken(Vital.KEYS, runtime.keys.problems)


def _mistaken(vital: Vital, problems: tuple[str, ...]) -> Check:
    return Check(vital, Standing.WARNING, problems) if problems else Check(vital)


def _ends(runtime: Runtime) -> Check:
    try:
        alarms = watch_metadata(runtime.config, now=runtime.clock())
    except ConfigError:  # told by the checks of what is wrong
        return Check(Vital.ENDS, Standing.WARNING, ("unreadable",))
    reasons = [f"{one.file}: {one.kind.value} {one.until:%Y-%m-%d}" for one in alarms]
    return Check(Vital.ENDS, Standing.WARNING if reasons else Standing.OK, tuple(reasons))


def _upstream(runtime: Runtime) -> Iterator[Check]:
    """It is no reason to take no more requests: who is signed in stays signed in."""
    if runtime.upstream is None:
        return
    declined = runtime.upstream.adapter.probe(now=runtime.clock())
    if declined is None:
        yield Check(Vital.UPSTREAM)
    else:
        yield Check(Vital.UPSTREAM, Standing.WARNING, (f"{declined.fault.value}: {declined.why}",))


def _jobs(runtime: Runtime) -> Check:
    now = runtime.clock()
    try:
        standings = job_service(runtime).standings()
    except StoreError as failed:
        return Check(Vital.JOBS, Standing.WARNING, (failed.code,))
    late = [f"{one.job.value}: late" for one in standings if one.is_late(now)]
    failed_jobs = [
        f"{one.job.value}: {one.last.outcome.value}"
        for one in standings
        if one.last is not None and one.has_failed
    ]
    reasons = (*late, *failed_jobs)
    return Check(Vital.JOBS, Standing.WARNING if reasons else Standing.OK, reasons)


def _vignettes(runtime: Runtime) -> Iterator[Check]:
    """An old copy is shown on; somebody has to ask its publisher, or the network."""
    if not runtime.config.vignettes.is_on:
        return
    try:
        stale = vignette_service(runtime).stale()
    except StoreError as failed:
        yield Check(Vital.VIGNETTES, Standing.WARNING, (failed.code,))
        return
    reasons = [f"{host}: {number}" for host, number in hosts_of([one.address for one in stale])]
    standing = Standing.WARNING if reasons else Standing.OK
    yield Check(Vital.VIGNETTES, standing, tuple(reasons))


def problem_service(runtime: Runtime) -> ProblemService:
    """Return what finds by its reference what people were shown, and keeps what is done."""
    return ProblemService(
        search=runtime.stores.search,
        problems=runtime.stores.upkeep.problems,
        incidents=runtime.stores.upkeep.incidents,
        catalogue=runtime.catalogue,
        transaction=runtime.stores.transaction,
        clock=runtime.clock,
    )


def job_service(runtime: Runtime) -> JobService:
    """Return what knows which jobs ran."""
    return JobService(
        runs=runtime.stores.upkeep.runs, clock=runtime.clock, every=runtime.config.jobs
    )
