"""``autonome-list``: the list of twenty resources that another portal reads, in hello worlds.

Asked as portals ask the GAR: in JSON, packed, with a token, one person through one school.  Rights
and limits are looked at each time.  What is the same for everybody of a resource is written once,
and the gate's answer is remembered while the same rights are read, as for the médiacentre.
"""

import gzip
import hashlib
import json
import os
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.launch_saml import install_wrk
from benchmarks.mediacentre import SECONDS, SHELVES, TURNS, write_shelves
from benchmarks.serving import load, serving
from benchmarks.under_load import PORT
from benchmarks.world import PORTAL
from garbridge.testing.world import TENANT

BAR = 3.0
TOKEN = "of-the-bench-and-of-nothing-else"  # noqa: S105 - opens a bench
AUTONOME = f"""
[autonome]
per_minute = 100000
[[autonome.portals]]
id = "bench"
tokens = ["{hashlib.sha256(TOKEN.encode()).hexdigest()}"]
"""


def autonome_list() -> Iterator[Figure]:
    """Yield what one list costs; beside it hello world, in milliseconds."""
    install_wrk()
    shelf = SHELVES[0]
    address = f"{PORTAL}/autonome/ressources/{TENANT}/{shelf.school.id}/{shelf.person.id}"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_shelves(folder, AUTONOME)
        os.environ["BEARER"] = TOKEN
        environment = {"GARBRIDGE_CONFIG": str(folder / "garbridge.toml")}
        script = Path(__file__).with_name("bearer.lua")
        with serving("benchmarks.portal:create_app()", PORT, **environment) as master:
            _look(address, shelf.size)
            turns = [
                (
                    load(f"{PORTAL}/hello", master, seconds=SECONDS).cpu_each,
                    load(address, master, seconds=SECONDS, script=script).cpu_each,
                )
                for _ in range(TURNS)
            ]
    hello = statistics.median(hello for hello, _ in turns)
    spent = statistics.median(spent / hello for hello, spent in turns)
    yield Figure("autonome-list", spent, "hello worlds", BAR)
    yield Figure("autonome-list: Flask hello world", hello * 1000, "ms of CPU")


def _look(address: str, size: int) -> None:
    """See that the list is whole.

    Raises:
        RuntimeError: it is not.
    """
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept-Encoding": "gzip"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:  # noqa: S310 - our own address
        listed = json.loads(gzip.decompress(answer.read()))
    if len(listed["listeRessources"]["ressource"]) != size:
        raise RuntimeError("the list does not hold what is theirs")
