"""What a provider is told of a request that is not met: a signed status about nobody (3.2.2)."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML
from tests.protocols.saml.provider_side import (
    ACS,
    OTHER_ACS,
    authn_request,
    instant,
    parsed,
    portal,
    redirect,
    status_codes,
)
from tests.protocols.saml.readers import NotAcceptedError, by_pysaml2, by_python3_saml, by_xmlsec1

from garbridge.ports import AnswerableError, AutoPostForm, Obstacle
from garbridge.protocols.saml import SamlSettings
from garbridge.testing.world import NOW

RESPONSE = "{urn:oasis:names:tc:SAML:2.0:protocol}Response"
EMAIL = '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"/>'


def unmet(now: datetime, **attributes: str) -> AutoPostForm:
    """Return what a request for an e-mail address is answered with."""
    with pytest.raises(AnswerableError) as refused:
        portal().parse(
            redirect(authn_request(EMAIL, IssueInstant=instant(now), **attributes), "état ?"),
            now=now,
        )
    assert isinstance(refused.value.response, AutoPostForm)
    return refused.value.response


def xml(form: AutoPostForm) -> bytes:
    """Return the Response in *form*."""
    return base64.b64decode(form.fields["SAMLResponse"], validate=True)


@pytest.mark.parametrize("url", [ACS, OTHER_ACS])
def test_a_status_goes_where_the_assertion_would_have_gone(url: str) -> None:
    """Statement 42: to a registered address, with RelayState as it came."""
    form = unmet(NOW, AssertionConsumerServiceURL=url)

    assert (form.action, form.fields["RelayState"]) == (url, "état ?")
    assert f'Destination="{url}"'.encode() in xml(form)
    assert b'InResponseTo="_request1"' in xml(form)


def test_a_status_is_signed_and_keeps_to_the_schema() -> None:
    """A provider must not believe anybody that nobody can be signed in."""
    written = xml(unmet(NOW))

    assert b"InvalidNameIDPolicy" in by_xmlsec1(written, element=RESPONSE)
    checked = OneLogin_Saml2_XML.validate_xml(written, "saml-schema-protocol-2.0.xsd")
    assert not isinstance(checked, str), checked


@pytest.mark.parametrize("reader", [by_pysaml2, by_python3_saml])
def test_readers_learn_which_demand_was_not_met(reader: Callable[[bytes], object]) -> None:
    """The status is what they stop at, not the form of the message."""
    with pytest.raises(NotAcceptedError, match=r"InvalidNameI[Dd]Policy"):
        reader(xml(unmet(datetime.now(UTC))))


def test_a_refusal_is_the_persons_to_read_unless_agreed_otherwise() -> None:
    """Our page says what to do; a provider that wants the status instead is told it."""
    for settings, expected in (
        (SamlSettings(), None),
        (SamlSettings(tells_refusals=True), ["Responder", "RequestDenied"]),
    ):
        adapter = portal(settings)
        sign_in = adapter.parse(redirect(authn_request()), now=NOW)
        told = adapter.decline(sign_in, Obstacle.REFUSED, now=NOW)

        assert (None if told is None else status_codes(told)) == expected
        assert adapter.decline(sign_in, Obstacle.PAGE, now=NOW) is None


def test_a_refusal_without_a_request_is_the_persons_to_read() -> None:
    """There is no request that a status could answer (Profiles 4.1.5)."""
    settings = SamlSettings(idp_initiated=True, tells_refusals=True)
    adapter = portal(settings)
    asked = redirect(authn_request())
    sign_in = adapter.parse(
        type(asked)("GET", asked.url, "providerId=https%3A%2F%2Fparc.example%2Fsp"), now=NOW
    )

    assert adapter.decline(sign_in, Obstacle.REFUSED, now=NOW) is None


def test_what_can_be_met_is_not_answered_before_the_gate() -> None:
    """Parsing a good request signs nothing."""
    assert parsed(redirect(authn_request())).detail.in_response_to == "_request1"
