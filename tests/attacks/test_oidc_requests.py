"""Attacks on the authorization endpoint: statements 52, 55, 56 and 59 to 62."""

import socket
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from tests.protocols.cas.server import CLAIMS
from tests.protocols.oidc.provider import (
    ISSUER,
    RESOURCE_RETURN,
    RETURN,
    VERIFIER,
    OidcServer,
    challenge_of,
    client,
    fields_of,
)

from garbridge.config.oidc import Dialect, ResponseMode
from garbridge.errors import (
    MalformedError,
    OversizedError,
    ProtocolError,
    UnknownProviderError,
    UnknownServiceError,
)
from garbridge.ports import AnswerableError, AutoPostForm, Obstacle, Redirect
from garbridge.testing.world import ATLAS, NOW

LOOK_ALIKES = [
    RETURN + "/",
    RETURN + "?",
    RETURN + "?a=1",
    RETURN + "#",
    RETURN + "/../retour",
    RETURN.replace("https", "http"),
    RETURN.replace("https", "HTTPS"),
    RETURN.replace("parc", "PARC"),
    RETURN.replace(".example", ".example:443"),
    RETURN.replace(".example", ".example."),
    RETURN.replace("parc", "www.parc"),
    RETURN.replace(".example", ".example.evil.example"),
    RETURN.replace("//", "//evil.example@"),
    RETURN.replace("retour", "r%65tour"),
    RETURN.replace("/retour", "//retour"),
    RETURN.replace("/retour", "\\retour"),
    " " + RETURN,
    RETURN + "\n",
    RETURN + "\x00",
    RETURN + "\u3000",
    RETURN[:-1],
    "https://evil.example/",
    "javascript:alert(1)",
    "//parc.example/retour",
    "urn:ietf:wg:oauth:2.0:oob",
    f"{RETURN} {RESOURCE_RETURN}",
]


def refused(server: OidcServer, **changes: str | None) -> dict[str, str]:
    """Return what the client is told of a request that goes back to it."""
    with pytest.raises(AnswerableError) as caught:
        server.parse(**changes)
    told = fields_of(caught.value.response)
    assert "code" not in told
    assert told["iss"] == ISSUER
    return told


@pytest.mark.parametrize("address", LOOK_ALIKES)
def test_s52_a_redirect_uri_is_one_exact_text(address: str) -> None:
    """Nothing is sent to an address that only looks like one, an error neither."""
    with pytest.raises(UnknownServiceError):
        OidcServer().parse(redirect_uri=address)


def test_s52_the_address_of_another_client_is_none() -> None:
    """Each client has its own."""
    other = client(client_id="autre", redirect_uris={"https://autre.example/": None})

    with pytest.raises(UnknownServiceError):
        OidcServer((client(), other)).parse(redirect_uri="https://autre.example/")


@pytest.mark.parametrize("address", [RETURN, RESOURCE_RETURN])
def test_s52_a_registered_address_is_taken_as_it_is(address: str) -> None:
    """Its own query stays, text for text."""
    sent = OidcServer().launch(redirect_uri=address).response

    assert isinstance(sent, Redirect)
    joiner = "&" if "?" in address else "?"
    assert sent.url.startswith(f"{address}{joiner}code=")


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_s52_who_and_where_stand_there_once(name: str) -> None:
    """Two readers of one query cannot be played off against each other; nor is one guessed."""
    server = OidcServer()
    for query in (
        f"{server.asked()}&{name}=x",
        f"{name}=x&{server.asked()}",
        server.asked(**{name: None}),
        server.asked(**{name: ""}),
    ):
        with pytest.raises(MalformedError):
            server.parse_query(query)


@pytest.mark.parametrize("name", ["", "PARC", "parc ", "parc\x00", "*", "p" * 5_000])
def test_an_unknown_client_gets_no_answer(name: str) -> None:
    """Nobody is sent anywhere in its name."""
    with pytest.raises((UnknownProviderError, MalformedError)):
        OidcServer().parse(client_id=name)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("token", "unsupported_response_type"),
        ("id_token", "unsupported_response_type"),
        ("code id_token", "unsupported_response_type"),
        ("code token", "unsupported_response_type"),
        ("none", "unsupported_response_type"),
        ("CODE", "unsupported_response_type"),
        (None, "invalid_request"),
    ],
)
def test_s55_no_other_flow_is_offered(kind: str | None, error: str) -> None:
    """No token ever comes by the browser."""
    assert refused(OidcServer(), response_type=kind)["error"] == error


@pytest.mark.parametrize("method", ["plain", "s256", "S512", "", None])
def test_s56_pkce_is_s256_alone(method: str | None) -> None:
    """There is no way down from it."""
    told = refused(OidcServer(), code_challenge_method=method)

    assert told["error"] == "invalid_request"


@pytest.mark.parametrize(
    "challenge", [None, "", VERIFIER, challenge_of(VERIFIER) + "=", "é" * 43, "a" * 42, "a" * 44]
)
def test_s56_a_request_without_a_challenge_is_refused(challenge: str | None) -> None:
    """Every client sends one, the confidential ones too."""
    assert refused(OidcServer(), code_challenge=challenge)["error"] == "invalid_request"


@pytest.mark.parametrize(
    "more",
    [
        {"scope": "openid profile email address phone offline_access NOM scope.gar"},
        {"claims": '{"userinfo":{"NOM":{"essential":true}},"id_token":{"P_MEL":null}}'},
        {"claims": "no JSON at all"},
        {"acr_values": "urn:x", "display": "popup", "ui_locales": "fr", "login_hint": "alice"},
        {"resource": "https://api.example/", "authorization_details": "[]", "unknown": "x"},
    ],
)
def test_s59_no_request_widens_what_is_told(more: dict[str, Any]) -> None:
    """Scopes and ``claims`` decide nothing; unknown parameters are ignored."""
    server = OidcServer()
    told = server.tokens(**more)

    assert told["scope"] == "openid"
    assert set(server.id_token(told["id_token"])) == {
        *("iss", "sub", "aud", "azp", "exp", "iat", "nonce", "at_hash")
    }
    profile = server.userinfo(told["access_token"]).body
    assert set(profile) == {"sub", *(claim.attribute for claim in CLAIMS.claims)}


@pytest.mark.parametrize(
    "scope",
    [None, "", "profile", "OPENID", "openidx", "scope.gar", "openid\tprofile", "openid\u2003x"],
)
def test_s59_a_request_that_is_none_of_openid_connect_is_refused(scope: str | None) -> None:
    """OAuth alone is not offered."""
    assert refused(OidcServer(), scope=scope)["error"] == "invalid_scope"


@pytest.mark.parametrize("agreed", list(ResponseMode))
@pytest.mark.parametrize("asked", ["query", "form_post", "fragment", "query.jwt", "web_message"])
def test_s60_the_response_mode_is_the_agreed_one(agreed: ResponseMode, asked: str) -> None:
    """A request neither chooses another nor moves the code into a fragment."""
    server = OidcServer((client(response_mode=agreed),))
    if asked == agreed:
        assert server.parse(response_mode=asked).detail.client.response_mode is agreed
        return

    assert refused(server, response_mode=asked)["error"] == "invalid_request"


def test_s60_a_posted_response_goes_to_the_registered_origins() -> None:
    """The page that posts names them in its policy."""
    agreed = client(response_mode=ResponseMode.FORM_POST, origins=("https://suite.parc.example",))
    sent = OidcServer((agreed,)).launch().response

    assert isinstance(sent, AutoPostForm)
    assert sent.action == RETURN
    assert sent.origins == ("https://parc.example", "https://suite.parc.example")
    assert sent.fields["iss"] == ISSUER


@pytest.mark.parametrize("mode", list(ResponseMode))
def test_s61_the_response_says_who_answers(mode: ResponseMode) -> None:
    """A client of several portals cannot be made to mix them up (RFC 9207)."""
    server = OidcServer((client(response_mode=mode),))

    assert fields_of(server.launch().response)["iss"] == ISSUER
    assert refused(server, response_type="token")["iss"] == ISSUER
    assert server.discovery()["authorization_response_iss_parameter_supported"] is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("request_uri", "https://evil.example/request.jwt"),
        ("request_uri", "urn:ietf:params:oauth:request_uri:x"),
        ("request", "eyJhbGciOiJub25lIn0.e30."),
        ("registration", "{}"),
    ],
)
def test_s62_a_request_object_is_neither_fetched_nor_read(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody makes the portal ask another server."""

    def forbidden(*_: object, **__: object) -> None:
        pytest.fail("something was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    monkeypatch.setattr(socket.socket, "connect", forbidden)

    assert refused(OidcServer(), **{name: value})["error"] == f"{name}_not_supported"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "x" * 5_000),
        ("nonce", "n" * 600),
        ("nonce", "a\nb"),
        ("state", "a\x00b"),
        ("id_token_hint", "h" * 9_000),
        ("max_age", "-1"),
        ("max_age", "1.5"),
        ("max_age", "\u0661"),
        ("max_age", "9" * 20),
        ("prompt", "none login"),
    ],
)
def test_a_value_that_no_client_sends_is_refused(name: str, value: str) -> None:
    """What is kept and sent back is bounded."""
    told = refused(OidcServer(), **{name: value})

    assert told["error"] == "invalid_request"
    assert len(told.get("state", "")) < 4_200


@pytest.mark.parametrize("name", ["state", "nonce", "scope", "code_challenge", "prompt", "request"])
def test_a_parameter_that_stands_there_twice_is_refused(name: str) -> None:
    """RFC 6749 3.1; which of two states is the right one nobody guesses."""
    server = OidcServer()
    with pytest.raises(AnswerableError) as caught:
        server.parse_query(f"{server.asked()}&{name}=a&{name}=b")

    told = fields_of(caught.value.response)
    assert told["error"] == "invalid_request"
    assert ("state" in told) is (name != "state")


def test_a_huge_request_is_refused_unread() -> None:
    """A megabyte, or ten thousand parameters, cost nothing."""
    server = OidcServer()
    with pytest.raises(OversizedError):
        server.parse_query("x=" + "a" * 1_000_000)
    with pytest.raises(MalformedError):
        server.parse_query("&".join(f"a{number}=" for number in range(1_000)))


@pytest.mark.parametrize(
    "state", ["<script>", '"><img src=x>', "&code=stolen", "é’", "%26code%3D", "a b+c"]
)
def test_the_state_comes_back_as_it_went(state: str) -> None:
    """Byte for byte, and it writes no field of its own."""
    told = fields_of(OidcServer().launch(state=state).response)

    assert told["state"] == state
    assert set(told) == {"code", "state", "iss"}


@pytest.mark.parametrize(
    ("obstacle", "error"),
    [
        (Obstacle.PAGE, "login_required"),
        (Obstacle.CHOICE, "interaction_required"),
        (Obstacle.NOT_FRESH, "login_required"),
        (Obstacle.REFUSED, "access_denied"),
    ],
)
def test_a_silent_request_is_answered_whatever_stands_in_the_way(
    obstacle: Obstacle, error: str
) -> None:
    """No page is shown in a hidden frame; without ``prompt=none`` the person is shown one."""
    server = OidcServer()
    sent = server.adapter.decline(server.parse(prompt="none"), obstacle, now=NOW)

    assert sent is not None
    assert fields_of(sent)["error"] == error
    assert server.adapter.decline(server.parse(), obstacle, now=NOW) is None


@pytest.mark.parametrize(
    ("prompt", "error"),
    [("consent", "consent_required"), ("select_account", "account_selection_required")],
)
def test_what_the_portal_cannot_ask_goes_back(prompt: str, error: str) -> None:
    """It does not pretend to have asked."""
    assert refused(OidcServer(), prompt=prompt)["error"] == error


def test_a_new_proof_is_demanded_as_asked() -> None:
    """``prompt=login`` from the request on, ``max_age`` that long back."""
    server = OidcServer()

    assert server.parse().oldest is None
    assert server.parse(prompt="login").oldest == NOW
    assert server.parse(max_age="0").oldest == NOW
    assert server.parse(max_age="3600").oldest == NOW - timedelta(hours=1)
    assert server.parse(max_age="3600", prompt="login").oldest == NOW


def test_a_hint_about_somebody_else_signs_nobody_in() -> None:
    """A client that waits for one person is not handed another (Core 3.1.2.1)."""
    server = OidcServer()
    hint = server.tokens()["id_token"]
    other = server.launch(id_token_hint=hint)
    assert "code" in fields_of(other.response)

    strangers = type(CLAIMS)("5" * 128, CLAIMS.resource, CLAIMS.claims)
    for bad, claims in ((hint, strangers), (hint[:-4], CLAIMS), ("a.b.c", CLAIMS)):
        with pytest.raises(AnswerableError) as caught:
            server.launch(claims, id_token_hint=bad)
        assert fields_of(caught.value.response)["error"] == "login_required"


def test_the_gars_parameters_are_for_its_dialect() -> None:
    """``idRessource`` names the resource there, and is unknown to any other client."""
    gar = OidcServer((client(dialect=Dialect.GAR),))
    ark = quote(ATLAS.id, safe="")
    named = gar.parse_query(f"{gar.asked()}&idRessource={ark}", path="oidcAuthorize")

    assert named.resource == ATLAS.id
    assert gar.parse(idRessource="ark:/99999/unknown").resource == "ark:/99999/unknown"
    assert gar.parse(scope="openid scope.gar").detail.scope == "openid scope.gar"
    standard = OidcServer()
    assert standard.parse(idRessource=ATLAS.id).resource is None
    assert standard.parse(redirect_uri=RESOURCE_RETURN).resource == ATLAS.id
    with pytest.raises(ProtocolError):
        standard.parse_query(standard.asked(), path="oidcAuthorize")
