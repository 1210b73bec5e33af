"""A passive request is answered where a page would be shown: *NoPassive* (Core 3.4.1, 3.2.2.2)."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from lxml import etree
from tests.protocols.saml.provider_side import (
    ACS,
    IDP,
    authn_request,
    instant,
    portal,
    redirect,
)
from tests.protocols.saml.readers import (
    NotAcceptedError,
    by_pysaml2,
    by_python3_saml,
    by_xmlsec1,
)

from garbridge.ports import AutoPostForm, Obstacle
from garbridge.protocols.saml import SamlSettings

SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"
STATUS = "urn:oasis:names:tc:SAML:2.0:status:"


def declined(settings: SamlSettings | None = None, *, passive: str = "true") -> AutoPostForm | None:
    """Return the answer to a request of now, asked with a RelayState."""
    now = datetime.now(UTC)
    adapter = portal(settings or SamlSettings())
    asked = authn_request(IssueInstant=instant(now), IsPassive=passive)
    sign_in = adapter.parse(redirect(asked, "état ?"), now=now)
    return adapter.decline(sign_in, Obstacle.PAGE, now=now)


def answer() -> bytes:
    """Return the Response to a passive request."""
    form = declined()
    assert form is not None
    return base64.b64decode(form.fields["SAMLResponse"], validate=True)


def test_a_request_that_lets_the_person_be_asked_is_not_declined() -> None:
    """The ordinary case: the portal's sign-in page is shown."""
    assert declined(passive="false") is None


def test_the_answer_goes_where_a_launch_would_go() -> None:
    """To the registered consumer service, with RelayState as it came."""
    form = declined()

    assert form is not None
    assert (form.action, form.origins) == (ACS, ("https://parc.example",))
    assert form.fields["RelayState"] == "état ?"


def test_it_says_no_passive_and_nothing_else() -> None:
    """A second-level code under Responder; no assertion, for nobody was signed in."""
    response = etree.fromstring(answer())
    codes = [code.get("Value") for code in response.iter(f"{SAMLP}StatusCode")]

    assert codes == [f"{STATUS}Responder", f"{STATUS}NoPassive"]
    assert response.get("InResponseTo") == "_request1"
    assert response.get("Destination") == ACS
    assert response.findtext("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer") == IDP
    assert response.find(".//{urn:oasis:names:tc:SAML:2.0:assertion}Assertion") is None


def test_it_is_signed_whatever_was_agreed() -> None:
    """Nothing inside is, and a provider must not believe anybody that nobody is there."""
    assert b"NoPassive" in by_xmlsec1(answer(), element=f"{SAMLP}Response")


@pytest.mark.parametrize("reader", [by_pysaml2, by_python3_saml])
def test_readers_learn_why(reader: Callable[[bytes], object]) -> None:
    """They tell it from a forged answer: the status is what they stop at."""
    with pytest.raises(NotAcceptedError, match="NoPassive"):
        reader(answer())
