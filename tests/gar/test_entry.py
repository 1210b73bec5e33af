"""``/domaineGar``: what a link may look like, and how one is written."""

import base64
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garbridge.core.identifiers import (
    ResourceId,
    SchoolId,
    TenantId,
    parse_resource_id,
    parse_school_id,
    parse_tenant_id,
)
from garbridge.errors import MalformedError, UnknownTenantError
from garbridge.gar.entry import GarLink, gar_link, parse_gar_link
from garbridge.testing.world import TENANT

KWYK = ResourceId("ark:/25998/kwyk-math")
SCHOOL = SchoolId("0690037R")
WHOLE = GarLink(TENANT, SCHOOL, KWYK)
ENT = "idENT=RjA%3D"
ETAB = "idEtab=MDY5MDAzN1I%3D"
RESSOURCE = "idRessource=ark%3A%2F25998%2Fkwyk-math"
SRC = "idSrc=YXJrOi8yNTk5OC9rd3lrLW1hdGg%3D"


def b64(text: str) -> str:
    """Return *text* as the GAR's own examples write it."""
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(f"{ENT}&{ETAB}&{RESSOURCE}", WHOLE, id="current-form"),
        pytest.param(f"{ENT}&{ETAB}&{SRC}", WHOLE, id="older-form"),
        pytest.param(f"{ENT}&{SRC}", GarLink(TENANT, None, KWYK), id="older-form-no-school"),
        pytest.param(f"{ENT}&{RESSOURCE}", GarLink(TENANT, None, KWYK), id="current-no-school"),
        pytest.param(f"{ENT}&idEtab=&{SRC}", GarLink(TENANT, None, KWYK), id="empty-school"),
        pytest.param(f"{RESSOURCE}&{ETAB}&{ENT}", WHOLE, id="any-order"),
        pytest.param(f"{ENT}&{ETAB}&{RESSOURCE}&{SRC}", WHOLE, id="both-forms-agree"),
        pytest.param(f"{ENT}&{ETAB}&{RESSOURCE}&idSrc=", WHOLE, id="other-form-empty"),
        pytest.param(f"{ENT}&{ETAB}&{RESSOURCE}&utm=1&idEnt=x", WHOLE, id="unknown-parameters"),
    ],
)
def test_the_forms_of_a_link(query: str, expected: GarLink) -> None:
    """The forms that were seen, each with what it says."""
    assert parse_gar_link(query, tenant=TENANT) == expected


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("MDY5MDAzN1I%3D", id="escaped-padding"),
        pytest.param("MDY5MDAzN1I%3d", id="escaped-in-lower-case"),
        pytest.param("MDY5MDAzN1I=", id="bare-padding"),
        pytest.param("MDY5MDAzN1I", id="no-padding"),
        pytest.param("MDY5MDAzN1I%253D", id="padding-escaped-twice"),
        pytest.param("%20MDY5MDAzN1I=%20", id="spaces-around"),
        pytest.param("MDY5MDAzN1I=%0D%0A", id="line-break-behind"),
        pytest.param(quote(b64("0690037R\n")), id="line-break-inside"),
        pytest.param(quote(b64("0690037r")), id="lower-case-school"),
    ],
)
def test_base64_is_read_leniently(written: str) -> None:
    """What producers are known to do to base64 changes nothing."""
    found = parse_gar_link(f"{ENT}&idEtab={written}&{RESSOURCE}", tenant=TENANT)

    assert found == WHOLE


def test_a_line_break_that_was_encoded_too_is_dropped() -> None:
    """As ``echo F0 | base64`` gives it."""
    query = "&".join(
        f"{name}={quote(b64(text), safe='')}"
        for name, text in (("idENT", "F0\n"), ("idEtab", "0690037R\n"), ("idSrc", f"{KWYK}\r\n"))
    )

    assert parse_gar_link(query, tenant=TENANT) == WHOLE


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("YXJrOi8xMjM0NS8+Pj8%3D", id="standard-alphabet"),
        pytest.param("YXJrOi8xMjM0NS8%2BPj8%3D", id="escaped-plus"),
        pytest.param("YXJrOi8xMjM0NS8%20Pj8%3D", id="plus-became-space"),
        pytest.param("YXJrOi8xMjM0NS8-Pj8", id="url-safe-alphabet"),
    ],
)
def test_both_alphabets_of_base64_are_read(written: str) -> None:
    """A plus is no space here, and a space was a plus."""
    link = parse_gar_link(f"{ENT}&idSrc={written}", tenant=TENANT)

    assert link.resource == "ark:/12345/>>?"


def test_a_slash_of_base64_may_be_an_underscore() -> None:
    """The other character in which the alphabets differ."""
    resource = ResourceId("ark:/12345/???")
    standard = b64(resource)
    assert "/" in standard

    for written in (standard, standard.replace("/", "_"), quote(standard, safe="")):
        assert parse_gar_link(f"{ENT}&idSrc={written}", tenant=TENANT).resource == resource


@pytest.mark.parametrize(
    ("written", "ark"),
    [
        ("ark:/25998/kwyk-math", "ark:/25998/kwyk-math"),
        ("ark%3A%2F25998%2Fkwyk-math", "ark:/25998/kwyk-math"),
        ("ark%3a%2f25998%2fkwyk-math", "ark:/25998/kwyk-math"),
        ("ark%253A%252F25998%252Fkwyk-math", "ark:/25998/kwyk-math"),
        ("ark:/25998/a%2Bb", "ark:/25998/a+b"),
        ("ark:/25998/a+b", "ark:/25998/a+b"),
        ("ark%3A%2F25998%2Fx%253Ay", "ark:/25998/x%3Ay"),
        ("https%3A%2F%2Fn2t.net%2Fark%3A%2F25998%2Fa", "https://n2t.net/ark:/25998/a"),
    ],
)
def test_an_ark_is_decoded_as_often_as_it_was_encoded(written: str, ark: str) -> None:
    """Once, or twice where its colon is still hidden; a percent sign of its own survives."""
    assert parse_gar_link(f"{ENT}&idRessource={written}", tenant=TENANT).resource == ark


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("", id="nothing"),
        pytest.param(f"{ETAB}&{RESSOURCE}", id="no-tenant"),
        pytest.param(f"idENT=&{ETAB}&{RESSOURCE}", id="empty-tenant"),
        pytest.param(f"{ENT}&{ETAB}", id="no-resource"),
        pytest.param(f"{ENT}&{ETAB}&idRessource=&idSrc=", id="empty-resource"),
        pytest.param(f"{ENT}&{ENT}&{RESSOURCE}", id="two-tenants"),
        pytest.param(f"{ENT}&{ETAB}&{ETAB}&{RESSOURCE}", id="two-schools"),
        pytest.param(f"{ENT}&{RESSOURCE}&{RESSOURCE}", id="two-resources"),
        pytest.param(f"{ENT}&{SRC}&{SRC}", id="two-sources"),
        pytest.param(f"{ENT}&idRessource=ark:/12345/other&{SRC}", id="forms-disagree"),
        pytest.param(f"idENT=F0&{RESSOURCE}", id="tenant-in-clear"),
        pytest.param(f"{ENT}&idEtab=0690037R&{RESSOURCE}", id="school-in-clear"),
        pytest.param(f"{ENT}&idEtab={b64('069')}&{RESSOURCE}", id="not-a-school"),
        pytest.param(f"{ENT}&idRessource=kwyk-math", id="not-an-ark"),
        pytest.param(f"{ENT}&idRessource={b64(KWYK)}", id="base64-in-the-current-form"),
        pytest.param(f"{ENT}&idSrc={quote(KWYK, safe='')}", id="clear-in-the-older-form"),
        pytest.param(f"ident=RjA=&{RESSOURCE}", id="names-are-case-sensitive"),
    ],
)
def test_a_link_that_cannot_be_read_is_malformed(query: str) -> None:
    """Missing, twice, contradicting or of another form: refused, never guessed."""
    with pytest.raises(MalformedError) as raised:
        parse_gar_link(query, tenant=TENANT)

    assert raised.value.code == "malformed"


def test_a_link_of_another_tenant_is_refused_as_such() -> None:
    """The page can say that the link belongs to another portal."""
    with pytest.raises(UnknownTenantError) as raised:
        parse_gar_link(f"{ENT}&{RESSOURCE}", tenant=TenantId("A0"))

    assert (raised.value.code, raised.value.tenant) == ("unknown_tenant", "F0")


def test_the_current_form_is_written_strictly_encoded() -> None:
    """Every character that means something in a query is escaped."""
    assert gar_link("https://ent.example/gb", WHOLE) == (
        "https://ent.example/gb/domaineGar"
        "?idENT=RjA%3D&idEtab=MDY5MDAzN1I%3D&idRessource=ark%3A%2F25998%2Fkwyk-math"
    )


def test_the_older_form_is_written_strictly_encoded() -> None:
    """Base64 of the ARK, its padding escaped; no school where the link has none."""
    link = GarLink(TENANT, None, KWYK)

    assert gar_link("https://ent.example", link, older_form=True) == (
        f"https://ent.example/domaineGar?{ENT}&{SRC}"
    )


links = st.builds(
    GarLink,
    st.from_regex(r"[A-Za-z0-9]{1,20}", fullmatch=True).map(parse_tenant_id),
    st.none()
    | st.from_regex(r"[0-9]{7}[A-Z](-[A-Z0-9]{1,10})?", fullmatch=True).map(parse_school_id),
    st.from_regex(r"(https?://[a-z0-9.-]{1,20}/)?ark:/?[0-9]{5,9}/[!-~]{1,40}", fullmatch=True).map(
        parse_resource_id
    ),
)


@given(links, st.booleans())
def test_what_is_written_is_read_again(link: GarLink, older_form: bool) -> None:  # noqa: FBT001 - drawn
    """Any link comes back as it was, in both forms."""
    query = urlsplit(gar_link("https://ent.example", link, older_form=older_form)).query

    assert parse_gar_link(query, tenant=link.tenant) == link


@given(links)
def test_a_careless_producer_says_the_same(link: GarLink) -> None:
    """Without padding, URL-safe, unescaped: base64 is recognised whatever the identifier."""

    def careless(text: str) -> str:
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    school = "" if link.school is None else careless(link.school)
    query = f"idENT={careless(link.tenant)}&idEtab={school}&idSrc={careless(link.resource)}"

    assert parse_gar_link(query, tenant=link.tenant) == link
