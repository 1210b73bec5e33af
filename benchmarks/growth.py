"""``growth``: what a decision and a list cost in a district ten times as large, on both databases.

``district-large`` is the same at the size of the largest académie.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.stores.postgresql import running_postgresql

from benchmarks.figures import Figure
from benchmarks.unit import Comparison, in_turn
from benchmarks.world import RESOURCES, person, resource, school, write_world
from garbridge.core.access import Granted
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.wiring import Runtime, build_runtime

SMALL = 10_000
LARGE = 100_000
LARGEST = 1_000_000
EACH = 10
EACH_LARGEST = 11
BAR = 1.3

_PIECE = 1 << 20
_STRIDE = 7_919
_BEFORE = 2_000
"""Questions before those that are measured: a portal has served since the morning."""


def growth() -> Iterator[Figure]:
    """Yield how much more both cost with 1,000,000 seats than with 100,000."""
    yield from _grown(LARGE, EACH, "growth")


def district_large() -> Iterator[Figure]:
    """Yield the same with 1,000,000 people and 11,000,000 seats."""
    yield from _grown(LARGEST, EACH_LARGEST, "district-large")


def _grown(people: int, each: int, name: str) -> Iterator[Figure]:
    for database in ("sqlite", "postgresql"):
        with _world(database, SMALL, EACH) as few, _world(database, people, each) as many:
            pairs = zip(_questions(few, SMALL), _questions(many, people), strict=True)
            for what, pair in zip(("gate", "list"), pairs, strict=True):
                for _ in range(_BEFORE):
                    pair[1]()
                yield from _figures(f"{name}: {what}, {database}", *in_turn(*pair))


def _figures(name: str, before: Comparison, after: Comparison) -> Iterator[Figure]:
    yield Figure(name, after.ratio / before.ratio, "times the small one", BAR)
    yield Figure(f"{name}, large", after.ratio, "RSA-2048 signatures")


@contextmanager
def _world(database: str, people: int, each: int) -> Iterator[Runtime]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if database == "sqlite":
            write_world(folder, people=people, seats=people * each)
            _read_through(folder / "garbridge.sqlite")
            yield build_runtime(folder / "garbridge.toml")
            return
        with running_postgresql() as url:
            write_world(folder, people=people, seats=people * each, database=url)
            yield build_runtime(folder / "garbridge.toml")


def _read_through(file: Path) -> None:
    """Read *file*, so that it is in the machine's memory: a disk is not what is measured."""
    with file.open("rb") as opened:
        while opened.read(_PIECE):
            pass


def _questions(runtime: Runtime, people: int) -> tuple[Callable[[], None], Callable[[], None]]:
    numbers = count()

    def gate() -> None:
        number = next(numbers) * _STRIDE % people
        decision = runtime.access.check(
            PersonId(person(number)),
            SchoolId(school(number)),
            ResourceId(resource(number % RESOURCES)),
        )
        if not isinstance(decision, Granted):
            raise TypeError("the benchmark's people all hold a seat")

    def shelf() -> None:
        known = runtime.directory.person(PersonId(person(next(numbers) * _STRIDE % people)))
        if known is None or len(runtime.shelves.tiles(known)) < RESOURCES:
            raise TypeError("the benchmark's people all have a list")

    return gate, shelf
