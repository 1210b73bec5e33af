"""``mixed-load``: 33 launches a second for two minutes, all protocols mixed, with four workers.

Each launch is the whole way: the click, what the provider sends the browser back with, and what
its server asks.  They leave when their time has come, whether those before are answered or not,
and what somebody waits is counted from then.  Afterwards the records are compared with what was
counted here, for each protocol: launches, and what was told behind the browser's back.

``MIXED_LOAD_SECONDS`` takes another length; ``mixed-load-servers`` is the same on PostgreSQL with
Redis.
"""

import base64
import math
import os
import secrets
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import text
from tests.stores.postgresql import running_postgresql
from tests.stores.redis_server import running_redis

from benchmarks import launch_lti, launch_oidc
from benchmarks.figures import Figure
from benchmarks.launch_saml import CLICKED, signed_request
from benchmarks.serving import LoadFailedError, serving
from benchmarks.world import PORTAL, SAML, SITE, person, resource, write_world
from garbridge.core.identifiers import ResourceId, tile_key
from garbridge.wiring import open_engine

SECONDS = 120
RATE = 33
WORKERS = 4
PEOPLE = 100_000
EACH = 10
SIGNED_IN = 200
AT_ONCE = 64
PROVIDERS = {
    "saml": (SAML, (CLICKED,)),
    "cas": ("[cas]", (4,)),
    "oidc": (launch_oidc.SECTION, (5,)),
    "lti": (launch_lti.SECTION, (6,)),
}
TOLD = {"saml": 0, "cas": 1, "oidc": 2, "lti": 0}
"""How often a provider's server asks us in one launch."""
_TIMEOUT = 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one launch: how long somebody waited (seconds), and what went wrong."""

    protocol: str
    waited: float
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Driver:
    """Browsers and providers of a portal at ``portal``."""

    portal: str
    key: rsa.RSAPrivateKey

    def sign_in(self, number: int, people: int) -> requests.Session:
        """Return a browser in which somebody of *people* is signed in, another for each number."""
        browser = requests.Session()
        browser.get(f"{self.portal}/in/{person(number * 97 % people)}", timeout=_TIMEOUT)
        return browser

    def launch(self, protocol: str, browser: requests.Session, at: float) -> Outcome:
        """Go the whole way, which began at *at*; whatever breaks on it is the launch's fault."""
        ways: Mapping[str, Callable[[requests.Session], None]] = {
            "saml": self._saml,
            "cas": self._cas,
            "oidc": self._oidc,
            "lti": self._lti,
        }
        try:
            ways[protocol](browser)
        except (requests.RequestException, LoadFailedError, KeyError) as broken:
            return Outcome(protocol, time.perf_counter() - at, f"{type(broken).__name__}: {broken}")
        return Outcome(protocol, time.perf_counter() - at)

    def _click(self, browser: requests.Session, protocol: str) -> str:
        number = PROVIDERS[protocol][1][0]
        tile = tile_key(ResourceId(resource(number)))
        return self._sent(browser, f"/mediacentre/ouvrir/{tile}", SITE)

    def _sent(self, browser: requests.Session, path: str, to: str) -> str:
        """Return where *path* sends the browser, which must be *to* or below it."""
        url = f"{self.portal}{path}"
        answer = browser.get(url, allow_redirects=False, timeout=_TIMEOUT)
        where = answer.headers.get("Location", "")
        if answer.status_code != HTTPStatus.FOUND or not where.startswith(to):
            raise LoadFailedError(f"{answer.status_code} {where[:80]} {answer.text[:300]}")
        return where

    def _form(self, browser: requests.Session, path: str, field: str) -> None:
        url = f"{self.portal}{path}"
        answer = browser.get(url, allow_redirects=False, timeout=_TIMEOUT)
        if answer.status_code != HTTPStatus.OK or f'name="{field}"' not in answer.text:
            raise LoadFailedError(f"{answer.status_code} {answer.text[:300]}")

    def _saml(self, browser: requests.Session) -> None:
        self._click(browser, "saml")
        sso = f"{self.portal}/saml/sso"
        self._form(browser, f"/saml/sso?{signed_request(self.key, sso)}", "SAMLResponse")

    def _cas(self, browser: requests.Session) -> None:
        service = self._click(browser, "cas")
        there = self._sent(browser, f"/cas/login?{urlencode({'service': service})}", service)
        asked = {"service": service, "ticket": _query(there)["ticket"]}
        url = f"{self.portal}/cas/p3/serviceValidate"
        answer = requests.get(url, asked, timeout=_TIMEOUT)
        if "authenticationSuccess" not in answer.text:
            raise LoadFailedError(answer.text[:300])

    def _oidc(self, browser: requests.Session) -> None:
        self._click(browser, "oidc")
        asked = launch_oidc.asked(secrets.token_hex(8))
        back = self._sent(browser, f"/oidc/authorize?{urlencode(asked)}", f"{SITE}/back?")
        form = {
            "grant_type": "authorization_code",
            "code": _query(back)["code"],
            "redirect_uri": asked["redirect_uri"],
            "code_verifier": launch_oidc.VERIFIER,
        }
        pair = base64.b64encode(f"bench:{launch_oidc.SECRET}".encode()).decode()
        told = requests.post(
            f"{self.portal}/oidc/token",
            form,
            headers={"Authorization": f"Basic {pair}"},
            timeout=_TIMEOUT,
        )
        if told.status_code != HTTPStatus.OK:
            raise LoadFailedError(told.text[:300])
        bearer = {"Authorization": f"Bearer {told.json()['access_token']}"}
        profile = requests.get(f"{self.portal}/oidc/userinfo", headers=bearer, timeout=_TIMEOUT)
        if "PRO" not in profile.text:
            raise LoadFailedError(profile.text[:300])

    def _lti(self, browser: requests.Session) -> None:
        sent = _query(self._click(browser, "lti"))
        query = launch_lti.answer_to(sent)
        self._form(browser, f"/lti/authorize?{urlencode(query)}", "id_token")


def _query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def mixed_load() -> Iterator[Figure]:
    """Yield it on SQLite."""
    seconds = int(os.environ.get("MIXED_LOAD_SECONDS", SECONDS))
    yield from load_mixed("mixed-load", seconds=seconds, people=PEOPLE)


def mixed_load_servers() -> Iterator[Figure]:
    """Yield it on PostgreSQL with Redis."""
    seconds = int(os.environ.get("MIXED_LOAD_SECONDS", SECONDS))
    yield from load_mixed("mixed-load-servers", seconds=seconds, people=PEOPLE, servers=True)


def load_mixed(name: str, *, seconds: int, people: int, servers: bool = False) -> Iterator[Figure]:
    """Yield what a load of so many *seconds* did, under *name*."""
    os.environ["BENCH_SECRET"] = launch_oidc.SECRET
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        database = opened.enter_context(running_postgresql()) if servers else None
        key = write_world(
            folder, people=people, seats=people * EACH, database=database, providers=PROVIDERS
        )
        portal = f"http://127.0.0.1:{_free_port()}"
        state = ""
        if servers:
            scratch = Path(opened.enter_context(tempfile.TemporaryDirectory()))
            state = f'\n[state]\nredis = "{opened.enter_context(running_redis(scratch))}"\n'
        file = folder / "garbridge.toml"
        file.write_text(file.read_text("utf-8").replace(PORTAL, portal) + state, "utf-8")
        port = int(portal.rpartition(":")[2])
        environment = {"GARBRIDGE_CONFIG": str(file), "WEB_CONCURRENCY": str(WORKERS)}
        with serving("benchmarks.portal:create_app()", port, **environment):
            outcomes = _drive(Driver(portal, key), seconds * RATE, people)
        recorded = _recorded(database or f"sqlite:///{folder / 'garbridge.sqlite'}")
    yield from _figures(name, outcomes, recorded)


def _drive(driver: Driver, count: int, people: int) -> list[Outcome]:
    """Start so many launches, each when its time has come, and wait for all of them."""
    browsers = [driver.sign_in(number, people) for number in range(min(SIGNED_IN, count))]
    protocols = list(PROVIDERS)
    running: list[Future[Outcome]] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        start = time.perf_counter()
        for number in range(count):
            at = start + number / RATE
            time.sleep(max(0.0, at - time.perf_counter()))
            browser = browsers[number % SIGNED_IN]
            protocol = protocols[number % len(protocols)]
            running.append(pool.submit(driver.launch, protocol, browser, at))
    return [one.result() for one in running]


def _recorded(database: str) -> tuple[Counter[str], int, int]:
    """Return how many launches of each protocol are recorded, what was told, and what was not."""
    engine = open_engine(database)
    with engine.connect() as connection:
        launches = connection.execute(
            text(
                "SELECT protocol, count(*) FROM garbridge_launch"
                " WHERE refusal IS NULL GROUP BY protocol"
            )
        ).all()
        told, faults = (
            connection.execute(
                text(f"SELECT count(*) FROM garbridge_redemption WHERE fault IS {which}")  # noqa: S608 - ours
            ).scalar_one()
            for which in ("NULL", "NOT NULL")
        )
    engine.dispose()
    return Counter({str(protocol): int(count) for protocol, count in launches}), told, faults


def _figures(
    name: str, outcomes: list[Outcome], recorded: tuple[Counter[str], int, int]
) -> Iterator[Figure]:
    good = Counter(one.protocol for one in outcomes if not one.fault)
    faults = [one for one in outcomes if one.fault]
    for one in faults[:5]:
        print(f"  {one.protocol}: {one.fault}")
    launches, told, refused = recorded
    lost = sum((good - launches).values())
    more = sum((launches - good).values())
    untold = abs(told - sum(TOLD[protocol] * count for protocol, count in good.items()))
    waited = sorted(one.waited for one in outcomes)
    yield Figure(name, good.total(), "launches", len(outcomes), at_most=False)
    yield Figure(f"{name}: errors", len(faults), "launches", 0)
    yield Figure(f"{name}: not recorded", lost, "launches", 0)
    yield Figure(f"{name}: recorded, not counted", more, "launches", 0)
    yield Figure(f"{name}: told, not recorded", untold + refused, "exchanges", 0)
    for share in (50, 95, 99):
        place = math.ceil(len(waited) * share / 100) - 1
        yield Figure(f"{name}: p{share}", 1_000 * waited[place], "ms")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
