"""Attacks on the signature of the HTTP-Redirect binding and on its parameters."""

import base64
from dataclasses import replace
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from tests.protocols.saml.provider_side import (
    DEFAULTS,
    MUST_SIGN,
    PEER,
    SSO,
    authn_request,
    deflated,
    get,
    parsed,
    post,
    redirect,
    redirect_query,
    signed_query,
)
from tests.protocols.saml.signatures import (
    ECDSA_SHA256,
    RSA_SHA1,
    RSA_SHA256,
    RSA_SHA512,
    Signing,
    ec_key,
    enveloped,
    rsa_key,
)

from garbridge.errors import (
    MalformedError,
    SignatureError,
)
from garbridge.ports import WireRequest
from garbridge.testing.world import ATLAS

QUERY = redirect_query(authn_request(), ATLAS.url)
SIGNED = signed_query(QUERY)
"""What the attacker has seen pass: good until it is touched."""


def without(query: str, *names: str) -> str:
    """Return *query* without the parameters called *names*."""
    return "&".join(pair for pair in query.split("&") if pair.partition("=")[0] not in names)


def changed(query: str, name: str, value: str) -> str:
    """Return *query* with another *value*, percent-encoded here, of parameter *name*."""
    return "&".join(
        f"{name}={quote(value, safe='')}" if pair.startswith(f"{name}=") else pair
        for pair in query.split("&")
    )


def test_signed_by_nobody_where_a_signature_was_agreed() -> None:
    """Unsigned is refused where the agreement asks for signatures."""
    with pytest.raises(SignatureError):
        parsed(get(QUERY), MUST_SIGN)


def test_signed_by_nobody_where_the_metadata_promises_signatures() -> None:
    """Unsigned is refused where the metadata says AuthnRequestsSigned (SDP-IDP04)."""
    with pytest.raises(SignatureError):
        parsed(get(QUERY), peer=replace(PEER, authn_requests_signed=True))


def test_signed_with_a_key_of_the_attacker() -> None:
    """A signature that is there is verified, also where none is needed (SDP-IDP05)."""
    with pytest.raises(SignatureError):
        parsed(get(signed_query(QUERY, key=rsa_key("stranger"))))


def test_signed_where_no_key_is_registered() -> None:
    """A signature that nobody can verify is never waved through."""
    with pytest.raises(SignatureError):
        parsed(get(SIGNED), peer=replace(PEER, signing_keys=()))


@pytest.mark.parametrize(
    "algorithm",
    [
        RSA_SHA1,
        "",
        "none",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        f"{RSA_SHA256} ",
        RSA_SHA256.upper(),
    ],
)
def test_signed_with_a_weak_or_unknown_algorithm(algorithm: str) -> None:
    """Only algorithms of the list count, whatever SigAlg says."""
    if algorithm == RSA_SHA1:
        query = signed_query(QUERY, algorithm=RSA_SHA1)
    else:
        query = changed(SIGNED, "SigAlg", algorithm)

    with pytest.raises(SignatureError):
        parsed(get(query))


@pytest.mark.parametrize("algorithm", [RSA_SHA512, ECDSA_SHA256])
def test_signature_relabelled_with_another_algorithm(algorithm: str) -> None:
    """SigAlg is signed too."""
    with pytest.raises(SignatureError):
        parsed(get(changed(SIGNED, "SigAlg", algorithm)))


def test_ecdsa_signature_of_another_key() -> None:
    """The right form of the wrong key."""
    peer = replace(PEER, signing_keys=(ec_key("provider").public_key(),))
    query = signed_query(QUERY, key=ec_key("stranger"), algorithm=ECDSA_SHA256)

    with pytest.raises(SignatureError):
        parsed(get(query), peer=peer)


def test_ecdsa_signature_in_another_encoding() -> None:
    """One form only, so that nobody can write one signature in two ways."""
    octets = f"{QUERY}&SigAlg={quote(ECDSA_SHA256, safe='')}"
    der = ec_key("provider").sign(octets.encode(), ec.ECDSA(SHA256()))
    query = f"{octets}&Signature={quote(base64.b64encode(der), safe='')}"

    with pytest.raises(SignatureError):
        parsed(get(query), peer=replace(PEER, signing_keys=(ec_key("provider").public_key(),)))


def test_signature_stripped() -> None:
    """Both parameters taken away leave an unsigned request, which was not agreed."""
    with pytest.raises(SignatureError):
        parsed(get(without(SIGNED, "Signature", "SigAlg")), MUST_SIGN)


@pytest.mark.parametrize("name", ["Signature", "SigAlg"])
def test_signature_half_stripped(name: str) -> None:
    """One of the two alone is no unsigned request."""
    for settings in (DEFAULTS, MUST_SIGN):
        with pytest.raises(SignatureError):
            parsed(get(without(SIGNED, name)), settings)


@pytest.mark.parametrize("value", ["", "AAAA", "!", "é", "A" * 344])
def test_signature_replaced_by_something(value: str) -> None:
    """Empty, short, unreadable or foreign: none verifies."""
    with pytest.raises(SignatureError):
        parsed(get(changed(SIGNED, "Signature", value)))


def test_request_replaced_under_a_signature() -> None:
    """The signature of one request does not carry another."""
    with pytest.raises(SignatureError):
        parsed(get(changed(SIGNED, "SAMLRequest", deflated(authn_request(ID="_other")))))


def test_relay_state_replaced_under_a_signature() -> None:
    """RelayState is part of what is signed."""
    with pytest.raises(SignatureError):
        parsed(get(changed(SIGNED, "RelayState", "https://evil.example/")))


def test_relay_state_taken_from_under_a_signature() -> None:
    """Removing it is a change too."""
    with pytest.raises(SignatureError):
        parsed(get(without(SIGNED, "RelayState")))


@pytest.mark.parametrize("value", ["", "https://evil.example/"])
def test_relay_state_put_beside_a_signature(value: str) -> None:
    """A request that was signed without RelayState has none."""
    query = signed_query(redirect_query(authn_request()))

    with pytest.raises(SignatureError):
        parsed(get(f"{query}&RelayState={quote(value, safe='')}"))


@pytest.mark.parametrize(
    ("old", "new"), [("%3A", "%3a"), ("%2F", "/"), ("https", "%68ttps"), ("%3A", ":")]
)
def test_parameters_encoded_anew_under_a_signature(old: str, new: str) -> None:
    """The octets are those that were received: another spelling is another message."""
    before, middle, relay_state = SIGNED.partition("&RelayState=")
    assert old in relay_state

    with pytest.raises(SignatureError):
        parsed(get(f"{before}{middle}{relay_state.replace(old, new, 1)}"))


@pytest.mark.parametrize("name", ["SAMLRequest", "RelayState", "SigAlg", "Signature"])
@pytest.mark.parametrize("front", [True, False])
def test_parameter_sent_twice(name: str, front: bool) -> None:  # noqa: FBT001 - parametrized
    """Two readers could pick two different ones (Bindings 3.4.4.1)."""
    other = f"{name}={quote(deflated(authn_request(ID='_other')), safe='')}"
    query = f"{other}&{SIGNED}" if front else f"{SIGNED}&{other}"

    with pytest.raises(MalformedError):
        parsed(get(query))


@pytest.mark.parametrize("name", ["SAMLReques%74", "%53igAlg", "Relay%53tate", "Signatur%65"])
def test_parameter_hidden_behind_an_encoded_name(name: str) -> None:
    """A name in disguise would be a second parameter to some readers and none to others."""
    with pytest.raises(MalformedError):
        parsed(get(f"{QUERY}&{name}=x"))


def test_signature_inside_the_xml_by_redirect() -> None:
    """The binding has its own signature; another one is not ignored (Bindings 3.4.4.1)."""
    for xml in (enveloped(authn_request()), Signing().enveloped(authn_request())):
        with pytest.raises(SignatureError):
            parsed(redirect(xml))


@pytest.mark.parametrize("names", [("SigAlg", "Signature"), ("SigAlg",), ("Signature",)])
def test_signature_beside_the_xml_by_post(names: tuple[str, ...]) -> None:
    """The SimpleSign binding is not spoken; its signature is not ignored either."""
    beside = tuple((name, RSA_SHA256) for name in names)
    request = post(authn_request())

    with pytest.raises(SignatureError):
        parsed(WireRequest("POST", SSO, "", request.form + beside))


@pytest.mark.parametrize("name", ["SAMLRequest", "RelayState"])
def test_field_of_a_post_sent_twice(name: str) -> None:
    """Each at most once, by either binding."""
    xml = base64.b64encode(authn_request().encode()).decode()
    form = (("SAMLRequest", xml), ("RelayState", "a"), (name, xml))

    with pytest.raises(MalformedError):
        parsed(WireRequest("POST", SSO, "", form))


def test_message_split_over_query_and_form() -> None:
    """What stands in the query of a POST belongs to no binding."""
    xml = base64.b64encode(authn_request().encode()).decode()

    with pytest.raises(MalformedError):
        parsed(WireRequest("POST", SSO, "RelayState=x", (("SAMLRequest", xml),)))
