"""oidc-provider takes each proof of ours, and we take what it says; over HTTP, with no portal."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from tests.journeys.real_upstreams import CLIENT, SECRET, Person, Real, openid_provider
from tests.protocols.oidc.provider import key

from garbridge.config.tables import web_address
from garbridge.formats.jose import Algorithm, JwtSigner, jwks_document
from garbridge.ports import Authenticated, Begun, Declined, Redirect, WireRequest, Wish
from garbridge.upstream.oidc_discovery import OpDiscovery
from garbridge.upstream.oidc_exchange import OpExchange
from garbridge.upstream.oidc_proof import BasicProof, ClientProof, KeyProof, PostProof
from garbridge.upstream.oidc_rp import OidcRelyingParty
from garbridge.wiring.clock import random_token
from garbridge.wiring.upstream_http import HttpFetcher
from garbridge.wiring.upstream_places import Slots

PORTAL = "http://127.0.0.1:1"
BACK = f"{PORTAL}/upstream/callback"
"""Nobody listens there: the browser of the test stops before it."""


def by_key(issuer: str) -> KeyProof:
    """Sign with the portal's key."""
    return KeyProof(
        client_id=CLIENT, issuer=issuer, signer=JwtSigner(key("portal")), tokens=random_token
    )


PROOFS: dict[str, Callable[[str], ClientProof]] = {
    "client_secret_basic": lambda _: BasicProof(CLIENT, SECRET),
    "client_secret_post": lambda _: PostProof(CLIENT, SECRET),
    "private_key_jwt": by_key,
}


def party_of(real: Real, folder: Path, proof: ClientProof) -> OidcRelyingParty:
    """Return the portal as the client of *real*."""
    slots = Slots(folder=lambda: folder, number=4, ticks=time.monotonic, pause=10.0)
    fetcher = HttpFetcher(slots)
    return OidcRelyingParty(
        discovery=OpDiscovery(
            real.url, fetcher, web_address(insecure_loopback=True), time.monotonic
        ),
        client_id=CLIENT,
        exchange=OpExchange(redirect_uri=BACK, proof=proof, fetcher=fetcher),
        redirect_uri=BACK,
        algorithm=Algorithm.RS256,
        scopes=("openid",),
        asks_userinfo=True,
        tokens=random_token,
    )


def signed_in(
    party: OidcRelyingParty, person: Person, *, is_fresh: bool = False
) -> Authenticated | Declined:
    """Let *person* sign in, and come back with what the browser brings."""
    wish = Wish(flow=random_token(), is_fresh=is_fresh)
    begun = party.begin(wish, now=datetime.now(UTC))
    assert isinstance(begun, Begun), begun
    assert isinstance(begun.response, Redirect)
    with pytest.raises(requests.ConnectionError) as stopped:
        person.open(begun.response.url)
    request = stopped.value.request
    assert request is not None
    query = urlsplit(str(request.url)).query
    return party.finish(WireRequest("GET", BACK, query), begun.kept, wish, now=datetime.now(UTC))


@pytest.mark.parametrize("method", PROOFS)
def test_each_proof_is_taken(tmp_path: Path, method: str) -> None:
    """And what comes back says who, by which session, and when they proved it."""
    published = json.loads(jwks_document([key("portal").public_key()]))  # as at /upstream/jwks
    client: dict[str, object] = {"token_endpoint_auth_method": method}
    if method == "private_key_jwt":
        client["jwks"] = published
    with openid_provider(PORTAL, tmp_path, **client) as real:
        party, person = party_of(real, tmp_path, PROOFS[method](real.url)), Person("alice")
        first = signed_in(party, person)
        again = signed_in(party, person, is_fresh=True)

    assert isinstance(first, Authenticated), first
    assert (first.issuer, first.subject) == (real.url, "alice")
    assert first.attributes["uid"] == ("alice",)
    assert first.index
    assert isinstance(again, Authenticated), again
    assert again.at is not None
    assert person.forms == 2


def test_a_wrong_secret_is_said_in_plain_words(tmp_path: Path) -> None:
    """To the operator, by the protocol's own word."""
    with openid_provider(PORTAL, tmp_path) as real:
        party = party_of(real, tmp_path, BasicProof(CLIENT, SECRET + "x"))
        outcome = signed_in(party, Person("alice"))

    assert isinstance(outcome, Declined)
    assert outcome.why == "token endpoint: HTTP 401, invalid_client"


def test_a_code_for_another_challenge_is_worth_nothing(tmp_path: Path) -> None:
    """Who caught the code has no verifier: the provider itself refuses."""
    with openid_provider(PORTAL, tmp_path) as real:
        party = party_of(real, tmp_path, BasicProof(CLIENT, SECRET))
        tokens = iter(["n" * 40, "v" * 40, "w" * 40])
        thief = replace(party, tokens=lambda: next(tokens, "x" * 40))
        wish = Wish(flow="f" * 40)
        begun = party.begin(wish, now=datetime.now(UTC))
        assert isinstance(begun, Begun)
        assert isinstance(begun.response, Redirect)
        with pytest.raises(requests.ConnectionError) as stopped:
            Person("alice").open(begun.response.url)
        assert stopped.value.request is not None
        request = WireRequest("GET", BACK, urlsplit(str(stopped.value.request.url)).query)
        other = thief.begin(wish, now=datetime.now(UTC))
        assert isinstance(other, Begun)
        outcome = thief.finish(request, other.kept, wish, now=datetime.now(UTC))

    assert isinstance(outcome, Declined)
    assert outcome.why == "token endpoint: HTTP 400, invalid_grant"
