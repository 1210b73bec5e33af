"""An upstream behind which something fails halfway, and what it asks through the browser."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from tests.web.doubles import MemoryOnce
from tests.web.upstream_portal import (
    TestFront,
    UpstreamPortal,
    arrived,
    back,
    begun,
    browser_of,
    token_of,
)

from garbridge.errors import StoreUnavailableError
from garbridge.ports import PortalSession, UpstreamEnded
from garbridge.stores.memory import MemoryPortalSessions
from garbridge.testing.world import ALICE, NOW, PUBLISHER
from garbridge.web.parking import handle_of

HERE = "https://ent.example"
LINK = "/mediacentre/ouvrir/?ark=ark:/99999/atlas"


@pytest.fixture(name="site")
def _site() -> UpstreamPortal:
    """A portal behind an upstream."""
    return UpstreamPortal()


@pytest.fixture(name="client")
def _client(site: UpstreamPortal) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return browser_of(site.app())


def away(*_: object, **__: object) -> None:
    """Fail as a database that is away."""
    raise StoreUnavailableError


def is_in(client: FlaskClient) -> bool:
    """Say whether somebody is signed in there."""
    return client.get("/mediacentre/", base_url=HERE).status_code == 200


def test_r2_a_session_that_cannot_be_kept_leads_back_to_the_same_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came back is spent at the upstream: the way is begun anew, to where they wanted."""
    flow = begun(client, next=LINK)
    with monkeypatch.context() as patched:
        patched.setattr(MemoryPortalSessions, "open", away)
        answer = back(client, flow, code=ALICE)
    assert answer.status_code == 503

    again = "/mediacentre/connexion?next=/mediacentre/ouvrir/?ark%3Dark:/99999/atlas"
    assert f'href="{again}"' in answer.text
    sent = client.get(again, base_url=HERE)
    flow = parse_qs(urlsplit(sent.location).query)["state"][0]
    assert back(client, flow, code=ALICE).location == LINK


def test_r2_while_nothing_is_spent_the_same_address_works_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that was away for a moment loses neither the answer nor the way."""
    flow = begun(client, next=LINK)
    with monkeypatch.context() as patched:
        patched.setattr(MemoryOnce, "peek", away)
        answer = back(client, flow, code=ALICE)
    assert answer.status_code == 503
    assert f'href="/upstream/callback?state={flow}&amp;code={ALICE}"' in answer.text

    assert back(client, flow, code=ALICE).location == LINK


def test_r2_what_was_posted_waits_until_it_can_be_used(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form cannot be sent a second time; the page after it can be asked for."""
    flow = begun(client, next=LINK)
    said = {"state": flow, "code": ALICE}
    posted = client.post("/upstream/callback", data=said, base_url=HERE)
    with monkeypatch.context() as patched:
        patched.setattr(MemoryOnce, "peek", away)
        answer = client.get(posted.location, base_url=HERE)
    assert answer.status_code == 503
    assert f'href="{posted.location}"' in answer.text

    assert client.get(posted.location, base_url=HERE).location == LINK
    assert client.get(posted.location, base_url=HERE).status_code == 400, "it is used once"


def test_what_is_posted_to_one_flow_waits_once(site: UpstreamPortal, client: FlaskClient) -> None:
    """However often somebody posts it: the store is not theirs to fill."""
    flow = begun(client)
    said = {"state": flow, "code": ALICE}
    first = client.post("/upstream/callback", data=said, base_url=HERE)
    before = len(site.world.once.kept)

    for number in range(5):
        more = {**said, "code": f"x{number}"}
        assert client.post("/upstream/callback", data=more, base_url=HERE).status_code == 303

    assert len(site.world.once.kept) == before
    assert handle_of(flow) in first.location
    client.get(first.location, base_url=HERE)
    assert is_in(client)


def test_somebody_the_directory_does_not_know_leaves_nobody_signed_in(
    site: UpstreamPortal, client: FlaskClient
) -> None:
    """At a computer of the school: who was here before is not who is here now."""
    arrived(client, ALICE)
    site.join(client, ALICE, "alices")
    flow = begun(client, "/mediacentre/connexion/preuve")

    answer = back(client, flow, code="nobody", at=NOW.isoformat())

    assert "GB-ANN-07" in answer.text
    assert not token_of(client)
    assert not is_in(client)
    assert site.told.indexes == ["alices"]


@pytest.mark.parametrize("said", [{"fault": "upstream_declined"}, {"code": ALICE, "uid": "x,y"}])
def test_who_could_not_prove_anew_stays_who_they_were(
    client: FlaskClient, said: dict[str, str]
) -> None:
    """Giving up, or the same account with a broken answer, is no logout."""
    arrived(client, ALICE)

    back(client, begun(client, "/mediacentre/connexion/preuve"), at=NOW.isoformat(), **said)

    assert is_in(client)


def test_a_session_that_ended_at_the_upstream_begins_none_here(client: FlaskClient) -> None:
    """By our clock; the page says so, in place of a circle of sign-ins."""
    assert "GB-SES-06" in arrived(client, ALICE, until=NOW.isoformat()).text
    assert not token_of(client)

    assert arrived(client, ALICE, until=(NOW + timedelta(seconds=1)).isoformat()).status_code == 302
    assert is_in(client)


def test_a_sign_in_that_was_held_back_until_after_its_logout_begins_no_session(
    site: UpstreamPortal, client: FlaskClient
) -> None:
    """Whether another worker heard of it, and of that session alone (SAML Core 3.7.3)."""
    flow, other = begun(client), browser_of(site.app())
    for said in ({"gone": "s1"}, {"gone": "s2", "left": "bruno"}, {"gone": "s1", "jti": "again"}):
        other.post("/upstream/logout", data=said, base_url=HERE)

    assert "GB-SES-06" in back(client, flow, code=ALICE, index="s1").text
    assert not token_of(client)
    assert list(MemoryPortalSessions(site.database).of_person(ALICE, now=NOW)) == []
    for index, at in (("s2", NOW), ("s1", NOW + timedelta(seconds=1))):
        newer = browser_of(site.app())
        arrived(newer, ALICE, index=index, at=at.isoformat())
        assert is_in(newer)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_of_a_sign_in_and_its_logout_at_one_moment_nobody_stays(
    site: UpstreamPortal, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Just before the session is opened no logout finds it, just after it does."""
    begin = MemoryPortalSessions.open

    def at_that_moment(store: MemoryPortalSessions, kept: PortalSession, *, now: datetime) -> None:
        monkeypatch.setattr(MemoryPortalSessions, "open", begin)
        if moment == "after":
            begin(store, kept, now=now)
        site.arrivals.ended(UpstreamEnded(index="s1"), now=NOW)
        if moment == "before":
            begin(store, kept, now=now)

    monkeypatch.setattr(MemoryPortalSessions, "open", at_that_moment)

    arrived(client, ALICE, index="s1")

    assert not is_in(client)
    assert list(MemoryPortalSessions(site.database).of_person(ALICE, now=NOW)) == []


@pytest.mark.parametrize("where", ["of_subject", "close"])
def test_r3_a_logout_that_failed_halfway_may_be_said_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """All of it or nothing: the upstream asks again, and is not told that it did."""
    arrived(client, ALICE)
    said = {"left": ALICE, "jti": "j1"}
    with monkeypatch.context() as patched:
        patched.setattr(MemoryPortalSessions, where, away)
        assert client.post("/upstream/logout", data=said, base_url=HERE).status_code == 503
    assert is_in(client)

    assert client.post("/upstream/logout", data=said, base_url=HERE).status_code == 200
    assert not is_in(client)
    assert client.post("/upstream/logout", data=said, base_url=HERE).status_code == 400


Asked = Callable[..., str]


@pytest.fixture(name="asked")
def _asked(site: UpstreamPortal) -> Asked:
    """The upstream asks through the browser for the end of Alice's session."""
    site.front = TestFront()

    def ask(browser: FlaskClient, name: str = "r1") -> str:
        said = {"ask": name, "gone": f"s-{ALICE}", "relay": "x"}
        return browser.get("/upstream/logout", query_string=said, base_url=HERE).location or ""

    return ask


def test_an_upstream_that_asks_has_the_providers_asked_too(
    site: UpstreamPortal, asked: Asked
) -> None:
    """Those that need the browser, one after the other; then it is answered with all of it."""
    client = browser_of(site.app())
    arrived(client, ALICE)
    site.join(client, ALICE, "told")
    site.join(client, ALICE, "asked", "saml")

    assert asked(client) == f"https://{PUBLISHER.id}/slo?id=m-0"
    assert not is_in(client)
    assert site.told.indexes == ["told"]
    answer = client.get("/saml/slo?answer=m-0", base_url=HERE)

    assert answer.location == "https://idp.example/slo?to=r1&closed=True&relay=x"


def test_an_upstream_that_asks_is_told_what_stays_open(site: UpstreamPortal, asked: Asked) -> None:
    """S48: a provider that closed a part is no success of all."""
    client = browser_of(site.app())
    arrived(client, ALICE)
    site.join(client, ALICE, "asked", "saml")
    site.channels.closes = False

    asked(client)
    answer = client.get("/saml/slo?answer=m-0", base_url=HERE)

    assert answer.location == "https://idp.example/slo?to=r1&closed=False&relay=x"


def test_an_upstream_that_asks_about_nobody_is_answered_at_once(
    site: UpstreamPortal, asked: Asked
) -> None:
    """They logged out before."""
    client = browser_of(site.app())

    assert asked(client) == "https://idp.example/slo?to=r1&closed=True&relay=x"
