"""Figures as Prometheus reads them: the one place that knows ``prometheus_client``.

Source: the text format 0.0.4, https://prometheus.io/docs/instrumenting/exposition_formats/.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from garbridge.core.measures import Measure

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


def exposition(measures: Sequence[Measure]) -> bytes:
    """Return *measures* as text, each as a gauge; labels are escaped."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(measures))
    return generate_latest(registry)


class _Figures(Collector):
    """What one answer holds; nothing of the process is in it."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self._measures = measures

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Yield each measure."""
        for one in self._measures:
            family = GaugeMetricFamily(f"garbridge_{one.name}", one.help, labels=one.labels)
            for values, number in sorted(one.values.items()):
                family.add_metric(values, number)
            yield family
