"""Logout towards clients of OpenID Connect, and what they ask."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jws
from tests.protocols.cas.server import SUBJECT
from tests.protocols.oidc.provider import CLIENT, ISSUER, OidcServer, client, key

from garbridge.core.identifiers import ProviderId
from garbridge.errors import MalformedError
from garbridge.formats.jose import JwtKeys, JwtSigner
from garbridge.ports import LogoutNotice, Participant
from garbridge.protocols.oidc import OidcLogout, RelyingPartyLogout, read_logout
from garbridge.testing.world import NOW, PUBLISHER

TOLD = "https://parc.example/logout"
AFTER = "https://parc.example/au-revoir?x=1"
PARTICIPANT = Participant(
    provider=PUBLISHER.id, protocol="oidc", subject=SUBJECT, index="sid-1", service=CLIENT
)


def server(**changes: Any) -> OidcServer:  # noqa: ANN401 - the fields of a client
    """Return a provider with one client that is told of logouts."""
    known = {
        "backchannel_logout_uri": TOLD,
        "post_logout_redirect_uris": frozenset({AFTER}),
        **changes,
    }
    return OidcServer(clients=(client(**known),))


def notice(server: OidcServer, participant: Participant = PARTICIPANT) -> LogoutNotice | None:
    """Return what the portal tells the client."""
    logout = OidcLogout(
        issuer=ISSUER,
        clients=server.registered,
        keys=lambda: server.keys,
        tokens=lambda: "r4nd0m",
    )
    return logout.notice(participant, now=NOW)


def asked(server: OidcServer, **parameters: str) -> RelyingPartyLogout:
    """Return what a client asks."""
    return read_logout(
        parameters, issuer=ISSUER, clients=server.registered, keys=lambda: server.keys
    )


def id_token(server: OidcServer) -> str:
    """Return an ID token of a launch."""
    return str(server.exchange(server.code()).body["id_token"])


def test_a_logout_token_is_one_and_nothing_else() -> None:
    """Statement 72: its type, its event, its subject and session, one jti, and no nonce."""
    portal = server()
    told = notice(portal)

    assert told is not None
    assert (told.url, list(told.form)) == (TOLD, ["logout_token"])
    token = told.form["logout_token"]
    header = jws.extract_compact(token.encode()).headers()
    assert (header["typ"], header["alg"]) == ("logout+jwt", "RS256")
    issued = int(NOW.timestamp())
    assert portal.id_token(token) == {
        "iss": ISSUER,
        "aud": CLIENT,
        "iat": issued,
        "exp": issued + 120,
        "jti": "r4nd0m",
        "sub": SUBJECT,
        "sid": "sid-1",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }


def test_the_session_is_the_one_of_the_id_token() -> None:
    """What the client must find again stands in both; who is never told of logouts has none."""
    portal = server()
    code = portal.launch()
    assert code.participant is not None
    told = portal.id_token(id_token(portal))

    assert told["sid"]
    assert "sid" not in server(backchannel_logout_uri="").id_token(
        id_token(server(backchannel_logout_uri=""))
    )


@pytest.mark.parametrize(
    "portal",
    [server(backchannel_logout_uri=""), server(enabled=False), OidcServer(clients=())],
    ids=["no address", "switched off", "removed"],
)
def test_who_cannot_be_told_is_not(portal: OidcServer) -> None:
    """The address is that of the configuration as it is now."""
    assert notice(portal) is None


def test_a_client_asks_with_its_id_token() -> None:
    """Whom it means, and where the browser goes afterwards, with its state."""
    portal = server()
    found = asked(
        portal, id_token_hint=id_token(portal), post_logout_redirect_uri=AFTER, state="s & é"
    )

    assert (found.client, found.subject) == (portal.clients[0], SUBJECT)
    address = urlsplit(found.then)
    assert parse_qs(address.query) == {"x": ["1"], "state": ["s & é"]}


def test_without_an_id_token_nobody_is_meant() -> None:
    """The person is to be asked then; an address alone needs to be its client's."""
    portal = server()

    assert asked(portal) == RelyingPartyLogout(client=None, subject=None, then="")
    found = asked(portal, client_id=CLIENT, post_logout_redirect_uri=AFTER)
    assert (found.subject, found.then) == (None, AFTER)


@pytest.mark.parametrize(
    "changes",
    [
        {"post_logout_redirect_uri": AFTER},
        {"client_id": "another", "post_logout_redirect_uri": AFTER},
        {"client_id": CLIENT, "post_logout_redirect_uri": "https://evil.example/"},
        {"client_id": CLIENT, "post_logout_redirect_uri": AFTER + "/"},
        {"id_token_hint": "not.a.token"},
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_the_clients(changes: dict[str, str]) -> None:
    """No open redirector, exact texts, and nothing half understood."""
    with pytest.raises(MalformedError):
        asked(server(), **changes)


def test_an_id_token_of_somebody_else_is_none_of_ours() -> None:
    """Another key, another issuer, another client, or a logout token in its place."""
    portal = server()
    stranger = JwtSigner(key("stranger"))
    good = portal.id_token(id_token(portal))
    told = notice(portal)
    assert told is not None
    tokens = [
        stranger.sign(good),
        portal.keys.signer.sign({**good, "iss": "https://other.example"}),
        told.form["logout_token"],
    ]

    for token in tokens:
        with pytest.raises(MalformedError):
            asked(portal, id_token_hint=token)
    with pytest.raises(MalformedError):
        asked(portal, id_token_hint=id_token(portal), client_id="another")


def test_an_id_token_under_the_last_key_is_still_ours() -> None:
    """A key that was rolled over yesterday signed what is shown today."""
    portal = server()
    token = id_token(portal)
    before = portal.keys.signer.public_key
    portal.keys = JwtKeys(JwtSigner(key("next")), (before,))

    assert asked(portal, id_token_hint=token).subject == SUBJECT


def test_a_provider_that_is_switched_off_sends_nobody_anywhere() -> None:
    """Also after a logout."""
    with pytest.raises(MalformedError):
        asked(server(enabled=False), client_id=CLIENT, post_logout_redirect_uri=AFTER)


def test_another_providers_session_is_not_told() -> None:
    """Each client hears of its own."""
    assert notice(server(), replace(PARTICIPANT, provider=ProviderId("other"))) is None
