"""What drops rows of tables in memory, at once or when it is called."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from garbridge.core.rounds import Round
from garbridge.core.years import Snapshot
from garbridge.stores.memory.database import MemoryTable

K = TypeVar("K")
V = TypeVar("V")


def dropping(table: MemoryTable[K, V], key: K) -> Callable[[], object]:
    """Return what drops the row of *key*."""
    return lambda: table.drop(key)


def emptying(table: MemoryTable[K, Snapshot], key: K) -> Callable[[], object]:
    """Return what leaves nothing in the snapshot of *key*."""
    return lambda: table.put(key, Snapshot())


def drops(
    table: MemoryTable[K, V], is_over: Callable[[K, V], bool]
) -> Iterator[Callable[[], object]]:
    """Yield what drops each row that *is_over*."""
    for key, row in table.all().items():
        if is_over(key, row):
            yield dropping(table, key)


def drop(table: MemoryTable[K, V], goes: Callable[[K, V], bool]) -> int:
    """Drop each row that *goes*, and return how many they were."""
    return called(drops(table, goes))


def round_drops(
    table: MemoryTable[K, Round], goes: Callable[[Round], bool]
) -> Iterator[Callable[[], object]]:
    """Yield what drops each round that *goes*, once for it and once for each of its parts."""
    for key, one in table.all().items():
        if goes(one):
            yield from [dropping(table, key)] * (1 + len(one.parts))


def called(dropped: Iterable[Callable[[], object]]) -> int:
    """Call each of them, once all of them are found, and return how many they were."""
    found = list(dropped)
    for one in found:
        one()
    return len(found)
