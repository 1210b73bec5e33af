"""Attacks on the portal as a service of a CAS server: what is believed, and what is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from garbridge.core.arrivals import ArrivalFault
from garbridge.errors import MalformedError, OversizedError, ProtocolError
from garbridge.ports import (
    Authenticated,
    Begun,
    Declined,
    Fetched,
    Leaving,
    Redirect,
    Unfetched,
    UpstreamEnded,
    WireRequest,
    Wish,
)
from garbridge.testing.world import NOW
from garbridge.upstream.cas_client import CasClient

SERVER = "https://cas.example/cas"
SERVICE = "https://ent.example/upstream/callback"
TICKET = "ST-1-" + "a" * 40
WISH = Wish(flow="f")
FRESH = Wish(flow="f", is_fresh=True)
_HEAD = '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">'
SUCCESS = (
    _HEAD + "<cas:authenticationSuccess><cas:user>alice</cas:user>{}</cas:authenticationSuccess>"
    "</cas:serviceResponse>"
)
FAILURE = (
    _HEAD
    + '<cas:authenticationFailure code="{}">no</cas:authenticationFailure></cas:serviceResponse>'
)
SLO = (
    '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="1" Version="2.0">'
    "<saml:NameID xmlns:saml='urn:oasis:names:tc:SAML:2.0:assertion'>@NOT_USED@</saml:NameID>"
    "<samlp:SessionIndex>{}</samlp:SessionIndex></samlp:LogoutRequest>"
)


@dataclass
class Server:
    """Answers with what a test says, and notes what it was asked."""

    answer: Fetched | Unfetched = field(default_factory=lambda: told(SUCCESS.format("")))
    asked: list[str] = field(default_factory=list[str])
    limits: list[int | None] = field(default_factory=list[int | None])

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, limit: int | None = None
    ) -> Fetched | Unfetched:
        """Answer."""
        del headers
        self.asked.append(url)
        self.limits.append(limit)
        return self.answer

    def post(
        self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None
    ) -> Fetched | Unfetched:
        """Never: nothing is posted to a CAS server."""
        raise AssertionError(url, form, headers)


def told(text: str) -> Fetched:
    """Return an answer."""
    return Fetched(200, text.encode())


@pytest.fixture(name="server")
def _server() -> Server:
    """An honest server."""
    return Server()


def finish(
    server: Server, query: str = f"ticket={TICKET}", wish: Wish = WISH
) -> Authenticated | Declined:
    """Come back with *query*."""
    client = CasClient(server=SERVER, service=SERVICE, fetcher=server)
    return client.finish(WireRequest("GET", SERVICE, query), {}, wish, now=NOW)


def fault(server: Server, query: str = f"ticket={TICKET}", wish: Wish = WISH) -> ArrivalFault:
    """Come back and be declined."""
    outcome = finish(server, query, wish)
    assert isinstance(outcome, Declined), outcome
    return outcome.fault


def test_an_honest_server_is_believed(server: Server) -> None:
    """Else every refusal below would be no more than a broken test."""
    more = (
        "<cas:attributes><cas:mail>a@x</cas:mail><cas:g>1</cas:g><cas:g>2</cas:g></cas:attributes>"
    )
    server.answer = told(SUCCESS.format(more))

    outcome = finish(server)

    assert isinstance(outcome, Authenticated)
    assert (outcome.issuer, outcome.subject, outcome.index) == (SERVER, "alice", TICKET)
    assert outcome.attributes == {"mail": ("a@x",), "g": ("1", "2")}
    assert outcome.at is None


def test_s88_the_service_is_that_of_the_configuration(server: Server) -> None:
    """At the login and at the validation, whatever address the request came to."""
    client = CasClient(server=SERVER, service=SERVICE, fetcher=server)
    begun = client.begin(WISH, now=NOW)
    assert isinstance(begun, Begun)
    assert isinstance(begun.response, Redirect)
    there = WireRequest("GET", "https://evil.example/upstream/callback", f"ticket={TICKET}")
    client.finish(there, {}, WISH, now=NOW)

    sent = [parse_qs(urlsplit(url).query) for url in (begun.response.url, *server.asked)]

    assert [one["service"] for one in sent] == [[SERVICE], [SERVICE]]
    assert begun.response.url.startswith(f"{SERVER}/login?")
    assert server.asked[0].startswith(f"{SERVER}/p3/serviceValidate?")
    assert server.limits == [64 * 1024]


def test_s84_a_new_proof_is_asked_at_both_ends(server: Server) -> None:
    """Without renew at the validation an older session would do."""
    client = CasClient(server=SERVER, service=SERVICE, fetcher=server)
    begun = client.begin(FRESH, now=NOW)
    assert isinstance(begun, Begun)
    assert isinstance(begun.response, Redirect)
    outcome = finish(server, wish=FRESH)

    assert "renew=true" in begun.response.url
    assert "renew=true" in server.asked[0]
    assert isinstance(outcome, Authenticated)
    assert outcome.at == NOW


@pytest.mark.parametrize(
    "query",
    [
        "ticket=PT-1-aaaa",
        "ticket=PGT-1",
        "ticket=st-1",
        "ticket=",
        "ticket=ST-1%20x",
        "ticket=ST-%C3%A9",
        f"ticket=ST-{'a' * 300}",
        f"ticket={TICKET}&ticket={TICKET}",
        "ticket=ST-%FF",
    ],
)
def test_s85_what_is_no_service_ticket_is_not_asked_about(server: Server, query: str) -> None:
    """Proxy tickets, several of them, and what could not be one."""
    assert fault(server, query) is ArrivalFault.UNVERIFIED
    assert server.asked == []


def test_who_comes_back_without_a_ticket_was_not_signed_in(server: Server) -> None:
    """They gave up."""
    assert fault(server, "") is ArrivalFault.DECLINED


def test_a_ticket_is_one_parameter(server: Server) -> None:
    """Whatever stands in it is encoded: nothing is added to the question."""
    finish(server, "ticket=ST-1%26service=https://evil.example/%23")

    (asked,) = server.asked
    assert parse_qs(urlsplit(asked).query)["service"] == [SERVICE]


ANSWERS = {
    "a user at another depth": _HEAD
    + "<cas:authenticationSuccess><cas:x><cas:user>alice</cas:user></cas:x>"
    "</cas:authenticationSuccess></cas:serviceResponse>",
    "two users": SUCCESS.format("<cas:user>bruno</cas:user>"),
    "no user": SUCCESS.format("").replace("<cas:user>alice</cas:user>", ""),
    "an empty user": SUCCESS.format("").replace("alice", " "),
    "a user with an element": SUCCESS.format("").replace("alice", "al<cas:b/>ice"),
    "success and failure": SUCCESS.format("").replace(
        "</cas:serviceResponse>",
        '<cas:authenticationFailure code="INVALID_TICKET"/></cas:serviceResponse>',
    ),
    "two successes": _HEAD
    + "<cas:authenticationSuccess><cas:user>a</cas:user></cas:authenticationSuccess>" * 2
    + "</cas:serviceResponse>",
    "a name that only ends so": SUCCESS.format("").replace(
        "authenticationSuccess", "notAuthenticationSuccess"
    ),
    "another namespace": SUCCESS.format("").replace("yale.edu", "evil.example"),
    "no namespace": SUCCESS.format("").replace("cas:", ""),
    "another root": SUCCESS.format("").replace("serviceResponse", "response"),
    "a DTD": "<!DOCTYPE x>" + SUCCESS.format(""),
    "an entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + SUCCESS.format("&e;"),
    "truncated": SUCCESS.format("")[:-20],
    "a page": "<!doctype html><p>Bienvenue</p>",
    "nothing": "",
    "the first protocol": "yes\nalice\n",
    "a proxy's ticket": SUCCESS.format(
        "<cas:proxies><cas:proxy>https://evil.example</cas:proxy></cas:proxies>"
    ),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_s88_an_answer_is_read_strictly(server: Server, what: str) -> None:
    """One root, one success, one user directly in it, by the one hardened entry."""
    server.answer = told(ANSWERS[what])

    assert fault(server) is ArrivalFault.UNVERIFIED


def test_s88_an_answer_in_another_charset_is_refused(server: Server) -> None:
    """Two readers would read two names."""
    server.answer = Fetched(200, SUCCESS.format("").encode("utf-16"))

    assert fault(server) is ArrivalFault.UNVERIFIED


def test_a_name_is_the_whole_text(server: Server) -> None:
    """A comment inside it does not cut it."""
    server.answer = told(SUCCESS.format("").replace("alice", "alice<!-- x -->.evil"))

    outcome = finish(server)

    assert isinstance(outcome, Authenticated)
    assert outcome.subject == "alice.evil"


def test_an_answer_of_many_elements_is_refused_at_once(server: Server) -> None:
    """Before it is read."""
    server.answer = told(SUCCESS.format("<cas:x/>" * 9000))

    assert fault(server) is ArrivalFault.UNVERIFIED


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("INVALID_TICKET", ArrivalFault.UNVERIFIED),
        ("INVALID_SERVICE", ArrivalFault.UNVERIFIED),
        ("INVALID_TICKET_SPEC", ArrivalFault.NOT_FRESH),
        ("INTERNAL_ERROR", ArrivalFault.AWAY),
        ("SOMETHING_NEW", ArrivalFault.UNVERIFIED),
        ("", ArrivalFault.UNVERIFIED),
    ],
)
def test_a_failure_signs_nobody_in(server: Server, code: str, expected: ArrivalFault) -> None:
    """What the server calls it, and what it is to the person."""
    server.answer = told(FAILURE.format(code))

    assert fault(server) is expected


def test_the_words_of_a_server_are_not_logged(server: Server) -> None:
    """They may repeat what was asked, or say anything."""
    server.answer = told(FAILURE.format("alice' OR 1=1").replace(">no<", ">alice<"))

    outcome = finish(server)

    assert isinstance(outcome, Declined)
    assert "alice" not in outcome.why


@pytest.mark.parametrize("status", [201, 204, 301, 302, 403, 404, 500, 503])
def test_s110_only_a_plain_answer_counts(server: Server, status: int) -> None:
    """A redirect is not followed, and what stands in an error is not believed."""
    server.answer = replace(told(SUCCESS.format("")), status=status)

    assert fault(server) is ArrivalFault.AWAY


def test_a_server_that_is_away_is_said_to_be(server: Server) -> None:
    """The person may try again."""
    server.answer = Unfetched("no answer within 5 s")

    assert fault(server) is ArrivalFault.AWAY


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-11-16T07:59:00Z", datetime(2026, 11, 16, 7, 59, tzinfo=UTC)),
        ("2026-11-16T08:59:00+01:00[Europe/Paris]", datetime(2026, 11, 16, 7, 59, tzinfo=UTC)),
        ("2026-11-16T07:59:00", None),
        ("yesterday", None),
    ],
)
def test_when_they_proved_it_is_what_the_server_says(
    server: Server, said: str, at: datetime | None
) -> None:
    """With its zone, or not at all: a time without one is nobody's."""
    more = (
        f"<cas:attributes><cas:authenticationDate>{said}</cas:authenticationDate></cas:attributes>"
    )
    server.answer = told(SUCCESS.format(more))

    outcome = finish(server)

    assert isinstance(outcome, Authenticated)
    assert outcome.at == at


def ended(*texts: str) -> UpstreamEnded | None:
    """Let the server post logout requests to the service."""
    form = tuple(("logoutRequest", text) for text in texts)
    client = CasClient(server=SERVER, service=SERVICE, fetcher=Server())
    return client.ended(WireRequest("POST", SERVICE, form=form), now=NOW)


def test_a_logout_request_ends_the_session_of_its_ticket() -> None:
    """Which the server and we alone know."""
    assert ended(SLO.format(TICKET)) == UpstreamEnded(index=TICKET)
    assert ended() is None


@pytest.mark.parametrize(
    "text",
    [
        SLO.format("alice"),
        SLO.format(""),
        SLO.replace("LogoutRequest", "LogoutResponse").format(TICKET),
        SLO.replace("<samlp:SessionIndex>{}</samlp:SessionIndex>", ""),
        SLO.format(f"{TICKET}</samlp:SessionIndex><samlp:SessionIndex>{TICKET}"),
        "<!DOCTYPE x>" + SLO.format(TICKET),
        "not XML",
        "",
    ],
    ids=["a name", "empty", "a response", "no index", "two", "a DTD", "no XML", "nothing"],
)
def test_a_logout_request_that_cannot_be_read_ends_nothing(text: str) -> None:
    """And the server is told so."""
    with pytest.raises(ProtocolError):
        ended(text)


def test_two_logout_requests_are_none() -> None:
    """Which of both would be meant?"""
    with pytest.raises(MalformedError):
        ended(SLO.format(TICKET), SLO.format(TICKET))


def test_a_large_logout_request_is_not_read() -> None:
    """Anybody can post one."""
    with pytest.raises(OversizedError):
        ended(SLO.format(TICKET) + " " * 70_000 + "<x/>")


def test_the_server_is_told_of_a_logout_at_its_own_address() -> None:
    """And told where the browser comes back to."""
    client = CasClient(server=SERVER, service=SERVICE, fetcher=Server())
    back = "https://ent.example/upstream/logged-out"
    leaving = Leaving(subject="alice", index=TICKET, hint="", back=back, flow="f")

    sent = client.leave(leaving, now=NOW)

    assert isinstance(sent, Redirect)
    assert sent.url.startswith(f"{SERVER}/logout?")
    assert parse_qs(urlsplit(sent.url).query) == {"service": [back]}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (told(FAILURE.format("INVALID_TICKET")), None),
        (told(FAILURE.format("INVALID_SERVICE")), "serviceValidate: INVALID_SERVICE"),
        (told(SUCCESS.format("")), "takes any ticket"),
        (told("<html/>"), "serviceValidate: not one serviceResponse"),
        (Fetched(502, b""), "serviceValidate: HTTP 502"),
        (Unfetched("no answer within 5 s"), "serviceValidate: no answer within 5 s"),
    ],
    ids=["serves", "does-not-know-us", "believes-anything", "another-page", "broken", "away"],
)
def test_a_server_that_serves_refuses_a_ticket_that_is_none(
    server: Server, answer: Fetched | Unfetched, why: str | None
) -> None:
    """What an operator is told before anybody cannot sign in."""
    server.answer = answer
    found = CasClient(server=SERVER, service=SERVICE, fetcher=server).probe(now=NOW)

    assert (None if found is None else found.why) == why
