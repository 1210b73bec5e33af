"""``/metrics``: the figures of one tenant as a document."""

from garbridge.ports import Document
from garbridge.services.measuring import MeasuringService
from garbridge.wiring.exposing import exposed
from garbridge.wiring.health import job_service, readiness_of
from garbridge.wiring.key_rollover import standings
from garbridge.wiring.runtime import Runtime
from garbridge.wiring.signing_keys import signing_files

_DAY = 86_400


def metrics_of(runtime: Runtime) -> Document:
    """Return every figure; nothing is kept between two questions, or shared among workers."""
    now = runtime.clock()
    service = MeasuringService(
        measures=runtime.stores.upkeep.measures,
        incidents=runtime.stores.upkeep.incidents,
        jobs=job_service(runtime),
        clock=runtime.clock,
    )
    ends = {
        one.role: (one.ends - now).total_seconds() / _DAY
        for one in standings(signing_files(runtime.config))
    }
    body, media_type = exposed(service.everything(readiness_of(runtime), ends))
    return Document(200, media_type, body, {"Cache-Control": "no-store"})
