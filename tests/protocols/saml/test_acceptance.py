"""What we issue is accepted by three independent readers, and by none after a byte was changed."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.protocols.saml.provider_side import (
    PUPIL_CLAIMS,
    SP,
    SSO,
    SUBJECT,
    answered,
    claims,
    portal,
)
from tests.protocols.saml.readers import (
    NotAcceptedError,
    Received,
    by_pysaml2,
    by_python3_saml,
    by_xmlsec1,
)

from garbridge.core.attributes import Attribute
from garbridge.ports import WireRequest
from garbridge.protocols.saml import AttributeName, SamlSettings, Signed
from garbridge.testing.world import ATLAS

EXPECTED = Received(SUBJECT, dict(PUPIL_CLAIMS.values()))
SIGN_BOTH = SamlSettings(sign=Signed.BOTH)
SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
RESPONSE = "{urn:oasis:names:tc:SAML:2.0:protocol}Response"
Reader = Callable[[bytes], object]

by_name = pytest.mark.parametrize("reader", [by_pysaml2, by_python3_saml])
by_shape = pytest.mark.parametrize("shape", [SamlSettings(), SIGN_BOTH], ids=["assertion", "both"])


def _now() -> datetime:
    """Return the real time: the readers look at the machine's clock."""
    return datetime.now(UTC)


@by_name
@by_shape
def test_a_provider_receives_what_was_released(
    reader: Callable[[bytes], Received], shape: SamlSettings
) -> None:
    """Subject and every value arrive, no more and no less."""
    assert reader(answered(portal(shape), now=_now())) == EXPECTED


def test_the_assertion_verifies_with_xmlsec1() -> None:
    """The enveloped signature is what the reference implementation takes."""
    assert SUBJECT.encode() in by_xmlsec1(answered(portal(), now=_now()))


def test_the_response_verifies_with_xmlsec1_where_it_is_signed() -> None:
    """Where it was agreed the Response is signed around the signed assertion."""
    xml = answered(portal(SIGN_BOTH), now=_now())

    assert SUBJECT.encode() in by_xmlsec1(xml, element=RESPONSE)
    assert SUBJECT.encode() in by_xmlsec1(xml)


def test_a_provider_without_a_policy_receives_the_subject_only() -> None:
    """Nothing to release is nothing: no empty statement either, which no schema allows."""
    xml = answered(portal(), claims(), now=_now())

    assert by_python3_saml(xml, attributes=False) == Received(SUBJECT, {})
    assert by_pysaml2(xml) == Received(SUBJECT, {})


def test_an_unsolicited_answer_is_accepted_where_the_provider_agrees() -> None:
    """Without a request there is no InResponseTo, in neither place."""
    adapter = portal(SamlSettings(idp_initiated=True))
    query = f"providerId={SP}&target={ATLAS.url}"
    sign_in = adapter.parse(WireRequest("GET", SSO, query), now=_now())

    xml = answered(adapter, now=_now(), sign_in=sign_in)

    assert b"InResponseTo" not in xml
    assert by_pysaml2(xml, in_response_to=None) == EXPECTED
    assert by_python3_saml(xml, in_response_to=None) == EXPECTED


def test_names_of_attributes_are_the_providers() -> None:
    """A provider that calls a class by an OID is given that OID."""
    division = AttributeName(
        Attribute.DIV,
        "urn:oid:1.3.6.1.4.1.99999.1",
        "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
        "classe",
    )
    xml = answered(portal(SamlSettings(attribute_names=(division,))), now=_now())

    assert by_python3_saml(xml).attributes["urn:oid:1.3.6.1.4.1.99999.1"] == ("2DE4##Seconde 4",)
    assert b'FriendlyName="classe"' in xml


def _answer_and_original(reader: Reader) -> tuple[bytes, object]:
    xml = answered(portal(), now=_now())
    return xml, reader(xml)


def _refuses_or_reads_the_same(reader: Reader, xml: bytes, original: object) -> bool:
    try:
        return reader(xml) == original
    except (NotAcceptedError, etree.XMLSyntaxError):
        return True


@pytest.mark.parametrize("reader", [by_pysaml2, by_python3_saml, by_xmlsec1])
def test_no_reader_believes_a_changed_assertion(reader: Reader) -> None:
    """One byte changed in a value, an attribute or the signature: none of them accepts it."""
    xml, original = _answer_and_original(reader)
    for part in (
        SUBJECT.encode(),
        b"National_elv",
        b"2DE4##Seconde 4",
        b"<saml:Audience>https",
        b"urn:oasis:names:tc:SAML:2.0:cm:bearer",
        b"<ds:DigestValue>",
        b"<ds:SignatureValue>",
        b'Recipient="',
        b'NotOnOrAfter="',
        b'URI="#',
    ):
        place = xml.index(part) + len(part) - (part[-1:] not in b'>"#')
        changed = bytearray(xml)
        changed[place] = ord("2") if changed[place] != ord("2") else ord("3")
        with pytest.raises(NotAcceptedError):
            reader(bytes(changed))
    assert reader(xml) == original


@pytest.mark.parametrize(
    ("reader", "places"), [(by_pysaml2, 25), (by_python3_saml, 250), (by_xmlsec1, 60)]
)
def test_a_changed_byte_anywhere_is_refused_or_changes_nothing(reader: Reader, places: int) -> None:
    """Wherever the byte stands, nobody is ever taken for somebody else."""
    xml, original = _answer_and_original(reader)
    chance = random.Random(20261121)  # noqa: S311 - places to look at, the same in each run
    for _ in range(places):
        changed = bytearray(xml)
        place = chance.randrange(len(xml))
        changed[place] ^= chance.choice([1, 2, 4, 16, 32])

        assert _refuses_or_reads_the_same(reader, bytes(changed), original), place


hostile = st.text(
    st.one_of(
        st.sampled_from("\"'<>&\r\n\t%#;]\u00a0\u2028\U0001f600"),
        st.characters(
            codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"
        ),
    ),
    min_size=1,
    max_size=60,
)


@settings(deadline=None, max_examples=60)
@given(st.lists(hostile.map(str.strip).filter(bool), min_size=1, max_size=3))
def test_hostile_values_arrive_unchanged(values: list[str]) -> None:
    """Markup, line ends and characters beyond the basic plane come back byte for byte.

    Without blanks at the ends, which python3-saml takes off.
    """
    released = claims((Attribute.DIV, tuple(values)))

    received = by_python3_saml(answered(portal(), released, now=_now()))

    assert received == Received(SUBJECT, {"DIV": tuple(values)})


@settings(deadline=None)
@given(st.lists(hostile, min_size=1, max_size=3), hostile)
def test_hostile_values_and_subjects_are_written_unchanged(values: list[str], subject: str) -> None:
    """Expat, which shares no code with us, reads what was released, blanks too."""
    released = claims((Attribute.GRO, tuple(values)), subject=subject)
    root = ET.fromstring(answered(portal(), released))  # noqa: S314 - our own output

    read = [value.text for value in root.iter(f"{SAML}AttributeValue")]
    assert (read, root.findtext(f".//{SAML}NameID")) == (values, subject)
