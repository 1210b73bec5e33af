"""Whether anything derived in a sector can be somebody else's: told with what a launch asks."""

from dataclasses import replace

from tests.stores.backends import sql_stores

from garbridge.core.identifiers import TenantId
from garbridge.stores.sql.database import Database
from garbridge.testing.identifiers import ELSEWHERE, ENDED, PAIR
from garbridge.testing.world import ALICE, ATLAS, LYCEE, PUBLISHER, SUBSCRIPTION, TENANT


def is_alone(database: Database) -> bool:
    """Say what is told of somebody of whom nothing is held."""
    store = sql_stores(database, TENANT).store
    held = store.entitlements(ALICE, LYCEE.id, ATLAS.id, PUBLISHER.id).held
    assert held is not None
    return held.alone


def test_nothing_is_looked_up_where_nobody_was_known_otherwise(database: Database) -> None:
    """What is held in another sector, or in another tenant, is nobody's concern here."""
    stores = sql_stores(database, TENANT)
    stores.writer.write(subscriptions=[SUBSCRIPTION])
    stores.identifiers.state([replace(PAIR, sector=ELSEWHERE)])
    sql_stores(database, TenantId("AUTRE")).identifiers.state([PAIR])

    assert is_alone(database)


def test_one_that_was_handed_over_or_ended_is_enough(database: Database) -> None:
    """From then on each derived one is looked up, also once nobody is known by it any more."""
    stores = sql_stores(database, TENANT)
    stores.writer.write(subscriptions=[SUBSCRIPTION])
    stores.identifiers.state([replace(PAIR, person=ENDED.person)])

    assert not is_alone(database)

    stores.identifiers.pass_over([replace(ENDED, identifier=PAIR.identifier)])

    assert not is_alone(database)
