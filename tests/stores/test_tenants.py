"""Two tenants in one database, with the same identifiers everywhere: nothing crosses."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from tests.stores.backends import Stores, sql_stores
from tests.stores.filling import People
from tests.stores.postgresql import another_database

from garbridge.core.delegations import Declared, DelegationAct
from garbridge.core.identifiers import PersonId, TenantId
from garbridge.core.operations import Movement, OperationKind
from garbridge.core.orders import order_of
from garbridge.core.pairwise import DERIVED
from garbridge.core.people import Public
from garbridge.core.permissions import OPERATOR
from garbridge.core.restrictions import Ending
from garbridge.core.retention import Kept, nobody
from garbridge.core.reveals import PROTOCOL
from garbridge.core.rotation import KeyRole, Step
from garbridge.core.rounds import RoundStep
from garbridge.core.statistics.periods import Period
from garbridge.core.years import Snapshot
from garbridge.errors import ImportRefusedError
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.migrating import upgrade
from garbridge.stores.sql.schema import metadata
from garbridge.testing.activations import ACTIVATION
from garbridge.testing.delegations import BRUNO, DELEGATION
from garbridge.testing.departures import BACK, DELETED, LEFT
from garbridge.testing.entitlements import nothing
from garbridge.testing.figures import PUBLICATION, TALLY, tallied
from garbridge.testing.identifiers import ACT, ENDED, PAIR
from garbridge.testing.jobs import RUN
from garbridge.testing.journal import CLAIM, RECORD, numbered
from garbridge.testing.leases import FLOATING, running, take
from garbridge.testing.ledger import act, give
from garbridge.testing.links import LINK
from garbridge.testing.lookups import LOOKUP
from garbridge.testing.marks import MARK as FAVOURITE
from garbridge.testing.marks import of as marks_of
from garbridge.testing.merges import BROUGHT, MERGE
from garbridge.testing.news import FEED
from garbridge.testing.noted_incidents import INCIDENT
from garbridge.testing.offer import BARE, OFFERED, STANDING
from garbridge.testing.onetime import ENTRY
from garbridge.testing.orders import OFFER
from garbridge.testing.participants import ENTRY as SESSION_ENTRY
from garbridge.testing.pending import CLICK, SESSION
from garbridge.testing.portal_sessions import SIGNED_IN
from garbridge.testing.problems import PROBLEM, REPORTED
from garbridge.testing.queue import MOVED, NEWS
from garbridge.testing.receipts import BATCH, MARK, PURGE, placed
from garbridge.testing.redemptions import REDEMPTION
from garbridge.testing.requests import ANSWERED, ASKED
from garbridge.testing.restrictions import LATER, OBJECTION, PROTECTION
from garbridge.testing.reveals import ANSWERED as REVEALED
from garbridge.testing.reveals import OPENED
from garbridge.testing.rolls import CLASSES
from garbridge.testing.rounds import ROUND
from garbridge.testing.rules import ruled, written
from garbridge.testing.showcase import ANNOUNCEMENT, SECTION, SHOWN
from garbridge.testing.traces import ACT as REMOVED
from garbridge.testing.turns import TURN
from garbridge.testing.vignettes import PICTURE, VIGNETTE
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    LYCEE,
    NOW,
    OPENING,
    PUBLISHER,
    SCHOOL_WIDE,
    SUBSCRIPTION,
    TENANT,
    pupil,
    seat,
    teacher,
)
from garbridge.testing.years import PLAN, SNAPSHOT, TO_DO, YEAR

pytestmark = pytest.mark.xdist_group("tenants")  # of databases that are filled once

New = Callable[[str], Database]
OTHER = TenantId("F1")
OPERATION = act("act", give(BRUNO))
EVER = datetime(1970, 1, 1, tzinfo=UTC)

READS: dict[str, Callable[[Stores], object]] = {
    "person": lambda s: s.directory.person(ALICE),
    "members": lambda s: list(s.directory.members(LYCEE.id)),
    "school": lambda s: s.directory.school(LYCEE.id),
    "schools": lambda s: list(s.directory.schools()),
    "changed": lambda s: list(s.directory.changed_since(EVER)),
    "entitlements": lambda s: not nothing(s.store.entitlements(ALICE, LYCEE.id, ATLAS.id)),
    "of a school": lambda s: not nothing(s.store.of_school(LYCEE.id)),
    "shelf": lambda s: not nothing(s.store.shelf(ALICE, [LYCEE.id])),
    "orders": lambda s: s.orders.orders([SUBSCRIPTION.id]),
    "by nature": lambda s: list(s.orders.by_nature(now=NOW)),
    "made": lambda s: s.orders.made_of([SUBSCRIPTION.id])[SUBSCRIPTION.id],
    "given": lambda s: s.orders.given(LYCEE.id),
    "subscriptions": lambda s: list(s.orders.subscriptions()),
    "of a distributor": lambda s: list(s.orders.of_distributor("")),
    "calls": lambda s: s.calls.take("kiosque", 1, minute=NOW) - 1,
    "natures": lambda s: s.natures.natures(),
    "stocks": lambda s: list(s.ledger.stocks(LYCEE.id, [ATLAS.id])),
    "operations": lambda s: list(s.ledger.journal(LYCEE.id, limit=10)),
    "operation": lambda s: s.ledger.operation(OPERATION.signed.id),
    "undone": lambda s: s.ledger.undone_by(OPERATION.signed.id),
    "rules": lambda s: list(s.ledger.rules(LYCEE.id)),
    "ruled": lambda s: list(s.ledger.ruled()),
    "taken back": lambda s: s.ledger.taken_back(LYCEE.id, ATLAS.id, since=NOW),
    "served": lambda s: any(s.served.served(LYCEE.id)),
    "latest": lambda s: s.activations.latest(LYCEE.id, ATLAS.id),
    "words": lambda s: list(s.activations.words(LYCEE.id)),
    "rolls": lambda s: s.rolls.roll(LYCEE.id),
    "round": lambda s: s.rounds.one(ALICE, ROUND.id),
    "claimed round": lambda s: s.rounds.claim(ALICE, ROUND.id),
    "part": lambda s: s.rounds.claim_part(ALICE, ROUND.id, LYCEE.id),
    "rounds": lambda s: list(s.rounds.of_actor(ALICE)),
    "met": lambda s: s.departures.met(),
    "acquaintances": lambda s: list(s.departures.acquaintances()),
    "known to": lambda s: list(s.departures.of_person(ALICE)),
    "known at": lambda s: sorted(s.departures.people(PUBLISHER.id)),
    "known anywhere": lambda s: sorted(s.departures.people(None)),
    "awaited": lambda s: s.departures.is_awaited(PUBLISHER.id, LEFT.subject),
    "notices": lambda s: list(s.departures.notices(PUBLISHER.id, after=0, limit=9)),
    "open departures": lambda s: list(s.departures.open()),
    "feed tokens": lambda s: list(s.departures.digests(PUBLISHER.id)),
    "request": lambda s: s.requests.request(1),
    "requests": lambda s: list(s.requests.everything()),
    "requests of somebody": lambda s: list(s.requests.of_person(ALICE)),
    "restrictions": lambda s: list(s.restrictions.everything()),
    "restrictions of somebody": lambda s: list(s.restrictions.of_person(ALICE)),
    "objections": lambda s: s.store.shelf(ALICE, [LYCEE.id]).objections,
    "objections at a launch": lambda s: s.store.entitlements(ALICE, LYCEE.id, ATLAS.id).objections,
    "protected of a school": lambda s: s.store.of_school(LYCEE.id).protected,
    "policies": lambda s: s.policies.document("v1"),
    "versions of a policy": lambda s: list(s.policies.versions(PUBLISHER.id)),
    "held": lambda s: s.identifiers.held(PUBLISHER.id, ALICE) != DERIVED,
    "held of a person": lambda s: s.identifiers.of_person(ALICE),
    "held in a sector": lambda s: list(s.identifiers.of_sector(PUBLISHER.id)),
    "holder": lambda s: s.identifiers.holder(PUBLISHER.id, PAIR.identifier),
    "ended": lambda s: s.identifiers.ended(PUBLISHER.id, since=EVER),
    "ended of a person": lambda s: s.identifiers.ended_of(ALICE),
    "ending": lambda s: s.identifiers.ending(PUBLISHER.id, ENDED.identifier),
    "acts on identifiers": lambda s: s.identifiers.acts(limit=9),
    "known people": lambda s: s.trail.people(None) | s.trail.people(PUBLISHER.id),
    "key of a sector": lambda s: s.identifiers.default(PUBLISHER.id) != DERIVED,
    "keys": lambda s: s.turns.keys(),
    "turns": lambda s: s.turns.turns(),
    "told": lambda s: s.turns.told(PUBLISHER.id),
    "reveals": lambda s: s.reveals.latest(limit=9),
    "steps of a reveal": lambda s: s.reveals.steps(OPENED.request),
    "recorded reveals": lambda s: s.reveals.recorded(),
    "links": lambda s: list(s.links.links(LYCEE.id, ATLAS.id)),
    "links of a school": lambda s: list(s.links.of_school(LYCEE.id)),
    "launch of a reference": lambda s: s.history.of_reference(RECORD.reference),
    "runs": lambda s: list(s.runs.recent(RUN.job, 9)),
    "run that was done": lambda s: s.runs.last_done(RUN.job, until=RUN.ended),
    "measured launches": lambda s: s.measures.launches(NOW - timedelta(days=999)),
    "what providers asked for": lambda s: s.measures.answered(EVER, NOW + timedelta(days=999)),
    "measured redemptions": lambda s: s.measures.redemptions(NOW - timedelta(days=999)),
    "measured seats": lambda s: s.measures.seats(),
    "incident": lambda s: s.incidents.incident(INCIDENT.reference, now=NOW),
    "brought over": lambda s: list(s.merges.brought(MERGE, now=NOW)),
    "incidents": lambda s: s.incidents.counted(INCIDENT.at),
    "problem": lambda s: s.problems.problem(PROBLEM.reference),
    "reported problems": lambda s: list(s.problems.at_school(LYCEE.id, REPORTED.state, 9)),
    "problems": lambda s: list(s.problems.in_state(PROBLEM.state, 9)),
    "catalogue of the GAR": lambda s: s.offers.standing(),
    "resources of the GAR": lambda s: list(s.offers.resources()),
    "sections": lambda s: s.showcases.showcase(LYCEE.id).sections,
    "shown": lambda s: s.showcases.showcase(LYCEE.id).shown,
    "announcements": lambda s: s.showcases.showcase(LYCEE.id).announcements,
    "announced": lambda s: list(s.showcases.announcements(LYCEE.id)),
    "pictures shown": lambda s: s.vignettes.shown(),
    "vignettes": lambda s: list(s.vignettes.everything()),
    "picture": lambda s: s.vignettes.picture(PICTURE.digest),
    "feeds": lambda s: list(s.feeds.feeds(LYCEE.id)),
    "feed of a token": lambda s: s.feeds.feed(FEED.token),
    "favourites": lambda s: marks_of(s.marks).favourites,
    "opened": lambda s: marks_of(s.marks).opened,
    "not remembered": lambda s: not marks_of(s.marks, BRUNO).is_remembered,
    "link": lambda s: s.links.link(LYCEE.id, ATLAS.id, LINK.id),
    "look-ups": lambda s: list(s.lookups.lookups(LYCEE.id, limit=9)),
    "look-ups of somebody": lambda s: list(s.lookups.of_person(ALICE)),
    "named anywhere": lambda s: s.traces.named(),
    "missing": lambda s: s.traces.missing(),
    "removed": lambda s: list(s.traces.acts(limit=9)),
    "look-ups that are over": lambda s: s.traces.over(Kept.LOOKUPS, NOW + timedelta(days=999)),
    "operations that are over": lambda s: s.traces.over(Kept.OPERATIONS, NOW + timedelta(days=999)),
    "running": lambda s: running(s.leases).count,
    "waiting": lambda s: list(s.queue.waiting(LYCEE.id)),
    "entries": lambda s: list(s.queue.of_person(LYCEE.id, ALICE)),
    "notifications": lambda s: list(s.notifications.latest(limit=9)),
    "year": lambda s: s.years.plan(LYCEE.id, YEAR),
    "latest year": lambda s: s.years.latest(LYCEE.id),
    "snapshot": lambda s: s.years.snapshot(LYCEE.id, YEAR) != Snapshot(),
    "portions": lambda s: list(s.years.portions(LYCEE.id, YEAR)),
    "participants": lambda s: list(s.participants.entries(ALICE, now=NOW)),
    "sessions": lambda s: s.portal_sessions.find(SIGNED_IN.key, now=NOW),
    "sessions of a person": lambda s: s.portal_sessions.of_person(ALICE, now=NOW),
    "sessions of an account": lambda s: s.portal_sessions.of_subject(SIGNED_IN.subject, now=NOW),
    "sessions of a session": lambda s: s.portal_sessions.of_index(SIGNED_IN.index, now=NOW),
    "recall": lambda s: s.pending.recall(SESSION, PUBLISHER.id, now=NOW),
    "peek": lambda s: s.one_time.peek(ENTRY.key, now=NOW),
    "redeem": lambda s: s.one_time.redeem(ENTRY.key, now=NOW),
    "delegations": lambda s: s.delegations.of_person(BRUNO),
    "delegations of a school": lambda s: s.delegations.of_school(LYCEE.id),
    "journal of delegations": lambda s: s.delegations.journal(LYCEE.id, limit=10),
    "declared": lambda s: s.declared.declared_for(BRUNO),
    "declared at a school": lambda s: s.declared.declared_at(LYCEE.id),
    "tallies": lambda s: list(s.tallies.tallies(LYCEE.id, Period(2026).months())),
    "tallied months": lambda s: list(s.tallies.months(LYCEE.id)),
    "named schools": lambda s: list(s.tallies.named_schools(before="2030-01")),
    "named": lambda s: list(s.tallies.named(LYCEE.id, before="2030-01")),
    "counted": lambda s: [one[1:] for one in s.tallies.launches(after=0, upto=10**9, limit=99)],
    "reckoned": lambda s: s.tallies.reckoned().named,
    "missed": lambda s: s.tallies.missed(9),
    "publication": lambda s: s.publications.publication(LYCEE.id, PUBLICATION.period),
    "published periods": lambda s: list(s.publications.periods(LYCEE.id)),
    "published months": lambda s: s.publications.published(months=frozenset({"2026-11"})),
    "history": lambda s: list(s.history.launches(ALICE)),
    "sealed": lambda s: list(s.receipts.sealed(after=0, limit=9)),
    "unsealed": lambda s: list(s.receipts.unsealed(after=0, limit=9)),
    "checkpoints": lambda s: list(s.receipts.checkpoints()),
    "last checkpoint": lambda s: s.receipts.last(),
    "salts": lambda s: list(s.receipts.salts(after="", limit=9)),
    "acts on the ledger": lambda s: list(s.receipts.acts(limit=9)),
    "purged": lambda s: s.receipts.purged(),
    "redemptions": lambda s: list(s.redemptions.redemptions(limit=10)),
    "providers": lambda s: s.trail.providers(RECORD.person),
    "records": lambda s: list(s.journal.records(limit=10)),
}
"""Every question of every port; all are false where nothing is known."""
CLAIMS = frozenset({"calls", "claimed round", "part", "redeem"})
"""Those that take what they ask for: each has a database of its own."""


def fill(database: Database, tenant: TenantId) -> Stores:
    """Put a row of *tenant* into every table; return its stores."""
    stores = sql_stores(database, tenant)
    people = People(database, tenant)
    people.put_school(LYCEE)
    for person in (pupil(), teacher(), teacher("left")):
        people.put(person, NOW)
    people.remove(PersonId("left"), NOW)
    stores.declare(Declared(school=LYCEE.id, person=BRUNO, email="b@ent.example"))
    stores.delegations.give(DELEGATION, DelegationAct.GIVEN)
    stores.writer.write(
        subscriptions=[SUBSCRIPTION, SCHOOL_WIDE, FLOATING], seats=[seat()], openings=[OPENING]
    )
    with stores.transaction():
        stores.orders.claim([order_of(SUBSCRIPTION), OFFER])
    stores.natures.state({LYCEE.id: "300"})
    stores.ledger.commit(OPERATION)
    stores.ledger.commit(act("undo", give(BRUNO).inverse(), undoes="act"))
    back = (Movement(seat(), gives=False, public=Public.PUPILS), written())
    stores.ledger.commit(ruled("back", *back, kind=OperationKind.WITHDRAW))
    stores.ledger.commit(act("again", give()))
    stores.served.count_changes([LYCEE.id])
    stores.served.note(LYCEE.id, seen=1, digest="d")
    assert take(stores.leases)
    stores.rolls.write(LYCEE.id, {ALICE: CLASSES})
    stores.rounds.keep(ROUND, forget=NOW)
    _fill_rights(stores)
    stores.policies.keep(PUBLISHER.id, "v1", {"a": 1}, at=NOW)
    _fill_names(stores)
    stores.links.add([LINK])
    _put_forward(stores)
    stores.runs.note(RUN)
    for problem in (PROBLEM, REPORTED):
        stores.problems.keep(problem, now=NOW)
    stores.incidents.note(INCIDENT)
    stores.merges.note(MERGE, BROUGHT, at=NOW)
    stores.calls.take("kiosque", 7, minute=NOW)
    stores.lookups.note([LOOKUP])
    stores.traces.note_missing([ALICE], since=NOW)
    stores.traces.note([REMOVED])
    stores.queue.add([MOVED])
    stores.notifications.tell(NEWS)
    stores.activations.note(ACTIVATION)
    stores.years.begin(PLAN, SNAPSHOT)
    stores.years.expect(LYCEE.id, YEAR, [TO_DO])
    stores.pending.remember(CLICK)
    stores.participants.join(SESSION_ENTRY, now=NOW)
    stores.portal_sessions.open(SIGNED_IN, now=NOW)
    stores.journal.commit(RECORD, [ENTRY], CLAIM)
    stores.redemptions.note(REDEMPTION)
    _seal(stores, tenant)
    tallied(stores.tallies, TALLY)
    stores.tallies.all_renamed("2026-08")
    stores.publications.keep(PUBLICATION)
    stores.journal.commit(replace(numbered(1), protocol="cas"))
    return stores


def _put_forward(stores: Stores) -> None:
    stores.marks.add_favourite(ALICE, FAVOURITE, most=9)
    stores.marks.note_opened(ALICE, FAVOURITE, most=9)
    stores.marks.remember(BRUNO, wanted=False)
    stores.offers.replace([OFFERED], STANDING)
    stores.showcases.keep_section(SECTION)
    stores.showcases.keep_shown(SHOWN)
    stores.showcases.keep_shown(replace(SHOWN, section=SECTION.id))
    stores.showcases.keep_announcement(ANNOUNCEMENT, now=NOW)
    stores.vignettes.keep(VIGNETTE, PICTURE)
    stores.feeds.keep(FEED)


def _take_back(neighbour: Stores, later: datetime) -> None:
    neighbour.showcases.drop_section(LYCEE.id, SECTION.id)
    neighbour.showcases.drop_shown(LYCEE.id, SHOWN.section, ATLAS.id)
    neighbour.offers.replace([BARE], replace(STANDING, at=later))
    neighbour.showcases.keep_announcement(replace(ANNOUNCEMENT, id="a2"), now=later)
    neighbour.showcases.drop_announcement(LYCEE.id, ANNOUNCEMENT.id)


def _fill_rights(stores: Stores) -> None:
    stores.departures.meet([(ALICE, PUBLISHER.id)], upto=1)
    stores.departures.tell(LEFT, ALICE)
    stores.departures.issue(PUBLISHER.id, "a" * 64, DELETED)
    stores.requests.add(ASKED)
    assert stores.restrictions.record(OBJECTION)
    assert stores.restrictions.record(PROTECTION)


def _seal(stores: Stores, tenant: TenantId) -> None:
    found = stores.receipts.unsealed(after=0, limit=1)
    entries = [placed(one, 1) for one in found]
    stores.receipts.seal(replace(BATCH, tenant=tenant, last=1), entries, {ALICE: "5a17"})
    stores.receipts.settle(found[-1].id)
    stores.receipts.note(PURGE)


def _fill_names(stores: Stores) -> None:
    stores.identifiers.state([PAIR])
    stores.identifiers.end([ENDED])
    stores.identifiers.note(ACT)
    stores.reveals.add(OPENED)
    stores.journal.commit(replace(RECORD, reference="opened", protocol=PROTOCOL, policy="d1"))
    stores.turns.mark_first("c1", at=NOW)
    stores.turns.write(TURN)
    stores.turns.tell(PUBLISHER.id, [ALICE])


Rows = dict[str, Sequence[object]]


def _rows(database: Database, *tenants: TenantId) -> Rows:
    """Return the rows of *tenants* in each table."""
    with database.engine.connect() as connection:
        return {
            table.name: connection.execute(
                select(table).where(table.c.tenant.in_(tenants)).order_by(*table.primary_key)
            ).all()
            for table in metadata.sorted_tables
        }


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(open_engine(url))
    upgrade(database.engine)
    yield database
    database.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"], name="new")
def _new(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[New]:
    """How this module makes a database that several of its tests share, by its name."""
    with ExitStack() as stack:

        def new(name: str) -> Database:
            if request.param == "sqlite":
                url = f"sqlite:///{tmp_path_factory.mktemp(name) / 'garbridge.sqlite'}"
            else:
                server = request.getfixturevalue("postgresql_url")
                url = stack.enter_context(another_database(server, name))
            return stack.enter_context(_opened(url))

        yield new


@pytest.fixture(scope="module", name="filled")
def _filled(new: New) -> Iterator[Database]:
    """A database in which one tenant has a row in every table; questions leave it as it is."""
    database = new("filled")
    fill(database, TENANT)
    before = _rows(database, TENANT, OTHER)
    yield database
    assert _rows(database, TENANT, OTHER) == before, "a question that changes rows: see CLAIMS"


@pytest.mark.parametrize("question", sorted(set(READS) - CLAIMS))
def test_nothing_of_one_tenant_is_seen_by_another(filled: Database, question: str) -> None:
    """Each question of each port is answered with nothing where only the neighbour has any."""
    assert not READS[question](sql_stores(filled, OTHER))
    assert READS[question](sql_stores(filled, TENANT))


@pytest.mark.parametrize("claim", sorted(CLAIMS))
def test_nothing_of_one_tenant_is_taken_by_another(database: Database, claim: str) -> None:
    """Likewise where whoever asks has what was there."""
    first = fill(database, TENANT)

    assert not READS[claim](sql_stores(database, OTHER))
    assert READS[claim](first)


def _go_round(neighbour: Stores) -> None:
    """Go on with a round of the same name, and forget every other one and what was marked."""
    neighbour.marks.remove_favourite(ALICE, LYCEE.id, ATLAS.id)
    neighbour.marks.remember(ALICE, wanted=False)
    later = NOW + timedelta(days=999)
    neighbour.rounds.settle(ALICE, ROUND.id, replace(ROUND.parts[0], given=99))
    neighbour.rounds.restate(replace(ROUND, step=RoundStep.CHOOSE))
    neighbour.rounds.keep(replace(ROUND, parts=(), at=later), forget=later)


@pytest.fixture(scope="module", name="crossed")
def _crossed(new: New) -> tuple[Rows, Rows]:
    """What one tenant has in each table before, and after all that its neighbour does."""
    database = new("crossed")
    fill(database, TENANT)
    before = _rows(database, TENANT)
    _act(fill(database, OTHER))
    return before, _rows(database, TENANT)


@pytest.mark.parametrize("table", [table.name for table in metadata.sorted_tables])
def test_nothing_one_tenant_does_changes_a_row_of_another(
    crossed: tuple[Rows, Rows], table: str
) -> None:
    """Same identifiers, all replaced, redeemed, forgotten, removed and swept by the neighbour."""
    before, after = crossed

    assert before[table], "a table that nothing fills would be tested by nothing"
    assert after[table] == before[table]


def _act(neighbour: Stores) -> None:
    neighbour.one_time.redeem(ENTRY.key, now=NOW)
    neighbour.pending.forget(SESSION, PUBLISHER.id)
    _take_back(neighbour, NOW + timedelta(days=999))
    _go_round(neighbour)
    neighbour.participants.leave(ALICE, SESSION_ENTRY.key)
    neighbour.portal_sessions.close(SIGNED_IN.key)
    neighbour.delegations.withdraw(LYCEE.id, DELEGATION.id, by=OPERATOR, at=NOW, reason="")
    neighbour.identifiers.revoke([replace(ENDED, identifier=PAIR.identifier)], "5a17")
    neighbour.reveals.add(REVEALED)
    neighbour.turns.mark("c2", KeyRole.HOME, at=NOW)
    neighbour.turns.untell(PUBLISHER.id, None)
    neighbour.turns.write(replace(TURN, step=Step.RESTING))
    neighbour.turns.forget(ALICE)
    neighbour.identifiers.pass_over([replace(ENDED, identifier="passed")])
    neighbour.identifiers.forget(ALICE, at=NOW)
    tallied(neighbour.tallies, TALLY, upto=10**6)
    neighbour.tallies.rename(LYCEE.id, ALICE, BRUNO, before="2030-01")
    neighbour.tallies.erase({BRUNO: ALICE})
    neighbour.tallies.all_renamed("2026-09")
    neighbour.receipts.follow()
    neighbour.tallies.drop(LYCEE.id, ["2026-11"])
    neighbour.receipts.erase(ALICE)
    neighbour.departures.acknowledge(PUBLISHER.id, [LEFT.subject], DELETED)
    neighbour.departures.tell(BACK, ALICE)
    neighbour.departures.withdraw(PUBLISHER.id)
    neighbour.departures.forget(ALICE)
    neighbour.departures.meet([], upto=5)
    neighbour.requests.extend(1, ANSWERED)
    neighbour.requests.answer(1, ANSWERED)
    neighbour.requests.blank(ALICE)
    neighbour.restrictions.answer(ALICE, ATLAS.id, LATER)
    neighbour.restrictions.end(ALICE, None, LATER, Ending.WITHDRAWN)
    neighbour.restrictions.erase(ALICE)
    neighbour.receipts.purge(MARK)
    neighbour.traces.erase({BRUNO: nobody("5a17")})
    for kept in Kept:
        neighbour.traces.remove(kept, NOW + timedelta(days=999))
    neighbour.traces.note_found([ALICE])
    neighbour.remove(ALICE, NOW + timedelta(days=1))
    for number in range(20):
        neighbour.journal.commit(numbered(number, minutes=60 * 24 * 365))


def test_a_message_seen_by_one_tenant_is_new_to_another(database: Database) -> None:
    """Two portals may be sent the same identifier; each refuses only what it saw itself."""
    sql_stores(database, TENANT).journal.commit(RECORD, once=CLAIM)

    sql_stores(database, OTHER).journal.commit(RECORD, once=CLAIM)


def test_a_seat_needs_a_member_and_a_subscription_of_its_own_tenant(database: Database) -> None:
    """A licence of the neighbour, or a membership there, gives nothing here."""
    fill(database, TENANT)
    neighbour = sql_stores(database, OTHER)

    with pytest.raises(ImportRefusedError, match="aucun abonnement"):
        neighbour.writer.write(seats=[seat()])
    with pytest.raises(ImportRefusedError, match="n’est pas de"):
        neighbour.writer.write(subscriptions=[SUBSCRIPTION], seats=[seat()])
