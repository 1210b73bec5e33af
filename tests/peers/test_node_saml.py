"""node-saml signs people in at us, and out, and refuses what was tampered with."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from tests.journeys.visitor import Visitor
from tests.peers.conftest import GLOBE, Peers, text_of
from tests.peers.node_saml import node_saml
from tests.peers.test_mod_auth_mellon import TAMPERED

pytestmark = pytest.mark.xdist_group("peers")

_OURS = {
    *("issuer", "inResponseTo", "sessionIndex", "nameID", "nameIDFormat"),
    *("nameQualifier", "spNameQualifier", "attributes", "ID"),
}
"""What a profile of node-saml holds besides the attributes."""


@pytest.fixture(name="there", scope="session")
def _there(peers: Peers) -> Iterator[str]:
    """A provider whose metadata, as node-saml writes them, are registered by their address."""
    with node_saml(peers.portal) as url:
        more = ("--metadata", f"{url}/metadata", "--id", "node", "--require-signed")
        peers.portal.add(*more, resource=GLOBE, url=f"{url}/resource")
        yield url


def profile(visitor: Visitor, there: str) -> dict[str, Any] | None:
    """Return what the provider knows of who comes, without asking the portal."""
    page = visitor.session.get(f"{there}/resource", allow_redirects=False, timeout=20)
    known: dict[str, Any] | None = page.json() if page.status_code == 200 else None
    return known


def test_it_learns_what_was_decided(peers: Peers, there: str) -> None:
    """The identifier and the attributes, and not one more; its request is signed."""
    subject, released = peers.portal.decided(GLOBE)

    page = peers.portal.visitor().get(peers.portal.tile(GLOBE))

    assert page.url == f"{there}/resource", page.text
    learnt = page.json()
    assert learnt["nameID"] == subject
    assert learnt["attributes"] == {name: values[0] for name, values in released.items()}
    assert set(learnt) - _OURS == set(released) != set()


@pytest.mark.parametrize("part", TAMPERED)
def test_it_refuses_what_was_tampered_with(peers: Peers, there: str, part: str) -> None:
    """And forgets what it asked; the next click is let in."""
    visitor = peers.portal.visitor()
    action, fields = visitor.answer(peers.portal.tile(GLOBE))
    before, after = TAMPERED[part]
    changed = base64.b64decode(fields["SAMLResponse"]).replace(before, after)
    text = base64.b64encode(changed).decode("ascii")

    refused = visitor.bring(action, fields | {"SAMLResponse": text})
    assert (refused.status_code, refused.text[:8]) == (403, "refused:")
    assert profile(visitor, there) is None

    assert visitor.get(peers.portal.tile(GLOBE)).status_code == 200
    assert profile(visitor, there) is not None


def test_it_refuses_an_answer_that_comes_again(peers: Peers, there: str) -> None:
    """It answers a request that is answered already."""
    visitor, other = peers.portal.visitor(), peers.portal.visitor()
    action, fields = visitor.answer(peers.portal.tile(GLOBE))
    assert visitor.bring(action, fields).status_code == 200

    again = other.bring(action, fields)

    assert "InResponseTo is not valid" in again.text
    assert profile(other, there) is None


def test_a_logout_at_the_portal_ends_its_session(peers: Peers, there: str) -> None:
    """Asked by form, as its metadata say; the page says that it is closed."""
    visitor = peers.portal.visitor()
    visitor.get(peers.portal.tile(GLOBE))
    assert profile(visitor, there) is not None

    page = visitor.get("/mediacentre/deconnexion")

    assert "Tout ce que vous aviez ouvert avec le portail est fermé" in text_of(page)
    assert profile(visitor, there) is None
    assert not peers.at_the_portal(visitor)


def test_a_logout_at_the_provider_ends_the_portals(peers: Peers, there: str) -> None:
    """And it takes our answer for a success."""
    visitor = peers.portal.visitor()
    visitor.get(peers.portal.tile(GLOBE))

    page = visitor.get(f"{there}/logout")

    assert page.text == "logged out", page.text
    assert profile(visitor, there) is None
    assert not peers.at_the_portal(visitor)
