"""Attacks on where the answer goes: addresses that only look registered."""

import pytest
from tests.protocols.saml.provider_side import (
    ACS,
    authn_request,
    get,
    parsed,
    post,
    redirect,
    redirect_query,
    signed_query,
    told_status,
)
from tests.protocols.saml.signatures import enveloped

from garbridge.errors import (
    MalformedError,
    UnknownServiceError,
)

LOOKALIKES = [
    "https://evil.example/saml/acs",
    f"{ACS}/",
    f"{ACS}?x=1",
    f"{ACS}#x",
    f"{ACS}/../acs",
    f"{ACS}%20",
    f" {ACS}",
    ACS.upper(),
    ACS.replace("https:", "HTTPS:"),
    ACS.replace("https:", "http:"),
    ACS.replace("parc.example", "PARC.example"),
    ACS.replace("parc.example", "parc.example."),
    ACS.replace("parc.example", "parc.example:443"),
    ACS.replace("parc.example", "parc.example@evil.example"),
    ACS.replace("parc.example", "evil.example\\@parc.example"),
    ACS.replace("parc.example", "parc.example.evil.example"),
    ACS.replace("parc.example", "pаrc.example"),  # noqa: RUF001 - a Cyrillic letter
    ACS.replace("/saml/", "//saml/"),
    ACS.replace("/saml/", "/saml/%2e/"),
    "javascript:alert(1)",
    "//parc.example/saml/acs",
    "",
]


@pytest.mark.parametrize("url", LOOKALIKES)
def test_answer_wanted_at_an_address_that_is_not_registered(url: str) -> None:
    """Registered addresses, character for character, even if the provider signed another."""
    xml = authn_request(AssertionConsumerServiceURL=url)

    with pytest.raises(UnknownServiceError):
        parsed(redirect(xml))
    with pytest.raises(UnknownServiceError):
        parsed(get(signed_query(redirect_query(xml))))
    with pytest.raises(UnknownServiceError):
        parsed(post(enveloped(xml)))


@pytest.mark.parametrize("index", ["2", "65535", "99999"])
def test_answer_wanted_at_a_number_that_is_not_registered(index: str) -> None:
    """An unknown number never falls back to the default."""
    with pytest.raises(UnknownServiceError):
        parsed(redirect(authn_request(AssertionConsumerServiceIndex=index)))


@pytest.mark.parametrize("index", ["", "-1", "0x0", "1e0", "９", "0" * 40])  # noqa: RUF001 - a digit of another script
def test_answer_wanted_at_no_number(index: str) -> None:
    """A number is ASCII digits, few of them."""
    with pytest.raises(MalformedError):
        parsed(redirect(authn_request(AssertionConsumerServiceIndex=index)))


def test_answer_wanted_in_two_ways() -> None:
    """Address and number together: nobody could say which one counts (Core 3.4.1)."""
    xml = authn_request(AssertionConsumerServiceURL=ACS, AssertionConsumerServiceIndex="1")

    with pytest.raises(MalformedError):
        parsed(redirect(xml))


@pytest.mark.parametrize("binding", ["HTTP-Artifact", "HTTP-Redirect", "PAOS", "SOAP"])
def test_answer_wanted_by_another_binding(binding: str) -> None:
    """Assertions travel by POST only (GAR's RTFS 3.1)."""
    xml = authn_request(ProtocolBinding=f"urn:oasis:names:tc:SAML:2.0:bindings:{binding}")

    assert told_status(redirect(xml)) == ["Requester", "UnsupportedBinding"]
