"""Key sets of LTI tools from an address: the copy is refreshed, and a rollover refuses nobody.

Statement 71 and R8: whatever is wrong at the address, the last good copy stays.
"""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from joserfc.jwk import OctKey, RSAKey
from pytest_httpserver import HTTPServer
from tests.protocols.lti.platform import key_set, tool_key
from tests.wiring.inside import look_again, run_inside
from tests.wiring.lti_portal import Both, both, key_set_of
from tests.wiring.running import ATLAS
from tests.wiring.test_metadata_refresh import OK, dripping
from werkzeug import Response

from garbridge.core.identifiers import ProviderId
from garbridge.formats.jose import MAX_KEYS, PeerKeys, read_peer_keys
from garbridge.testing.world import LYCEE
from garbridge.wiring import (
    Refreshed,
    RefreshOutcome,
    asked_domains,
    refresh_metadata,
    tool_keys,
)
from garbridge.wiring import metadata_fetching as fetching
from garbridge.wiring.clock import system_clock
from garbridge.wiring.metadata_fetching import MetadataUnreachableError
from garbridge.wiring.tool_keys import ToolKeys

PARC = ProviderId("parc")
ITEM = {"type": "ltiResourceLink", "title": "Carte", "url": "https://outil.example/carte"}
NEXT = RSAKey.generate_key(2048, {"kid": "outil-2"})
URL = "https://outil.example/jwks"


@pytest.fixture(name="ends")
def _ends(tmp_path: Path, httpserver: HTTPServer) -> Both:
    """Return a portal, and a tool whose keys are at an address; a teacher is signed in."""
    address = f'jwks_url = "{httpserver.url_for("/jwks")}"'
    ends = both(tmp_path, lti=address, loopback=True)
    ends.who = "bruno"
    return ends


def answer(server: HTTPServer, body: bytes, **more: object) -> None:
    """Let the address answer *body* from now on."""
    server.clear()
    server.expect_request("/jwks").respond_with_data(body, **more)  # type: ignore[arg-type] # passed on


def refreshed(ends: Both, *, force: bool = True) -> RefreshOutcome:
    """Refresh, and return what became of the one copy."""
    (done,) = refresh_metadata(ends.runtime.config, now=system_clock(), force=force)
    assert done.provider == PARC
    return done


def copy(ends: Both) -> bytes:
    """Return the copy."""
    return (ends.folder / "providers" / "parc.json").read_bytes()


def links(ends: Both) -> int:
    """Return how many links the school has."""
    return len(ends.runtime.stores.links.links(LYCEE.id, ATLAS))


def test_a_tool_that_changes_its_key_is_believed_at_once(
    ends: Both, httpserver: HTTPServer
) -> None:
    """PyLTI1p3 signs with a key that no copy knows: one question, and no second in that minute."""
    answer(httpserver, key_set_of(NEXT))
    assert ends.chosen(ITEM).status_code == 200
    assert len(httpserver.log) == 0, "the copy knew the key"

    ends.key = NEXT
    first, second = ends.chosen(ITEM), ends.chosen(ITEM)
    ends.key = tool_key()
    third = ends.chosen(ITEM)

    assert [one.status_code for one in (first, second, third)] == [200, 200, 200]
    assert len(httpserver.log) == 1
    assert links(ends) == 4


def test_a_key_that_nobody_publishes_adds_nothing(ends: Both, httpserver: HTTPServer) -> None:
    """Somebody in the browser signs by himself, again and again: one question a minute."""
    answer(httpserver, key_set_of(tool_key()))
    ends.key = NEXT

    answers = [ends.chosen(ITEM).status_code for _ in range(5)]

    assert answers == [400] * 5
    assert len(httpserver.log) == 1
    assert links(ends) == 0


def test_an_address_that_is_away_refuses_whom_the_copy_does_not_know(
    ends: Both, httpserver: HTTPServer
) -> None:
    """It is a page with a code, and whoever signs with the key of the copy goes on."""
    httpserver.stop()
    ends.key = NEXT
    refused = ends.chosen(ITEM)
    ends.key = tool_key()

    assert refused.status_code == 400
    assert "GB-REQ-" in refused.get_data(as_text=True)
    assert ends.chosen(ITEM).status_code == 200
    httpserver.start()  # as the fixture found it


def test_a_new_key_set_takes_the_place_of_the_copy(ends: Both, httpserver: HTTPServer) -> None:
    """By the timer's command; from then on no request asks, and the old key is none."""
    answer(httpserver, key_set_of(NEXT))
    done = run_inside(ends.runtime, "metadata", "refresh", "--force", "--json")

    assert json.loads(done.output) == [{"provider": "parc", "result": "changed", "problems": []}]
    assert copy(ends) == key_set_of(NEXT)
    look_again(ends.runtime.registry)
    ends.key = NEXT
    assert ends.chosen(ITEM).status_code == 200
    assert len(httpserver.log) == 1
    ends.key = tool_key()
    assert ends.chosen(ITEM).status_code == 400


@pytest.mark.parametrize(("minutes", "due"), [(59, False), (61, True)])
def test_the_copy_is_looked_at_every_hour(
    ends: Both,
    httpserver: HTTPServer,
    minutes: int,
    due: bool,  # noqa: FBT001 - parametrized
) -> None:
    """So that a key that was retired ends soon; what is unchanged only is looked at."""
    answer(httpserver, copy(ends))
    before = (system_clock() - timedelta(minutes=minutes)).timestamp()
    os.utime(ends.folder / "providers" / "parc.json", (before, before))

    assert refreshed(ends, force=False).result is (Refreshed.SAME if due else Refreshed.NOT_DUE)
    assert refreshed(ends, force=False).result is Refreshed.NOT_DUE


def _with(key: RSAKey | OctKey, *, private: bool = True, **more: str) -> bytes:
    known = json.loads(key_set())["keys"]
    return json.dumps({"keys": [*known, {**key.as_dict(private=private), **more}]}).encode()


WRONG = {
    "empty": b"",
    "a page": b"<!doctype html><title>503</title>",
    "cut off": key_set()[:-20],
    "no key": b'{"keys": []}',
    "private": _with(NEXT),
    "symmetric": _with(OctKey.generate_key(256)),
    "two of one name": _with(NEXT, private=False, kid="outil-1"),
    "short": json.dumps({"keys": [{"kty": "RSA", "n": "vw" * 60, "e": "AQAB"}]}).encode(),
    "large": key_set() + b" " * MAX_KEYS,
    "huge": b"[" * (2 * fetching.LARGEST),
    "nested": b"[" * 60_000,
}


def test_what_is_no_key_set_leaves_the_last_good_copy(ends: Both, httpserver: HTTPServer) -> None:
    """R8: it is told, and the tool works on."""
    before = copy(ends)
    for name, body in WRONG.items():
        answer(httpserver, body)

        done = refreshed(ends)

        assert done.result in {Refreshed.REFUSED, Refreshed.UNREACHABLE}, name
        assert done.problems, name
        assert copy(ends) == before, name
    assert ends.chosen(ITEM).status_code == 200
    ends.key = NEXT
    assert ends.chosen(ITEM).status_code == 400


def test_a_hundred_megabytes_are_left_after_one(ends: Both, httpserver: HTTPServer) -> None:
    """By the timer and in a request alike."""
    sent = 0

    def endless(_: object) -> Response:
        def body() -> Iterator[bytes]:
            nonlocal sent
            for _ in range(1600):
                sent += 65_536
                yield b" " * 65_536

        return Response(body())

    httpserver.expect_request("/jwks").respond_with_handler(endless)
    ends.key = NEXT

    assert ends.chosen(ITEM).status_code == 400
    assert refreshed(ends).result is Refreshed.UNREACHABLE
    assert sent < 100_000_000


@pytest.mark.parametrize("status", [301, 404, 500])
def test_no_redirect_and_no_mistake_is_followed(
    ends: Both, httpserver: HTTPServer, status: int
) -> None:
    """The keys come from the address of the agreement, not from where it points."""
    answer(httpserver, key_set_of(NEXT), status=status, headers={"Location": "/other"})
    httpserver.expect_request("/other").respond_with_data(key_set_of(NEXT))
    ends.key = NEXT

    assert ends.chosen(ITEM).status_code == 400
    assert refreshed(ends).result is Refreshed.UNREACHABLE
    assert {request.path for request, _ in httpserver.log} == {"/jwks"}


@pytest.mark.parametrize("octets", [b"{" * 5000, b""], ids=["a byte at a time", "nothing"])
def test_a_request_waits_for_an_address_no_longer_than_its_patience(
    octets: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What drips for hours is left, and not asked again for a minute."""
    monkeypatch.setattr(tool_keys, "PATIENCE", 0.3)
    now = [0.0]
    with dripping(OK, octets, 0.05) as url:
        keys = ToolKeys(ticks=lambda: now[0])
        assert keys.published(url) is None
        now[0] = 59.0
        assert keys.published(url) is None  # the server is gone: a question would be told


class Address:
    """An address whose key set a test changes, and who asked for it."""

    def __init__(self, body: bytes | None) -> None:
        self.body = body
        self.asked: list[str] = []

    def fetch(self, url: str) -> bytes:
        """Answer, or be away."""
        self.asked.append(url)
        if self.body is None:
            raise MetadataUnreachableError(url)
        return self.body


def kids(keys: PeerKeys | None) -> list[object]:
    """Return the names of *keys*."""
    return [] if keys is None else [one.get("kid") for one in keys.keys]


def test_an_address_is_asked_at_most_once_a_minute() -> None:
    """Statement 71: whether it answers, is away or never was there; each address by itself."""
    now, address = [0.0], Address(None)
    keys = ToolKeys(address.fetch, lambda: now[0])

    seen: list[list[object]] = []
    for second, body in ((0, None), (59, key_set()), (60, key_set()), (119, key_set(NEXT))):
        now[0], address.body = float(second), body
        seen.append(kids(keys.published(URL)))
    assert seen == [[], [], ["outil-1"], ["outil-1"]]
    assert len(address.asked) == 2
    now[0] = 120.0
    assert kids(keys.published(URL)) == ["outil-2"]
    now[0], address.body = 180.0, None
    assert kids(keys.published(URL)) == ["outil-2"], "the last good copy"
    address.body = key_set()
    assert kids(keys.published("https://autre.example/jwks")) == ["outil-1"]
    assert len(address.asked) == 5


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_no_key(wrong: bytes) -> None:
    """Nor does it take the place of a good one."""
    now, address = [0.0], Address(key_set())
    keys = ToolKeys(address.fetch, lambda: now[0])
    good = keys.published(URL)
    now[0], address.body = 61.0, wrong

    assert keys.published(URL) is good
    assert ToolKeys(Address(wrong).fetch).published(URL) is None


def test_what_was_not_refreshed_for_a_week_is_told(ends: Both) -> None:
    """In the log and by the command; only where there is an address to refresh it from."""
    os.utime(ends.folder / "providers" / "parc.json", (0, 0))
    done = run_inside(ends.runtime, "metadata", "check", "--json")

    assert [(row["kind"], row["file"]) for row in json.loads(done.output)] == [
        ("stale", "parc.json")
    ]


def test_a_firewall_is_told_of_the_address(ends: Both) -> None:
    """It is the portal's machine that asks."""
    hosts = {
        one.host for one in asked_domains(ends.runtime.registry.current(), ends.runtime.config)
    }

    assert hosts == {"localhost"}


def test_two_keys_are_taken() -> None:
    """The control of the bodies above: without what is wrong in them they would be."""
    assert kids(read_peer_keys(_with(NEXT, private=False))) == ["outil-1", "outil-2"]


ADD = [
    *("provider", "add", "--lti-login", "https://cartes.example/login"),
    *("--lti-redirect-uri", "https://cartes.example/launch", "--lti-level", "public"),
    *("--lti-deep-linking", "https://cartes.example/choose", "--resource", "ark:/12345/cartes"),
]


def test_a_tool_is_registered_by_the_address_of_its_keys(
    ends: Both, httpserver: HTTPServer
) -> None:
    """They are fetched once, so that the copy is there; what is no key set writes nothing."""
    url = httpserver.url_for("/jwks")
    providers = ends.folder / "providers"
    answer(httpserver, b"<html>")
    refused = run_inside(ends.runtime, *ADD, "--lti-jwks", url)
    answer(httpserver, b"", status=503)
    away = run_inside(ends.runtime, *ADD, "--lti-jwks", url)
    before = sorted(one.name for one in providers.glob("cartes*"))
    answer(httpserver, key_set_of(NEXT))
    done = run_inside(ends.runtime, *ADD, "--lti-jwks", url)

    assert (refused.exit_code, away.exit_code, done.exit_code) == (3, 4, 0)
    assert before == []
    assert (providers / "cartes-example.jwks.json").read_bytes() == key_set_of(NEXT)
    look_again(ends.runtime.registry)
    tool = ends.runtime.registry.current().lti.of(ProviderId("cartes-example"))
    assert tool is not None
    assert tool.keys_url == url
