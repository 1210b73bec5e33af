"""Names are parsed once, where they enter; what looks alike is not let in."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garbridge.core.identifiers import (
    ResourceId,
    SchoolId,
    parse_person_id,
    parse_provider_id,
    parse_resource_id,
    parse_school_id,
    parse_tenant_id,
    reference_of,
    tile_key,
)
from garbridge.errors import ValueRefusedError

Parse = Callable[[str], str]
PARSERS: list[Parse] = [
    parse_person_id,
    parse_provider_id,
    parse_resource_id,
    parse_school_id,
    parse_tenant_id,
]


@pytest.mark.parametrize(
    ("parse", "text", "parsed"),
    [
        (parse_tenant_id, "F0", "F0"),
        (parse_tenant_id, "F" * 20, "F" * 20),
        (parse_school_id, "0561641E", "0561641E"),
        (parse_school_id, "0561641e", "0561641E"),
        (parse_school_id, " 0561641E\n", "0561641E"),
        (parse_school_id, "0650499P-ET6", "0650499P-ET6"),
        (parse_school_id, "0650499P-ABCDEFGHI9", "0650499P-ABCDEFGHI9"),
        (parse_person_id, "a", "a"),
        (parse_person_id, "a" * 64, "a" * 64),
        (parse_person_id, "Zoé d’Étampes", "Zoé d’Étampes"),
        (parse_provider_id, "editions-du-parc", "editions-du-parc"),
        (parse_provider_id, "0", "0"),
        (parse_provider_id, "a" * 63, "a" * 63),
        (parse_resource_id, "ark:/49591/Vittascience.p", "ark:/49591/Vittascience.p"),
        (parse_resource_id, "ark:12345/x", "ark:12345/x"),
        (
            parse_resource_id,
            "http://n2t.net/ark:/99999/r14xxxxxxxx",
            "http://n2t.net/ark:/99999/r14xxxxxxxx",
        ),
        (parse_resource_id, "https://n2t.net/ark:/99999/a/b.c?d", None),
        (parse_resource_id, "ark:/12345/" + "a" * 200, "ark:/12345/" + "a" * 200),
    ],
)
def test_an_honest_name_is_taken(parse: Parse, text: str, parsed: str | None) -> None:
    """Every form that the State or a portal really uses."""
    assert parse(text) == (text if parsed is None else parsed)


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        pytest.param(parse_tenant_id, "", id="tenant-empty"),
        pytest.param(parse_tenant_id, "F" * 21, id="tenant-too-long"),
        pytest.param(parse_tenant_id, "F0\n", id="tenant-trailing-newline"),
        pytest.param(parse_tenant_id, "F\uff10", id="tenant-fullwidth-digit"),
        pytest.param(parse_tenant_id, "F\u0660", id="tenant-arabic-digit"),
        pytest.param(parse_tenant_id, "../F0", id="tenant-path"),
        pytest.param(parse_tenant_id, "É0", id="tenant-accent"),
        pytest.param(parse_school_id, "", id="school-empty"),
        pytest.param(parse_school_id, "561641E", id="school-six-digits"),
        pytest.param(parse_school_id, "00561641E", id="school-eight-digits"),
        pytest.param(parse_school_id, "05616410", id="school-without-letter"),
        pytest.param(parse_school_id, "0561641EE", id="school-two-letters"),
        pytest.param(
            parse_school_id,
            "\uff10\uff15\uff16\uff11\uff16\uff14\uff11E",
            id="school-fullwidth-digits",
        ),
        pytest.param(parse_school_id, "056164\u0661E", id="school-arabic-digit"),
        pytest.param(parse_school_id, "0561641\u0131", id="school-turkish-i-without-dot"),
        pytest.param(parse_school_id, "0561641\u0130", id="school-turkish-i-with-dot"),
        pytest.param(parse_school_id, "0561641\u017f", id="school-long-s"),
        pytest.param(parse_school_id, "0561641\uff25", id="school-fullwidth-letter"),
        pytest.param(parse_school_id, "0561641\u0395", id="school-greek-epsilon"),
        pytest.param(parse_school_id, "0561641E-", id="school-empty-suffix"),
        pytest.param(parse_school_id, "0561641E-\ufb01", id="school-ligature-in-suffix"),
        pytest.param(parse_school_id, "0561641E-ABCDEFGHIJK", id="school-long-suffix"),
        pytest.param(parse_school_id, "0561641E\n0561641F", id="school-two-lines"),
        pytest.param(parse_school_id, "\u00a00561641E", id="school-no-break-space"),
        pytest.param(parse_person_id, "", id="person-empty"),
        pytest.param(parse_person_id, "a" * 65, id="person-too-long"),
        pytest.param(parse_person_id, "alice\n", id="person-trailing-newline"),
        pytest.param(parse_person_id, " alice", id="person-leading-space"),
        pytest.param(parse_person_id, "alice ", id="person-trailing-space"),
        pytest.param(parse_person_id, "al\x00ice", id="person-null"),
        pytest.param(parse_person_id, "al\u200bice", id="person-zero-width-space"),
        pytest.param(parse_person_id, "al\u202eice", id="person-right-to-left"),
        pytest.param(parse_person_id, "al\ud800ice", id="person-lone-surrogate"),
        pytest.param(parse_provider_id, "", id="provider-empty"),
        pytest.param(parse_provider_id, "-a", id="provider-leading-hyphen"),
        pytest.param(parse_provider_id, "Parc", id="provider-upper-case"),
        pytest.param(parse_provider_id, "a" * 64, id="provider-too-long"),
        pytest.param(parse_provider_id, "a.b", id="provider-dot"),
        pytest.param(parse_provider_id, "../a", id="provider-path"),
        pytest.param(parse_provider_id, "a\n", id="provider-trailing-newline"),
        pytest.param(parse_provider_id, "\u0430", id="provider-cyrillic-a"),
        pytest.param(parse_resource_id, "", id="resource-empty"),
        pytest.param(parse_resource_id, "ark:/12345/", id="resource-without-name"),
        pytest.param(parse_resource_id, "ark:/1234/x", id="resource-short-authority"),
        pytest.param(parse_resource_id, "ark:/1234567890/x", id="resource-long-authority"),
        pytest.param(
            parse_resource_id, "ark:/\uff11\uff12\uff13\uff14\uff15/x", id="resource-fullwidth"
        ),
        pytest.param(parse_resource_id, "ark:/12345/x y", id="resource-space"),
        pytest.param(parse_resource_id, "ark:/12345/x\n", id="resource-trailing-newline"),
        pytest.param(parse_resource_id, "ark:/12345/\u00e9", id="resource-accent"),
        pytest.param(parse_resource_id, "ARK:/12345/x", id="resource-upper-case"),
        pytest.param(parse_resource_id, "ark:/12345/" + "a" * 201, id="resource-too-long"),
        pytest.param(parse_resource_id, "javascript://a/ark:/12345/x", id="resource-script"),
        pytest.param(parse_resource_id, "https://a@b/ark:/12345/x", id="resource-credentials"),
    ],
)
def test_anything_else_is_refused(parse: Parse, text: str) -> None:
    """What only looks like a name, or hides something in one, does not become one."""
    with pytest.raises(ValueRefusedError):
        parse(text)


@pytest.mark.parametrize("parse", PARSERS)
@given(text=st.text(max_size=80))
def test_any_text_is_parsed_or_refused(parse: Parse, text: str) -> None:
    """No text breaks a parser, and what was parsed once parses again to itself."""
    try:
        parsed = parse(text)
    except ValueRefusedError:
        return
    assert parse(parsed) == parsed


@given(text=st.text(max_size=80).map(lambda text: text + "\n"))
def test_a_refused_person_is_not_repeated(text: str) -> None:
    """An operator's log never holds the identifier of a person, not even a wrong one."""
    with pytest.raises(ValueRefusedError) as caught:
        parse_person_id(text)

    assert caught.value.value is None
    assert str(caught.value) == (
        "person identifier is not valid: expected 1 to 64 printable characters"
    )


def test_a_refused_value_is_cut_short() -> None:
    """A message holds what an operator needs, not what an attacker sent."""
    with pytest.raises(ValueRefusedError) as caught:
        parse_school_id("x" * 10_000)

    assert len(str(caught.value)) < 200


ATLAS = ResourceId("ark:/12345/atlas")
LYCEE = SchoolId("0750001A")


def test_a_tile_key_is_frozen() -> None:
    """Teachers keep deep links for years."""
    assert tile_key(ATLAS, LYCEE) == "kaqkemlqhocpmmpw-0750001a"
    assert tile_key(ATLAS) == "kaqkemlqhocpmmpw"


def test_two_schools_are_two_tiles_of_one_resource() -> None:
    """The key of a tile is (resource, school); both begin with the resource's own key."""
    here, there = tile_key(ATLAS, LYCEE), tile_key(ATLAS, SchoolId("0750002B"))

    assert here != there
    assert {key.partition("-")[0] for key in (here, there)} == {tile_key(ATLAS)}


@given(name=st.from_regex(r"\A[!-~]{1,20}\Z"), suffix=st.sampled_from(["", "-ET6"]))
def test_a_tile_key_is_safe_in_a_path(name: str, suffix: str) -> None:
    """Whatever the ARK holds, and it may hold slashes, the key is letters, digits, hyphens."""
    school = parse_school_id("0750001A" + suffix)
    key = tile_key(parse_resource_id(f"ark:/12345/{name}"), school)

    assert re.fullmatch(r"[a-z2-7]{16}-[0-9]{7}[a-z](-[a-z0-9]{1,10})?", key)
    assert parse_school_id(key.partition("-")[2]) == school


def test_no_two_of_many_resources_share_a_key() -> None:
    """80 bits: a collision among all the resources there are will not happen by chance."""
    assert len({tile_key(ResourceId(f"ark:/12345/{n}")) for n in range(20_000)}) == 20_000


@given(token=st.text())
def test_a_reference_can_be_read_out(token: str) -> None:
    """Eight letters and digits, none of which is mistaken for another."""
    assert re.fullmatch(r"[a-z2-7]{8}", reference_of(token))


@given(tokens=st.sets(st.text(max_size=30), min_size=2, max_size=40))
def test_two_tokens_give_two_references(tokens: set[str]) -> None:
    """A reference finds one line of the journal."""
    assert len({reference_of(token) for token in tokens}) == len(tokens)
