"""What is kept no longer goes when its period is over, and not a day before."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.services.school import PEOPLE
from tests.stores.migrated import new_database
from tests.wiring.inside import run_inside
from tests.wiring.portal_files import portal

from garbridge.config import Config
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.people import Membership, Profile
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied
from garbridge.core.restrictions import Word
from garbridge.core.retention import Kept, Over, Retention, is_nobody
from garbridge.services.departing import TooMany
from garbridge.services.erasing import Erased
from garbridge.services.retaining import RetentionService, Stopped
from garbridge.services.sealing import Busy
from garbridge.stores.memory import MemoryDirectory
from garbridge.testing.journal import numbered
from garbridge.testing.lookups import LOOKUP
from garbridge.testing.merges import MERGE, PAIR
from garbridge.testing.requests import ASKED
from garbridge.testing.world import ALICE, LYCEE, SUBSCRIPTION, pupil, seat
from garbridge.wiring import (
    Runtime,
    add_ledger_key,
    audit_service,
    build_runtime,
    erasing_service,
    retention_service,
    sealing_service,
)

START = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
VIDEOS = ResourceId("ark:/12345/videos")
BOUGHT = replace(SUBSCRIPTION, resource=VIDEOS)


@dataclass
class Portal:
    """A portal with a directory of its own, and a clock that a test turns."""

    config: Config
    now: datetime = START
    directory: MemoryDirectory = field(default_factory=lambda: MemoryDirectory([LYCEE], PEOPLE))

    def runtime(self) -> Runtime:
        """Return its services."""
        return build_runtime(self.config, directory=self.directory, clock=lambda: self.now)

    def service(self) -> RetentionService:
        """Return what is tested."""
        return retention_service(self.runtime())

    def look(self) -> dict[Kept, int]:
        """Return how much of each kind is over."""
        return counted(self.service().look())

    def purge(self) -> dict[Kept, int]:
        """Remove it."""
        return counted(self.service().purge(OPERATOR))

    def turn(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


def counted(found: object) -> dict[Kept, int]:
    """Return what was answered, without what is nothing."""
    assert isinstance(found, list)
    return {one.kept: one.records for one in found if isinstance(one, Over) and one.records}


@pytest.fixture(name="lycee")
def _lycee(tmp_path: Path) -> Portal:
    """Return a portal where Alice has a licence and opened something, and somebody looked."""
    config = portal(tmp_path)
    new_database(config.database)
    lycee = Portal(config)
    runtime = lycee.runtime()
    runtime.writer.write(subscriptions=[BOUGHT], seats=[seat(ALICE, BOUGHT)])
    runtime.stores.journal.commit(replace(numbered(1), person=ALICE, at=START))
    runtime.stores.lookups.note([replace(LOOKUP, at=START)])
    return lycee


def test_nothing_is_over_at_first(lycee: Portal) -> None:
    """Nor removed: a launch of today stays."""
    assert lycee.look() == {}
    assert lycee.purge() == {}
    assert len(lycee.runtime().stores.history.launches(ALICE)) == 1


@pytest.mark.parametrize(("days", "over"), [(364, {}), (366, {Kept.LAUNCHES: 1, Kept.LOOKUPS: 1})])
def test_a_launch_goes_after_twelve_months(lycee: Portal, days: int, over: dict[Kept, int]) -> None:
    """To look changes nothing; the journal tells how many went, and not whose."""
    lycee.turn(days=days)

    assert lycee.look() == lycee.look() == over
    assert lycee.purge() == over

    assert lycee.look() == {}
    stores = lycee.runtime().stores
    assert len(stores.history.launches(ALICE)) == (0 if over else 1)
    assert {one.over.kept: one.over.records for one in stores.traces.acts(limit=9)} == over


def test_figures_outlive_the_launches_they_came_from(lycee: Portal) -> None:
    """Counted before they go, by the purge itself; a second purge takes nothing from them."""
    lycee.turn(days=400)
    lycee.purge()
    lycee.purge()

    found = lycee.runtime().stores.tallies.tallies(LYCEE.id, ["2026-11"])

    assert sum(one.times for one in found) == 1


def test_a_period_of_the_portal_counts(lycee: Portal) -> None:
    """A month instead of twelve."""
    lycee.config = replace(lycee.config, retention=Retention({Kept.LAUNCHES: 1}))
    lycee.turn(days=32)

    assert lycee.purge() == {Kept.LAUNCHES: 1}


def test_nobody_but_the_operator(lycee: Portal) -> None:
    """Not a head either."""
    lycee.turn(days=999)

    assert lycee.service().purge(Actor(PersonId("cheffe"))) == Denied(Denial.NO_ROLE)
    assert Kept.LAUNCHES in lycee.look()


def test_who_left_is_erased_three_months_after_it_was_noted(lycee: Portal) -> None:
    """Everywhere; the licence stays counted, for nobody."""
    lycee.directory.remove(ALICE, at=START)
    assert lycee.purge() == {}
    lycee.turn(days=91)
    assert lycee.purge() == {}
    lycee.turn(days=2)

    assert lycee.look() == {Kept.DEPARTED: 1}
    assert Kept.DEPARTED in lycee.purge()

    stores = lycee.runtime().stores
    assert ALICE not in stores.traces.named()
    assert stores.history.launches(ALICE) == []
    (stock,) = stores.ledger.stocks(LYCEE.id, [VIDEOS])
    assert [is_nobody(one) for one in stock.holders] == [True]
    assert lycee.look() == {}


def test_one_night_without_a_directory_erases_nobody(lycee: Portal) -> None:
    """Whoever is there again was never gone, however long ago that night was."""
    there = lycee.directory
    lycee.directory = MemoryDirectory([LYCEE], [])
    assert lycee.purge() == {}
    lycee.directory = there
    lycee.turn(days=1)
    assert lycee.purge() == {}
    lycee.turn(days=200)
    lycee.directory = MemoryDirectory([LYCEE], [])

    assert lycee.look() == {}
    assert lycee.purge() == {}


def test_who_is_looked_at_but_not_purged_is_not_noted(lycee: Portal) -> None:
    """To look writes nothing: the three months begin with the first purge."""
    lycee.directory.remove(ALICE, at=START)
    lycee.look()
    lycee.turn(days=100)

    assert lycee.purge() == {}


@pytest.mark.parametrize(
    ("ends", "gone"),
    [(timedelta(days=-85), True), (timedelta(days=-80), False), (timedelta(days=9), False)],
)
def test_a_membership_that_ended_is_a_departure(
    lycee: Portal, ends: timedelta, *, gone: bool
) -> None:
    """From its last day on; where every one has ended."""
    place = Membership(LYCEE.id, Profile.PUPIL, ends=START + ends)
    lycee.directory.put(pupil("alice", place), at=START)
    lycee.purge()
    assert lycee.look() == {}
    lycee.turn(days=8)

    assert (lycee.look() == {Kept.DEPARTED: 1}) is gone


def test_a_night_with_wrong_dates_erases_nobody(lycee: Portal) -> None:
    """However long ago the directory says that they left: it is believed after a week."""
    place = Membership(LYCEE.id, Profile.PUPIL, ends=START - timedelta(days=300))
    lycee.directory.put(pupil("alice", place), at=START)
    assert lycee.purge() == {}
    lycee.directory.put(pupil(), at=START)
    lycee.turn(days=1)
    assert lycee.purge() == {}
    lycee.turn(days=8)
    lycee.directory.put(pupil("alice", place), at=START)

    assert lycee.purge() == {}


def test_who_is_still_at_another_school_stays(lycee: Portal) -> None:
    """One membership that holds is enough."""
    old = Membership(LYCEE.id, Profile.PUPIL, ends=START - timedelta(days=500))
    lycee.directory.put(pupil("alice", old, Membership(LYCEE.id, Profile.PUPIL)), at=START)
    lycee.turn(days=300)

    assert Kept.DEPARTED not in lycee.look()


@pytest.fixture(name="sealed")
def _sealed(lycee: Portal, tmp_path: Path) -> Portal:
    """Return the portal with its launch in a ledger."""
    key, _ = add_ledger_key(tmp_path / "ledger.key.2")
    lycee.config = replace(lycee.config, ledger_key=key)
    sealing_service(lycee.runtime()).seal()
    return lycee


def test_a_ledger_is_purged_and_still_verifies(sealed: Portal) -> None:
    """With its mark; a launch that was never sealed goes too, when it is its turn."""
    sealed.turn(days=100)
    sealed.runtime().stores.journal.commit(replace(numbered(2), at=sealed.now))
    sealed.turn(days=270)

    assert sealed.look()[Kept.LAUNCHES] == 1
    assert sealed.purge()[Kept.LAUNCHES] == 1
    assert audit_service(sealed.runtime()).verify().whole
    sealed.turn(days=100)
    assert sealed.purge() == {Kept.LAUNCHES: 1}

    assert audit_service(sealed.runtime()).verify().whole
    assert sealed.runtime().stores.history.launches(ALICE) == []


def test_who_left_is_erased_from_the_ledger_too(sealed: Portal) -> None:
    """And the chain verifies."""
    sealed.directory.remove(ALICE, at=START)
    sealed.purge()
    sealed.turn(days=93)

    assert sealed.purge() == {Kept.DEPARTED: 1}

    assert audit_service(sealed.runtime()).verify().whole
    assert list(sealed.runtime().stores.receipts.salts(after="", limit=9)) == []


def test_while_somebody_seals_nothing_is_removed(sealed: Portal) -> None:
    """It is said, and the next night does it."""
    sealed.turn(days=400)
    runtime = sealed.runtime()

    with sealed.service().erasing.receipts.alone() as mine:
        assert mine
        found = retention_service(runtime).purge(OPERATOR)

    assert isinstance(found, Stopped)
    assert isinstance(found.why, Busy)
    assert sealed.look()[Kept.LAUNCHES] == 1


def run(lycee: Portal, *arguments: str) -> tuple[int, str]:
    """Run ``garbridge purge``."""
    done = run_inside(lycee.runtime(), "purge", *arguments)
    return done.exit_code, done.output


def test_the_command_shows_then_removes_then_tells(
    lycee: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In French; nothing is removed without ``--apply``."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    lycee.turn(days=366)

    shown = run(lycee)
    done = run(lycee, "--apply")
    told = run(lycee, "--journal")

    assert shown[0] == done[0] == told[0] == 0
    assert "accès (avant le 2026-11-17) : 1" in shown[1]
    assert "Pour le faire : --apply" in shown[1]
    assert "consultations nominatives (avant le 2026-11-17) : 1" in done[1]
    assert "2027-11-17 09:00 · accès (avant le 2026-11-17) : 1" in told[1]
    assert ALICE not in told[1]
    assert run(lycee, "--journal", "--apply")[0] == 2


def test_the_command_speaks_json(lycee: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """With stable keys."""
    monkeypatch.setenv("LC_ALL", "C")
    lycee.turn(days=366)

    code, output = run(lycee, "--apply", "--json")

    assert code == 0
    assert '"kind": "launches"' in output
    assert '"records": 1' in run(lycee, "--journal", "--json")[1]


def test_a_portal_that_was_idle_goes_on_where_it_is(lycee: Portal) -> None:
    """SQLite gives the place of a purged launch again: the next one is counted, and met."""
    lycee.turn(days=400)
    lycee.purge()
    lycee.runtime().stores.journal.commit(replace(numbered(2), person=ALICE, at=lycee.now))
    lycee.turn(days=400)
    lycee.purge()

    stores = lycee.runtime().stores
    found = stores.tallies.tallies(LYCEE.id, ["2027-12"])
    assert sum(one.times for one in found) == 1
    assert stores.departures.of_person(ALICE)


def many(lycee: Portal, number: int) -> None:
    """Let *number* people more have opened something."""
    stores = lycee.runtime().stores
    for one in range(number):
        record = numbered(100 + one)
        stores.journal.commit(replace(record, person=PersonId(f"p{one}"), at=lycee.now))


def test_hundreds_who_left_are_erased_at_once(lycee: Portal) -> None:
    """More than one transaction takes; the command says how many people they were."""
    many(lycee, 450)
    lycee.purge()
    lycee.turn(days=93)

    assert lycee.look() == {Kept.DEPARTED: 450}
    found = lycee.service().purge(OPERATOR, accept_many=True)

    assert counted(found) == {Kept.DEPARTED: 450}
    assert lycee.runtime().stores.traces.named() == {ALICE}


def test_where_most_would_be_erased_somebody_is_asked(lycee: Portal) -> None:
    """Nobody is erased, and the command says what to do."""
    many(lycee, 30)
    lycee.purge()
    lycee.turn(days=93)

    found = lycee.service().purge(OPERATOR)

    assert isinstance(found, Stopped)
    assert found.why == TooMany(30, 31)
    code, output = run(lycee, "--apply")
    assert code == 5
    assert "--accept-many" in output
    assert len(lycee.runtime().stores.traces.named()) == 31
    assert run(lycee, "--apply", "--accept-many")[0] == 0
    assert lycee.runtime().stores.traces.named() == {ALICE}


def test_who_waits_for_an_answer_stays_until_they_have_it(lycee: Portal) -> None:
    """To be erased is what the others ask for."""
    requests = lycee.runtime().stores.requests
    asked = requests.add(ASKED)
    lycee.directory.remove(ALICE, at=START)
    lycee.purge()
    lycee.turn(days=93)
    assert lycee.look() == {}

    requests.answer(asked.number, Word(OPERATOR, lycee.now, "Remis"))

    assert lycee.look() == {Kept.DEPARTED: 1}


def test_an_idle_portal_with_a_ledger_seals_on(sealed: Portal) -> None:
    """What comes after a year without a launch is sealed, and nothing looks inserted."""
    sealed.turn(days=1)
    sealed.runtime().stores.journal.commit(replace(numbered(2), at=sealed.now))
    sealed.turn(days=400)
    sealed.purge()
    for number in (3, 4):
        sealed.runtime().stores.journal.commit(replace(numbered(number), at=sealed.now))

    run = sealing_service(sealed.runtime()).seal()

    assert not isinstance(run, Busy)
    assert run.records == 2
    assert audit_service(sealed.runtime()).verify().whole


def test_who_has_ended_places_only_can_be_erased(lycee: Portal) -> None:
    """The directory may list them for years."""
    place = Membership(LYCEE.id, Profile.PUPIL, ends=START - timedelta(days=1))
    lycee.directory.put(pupil("alice", place), at=START)

    done = erasing_service(lycee.runtime()).erase(OPERATOR, ALICE, reason="demande nº 3")

    assert isinstance(done, Erased)


def test_what_merges_brought_over_goes_once_nobody_can_undo_them(lycee: Portal) -> None:
    """With the purge of the night, also where nobody merges again."""
    lycee.runtime().stores.giving.merges.note(MERGE, [PAIR], at=lycee.now)
    asked = lycee.now
    lycee.turn(hours=23)
    lycee.purge()
    assert list(lycee.runtime().stores.giving.merges.brought(MERGE, now=asked)) == [PAIR]

    lycee.turn(hours=1)
    lycee.purge()

    assert list(lycee.runtime().stores.giving.merges.brought(MERGE, now=asked)) == []
