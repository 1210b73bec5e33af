"""What is counted for a monitor, in memory."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime

from garbridge.core.identifiers import ProviderId, SchoolId
from garbridge.core.measures import LaunchKind
from garbridge.core.outages import HANDED_IN, Asked
from garbridge.ports import LaunchRecord
from garbridge.stores.memory.database import MemoryDatabase


class MemoryMeasures:
    """The reference of :class:`garbridge.ports.MeasureStore`.

    Args:
        database: Where everything is kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def launches(self, since: datetime) -> Mapping[LaunchKind, int]:
        """Return how many launches ended at *since* or later."""
        with self._database.transaction():
            found = self._database.records.all().values()
        recent = (one for one in found if one.at >= since)
        return Counter((one.provider, one.protocol, one.refusal) for one in recent)

    def redemptions(self, since: datetime) -> Mapping[str, int]:
        """Return how many tickets and codes were handed in at *since* or later."""
        with self._database.transaction():
            found = self._database.redemptions.all().values()
        return Counter(one.fault or "" for one in found if one.at >= since)

    def answered(
        self, since: datetime, until: datetime
    ) -> Mapping[tuple[ProviderId, SchoolId], Asked]:
        """Return of how many people providers were told something."""
        with self._database.transaction():
            launches = self._database.records.all().values()
            redemptions = self._database.redemptions.all().values()
            told = {one.launch for one in redemptions if one.fault is None}
        found = defaultdict[tuple[ProviderId, SchoolId], list[LaunchRecord]](list)
        for one in launches:
            is_asked = one.refusal is None and one.protocol in HANDED_IN
            if not (is_asked and since <= one.at < until):
                continue
            if one.provider is not None and one.school is not None:
                found[one.provider, one.school].append(one)
        return {
            where: Asked(
                len({one.person for one in ours}),
                len({one.person for one in ours if one.reference in told}),
            )
            for where, ours in found.items()
        }

    def seats(self) -> int:
        """Return how many licences somebody holds."""
        with self._database.transaction():
            return len(self._database.seats.all())
