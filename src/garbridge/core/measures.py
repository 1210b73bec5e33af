"""Figures for a monitor: how much happens now, and what ends soon.  None is about a person.

No label has more values than there are providers, protocols, codes and jobs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from garbridge.core.access import Refusal
from garbridge.core.identifiers import ProviderId

WINDOW: Final = timedelta(minutes=5)
"""Over how long what happens is counted, so that the cost does not grow with what was kept."""

LaunchKind = tuple[ProviderId | None, str, Refusal | str | None]
"""What launches are counted by: provider, protocol, and why not, ``None`` for an accès.

Why not may be a text that only a newer version knows, while both serve.
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure with a value for each combination of its labels.

    ``name`` is without the ``garbridge_`` in front; ``values`` are by the values of ``labels``.
    """

    name: str
    help: str
    labels: tuple[str, ...]
    values: Mapping[tuple[str, ...], float]
