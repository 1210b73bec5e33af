"""What tells who was sent to choose content is used up on every store, whatever comes of it."""

from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from tests.services.portal import Portal
from tests.services.test_linking import CHOSEN, REQUEST, linking
from tests.stores.backends import Stores, memory_stores, sql_stores

from garbridge.core.entitlements import Seat
from garbridge.errors import StaleError
from garbridge.ports import ChosenContent, OneTimeStore, WireRequest
from garbridge.services.linking import LinkingService
from garbridge.stores.redis import RedisClient, RedisOneTimeStore
from garbridge.stores.sql.database import Database
from garbridge.testing.onetime import ENTRY
from garbridge.testing.world import ATLAS, LYCEE, NOW


@dataclass(frozen=True)
class Redeems:
    """A reader whose answers are used once, in a real store."""

    once: OneTimeStore

    def read(self, _request: WireRequest, *, now: datetime) -> ChosenContent:
        """Return what was chosen, once."""
        if self.once.redeem(ENTRY.key, now=now) is None:
            raise StaleError("it was used")
        return CHOSEN


def _service(portal: Portal, stores: Stores, once: OneTimeStore) -> LinkingService:
    once.keep(ENTRY, now=NOW)
    return replace(
        linking(portal),
        reader=Redeems(once),
        links=stores.links,
        transaction=stores.transaction,
    )


@pytest.fixture(name="kept", params=["memory", "sqlite", "postgresql", "redis"])
def _kept(request: pytest.FixtureRequest) -> tuple[Stores, OneTimeStore]:
    """Return stores with what is used once, in Redis beside SQLite where it is there."""
    if request.param == "memory":
        stores = memory_stores()
        return stores, stores.one_time
    if request.param == "redis":
        client = request.getfixturevalue("redis_client")
        assert isinstance(client, RedisClient)
        return sql_stores(request.getfixturevalue("sqlite")), RedisOneTimeStore(client)
    database = request.getfixturevalue(request.param)
    assert isinstance(database, Database)
    stores = sql_stores(database)
    return stores, stores.one_time


def test_an_answer_that_is_refused_is_used_up(kept: tuple[Stores, OneTimeStore]) -> None:
    """Statement 79: who regains the resource meanwhile does not bring the same answer again."""
    stores, once = kept
    portal = Portal()
    seats = portal.facts
    service = _service(portal, stores, once)
    portal.facts = replace(seats, seats=list[Seat]())
    with pytest.raises(StaleError, match="may not open it"):
        service.accept(REQUEST)
    portal.facts = seats

    with pytest.raises(StaleError, match="it was used"):
        service.accept(REQUEST)

    assert list(stores.links.links(LYCEE.id, ATLAS.id)) == []


def test_an_answer_that_is_taken_is_used_up_too(kept: tuple[Stores, OneTimeStore]) -> None:
    """The control: what was chosen is there once."""
    stores, once = kept
    service = _service(Portal(), stores, once)

    service.accept(REQUEST)

    with pytest.raises(StaleError, match="it was used"):
        service.accept(REQUEST)
    assert len(stores.links.links(LYCEE.id, ATLAS.id)) == len(CHOSEN.items)
