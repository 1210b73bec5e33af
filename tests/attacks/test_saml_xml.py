"""Attacks on the XML of SAML messages and metadata: entities, bombs, files and networks."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.protocols.saml.provider_side import (
    MUST_SIGN,
    authn_request,
    parsed,
    post,
    redirect,
    understood,
)
from tests.protocols.saml.signatures import Signing, enveloped

from garbridge.errors import ConfigError, MalformedError, OversizedError, ProtocolError
from garbridge.ports import WireRequest
from garbridge.protocols.saml import read_sp_metadata
from garbridge.testing.world import NOW

REQUEST = authn_request()


def refused_everywhere(xml: str | bytes, error: type[ProtocolError] = MalformedError) -> None:
    """Hold that *xml* is refused by both bindings, and where metadata is expected."""
    with pytest.raises(error):
        parsed(redirect(xml))
    with pytest.raises(error):
        parsed(post(xml))
    octets = xml if isinstance(xml, bytes) else xml.encode()
    with pytest.raises(ConfigError):
        read_sp_metadata(octets, now=NOW)


@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE samlp:AuthnRequest>",
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE r PUBLIC "-//x" "http://127.0.0.1:9/x.dtd">',
        "<!DOCTYPE r []>",
        '<?xml version="1.0"?><!DOCTYPE r>',
        "<!-- x --><!DOCTYPE r>",
        '<!DOCTYPE r [<!ATTLIST samlp:AuthnRequest ID ID "_x">]>',
    ],
)
def test_dtd(prolog: str) -> None:
    """No message needs a document type (IIP-G03)."""
    refused_everywhere(prolog + REQUEST)


def test_billion_laughs() -> None:
    """Entities of entities are refused before the first one is unfolded."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE r [<!ENTITY l0 "lol">{laughs}]>'

    refused_everywhere(bomb + authn_request(issuer="&l9;"))


def test_quadratic_blowup() -> None:
    """One long entity, many times."""
    bomb = f'<!DOCTYPE r [<!ENTITY a "{"x" * 20000}">]>'

    refused_everywhere(bomb + authn_request(issuer="&a;" * 1000))


def test_entity_without_a_declaration() -> None:
    """A name nobody declared has no meaning."""
    refused_everywhere(authn_request(issuer="&evil;"))


@pytest.fixture(name="canary")
def _canary() -> Iterator[tuple[str, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)  # noqa: FBT003 - the signature of the library
        yield f"http://127.0.0.1:{server.getsockname()[1]}", server


def _outcome(request: WireRequest) -> str:
    """Return what the portal makes of *request*, whatever that is."""
    try:
        return repr(parsed(request).detail)
    except ProtocolError as error:
        return str(error)


def test_nothing_is_fetched_because_of_a_message(
    canary: tuple[str, socket.socket], tmp_path: Path
) -> None:
    """Entities, DTDs, schema hints, inclusions, style sheets, references, keys: all untouched."""
    url, server = canary
    secret = tmp_path / "secret"
    secret.write_text("marked-secret")
    attempts = [
        f'<!DOCTYPE r [<!ENTITY e SYSTEM "{url}/e">]>' + authn_request(issuer="&e;"),
        f'<!DOCTYPE r [<!ENTITY e SYSTEM "{secret.as_uri()}">]>' + authn_request(issuer="&e;"),
        f'<!DOCTYPE r [<!ENTITY % p SYSTEM "{url}/p">%p;]>' + REQUEST,
        f'<!DOCTYPE r SYSTEM "{url}/d">' + REQUEST,
        f'<?xml-stylesheet href="{url}/s"?>' + REQUEST,
        authn_request(
            '<samlp:Extensions><xi:include xmlns:xi="http://www.w3.org/2001/XInclude"'
            f' href="{url}/i"/></samlp:Extensions>'
        ),
        REQUEST.replace(
            "<samlp:AuthnRequest",
            '<samlp:AuthnRequest xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            f' xsi:schemaLocation="urn:x {url}/x"',
        ),
        Signing(reference=f"{url}/r").enveloped(REQUEST),
        Signing(
            extra={"Signature": f'<ds:KeyInfo><ds:RetrievalMethod URI="{url}/k"/></ds:KeyInfo>'}
        ).enveloped(REQUEST),
    ]
    said = "".join(_outcome(send(xml)) for xml in attempts for send in (redirect, post))

    assert "marked-secret" not in said
    with pytest.raises(BlockingIOError):
        server.accept()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"])
def test_another_encoding(encoding: str) -> None:
    """UTF-8 only: a filter and a parser must see the same characters."""
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{REQUEST}'

    refused_everywhere(declared.encode(encoding))


@pytest.mark.parametrize("name", ["utf-7", "iso-8859-1", "utf-16", "ebcdic-cp-us", "utf8x"])
def test_another_encoding_declared(name: str) -> None:
    """What the declaration says is not what counts, so it must be true."""
    refused_everywhere(f'<?xml version="1.0" encoding="{name}"?>{REQUEST}')


@pytest.mark.parametrize(
    "xml",
    [
        "",
        " ",
        "<",
        "{}",
        REQUEST[:-5],
        REQUEST + REQUEST,
        f"{REQUEST}x",
        REQUEST.replace("ID=", "ID=x ID="),
        REQUEST.replace("</saml:Issuer>", "</saml:issuer>"),
        REQUEST.replace(' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"', ""),
        REQUEST.replace('Version="2.0"', 'Version="2.0" Version="2.0"'),
        authn_request(issuer="&#0;"),
        authn_request(issuer="\x01"),
        REQUEST.encode() + b"\x00",
        REQUEST.replace("parc", "\udcff").encode("utf-8", "surrogateescape"),
    ],
)
def test_what_is_no_xml(xml: str | bytes) -> None:
    """Half a document, two documents, a broken one: nothing is guessed."""
    with pytest.raises(MalformedError):
        parsed(post(xml) if xml else redirect(xml))


def test_too_deep() -> None:
    """A tower of elements is refused before it is climbed."""
    refused_everywhere(authn_request("<a>" * 7_000 + "</a>" * 7_000), OversizedError)
    refused_everywhere(authn_request("<a>" * 3_000 + "</a>" * 3_000))


def test_too_wide() -> None:
    """Thousands of elements or attributes are no request."""
    refused_everywhere(authn_request("<a/>" * 9_000), OversizedError)
    attributes = " ".join(f'a{n}=""' for n in range(8_100))
    refused_everywhere(REQUEST.replace(" ID=", f" {attributes} ID="), OversizedError)


def test_prefixes_under_other_names() -> None:
    """Namespaces count, prefixes do not."""
    renamed = REQUEST.replace("samlp:", "p:").replace(":samlp", ":p")
    assert renamed != REQUEST
    assert understood(redirect(renamed))
    assert understood(post(enveloped(renamed)), MUST_SIGN)

    swapped = REQUEST.replace(":2.0:assertion", ":2.0:x").replace(":2.0:protocol", ":2.0:assertion")
    with pytest.raises(MalformedError):
        parsed(redirect(swapped))


def test_attributes_in_a_namespace_are_others() -> None:
    """``x:ID`` is not ``ID``: what is read is what the standard calls by that name."""
    foreign = REQUEST.replace(" ID=", ' xmlns:x="urn:x" x:ID="_evil" ID=')

    assert understood(redirect(foreign))
    with pytest.raises(MalformedError):
        parsed(redirect(REQUEST.replace(" ID=", ' xmlns:x="urn:x" x:ID=')))
