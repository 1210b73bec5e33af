"""The reader of our own Responses: what it reads, and what it does not let pass."""

import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocols.saml.provider_side import (
    DEFAULTS,
    PUPIL_CLAIMS,
    REFERENCE,
    SP,
    answered,
    authn_request,
    claims,
    portal,
    redirect,
)

from garbridge.core.attributes import Attribute
from garbridge.core.proving import differences, told_of
from garbridge.errors import ReleaseMismatchError
from garbridge.ports import AutoPostForm, Redirect
from garbridge.protocols.saml import AttributeName, SamlSettings, Signed
from garbridge.protocols.saml.told import Agreed, read_told
from garbridge.testing.world import NOW

TOLD = told_of(PUPIL_CLAIMS)
RENAMED = SamlSettings(
    attribute_names=(
        AttributeName(
            attribute=Attribute.PRO, name="profil", name_format="urn:x", friendly_name="p"
        ),
        AttributeName(attribute=Attribute.NOM, name="PRO", name_format="urn:y"),
    )
)


def form(response: bytes) -> AutoPostForm:
    """Return what the browser posts."""
    return AutoPostForm(
        "https://sp.example", {"SAMLResponse": base64.b64encode(response).decode()}, ()
    )


@pytest.mark.parametrize(
    "settings",
    [DEFAULTS, SamlSettings(sign=Signed.BOTH), RENAMED],
    ids=["plain", "both", "named"],
)
def test_a_response_tells_what_it_was_given(settings: SamlSettings) -> None:
    """Under any agreement about names and signatures."""
    assert (
        differences(read_told(form(answered(portal(settings))), Agreed(settings=settings)), TOLD)
        == ()
    )


def test_a_response_read_under_another_agreement_is_found() -> None:
    """A name that is not agreed stands as it was read."""
    found = differences(read_told(form(answered(portal(RENAMED))), Agreed(settings=DEFAULTS)), TOLD)

    assert set(found) >= {"PRO"}


CHANGES: list[tuple[Callable[[str], str], str]] = [
    (lambda xml: xml.replace("National_elv", "National_ens"), "PRO"),
    (lambda xml: xml.replace('Name="PRO"', 'Name="NOM"'), "PRO"),
    (lambda xml: xml.replace('Name="PRO"', 'Name="PRO" Mail="x"'), "beside"),
    (
        lambda xml: xml.replace("</saml:Subject>", "</saml:Subject><saml:Advice>x</saml:Advice>"),
        "beside",
    ),
    (lambda xml: xml.replace(":persistent", ":emailAddress"), "beside"),
    (lambda xml: xml.replace("<samlp:Status>", "<samlp:Status>Alice"), "beside"),
    (lambda xml: xml.replace("</samlp:Status>", "</samlp:Status>Alice"), "beside"),
    (
        lambda xml: xml.replace(
            "</samlp:Status>", "<samlp:StatusMessage>Alice</samlp:StatusMessage></samlp:Status>"
        ),
        "beside",
    ),
    (lambda xml: xml.replace("</saml:NameID>", "x</saml:NameID>"), "subject"),
]


@pytest.mark.parametrize(("change", "found"), CHANGES)
def test_whatever_else_it_tells_is_found(change: Callable[[str], str], found: str) -> None:
    """One thing more, less or other, wherever it stands."""
    xml = answered(portal()).decode()
    changed = change(xml)
    assert changed != xml

    names = differences(read_told(form(changed.encode()), Agreed(settings=DEFAULTS)), TOLD)

    assert any(name.startswith(found) for name in names)


@pytest.mark.parametrize(
    "response",
    [
        Redirect("https://sp.example"),
        AutoPostForm("https://sp.example", {}, ()),
        AutoPostForm("https://sp.example", {"SAMLResponse": "%"}, ()),
        form(b"<a"),
        form(b"<!DOCTYPE a><a/>"),
    ],
)
def test_what_cannot_be_read_tells_nothing(response: Redirect | AutoPostForm) -> None:
    """It is no proof."""
    with pytest.raises(ReleaseMismatchError):
        read_told(response, Agreed(settings=DEFAULTS))


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1)


@given(values=st.lists(TEXTS, min_size=1, max_size=3, unique=True))
def test_hostile_values_come_back(values: list[str]) -> None:
    """Ends of elements, entities, blanks: read as they were."""
    adapter = portal()
    told = claims((Attribute.NOM, tuple(values)))
    asked = adapter.parse(redirect(authn_request(issuer=SP)), now=NOW)
    answer = adapter.respond(asked, told, reference=REFERENCE, authenticated=None, now=NOW)

    assert differences(adapter.read_back(asked, answer, now=NOW), told_of(told)) == ()
