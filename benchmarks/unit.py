"""The unit of every figure: the CPU of one RSA-2048 signature, measured in the same run.

Machines are noisy and differ; a ratio inside one run says something that lasts.  Batches are
interleaved with the work they are compared with, and the median of the batches counts.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

_BATCHES = 15
_BATCH_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """CPU seconds of one operation and of one signature; ``ratio`` is the figure."""

    operation: float
    signature: float

    @property
    def ratio(self) -> float:
        """How many signatures one operation costs."""
        return self.operation / self.signature


def signer() -> Callable[[], object]:
    """Return the unit of work: one RSASSA-PKCS1-v1_5 signature with SHA-256."""
    key = rsa.generate_private_key(65537, 2048)
    scheme, digest = padding.PKCS1v15(), SHA256()
    return lambda: key.sign(b"unit", scheme, digest)


def compare(operation: Callable[[], object]) -> Comparison:
    """Measure *operation* against one signature, batch by batch in turn."""
    return in_turn(operation)[0]


def in_turn(*operations: Callable[[], object]) -> Sequence[Comparison]:
    """Measure each of *operations* against one signature, batch by batch in turn.

    What a machine that others share does to the one it then does to all of them.
    """
    every = [(one, _size(one)) for one in (signer(), *operations)]
    rounds = [[_batch(one, size) for one, size in every] for _ in range(_BATCHES)]
    unit, *taken = (statistics.median(batches) for batches in zip(*rounds, strict=True))
    return [Comparison(one, unit) for one in taken]


def signature_seconds() -> float:
    """Return the CPU seconds of one signature, now."""
    unit = signer()
    size = _size(unit)
    return statistics.median(_batch(unit, size) for _ in range(_BATCHES))


def _size(operation: Callable[[], object]) -> int:
    count, start = 0, time.process_time()
    while time.process_time() - start < _BATCH_SECONDS:
        operation()
        count += 1
    return max(count, 1)


def _batch(operation: Callable[[], object], size: int) -> float:
    start = time.process_time()
    for _ in range(size):
        operation()
    return (time.process_time() - start) / size
