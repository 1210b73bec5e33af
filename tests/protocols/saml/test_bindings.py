"""What honest providers send by either binding is understood, signed or not."""

from dataclasses import replace
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.protocols.saml.provider_side import (
    ACS,
    MUST_SIGN,
    PEER,
    SP,
    authn_request,
    deflated,
    get,
    parsed,
    post,
    redirect,
    redirect_query,
    signed_query,
    understood,
)
from tests.protocols.saml.signatures import (
    ECDSA_SHA256,
    RSA_SHA384,
    RSA_SHA512,
    Signing,
    ec_key,
    enveloped,
    rsa_key,
)

from garbridge.formats.saml.bindings import form_decoded
from garbridge.ports import WireRequest
from garbridge.testing.world import PUBLISHER


def test_an_unsigned_redirect_is_understood() -> None:
    """Issuer, ID and default consumer service come through."""
    sign_in = parsed(redirect(authn_request()))

    assert sign_in.provider == PUBLISHER.id
    assert sign_in.detail.registration.peer.entity_id == SP
    assert sign_in.detail.consumer_service_url == ACS
    assert sign_in.detail.in_response_to == "_request1"
    assert sign_in.detail.relay_state is None


@pytest.mark.parametrize(
    "query",
    [
        signed_query(redirect_query(authn_request(), "état")),
        signed_query(redirect_query(authn_request(), "état"), algorithm=RSA_SHA384),
        signed_query(redirect_query(authn_request(), "état"), algorithm=RSA_SHA512),
        signed_query(redirect_query(authn_request(), "")),
        signed_query(redirect_query(authn_request())),
    ],
    ids=["sha256", "sha384", "sha512", "empty-relay-state", "no-relay-state"],
)
def test_a_signed_redirect_is_understood(query: str) -> None:
    """The signature is over the octets as they came."""
    assert parsed(get(query), MUST_SIGN).detail.in_response_to == "_request1"


def test_a_signed_redirect_by_an_elliptic_key_is_understood() -> None:
    """ECDSA keys are as good as RSA keys."""
    peer = replace(PEER, signing_keys=(ec_key("provider").public_key(),))
    query = signed_query(
        redirect_query(authn_request()), key=ec_key("provider"), algorithm=ECDSA_SHA256
    )

    assert parsed(get(query), MUST_SIGN, peer=peer).provider == PUBLISHER.id


def test_parameters_in_another_order_are_understood() -> None:
    """The signed octets are put in the order of Bindings 3.4.4.1, whatever order they came in."""
    query = signed_query(redirect_query(authn_request(), "r"))

    assert understood(get("&".join(reversed(query.split("&")))), MUST_SIGN)


def test_other_parameters_do_not_disturb() -> None:
    """A campaign tag behind the signature is nobody's business."""
    query = signed_query(redirect_query(authn_request(), "r"))

    assert understood(get(f"utm=1&{query}&x=%26SAMLRequest"), MUST_SIGN)


def test_lower_case_percent_escapes_verify() -> None:
    """Escapes are signed as they were written: %2f is not turned into %2F."""
    value = quote(deflated(authn_request()), safe="")
    lower = value.replace("%2F", "%2f").replace("%2B", "%2b").replace("%3D", "%3d")
    assert lower != value

    assert understood(get(signed_query(f"SAMLRequest={lower}")), MUST_SIGN)


def test_an_unsigned_post_is_understood() -> None:
    """Where nobody asks for a signature, none is needed."""
    assert parsed(post(authn_request(), "r")).detail.relay_state == "r"


def test_a_signed_post_is_understood() -> None:
    """An enveloped signature by another library, with KeyInfo, verifies."""
    sign_in = parsed(post(enveloped(authn_request()), "r"), MUST_SIGN)

    assert sign_in.detail.in_response_to == "_request1"


def test_base64_in_lines_is_understood() -> None:
    """Some libraries break base64 at 76 columns."""
    request = post(authn_request())
    ((name, value),) = request.form
    lines = "\r\n".join(value[i : i + 76] for i in range(0, len(value), 76))

    assert understood(WireRequest("POST", request.url, "", ((name, lines),)))


def test_every_signing_key_of_the_metadata_is_tried() -> None:
    """During a change of keys either signature is good (IIP-MD07)."""
    peer = replace(
        PEER, signing_keys=(rsa_key("stranger").public_key(), rsa_key("provider").public_key())
    )

    assert understood(post(enveloped(authn_request())), MUST_SIGN, peer=peer)
    assert understood(get(signed_query(redirect_query(authn_request()))), MUST_SIGN, peer=peer)


def test_a_signature_of_the_attackers_shape_maker_is_good_when_nothing_is_changed() -> None:
    """The attack tests below change one thing of a signature that would be taken."""
    assert understood(post(Signing().enveloped(authn_request())), MUST_SIGN)


@given(
    st.lists(
        st.sampled_from(
            ["%", "%2", "%2B", "%2b", "%2F", "%3D", "%3A", "%23", "%25", "+", "2B", "F"]
        )
    ).map("".join)
)
def test_percent_escapes_are_read_once(value: str) -> None:
    """What an escape stands for is never part of another one."""
    expected = unquote_to_bytes(value.replace("+", " "))
    assume(_is_text(expected))

    assert form_decoded(value).encode() == expected


def _is_text(value: bytes) -> bool:
    """Tell whether *value* is UTF-8: ``%F2B`` is not."""
    return value.decode(errors="replace").encode() == value
