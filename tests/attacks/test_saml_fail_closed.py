"""Whatever happens while a request is checked, the answer is no; and it has a code."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.protocols.saml.provider_side import (
    MUST_SIGN,
    SP,
    SSO,
    authn_request,
    get,
    parsed,
    post,
    redirect,
    redirect_query,
    signed_query,
)
from tests.protocols.saml.signatures import Signing

from garbridge.errors import ConfigError, ProtocolError
from garbridge.formats.saml import verifying
from garbridge.ports import AnswerableError, WireRequest
from garbridge.protocols.saml import SamlSettings, arrivals, read_sp_metadata
from garbridge.testing.world import NOW

AGREED = SamlSettings(idp_initiated=True)
SIGNED_XML = (
    Signing()
    .enveloped(
        authn_request(
            '<samlp:NameIDPolicy AllowCreate="1"/><samlp:RequestedAuthnContext>'
            "<saml:AuthnContextClassRef>urn:x</saml:AuthnContextClassRef>"
            "</samlp:RequestedAuthnContext>"
        )
    )
    .encode()
)
SIGNED_QUERY = signed_query(redirect_query(authn_request(), "état"))


class BrokenError(Exception):
    """Something nobody expected."""


@pytest.mark.parametrize(
    "check",
    [
        "parse_xml",
        "read_issuer",
        "signature_inside",
        "verified_content",
        "verify_octets",
        "read_authn_request",
        "check_envelope",
        "consumer_service",
        "check_demands",
        "wanted_format",
        "asserted_context",
    ],
)
def test_a_check_that_breaks_lets_nothing_through(
    check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception inside any check ends the launch; nothing is answered (V16.5.3)."""

    def broken(*_: object, **__: object) -> None:
        raise BrokenError

    places = [place for place in (arrivals, verifying) if hasattr(place, check)]
    assert places
    for place in places:
        monkeypatch.setattr(place, check, broken)

    xml = Signing().enveloped(authn_request())
    request = get(SIGNED_QUERY) if check == "verify_octets" else post(xml)
    with pytest.raises(BrokenError):
        parsed(request, MUST_SIGN)


def _is_answered_or_refused(request: WireRequest, settings: SamlSettings) -> None:
    code = ""
    try:
        assert parsed(request, settings).detail.registration.peer.entity_id == SP
    except AnswerableError as refused:
        code = refused.cause.code
    except ProtocolError as refused:
        code = refused.code
    assert code != "protocol"


@st.composite
def mangled(draw: st.DrawFn, whole: bytes) -> bytes:
    """Return *whole* with a few pieces replaced, dropped or repeated."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(whole)))
        end = min(len(whole), start + draw(st.integers(0, 40)))
        piece = draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from([b"<", b">", b'"', b"&amp;", b"<a/>", b"&#x41;", b"<!--", b"]]>"]),
                st.just(whole[start:end] * 2),
            )
        )
        whole = whole[:start] + piece + whole[end:]
    return whole


@given(mangled(SIGNED_XML))
def test_any_xml_is_answered_or_refused_with_a_code(xml: bytes) -> None:
    """No input leads to another exception than a protocol error, by either binding."""
    for send in (post, redirect):
        _is_answered_or_refused(send(xml), AGREED)


@given(
    st.one_of(
        mangled(SIGNED_QUERY.encode()).map(lambda octets: octets.decode("latin-1")),
        mangled(f"providerId={quote(SP, safe='')}&target=x".encode()).map(
            lambda octets: octets.decode("latin-1")
        ),
        st.text(max_size=60).map(lambda text: f"SAMLRequest={text}"),
    )
)
@example("SAMLRequest=%")
@example("&&&=&=SAMLRequest")
def test_any_query_is_answered_or_refused_with_a_code(query: str) -> None:
    """Whatever stands behind the question mark."""
    _is_answered_or_refused(get(query), AGREED)


@given(
    st.lists(st.tuples(st.sampled_from(["SAMLRequest", "RelayState", "x"]), st.text(max_size=9)))
)
def test_any_form_is_answered_or_refused_with_a_code(form: list[tuple[str, str]]) -> None:
    """Whatever a browser posts."""
    _is_answered_or_refused(WireRequest("POST", SSO, "", tuple(form)), AGREED)


METADATA = (
    '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://a">'
    '<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
    '<md:KeyDescriptor><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
    f"<ds:X509Certificate>{base64.b64encode(b'0' * 60).decode()}</ds:X509Certificate>"
    "</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    '<md:AssertionConsumerService index="0" isDefault="true" Location="https://a/acs"'
    ' Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"/>'
    "</md:SPSSODescriptor></md:EntityDescriptor>"
).encode()


@given(mangled(METADATA))
def test_any_metadata_is_read_or_refused_with_reasons(xml: bytes) -> None:
    """A provider's broken file stops its registration, never the portal."""
    problems: tuple[str, ...] = ("none",)
    try:
        read_sp_metadata(xml, now=NOW)
    except ConfigError as refused:
        problems = refused.problems
    assert problems
