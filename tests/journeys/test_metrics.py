"""Four workers tell one monitor the same figures: nothing of them is kept in a process."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from tests.journeys.several_workers import portal_at_work

from garbridge.testing.journal import RECORD, REFUSED

pytestmark = pytest.mark.xdist_group("workers")

STATED = '[metrics]\naddresses = ["127.0.0.1"]\n'


def test_every_worker_tells_the_same(tmp_path: Path) -> None:
    """Whichever answers, and also of what another process recorded."""
    with portal_at_work(tmp_path, state=STATED) as portal:
        now = datetime.now(UTC)
        for number in range(30):
            one = RECORD if number % 3 else REFUSED
            kept = replace(one, reference=f"r{number}", provider=None, protocol="cas", at=now)
            portal.runtime.stores.journal.commit(kept)
        told: Counter[tuple[tuple[str, float], ...]] = Counter()
        pids: set[str] = set()
        for _ in range(30):
            pids.add(requests.get(f"{portal.url}/pid", timeout=30).text)
            text = requests.get(f"{portal.url}/metrics", timeout=30).text
            (family,) = [
                one
                for one in text_string_to_metric_families(text)
                if one.name == "garbridge_launches_last_5_minutes"
            ]
            told[tuple(sorted((s.labels["outcome"], s.value) for s in family.samples))] += 1

    assert len(pids) > 1
    assert told == {(("GB-DRO-01", 10.0), ("granted", 20.0)): 30}
