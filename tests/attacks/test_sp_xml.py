"""Attacks on the reading of a Response: entities, comments, encodings, sizes, base64, the form.

What stands in the octets is one thing for whoever checks a signature and for whoever reads a name:
there is one reader.  Nothing here makes anything be fetched, or takes long.
"""

import base64
import gzip
import resource
import socket
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.attacks.test_sp_signature import SHAPES, TRUSTED_HERE
from tests.upstream.saml_sp.portal_side import (
    ACS,
    LENIENT,
    PERSON,
    STRICT,
    Answer,
    believed,
    outcome,
    why,
)

from garbridge.errors import MalformedError, OversizedError, ProtocolError, SignatureError
from garbridge.formats.saml.bindings import RESPONSE, read_post
from garbridge.formats.xml import MAX_MESSAGE_BYTES
from garbridge.ports import WireRequest
from garbridge.upstream.saml_sp import Reason, Us

POLICIES = pytest.mark.parametrize("us", [STRICT, LENIENT], ids=["strict", "lenient"])
HONEST = Answer().xml()
EVIL = "p-mechant"
REFUSED = {Reason.MALFORMED, Reason.OVERSIZED, Reason.BAD_SIGNATURE, Reason.UNSIGNED}


def named(text: str) -> str:
    """Return the signed message with *text* where the name stands."""
    return HONEST.replace(f">{PERSON}<", f">{text}<")


def declared(doctype: str, text: str = PERSON) -> str:
    """Return the message behind a DOCTYPE."""
    return f"{doctype}{named(text)}"


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
PROLOGS = {
    "doctype": declared("<!DOCTYPE Response>"),
    "doctype-public": declared('<!DOCTYPE x PUBLIC "-//a//b" "http://127.0.0.1:9/x.dtd">'),
    "doctype-system": declared('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "doctype-file": declared('<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
    "doctype-behind-a-declaration": f'<?xml version="1.0"?>\n{declared("<!DOCTYPE x>")}',
    "doctype-behind-a-comment": f"<!-- x -->{declared('<!DOCTYPE x>')}",
    "doctype-with-default-attribute": declared(
        '<!DOCTYPE x [<!ATTLIST saml:NameID Format CDATA "urn:evil">]>'
    ),
    "doctype-with-id-attribute": declared(
        "<!DOCTYPE x [<!ATTLIST saml:Issuer Name ID #IMPLIED>]>"
    ),
    "entity-internal": declared(f'<!DOCTYPE x [<!ENTITY e "{EVIL}">]>', "&e;"),
    "entity-file": declared('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;"),
    "entity-http": declared('<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>', "&e;"),
    "entity-parameter": declared('<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/">%e;]>'),
    "entity-billion-laughs": declared(f'<!DOCTYPE x [<!ENTITY l0 "ha">{BOMB}]>', "&l11;"),
    "entity-quadratic": declared(
        f'<!DOCTYPE x [<!ENTITY e "{"a" * 50000}">]>', "&e;" * 100
    ),
    "entity-undeclared": named("&evil;"),
    "notation": declared('<!DOCTYPE x [<!NOTATION n SYSTEM "calc.exe">]>'),
    "not-xml": "hello",
    "empty": "",
    "blank": "  \n",
    "json": '{"SAMLResponse": true}',
    "html": "<!DOCTYPE html><html></html>",
    "cut-off": HONEST[:-20],
    "something-behind": f"{HONEST}<x/>",
    "something-before": f"<x/>{HONEST}",
    "text-before": f"x{HONEST}",
    "two-messages": HONEST + HONEST,
    "declaration-twice": f'<?xml version="1.0"?><?xml version="1.0"?>{HONEST}',
    "xml-1.1": f'<?xml version="1.1"?>{named(f"{PERSON}&#x1;")}',
    "undeclared-prefix": HONEST.replace("<samlp:Status>", "<z:a/><samlp:Status>"),
    "attribute-twice": HONEST.replace(' Version="2.0"', ' Version="2.0" Version="2.0"', 1),
    "prefix-redeclared-evil": HONEST.replace(
        "<samlp:Status>", '<samlp:Status xmlns:samlp="urn:evil">'
    ),
    "control-character": named(f"{PERSON}&#x0;"),
    "character-of-no-plane": named(f"{PERSON}&#xFFFE;"),
    "half-a-surrogate": named(f"{PERSON}&#xD800;"),
    "cdata-around-markup": named(f"<![CDATA[{EVIL}]]>"),
    "cdata-with-an-end": named(f"{PERSON}]]>"),
    "soap-around": f'<s:Envelope xmlns:s="urn:s"><s:Body>{HONEST}</s:Body></s:Envelope>',
    "an-assertion-alone": Answer().assertion(),
    "a-request": HONEST.replace("samlp:Response", "samlp:AuthnRequest"),
    "a-logout-response": HONEST.replace("samlp:Response", "samlp:LogoutResponse"),
    "an-artifact-response": HONEST.replace("samlp:Response", "samlp:ArtifactResponse"),
    "response-of-saml-1": HONEST.replace("SAML:2.0:protocol", "SAML:1.0:protocol"),
    "response-without-namespace": HONEST.replace(
        'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"', 'xmlns:samlp="urn:x"'
    ),
    "xinclude": named('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///"/>'),
    "stylesheet": f'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>{named(EVIL)}',
    "schema-location-and-a-change": named(EVIL).replace(
        "<samlp:Response ",
        '<samlp:Response xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd" ',
    ),
    "base-address": HONEST.replace("<samlp:Response ", '<samlp:Response xml:base="http://e/" '),
}  # fmt: skip


@POLICIES
@pytest.mark.parametrize("name", PROLOGS)
def test_what_is_not_plain_xml_of_one_meaning(name: str, us: Us) -> None:
    """Refused before or by the signature, with a reason."""
    assert why(outcome(PROLOGS[name], us)) in REFUSED


SPLIT = {
    "comment-in-the-middle": f"{PERSON[:4]}<!-- -->{PERSON[4:]}",
    "comment-at-the-end": f"{PERSON}<!-- .evil -->",
    "comment-in-front": f"<!-- -->{PERSON}",
    "comments-everywhere": "<!---->".join(PERSON),
    "instruction-in-the-middle": f"{PERSON[:4]}<?x y?>{PERSON[4:]}",
    "cdata-in-the-middle": f"{PERSON[:4]}<![CDATA[{PERSON[4:]}]]>",
    "cdata-whole": f"<![CDATA[{PERSON}]]>",
    "cdata-empty": f"{PERSON[:4]}<![CDATA[]]>{PERSON[4:]}",
    "character-references": "".join(f"&#{ord(one)};" for one in PERSON),
    "character-references-in-hex": "".join(f"&#x{ord(one):x};" for one in PERSON),
}


@POLICIES
@pytest.mark.parametrize("how", SPLIT)
def test_a_name_that_is_split(how: str, us: Us) -> None:
    """What is read is all of the text, which is what was signed; or nothing is."""
    found = believed(outcome(named(SPLIT[how]), us))

    assert found.subject is not None
    assert found.subject.value == PERSON


LONGER = "p-2026-00421"


@POLICIES
@pytest.mark.parametrize("how", ["<!-- -->", "<?x?>", "<![CDATA[]]>", "<!--1-->"])
def test_a_longer_name_does_not_become_a_shorter_one(how: str, us: Us) -> None:
    """Somebody called ``p-2026-00421`` is never ``p-2026-0042``, wherever a comment stands."""
    theirs = Answer(name_id=Answer().name_id.replace(PERSON, LONGER)).xml()
    assert LONGER in theirs

    found = believed(outcome(theirs.replace(LONGER, f"{PERSON}{how}1"), us))
    assert found.subject is not None
    assert found.subject.value == LONGER


PLACES = ["<saml:Audience>", "<saml:Issuer>", "<ds:DigestValue>", "<ds:SignatureValue>",
          "<saml:AttributeValue>", "<saml:AuthnContextClassRef>"]  # fmt: skip


@POLICIES
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("forged", ["AAAA", "evil", "https://evil.example"])
def test_a_comment_that_forges_the_first_text(place: str, forged: str, us: Us) -> None:
    """Text that is put before a comment belongs to the text as a whole (CVE-2025-29775)."""
    twisted = HONEST.replace(place, f"{place}{forged}<!-- -->")

    assert why(outcome(twisted, us)) in REFUSED | {Reason.WRONG_ISSUER}
    believed(outcome(HONEST.replace(place, f"{place}<!--{forged}-->"), us))


ENCODINGS = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "cp500"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("says", [True, False])
def test_another_encoding(encoding: str, says: bool) -> None:  # noqa: FBT001 - a parameter
    """UTF-8 is what is read, whatever is said."""
    text = f'<?xml version="1.0" encoding="{encoding}"?>{HONEST}' if says else HONEST
    octets = text.encode(encoding)

    if octets == HONEST.encode():  # UTF-7 of plain letters is the same octets
        believed(outcome(octets))
    else:
        assert why(outcome(octets)) in REFUSED


@pytest.mark.parametrize("said", ["iso-8859-1", "windows-1252", "utf-16", "utf-7", "ucs-4", "x"])
def test_an_encoding_that_is_only_said(said: str) -> None:
    """A declaration that would have another reader see something else is refused."""
    assert why(outcome(f'<?xml version="1.0" encoding="{said}"?>{HONEST}')) is Reason.MALFORMED


@pytest.mark.parametrize(
    "prolog",
    ['<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-8"?>', "\ufeff", "<!---->", "\n"],
)
def test_a_prolog_that_does_no_harm(prolog: str) -> None:
    """The controls."""
    believed(outcome(f"{prolog}{HONEST}"))


@pytest.mark.parametrize("octets", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"])
def test_octets_that_are_no_utf_8(octets: bytes) -> None:
    """Overlong and impossible sequences."""
    broken = HONEST.encode().replace(PERSON.encode(), PERSON.encode() + octets)

    assert why(outcome(broken)) is Reason.MALFORMED


HUGE = {
    "five-megabytes-of-text": named("a" * 5_000_000),
    "five-megabytes-of-elements": named("<a/>" * 1_200_000),
    "five-megabytes-of-attributes": HONEST.replace(
        "<samlp:Status>",
        "<samlp:Status " + " ".join(f'a{n}="{n}"' for n in range(400_000)) + ">",
    ),
    "deep": named("<a>" * 3_000 + "</a>" * 3_000),
    "deep-beyond-the-marks": named("<a>" * 100_000 + "</a>" * 100_000),
    "many-namespaces": HONEST.replace(
        "<samlp:Status>",
        "<samlp:Status " + " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(9_000)) + ">",
    ),
    "many-comments": named("<!-- -->" * 20_000),
    "many-instructions": named("<?a?>" * 40_000),
    "many-assertions": HONEST.replace(
        "</samlp:Response>", Answer(sign="").assertion() * 1_000 + "</samlp:Response>"
    ),
    "many-signatures": HONEST.replace(
        "<saml:Subject>",
        '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>' * 3_000 + "<saml:Subject>",
    ),
    "many-ids": named("".join(f'<a ID="i{n}"/>' for n in range(7_000))),
    "long-id": HONEST.replace("_assertion1", "_" + "a" * 200_000),
    "many-references": named("&amp;" * 60_000),
    "long-base64": HONEST.replace("<ds:SignatureValue>", "<ds:SignatureValue>" + "A" * 200_000),
}  # fmt: skip


@POLICIES
@pytest.mark.parametrize("name", HUGE)
def test_a_message_larger_than_any_honest_one(name: str, us: Us) -> None:
    """Refused in well under a second and without taking the machine's memory."""
    octets = HUGE[name].encode()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()

    assert why(outcome(octets, us)) in REFUSED
    assert time.process_time() - start < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


@pytest.fixture(name="canary")
def _canary() -> Iterator[socket.socket]:
    """Return a server that nobody may reach, not even a library with sockets of its own."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        yield server


def test_no_message_reaches_the_network(canary: socket.socket, tmp_path: Path) -> None:
    """Whatever address a message names, in the prolog, a reference or a key, nobody goes there."""
    port = canary.getsockname()[1]
    secret = tmp_path / "secret"
    secret.write_text("mot-de-passe", encoding="ascii")
    keys = [f"<ds:KeyInfo>{said}</ds:KeyInfo>" for said in TRUSTED_HERE.values()]
    named_there = [
        *PROLOGS.values(),
        *(Answer(signing=shape).xml() for shape in SHAPES.values()),
        *(HONEST.replace("</ds:Signature>", f"{said}</ds:Signature>") for said in keys),
    ]

    for xml in named_there:
        for us in (STRICT, LENIENT):
            there = xml.replace("127.0.0.1:9", f"127.0.0.1:{port}")
            found = outcome(there.replace("file:///etc/passwd", secret.as_uri()), us)
            assert "mot-de-passe" not in repr(found)
    with pytest.raises(TimeoutError):
        canary.accept()


def arrived(value: str, *more: tuple[str, str], query: str = "") -> bytes:
    """Return what the binding takes out of a form with *value* as its SAMLResponse."""
    form = (("SAMLResponse", value), *more)
    request = WireRequest("POST", ACS, query, form)
    return read_post(request, field=RESPONSE, limit=MAX_MESSAGE_BYTES).xml


GOOD = base64.b64encode(HONEST.encode()).decode()
FORMS: dict[str, tuple[str, tuple[tuple[str, str], ...], str]] = {
    "not-base64": ("!!!!", (), ""),
    "base64-url": (GOOD.replace("+", "-").replace("/", "_") + "-_", (), ""),
    "base64-with-rubbish": (f"{GOOD[:40]}!{GOOD[40:]}", (), ""),
    "base64-cut-off": (GOOD.rstrip("=")[:-1], (), ""),
    "base64-padding-in-the-middle": (f"{GOOD[:40]}=={GOOD[40:]}", (), ""),
    "base64-twice-padded": (f"{GOOD}====", (), ""),
    "base64-letters-of-another-script": ("\uff21" + GOOD[1:], (), ""),
    "base64-not-ascii": (f"{GOOD}é", (), ""),
    "base64-two-in-a-row": (f"{GOOD}={GOOD}", (), ""),
    "empty": ("", (), ""),
    "two-messages": (GOOD, (("SAMLResponse", GOOD),), ""),
    "two-different-messages": (GOOD, (("SAMLResponse", "AAAA"),), ""),
    "another-in-the-query": (GOOD, (), f"SAMLResponse={GOOD[:40]}"),
    "another-encoded-in-the-query": (GOOD, (), "SAML%52esponse=AAAA"),
    "two-relay-states": (GOOD, (("RelayState", "a"), ("RelayState", "b")), ""),
    "signature-beside": (GOOD, (("Signature", "AAAA"), ("SigAlg", "x")), ""),
    "five-megabytes": ("A" * 5_000_000, (), ""),
    "five-megabytes-of-blanks": (" " * 5_000_000 + GOOD, (), ""),
    "larger-than-the-limit": ("A" * (MAX_MESSAGE_BYTES * 4 // 3 + 8), (), ""),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_says_two_things_or_none(name: str) -> None:
    """One message, in one field, in base64: nothing is guessed and nothing skipped."""
    value, more, query = FORMS[name]
    start = time.process_time()

    with pytest.raises((MalformedError, OversizedError, SignatureError)) as refusal:
        arrived(value, *more, query=query)
    assert isinstance(refusal.value, ProtocolError)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("blank", ["\n", "\r\n", " ", "\t"])
def test_base64_in_lines(blank: str) -> None:
    """The control: some software breaks it into lines."""
    lines = blank.join(GOOD[n : n + 76] for n in range(0, len(GOOD), 76))

    assert arrived(lines) == arrived(GOOD) == HONEST.encode()


@pytest.mark.parametrize(
    "packed",
    [
        zlib.compress(HONEST.encode()),
        zlib.compress(HONEST.encode())[2:-4],
        gzip.compress(HONEST.encode()),
        base64.b64encode(HONEST.encode()),
    ],
    ids=["zlib", "deflate", "gzip", "base64-twice"],
)
def test_what_is_packed_is_not_unpacked(packed: bytes) -> None:
    """By POST nothing is compressed; a bomb has no fuse here."""
    octets = arrived(base64.b64encode(packed).decode())

    assert why(outcome(octets)) in REFUSED
