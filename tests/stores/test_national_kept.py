"""The last lists of the GAR: one person's, sealed, and gone with them from every store."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.receipts.sealed import Ledger
from tests.stores.backends import Stores

from garbridge.core.identifiers import PersonId, TenantId
from garbridge.core.national import ListedResource
from garbridge.core.permissions import OPERATOR
from garbridge.errors import StoreUnavailableError
from garbridge.formats.sealing import SecretSealer
from garbridge.ports import KeptList, OneTimeStore
from garbridge.services.erasing import Erased
from garbridge.stores.redis import RedisClient, RedisOneTimeStore
from garbridge.testing.world import ALICE, COLLEGE, LYCEE, NOW
from garbridge.wiring.national_kept import SealedLists

BRUNO = PersonId("bruno")
LATER = NOW + timedelta(hours=71)
OVER = NOW + timedelta(hours=72)
LISTED = ListedResource(
    id="ark:/99999/r14", title="Titre", address="https://sp-auth.gar.example/domaineGar"
)
LISTS = {one.id: KeptList(NOW, (LISTED,)) for one in (LYCEE, COLLEGE)}


@pytest.fixture(name="once", params=["stores", "redis"])
def _once(request: pytest.FixtureRequest, stores: Stores) -> OneTimeStore:
    if request.param == "stores":
        return stores.one_time
    client = request.getfixturevalue("redis_client")
    assert isinstance(client, RedisClient)
    return RedisOneTimeStore(client)


@pytest.fixture(name="ledger")
def _ledger(stores: Stores, once: OneTimeStore) -> Ledger:
    return Ledger(replace(stores, one_time=once))


@pytest.fixture(name="lists")
def _lists(ledger: Ledger) -> SealedLists:
    lists = ledger.lists()
    for person in (ALICE, BRUNO):
        lists.keep(person, LISTS, now=NOW)
    return lists


def test_each_is_kept_for_its_person_until_its_time_is_over(lists: SealedLists) -> None:
    """And nobody else's is there."""
    assert lists.of_person(ALICE, now=LATER) == LISTS
    assert lists.of_person(ALICE, now=OVER) == {}
    assert lists.of_person(PersonId("carla"), now=NOW) == {}
    assert replace(lists, tenant=TenantId("another")).of_person(ALICE, now=NOW) == {}


def test_what_is_forgotten_is_gone_and_nobody_else_s(lists: SealedLists) -> None:
    """Twice is once, and what is kept afterwards is kept."""
    lists.forget(ALICE)
    lists.forget(ALICE)

    assert lists.of_person(ALICE, now=NOW) == {}
    assert lists.store.peek(lists.key_of(ALICE), now=NOW) is None
    assert lists.of_person(BRUNO, now=NOW) == LISTS
    lists.keep(ALICE, LISTS, now=LATER)
    assert lists.of_person(ALICE, now=LATER) == LISTS


def test_what_was_named_under_the_next_secret_goes_too(lists: SealedLists) -> None:
    """While a key is being turned either may have named it."""
    old, new = b"s" * 32, b"n" * 32
    replace(lists, sealer=SecretSealer((new,))).keep(ALICE, LISTS, now=NOW)
    turning = replace(lists, sealer=SecretSealer((old, new)))
    turning.forget(ALICE)

    for secret in (old, new):
        assert not replace(lists, sealer=SecretSealer((secret,))).of_person(ALICE, now=NOW)


def test_who_is_erased_leaves_no_list(ledger: Ledger, lists: SealedLists) -> None:
    """Whatever is left of its time."""
    done = ledger.erasing().erase(OPERATOR, ALICE, reason="départ")

    assert isinstance(done, Erased)
    assert lists.of_person(ALICE, now=NOW) == {}
    assert lists.of_person(BRUNO, now=NOW) == LISTS


def test_a_list_that_cannot_be_removed_stops_the_erasure(
    ledger: Ledger, lists: SealedLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All or nothing: nobody is told that what still lies there is gone."""
    ledger.launch(ALICE)

    def away(*_: object, **__: object) -> bytes:
        raise StoreUnavailableError("away")

    erasing = ledger.erasing()
    with monkeypatch.context() as patched:
        patched.setattr(type(lists.store), "redeem", away)
        with pytest.raises(StoreUnavailableError):
            erasing.erase(OPERATOR, ALICE, reason="départ")

    assert ALICE in {one.person for one in ledger.stores.journal.records(limit=9)}
    assert lists.of_person(ALICE, now=NOW) == LISTS
    assert erasing.erase(OPERATOR, ALICE, reason="départ") == Erased(1)
