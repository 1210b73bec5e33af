"""What honest providers ask for is understood: where, as whom, how, when."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.protocols.saml.provider_side import (
    ACS,
    OTHER_ACS,
    PEER,
    POST,
    SP,
    authn_request,
    instant,
    parsed,
    portal,
    redirect,
    understood,
)

from garbridge.core.catalogue import Catalogue
from garbridge.errors import StaleError
from garbridge.protocols.saml import ConsumerService, SamlSettings
from garbridge.testing.world import ATLAS, NOW, PUBLISHER


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({}, ACS),
        ({"AssertionConsumerServiceURL": OTHER_ACS}, OTHER_ACS),
        ({"AssertionConsumerServiceURL": OTHER_ACS, "ProtocolBinding": POST}, OTHER_ACS),
        ({"AssertionConsumerServiceIndex": "1"}, OTHER_ACS),
        ({"AssertionConsumerServiceIndex": "0"}, ACS),
        ({"ProtocolBinding": POST}, ACS),
    ],
)
def test_the_consumer_service_is_the_registered_one_that_is_named(
    attributes: dict[str, str], expected: str
) -> None:
    """By address, by number, or the default."""
    sign_in = parsed(redirect(authn_request(**attributes)))

    assert sign_in.detail.consumer_service_url == expected


@pytest.mark.parametrize(
    ("defaults", "expected"),
    [
        ((None, None), 0),
        ((False, None), 1),
        ((None, True), 1),
        ((False, False), 0),
        ((True, True), 0),
    ],
)
def test_the_default_consumer_service_is_the_metadatas(
    defaults: tuple[bool | None, ...], expected: int
) -> None:
    """Marked as default, else the first that is not marked otherwise (Metadata 2.2.3)."""
    services = tuple(
        ConsumerService(url=f"{ACS}/{index}", index=index, is_default=marked)
        for index, marked in enumerate(defaults)
    )
    peer = replace(PEER, consumer_services=services)

    sign_in = parsed(redirect(authn_request()), peer=peer)
    assert sign_in.detail.consumer_service_url == f"{ACS}/{expected}"


FORMATS = "urn:oasis:names:tc:SAML:2.0:nameid-format:"


@pytest.mark.parametrize(
    "policy",
    [
        "<samlp:NameIDPolicy/>",
        '<samlp:NameIDPolicy AllowCreate="1"/>',
        f'<samlp:NameIDPolicy Format="{FORMATS}persistent" AllowCreate="false"/>',
        '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"/>',
        f'<samlp:NameIDPolicy SPNameQualifier="{SP}"/>',
    ],
)
def test_a_persistent_identifier_may_be_asked_for(policy: str) -> None:
    """Shibboleth leaves the format out, others say persistent or unspecified."""
    assert understood(redirect(authn_request(policy)))


CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
OURS = f"{CLASSES}PasswordProtectedTransport"


def context(*classes: str, comparison: str | None = None) -> str:
    """Return a RequestedAuthnContext."""
    said = f' Comparison="{comparison}"' if comparison else ""
    listed = "".join(
        f"<saml:AuthnContextClassRef>{name}</saml:AuthnContextClassRef>" for name in classes
    )
    return f"<samlp:RequestedAuthnContext{said}>{listed}</samlp:RequestedAuthnContext>"


@pytest.mark.parametrize(
    ("requested", "asserted"),
    [
        ("", OURS),
        (context(OURS), OURS),
        (context(f"{CLASSES}Password", OURS, comparison="exact"), OURS),
        (context(f" {OURS} "), OURS),
        (context(OURS, comparison="minimum"), OURS),
        (context(OURS, comparison="maximum"), OURS),
        (context(f"{CLASSES}unspecified"), f"{CLASSES}unspecified"),
    ],
)
def test_the_context_asked_for_is_asserted(requested: str, asserted: str) -> None:
    """passport-saml asks for exactly the default class; "unspecified" is answered as such."""
    assert parsed(redirect(authn_request(requested))).detail.authn_context == asserted


def test_the_context_is_what_was_agreed() -> None:
    """A portal behind a second factor asserts that class to those who were told."""
    agreed = "https://refeds.org/profile/mfa"

    sign_in = parsed(
        redirect(authn_request(context(agreed))), settings=SamlSettings(authn_context=agreed)
    )
    assert sign_in.detail.authn_context == agreed


def test_what_decides_nothing_is_ignored() -> None:
    """Extensions, scoping and unknown elements do not break a request (IIP-EXT01)."""
    children = (
        "<samlp:Extensions><x:y xmlns:x='urn:x' a='1'>z</x:y></samlp:Extensions>"
        "<saml:Conditions/><samlp:Scoping ProxyCount='0'/>"
    )

    assert understood(
        redirect(authn_request(children, ProviderName="Parc", AttributeConsumingServiceIndex="7"))
    )


@pytest.mark.parametrize("said", ["true", "1"])
def test_a_passive_request_says_so(said: str) -> None:
    """The portal needs to know that no sign-in page may be shown."""
    assert parsed(redirect(authn_request(IsPassive=said))).detail.is_passive
    assert not parsed(redirect(authn_request(IsPassive="0"))).detail.is_passive


def test_a_disabled_provider_is_still_understood() -> None:
    """The gate refuses it, with a reason and a record; the adapter decides nothing."""
    catalogue = Catalogue([replace(PUBLISHER, enabled=False)], [ATLAS])

    assert parsed(redirect(authn_request()), catalogue=catalogue).provider == PUBLISHER.id


def test_a_request_is_remembered_longer_than_it_is_accepted() -> None:
    """The claim outlives the last arrival by the time to sign in and a clock's jump."""
    adapter = portal()
    request = redirect(authn_request(IssueInstant=instant(NOW)))
    once = adapter.parse(request, now=NOW).once

    assert once is not None
    last = NOW + adapter.arrivals.tolerance
    assert adapter.parse(request, now=last).once == once
    with pytest.raises(StaleError):
        adapter.parse(request, now=last + timedelta(seconds=1))
    assert once.until >= last + timedelta(minutes=10) + timedelta(minutes=10)


def test_two_requests_are_two_claims() -> None:
    """Another ID, or the same ID of another provider, is another request."""
    first = parsed(redirect(authn_request())).once
    second = parsed(redirect(authn_request(ID="_request2"))).once
    other = replace(PEER, entity_id="https://parc.example/sp_request1")
    third = parsed(
        redirect(authn_request(ID="_", issuer="https://parc.example/sp_request1")), peer=other
    ).once

    assert len({first, second, third}) == 3


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_the_window_has_five_minutes_on_either_side(seconds: int) -> None:
    """Clocks of providers are off; both ends belong to the window."""
    issued = instant(NOW + timedelta(seconds=seconds))

    assert understood(redirect(authn_request(IssueInstant=issued)))


@pytest.mark.parametrize(
    "text", ["2026-11-16T08:00:00.123456789Z", "2026-11-16T09:00:00+01:00", "2026-11-16T08:00:00Z"]
)
def test_instants_are_read_with_fractions_and_zones(text: str) -> None:
    """SimpleSAMLphp, Shibboleth and .NET write them in three ways."""
    assert understood(redirect(authn_request(IssueInstant=text)))


def test_a_destination_may_be_missing_where_nothing_is_signed() -> None:
    """An unsigned message that names no destination is no less forgeable than one that does."""
    assert understood(redirect(authn_request(Destination=None)))
