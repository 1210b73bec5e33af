"""Somebody who is erased is named in no table, but as who did something."""

from datetime import timedelta

from sqlalchemy import String, Text, select
from tests.stores.backends import sql_stores
from tests.stores.test_tenants import fill

from garbridge.core.permissions import OPERATOR
from garbridge.core.restrictions import Ending, Word
from garbridge.core.retention import Kept, nobody
from garbridge.core.seats import Stock
from garbridge.core.statistics.tallies import stand_in
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.schema import metadata
from garbridge.stores.sql.trace_statements import PEOPLE
from garbridge.testing.delegations import BRUNO
from garbridge.testing.requests import ASKED
from garbridge.testing.restrictions import OBJECTION
from garbridge.testing.world import ALICE, NOW, TENANT

ACTORS = {
    *(
        "actor",
        "by",
        "given_by",
        "extended_by",
        "withdrawn_by",
        "decided_by",
        "told_by",
        "answered_by",
    ),
    *("ended_by", "begun_by", "acknowledged_by"),
}
ELSEWHERE = {
    "garbridge_tally.person",  # figures, which forget by themselves
    "garbridge_identifier_ended.person",  # blanked by the store of identifiers
}


def test_every_column_about_somebody_is_looked_at() -> None:
    """A new table with a person in it is found by this, or explained."""
    looked_at = {f"{column.table.name}.{column.name}" for column in PEOPLE}
    about = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name in {"person", "recipient", "who", "whom"}
    }

    assert about - looked_at <= ELSEWHERE


def test_nothing_names_somebody_who_was_erased(database: Database) -> None:
    """Of every table, filled: no text of it, but who did it, is or holds them."""
    stores = fill(database, TENANT)

    for person in (ALICE, BRUNO):
        assert named_in(database, person)
        stores.receipts.erase(person)
        stores.identifiers.forget(person, at=NOW)
        stores.tallies.erase({person: stand_in(person[::-1])})
        stores.restrictions.erase(person)
        stores.turns.forget(person)
        stores.departures.forget(person)
        stores.requests.blank(person)
        stores.traces.erase({person: nobody(person[::-1])})

    assert named_in(database, ALICE) == []
    assert named_in(database, BRUNO) == []


def test_what_is_closed_by_right_goes_when_it_is_over(database: Database) -> None:
    """What is open or stands stays."""
    stores = fill(database, TENANT)
    later = NOW + timedelta(days=9)
    word = Word(OPERATOR, NOW, "fait")
    open_, *_ = [stores.requests.add(ASKED) for _ in range(2)]
    assert stores.traces.remove(Kept.RIGHTS, later) == 0

    stores.requests.answer(open_.number, word)
    stores.restrictions.end(ALICE, None, word, Ending.WITHDRAWN)

    assert stores.traces.over(Kept.RIGHTS, NOW) == 0
    assert stores.traces.remove(Kept.RIGHTS, later) == 2
    assert len(stores.requests.of_person(ALICE)) == 2
    assert [one.resource for one in stores.restrictions.everything()] == [OBJECTION.resource]


def test_what_was_given_stays_counted(database: Database) -> None:
    """The licence of somebody who was erased is neither free nor given twice."""
    fill(database, TENANT)
    before = {one.subscription.id: len(one.holders) for one in _stocks(database)}

    sql_stores(database).traces.erase({ALICE: nobody("5a17")})

    after = {one.subscription.id: len(one.holders) for one in _stocks(database)}
    assert after == before
    assert sum(after.values())


def _stocks(database: Database) -> list[Stock]:
    stores = sql_stores(database)
    bought = stores.orders.subscriptions()
    return [stock for one in bought for stock in stores.ledger.stocks(one.school, [one.resource])]


def named_in(database: Database, person: str) -> list[str]:
    """Return the columns of which some text is *person*, or holds them as a whole word."""
    found: set[str] = set()
    with database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if column.name in ACTORS or not isinstance(column.type, (String, Text)):
                    continue
                for text in connection.execute(select(column)).scalars():
                    if text and (text == person or f'"{person}"' in text):
                        found.add(f"{table.name}.{column.name}")
                    if text and person in text.split("\n"):
                        found.add(f"{table.name}.{column.name}")
    return sorted(found)
