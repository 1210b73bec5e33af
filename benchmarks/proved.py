"""What proof and receipt cost a launch: in one process, with them and without them."""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.launch_saml import CLICKED, SSO, signed_request
from benchmarks.world import person, resource, write_world
from garbridge.core.catalogue import Provider
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.ports import ProtocolAdapter, SessionId, SignInRequest, WireRequest
from garbridge.services.launch import Launched, LaunchService, SignedIn
from garbridge.services.proving import ProvingService
from garbridge.wiring import build_runtime

PEOPLE = 2_000
_RESOURCES = 10
_ROUNDS = 25
_LAUNCHES = 40


@dataclass(frozen=True, slots=True)
class Costs:
    """A launch without proof in CPU seconds, and how many of it one takes that may be proved.

    ``sampled`` is one of a hundred proved, ``always`` each one, as in the first week of a policy.
    """

    bare: float
    sampled: float
    always: float


class Unproved(ProvingService):
    """Proves nothing, and keeps no policy: a launch as it was before there were receipts."""

    def keep(self, provider: Provider | None, now: datetime) -> None:
        """Keep nothing."""

    def prove(self, *_: object) -> None:
        """Prove nothing."""


@dataclass(frozen=True, slots=True)
class _Parsed:
    """An adapter whose request was read before: what a launch does from then on is all the same."""

    adapter: ProtocolAdapter[Any]
    sign_in: SignInRequest[Any] = field(repr=False)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the adapter has
        return getattr(self.adapter, name)

    def parse(self, _: WireRequest, *, now: datetime) -> SignInRequest[Any]:  # noqa: ARG002 - the port's
        """Return the request."""
        return self.sign_in


def launch_costs() -> Costs:
    """Return what a launch by SAML costs from the check to the record, on SQLite."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        key = write_world(folder, people=PEOPLE, seats=PEOPLE * _RESOURCES)
        runtime = build_runtime(folder / "garbridge.toml")
        adapter, launches = runtime.front["saml"], runtime.launches
        request = WireRequest("GET", SSO, signed_request(key))
        asked = adapter.parse(request, now=runtime.clock())
        here = ResourceId(resource(CLICKED))
        parsed = _Parsed(adapter, replace(asked, resource=here, once=None))
        proving = launches.proving
        unproved = Unproved(policies=proving.policies, alarms=proving.alarms)
        always = replace(proving, percent=100)

        ways = [
            _launching(replace(launches, proving=one), parsed, request)
            for one in (unproved, proving, always)
        ]
        rounds = [[_seconds(way) for way in ways] for _ in range(_ROUNDS)]
    return Costs(
        bare=statistics.median(bare for bare, _, _ in rounds),
        sampled=statistics.median(sampled / bare for bare, sampled, _ in rounds),
        always=statistics.median(each / bare for bare, _, each in rounds),
    )


def _seconds(launch: Callable[[], object]) -> float:
    """Return the CPU seconds of one launch; each way has its turn in each round."""
    start = time.process_time()
    for _ in range(_LAUNCHES):
        launch()
    return (time.process_time() - start) / _LAUNCHES


def _launching(
    launches: LaunchService, adapter: ProtocolAdapter[Any], request: WireRequest
) -> Callable[[], object]:
    number = 0

    def launch() -> None:
        nonlocal number
        number = (number + 97) % PEOPLE
        who = SignedIn(PersonId(person(number)), SessionId("bench"))
        if not isinstance(launches.launch(adapter, request, who), Launched):
            raise TypeError("the benchmark's people all hold a seat")

    return launch
