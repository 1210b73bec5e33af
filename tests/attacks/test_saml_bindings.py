"""Attacks on the way a message is packed: bombs, giants, and what cannot be unpacked."""

import base64
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest
from tests.protocols.saml.provider_side import (
    SSO,
    authn_request,
    deflated,
    get,
    parsed,
    post,
    redirect,
    redirect_query,
    signed_query,
    understood,
)

from garbridge.errors import (
    MalformedError,
    OversizedError,
    ProtocolError,
)
from garbridge.formats.saml.bindings import MAX_REQUEST_BYTES
from garbridge.ports import WireRequest
from garbridge.testing.world import ATLAS

QUERY = redirect_query(authn_request(), ATLAS.url)


def test_deflate_bomb() -> None:
    """Ten megabytes in ten kilobytes: unpacking stops at the bound (CVE-2025-25293)."""
    bomb = deflated(b"<a>" + b" " * 10_000_000)
    assert len(bomb) < 20_000

    with pytest.raises(OversizedError):
        parsed(get(f"SAMLRequest={quote(bomb, safe='')}"))


def test_oversized_query() -> None:
    """A megabyte is not even taken apart."""
    with pytest.raises(OversizedError):
        parsed(get(f"SAMLRequest={'A' * 1_000_000}"))


def test_oversized_post() -> None:
    """Neither as base64 nor as XML."""
    for length in (70_000, 1_000_000):
        xml = base64.b64encode(authn_request(f"<!--{'x' * length}-->").encode()).decode()
        with pytest.raises(OversizedError):
            parsed(WireRequest("POST", SSO, "", (("SAMLRequest", xml),)))


def test_oversized_before_it_is_looked_at() -> None:
    """Nothing is decoded to find out that it is too much, and nothing hides beside it."""
    with pytest.raises(OversizedError):
        parsed(get(f"x={'A' * 1_000_000}&{QUERY}"))
    with pytest.raises(OversizedError):
        parsed(WireRequest("POST", SSO, "", (("SAMLRequest", "!" * 1_000_000),)))


@pytest.mark.parametrize("send", [redirect, post])
def test_oversized_by_one_byte(send: Callable[[str], WireRequest]) -> None:
    """64 KiB of XML are taken, and not one byte more."""
    room = MAX_REQUEST_BYTES - len(authn_request("<!---->"))
    assert understood(send(authn_request(f"<!--{'x' * room}-->")))

    with pytest.raises(OversizedError):
        parsed(send(authn_request(f"<!--{'x' * (room + 1)}-->")))


def test_query_with_raw_letters() -> None:
    """A query is percent-encoded; what is not could be read in two ways."""
    with pytest.raises(MalformedError):
        parsed(get(f"{QUERY}&é=1"))


def test_oversized_relay_state() -> None:
    """1,024 bytes and not one more, counted in UTF-8."""
    for state in ("x" * 1025, "é" * 513):
        with pytest.raises(OversizedError):
            parsed(redirect(authn_request(), state))


@pytest.mark.parametrize("value", ["%00", "a%0D%0ASet-Cookie:x", "%1b", "%7f", "%ff", "%ED%A0%80"])
def test_relay_state_no_form_gives_back_unchanged(value: str) -> None:
    """Control characters and what is not UTF-8 cannot be returned intact, so they are refused."""
    with pytest.raises(MalformedError):
        parsed(get(f"{redirect_query(authn_request())}&RelayState={value}"))


def test_relay_state_with_half_a_character() -> None:
    """A lone surrogate is no text, and would break the page that gives it back."""
    with pytest.raises(MalformedError):
        parsed(post(authn_request(), "a\ud800"))


@pytest.mark.parametrize(
    "value",
    [
        "",
        "%",
        "!!!!",
        "A",
        quote(base64.b64encode(b"no deflate at all"), safe=""),
        quote(base64.b64encode(authn_request().encode()), safe=""),
        quote(base64.b64encode(zlib.compress(authn_request().encode())), safe=""),
        quote(deflated(authn_request())[:-24], safe=""),
        quote(base64.b64encode(base64.b64decode(deflated(authn_request())) + b"x"), safe=""),
        quote(deflated(authn_request()).replace("+", "-").replace("/", "_") + "_", safe=""),
    ],
    ids=[
        "empty", "percent", "not-base64", "short", "not-deflate", "not-packed", "zlib", "cut-off",
        "something-behind", "url-safe",
    ],
)  # fmt: skip
def test_request_that_cannot_be_unpacked(value: str) -> None:
    """Strict in what is taken: one encoding, whole, with nothing behind it."""
    with pytest.raises(MalformedError):
        parsed(get(f"SAMLRequest={value}"))


@pytest.mark.parametrize("encoding", ["urn:x", "", "deflate"])
def test_encoding_nobody_knows(encoding: str) -> None:
    """Another SAMLEncoding is not guessed at (Bindings 3.4.4)."""
    with pytest.raises(MalformedError):
        parsed(get(f"{QUERY}&SAMLEncoding={quote(encoding, safe='')}"))


@pytest.mark.parametrize("query", ["", "SAMLRequest", "samlrequest=x", "SAMLRequests=x", "é=é"])
def test_query_without_a_request(query: str) -> None:
    """Nothing to read is an error, never a default."""
    with pytest.raises(MalformedError):
        parsed(get(query))


@pytest.mark.parametrize("method", ["HEAD", "PUT", "OPTIONS", "get", ""])
def test_other_methods(method: str) -> None:
    """A launch is begun by GET or POST; a HEAD must not leave a record."""
    with pytest.raises(ProtocolError):
        parsed(WireRequest(method, SSO, signed_query(QUERY)))
