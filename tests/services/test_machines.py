"""A machine is known by what it proves, and may ask so often, in all workers together."""

from datetime import timedelta

import pytest

from garbridge.core.machines import (
    ClientCertificate,
    Distributor,
    Machine,
    Portal,
    Proofs,
    Turned,
    digest_of,
    recognise,
)
from garbridge.services.feed import Limiter
from garbridge.services.machines import MachineService, Meter
from garbridge.stores.memory import MemoryCalls, MemoryDatabase
from garbridge.testing.world import NOW

PRINT, OTHER = "0f" * 32, "a1" * 32
SELLER = Distributor(
    id="378901946_0000000000000000",
    name="Librairie",
    proofs=Proofs(frozenset({PRINT}), frozenset({digest_of("seller")})),
    resources=("ark:/99999/*",),
)
READER = Portal(id="kiosque", proofs=Proofs(frozenset({OTHER}), frozenset({digest_of("reader")})))
HOUR = timedelta(hours=1)


def shown(fingerprint: str = PRINT) -> ClientCertificate:
    """Return a certificate that is in force."""
    return ClientCertificate(fingerprint, NOW - HOUR, NOW + HOUR)


@pytest.mark.parametrize(
    ("certificate", "token", "found"),
    [
        (shown(), None, SELLER),
        (None, "seller", SELLER),
        (shown(), "seller", SELLER),
        (shown(OTHER), None, READER),
        (None, None, Turned.NO_PROOF),
        (shown("00" * 32), None, Turned.UNKNOWN_CERTIFICATE),
        (shown("00" * 32), "seller", Turned.UNKNOWN_CERTIFICATE),
        (None, "", Turned.UNKNOWN_TOKEN),
        (None, "Seller", Turned.UNKNOWN_TOKEN),
        (None, digest_of("seller"), Turned.UNKNOWN_TOKEN),
        (None, "\ud800", Turned.UNKNOWN_TOKEN),
        (shown(), "wrong", Turned.UNKNOWN_TOKEN),
        (shown(), "reader", Turned.TWO_MACHINES),
        (ClientCertificate(PRINT, NOW + HOUR, NOW + 2 * HOUR), None, Turned.CERTIFICATE_ENDED),
        (ClientCertificate(PRINT, NOW - HOUR, NOW - HOUR), None, Turned.CERTIFICATE_ENDED),
    ],
)
def test_every_proof_that_is_given_must_be_right(
    certificate: ClientCertificate | None, token: str | None, found: Machine | Turned
) -> None:
    """And both must be the same machine's."""
    assert recognise([SELLER, READER], certificate, token, now=NOW) == found


def test_two_workers_share_what_a_machine_may_ask() -> None:
    """Three hundred in a minute, not three hundred in each; the next minute begins anew."""
    counter = MemoryCalls(MemoryDatabase())
    workers = [Meter(counter, 300), Meter(counter, 300)]

    heard = sum(workers[number % 2].allows("seller", NOW) for number in range(400))

    assert heard == 300
    assert all(worker.allows("seller", NOW + timedelta(minutes=1)) for worker in workers)
    assert workers[0].allows("kiosque", NOW)


@pytest.mark.parametrize("limit", [1, 2, 99, 101, 250])
def test_a_limit_is_kept_exactly_by_one_worker(limit: int) -> None:
    """Whatever part of it is counted at once."""
    meter = Meter(MemoryCalls(MemoryDatabase()), limit)

    assert sum(meter.allows("seller", NOW) for _ in range(limit + 50)) == limit


def test_strangers_cost_machines_nothing() -> None:
    """They are turned away, then stopped, and the machine is heard all the while."""
    service = MachineService(
        machines=[SELLER],
        meter=Meter(MemoryCalls(MemoryDatabase()), 10),
        strangers=Limiter(3),
        clock=lambda: NOW,
    )
    told = [service.admit(None, "guess") for _ in range(5)]

    assert told == [Turned.UNKNOWN_TOKEN] * 3 + [Turned.TOO_MANY] * 2
    assert service.admit(None, "seller") == SELLER
    assert [service.admit(None, "seller") for _ in range(10)][-1] is Turned.TOO_MANY
