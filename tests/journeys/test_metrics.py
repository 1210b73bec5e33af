"""Four workers tell one monitor the same figures: nothing of them is kept in a process."""

import os
import signal
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from requests.adapters import HTTPAdapter
from tests.journeys.several_workers import portal_at_work
from urllib3.util import Retry

from garbridge.testing.journal import RECORD, REFUSED

pytestmark = pytest.mark.xdist_group("workers")

Told = tuple[tuple[str, float], ...]
STATED = '[metrics]\naddresses = ["127.0.0.1"]\n'


def test_every_worker_tells_the_same(tmp_path: Path) -> None:
    """Whichever answers, also of what another process recorded, and after one was lost."""
    with portal_at_work(tmp_path, state=STATED) as portal:
        now = datetime.now(UTC)
        for number in range(30):
            one = RECORD if number % 3 else REFUSED
            kept = replace(one, reference=f"r{number}", provider=None, protocol="cas", at=now)
            portal.runtime.stores.journal.commit(kept)
        pids, told = asked(portal.url)
        os.kill(int(min(pids)), signal.SIGKILL)
        later, after = asked(portal.url)

    assert len(pids) > 1
    assert min(pids) not in later
    assert told == after == {(("GB-DRO-01", 10.0), ("granted", 20.0)): 30}


def asked(url: str) -> tuple[set[str], Counter[Told]]:
    """Return which workers answered, and how often what was told."""
    told: Counter[Told] = Counter()
    pids: set[str] = set()
    for _ in range(30):
        with requests.Session() as browser:  # one connection is one worker's
            browser.mount("http://", HTTPAdapter(max_retries=Retry(read=3, backoff_factor=0.2)))
            pids.add(browser.get(f"{url}/pid", timeout=30).text)
            text = browser.get(f"{url}/metrics", timeout=30).text
        (family,) = [
            one
            for one in text_string_to_metric_families(text)
            if one.name == "garbridge_launches_last_5_minutes"
        ]
        told[tuple(sorted((s.labels["outcome"], s.value) for s in family.samples))] += 1
    return pids, told
