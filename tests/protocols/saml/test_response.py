"""The shape of what we issue, attribute by attribute (interoperability decides most of it)."""

import base64
import re
from datetime import timedelta

import pytest
from lxml import etree
from tests.protocols.saml.provider_side import (
    ACS,
    DEFAULTS,
    IDP,
    OTHER_ACS,
    PUPIL_CLAIMS,
    REFERENCE,
    SP,
    SUBJECT,
    answered,
    authn_request,
    claims,
    instant,
    portal,
    redirect,
)
from tests.protocols.saml.signatures import canonical, certificate_pem

from garbridge.core.attributes import Attribute
from garbridge.errors import ReleaseMismatchError
from garbridge.ports import AutoPostForm
from garbridge.protocols.saml import AttributeName, SamlSettings, Signed
from garbridge.testing.world import NOW

NS = {
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}


def root(settings: SamlSettings = DEFAULTS) -> etree._Element:
    """Return the answer to a valid request."""
    return etree.fromstring(answered(portal(settings)))


def said(element: etree._Element, path: str) -> list[str]:
    """Return what *path* selects."""
    found = element.xpath(path, namespaces=NS)
    assert isinstance(found, list)
    return [str(item) for item in found]


def test_the_response_is_addressed() -> None:
    """Destination and Recipient are the consumer service; Audience and Issuer are the parties."""
    response = root()

    assert said(response, "@Destination") == [ACS]
    assert said(response, "//saml:SubjectConfirmationData/@Recipient") == [ACS]
    assert said(response, "//saml:Audience/text()") == [SP]
    assert said(response, "//saml:Issuer/text()") == [IDP, IDP]


def test_the_response_answers_the_request_in_both_places() -> None:
    """Profiles 4.1.4.2 for the confirmation, Core 3.2.2 for the Response."""
    response = root()

    assert said(response, "@InResponseTo") == ["_request1"]
    assert said(response, "//saml:SubjectConfirmationData/@InResponseTo") == ["_request1"]


def test_the_response_lives_five_minutes() -> None:
    """From half a minute ago, for late clocks, to five minutes ahead (statement 47)."""
    response = root()

    assert said(response, "//saml:Conditions/@NotBefore") == [instant(NOW - timedelta(seconds=30))]
    ends = instant(NOW + timedelta(minutes=5))
    assert said(response, "//@NotOnOrAfter") == [ends, ends]
    assert said(response, "//saml:SubjectConfirmationData/@NotBefore") == []
    assert set(said(response, "//@IssueInstant")) == {instant(NOW)}


def test_the_subject_is_a_persistent_identifier_between_two_parties() -> None:
    """Core 8.3.7: format and both qualifiers, and the opaque value itself."""
    (name_id,) = root().findall(".//saml:NameID", NS)

    assert name_id.text == SUBJECT
    assert dict(name_id.attrib) == {
        "Format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        "NameQualifier": IDP,
        "SPNameQualifier": SP,
    }


def test_there_is_one_of_everything() -> None:
    """One assertion, one bearer confirmation, one authentication statement (SDP-IDP10)."""
    response = root()

    for name in ("Assertion", "SubjectConfirmation", "AuthnStatement", "AttributeStatement"):
        assert len(response.findall(f".//saml:{name}", NS)) == 1
    assert said(response, "//saml:SubjectConfirmation/@Method") == [
        "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    ]


def test_attributes_are_called_as_the_gar_calls_them() -> None:
    """Every released value, repeated where there are several, in a basic name."""
    response = root()

    assert said(response, "//saml:Attribute/@Name") == list(PUPIL_CLAIMS.values())
    assert said(response, "//saml:Attribute[@Name='GRO']/saml:AttributeValue/text()") == [
        "CHORALE##Chorale du lycée",
        "LATIN##Latin & grec",
    ]
    assert set(said(response, "//saml:Attribute/@NameFormat")) == {
        "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
    }
    assert said(response, "//saml:Attribute/@FriendlyName") == []


def test_the_certificate_shown_is_the_published_one() -> None:
    """Samlify compares KeyInfo with our metadata and refuses another."""
    shown = "".join(said(root(), "//ds:X509Certificate/text()"))

    assert shown in certificate_pem("portal").replace("\n", "")


def test_identifiers_are_new_each_time_and_begin_with_a_letter_or_underscore() -> None:
    """128 bits of chance in each, as an xs:ID (statement 47)."""
    adapter = portal()
    seen: list[str] = []
    for _ in range(5):
        response = etree.fromstring(answered(adapter))
        seen += said(response, "//@ID") + said(response, "//@SessionIndex")

    assert len(set(seen)) == len(seen) == 15
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9._-]{22,}", identifier) for identifier in seen)


@pytest.mark.parametrize("signed", Signed)
def test_the_whole_message_is_its_own_canonical_form(signed: Signed) -> None:
    """Digest and signature are over the strings that leave."""
    xml = answered(portal(SamlSettings(sign=signed)))

    assert canonical(xml) == xml


def test_the_assertion_is_signed_and_the_response_only_where_agreed() -> None:
    """GAR's rule first; the outer signature is an option of the agreement."""
    assert len(root().findall("saml:Assertion/ds:Signature", NS)) == 1
    assert len(root().findall("ds:Signature", NS)) == 0
    both = root(SamlSettings(sign=Signed.BOTH))
    assert len(both.findall("saml:Assertion/ds:Signature", NS)) == 1
    assert len(both.findall("ds:Signature", NS)) == 1


def test_every_signature_is_about_its_parent() -> None:
    """One Reference each, to the ID of the element the signature stands in (Core 5.4.2)."""
    both = root(SamlSettings(sign=Signed.BOTH))

    for signature in both.iterfind(".//ds:Signature", NS):
        parent = signature.getparent()
        assert parent is not None
        assert said(signature, ".//ds:Reference/@URI") == [f"#{parent.get('ID')}"]


def _form(settings: SamlSettings = DEFAULTS, url: str = ACS) -> AutoPostForm:
    adapter = portal(settings)
    asked = redirect(authn_request(AssertionConsumerServiceURL=url), "état")
    return adapter.respond(
        adapter.parse(asked, now=NOW),
        PUPIL_CLAIMS,
        reference=REFERENCE,
        authenticated=None,
        now=NOW,
    ).response


def test_the_form_goes_to_the_consumer_service_asked_for() -> None:
    """Action, Destination and Recipient are one address."""
    form = _form(url=OTHER_ACS)

    assert form.action == OTHER_ACS
    response = etree.fromstring(base64.b64decode(form.fields["SAMLResponse"]))
    assert said(response, "@Destination|//@Recipient") == [OTHER_ACS, OTHER_ACS]


def test_the_post_may_reach_the_registered_origins_and_no_other() -> None:
    """The browser's policy lists the endpoint and where it is agreed to redirect."""
    assert _form().origins == ("https://parc.example",)
    agreed = SamlSettings(origins=("https://www.parc.example", "https://parc.example"))
    assert _form(agreed).origins == ("https://parc.example", "https://www.parc.example")


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ud800", "\uffff"])
def test_a_value_xml_cannot_carry_stops_the_launch(character: str) -> None:
    """Nothing leaves that differs from what was decided; the error repeats no value."""
    released = claims((Attribute.NOM, (f"Zoé{character}",)))

    with pytest.raises(ReleaseMismatchError) as stopped:
        answered(portal(), released)
    assert "Zoé" not in str(stopped.value)


def test_the_answer_says_the_context_that_was_agreed() -> None:
    """One class, the one that request and agreement led to."""
    agreed = "https://refeds.org/profile/mfa"

    response = root(SamlSettings(authn_context=agreed))
    assert said(response, "//saml:AuthnContextClassRef/text()") == [agreed]


def test_one_answer_does_not_depend_on_another() -> None:
    """What a second provider receives is the same whatever the first one agreed."""
    renamed = AttributeName(Attribute.PRO, "profil", friendly_name="profil national")

    alone = answered(portal())
    answered(portal(SamlSettings(attribute_names=(renamed,), sign=Signed.BOTH)))

    assert answered(portal()) == alone
