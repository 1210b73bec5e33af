"""Opaque identifiers: stable, unlinkable, frozen."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.vectors import make_pairwise

from garbridge.core.identifiers import PersonId, ProviderId, TenantId
from garbridge.core.pairwise import (
    ENT_SECTOR,
    MINIMUM_SECRET_BYTES,
    PairwiseKey,
    pairwise_subject,
    parse_scope,
    scoped_identifier,
)
from garbridge.errors import ValueRefusedError
from garbridge.testing.world import KEY

Triple = tuple[str, str, str]
VECTORS: list[dict[str, str]] = json.loads(make_pairwise.FILE.read_text(encoding="utf-8"))
triples = st.tuples(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
secrets = st.binary(min_size=MINIMUM_SECRET_BYTES, max_size=MINIMUM_SECRET_BYTES)
"""Keys of one length: HMAC fills a key up with zero bytes (RFC 2104, section 2)."""


def subject(triple: Triple, key: PairwiseKey = KEY) -> str:
    """Return the identifier of a (tenant, sector, person) triple."""
    tenant, sector, person = triple
    return pairwise_subject(TenantId(tenant), ProviderId(sector), PersonId(person), key=key)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_derivation_is_frozen(vector: dict[str, str]) -> None:
    """Changing one byte of it would make every pupil a stranger to every publisher."""
    key = PairwiseKey("golden", bytes.fromhex(vector["key"]))

    assert subject((vector["tenant"], vector["sector"], vector["person"]), key) == vector["subject"]


def test_the_vectors_are_those_of_the_committed_script() -> None:
    """The file is what the independent derivation gives; nobody mended it by hand."""
    assert make_pairwise.FILE.read_text(encoding="utf-8") == make_pairwise.text()


def test_no_two_vectors_share_an_identifier() -> None:
    """Each case differs from each other in one thing, and in its identifier."""
    assert len({vector["subject"] for vector in VECTORS}) == len(VECTORS)


@given(one=triples, other=triples)
def test_two_triples_share_an_identifier_only_if_equal(one: Triple, other: Triple) -> None:
    """Two providers, two portals or two people never meet in one value."""
    assert (subject(one) == subject(other)) == (one == other)


@given(letters=st.text(min_size=1, max_size=8), cuts=st.data())
def test_moving_a_letter_between_the_parts_changes_the_identifier(
    letters: str, cuts: st.DataObject
) -> None:
    """The three parts have walls: the same letters cut elsewhere are somebody else."""

    def cut() -> Triple:
        first, second = sorted(
            (
                cuts.draw(st.integers(0, len(letters))),
                cuts.draw(st.integers(0, len(letters))),
            )
        )
        return letters[:first], letters[first:second], letters[second:]

    one, other = cut(), cut()

    assert (subject(one) == subject(other)) == (one == other)


@given(triple=triples, one=secrets, other=secrets)
def test_another_key_is_another_world(triple: Triple, one: bytes, other: bytes) -> None:
    """Without the key nothing can be compared, even with the whole directory known."""
    first, second = PairwiseKey("a", one), PairwiseKey("a", other)

    assert (subject(triple, first) == subject(triple, second)) == (one == other)


@given(triple=triples)
def test_it_has_the_shape_of_the_national_identifier(triple: Triple) -> None:
    """128 lower-case hexadecimal digits, for any name: publishers have columns for that."""
    assert re.fullmatch(r"[0-9a-f]{128}", subject(triple))


@given(triple=triples)
def test_the_name_of_the_key_is_not_in_it(triple: Triple) -> None:
    """Renaming a key in the configuration changes nobody's identifier."""
    assert subject(triple, PairwiseKey("2026", KEY.secret)) == subject(
        triple, PairwiseKey("2027", KEY.secret)
    )


def test_the_shared_sector_is_one_more_sector() -> None:
    """A portal that links its providers on purpose derives in the same, frozen way."""
    frozen = {vector["name"]: vector for vector in VECTORS}["one-sector-for-all-providers"]

    assert subject(("F0", ENT_SECTOR, "alice")) == frozen["subject"]
    assert subject(("F0", ENT_SECTOR, "alice")) != subject(("F0", "calculo", "alice"))


@pytest.mark.parametrize("length", [0, 1, 16, MINIMUM_SECRET_BYTES - 1])
def test_a_short_key_cannot_exist(length: int) -> None:
    """An empty or guessable key would let anybody with the directory find everybody."""
    with pytest.raises(ValueRefusedError, match="at least 32 bytes"):
        PairwiseKey("test", b"k" * length)


def test_a_key_does_not_show_its_secret() -> None:
    """What is printed or logged of a key is its name."""
    shown = repr(PairwiseKey("2026", b"hidden secret of 32 bytes or so!"))

    assert shown == "PairwiseKey(id='2026')"


def _guesses(tenant: str, sector: str, person: str) -> Iterator[str]:
    """Yield what somebody with the whole directory and no key would try."""
    for parts in permutations((tenant, sector, person)):
        for size in range(1, 4):
            for separator in ("", ":", "|", "/", "\x00", "##"):
                message = separator.join(parts[:size]).encode()
                framed = b"".join(len(p.encode()).to_bytes(4) + p.encode() for p in parts[:size])
                for text in (message, framed):
                    for name in ("md5", "sha1", "sha256", "sha512", "sha3_512", "blake2b"):
                        yield hashlib.new(name, text).hexdigest()
                    for public in (b"", tenant.encode(), sector.encode(), person.encode(), b"1"):
                        yield hmac.new(public, text, "sha512").hexdigest()


def test_nobody_computes_an_identifier_from_the_directory() -> None:
    """Not by any digest of what is known, nor by an HMAC whose key is something known."""
    people = [f"person-{number}" for number in range(40)]
    sectors = ("parc", "studio", ENT_SECTOR)
    real = {subject(("F0", sector, person)) for sector in sectors for person in people}
    assert len(real) == len(people) * len(sectors)

    guessed = {
        guess for sector in sectors for person in people for guess in _guesses("F0", sector, person)
    }

    assert not real & guessed
    assert not {one[:32] for one in real} & {one[:32] for one in guessed}


def test_identifiers_of_two_providers_share_nothing() -> None:
    """Of one person: no more digits in one place than chance gives."""
    one, other = subject(("F0", "parc", "alice")), subject(("F0", "studio", "alice"))

    assert sum(a == b for a, b in zip(one, other, strict=True)) < 24


PAIRWISE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9=-]{0,126}@[A-Za-z0-9][A-Za-z0-9.-]{0,126}")
"""Subject Identifier Attributes 1.0, section 3.4."""


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_scoped_form_is_frozen(vector: dict[str, str]) -> None:
    """The same bytes as the identifier, by other code than ours."""
    assert scoped_identifier(vector["subject"], "ent.example") == vector["scoped"]
    assert len(vector["scoped"].partition("@")[0]) == 103


def test_the_scoped_form_does_not_hang_on_case() -> None:
    """Two that differ by case only are one identifier, in either form."""
    assert scoped_identifier("ab" * 64, "s") == scoped_identifier("AB" * 64, "s")
    assert scoped_identifier("A_b", "s") == scoped_identifier("a_B", "s")


@pytest.mark.parametrize(
    ("imported", "expected"),
    [
        ("Zx81-4711=", "Zx81-4711=@ent.example"),
        ("4711@old.example", "4711@old.example"),
        ("a" * 127, f"{'a' * 127}@ent.example"),
    ],
)
def test_an_imported_identifier_keeps_its_letters_where_it_can(
    imported: str, expected: str
) -> None:
    """The provider knows it by them."""
    assert scoped_identifier(imported, "ent.example") == expected


SHOWN = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="@"),
    min_size=1,
    max_size=255,
)


@given(one=SHOWN, other=SHOWN)
def test_any_imported_identifier_has_one_scoped_form(one: str, other: str) -> None:
    """Of the shape the specification wants, whatever it holds, and nobody else's."""
    first, second = (scoped_identifier(text, "ent.example") for text in (one, other))

    assert PAIRWISE_ID.fullmatch(first)
    if one.lower() != other.lower():
        assert first.lower() != second.lower()


@pytest.mark.parametrize(
    "text",
    ["", "-ent", ".ent", "ENT.example", "ent_1", "ent example", "é", "a" * 128, "ent\n"],
)
def test_a_scope_is_a_name_in_lower_case(text: str) -> None:
    """A scope that changes, or is read in two ways, makes everybody a stranger."""
    with pytest.raises(ValueRefusedError):
        parse_scope(text)
    assert parse_scope("ent.region-1.example") == "ent.region-1.example"
