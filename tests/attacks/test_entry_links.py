"""Attacks on ``/domaineGar``: links that somebody wrote by hand."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from garbridge.errors import MalformedError, OversizedError, ProtocolError, UnknownTenantError
from garbridge.gar.entry import parse_gar_link
from garbridge.testing.world import TENANT

RESOURCE = "idRessource=ark:/99999/atlas"


def b64(text: bytes) -> str:
    """Return *text* in base64, percent-encoded."""
    return quote(base64.b64encode(text).decode(), safe="")


@pytest.mark.parametrize("tenant", [b"A0", b"f0", b"F00", b"ENTTEST1"])
def test_a_foreign_tenant_is_refused(tenant: bytes) -> None:
    """Another ENT's link cannot be made to work here, whatever its case or prefix."""
    with pytest.raises(UnknownTenantError) as raised:
        parse_gar_link(f"idENT={b64(tenant)}&{RESOURCE}", tenant=TENANT)

    assert raised.value.code == "unknown_tenant"


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param("%00", id="null"),
        pytest.param("====", id="padding-alone"),
        pytest.param("R", id="one-character"),
        pytest.param("RjA=RjA=", id="padding-inside"),
        pytest.param("Rj!A", id="outside-the-alphabet"),
        pytest.param("Rj%0AA", id="line-break-inside"),
        pytest.param("R%C3%A9", id="accent-in-the-base64"),
        pytest.param("R\u0456A", id="cyrillic-in-the-base64"),
        pytest.param("%ff%fe", id="not-utf-8"),
        pytest.param("%", id="broken-escape"),
        pytest.param("%zz", id="no-escape"),
        pytest.param("..%2F..%2Fetc%2Fpasswd", id="path"),
        pytest.param("<script>alert(1)</script>", id="markup"),
        pytest.param("' OR '1'='1", id="sql"),
        pytest.param(b64(b"F0\x00"), id="null-byte-behind"),
        pytest.param(b64(b"\x00F0"), id="null-byte-before"),
        pytest.param(b64(b"F0\x1f"), id="control-character-behind"),
        pytest.param(b64("Fé".encode()), id="accent-in-the-text"),
        pytest.param(b64("\uff260".encode()), id="full-width-in-the-text"),
        pytest.param(b64("F0".encode("utf-16")), id="utf-16"),
        pytest.param(b64(b"F 0"), id="space-in-the-text"),
        pytest.param(b64(b"F0'--"), id="sql-in-the-text"),
        pytest.param(b64(b"F" * 21), id="too-long"),
        pytest.param(b64(b64(b"F0").encode()), id="base64-twice"),
        pytest.param(b64(bytes(range(256))), id="every-byte"),
    ],
)
@pytest.mark.parametrize("name", ["idENT", "idEtab", "idSrc"])
def test_garbage_in_base64_is_malformed(name: str, garbage: str) -> None:
    """Whichever parameter it stands in: a code, no trace, nothing of it in the sentence."""
    good = {"idENT": b64(b"F0"), "idEtab": b64(b"0690037R"), "idSrc": b64(b"ark:/99999/atlas")}
    query = "&".join(f"{key}={value}" for key, value in (good | {name: garbage}).items())

    with pytest.raises(MalformedError) as raised:
        parse_gar_link(query, tenant=TENANT)

    assert raised.value.code == "malformed"
    assert str(raised.value).startswith((name, "one resource"))


@pytest.mark.parametrize(
    "garbage",
    [
        "ark:/99999/a%00",
        "ark:/99999/a%0D%0ASet-Cookie:%20a=b",
        "ark:/99999/%C3%A9cole",
        "ark:/99999/a%20b",
        "ark:/99999/" + "a" * 201,
        "ark:/9/atlas",
        "https://evil.example/",
        "javascript:alert(1)",
        "ark%25253A%25252F99999%25252Fatlas",
    ],
)
def test_garbage_in_the_ark_is_malformed(garbage: str) -> None:
    """A third decoding, a control character, another address: not an ARK."""
    with pytest.raises(MalformedError):
        parse_gar_link(f"idENT={b64(b'F0')}&idRessource={garbage}", tenant=TENANT)


@pytest.mark.parametrize("name", ["idENT", "idEtab", "idRessource", "idSrc", "other"])
def test_a_huge_link_is_not_looked_at(name: str) -> None:
    """A megabyte costs nothing, wherever it stands."""
    with pytest.raises(OversizedError) as raised:
        parse_gar_link(f"idENT={b64(b'F0')}&{RESOURCE}&{name}={'A' * 1_000_000}", tenant=TENANT)

    assert raised.value.code == "oversized"


def test_two_resources_cannot_be_played_off_against_each_other() -> None:
    """One for the filter and one for the page: refused."""
    source = f"idSrc={b64(b'ark:/99999/other')}"

    with pytest.raises(MalformedError):
        parse_gar_link(f"idENT={b64(b'F0')}&{RESOURCE}&{source}", tenant=TENANT)


def outcome(query: str) -> str:
    """Return the code of the refusal, or ``link``; anything else that is raised is a defect."""
    try:
        link = parse_gar_link(query, tenant=TENANT)
    except ProtocolError as refused:
        return refused.code
    return "link" if link.tenant == TENANT else "foreign"


@given(st.text(max_size=200))
@example("idENT=RjA&idRessource=ark:/99999/atlas")
def test_no_query_makes_the_entry_stumble(query: str) -> None:
    """Whatever is sent, it is a link of ours or a protocol error with a code."""
    assert outcome(query) in {"link", "malformed", "oversized", "unknown_tenant"}


@given(
    st.sampled_from(["idENT", "idEtab", "idRessource", "idSrc"]),
    st.binary(max_size=60) | st.text("ABab01+/-_= %", max_size=20).map(str.encode),
)
def test_no_value_makes_the_entry_stumble(name: str, value: bytes) -> None:
    """The same with one hostile value in an otherwise good link."""
    good = {"idENT": b64(b"F0"), "idEtab": b64(b"0690037R"), "idRessource": "ark:/99999/atlas"}
    query = "&".join(f"{key}={said}" for key, said in (good | {name: quote(value)}).items())

    assert outcome(query) in {"link", "malformed", "unknown_tenant"}
