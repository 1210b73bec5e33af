"""Signing in by SAML: how the request leaves, and what a valid answer gives."""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from flask import Flask
from lxml import etree

from provider_stub.config import RequestBinding, StubConfig
from provider_stub.keys import ensure_key_pair
from provider_stub.testing.idp import NS, TinyIdp, build, sign_element
from provider_stub.testing.visitor import Visitor


@pytest.mark.parametrize("sign", ["assertion", "both"])
def test_a_valid_answer_is_received(visitor: Visitor, sign: str) -> None:
    """The base case arrives; each attack changes one thing from it."""
    response = visitor.arrive(sign=sign)

    assert response.status_code == 303
    (entry,) = visitor.received()
    assert entry["protocol"] == "saml"
    assert entry["subject"] == "a1" * 64
    assert entry["attributes"] == {"UAI": ["0750001A"], "PRO": ["National_elv"]}
    assert entry["resource"] == "ark:/99999/r1atlas"
    assert {check["outcome"] for check in entry["checks"]} == {"passed"}
    assert len(entry["checks"]) == 15


def test_every_arrival_starts_a_new_sign_in(visitor: Visitor) -> None:
    """A browser that has just signed in is sent to the portal again, with a new request."""
    first = visitor.open()
    visitor.arrive()

    second = visitor.open()

    assert second.id != first.id
    assert second.relay_state == "http://127.0.0.1:8801/ressources/atlas"


def test_the_redirect_is_signed_over_its_own_octets(visitor: Visitor, config: StubConfig) -> None:
    """The signature covers SAMLRequest, RelayState and SigAlg as they stand in the URL."""
    location = visitor.client.get("/ressources/atlas").headers["Location"]
    signed, _, _ = urlsplit(location).query.partition("&Signature=")
    signature = base64.b64decode(parse_qs(urlsplit(location).query)["Signature"][0])
    key = ensure_key_pair(config.data_dir).key.public_key()

    key.verify(signature, signed.encode(), padding.PKCS1v15(), hashes.SHA256())

    assert [part.partition("=")[0] for part in signed.split("&")] == [
        "SAMLRequest",
        "RelayState",
        "SigAlg",
    ]


def test_the_request_by_form_is_signed_and_leaves_by_itself(
    make_app: Callable[[StubConfig], Flask], config: StubConfig, idp: TinyIdp
) -> None:
    """With the POST binding the XML is signed; the page needs no inline script to leave."""
    client = make_app(replace(config, request_binding=RequestBinding.POST)).test_client()
    page = client.get("/ressources/atlas")
    encoded = re.search(r'name="SAMLRequest" value="([^"]+)"', page.text)

    assert encoded is not None
    request = etree.fromstring(base64.b64decode(encoded[1]))
    method = request.find(".//ds:SignatureMethod", NS)
    assert method is not None
    assert str(method.get("Algorithm")).endswith("rsa-sha256")
    assert f'action="{idp.sso_url}"' in page.text
    assert "onload" not in page.text
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(idp.sso_url))
    assert f"form-action 'self' {origin};" in page.headers["Content-Security-Policy"]


def test_our_metadata_ask_for_signed_assertions_and_offer_no_encryption_key(
    visitor: Visitor,
) -> None:
    """A portal that reads them signs the assertion, posts it to our ACS, and encrypts nothing."""
    answer = visitor.client.get("/saml/metadata")
    root = etree.fromstring(answer.data)
    role = root.find("md:SPSSODescriptor", NS)

    assert role is not None
    assert root.get("entityID") == "http://127.0.0.1:8801/saml/metadata"
    assert root.get("validUntil")
    assert (role.get("AuthnRequestsSigned"), role.get("WantAssertionsSigned")) == ("true", "true")
    assert [key.get("use") for key in role.iterfind("md:KeyDescriptor", NS)] == ["signing"]
    acs = [service.get("Location") for service in role.iterfind("md:AssertionConsumerService", NS)]
    assert acs == ["http://127.0.0.1:8801/saml/acs"]


def test_two_tabs_of_one_browser_both_arrive(visitor: Visitor) -> None:
    """Opening a second resource does not spoil the first sign-in."""
    first, second = visitor.open("atlas"), visitor.open("manuel")
    for asked in (first, second):
        response = visitor.idp.response(visitor.answer(asked))
        assert visitor.post(response, asked.relay_state).status_code == 303

    assert [entry["resource"] for entry in visitor.received()] == [
        "ark:/99999/r1atlas",
        "ark:/99999/r4manuel",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(
            {"not_before": timedelta(minutes=-5), "lifetime": timedelta(minutes=-2)},
            id="ended-within-the-skew",
        ),
        pytest.param({"not_before": timedelta(minutes=2)}, id="begins-within-the-skew"),
        pytest.param({"not_before": None, "lifetime": None}, id="conditions-without-dates"),
        pytest.param({"subject": "é" * 256}, id="256-characters"),
        pytest.param({"attributes": {"DIV": ("5A##5e A", "5B##5e B")}}, id="several-values"),
        pytest.param({"attributes": {"NOM": ("<&>\"' é 𝄞",)}}, id="hostile-value"),
        pytest.param({"attributes": {}}, id="no-attribute"),
    ],
)
def test_what_a_portal_may_say_is_accepted(visitor: Visitor, changes: dict[str, Any]) -> None:
    """Strict is not narrow: every value comes out as it went in."""
    response = visitor.arrive(**changes)

    assert response.status_code == 303
    attributes = changes.get("attributes")
    if isinstance(attributes, dict):
        shown = {name: list(values) for name, values in attributes.items()}
        assert visitor.received()[-1]["attributes"] == shown


def test_conditions_that_hold_by_themselves_are_accepted(visitor: Visitor) -> None:
    """OneTimeUse and ProxyRestriction ask for what we do anyway (Core 2.5.1.5, 2.5.1.6)."""
    asked = visitor.open()
    response = build(visitor.answer(asked))
    assertion = response.findall("saml:Assertion", NS)[0]
    conditions = assertion.findall("saml:Conditions", NS)[0]
    etree.SubElement(conditions, f"{{{NS['saml']}}}OneTimeUse")
    etree.SubElement(conditions, f"{{{NS['saml']}}}ProxyRestriction", Count="0")
    sign_element(assertion, visitor.idp.key)

    assert visitor.post(response, asked.relay_state).status_code == 303
