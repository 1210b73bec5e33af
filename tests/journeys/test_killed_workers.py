"""``kill -9`` at any moment of each exchange: nothing is used twice, nothing leaves unrecorded.

A worker is a fork that answers one request through a pipe.  It is killed at a random moment; what
came through the pipe is what left.  Whoever was not answered then asks other workers again.
"""

import base64
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.journeys.own_portal import create_app
from tests.journeys.several_workers import Portal, free_port, prepared_portal
from tests.journeys.stub_at_work import ARKS, Provider, stub_at_work
from tests.protocols.oidc.provider import VERIFIER, authentication_request
from tests.web.browser import serving

from garbridge.stores.outages import HOLD
from garbridge.testing.world import ALICE

pytestmark = [
    pytest.mark.xdist_group("workers"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

URL = f"http://127.0.0.1:{free_port()}"
POINTS = 8
"""Kills of each exchange."""


@dataclass(frozen=True, slots=True)
class Left:
    """What left the portal of an answer: all of it."""

    status: int
    location: str
    text: str


Request = Callable[[FlaskClient], tuple[int, str, str]]


@dataclass(slots=True)
class Killed:
    """A portal whose workers are killed, the provider beside it, and a pupil's browser."""

    portal: Portal
    provider: Provider
    app: Flask
    browser: FlaskClient
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    chance: Random = field(default_factory=lambda: Random(33))  # noqa: S311 - no secret

    def go(self, url: str) -> str:
        """Visit *url* at either end, and return where that leads."""
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}"
        if url.startswith(URL):
            answer = self.browser.get(path, base_url=URL)
        else:
            answer = self.provider.app.test_client().get(path, base_url=self.provider.url)
        assert answer.is_json or 300 <= answer.status_code < 400, answer.get_data(as_text=True)
        return answer.location if ":" in answer.location else f"{URL}{answer.location}"

    def asked(self, protocol: str, at: str) -> str:
        """Click, and return the first address on the way that begins with *at*: unvisited."""
        url = self.portal.tile(ARKS[protocol])
        while not url.startswith(at):
            url = self.go(url)
        return url

    def authorize(self) -> str:
        """Click, and return the address to which a client of OpenID Connect sends the browser."""
        self.go(self.portal.tile(ARKS["oidc"]))
        query = authentication_request("oidc", f"{self.provider.url}/oidc/retour")
        return f"{URL}/oidc/authorize?{urlencode(query)}"

    def visit(self, url: str) -> Request:
        """Return the request with which the pupil's browser opens *url* of the portal."""
        path = url.removeprefix(URL)
        cookie = self.browser.get_cookie("own_portal", "127.0.0.1")
        assert cookie is not None

        def ask(client: FlaskClient) -> tuple[int, str, str]:
            client.set_cookie("own_portal", cookie.value, domain="127.0.0.1")
            answer = client.get(path, base_url=URL)
            return answer.status_code, answer.location or "", answer.get_data(as_text=True)

        return ask

    def answered(self, ask: Request, *, after: float | None = None) -> Left | None:
        """Let a worker answer, and kill it *after* so many seconds; return what left."""
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.write(writer, b".")
                said = ask(self.app.test_client())
                os.write(writer, json.dumps(said).encode())
            finally:
                os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            assert pipe.read(1) == b"."
            if after is not None:
                time.sleep(after)
                os.kill(child, signal.SIGKILL)
            whole = pipe.read()
        os.waitpid(child, 0)
        try:
            return Left(*json.loads(whole))
        except ValueError:  # nothing, or a part
            return None

    def tried(self, name: str, ask: Request) -> Left | None:
        """Let a worker be killed while it answers, at a moment of the time that takes.

        What that time is follows what comes of it: it was measured on a machine that did more, or
        less, at that moment.
        """
        left = self.answered(ask, after=self.chance.uniform(0, self.seconds[name]))
        self.seconds[name] *= 1.1 if left is None else 0.8
        return left

    def measure(self, name: str, begin: Callable[[], Request]) -> None:
        """Learn how long an answer takes, from the fork on."""
        taken: list[float] = []
        for _ in range(5):
            ask, began = begin(), time.perf_counter()
            assert self.answered(ask) is not None
            taken.append(time.perf_counter() - began)
        self.seconds[name] = sorted(taken)[2] * 1.2

    def launches(self) -> int:
        """Return how many are recorded."""
        return len(self.portal.launches())


@pytest.fixture(name="killed", scope="module")
def _killed(state: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    """Both ends, with the state in the one or in the others."""
    folder = tmp_path_factory.mktemp("portal")
    file, runtime = prepared_portal(folder, URL, *ARKS.values(), **state)
    key = folder / "session.key"
    key.write_bytes(b"k" * 32)
    portal = Portal(URL, runtime)
    with (
        pytest.MonkeyPatch.context() as patched,
        stub_at_work(portal, tmp_path_factory.mktemp("stub")) as provider,
    ):
        patched.setenv("GARBRIDGE_CONFIG", str(file))
        patched.setenv("PORTAL_KEY", str(key))
        asking = create_app()
        with serving(asking, int(URL.rpartition(":")[2])):  # the provider asks for metadata
            browser = asking.test_client()
            browser.post("/connexion", data={"person": ALICE}, base_url=URL)
            yield Killed(portal, provider, create_app(), browser)


@pytest.mark.parametrize(
    ("protocol", "at", "message"),
    [("saml", "/saml/sso", 'name="SAMLResponse"'), ("lti", "/lti/authorize", 'name="id_token"')],
)
def test_a_request_is_answered_once_whoever_dies(
    killed: Killed, protocol: str, at: str, message: str
) -> None:
    """An AuthnRequest, or the click of a launch by LTI, that is brought again and again."""

    def begin() -> Request:
        return killed.visit(killed.asked(protocol, f"{URL}{at}"))

    killed.measure(protocol, begin)
    died = 0
    for _ in range(POINTS):
        ask, before = begin(), killed.launches()

        first = killed.tried(protocol, ask)
        answers = [first, killed.answered(ask), killed.answered(ask)]

        told = [one for one in answers if one is not None and message in one.text]
        died += first is None
        assert [one.status for one in told] in ([], [200])
        assert len(told) <= killed.launches() - before <= 1
        assert all(one is not None and one.status in {200, 400} for one in answers[1:])
    assert died > 0


@pytest.mark.parametrize(("protocol", "message"), [("cas", "ticket="), ("oidc", "code=")])
def test_no_ticket_leaves_unrecorded(killed: Killed, protocol: str, message: str) -> None:
    """What came to the browser stands in the journal; what did not may."""

    def begin() -> Request:
        if protocol == "oidc":
            return killed.visit(killed.authorize())
        return killed.visit(killed.asked("cas", f"{URL}/cas/login"))

    killed.measure(protocol, begin)
    died = 0
    for _ in range(POINTS):
        ask, before = begin(), killed.launches()

        left = killed.tried(protocol, ask)

        died += left is None
        if left is not None:
            assert message in left.location
        assert (left is not None) <= killed.launches() - before <= 1
    assert died > 0


def test_a_ticket_names_somebody_once(killed: Killed) -> None:
    """Statement 82: the worker dies while the provider asks; others are asked the same."""

    def begin() -> Request:
        back = killed.asked("cas", f"{killed.provider.address('cas')}?ticket=")
        (ticket,) = parse_qs(urlsplit(back).query)["ticket"]
        query = urlencode({"service": killed.provider.address("cas"), "ticket": ticket})
        return killed.visit(f"{URL}/cas/p3/serviceValidate?{query}")

    killed.measure("ticket", begin)
    died = 0
    for _ in range(POINTS):
        ask = begin()

        first = killed.tried("ticket", ask)
        answers = [first, killed.answered(ask), killed.answered(ask)]

        died += first is None
        told = [one for one in answers if one is not None and "authenticationSuccess" in one.text]
        assert len(told) <= 1
        assert first is None or told == [first]
    assert died > 0


def _code(killed: Killed) -> dict[str, str]:
    """Return what a client sends for the tokens of a launch."""
    back = killed.go(killed.authorize())
    return {
        "grant_type": "authorization_code",
        "code": parse_qs(urlsplit(back).query)["code"][0],
        "redirect_uri": f"{killed.provider.url}/oidc/retour",
        "code_verifier": VERIFIER,
    }


def test_a_code_gives_one_token_and_a_second_use_ends_it(killed: Killed) -> None:
    """Statement 53: also where the worker that gave it, or one that ended it, died."""
    pair = base64.b64encode(f"oidc:{killed.provider.secret}".encode()).decode()

    def begin() -> Request:
        form = _code(killed)

        def ask(client: FlaskClient) -> tuple[int, str, str]:
            said = {"Authorization": f"Basic {pair}"}
            answer = client.post("/oidc/token", data=form, headers=said, base_url=URL)
            return answer.status_code, "", answer.get_data(as_text=True)

        return ask

    def alive(token: str) -> bool:
        bearer = {"Authorization": f"Bearer {token}"}
        answer = killed.browser.get("/oidc/userinfo", headers=bearer, base_url=URL)
        return answer.status_code == 200

    killed.measure("code", begin)
    died = 0
    for number in range(2 * POINTS):
        ask = begin()

        # Every other time it is the second use that dies.
        kept = killed.answered(ask) if number % 2 else None
        first = killed.tried("code", ask)
        later = [killed.answered(ask), killed.answered(ask)]

        died += first is None
        answers = [one for one in (kept, first, *later) if one is not None]
        tokens = [json.loads(one.text)["access_token"] for one in answers if one.status == 200]
        assert len(tokens) <= 1
        assert not any(map(alive, tokens))
    assert died > 0


def _processes(folder: str) -> list[int]:
    """Return the processes that work in *folder*: the servers of a database."""
    found: list[int] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str((process / "cwd").readlink()).startswith(folder):
                found.append(int(process.name))
        except OSError:  # it ended
            continue
    return found


@contextmanager
def _frozen(processes: list[int]) -> Iterator[None]:
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


@pytest.mark.parametrize("state", ["postgresql and redis"], indirect=True)
def test_a_database_that_is_frozen_refuses_every_step_and_comes_back(killed: Killed) -> None:
    """It takes connections and says nothing: a page, at each step of each protocol; no launch.

    That it is answered at all is what is shown: without an end to the waiting it never would be.
    """
    service = killed.provider.address("cas")
    ticket = parse_qs(urlsplit(killed.asked("cas", f"{service}?ticket=")).query)["ticket"][0]
    validate = f"/cas/p3/serviceValidate?{urlencode({'service': service, 'ticket': ticket})}"
    pages = [
        killed.asked("saml", f"{URL}/saml/sso"),
        killed.asked("lti", f"{URL}/lti/authorize"),
        killed.asked("cas", f"{URL}/cas/login"),
        killed.authorize(),
        killed.portal.tile(ARKS["cas"]),
        f"{URL}/mediacentre/",
        f"{URL}/donnees/",
    ]
    pair = base64.b64encode(f"oidc:{killed.provider.secret}".encode()).decode()
    basic = {"Authorization": f"Basic {pair}"}
    form = _code(killed)
    before = killed.launches()
    (folder,) = parse_qs(urlsplit(killed.portal.runtime.config.database).query)["host"]

    with _frozen(_processes(folder)):
        answers = [killed.browser.get(url.removeprefix(URL), base_url=URL) for url in pages]
        asked = killed.browser.get(validate, base_url=URL)
        exchanged = killed.browser.post("/oidc/token", data=form, headers=basic, base_url=URL)
        ready = killed.browser.get("/readyz", base_url=URL)

    assert [(one.status_code, "GB-ENT-01" in one.text) for one in answers] == [(503, True)] * 7
    assert (asked.status_code, b"authenticationSuccess" in asked.data) == (503, False)
    assert (exchanged.status_code, "access_token" in exchanged.text) == (503, False)
    assert ready.status_code == 503
    assert killed.launches() == before
    time.sleep(HOLD)  # for so long nobody asks it again
    assert killed.browser.get(pages[0].removeprefix(URL), base_url=URL).status_code == 200
    fresh = killed.browser.post("/oidc/token", data=_code(killed), headers=basic, base_url=URL)
    assert "access_token" in fresh.text
