"""What is counted for a monitor, in memory."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime

from garbridge.core.identifiers import ProviderId
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

    def answered(self, since: datetime, until: datetime) -> Mapping[ProviderId, Asked]:
        """Return what providers asked for."""
        with self._database.transaction():
            launches = self._database.records.all().values()
            handed_in = {one.launch for one in self._database.redemptions.all().values()}
        found = defaultdict[ProviderId, list[LaunchRecord]](list)
        for one in launches:
            is_asked = one.refusal is None and one.protocol in HANDED_IN
            if is_asked and one.provider is not None and since <= one.at < until:
                found[one.provider].append(one)
        return {
            provider: Asked(
                len(ours),
                len({one.person for one in ours}),
                sum(one.reference in handed_in for one in ours),
            )
            for provider, ours in found.items()
        }

    def seats(self) -> int:
        """Return how many licences somebody holds."""
        with self._database.transaction():
            return len(self._database.seats.all())
