"""``national-list``: a list of 20 resources of the GAR's, in hello worlds of the same run.

The GAR is a fake on the same machine.  What is measured is the list as most pages have it: it is
asked for once in ``fresh_seconds`` (60) for each person, and in between read from where it is kept,
sealed; what was read before stays read in the process.  Beside it stand what it costs to ask, read
and keep one (with what the fake spends in the same process), and the whole page around the list.
"""

import statistics
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.wiring.inside import portal_with

from benchmarks.figures import Figure
from benchmarks.launch_saml import install_wrk
from benchmarks.mediacentre import measured
from benchmarks.serving import serving
from benchmarks.under_load import PORT
from benchmarks.world import PORTAL, write_portal
from garbridge.core.identifiers import PersonId
from garbridge.core.people import Identity, Membership, Person, Profile
from garbridge.services.national_shelf import NationalShelfService
from garbridge.testing.world import COLLEGE, TENANT
from garbridge.wiring import Runtime
from garbridge.wiring.national_shelf import national_shelf
from provider_stub.gar_lists import GarLists, serve_lists

SIZE = 20
BAR = 3.0

_TIMES = 15
_PUPIL = Person(PersonId("lea"), Identity("Nom", "Léa"), (Membership(COLLEGE.id, Profile.PUPIL),))
_LIST = """
[national]
[national.list]
url = "{}"
hosts = ["sp-auth.gar.example"]
"""


def national_list() -> Iterator[Figure]:
    """Yield what the page costs, and what it costs to ask for a list and keep it."""
    install_wrk()
    lists = GarLists(entries=[f"r{number}" for number in range(SIZE)])
    with tempfile.TemporaryDirectory() as scratch, serve_lists(lists) as url:
        folder = Path(scratch)
        write_portal(folder, tenant=TENANT, database=f"sqlite:///{folder / 'garbridge.sqlite'}")
        with (folder / "garbridge.toml").open("a", encoding="utf-8") as file:
            file.write(_LIST.format(url))
        (folder / "providers").mkdir(exist_ok=True)
        with portal_with([_PUPIL], folder, schools=(COLLEGE,)) as runtime:
            asking, kept = _asking(runtime), _kept(runtime)
        environment = {"GARBRIDGE_CONFIG": str(folder / "garbridge.toml")}
        with serving("benchmarks.portal:create_app()", PORT, **environment) as master:
            hello, page, _ = measured(folder, _cookie(), master)
    yield Figure("national-list", kept / hello, "hello worlds", BAR)
    yield Figure("national-list: the page around it", page / hello, "hello worlds")
    yield Figure("national-list: asking the GAR", asking * 1000, "ms of CPU")


def _asking(runtime: Runtime) -> float:
    """Return the CPU seconds of one list that is asked for, read and kept; the fake's among them.

    Raises:
        RuntimeError: the GAR was not asked.
    """
    taken: list[float] = []
    for _ in range(_TIMES):
        service = national_shelf(runtime)
        before = time.process_time()
        found = _shelf(service)
        taken.append(time.process_time() - before)
        runtime.stores.once.redeem(_kept_key(service), now=runtime.clock())
        if found != SIZE:
            raise RuntimeError("the GAR was not asked")
    return statistics.median(taken)


def _kept(runtime: Runtime) -> float:
    """Return the CPU seconds of a list that is kept.

    Raises:
        RuntimeError: it is not whole.
    """
    taken: list[float] = []
    for _ in range(10 * _TIMES):
        before = time.process_time()
        found = _shelf(national_shelf(runtime))
        taken.append(time.process_time() - before)
        if found != SIZE:
            raise RuntimeError("the list is not kept")
    return statistics.median(taken[1:])


def _shelf(service: NationalShelfService | None) -> int:
    return 0 if service is None else len(service.shelf(_PUPIL).tiles)


def _kept_key(service: NationalShelfService | None) -> str:
    """Return under which name the list waits, so that the next one is asked for again."""
    kept = getattr(service, "kept", None)
    return "" if kept is None else str(kept.key_of(_PUPIL.id))


def _cookie() -> str:
    """Sign in, and return the cookies of the session.

    Raises:
        RuntimeError: the page does not show what the GAR lists.
    """
    cookies = urllib.request.HTTPCookieProcessor()
    opener = urllib.request.build_opener(cookies)
    opener.open(f"{PORTAL}/in/{_PUPIL.id}").close()
    with opener.open(f"{PORTAL}/mediacentre/") as answer:
        page = answer.read().decode()
    if f"{SIZE} ressources" not in page:
        raise RuntimeError("the page does not show what the GAR lists")
    return "; ".join(f"{one.name}={one.value}" for one in cookies.cookiejar)
