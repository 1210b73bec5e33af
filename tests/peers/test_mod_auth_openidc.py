"""mod_auth_openidc signs people in at us, and out, and refuses what was tampered with."""

import base64
import json
from collections.abc import Callable

import pytest
import requests
from tests.journeys.visitor import Visitor
from tests.peers.conftest import FRISE, Peers, text_of

pytestmark = pytest.mark.xdist_group("peers")

_OF_THE_PROTOCOL = {
    *("sub", "iss", "aud", "azp", "exp", "iat", "auth_time", "nonce", "at_hash", "sid"),
}


def claims(learnt: dict[str, str]) -> dict[str, str]:
    """Return the claims that the resource was told."""
    found = {k.removeprefix("CLAIM_"): v for k, v in learnt.items() if k.startswith("CLAIM_")}
    return {name: value for name, value in found.items() if name not in _OF_THE_PROTOCOL}


def test_it_learns_what_was_decided(peers: Peers) -> None:
    """The identifier and the attributes, and not one more; with its PKCE and its own checks."""
    subject, released = peers.portal.decided(FRISE)

    page = peers.portal.visitor().get(peers.portal.tile(FRISE))
    learnt = peers.learnt(page, "OIDC_")

    assert learnt["REMOTE_USER"] == f"{subject}@{peers.portal.url}/oidc"
    assert learnt["CLAIM_sub"] == subject
    assert claims(learnt) == {name: values[0] for name, values in released.items()}
    assert len(released) == 2


def _in_the_id_token(change: Callable[[list[str]], list[str]]) -> Callable[[bytes], bytes]:
    def changed(body: bytes) -> bytes:
        if b'"id_token"' not in body:
            return body
        said = json.loads(body)
        said["id_token"] = ".".join(change(said["id_token"].split(".")))
        return json.dumps(said).encode()

    return changed


def _claims(**other: str) -> Callable[[list[str]], list[str]]:
    """Return what rewrites claims under the signature that was there."""

    def change(parts: list[str]) -> list[str]:
        told = json.loads(base64.urlsafe_b64decode(parts[1] + "=="))
        written = base64.urlsafe_b64encode(json.dumps(told | other).encode())
        return [parts[0], written.decode().rstrip("="), parts[2]]

    return change


TAMPERED = {
    "who it is": _claims(sub="f" * 128),
    "the audience": _claims(aud="another"),
    "an attribute": _claims(PRO="National_ens"),
    "the signature": lambda parts: [*parts[:2], parts[2][::-1]],
}


@pytest.mark.parametrize("part", TAMPERED)
def test_it_refuses_what_was_tampered_with(peers: Peers, part: str) -> None:
    """By somebody between it and us; undisturbed the same browser is let in."""
    visitor = peers.portal.visitor()

    with peers.between.changing(_in_the_id_token(TAMPERED[part])):
        refused = visitor.get(peers.portal.tile(FRISE))

    assert "OpenID Connect Provider error" in refused.text  # its page comes with 200
    assert not peers.is_in(visitor, "oidc")
    assert visitor.get(peers.portal.tile(FRISE)).status_code == 200


def _sent_back(peers: Peers, visitor: Visitor) -> str:
    """Click; return the address, with its code, to which the portal sends the browser back."""
    page = visitor.session.get(peers.portal.tile(FRISE), allow_redirects=False, timeout=20)
    while "code=" not in page.headers["Location"] or "/oidc/back" not in page.headers["Location"]:
        page = visitor.session.get(page.headers["Location"], allow_redirects=False, timeout=20)
    return page.headers["Location"]


def test_a_code_that_comes_again_signs_nobody_in(peers: Peers) -> None:
    """Not in another browser, which began nothing; and not in its own, for which it is spent."""
    visitor = peers.portal.visitor()
    back = _sent_back(peers, visitor)
    cookies = visitor.session.cookies.copy()
    assert visitor.get(back).status_code == 200

    assert requests.get(back, timeout=20).status_code == 400
    visitor.session.cookies = cookies  # as if the browser never came: the portal must refuse
    assert "OpenID Connect Provider error" in visitor.get(back).text
    assert not peers.is_in(visitor, "oidc")


def test_a_logout_at_the_portal_ends_its_session(peers: Peers) -> None:
    """It is told behind the browser's back, and confirms it."""
    visitor = peers.portal.visitor()
    visitor.get(peers.portal.tile(FRISE))
    assert peers.is_in(visitor, "oidc")

    page = visitor.get("/mediacentre/deconnexion")

    assert "Tout ce que vous aviez ouvert avec le portail est fermé" in text_of(page)
    assert not peers.is_in(visitor, "oidc")
    assert not peers.at_the_portal(visitor)


def test_a_logout_at_the_provider_ends_the_portals(peers: Peers) -> None:
    """RP-initiated: the browser comes with the ID token, and is sent back where it was agreed."""
    visitor = peers.portal.visitor()
    visitor.get(peers.portal.tile(FRISE))
    out = f"{peers.apache.url}/out"

    page = visitor.get(f"{peers.apache.url}/oidc/back?logout={out}")

    assert page.url == out, text_of(page)
    assert not peers.is_in(visitor, "oidc")
    assert not peers.at_the_portal(visitor)
