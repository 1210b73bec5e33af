"""No hot statement reads more than it returns: its cost does not grow with the tenant.

The plans are those of a tenant of 6,000 people and 60,000 seats, with the statistics both
databases have then; SQLite's also of an empty one without any.
"""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from tests.stores.postgresql import another_database
from tests.stores.registered import STATEMENTS

from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.migrating import upgrade

pytestmark = pytest.mark.xdist_group("plans")  # of databases that are filled once

WHOLE_TENANT = {
    "measures.SEATS.0",  # a monitor asks how many there are: the index is counted
    "directory.SCHOOLS.0",  # all schools of the tenant are what is asked for
    "journal.RECORDS.0",  # the latest of all launches: the index gives them in order
    "identifier_statements.ACTS.0",  # likewise
    "queue.LATEST.0",  # likewise
    "reveals.LATEST.0",  # as the latest of all launches
    "turns.KEYS.0",  # two or three
    "turns.TURNS.0",  # one row for a provider
    "turns.RETIRE.0",  # two or three
    "redemptions.REDEMPTIONS.0",  # likewise
    "orders.NATURES.0",  # as all schools
    "receipt_statements.CHECKPOINTS.0",  # each is what is asked for
    "receipt_statements.LAST.0",  # the latest: the primary key gives them in order
    "receipt_statements.ACTS.0",  # likewise
    "receipt_statements.PURGED.0",  # likewise
    "receipt_statements.SETTLED.0",  # one row for a tenant
    "tally_statements.RECKONED.0",  # likewise
    "tally_statements.COUNTED.0",  # likewise
    "tally_statements.RENAMED.0",  # likewise
    "tally_statements.NAMED_SCHOOLS.0",  # once a year
    "publications.PUBLISHED.0",  # each is what is asked for
    "departures.MET.0",  # one row for a tenant
    "departures.OPEN.0",  # each is what is asked for
    "entitlements.EVERYTHING_STANDING.0",  # few people object, and each school is told of all
    "requests.EVERYTHING.0",  # each is what is asked for
    "requests.OF_PERSON.0",  # by its index, but for an empty SQLite, which reads the few there are
    "portal_sessions.OF_PERSON.0",  # likewise; a logout alone asks
    "portal_sessions.OF_SUBJECT.0",  # likewise
    "portal_sessions.OF_INDEX.0",  # likewise
    "requests.LAST.0",  # the latest: the primary key gives it
    "restrictions.EVERYTHING.0",  # each is what is asked for
    "offer.STANDING.0",  # one row for a tenant
    "offer.OFFERED.0",  # once a process and catalogue: all of it is what is asked for
    "vignettes.SHOWN.0",  # a minute's copies, of all resources
    "vignettes.EVERYTHING.0",  # a timer compares each of them
    "rules.RULED.0",  # the schools with a rule are what is asked for
}
RARE = {
    "claims.CLAIM.0",  # a lock, of no table
    "journal.PROVIDERS.0",  # a merge reads all launches, so that no launch keeps an index
    "turns.FORGET.0",  # an erasure
    "vignettes.FORGET.0",  # by its index, but for an empty SQLite; a timer alone
    "lookups.OF_PERSON.0",  # somebody's own history reads all look-ups, and all launches
    "journal.OF_REFERENCE.0",  # somebody helps: no launch keeps an index for it
    "reveals.RECORDED.0",  # a check reads all launches
    "journal.LAUNCHES.0",  # likewise, for the person
    "journal.PEOPLE.0",  # likewise, when identifiers are imported, handed over or turned
    "journal.PEOPLE_ANYWHERE.0",  # likewise
    "receipt_statements.NEWEST.0",  # the last place of the table, whoever's
    "receipt_statements.UNSEALED.0",  # by place, from where everything is sealed
    "receipt_statements.STRAYS.0",  # a check reads all launches
    "receipt_statements.BLANK.0",  # an erasure likewise
    "receipt_statements.UNSALT.0",  # likewise
    "receipt_statements.FORGET.0",  # a purge likewise
    "receipt_statements.FOLLOW_SETTLED.0",  # likewise, of every tenant
    "receipt_statements.FOLLOW_RECKONED.0",  # likewise
    "receipt_statements.FOLLOW_MET.0",  # likewise
    "receipt_statements.UNUSED_SALTS.0",  # likewise
    "tally_statements.LAUNCHED.0",  # by place, from where everything is counted
    "tally_statements.ERASE.0",  # an erasure reads all tallies
    "queue.TOLD_BY.0",  # somebody's own history, as above: no entry keeps an index for it
    "departures.PEOPLE.0",  # as those of the journal
    "departures.PEOPLE_ANYWHERE.0",  # likewise
}
AT_NIGHT = ("trace_statements.", "own_traces.")
"""What looks for people who left, removes what is over, or shows all of one reads whole tables."""
HOT = [name for name in STATEMENTS if name not in RARE and not name.startswith(AT_NIGHT)]
SORTED = {
    "measures.ASKED.0",  # a row for each provider, once a minute: what is sorted is ten minutes
    "ledger.JOURNAL_OF.0",  # the resources a delegate may see, handed over as a list
    "tally_statements.MONTHS.0",  # the months among all that one school has
}
NIGHTLY = {
    "measures.ASKED.0",  # tickets of ten minutes: PostgreSQL may well read all of a small table
    "directory.DEPARTED.0",  # PostgreSQL may well read all people who are still there
    "tally_statements.MISSED.0",  # a purge may well read what it is about to remove
    "receipt_statements.PLACES.0",  # each launch of the chain by its primary key, the place alone
}

_ENDING = "CASE i % 9 WHEN 0 THEN 'failed' ELSE 'done' END"
_STATE = "CASE i % 9 WHEN 0 THEN 'open' ELSE 'solved' END"
_PEOPLE, _SCHOOLS, _EACH = 6_000, 60, 10
_SCHOOL = f"'school-' || (i % {_SCHOOLS})"
_BOUGHT = f"'F0', 'sub-' || i, {_SCHOOL}, 'ark:/1/' || (i / {_SCHOOLS})"
_ORDERED = "'sub-' || i, 'ark:/1/' || i, 'INDIV', '', ''"
_OPENED = f"'F0', {_SCHOOL}, 'ark:/1/' || (i / {_SCHOOLS}), 'sub-' || i"
_HOLDER = f"'person-' || (i / {_EACH}), 'school-' || (i / {_EACH} % {_SCHOOLS})"
_DELEGATION = "'d' || i, 'person-' || i, 'all', '', 'e', 1, 2, 'r', '', 1"
_LINE = "'given', '', i, 'd' || i, 'person-' || i, 'all', '', 1, 2, 'r'"
_WAITS = "i, NULL, '', '', NULL, 'open', NULL, NULL"
_NOTHING = "NULL, NULL, NULL, NULL, NULL, NULL"
_ENDED = "NULL, NULL, NULL, CASE WHEN i % 50 > 0 THEN i END, '', 'withdrawn', ''"
_SEEN = "'[]', 'seen', 't', 1, 1, 1, 1, 1, NULL, NULL"
_NO_GROUP = "'', '', '', '', ''"
_FILL = {
    "school": (_SCHOOLS * 20, "'F0', 'school-' || i, 'A school', 2"),
    "person": (_PEOPLE, "'F0', 'person-' || i, 'N', 'G', '', '', i"),
    "departure": (_PEOPLE, "'F0', 'left-' || i, i"),
    "membership": (_PEOPLE, f"'F0', 'person-' || i, {_SCHOOL}, 'elv', NULL, NULL"),
    "population": (_SCHOOLS * 30, f"'F0', {_SCHOOL}, 'division', 'D' || i, 'L', '[]', ''"),
    "belonging": (
        _PEOPLE * 4,
        f"'F0', 'person-' || (i / 4), 'school-' || (i / 4 % {_SCHOOLS}), 'division', 'D' || i",
    ),
    "subscription": (_SCHOOLS * 50, f"{_BOUGHT}, 'INDIV', '', '', 1, 2, true, ''"),
    "order": (
        _SCHOOLS * 50,
        f"'F0', {_ORDERED}, '', '', i > 2900, 1, i, NULL, true, '', '', '', '', '', NULL, NULL",
    ),
    "school_nature": (_SCHOOLS, "'F0', 'school-' || i, '340'"),
    "seat": (
        _PEOPLE * _EACH,
        f"'F0', {_HOLDER}, 'ark:/1/' || (i % 10), 'sub-' || i, 'person', 'ELEVE'",
    ),
    "opening": (_SCHOOLS * 50, f"{_OPENED}, '', 'division', 'D' || i"),
    "delegate": (_PEOPLE, f"'F0', {_SCHOOL}, 'person-' || i, 'e'"),
    "delegation": (_PEOPLE, f"'F0', {_SCHOOL}, {_DELEGATION}, NULL, NULL"),
    "delegation_event": (_PEOPLE, f"'F0', i + 1, {_SCHOOL}, {_LINE}"),
    "operation": (
        _PEOPLE,
        f"'F0', 'op-' || i, {_SCHOOL}, 'assign', '', i, '', NULL, NULL, 1, 0, 0",
    ),
    "movement": (
        _PEOPLE * _EACH,
        f"'F0', {_SCHOOL}, 'op-' || (i / 10), i % 10, 'seat', true, 'r', 's', 'p', {_NO_GROUP}",
    ),
    "rule": (_SCHOOLS * 20, f"'F0', {_SCHOOL}, 'ark:/1/' || i, '', 'division', 'D', '', i, ''"),
    "served": (_SCHOOLS * 20, "'F0', 'school-' || i, 1, 1, 'd'"),
    "activation": (
        _PEOPLE,
        f"'F0', i + 1, {_SCHOOL}, 'ark:/1/' || (i % 700), true, 'p', i, '', '[]', 1",
    ),
    "run": (
        _PEOPLE,
        f"'F0', 'job-' || (i % 60), i, i, {_ENDING}, '{{}}', '', NULL",
    ),
    "call": (_SCHOOLS, "'F0', 'machine-' || i, i, 1"),
    "brought": (
        _PEOPLE,
        f"'F0', 'op-' || (i / 9), 'entry', {_SCHOOL}, i, 'person-' || i, 'other', false, i, '{{}}'",
    ),
    "incident": (
        _PEOPLE,
        "'F0', 'r' || i, i, i, 'GB-SES-04', 'upstream_away', 'upstream_callback'",
    ),
    "problem": (
        _PEOPLE,
        f"'F0', 'r' || i, 'ent', {_STATE}, i, i, '', {_SCHOOL}, 'ark:/1/' || i, 'other', 1",
    ),
    "round": (_PEOPLE, "'F0', 'person-' || i, 'r' || i, 'ark:/1/1', i, 'look', 'autres', ''"),
    "round_part": (
        _PEOPLE * 2,
        f"'F0', 'person-' || (i / 60), 'r' || (i / 60), {_SCHOOL}, {_SEEN}, i / 60",
    ),
    "roll": (_PEOPLE, f"'F0', {_SCHOOL}, 'person-' || i, 'elv', ''"),
    "policy": (_PEOPLE, "'F0', 'v' || i, 'p' || (i / 10), '{}', i"),
    "link": (
        _PEOPLE,
        f"'F0', {_SCHOOL}, 'ark:/1/' || (i % 700), 'l' || i, 't', 'u', '{{}}', 'k', i",
    ),
    "news_feed": (_PEOPLE, "'F0', 'school-' || i, 'ELEVE', 'token-' || i, i"),
    "vignette": (_PEOPLE, "'F0', 'k' || i, 'https://a.example/' || i, 'd' || i, '', '', i, i, ''"),
    "picture": (_PEOPLE, "'F0', 'd' || i, 'image/png', 'x'"),
    "section": (_PEOPLE, f"'F0', {_SCHOOL}, 's' || i, 't', i"),
    "shown": (_PEOPLE, f"'F0', {_SCHOOL}, 's' || i, 'ark:/1/' || i, '', '', '', i"),
    "announcement": (_PEOPLE, f"'F0', {_SCHOOL}, 'a' || i, 't', i, i"),
    "mark": (
        _PEOPLE * _EACH,
        f"'F0', 'person-' || (i / {_EACH}), 'favourite', {_SCHOOL}, 'ark:/1/' || i, i",
    ),
    "lookup": (_PEOPLE, f"'F0', i + 1, {_SCHOOL}, 'e', 'person-' || i, 'r', i, NULL"),
    "lease": (_PEOPLE, f"'F0', {_SCHOOL}, 'sub-' || (i / 100), 'person-' || i, i"),
    "queue": (_PEOPLE, f"'F0', i + 1, {_SCHOOL}, 'move', 'person-' || i, {_WAITS}"),
    "notification": (_PEOPLE, f"'F0', i + 1, {_SCHOOL}, 'person-' || i, 'move', 'p', i"),
    "year_plan": (
        _SCHOOLS * 20,
        "'F0', 'school-' || i, 2026, 'prepared', 1, '{}', '[]', '', 1, 1, 1, '', NULL",
    ),
    "year_place": (_PEOPLE, f"'F0', {_SCHOOL}, 2026, 'person-' || i, 'L', 'D'"),
    "year_seat": (
        _PEOPLE * _EACH,
        f"'F0', {_SCHOOL}, 2026, 'sub-' || i, 'p', 'r', 'person', 'ELEVE', false",
    ),
    "year_opening": (_SCHOOLS * 50, f"'F0', {_SCHOOL}, 2026, 'sub-' || i, '', 'D', '', 'r'"),
    "year_portion": (
        _SCHOOLS * 50,
        f"'F0', {_SCHOOL}, 2026, i, 'r', '', 1, 1, 1, 1, 1, 1, true, true, NULL, false",
    ),
    "participant": (_PEOPLE * _EACH, "'F0', 'person-' || i, 'key-' || i, 's', 'x', i"),
    "portal_session": (
        _PEOPLE * _EACH,
        "'F0', 'key-' || i, 'person-' || i, 's-' || i, 'x-' || i, 'x', i",
    ),
    "pending": (_PEOPLE * _EACH, "'F0', 'session-' || i, 'p', 'person-' || i, 'r', 's', i"),
    "once": (_PEOPLE * _EACH, "'F0', 'key-' || i, NULL, i"),
    "launch": (
        _PEOPLE,
        "'F0', i + 1, 'R' || i, NULL, 'person-' || i, NULL, NULL, 'saml', NULL, NULL, '', i, NULL",
    ),
    "receipt": (_PEOPLE, "'F0', i + 1, i + 1, 'R' || i, '', ''"),
    "checkpoint": (_PEOPLE, "'F0', i + 1, i, i, i, '', '', 'k', ''"),
    "salt": (_PEOPLE, "'F0', 'person-' || i, 's'"),
    "settled": (1, "'F0', 1"),
    "ledger_act": (_PEOPLE, "'F0', i + 1, 'purge', '', i, '', 1, i, i, 'k', ''"),
    "identifier": (_PEOPLE, "'F0', 'person-' || i, 'parc', 'n' || i, 'n' || i, ''"),
    "identifier_ended": (
        _PEOPLE,
        "'F0', i + 1, 'parc', 'person-' || i, 'o' || i, 'o' || i, '', i, '', NULL",
    ),
    "naming_act": (_PEOPLE, "'F0', i + 1, 'import', 'parc', '', i, '', 1"),
    "tally": (_PEOPLE, f"'F0', {_SCHOOL}, 'person-' || i, '2026-11', '', '', '', 'elv', '', 1"),
    "reckoned": (1, "'F0', 1, ''"),
    "publication": (_PEOPLE, f"'F0', {_SCHOOL}, 'P' || i, 1, 5, 85, '[]'"),
    "acquaintance": (_PEOPLE, "'F0', 'person-' || i, 'p', false, NULL"),
    "met": (1, "'F0', 1"),
    "notice": (
        _PEOPLE,
        "'F0', 'p', i + 1, 'departure', 's' || i, '2026-11-15', i, false, NULL, NULL, NULL",
    ),
    "feed_token": (_PEOPLE, "'F0', 'p' || i, 'd', '', i"),
    "rights_request": (
        _PEOPLE,
        f"'F0', i + 1, 'access', 'p' || i, 'person', '2026-11-15', '', i, '', {_NOTHING}",
    ),
    "restriction": (
        _PEOPLE,
        f"'F0', 'person-' || i, 'r', i, 'person', '', '', {_ENDED}",
    ),
    "reveal_step": (
        _PEOPLE,
        "'F0', i + 1, 'R' || i, 'R' || i, NULL, 'opened', 'parc', 'x', 'p', i, i, '', NULL, '', ''",
    ),
    "pairwise_key": (1, "'F0', 'check', 'home', 1"),
    "turn": (_PEOPLE, "'F0', 'sector-' || i, '', '', 'resting', false, 1, false"),
    "turn_told": (_PEOPLE, "'F0', 'sector-' || (i % 60), 'person-' || i"),
    "missing": (_PEOPLE, "'F0', 'person-' || i, i"),
    "retention_act": (_PEOPLE, "'F0', i + 1, '', i, 'lookups', i, 1"),
    "redemption": (_PEOPLE, "'F0', i + 1, 'R' || i, '', NULL, i"),
}


_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"


def _fill(connection: Connection) -> None:
    for table, (rows, values) in _FILL.items():
        numbers = _NUMBERS.format(last=rows - 1)
        sql = f"{numbers} INSERT INTO garbridge_{table} SELECT {values} FROM n"  # noqa: S608  # ours
        connection.execute(text(sql))


@pytest.fixture(scope="module", params=["empty", "full"])
def sqlite_plans(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Return a SQLite database as the planner knows it."""
    file: Path = tmp_path_factory.mktemp("plans") / "plans.sqlite"
    database = Database(open_engine(f"sqlite:///{file}"))
    upgrade(database.engine)
    if request.param == "full":
        with database.engine.begin() as connection:
            _fill(connection)
            connection.execute(text("ANALYZE"))
    yield database
    database.close()


@pytest.fixture(scope="module")
def postgresql_plans(postgresql_url: str) -> Iterator[Database]:
    """Return a PostgreSQL database of its own, as the planner knows it."""
    with another_database(postgresql_url, "plans") as url:
        database = Database(open_engine(url))
        upgrade(database.engine)
        with database.engine.begin() as connection:
            _fill(connection)
        _vacuum(database.engine)
        yield database
        database.close()


def _vacuum(engine: Engine) -> None:
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))


@pytest.mark.parametrize("name", HOT)
def test_sqlite_searches_by_more_than_the_tenant(name: str, sqlite_plans: Database) -> None:
    """No scan, no sorting, and no search that would read all one tenant has."""
    compiled = sqlite_plans.compile(STATEMENTS[name])
    unknown = (1,) * compiled.sql.count("?")
    with sqlite_plans.engine.connect() as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + compiled.sql, unknown)
        steps = [row[3] for row in plan]

    if name not in SORTED:
        assert not [step for step in steps if step.startswith("SCAN") or "TEMP B-TREE" in step]
    assert not [step for step in steps if step.startswith("SCAN") and "VIRTUAL TABLE" not in step]
    searches = [step for step in steps if step.startswith("SEARCH")]
    assert searches or compiled.sql.startswith("INSERT")
    if name not in WHOLE_TENANT:
        assert not [step for step in searches if step.endswith("(tenant=?)")]


@pytest.mark.parametrize("name", HOT)
def test_postgresql_searches_by_more_than_the_tenant(name: str, postgresql_plans: Database) -> None:
    """No sequential scan, and every index is used with more than the tenant."""
    numbers = count(1)
    compiled = postgresql_plans.compile(STATEMENTS[name])
    sql = re.sub("%s", lambda _: f"${next(numbers)}", compiled.sql)
    with postgresql_plans.engine.connect() as connection:
        plan = connection.exec_driver_sql("EXPLAIN (GENERIC_PLAN) " + sql).scalars().all()

    if name not in WHOLE_TENANT | NIGHTLY:
        conditions = [line for line in plan if "Index Cond" in line]
        assert conditions or sql.startswith("INSERT")
        assert not [line for line in plan if "Seq Scan" in line]
        assert all("tenant" in line and "AND" in line for line in conditions)
