"""Attacks on the signature inside an AuthnRequest by HTTP-POST: wrapping, and doubles.

``SIGNED`` is what the attacker has seen pass.  What is wanted instead is another consumer
service, so every test could also be read as "the assertion goes elsewhere".
"""

import re

import pytest
from tests.protocols.saml.provider_side import (
    MUST_SIGN,
    OTHER_ACS,
    authn_request,
    parsed,
    post,
    refused,
)
from tests.protocols.saml.signatures import (
    Signing,
    rsa_key,
    with_signature,
)

from garbridge.errors import MalformedError

HONEST = authn_request()
SIGNED = Signing().enveloped(HONEST)
SIGNATURE = Signing().over(HONEST)
EVIL = authn_request(ID="_evil", AssertionConsumerServiceURL=OTHER_ACS)
"""Registered, so that only the signature stands in the way."""


def extended(xml: str, inside: str) -> str:
    """Return the request *xml* with Extensions that hold *inside*."""
    end = "</samlp:AuthnRequest>"
    return xml.removesuffix(end) + f"<samlp:Extensions>{inside}</samlp:Extensions>{end}"


def test_xsw1_signed_request_inside_the_extensions() -> None:
    """The honest request hides inside, its signature in front: the root is the attacker's."""
    refused(
        with_signature(
            extended(EVIL, HONEST),
            SIGNATURE,
        )
    )


def test_xsw2_signed_request_whole_inside_the_extensions() -> None:
    """The honest request, signature and all, inside the attacker's."""
    refused(extended(EVIL, SIGNED))


def test_xsw3_signed_request_inside_the_signature() -> None:
    """An Object of the signature holds what was signed."""
    wrapped = SIGNATURE.replace(
        "</ds:Signature>", f"<ds:Object>{HONEST}</ds:Object></ds:Signature>"
    )

    refused(with_signature(EVIL, wrapped))


def test_xsw4_same_id_on_the_attackers_request() -> None:
    """Two elements of one ID: which one the reference means is anybody's guess."""
    evil = EVIL.replace("_evil", "_request1")

    refused(
        with_signature(
            extended(evil, HONEST),
            SIGNATURE,
        )
    )


def test_xsw5_attackers_request_inside_the_signed_one() -> None:
    """What is put into a signed request changes it."""
    refused(SIGNED.replace("</samlp:AuthnRequest>", f"{EVIL}</samlp:AuthnRequest>"))


def test_xsw6_requests_side_by_side() -> None:
    """A wrapper around both is no AuthnRequest."""
    with pytest.raises(MalformedError):
        parsed(post(f"<w>{EVIL}{SIGNED}</w>"), MUST_SIGN)


def test_xsw7_signature_below_another_element() -> None:
    """A signature that is not a child of the root belongs to something else."""
    inside = HONEST.replace(
        "</samlp:AuthnRequest>",
        f"<samlp:Extensions>{SIGNATURE}</samlp:Extensions></samlp:AuthnRequest>",
    )

    refused(inside)


def test_xsw8_two_signatures() -> None:
    """The honest one and one more, in either order."""
    other = Signing(key=rsa_key("stranger")).over(HONEST)
    refused(with_signature(HONEST, SIGNATURE + other))
    refused(with_signature(HONEST, other + SIGNATURE))
    refused(with_signature(HONEST, SIGNATURE + SIGNATURE))


@pytest.mark.parametrize("name", ["ID", "Id", "id", "xml:id"])
def test_id_that_stands_twice(name: str) -> None:
    """No other element may carry the signed ID, under any of its names, even if signed so."""
    twice = authn_request(f'<samlp:NameIDPolicy {name}="_request1"/>')

    refused(Signing().enveloped(twice))


@pytest.mark.parametrize(
    "reference",
    ["", "#", "#_other", "_request1", "#xpointer(/)", "#xpointer(id('_request1'))",
     "http://127.0.0.1:9/x", "file:///etc/hostname", "#_request1 "],
)  # fmt: skip
def test_reference_to_something_else(reference: str) -> None:
    """One form: the ID of the root, named as such."""
    refused(Signing(reference=reference).enveloped(HONEST))


def test_reference_without_an_address() -> None:
    """A reference left to the application is about nothing."""
    refused(Signing().enveloped(HONEST).replace(' URI="#_request1"', ""))


def test_reference_to_a_request_without_an_id() -> None:
    """Nothing without a name is signed by name."""
    refused(Signing(reference="#").enveloped(authn_request(ID=None)))
    refused(Signing(reference="#").enveloped(authn_request(ID="")))


def test_two_references() -> None:
    """One message, one reference."""
    reference = re.search(r"<ds:Reference.*</ds:Reference>", SIGNATURE)
    assert reference is not None

    refused(Signing(extra={"Reference": reference[0]}).enveloped(HONEST))


def test_no_reference() -> None:
    """A signature over nothing at all."""
    empty = re.sub(r"<ds:Reference.*</ds:Reference>", "", SIGNATURE)

    refused(with_signature(HONEST, empty))
