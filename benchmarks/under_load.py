"""The unit of the launches: a signature where they are, in two workers under the same load.

A machine that others share is faster now and slower then, by a third within a minute.  So the unit
and what it measures are loaded in turn, for a moment each, and the median of the rounds counts.
"""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from benchmarks.portal import SIGNATURES
from benchmarks.serving import Load, load, serving

PORT = 8799
BESIDE = "http://127.0.0.1:8798"
ROUNDS = 7
SECONDS = 2
"""Of each load of a round."""
LEFT_OVER = 2 * ROUNDS
"""Requests that may be under way when wrk ends: up to two in each round."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """What requests of several kinds cost, in signatures; and how many of each there were.

    ``unit`` is what a signature cost, in CPU seconds, and ``hello`` Flask's hello world, in
    signatures.
    """

    each: tuple[float, ...]
    requests: tuple[int, ...]
    hello: float
    unit: float


def in_rounds(*loads: Callable[[int], Load]) -> Rounds:
    """Run each of *loads* in each round, right after the unit; they are told its number."""
    units: list[float] = []
    hellos: list[float] = []
    rounds: list[list[Load]] = []
    with serving("benchmarks.portal:create_hello()", int(BESIDE.rpartition(":")[2])) as master:
        for number in range(ROUNDS):
            hello = load(f"{BESIDE}/", master, seconds=1).cpu_each
            signing = load(f"{BESIDE}/sign", master, seconds=SECONDS).cpu_each
            units.append((signing - hello) / SIGNATURES)
            hellos.append(hello / units[-1])
            rounds.append([one(number) for one in loads])
    kinds = list(zip(*rounds, strict=True))
    return Rounds(
        each=tuple(
            statistics.median(one.cpu_each / unit for one, unit in zip(kind, units, strict=True))
            for kind in kinds
        ),
        requests=tuple(sum(one.requests for one in kind) for kind in kinds),
        hello=statistics.median(hellos),
        unit=statistics.median(units),
    )


def of_round(lines: Sequence[str], number: int) -> list[str]:
    """Return the *lines* of the round *number*: none is used in two of them."""
    return list(islice(lines, number, None, ROUNDS))
