"""mod_auth_cas signs people in at us, and out, and takes no ticket twice."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from tests.journeys.visitor import Visitor
from tests.peers.conftest import VIDEOS, Peers, text_of

pytestmark = pytest.mark.xdist_group("peers")


def sent_back(peers: Peers, visitor: Visitor) -> str:
    """Click; return the address, with its ticket, to which the portal sends the browser back."""
    page = visitor.session.get(peers.portal.tile(VIDEOS), allow_redirects=False, timeout=20)
    while "ticket=" not in page.headers["Location"]:
        page = visitor.session.get(page.headers["Location"], allow_redirects=False, timeout=20)
    return page.headers["Location"]


def test_it_learns_what_was_decided(peers: Peers) -> None:
    """The identifier and the attributes, and not one more."""
    subject, released = peers.portal.decided(VIDEOS)

    page = peers.portal.visitor().get(peers.portal.tile(VIDEOS))

    assert peers.learnt(page, "HTTP_CAS_") == {
        "REMOTE_USER": subject,
        "USER": subject,
        **{name: "|".join(values) for name, values in released.items()},
    }
    assert len(released) == 2


def test_it_refuses_a_ticket_that_comes_again(peers: Peers) -> None:
    """In the same browser and in another one; who is signed in already stays so."""
    visitor = peers.portal.visitor()
    back = sent_back(peers, visitor)
    assert visitor.get(back).status_code == 200

    assert requests.get(back, timeout=20).status_code == 401
    assert peers.is_in(visitor, "cas")
    visitor.session.cookies.clear()
    assert visitor.get(back).status_code == 401


def test_it_refuses_a_ticket_that_was_changed(peers: Peers) -> None:
    """One digit of it; and the right one afterwards is good for nobody else but still for us."""
    visitor = peers.portal.visitor()
    back = sent_back(peers, visitor)
    changed = back[:-1] + ("0" if back[-1] != "0" else "1")

    assert visitor.get(changed).status_code == 401
    assert visitor.get(back).status_code == 200


def test_it_refuses_a_ticket_of_another_of_its_pages(peers: Peers) -> None:
    """A ticket is for one address, exactly; asked about for another one it is spent."""
    visitor = peers.portal.visitor()
    back = urlsplit(sent_back(peers, visitor))
    (ticket,) = parse_qs(back.query)["ticket"]

    elsewhere = visitor.get(f"{peers.apache.url}/cas/other/resource?ticket={ticket}")

    assert elsewhere.status_code == 401
    assert visitor.get(back.geturl()).status_code == 401


def test_a_logout_at_the_portal_ends_its_session(peers: Peers) -> None:
    """It closes what it is told, and answers with a redirect, as to anybody without a session.

    That is what a service answers that knows no logout at all, so we do not call it closed.
    """
    visitor = peers.portal.visitor()
    visitor.get(peers.portal.tile(VIDEOS))
    assert peers.is_in(visitor, "cas")

    page = visitor.get("/mediacentre/deconnexion")

    assert not peers.is_in(visitor, "cas")
    assert not peers.at_the_portal(visitor)
    assert "Peut-être encore ouvert Studio" in text_of(page)
