"""``licences``: the preview of a large assignment, and applying it on PostgreSQL."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.stores.postgresql import running_postgresql

from benchmarks.figures import Figure
from benchmarks.world import RESOURCES, resource, school, write_world
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import OperationId, ResourceId, SchoolId
from garbridge.core.operations import OperationKind
from garbridge.core.permissions import OPERATOR
from garbridge.services.assigning import Applied
from garbridge.services.planning import Preview
from garbridge.services.selecting import Request
from garbridge.wiring import Runtime, build_runtime

PEOPLE = 100_000
"""In a hundred schools: a thousand in each."""
PREVIEW_BAR = 1.0
SEATS_BAR = 20_000
TIMES = 3

_EVERYBODY = Request(
    kind=OperationKind.ASSIGN,
    schools=(SchoolId(school(1)),),
    resources=tuple(ResourceId(resource(number)) for number in range(RESOURCES)),
    populations=(Population(),),
)


def licences() -> Iterator[Figure]:
    """Yield the CPU of a preview, and how many seats are given in a second."""
    with tempfile.TemporaryDirectory() as scratch, running_postgresql() as url:
        folder = Path(scratch)
        write_world(folder, people=PEOPLE, seats=PEOPLE, database=url)
        runtime = build_runtime(folder / "garbridge.toml")
        runs = [_run(runtime) for _ in range(TIMES)]
    yield Figure("licences: preview", min(cpu for cpu, _ in runs), "CPU seconds", PREVIEW_BAR)
    best = max(rate for _, rate in runs)
    yield Figure("licences: applied", best, "seats/s", SEATS_BAR, at_most=False)


def _run(runtime: Runtime) -> tuple[float, float]:
    started = time.process_time()
    preview = runtime.assigning.preview(OPERATOR, _EVERYBODY)
    cpu = time.process_time() - started
    if not isinstance(preview, Preview):
        raise TypeError("the operator may")
    begun = time.perf_counter()
    done = runtime.assigning.apply(OPERATOR, _EVERYBODY, preview.token)
    taken = time.perf_counter() - begun
    if not isinstance(done, Applied) or done.operation is None:
        raise TypeError("nothing has changed meanwhile")
    runtime.assigning.undo(OPERATOR, OperationId(done.operation))
    return cpu, len(done.plan.movements) / taken
