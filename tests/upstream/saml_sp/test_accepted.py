"""What honest identity providers send is believed, in every way in which they write it.

The other side of the attacks: each of these is right by the standard, or by what is found in use.
"""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from tests.protocols.saml.signatures import certificate_pem, rsa_key
from tests.upstream.saml_sp.portal_side import (
    ACS,
    ALL_KEYS,
    ASKED,
    IDP,
    LENIENT,
    PASSWORD,
    PEER,
    PERSON,
    REQUEST,
    STRICT,
    US_ID,
    Answer,
    base64_of,
    believed,
    encrypted_answer,
    later,
    outcome,
    why,
)

from garbridge.testing.world import NOW
from garbridge.upstream.saml_sp import OpenRequest, Reason, VerifiedAssertion


def proof(answer: Answer, request: OpenRequest = ASKED) -> VerifiedAssertion:
    """Return what *answer* proves, which must be the same however much of it is signed."""
    both = [
        believed(outcome(replace(answer, sign=sign).xml(), us, request=request))
        for sign, us in (("R", STRICT), ("A", LENIENT), ("RA", STRICT))
    ]
    assert both[0] == both[1] == both[2]
    return both[0]


def test_everything_that_is_proved() -> None:
    """Each field, from its one place."""
    found = proof(
        Answer(
            authn=f'<saml:AuthnStatement AuthnInstant="{later(minutes=-5)}" SessionIndex="_s"'
            f' SessionNotOnOrAfter="{later(hours=8)}"><saml:AuthnContext>'
            f"<saml:AuthnContextClassRef>{PASSWORD}</saml:AuthnContextClassRef>"
            "<saml:AuthenticatingAuthority>https://educonnect.example</saml:AuthenticatingAuthority>"
            "</saml:AuthnContext></saml:AuthnStatement>"
        )
    )

    assert (found.id, found.issuer, found.in_response_to) == ("_assertion1", IDP, REQUEST)
    assert found.subject is not None
    assert found.subject.value == PERSON
    assert found.subject.name_qualifier == IDP
    assert found.subject.sp_name_qualifier == US_ID
    assert found.values_of("uid") == ("alice",)
    assert found.authenticated == NOW - timedelta(minutes=5)
    assert found.session_ends == NOW + timedelta(hours=8)
    assert found.session_index == "_s"
    assert found.authn_context == PASSWORD
    assert found.authorities == ("https://educonnect.example",)


def test_no_identifier_is_not_fatal_in_itself() -> None:
    """Attributes may say who it is (SDP-SP13)."""
    found = proof(Answer(name_id=""))

    assert found.subject is None
    assert found.values_of("uid") == ("alice",)


VARIANTS = {
    "advice": Answer(
        advice="<saml:Advice><saml:AssertionIDRef>_x</saml:AssertionIDRef>"
        '<a:b xmlns:a="urn:a" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:type="a:c">text</a:b></saml:Advice>'
    ),
    "extensions": Answer(extensions='<samlp:Extensions><a:b xmlns:a="urn:a"/></samlp:Extensions>'),
    "status-message": Answer(
        status=Answer().status.replace(
            "</samlp:Status>", "<samlp:StatusMessage>ok</samlp:StatusMessage></samlp:Status>"
        )
    ),
    "one-time-use": Answer(
        conditions=Answer().conditions.replace(
            "</saml:Conditions>", "<saml:OneTimeUse/></saml:Conditions>"
        )
    ),
    "proxy-of-some": Answer(
        conditions=Answer().conditions.replace(
            "</saml:Conditions>", '<saml:ProxyRestriction Count="2"/></saml:Conditions>'
        )
    ),
    "several-audiences": Answer(
        conditions=Answer().conditions.replace(
            "<saml:Audience>", "<saml:Audience>https://autre.example</saml:Audience><saml:Audience>"
        )
    ),
    "two-restrictions-to-us": Answer(
        conditions=Answer().conditions.replace(
            "</saml:Conditions>",
            f"<saml:AudienceRestriction><saml:Audience>{US_ID}</saml:Audience>"
            "</saml:AudienceRestriction></saml:Conditions>",
        )
    ),
    "no-beginning": Answer(
        conditions=Answer().conditions.replace(f' NotBefore="{later(seconds=-30)}"', "")
    ),
    "fractions-of-a-second": Answer(
        edit=((f'IssueInstant="{later()}"', f'IssueInstant="{later()[:-1]}.123456789Z"'),)
    ),
    "another-zone": Answer(
        edit=((f'IssueInstant="{later()}"', f'IssueInstant="{later(hours=1)[:-1]}+01:00"'),)
    ),
    "a-second-confirmation": Answer(
        confirmation=f'<saml:SubjectConfirmation Method="{ALL_KEYS}cm:sender-vouches"/>'
        + Answer().confirmation
    ),
    "an-address-in-the-confirmation": Answer(
        confirmation=Answer().confirmation.replace("Recipient", 'Address="192.0.2.1" Recipient')
    ),
    "subject-locality": Answer(
        authn=Answer().authn.replace(
            "<saml:AuthnContext>", '<saml:SubjectLocality Address="192.0.2.1"/><saml:AuthnContext>'
        )
    ),
    "no-session-index": Answer(authn=Answer().authn.replace(' SessionIndex="_session1"', "")),
    "no-class": Answer(
        authn=Answer().authn.replace(
            f"<saml:AuthnContextClassRef>{PASSWORD}</saml:AuthnContextClassRef>",
            "<saml:AuthnContextDeclRef>urn:decl</saml:AuthnContextDeclRef>",
        )
    ),
    "no-attributes": Answer(attributes=""),
    "two-attribute-statements": Answer(attributes=Answer().attributes * 2),
    "issuer-with-its-format": Answer(
        issuer='<saml:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">'
        f"{IDP}</saml:Issuer>"
    ),
    "consent": Answer(
        around=((' Version="2.0"', (' Consent="urn:oasis:names:tc:SAML:2.0:consent:obtained"'
                 ' Version="2.0"')),)
    ),
    "schema-location": Answer(
        around=((' Version="2.0"',
                 (' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
                 ' xsi:schemaLocation="urn:x x.xsd" Version="2.0"')),)
    ),
    "blanks-between-the-parts": Answer(
        edit=(("<saml:Subject>", "\n  <saml:Subject>\n    "),
              ("</saml:Subject>", "\n  </saml:Subject>\n  "))
    ),
    "name-unspecified": Answer(
        name_id='<saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"'
        f' NameQualifier="ac-example">{PERSON}</saml:NameID>'
    ),
    "name-without-format": Answer(name_id=f"<saml:NameID>{PERSON}</saml:NameID>"),
    "authz-decision": Answer(
        attributes=Answer().attributes
        + '<saml:AuthzDecisionStatement Decision="Permit" Resource="urn:r"/>'
    ),
    "encrypted-attribute": Answer(
        attributes=Answer().attributes.replace(
            "</saml:AttributeStatement>", "<saml:EncryptedAttribute/></saml:AttributeStatement>"
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_what_the_standard_leaves_open(name: str) -> None:
    """Nothing of it changes who it is."""
    found = proof(VARIANTS[name])

    assert found.subject is not None
    assert found.subject.value == PERSON


def attribute(name: str, *values: str, more: str = "") -> str:
    """Return an Attribute with *values*, which are XML."""
    each = "".join(f"<saml:AttributeValue{more}>{one}</saml:AttributeValue>" for one in values)
    return f'<saml:Attribute Name="{name}">{each}</saml:Attribute>'


def stated(*attributes: str) -> VerifiedAssertion:
    """Return what is proved by a statement of *attributes*."""
    inside = "".join(attributes)
    return proof(Answer(attributes=f"<saml:AttributeStatement>{inside}</saml:AttributeStatement>"))


@pytest.mark.parametrize("length", [1, 255, 256, 1024, 4096])
def test_long_values_are_whole(length: str) -> None:
    """At least 256 characters, never cut off (IIP-G02)."""
    value = "é" * int(length)

    assert stated(attribute("a", value)).values_of("a") == (value,)


def test_values_in_every_form() -> None:
    """Typed, empty, nothing at all, of several languages, and more than text."""
    xsi = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    found = stated(
        attribute("typed", "x", more=f'{xsi} xmlns:xs="urn:xs" xsi:type="xs:string"'),
        attribute("nil", "", more=f'{xsi} xsi:nil="true"'),
        attribute("many", "a &amp; b", "<![CDATA[<c>]]>", "É"),
        attribute("more-than-text", f"<saml:NameID>{PERSON}</saml:NameID>", "text"),
        attribute("none"),
    )

    assert found.values_of("typed") == ("x",)
    assert found.values_of("nil") == ("",)
    assert found.values_of("many") == ("a & b", "<c>", "É")
    assert found.values_of("more-than-text") == ("text",)
    assert found.values_of("none") == found.values_of("unknown") == ()


def test_an_attribute_that_stands_twice_says_nothing() -> None:
    """Which of the two would be meant is anybody's guess; it does not keep anybody out."""
    found = stated(attribute("uid", "alice"), attribute("uid", "mallory"), attribute("b", "c"))

    assert found.values_of("uid") == ()
    assert found.values_of("b") == ("c",)


SCOPED = ["urn:oid:1.3.6.1.4.1.5923.1.1.1.6", "eduPersonPrincipalName", "pairwise-id",
          "urn:oasis:names:tc:SAML:attribute:pairwise-id"]  # fmt: skip


@pytest.mark.parametrize("name", SCOPED)
def test_values_with_a_scope_are_those_of_the_issuer(name: str) -> None:
    """One identity provider cannot state another's people (SDP-SP17)."""
    values = ["a@ac-example.fr", "b@AC-Example.FR", "c@autre.fr", "d", "e@autre.fr@ac-example.fr",
              "f@x.ac-example.fr"]  # fmt: skip

    assert stated(attribute(name, *values)).values_of(name) == values_kept(values)
    nobody = replace(PEER, scopes=frozenset())
    found = believed(
        outcome(
            Answer(
                attributes=f"<saml:AttributeStatement>{attribute(name, *values)}"
                "</saml:AttributeStatement>"
            ).xml(),
            peer=nobody,
        )
    )
    assert found.values_of(name) == ()


def values_kept(values: list[str]) -> tuple[str, ...]:
    """Return those with the scope of the test's identity provider."""
    return tuple(values[:2])


def test_the_same_identifier_of_two_identity_providers() -> None:
    """The issuer is part of it: two people (V6.8.1)."""
    other_idp = "https://autre-idp.example"
    other = replace(PEER, entity_id=other_idp)
    answer = Answer(
        issuer=f"<saml:Issuer>{other_idp}</saml:Issuer>",
        name_id=f"<saml:NameID>{PERSON}</saml:NameID>",
    )
    first, second = proof(Answer()), outcome(answer.xml(), peer=other)

    assert isinstance(second, VerifiedAssertion)
    assert first.subject is not None
    assert second.subject is not None
    assert first.subject.value == second.subject.value
    assert first.issuer != second.issuer
    assert first.once.key != second.once.key  # the same ID of another issuer is no replay


def test_a_replay_is_claimed_until_it_could_not_be_taken_any_more() -> None:
    """Whatever ends last, with the clocks' difference, and then some."""
    longer = Answer(conditions=Answer().conditions.replace(later(minutes=5), later(hours=2), 1))

    assert proof(Answer()).once.until >= NOW + timedelta(minutes=8)
    assert proof(longer).once.until >= NOW + timedelta(hours=2, minutes=3)
    assert proof(Answer()).once.key == proof(longer).once.key
    assert proof(Answer()).once.key != proof(Answer(assertion_id="_assertion2")).once.key


def test_our_clock_and_theirs() -> None:
    """An answer is taken until the confirmation and the conditions end, and three minutes more."""
    xml = Answer().xml()

    believed(outcome(xml, now=NOW + timedelta(minutes=7, seconds=59)))
    assert why(outcome(xml, now=NOW + timedelta(minutes=8))) is Reason.NO_CONFIRMATION
    believed(outcome(xml, now=NOW - timedelta(minutes=2)))
    assert why(outcome(xml, now=NOW - timedelta(minutes=4))) is Reason.STALE
    none = replace(STRICT, skew=timedelta(0))
    assert why(outcome(xml, none, now=NOW - timedelta(seconds=1))) is Reason.STALE


def test_a_session_that_ended_by_our_clock() -> None:
    """Theirs may be three minutes late; it ends then, exclusive (Core 2.7.2)."""

    def ended(seconds: int) -> str:
        ends = f'SessionNotOnOrAfter="{later(seconds=-seconds)}" SessionIndex'
        return Answer(authn=Answer().authn.replace("SessionIndex", ends)).xml()

    believed(outcome(ended(179)))
    assert why(outcome(ended(180))) is Reason.SESSION_ENDED


@pytest.mark.parametrize("skew", [timedelta(minutes=6), timedelta(seconds=-1)])
def test_a_skew_beyond_what_is_agreed_is_refused(skew: timedelta) -> None:
    """Three to five minutes (SDP-G01)."""
    with pytest.raises(ValueError, match="skew"):
        replace(STRICT, skew=skew)


@pytest.mark.parametrize(
    "algorithms", [frozenset[str](), frozenset({"http://www.w3.org/2000/09/xmldsig#rsa-sha1"})]
)
def test_algorithms_that_nobody_may_configure(algorithms: frozenset[str]) -> None:
    """None at all would believe nobody, SHA-1 everybody."""
    with pytest.raises(ValueError, match="algorithms"):
        replace(STRICT, algorithms=algorithms)


def second_opinion(xml: str) -> OneLogin_Saml2_Response:
    """Return python3-saml's reading of *xml*, in its strict mode."""
    pem = certificate_pem("ent-idp").replace("-----BEGIN CERTIFICATE-----", "")
    settings = OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": US_ID,
                "assertionConsumerService": {"url": ACS},
                "NameIDFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            },
            "idp": {
                "entityId": IDP,
                "singleSignOnService": {"url": "https://connexion.example/sso"},
                "x509cert": pem.replace("-----END CERTIFICATE-----", ""),
            },
            "security": {"rejectDeprecatedAlgorithm": True},
        }
    )
    return OneLogin_Saml2_Response(settings, base64_of(xml))


@pytest.mark.parametrize("sign", ["R", "A", "RA"])
def test_a_second_opinion_on_the_controls(sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What every attack starts from is good for another library too."""
    monkeypatch.setattr(OneLogin_Saml2_Utils, "now", lambda: int(NOW.timestamp()))
    request = {
        "https": "on",
        "http_host": ACS.split("/")[2],
        "script_name": "/" + ACS.split("/", 3)[3],
        "post_data": {},
        "get_data": {},
    }
    found = second_opinion(Answer(sign=sign).xml())

    assert found.is_valid(request, REQUEST), found.get_error()
    assert found.get_nameid() == PERSON


def test_what_another_software_encrypted_in_lines() -> None:
    """Base64 comes in lines; the prefixes may be declared outside of what was encrypted."""
    xml = encrypted_answer(Answer(sign="A"))
    value = xml.split("<xenc:CipherValue>")[-1].split("</")[0]
    lines = "\n".join(value[n : n + 76] for n in range(0, len(value), 76))
    assert base64.b64decode(value)

    found = believed(outcome(xml.replace(value, f"\n{lines}\n"), LENIENT))
    assert found.subject is not None
    assert rsa_key("ent-new") in STRICT.decryption_keys
