"""Messages that must not open anything, each named after its attack."""

import base64
import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from pytest_httpserver import HTTPServer
from werkzeug.test import TestResponse

from provider_stub.saml_message import read_verified
from provider_stub.testing.idp import (
    NS,
    Element,
    TinyIdp,
    build,
    sign_element,
    sign_info,
)
from provider_stub.testing.visitor import Visitor

XSLT = "http://www.w3.org/TR/1999/REC-xslt-19991116"


def assertion_of(response: Element) -> Element:
    """Return the assertion of a response."""
    found = response.find("saml:Assertion", NS)
    assert found is not None
    return found


def assert_refused(response: TestResponse, visitor: Visitor, code: str, status: int = 403) -> None:
    """Check that a page says no, with that code, and that nothing was received."""
    assert (response.status_code, f"<code>{code}</code>" in response.text) == (status, True)
    assert "Traceback" not in response.text
    assert visitor.received() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"audience": "https://other.example/"}, "EF-SAML-04", id="wrong-audience"),
        pytest.param({"audience": None}, "EF-SAML-04", id="no-audience"),
        pytest.param({"destination": "http://x/"}, "EF-SAML-05", id="wrong-destination"),
        pytest.param({"destination": None}, "EF-SAML-05", id="no-destination"),
        pytest.param({"recipient": "http://x/"}, "EF-SAML-06", id="wrong-recipient"),
        pytest.param({"recipient": None}, "EF-SAML-06", id="no-recipient"),
        pytest.param({"method": "urn:x"}, "EF-SAML-06", id="not-bearer"),
        pytest.param({"in_response_to": "_no"}, "EF-SAML-07", id="wrong-in-response-to"),
        pytest.param({"in_response_to": None}, "EF-SAML-07", id="unsolicited"),
        pytest.param({"outer_in_response_to": "_no"}, "EF-SAML-07", id="in-response-to-differ"),
        pytest.param({"lifetime": timedelta(minutes=-4)}, "EF-SAML-09", id="expired"),
        pytest.param(
            {"confirmation_lifetime": timedelta(minutes=-4)}, "EF-SAML-09", id="late-confirmation"
        ),
        pytest.param({"confirmation_lifetime": None}, "EF-SAML-09", id="endless-confirmation"),
        pytest.param(
            {"confirmation_not_before": timedelta(0)}, "EF-SAML-09", id="confirmation-not-before"
        ),
        pytest.param({"not_before": timedelta(minutes=4)}, "EF-SAML-09", id="not-yet-valid"),
        pytest.param({"authn_statements": 0}, "EF-SAML-10", id="no-authn-statement"),
        pytest.param({"authn_statements": 2}, "EF-SAML-10", id="two-authn-statements"),
        pytest.param({"subject": None}, "EF-SAML-12", id="no-name-id"),
        pytest.param({"subject": "  "}, "EF-SAML-12", id="blank-name-id"),
        pytest.param({"subject": "x" * 257}, "EF-SAML-12", id="endless-name-id"),
        pytest.param({"issuer": "https://evil.example/"}, "EF-SAML-02", id="unknown-issuer"),
        pytest.param({"status": "Requester"}, "EF-SAML-01", id="portal-says-no"),
    ],
)
def test_a_signed_answer_with_one_thing_wrong_is_refused(
    visitor: Visitor, changes: dict[str, Any], code: str
) -> None:
    """Each check refuses on its own, under its own code, although the signature holds."""
    assert_refused(visitor.arrive(**changes), visitor, code)


def test_unsigned_assertion(visitor: Visitor) -> None:
    """Nothing signed, nothing believed."""
    assert_refused(visitor.arrive(sign="nothing"), visitor, "EF-SAML-02")


def test_only_the_response_signed(visitor: Visitor) -> None:
    """GAR's rule is a signed assertion; a signature around it does not count."""
    assert_refused(visitor.arrive(sign="response"), visitor, "EF-SAML-02")


def test_wrong_signer(visitor: Visitor, other_key: rsa.RSAPrivateKey) -> None:
    """A key the portal does not publish proves nothing, whatever KeyInfo could say."""
    asked = visitor.open()
    forger = TinyIdp(visitor.idp.entity_id, visitor.idp.sso_url, other_key)
    response = forger.response(visitor.answer(asked))

    assert_refused(visitor.post(response, asked.relay_state), visitor, "EF-SAML-02")


def test_response_signed_by_another_key(visitor: Visitor, other_key: rsa.RSAPrivateKey) -> None:
    """A second signature that does not hold is not overlooked because the first one does."""
    asked = visitor.open()
    response = visitor.idp.response(visitor.answer(asked))
    sign_element(response, other_key)

    assert_refused(visitor.post(response, asked.relay_state), visitor, "EF-SAML-02")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"a1a1</saml:NameID>", b"a1a2</saml:NameID>", id="name-id"),
        pytest.param(b"0750001A", b"0750002A", id="attribute"),
        pytest.param(b"National_elv", b"National_ens", id="profile"),
    ],
)
def test_one_byte_changed(visitor: Visitor, old: bytes, new: bytes) -> None:
    """Changing what is signed breaks the signature."""
    asked = visitor.open()
    xml = etree.tostring(visitor.idp.response(visitor.answer(asked)))
    assert old in xml

    assert_refused(visitor.post(xml.replace(old, new), asked.relay_state), visitor, "EF-SAML-02")


def _evil_beside(response: Element) -> None:
    """Put a forged assertion before the signed one."""
    evil = copy.deepcopy(assertion_of(response))
    evil.set("ID", "_evil")
    response.insert(2, evil)


def _evil_around(response: Element) -> None:
    """Move the signed assertion into a forged one."""
    signed = assertion_of(response)
    evil = copy.deepcopy(signed)
    evil.set("ID", "_evil")
    response.replace(signed, evil)
    evil.append(signed)


def _signed_in_extensions(response: Element) -> None:
    """Move the signed assertion into Extensions, and a forged one to its place."""
    signed = assertion_of(response)
    evil = copy.deepcopy(signed)
    evil.remove(evil.findall("ds:Signature", NS)[0])
    response.replace(signed, evil)
    extensions = etree.Element(f"{{{NS['samlp']}}}Extensions")
    extensions.append(signed)
    response.insert(1, extensions)


def _signed_in_object(response: Element) -> None:
    """Hide the signed assertion in an Object of the signature of a forged one."""
    signed = assertion_of(response)
    evil = copy.deepcopy(signed)
    evil.set("ID", "_evil")
    holder = etree.SubElement(evil.findall("ds:Signature", NS)[0], f"{{{NS['ds']}}}Object")
    response.replace(signed, evil)
    holder.append(signed)


def _two_of_one_id(response: Element) -> None:
    """Give a forged assertion the identifier of the signed one."""
    evil = copy.deepcopy(assertion_of(response))
    evil.remove(evil.findall("ds:Signature", NS)[0])
    response.append(evil)


def _id_on_something_else(response: Element) -> None:
    """Give another element the identifier of the signed one."""
    response.findall("samlp:Status", NS)[0].set("ID", str(assertion_of(response).get("ID")))


def _signature_moved_up(response: Element) -> None:
    """Move the assertion's signature to the response, and forge the assertion."""
    assertion = assertion_of(response)
    signature = assertion.findall("ds:Signature", NS)[0]
    response.insert(1, signature)
    assertion.findall("saml:Subject/saml:NameID", NS)[0].text = "evil"


def _two_signatures(response: Element) -> None:
    """Sign twice: which one would be looked at?"""
    assertion = assertion_of(response)
    assertion.insert(1, copy.deepcopy(assertion.findall("ds:Signature", NS)[0]))


def _object_in_signature(response: Element) -> None:
    """Carry anything in ds:Object."""
    signature = assertion_of(response).findall("ds:Signature", NS)[0]
    etree.SubElement(signature, f"{{{NS['ds']}}}Object")


def _schema_location(response: Element) -> None:
    """Ask a validating parser to fetch a schema."""
    name = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
    response.set(name, "urn:x http://127.0.0.1:9/x.xsd")


def _encrypted(response: Element) -> None:
    """Send what we cannot decrypt beside what we can read."""
    etree.SubElement(response, f"{{{NS['saml']}}}EncryptedAssertion")


@pytest.mark.parametrize(
    "wrap",
    [
        _evil_beside,
        _evil_around,
        _signed_in_extensions,
        _signed_in_object,
        _two_of_one_id,
        _id_on_something_else,
        _signature_moved_up,
        _two_signatures,
        _object_in_signature,
        _schema_location,
        _encrypted,
    ],
    ids=lambda wrap: wrap.__name__.strip("_").replace("_", "-"),
)
def test_signature_wrapping(visitor: Visitor, wrap: Callable[[Element], None]) -> None:
    """However the signed part is moved, copied or surrounded, the shape betrays it."""
    asked = visitor.open()
    response = visitor.idp.response(visitor.answer(asked))
    wrap(response)

    assert_refused(visitor.post(response, asked.relay_state), visitor, "EF-MSG-02", status=400)


def test_xslt_transform(visitor: Visitor) -> None:
    """A transform outside the two allowed is refused before anything runs it."""
    asked = visitor.open()
    response = build(visitor.answer(asked))
    sign_element(assertion_of(response), visitor.idp.key, (f"{NS['ds']}enveloped-signature", XSLT))

    assert_refused(visitor.post(response, asked.relay_state), visitor, "EF-MSG-02", status=400)


@pytest.mark.parametrize("scheme", ["http", "file", "", "xpointer"])
def test_reference_to_something_else(visitor: Visitor, httpserver: HTTPServer, scheme: str) -> None:
    """A reference may only name the parent's ID; nothing is fetched to find that out."""
    asked = visitor.open()
    response = visitor.idp.response(visitor.answer(asked))
    signature = assertion_of(response).findall("ds:Signature", NS)[0]
    uri = {
        "http": httpserver.url_for("/canary"),
        "file": "file:///etc/hostname",
        "": "",
        "xpointer": f"#xpointer(id('{assertion_of(response).get('ID')}'))",
    }[scheme]
    signature.findall(".//ds:Reference", NS)[0].set("URI", uri)
    sign_info(signature, visitor.idp.key)

    before = len(httpserver.log)
    assert_refused(visitor.post(response, asked.relay_state), visitor, "EF-MSG-02", status=400)
    assert len(httpserver.log) == before


def test_a_message_causes_no_request(visitor: Visitor, httpserver: HTTPServer) -> None:
    """Addresses of every kind inside a message are left alone: the canary stays silent."""
    asked = visitor.open()
    response = visitor.idp.response(visitor.answer(asked))
    canary = httpserver.url_for("/canary")
    signature = assertion_of(response).findall("ds:Signature", NS)[0]
    info = etree.SubElement(signature, f"{{{NS['ds']}}}KeyInfo")
    etree.SubElement(info, f"{{{NS['ds']}}}RetrievalMethod", URI=canary)
    include = etree.SubElement(response, "{http://www.w3.org/2001/XInclude}include")
    include.set("href", canary)

    visitor.post(response, asked.relay_state)

    assert [request.path for request, _ in httpserver.log if request.path == "/canary"] == []


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(b"<!DOCTYPE r>", id="doctype"),
        pytest.param(b'<!DOCTYPE r [<!ENTITY x "y">]>', id="entity"),
        pytest.param(b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">', id="external-dtd"),
        pytest.param(b"<?xml-stylesheet href='x'?>", id="processing-instruction"),
        pytest.param(b"<!-- hello -->", id="comment"),
        pytest.param(b"\xff\xfe", id="utf-16"),
        pytest.param(b'<?xml version="1.0" encoding="UTF-7"?>', id="utf-7"),
        pytest.param(b'<?xml version="1.0" encoding="ISO-8859-1"?>', id="latin-1"),
        pytest.param(b"\0", id="nul"),
    ],
)
def test_what_two_parsers_could_read_differently(visitor: Visitor, before: bytes) -> None:
    """A message starts with its root element, in UTF-8, and holds nothing but elements."""
    asked = visitor.open()
    xml = before + etree.tostring(visitor.idp.response(visitor.answer(asked)))

    assert_refused(visitor.post(xml, asked.relay_state), visitor, "EF-MSG-01", status=400)


def test_comment_inside_the_name_id(visitor: Visitor) -> None:
    """C14N drops comments, so the signature would hold, and the name could be cut in two."""
    asked = visitor.open()
    answer = visitor.answer(asked, subject="admin.evil")
    xml = etree.tostring(visitor.idp.response(answer))
    xml = xml.replace(b"admin.evil", b"admin<!-- -->.evil")

    assert_refused(visitor.post(xml, asked.relay_state), visitor, "EF-MSG-01", status=400)


def test_element_inside_the_name_id(visitor: Visitor) -> None:
    """A signed element that splits the text of the NameID is refused, not read in part."""
    asked = visitor.open()
    response = build(visitor.answer(asked))
    name_id = assertion_of(response).findall("saml:Subject/saml:NameID", NS)[0]
    etree.SubElement(name_id, f"{{{NS['saml']}}}Audience").tail = "more"
    sign_element(assertion_of(response), visitor.idp.key)

    response_page = visitor.post(response, asked.relay_state)
    assert response_page.status_code in {400, 403}
    assert visitor.received() == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<<<", id="not-base64"),
        pytest.param("", id="empty"),
        pytest.param(base64.b64encode(b"<a>").decode(), id="not-well-formed"),
        pytest.param(base64.b64encode(b"<a>" * 40 + b"</a>" * 40).decode(), id="too-deep"),
        pytest.param(
            base64.b64encode(b"<a>" + b"<b/>" * 3000 + b"</a>").decode(), id="too-many-elements"
        ),
        pytest.param(base64.b64encode(b"x" * 300_000).decode(), id="oversized"),
    ],
)
def test_unreadable(visitor: Visitor, body: str) -> None:
    """What cannot be read is refused at the door."""
    visitor.open()

    assert_refused(visitor.post(body, ""), visitor, "EF-MSG-01", status=400)


def test_a_deflate_bomb_is_only_bad_base64_content(visitor: Visitor) -> None:
    """The POST binding does not compress; nothing inflates what is posted."""
    visitor.open()
    bomb = base64.b64encode(b"\x78\x9c" + b"\0" * 1000).decode()

    assert_refused(visitor.post(bomb, ""), visitor, "EF-MSG-01", status=400)


def test_five_megabytes_are_refused_before_they_are_parsed(visitor: Visitor) -> None:
    """A huge body is refused by its announced length."""
    visitor.open()

    page = visitor.post("A" * 5_000_000, "")

    assert_refused(page, visitor, "EF-WEB-413", status=413)


def test_something_else_than_a_response(visitor: Visitor) -> None:
    """An assertion alone is no answer to a request."""
    asked = visitor.open()
    response = visitor.idp.response(visitor.answer(asked))

    page = visitor.post(etree.tostring(assertion_of(response)), asked.relay_state)
    assert_refused(page, visitor, "EF-MSG-02", status=400)


def test_in_response_to_of_another_browser(visitor: Visitor, stranger: Visitor) -> None:
    """An answer to my request does not open your browser, and mine may still use it."""
    mine, _ = visitor.open(), stranger.open()
    response = visitor.idp.response(visitor.answer(mine))

    assert_refused(stranger.post(response, mine.relay_state), stranger, "EF-SAML-07")


def test_a_browser_without_cookie(visitor: Visitor) -> None:
    """Without the state cookie there is no request to answer."""
    asked = visitor.open()
    response = visitor.idp.response(visitor.answer(asked))
    visitor.client.delete_cookie("stub_state", path="/saml/acs")

    assert_refused(visitor.post(response, asked.relay_state), visitor, "EF-SAML-07")


def test_replayed(visitor: Visitor) -> None:
    """The same response, once more: its request is closed and its identifier known."""
    asked = visitor.open()
    response = visitor.idp.response(visitor.answer(asked))
    assert visitor.post(response, asked.relay_state).status_code == 303

    page = visitor.post(response, asked.relay_state)

    assert page.status_code == 403
    assert "<code>EF-SAML-07</code>" in page.text
    assert "<code>EF-SAML-08</code>" in page.text
    assert len(visitor.received()) == 1


def test_same_assertion_for_a_second_request(visitor: Visitor) -> None:
    """A new request does not make an old assertion new."""
    first, second = visitor.open(), visitor.open()
    answer = visitor.answer(first)
    visitor.post(visitor.idp.response(answer), first.relay_state)

    again = replace(answer, in_response_to=second.id)
    page = visitor.post(visitor.idp.response(again), second.relay_state)

    assert page.status_code == 403
    assert "<code>EF-SAML-08</code>" in page.text
    assert len(visitor.received()) == 1


@pytest.mark.parametrize(
    "relay_state",
    [
        None,
        "",
        "http://127.0.0.1:8801/ressources/manuel",
        "http://127.0.0.1:8801/ressources/atlas/",
    ],
)
def test_relay_state_changed(visitor: Visitor, relay_state: str | None) -> None:
    """The RelayState comes back byte for byte, or the sign-in fails."""
    asked = visitor.open()
    response = visitor.idp.response(visitor.answer(asked))

    assert_refused(visitor.post(response, relay_state), visitor, "EF-SAML-11")


@pytest.mark.parametrize("field", ["SAMLResponse", "RelayState"])
def test_a_field_given_twice(visitor: Visitor, field: str) -> None:
    """Two values of one field could be read by two readers."""
    form = {"SAMLResponse": ["x"], "RelayState": ["y"]}
    form[field] *= 2

    page = visitor.client.post("/saml/acs", data=form)

    assert_refused(page, visitor, "EF-WEB-400", status=400)


def test_unknown_condition(visitor: Visitor) -> None:
    """A condition nobody understands makes the assertion unusable (Core 2.5.1)."""
    asked = visitor.open()
    response = build(visitor.answer(asked))
    conditions = assertion_of(response).findall("saml:Conditions", NS)[0]
    etree.SubElement(conditions, "{urn:x}OnlyOnMondays")
    sign_element(assertion_of(response), visitor.idp.key)

    # Two locks: the schema knows no such condition, and neither do we.
    assert_refused(visitor.post(response, asked.relay_state), visitor, "EF-SAML-02")
    read = read_verified(etree.tostring(assertion_of(response)))
    assert read.unknown_conditions == ("OnlyOnMondays",)


def test_two_audience_restrictions_must_both_name_us(visitor: Visitor) -> None:
    """Restrictions add up: one of them naming us is not enough (Core 2.5.1.4)."""
    asked = visitor.open()
    response = build(visitor.answer(asked))
    conditions = assertion_of(response).findall("saml:Conditions", NS)[0]
    other = copy.deepcopy(conditions[0])
    other[0].text = "https://other.example/"
    conditions.append(other)
    sign_element(assertion_of(response), visitor.idp.key)

    assert_refused(visitor.post(response, asked.relay_state), visitor, "EF-SAML-04")


def test_refusals_never_quote_a_name(visitor: Visitor) -> None:
    """The page of a refusal holds no value of the person it is about."""
    page = visitor.arrive(audience="https://other.example/", attributes={"NOM": ("Zébulon",)})

    assert page.status_code == 403
    assert "Zébulon" not in page.text
    assert "a1a1" not in page.text
