"""What an identifier of another portal must look like, and renewed ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garbridge.core.identifiers import PersonId, ProviderId, TenantId
from garbridge.core.naming import Doubt, Fault, Pair, doubts_of, faults_of
from garbridge.core.pairwise import (
    DERIVED,
    Held,
    KeyRing,
    PairwiseKey,
    Source,
    pairwise_subject,
    renewed_subject,
    subject_of,
)
from garbridge.core.people import Identity
from garbridge.errors import ConfigError
from garbridge.testing.world import ALICE, KEY, TENANT

ZOE = Identity("Étoile-Marquée", "Zoé", email="zoe.etoile@ent.example")
PARC = ProviderId("parc")

names = st.text(min_size=1, max_size=64)
marks = st.text("0123456789abcdef", min_size=1, max_size=40)
secrets = st.binary(min_size=32, max_size=64)


def _faults(identifier: str, identity: Identity | None = ZOE, person: str = "e0001") -> list[Fault]:
    return list(faults_of(Pair(PersonId(person), PARC, identifier), identity))


@pytest.mark.parametrize(
    "identifier",
    [
        "0" * 128,
        "e0001" * 25 + "abc",
        "mfrggzdfmztwq2lkmfrggzdfmztwq2lk",
        "mfrggzdfmztwq2lkmfrggz==@ent.example",
        "3F2504E0-4F89-11D3-9A0C-0305E82C3301",
        "https://idp.example!https://sp.example!kJ8/aa+b=",
        "x",
        "~" * 255,
    ],
)
def test_what_other_portals_gave_is_taken(identifier: str) -> None:
    """Hexadecimal, base32 with a scope, UUIDs, Shibboleth's triples, up to 255 characters."""
    assert _faults(identifier) == []


@pytest.mark.parametrize(
    ("identifier", "fault"),
    [
        ("", Fault.FORM),
        ("a b" * 8, Fault.FORM),
        ("é" * 20, Fault.FORM),
        ("a" * 256, Fault.FORM),
        ("abcdefghijklmnop\n", Fault.FORM),
        ("zoe.etoile@ent.example", Fault.PERSONAL),
        ("z.e@ent.example", Fault.PERSONAL),
        ("etoilemarquee", Fault.PERSONAL),
        ("zoe-etoile-marquee-2", Fault.PERSONAL),
        ("e0001", Fault.PERSONAL),
        ("0123456789abcdef0123456789abcdef:e0001@x", Fault.PERSONAL),
        ("mfrggzdfmztwq2lkmfrggz_1@ent.example", Fault.SCOPE),
        ("mfrggzdfmztwq2lkmfrggz1@_ent", Fault.SCOPE),
        ("=mfrggzdfmztwq2lkmfrggz1@ent.example", Fault.SCOPE),
        ("m1" * 64 + "@ent.example", Fault.SCOPE),
    ],
)
def test_what_is_not_opaque_or_cannot_be_sent_is_not(identifier: str, fault: Fault) -> None:
    """One reason: what no protocol carries, what names somebody, what is no pairwise-id."""
    assert _faults(identifier) == [fault] or (fault is Fault.PERSONAL and ":" in identifier)


def test_a_person_nobody_knows_has_no_name_to_look_for() -> None:
    """Their own identifier and an address are told all the same."""
    assert _faults("etoilemarquee", None) == []
    assert _faults("zoe@ent.example", None) == [Fault.PERSONAL]
    assert _faults("e0001", None) == [Fault.PERSONAL]


def test_a_short_one_is_doubted() -> None:
    """Its scope does not make it longer."""
    short = Pair(ALICE, PARC, "a" * 15 + "@ent.example")
    long = Pair(ALICE, PARC, "a" * 16)

    assert list(doubts_of(short)) == [Doubt.SHORT]
    assert list(doubts_of(long)) == []


@given(one=st.tuples(names, names, names, marks), other=st.tuples(names, names, names, marks))
def test_two_renewals_share_an_identifier_only_if_equal(
    one: tuple[str, str, str, str], other: tuple[str, str, str, str]
) -> None:
    """Another provider, person or mark is another identifier."""

    def renewed(parts: tuple[str, str, str, str]) -> str:
        tenant, sector, person, mark = parts
        return renewed_subject(
            TenantId(tenant), ProviderId(sector), PersonId(person), mark, key=KEY
        )

    assert (renewed(one) == renewed(other)) == (one == other)


@given(one=st.tuples(names, names, names, marks), other=st.tuples(names, names, names))
def test_a_renewed_identifier_is_never_a_derived_one(
    one: tuple[str, str, str, str], other: tuple[str, str, str]
) -> None:
    """Of anybody: three parts never spell four."""
    tenant, sector, person = TenantId(one[0]), ProviderId(one[1]), PersonId(one[2])
    renewed = renewed_subject(tenant, sector, person, one[3], key=KEY)
    first, second, third = TenantId(other[0]), ProviderId(other[1]), PersonId(other[2])

    assert renewed != pairwise_subject(first, second, third, key=KEY)
    assert renewed != pairwise_subject(tenant, sector, person, key=KEY)


@given(people=st.sets(names, min_size=1, max_size=5), ours=secrets, theirs=secrets)
def test_the_whole_directory_without_the_key_finds_nobody(
    people: set[str], ours: bytes, theirs: bytes
) -> None:
    """Every person, every provider and the formula: another key meets none of them."""
    sectors = [PARC, ProviderId("calculo")]

    def everything(secret: bytes) -> dict[ProviderId, set[str]]:
        key = PairwiseKey("k", secret)
        return {
            sector: {pairwise_subject(TENANT, sector, PersonId(p), key=key) for p in people}
            for sector in sectors
        }

    mine, guessed = everything(ours), everything(theirs)

    assert not mine[sectors[0]] & mine[sectors[1]]
    if ours != theirs:
        assert not any(one & other for one in mine.values() for other in guessed.values())


def test_what_was_imported_wins_then_what_was_renewed() -> None:
    """And almost everybody has neither."""
    ring = KeyRing(KEY)
    both = Held(imported="Given", renewal="5a17")

    assert subject_of(TENANT, PARC, ALICE, both, ring) == "Given"
    assert subject_of(TENANT, PARC, ALICE, Held(renewal="5a17"), ring) == renewed_subject(
        TENANT, PARC, ALICE, "5a17", key=KEY
    )
    assert subject_of(TENANT, PARC, ALICE, DERIVED, ring) == pairwise_subject(
        TENANT, PARC, ALICE, key=KEY
    )
    assert [one.source for one in (both, Held(renewal="5a17"), DERIVED)] == [
        Source.IMPORTED,
        Source.RENEWED,
        Source.DERIVED,
    ]


def test_a_key_that_is_not_here_is_an_error_and_never_another_one() -> None:
    """A provider that is on a key stays on it, or nothing leaves."""
    following = PairwiseKey("2", b"n" * 32)
    on_it = Held(key=following.check)

    assert subject_of(TENANT, PARC, ALICE, on_it, KeyRing(KEY, following)) == pairwise_subject(
        TENANT, PARC, ALICE, key=following
    )
    with pytest.raises(ConfigError, match="is not here"):
        subject_of(TENANT, PARC, ALICE, on_it, KeyRing(KEY))


@given(one=secrets, other=secrets)
def test_the_check_of_a_key_tells_it_from_another(one: bytes, other: bytes) -> None:
    """It does not hold the secret, and its name does not matter."""
    first, second = PairwiseKey("a", one), PairwiseKey("b", other)

    assert (first.check == second.check) == (one == other)
    assert len(first.check) == 32
    assert one.hex() not in first.check
