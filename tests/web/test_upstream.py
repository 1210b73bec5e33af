"""Who is signed in by an upstream: what is begun, who comes back, and how it ends everywhere."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.web.portal import World, portal
from tests.web.upstream_portal import (
    IDP,
    LASTS,
    UpstreamPortal,
    arrived,
    back,
    begun,
    browser_of,
    token_of,
)

from garbridge.core.arrivals import ARRIVAL_FAULTS, ArrivalFault
from garbridge.core.identifiers import PersonId
from garbridge.core.noted_incidents import NotedIncident
from garbridge.errors import ConfigError, KeyInUseError, ReplayError, StoreUnavailableError
from garbridge.ports import Authenticated, OneTimeClaim
from garbridge.services.arriving import Arrived, Departure
from garbridge.stores.memory import MemoryPortalSessions
from garbridge.testing.world import ALICE, NOW, pupil
from garbridge.web import GarBridge

HERE = "https://ent.example"


@pytest.fixture(name="site")
def _site() -> UpstreamPortal:
    """A portal behind an upstream."""
    return UpstreamPortal()


@pytest.fixture(name="client")
def _client(site: UpstreamPortal) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return browser_of(site.app())


def is_in(client: FlaskClient) -> bool:
    """Say whether somebody is signed in there."""
    answer = client.get("/mediacentre/", base_url=HERE)
    assert answer.status_code in {200, 302}, answer.text
    return answer.status_code == 200


def test_somebody_who_comes_back_is_signed_in(client: FlaskClient) -> None:
    """And nobody was before."""
    assert not is_in(client)

    answer = arrived(client, ALICE)

    assert (answer.status_code, answer.location) == (302, "/mediacentre/")
    assert is_in(client)


def test_a_deep_link_survives_the_sign_in(client: FlaskClient) -> None:
    """From the click through the portal's way to the upstream and back to the click."""
    clicked = "/mediacentre/ouvrir/?ark=ark:/99999/atlas&etab=0750001A"
    asked = client.get(clicked, base_url=HERE)
    sent = client.get(asked.location, base_url=HERE)
    flow = parse_qs(urlsplit(sent.location).query)["state"][0]

    answer = back(client, flow, code=ALICE)

    assert asked.location.startswith("/mediacentre/connexion?next=")
    assert urlsplit(answer.location).path == "/mediacentre/ouvrir/"
    assert "ark:/99999/atlas" in answer.location.replace("%3A", ":").replace("%2F", "/")


def test_a_request_of_a_provider_survives_the_sign_in(client: FlaskClient) -> None:
    """It is answered once the person is there, and was verified before."""
    asked = client.get("/saml/sso?ask=m1", base_url=HERE)
    sent = client.get(asked.location, base_url=HERE)
    flow = parse_qs(urlsplit(sent.location).query)["state"][0]

    answer = back(client, flow, code=ALICE)

    assert urlsplit(answer.location).path == "/saml/sso"
    assert client.get(answer.location, base_url=HERE).status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_nobody_is_sent_elsewhere(client: FlaskClient, elsewhere: str) -> None:
    """Whatever the client says, the way leads to a path of ours."""
    answer = back(client, begun(client, next=elsewhere), code=ALICE)

    assert answer.location == "/mediacentre/"


def test_who_is_signed_in_is_not_sent_away(client: FlaskClient) -> None:
    """A second tab goes straight on."""
    arrived(client, ALICE)

    answer = client.get("/mediacentre/connexion?next=/mediacentre/?lang=en", base_url=HERE)

    assert answer.location == "/mediacentre/?lang=en"


def refused(client: FlaskClient, flow: str, **said: str) -> str:
    """Come back and be refused; return the code of the page."""
    answer = back(client, flow, **said)
    assert answer.status_code >= 400, answer.location
    assert not token_of(client)
    assert not is_in(client)
    (code,) = {one.code for one in ARRIVAL_FAULTS.values() if one.code in answer.text}
    return code


@pytest.mark.parametrize("fault", ArrivalFault)
def test_every_fault_is_a_page_with_its_code(client: FlaskClient, fault: ArrivalFault) -> None:
    """And nobody is signed in."""
    code = refused(client, begun(client), fault=fault)

    assert code == ARRIVAL_FAULTS[fault].code


def test_the_page_does_not_say_why_but_the_log_does(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Operators read it under the reference that the person is shown."""
    answer = back(client, begun(client), fault="upstream_unverified")

    assert "the test says so" not in answer.text
    (line,) = [one.getMessage() for one in caplog.records if one.name == "garbridge.upstream"]
    assert line.endswith("the test says so")
    assert line.partition("(")[2].partition(")")[0] in answer.text


def test_it_can_be_tried_again_where_it_was_begun(client: FlaskClient) -> None:
    """The address of the callback works once and is not offered; the way is kept."""
    answer = back(client, begun(client, next="/mediacentre/?lang=en"), fault="upstream_away")

    assert answer.headers["Retry-After"]
    assert 'href="/mediacentre/connexion?next=/mediacentre/?lang%3Den"' in answer.text
    assert "state=" not in answer.text


def test_an_upstream_that_is_away_is_said_at_once(
    site: UpstreamPortal, client: FlaskClient
) -> None:
    """Before anybody is sent anywhere, and it goes on by itself."""
    site.upstream.is_away = True
    answer = client.get("/mediacentre/connexion", base_url=HERE)
    site.upstream.is_away = False

    assert answer.status_code == 503
    assert ARRIVAL_FAULTS[ArrivalFault.AWAY].code in answer.text
    assert arrived(client, ALICE).status_code == 302


def test_nobody_of_that_name(client: FlaskClient) -> None:
    """No account is made on the fly."""
    assert refused(client, begun(client), code="nobody") == "GB-ANN-07"


@pytest.mark.parametrize("code", ["x" * 65, "a\nb", " alice"])
def test_no_identifier_is_nobodys(client: FlaskClient, code: str) -> None:
    """What could not stand in a directory is not looked for."""
    assert refused(client, begun(client), code=code) == "GB-ANN-07"


def test_two_names_are_no_name(client: FlaskClient) -> None:
    """An attribute with two values would make one of two people."""
    assert refused(client, begun(client), code="x", uid=f"{ALICE},bruno") == "GB-ANN-08"


def test_the_same_name_twice_is_one(client: FlaskClient) -> None:
    """Some servers say each value twice."""
    assert arrived(client, "x", uid=f"{ALICE},{ALICE}").status_code == 302


@dataclass
class Finder:
    """Finds whom a test says."""

    found: list[PersonId]
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def find(self, issuer: str, name: str) -> list[PersonId]:
        """Return them."""
        self.asked.append((issuer, name))
        return self.found


@pytest.mark.parametrize(
    ("found", "code"),
    [([], "GB-ANN-07"), (["alice", "bruno"], "GB-ANN-08"), (["gone"], "GB-ANN-07")],
    ids=["nobody", "two", "not-in-the-directory"],
)
def test_one_person_or_nobody(site: UpstreamPortal, found: list[str], code: str) -> None:
    """Whatever the portal's own finder returns."""
    finder = Finder([PersonId(one) for one in found])
    site.accounts = finder
    client = browser_of(site.app())

    assert refused(client, begun(client), code="dupont") == code
    assert finder.asked == [(IDP, "dupont")]


def test_a_finder_says_who_it_is(site: UpstreamPortal) -> None:
    """Where the upstream calls people otherwise."""
    site.accounts = Finder([ALICE])
    client = browser_of(site.app())

    assert arrived(client, "a.dupont@ac.example").status_code == 302
    assert is_in(client)


def test_an_attribute_that_is_not_there_names_nobody(site: UpstreamPortal) -> None:
    """The configuration looks people up by what the upstream does not tell."""
    site.named_by = "employeeNumber"
    client = browser_of(site.app())

    assert refused(client, begun(client), code=ALICE) == "GB-ANN-06"


def test_somebody_who_left_every_school_is_told_so(site: UpstreamPortal) -> None:
    """The directory still knows them; they may not come in."""
    (there,) = site.world.directory.people
    places = tuple(replace(one, ends=NOW) for one in there.memberships)
    site.world.directory.people[:] = [replace(there, memberships=places)]
    client = browser_of(site.app())

    assert refused(client, begun(client), code=ALICE) == "GB-ANN-09"


def test_somebody_who_comes_in_september_may_sign_in(site: UpstreamPortal) -> None:
    """What they may open is for the gate to say."""
    (there,) = site.world.directory.people
    places = tuple(replace(one, starts=NOW + LASTS, ends=None) for one in there.memberships)
    site.world.directory.people[:] = [replace(there, memberships=places)]
    client = browser_of(site.app())

    assert arrived(client, ALICE).status_code == 302


def test_the_same_name_of_another_issuer_is_somebody_else(client: FlaskClient) -> None:
    """S27, S70: an account is issuer and subject."""
    code = refused(client, begun(client), code=ALICE, issuer="https://other.example")

    assert code == "GB-SES-06"


def test_a_session_of_another_upstream_has_ended(site: UpstreamPortal) -> None:
    """Who changes the upstream in the configuration does not inherit its people."""
    client = browser_of(site.app())
    arrived(client, ALICE)
    other = replace(site.arrivals, issuer="https://other.example")

    assert site.arrivals.stay(token_of(client), now=NOW) is not None
    assert other.stay(token_of(client), now=NOW) is None


def test_a_flow_of_another_browser_signs_nobody_in(site: UpstreamPortal) -> None:
    """S64: who sends a link with their own answer makes nobody sign in as them."""
    app = site.app()
    attacker, victim = browser_of(app), browser_of(app)
    flow = begun(attacker)
    begun(victim)

    answer = back(victim, flow, code="bruno")

    assert answer.status_code == 400
    assert not is_in(victim)
    assert back(attacker, flow, code=ALICE).status_code == 302  # it stays whose it was


def test_a_flow_is_used_once(client: FlaskClient) -> None:
    """S64: the address of the way back is worth nothing afterwards."""
    flow = begun(client)
    back(client, flow, fault="upstream_declined")

    assert refused(client, flow, code=ALICE) == "GB-SES-07"


def test_a_flow_ends(site: UpstreamPortal, client: FlaskClient) -> None:
    """Half an hour is enough for a forgotten password."""
    flow, late = begun(client), begun(client)
    site.world.clock.advance(timedelta(minutes=30) - timedelta(seconds=1))
    assert back(client, flow, code=ALICE).status_code == 302

    fresh = browser_of(site.app())
    site.world.clock.advance(timedelta(seconds=1))
    assert back(fresh, late, code=ALICE).status_code == 400


def test_tabs_sign_in_beside_each_other(client: FlaskClient) -> None:
    """A browser that opens yesterday's tabs begins several at once; each goes its own way."""
    first, second = begun(client, next="/mediacentre/?a"), begun(client, next="/mediacentre/?b")

    assert back(client, first, code=ALICE).location == "/mediacentre/?a"
    assert back(client, second, code=ALICE).location == "/mediacentre/?b"


def test_where_the_answer_names_no_flow_it_is_the_last_one(site: UpstreamPortal) -> None:
    """As with CAS; whose flow is gone and who is signed in goes on to the list."""
    site.upstream.is_named = False
    client = browser_of(site.app())
    begun(client, next="/mediacentre/?a")
    flow = begun(client, next="/mediacentre/?b")

    assert back(client, flow, code=ALICE).location == "/mediacentre/?b"
    assert back(client, flow, code=ALICE).location == "/mediacentre/"


def test_a_post_from_the_upstream_is_followed_by_a_redirect(client: FlaskClient) -> None:
    """It carries no cookie: the browser brings it along only to a page of ours."""
    flow = begun(client)
    answer = client.post("/upstream/callback", data={"state": flow, "code": ALICE}, base_url=HERE)
    assert answer.status_code == 303
    assert not token_of(client)

    followed = client.get(answer.location, base_url=HERE)

    assert (followed.status_code, followed.location) == (302, "/mediacentre/")
    assert is_in(client)


def test_a_post_that_answers_nothing_is_not_kept(site: UpstreamPortal) -> None:
    """Anybody could fill the store."""
    client = browser_of(site.app())

    answer = client.post("/upstream/callback", data={"state": "x", "code": ALICE}, base_url=HERE)

    assert answer.status_code == 400
    assert site.world.once.kept == {}


def test_the_session_is_new_at_each_sign_in(site: UpstreamPortal, client: FlaskClient) -> None:
    """S89: what was planted in the browser before is worth nothing, and the old one is dead."""
    client.set_cookie("__Host-garbridge", "planted", domain="ent.example", secure=True)
    arrived(client, ALICE)
    first = token_of(client)
    flow = begun(client, "/mediacentre/connexion/preuve")

    back(client, flow, code=ALICE, at=NOW.isoformat())

    assert first not in {"", "planted", token_of(client)}
    assert site.arrivals.stay(first, now=NOW) is None
    assert site.arrivals.stay("planted", now=NOW) is None
    assert is_in(client)


def test_the_cookie_says_nothing_and_goes_nowhere_else(client: FlaskClient) -> None:
    """S90: bound to the host, to TLS and to the browser's own hands."""
    answer = arrived(client, ALICE)
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("__Host-garb")]

    assert cookie.startswith("__Host-garbridge=token-")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert ALICE not in cookie


def test_a_session_ends_by_itself(site: UpstreamPortal, client: FlaskClient) -> None:
    """However busy it is."""
    arrived(client, ALICE)
    site.world.clock.advance(LASTS - timedelta(seconds=1))
    assert is_in(client)

    site.world.clock.advance(timedelta(seconds=1))

    assert not is_in(client)


def test_a_logout_ends_the_session_on_the_server(site: UpstreamPortal, client: FlaskClient) -> None:
    """S89: a cookie that was copied is dead too, in every worker; the upstream is told last."""
    arrived(client, ALICE)
    site.join(client, ALICE, "1")
    copied = token_of(client)
    answer = client.get("/mediacentre/deconnexion", base_url=HERE)

    assert site.told.indexes == ["1"]
    assert answer.location.startswith(f"{IDP}/logout?state=")
    (left,) = site.upstream.told
    assert (left.subject, left.index, left.hint) == (ALICE, f"s-{ALICE}", "the-id-token")
    assert left.back == f"{HERE}/upstream/logged-out"
    thief = browser_of(site.app())
    thief.set_cookie("__Host-garbridge", copied, domain="ent.example", secure=True)
    assert not is_in(thief)
    assert not is_in(client)
    assert not token_of(client)

    page = client.get("/upstream/logged-out", query_string={"state": left.flow}, base_url=HERE)

    assert page.status_code == 200
    assert site.world.providers[0].name in page.text


def test_the_way_back_from_a_logout_may_name_nothing(client: FlaskClient) -> None:
    """A CAS server sends the browser back as it was told to, without a word."""
    arrived(client, ALICE)
    client.get("/mediacentre/deconnexion", base_url=HERE)

    assert client.get("/upstream/logged-out", base_url=HERE).status_code == 200
    assert client.get("/upstream/logged-out", base_url=HERE).status_code == 200  # a reload


def test_the_upstream_ends_one_session_and_the_providers_are_told(site: UpstreamPortal) -> None:
    """In another worker, and in that session alone."""
    phone, computer = browser_of(site.app()), browser_of(site.app())
    arrived(phone, ALICE, index="s1")
    arrived(computer, ALICE, index="s2")
    site.join(phone, ALICE, "phone")
    site.join(computer, ALICE, "computer")
    worker = site.app().test_client()

    answer = worker.post("/upstream/logout", data={"gone": "s1"}, base_url=HERE)

    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert (is_in(phone), is_in(computer)) == (False, True)
    assert site.told.indexes == ["phone"]


def test_the_upstream_ends_every_session_of_an_account(site: UpstreamPortal) -> None:
    """Where it names none."""
    phone, computer = browser_of(site.app()), browser_of(site.app())
    arrived(phone, ALICE, index="s1")
    arrived(computer, ALICE, index="s2")

    phone.post("/upstream/logout", data={"left": ALICE}, base_url=HERE)

    assert (is_in(phone), is_in(computer)) == (False, False)


def test_a_session_and_an_account_that_do_not_belong_together_end_nothing(
    client: FlaskClient,
) -> None:
    """Both must be right where both are said."""
    arrived(client, ALICE, index="s1")

    client.post("/upstream/logout", data={"gone": "s1", "left": "bruno"}, base_url=HERE)

    assert is_in(client)


@pytest.mark.parametrize("said", [{"gone": "s9"}, {"left": "bruno"}])
def test_a_logout_of_nobody_ends_nothing(
    site: UpstreamPortal, client: FlaskClient, said: dict[str, str]
) -> None:
    """And is no mistake: they may have logged out before."""
    arrived(client, ALICE, index="s1")

    answer = site.app().test_client().post("/upstream/logout", data=said, base_url=HERE)

    assert answer.status_code == 200
    assert is_in(client)


def test_a_logout_is_said_once(client: FlaskClient) -> None:
    """S72: who replays it logs nobody out who signed in again."""
    arrived(client, ALICE, index="s1")
    said = {"left": ALICE, "jti": "j1"}
    client.post("/upstream/logout", data=said, base_url=HERE)
    arrived(client, ALICE, index="s2")

    answer = client.post("/upstream/logout", data=said, base_url=HERE)

    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["code"] == "GB-REQ-04"
    assert is_in(client)


@pytest.mark.parametrize("said", [{"broken": "1"}, {"other": "x"}, {}])
def test_a_broken_logout_is_refused(client: FlaskClient, said: dict[str, str]) -> None:
    """As a program is told so (Back-Channel Logout 2.8)."""
    answer = client.post("/upstream/logout", data=said, base_url=HERE)

    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


def test_what_the_upstream_says_is_used_once(site: UpstreamPortal, client: FlaskClient) -> None:
    """S20: an assertion that was caught signs nobody in a second time, in any worker."""
    assert arrived(client, ALICE, once="a1").status_code == 302
    thief = browser_of(site.app())

    answer = arrived(thief, ALICE, once="a1")

    assert answer.status_code == 400
    assert not is_in(thief)


def test_a_session_that_cannot_be_kept_spends_nothing(site: UpstreamPortal) -> None:
    """R3: between the assertion and the session nothing is lost, and nothing half done."""
    service, leaving = site.arrivals, Departure(at=NOW, is_fresh=False, stay=None)
    stuck = replace(service, tokens=lambda: "always-the-same")
    said = Authenticated(
        issuer=IDP,
        subject=ALICE,
        attributes={"uid": (ALICE,)},
        at=None,
        once=OneTimeClaim("assertion a2", NOW + LASTS),
    )
    stuck.arrive(replace(said, once=None), leaving, now=NOW)

    with pytest.raises(KeyInUseError):
        stuck.arrive(said, leaving, now=NOW)

    assert isinstance(service.arrive(said, leaving, now=NOW), Arrived)
    with pytest.raises(ReplayError):
        service.arrive(said, leaving, now=NOW)


@pytest.mark.parametrize(
    ("at", "is_new"),
    [
        (timedelta(0), True),
        (timedelta(seconds=-60), True),
        (timedelta(seconds=-61), False),
        (timedelta(seconds=30), True),
        (None, False),
    ],
    ids=["now", "a-clock-behind", "before", "a-clock-ahead", "not-said"],
)
def test_a_new_proof_is_one_from_after_it_was_asked(
    client: FlaskClient, at: timedelta | None, *, is_new: bool
) -> None:
    """By the upstream's clock, which may be a minute behind ours."""
    said = {} if at is None else {"at": (NOW + at).isoformat()}
    flow = begun(client, "/mediacentre/connexion/preuve")

    answer = back(client, flow, code=ALICE, **said)

    assert (answer.status_code == 302) is is_new
    assert is_new or "GB-SES-08" in answer.text


def test_the_same_instant_as_before_is_no_new_proof(client: FlaskClient) -> None:
    """An upstream that did not ask says again what it said."""
    arrived(client, ALICE, at=NOW.isoformat())
    flow = begun(client, "/mediacentre/connexion/preuve")

    answer = back(client, flow, code=ALICE, at=NOW.isoformat())

    assert "GB-SES-08" in answer.text


def test_a_provider_that_wants_a_new_proof_has_it(
    site: UpstreamPortal, client: FlaskClient
) -> None:
    """ForceAuthn leads to the upstream with the wish for one, and on with it."""
    arrived(client, ALICE, at=(NOW - timedelta(hours=2)).isoformat())
    site.world.saml.wants_proof = True
    asked = client.get("/saml/sso?ask=m2", base_url=HERE)
    assert asked.location.startswith("/mediacentre/connexion/preuve?next=")
    site.world.clock.advance(timedelta(seconds=5))
    sent = client.get(asked.location, base_url=HERE)
    query = parse_qs(urlsplit(sent.location).query)
    assert query["fresh"] == ["True"]

    answer = back(
        client, query["state"][0], code=ALICE, at=(NOW + timedelta(seconds=3)).isoformat()
    )

    assert client.get(answer.location, base_url=HERE).status_code == 200


def test_somebody_else_in_the_same_browser_closes_what_was_open(site: UpstreamPortal) -> None:
    """A computer of the school: the providers of who was here before are told."""
    bruno = replace(pupil(), id=PersonId("bruno"))
    site.world.directory.people.append(bruno)
    client = browser_of(site.app())
    arrived(client, ALICE)
    site.join(client, ALICE, "alices")

    back(client, begun(client, "/mediacentre/connexion/preuve"), code="bruno", at=NOW.isoformat())

    assert site.told.indexes == ["alices"]
    stay = site.arrivals.stay(token_of(client), now=NOW)
    assert stay is not None
    assert stay.person == "bruno"


def test_the_same_person_keeps_what_is_open(site: UpstreamPortal, client: FlaskClient) -> None:
    """A new proof is no logout, and a later logout still knows everything."""
    arrived(client, ALICE)
    site.join(client, ALICE, "before")

    back(client, begun(client, "/mediacentre/connexion/preuve"), code=ALICE, at=NOW.isoformat())
    assert site.told.indexes == []
    client.get("/mediacentre/deconnexion", base_url=HERE)

    assert site.told.indexes == ["before"]


def test_both_an_upstream_and_a_loader_stop_the_start(site: UpstreamPortal) -> None:
    """Two answers to who is there would be one too many, each named."""
    bridge = site.bridge
    bridge.identity_loader(lambda: ALICE)
    bridge.authentication_loader(lambda: NOW)
    app = Flask(__name__)
    app.config["GARBRIDGE_LOGIN_VIEW"] = "/connexion"

    with pytest.raises(ConfigError) as refused_start:
        bridge.init_app(app)

    assert [one.partition(":")[0] for one in refused_start.value.problems] == [
        "identity_loader",
        "authentication_loader",
        "GARBRIDGE_LOGIN_VIEW",
    ]


def test_a_loader_cannot_be_set_afterwards(site: UpstreamPortal) -> None:
    """The same, in the other order."""
    bridge = site.bridge
    bridge.init_app(Flask(__name__))

    with pytest.raises(ConfigError):
        bridge.identity_loader(lambda: ALICE)


def test_a_portal_that_signs_in_itself_has_none_of_the_addresses(world: World) -> None:
    """Nothing is there that could be called."""
    client = portal(world).test_client()

    for path in ("/mediacentre/connexion", "/upstream/callback", "/upstream/jwks"):
        assert client.get(path).status_code == 404


def test_a_portal_below_a_prefix_signs_in_too(site: UpstreamPortal) -> None:
    """Every address is below it."""
    site.world.issuer = f"{HERE}/ressources"
    client = browser_of(site.app("/ressources"))
    flow = begun(client, "/ressources/mediacentre/connexion")

    answer = client.get(
        "/ressources/upstream/callback",
        query_string={"state": flow, "code": ALICE},
        base_url=HERE,
    )

    assert answer.location == "/ressources/mediacentre/"


def test_the_own_session_of_the_portal_ends_too(site: UpstreamPortal) -> None:
    """Where it has one beside ours."""
    ended: list[str] = []
    bridge: GarBridge = site.bridge
    bridge.session_ender(lambda: ended.append("the portal's"))
    app: Flask = Flask(__name__)
    app.config |= {"SECRET_KEY": "test only", "TESTING": True}
    bridge.init_app(app)
    client = browser_of(app)
    arrived(client, ALICE)

    client.get("/mediacentre/deconnexion", base_url=HERE)

    assert ended == ["the portal's"]
    assert not is_in(client)


def test_the_portals_own_pages_learn_who_is_there(site: UpstreamPortal) -> None:
    """Nobody before, the person afterwards."""
    bridge, app = site.bridge, Flask(__name__)
    app.config |= {"SECRET_KEY": "test only", "TESTING": True}
    bridge.init_app(app)
    app.add_url_rule("/accueil", "home", lambda: bridge.person() or "nobody")
    client = browser_of(app)

    assert client.get("/accueil", base_url=HERE).text == "nobody"
    arrived(client, ALICE)
    assert client.get("/accueil", base_url=HERE).text == ALICE


def test_a_portal_ends_every_session_of_somebody(site: UpstreamPortal) -> None:
    """Who lost their telephone, or must leave at once; nobody else is touched."""
    site.world.directory.people.append(replace(pupil(), id=PersonId("bruno")))
    bridge, app = site.bridge, Flask(__name__)
    app.config |= {"SECRET_KEY": "test only", "TESTING": True}
    bridge.init_app(app)
    phone, computer, other = browser_of(app), browser_of(app), browser_of(app)
    for client in (phone, computer):
        arrived(client, ALICE)
    arrived(other, "bruno")
    site.join(phone, ALICE, "phone")
    site.join(computer, ALICE, "computer")

    with app.app_context():
        assert bridge.end_session(ALICE)

    assert (is_in(phone), is_in(computer), is_in(other)) == (False, False, True)
    assert sorted(site.told.indexes) == ["computer", "phone"]


def test_whoever_is_nobody_here_may_sign_in_as_somebody_else(client: FlaskClient) -> None:
    """At a shared computer the upstream would bring back the one before them for ever."""
    answer = back(client, begun(client, next="/mediacentre/?lang=fr"), code="nobody")
    link = 'href="/mediacentre/connexion/preuve?next=/mediacentre/?lang%3Dfr"'
    assert link in answer.text
    assert "Se connecter avec un autre compte" in answer.text

    flow = begun(client, "/mediacentre/connexion/preuve", next="/mediacentre/?lang=fr")
    answer = back(client, flow, code=ALICE, at=NOW.isoformat())

    assert answer.location == "/mediacentre/?lang=fr"
    assert is_in(client)


@pytest.mark.parametrize("where", ["find", "open"])
def test_a_store_that_is_away_lets_nobody_in(
    site: UpstreamPortal, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """R2: neither who was signed in nor who comes back; it goes on by itself."""
    arrived(client, ALICE)
    fresh = browser_of(site.app())
    flow = begun(fresh)

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailableError

    with monkeypatch.context() as patched:
        patched.setattr(MemoryPortalSessions, where, away)
        answer = (
            client.get("/mediacentre/", base_url=HERE)
            if where == "find"
            else back(fresh, flow, code=ALICE)
        )
        assert answer.status_code == 503
        assert not token_of(fresh)

    assert is_in(client)


def test_a_sign_in_that_failed_is_found_by_its_reference(
    site: UpstreamPortal, client: FlaskClient
) -> None:
    """Whoever helps reads what it was; nobody's name, and no word of the upstream's."""
    answer = back(client, begun(client), code="nobody-of-ours")
    (reference,) = re.findall(r"\b([a-z2-7]{8})</", answer.text)
    noted = site.runtime.stores.upkeep.incidents.incident(reference, now=site.world.clock())

    assert noted == NotedIncident(
        reference=reference,
        at=site.world.clock(),
        code="GB-ANN-07",
        cause=ArrivalFault.UNKNOWN,
        endpoint="upstream_callback",
    )
