"""RequestedAuthnContext over what a portal can assert, by all four comparisons (3.3.2.2.1)."""

import pytest
from tests.protocols.saml.provider_side import authn_request, parsed, redirect, told_status

from garbridge.errors import ValueRefusedError
from garbridge.protocols.saml import SamlSettings

CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
MFA = "https://refeds.org/profile/mfa"
WEAK, USUAL = f"{CLASSES}Password", f"{CLASSES}PasswordProtectedTransport"
CARD = f"{CLASSES}Smartcard"
UNSPECIFIED = f"{CLASSES}unspecified"
ORDERED = SamlSettings(authn_context=USUAL, authn_contexts=(WEAK, USUAL, MFA))


def context(comparison: str, *classes: str) -> str:
    """Return a RequestedAuthnContext; an empty *comparison* is not said."""
    said = f' Comparison="{comparison}"' if comparison else ""
    listed = "".join(
        f"<saml:AuthnContextClassRef>{name}</saml:AuthnContextClassRef>" for name in classes
    )
    return f"<samlp:RequestedAuthnContext{said}>{listed}</samlp:RequestedAuthnContext>"


@pytest.mark.parametrize(
    ("comparison", "classes", "asserted"),
    [
        ("", (WEAK,), WEAK),
        ("exact", (CARD, WEAK), WEAK),
        ("exact", (MFA, WEAK), MFA),
        ("exact", (WEAK, MFA), WEAK),
        ("minimum", (WEAK,), MFA),
        ("minimum", (MFA,), MFA),
        ("minimum", (CARD, USUAL), MFA),
        ("maximum", (USUAL,), USUAL),
        ("maximum", (WEAK,), WEAK),
        ("maximum", (WEAK, USUAL), USUAL),
        ("better", (WEAK,), MFA),
        ("better", (WEAK, USUAL), MFA),
        ("exact", (UNSPECIFIED,), UNSPECIFIED),
        ("exact", (CARD, UNSPECIFIED), UNSPECIFIED),
        ("minimum", (UNSPECIFIED,), UNSPECIFIED),
    ],
)
def test_a_class_that_meets_the_request_is_asserted(
    comparison: str, classes: tuple[str, ...], asserted: str
) -> None:
    """One the portal can assert, and true of everybody there."""
    sign_in = parsed(redirect(authn_request(context(comparison, *classes))), ORDERED)

    assert sign_in.detail.authn_context == asserted


@pytest.mark.parametrize(
    ("comparison", "classes"),
    [
        ("exact", (CARD,)),
        ("minimum", (CARD,)),
        ("maximum", (CARD,)),
        ("better", (MFA,)),
        ("better", (WEAK, CARD)),
        ("better", (UNSPECIFIED,)),
        ("better", (WEAK, UNSPECIFIED)),
        ("Minimum", (WEAK,)),
        ("worse", (MFA,)),
    ],
)
def test_what_no_class_meets_is_said(comparison: str, classes: tuple[str, ...]) -> None:
    """Statement 41: a class nobody ordered is neither stronger nor weaker than ours."""
    codes = told_status(redirect(authn_request(context(comparison, *classes))), ORDERED)

    assert codes == ["Responder", "NoAuthnContext"]


def test_without_a_request_the_usual_class_is_asserted() -> None:
    """It need not be the strongest."""
    assert parsed(redirect(authn_request()), ORDERED).detail.authn_context == USUAL


@pytest.mark.parametrize(
    "wrong",
    [
        {"authn_context": CARD, "authn_contexts": (WEAK, USUAL)},
        {"authn_context": WEAK, "authn_contexts": (WEAK, WEAK)},
        {"authn_context": WEAK, "authn_contexts": (WEAK, "strong")},
    ],
)
def test_an_order_that_says_nothing_is_a_mistake(wrong: dict[str, object]) -> None:
    """The usual class stands in it, each once, as an address."""
    with pytest.raises(ValueRefusedError, match="authn_context"):
        SamlSettings(**wrong)  # type: ignore[arg-type] # a table of wrong values
