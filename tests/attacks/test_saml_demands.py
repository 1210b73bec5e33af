"""Attacks by asking: for more, for somebody else, for a launch nobody asked for."""

from urllib.parse import quote

import pytest
from tests.protocols.saml.provider_side import (
    ACS,
    MUST_SIGN,
    PUPIL_CLAIMS,
    REFERENCE,
    SP,
    authn_request,
    get,
    parsed,
    portal,
    redirect,
    redirect_query,
    signed_query,
    status_codes,
    told_status,
)

from garbridge.errors import (
    MalformedError,
    UnknownProviderError,
    UnknownServiceError,
    UnsupportedRequestError,
)
from garbridge.ports import Obstacle
from garbridge.protocols.saml import SamlSettings
from garbridge.testing.world import ATLAS, NOW

FORMAT = "urn:oasis:names:tc:SAML:{}:nameid-format:{}"


@pytest.mark.parametrize(
    "policy",
    [
        f'Format="{FORMAT.format("1.1", "emailAddress")}"',
        f'Format="{FORMAT.format("2.0", "encrypted")}"',
        f'Format="{FORMAT.format("2.0", "Persistent")}"',
        'Format=""',
        'SPNameQualifier="https://calculo.example/sp"',
        'SPNameQualifier=""',
        f'Format="{FORMAT.format("2.0", "transient")}" SPNameQualifier="https://calculo.example/sp"',
    ],
)
def test_identifier_of_another_kind_or_party(policy: str) -> None:
    """No e-mail as a name, and nobody's identifier at another provider (statement 38)."""
    request = get(signed_query(redirect_query(authn_request(f"<samlp:NameIDPolicy {policy}/>"))))

    assert told_status(request) == ["Requester", "InvalidNameIDPolicy"]


def test_identifier_that_would_be_recognised_where_none_was_agreed() -> None:
    """A request never widens the agreement (statement 37)."""
    policy = f'<samlp:NameIDPolicy Format="{FORMAT.format("2.0", "persistent")}"/>'

    codes = told_status(redirect(authn_request(policy)), SamlSettings(anonymous=True))
    assert codes == ["Requester", "InvalidNameIDPolicy"]


@pytest.mark.parametrize("said", ["yes", "TRUE", "", "2"])
def test_unreadable_wish_for_an_identifier(said: str) -> None:
    """It is not taken for "no"."""
    policy = f'<samlp:NameIDPolicy AllowCreate="{said}"/>'
    with pytest.raises(MalformedError):
        parsed(redirect(authn_request(policy)))


@pytest.mark.parametrize("said", ["true", "1"])
def test_new_authentication_wanted(said: str) -> None:
    """What was proved before the request came is not enough (statement 40, SDP-IDP07)."""
    assert parsed(redirect(authn_request(ForceAuthn=said))).oldest == NOW
    assert parsed(redirect(authn_request(ForceAuthn="false"))).oldest is None


def test_new_authentication_that_the_portal_cannot_make() -> None:
    """The provider is told; answering with an old one would be a lie (Core 3.4.1)."""
    adapter = portal()
    sign_in = adapter.parse(redirect(authn_request(ForceAuthn="true")), now=NOW)

    told = adapter.decline(sign_in, Obstacle.NOT_FRESH, now=NOW)
    assert status_codes(told) == ["Responder", "AuthnFailed"]


@pytest.mark.parametrize("obstacle", Obstacle)
def test_new_authentication_wanted_without_a_page(obstacle: Obstacle) -> None:
    """ForceAuthn and IsPassive together: nobody is signed in (statement 40)."""
    adapter = portal()
    asked = redirect(authn_request(ForceAuthn="true", IsPassive="true"))
    told = adapter.decline(adapter.parse(asked, now=NOW), obstacle, now=NOW)

    assert status_codes(told) == ["Responder", "NoPassive"]


@pytest.mark.parametrize("name", ["ForceAuthn", "IsPassive"])
@pytest.mark.parametrize("said", ["yes", "TRUE", "", "2"])
def test_switch_that_is_neither_on_nor_off(name: str, said: str) -> None:
    """An unreadable demand is not taken for "no"."""
    with pytest.raises(MalformedError):
        parsed(redirect(authn_request(**{name: said})))


def test_sign_in_of_a_person_the_request_names() -> None:
    """A request cannot ask about somebody (Core 3.4.1.4)."""
    subject = "<saml:Subject><saml:NameID>alice</saml:NameID></saml:Subject>"

    codes = told_status(redirect(authn_request(subject)))
    assert codes == ["Requester", "RequestUnsupported"]


CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:"


@pytest.mark.parametrize(
    ("comparison", "classes"),
    [
        ("exact", [f"{CLASSES}X509"]),
        ("exact", [f"{CLASSES}passwordprotectedtransport"]),
        ("minimum", [f"{CLASSES}TimeSyncToken"]),
        ("better", [f"{CLASSES}PasswordProtectedTransport"]),
        ("better", [f"{CLASSES}unspecified"]),
        ("EXACT", [f"{CLASSES}PasswordProtectedTransport"]),
    ],
)
def test_authentication_of_another_class_wanted(comparison: str, classes: list[str]) -> None:
    """What is asserted is what was agreed, or nothing is asserted (statement 41, IIP-IDP08)."""
    listed = "".join(
        f"<saml:AuthnContextClassRef>{name}</saml:AuthnContextClassRef>" for name in classes
    )
    asked = (
        f'<samlp:RequestedAuthnContext Comparison="{comparison}">{listed}'
        "</samlp:RequestedAuthnContext>"
    )

    assert told_status(redirect(authn_request(asked))) == ["Responder", "NoAuthnContext"]


NO_CLASS = "<saml:AuthnContextDeclRef>urn:x</saml:AuthnContextDeclRef>"


@pytest.mark.parametrize("named", ["", NO_CLASS])
def test_authentication_of_no_class_wanted(named: str) -> None:
    """A demand that names nothing we know is not one that is met."""
    asked = f"<samlp:RequestedAuthnContext>{named}</samlp:RequestedAuthnContext>"

    assert told_status(redirect(authn_request(asked))) == ["Responder", "NoAuthnContext"]


def test_unmet_demand_for_an_address_that_is_not_registered() -> None:
    """Where the address is unknown nobody is told anything but the person (statement 42)."""
    asked = authn_request(
        '<samlp:NameIDPolicy Format="x:y"/>', AssertionConsumerServiceURL="https://evil.example/"
    )

    with pytest.raises(UnknownServiceError):
        parsed(redirect(asked))


@pytest.mark.parametrize(
    "twice",
    ["<samlp:NameIDPolicy/>", "<samlp:RequestedAuthnContext/>", "<saml:Subject/>"],
)
def test_demand_that_stands_twice(twice: str) -> None:
    """Two readers could pick two different ones."""
    with pytest.raises(MalformedError):
        parsed(redirect(authn_request(twice + twice)))


AGREED = SamlSettings(idp_initiated=True)


def start(query: str, settings: SamlSettings = AGREED) -> None:
    """Begin a launch nobody asked for."""
    parsed(get(query), settings)


def test_start_without_a_request_where_that_was_not_agreed() -> None:
    """Off unless the provider's agreement says so (statement 51)."""
    for settings in (SamlSettings(), MUST_SIGN):
        with pytest.raises(UnsupportedRequestError):
            start(f"providerId={quote(SP, safe='')}", settings)


@pytest.mark.parametrize("name", ["https://evil.example/sp", "", f"{SP}/"])
def test_start_at_somebody_who_is_not_registered(name: str) -> None:
    """Names are compared exactly here too."""
    with pytest.raises(UnknownProviderError):
        start(f"providerId={quote(name, safe='')}")


@pytest.mark.parametrize("target", ["https://evil.example/", f"{ATLAS.url}/", "javascript:1", ""])
def test_start_with_a_target_of_the_attackers_choosing(target: str) -> None:
    """A provider redirects to RelayState: only registered resources may stand there."""
    with pytest.raises(UnknownServiceError):
        start(f"providerId={quote(SP, safe='')}&target={quote(target, safe='')}")


@pytest.mark.parametrize("extra", ["providerId=x", "target=x&target=y", "%70roviderId=x"])
def test_start_with_a_parameter_that_stands_twice(extra: str) -> None:
    """Each at most once, in plain letters."""
    with pytest.raises(MalformedError):
        start(f"providerId={quote(SP, safe='')}&{extra}")


def test_markup_in_relay_state_comes_back_as_data() -> None:
    """It is a field's value, whole; whoever renders the form escapes it."""
    markup = '"><script>alert(document.domain)</script><input value="'
    adapter = portal()
    sign_in = adapter.parse(redirect(authn_request(), markup), now=NOW)

    form = adapter.respond(
        sign_in, PUPIL_CLAIMS, reference=REFERENCE, authenticated=None, now=NOW
    ).response
    assert form.fields["RelayState"] == markup
    assert markup not in form.action
    assert sign_in.resource is None


def test_relay_state_is_no_address_for_us() -> None:
    """Whatever it holds, the answer goes to the registered consumer service."""
    adapter = portal()
    sign_in = adapter.parse(redirect(authn_request(), "https://evil.example/"), now=NOW)

    form = adapter.respond(
        sign_in, PUPIL_CLAIMS, reference=REFERENCE, authenticated=None, now=NOW
    ).response
    assert (form.action, form.origins) == (ACS, ("https://parc.example",))


def test_attributes_asked_for_are_not_what_is_released() -> None:
    """A request never widens the release: the claims alone are written (statement 37)."""
    asked = (
        "<samlp:Extensions><req:RequestedAttributes"
        ' xmlns:req="urn:oasis:names:tc:SAML:protocol:ext:req-attr">'
        '<saml:Attribute Name="P_MEL"/></req:RequestedAttributes></samlp:Extensions>'
    )
    adapter = portal()
    xml = authn_request(asked, AttributeConsumingServiceIndex="1")

    form = adapter.respond(
        adapter.parse(redirect(xml), now=NOW),
        PUPIL_CLAIMS,
        reference=REFERENCE,
        authenticated=None,
        now=NOW,
    ).response
    assert "P_MEL" not in str(form.fields)
