"""``garbridge offer``: all of the catalogue or nothing, and never a worse one than the last."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.web.national_portal import Portal, national_portal
from tests.wiring.inside import portal_with, run_inside

from garbridge.cli.outcome import Exit
from garbridge.core.identifiers import TenantId
from garbridge.core.jobs import Job, Run, RunOutcome
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.offer import SqlOffer
from garbridge.wiring import open_engine
from provider_stub.gar_entries import public_entry
from provider_stub.gar_lists import Fault

FIVE = [public_entry(f"r{number}") for number in range(5)]


@pytest.fixture(name="portal")
def _portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with national_portal(tmp_path) as portal:
        portal.gar.public = FIVE
        yield portal


def kept(portal: Portal) -> Sequence[str]:
    """Return the titles that are kept."""
    return [one.title for one in portal.runtime.stores.mediacentre.offer.resources()]


def last_run(portal: Portal) -> Run:
    """Return how the last run ended."""
    return portal.runtime.stores.upkeep.runs.recent(Job.OFFER_IMPORT, 1)[0]


def test_it_is_taken_over_and_told(portal: Portal) -> None:
    """With what is new, and of when it is; the timer's run is noted with its figures."""
    assert run_inside(portal.runtime, "offer", "status").exit_code == Exit.FINDINGS

    done = run_inside(portal.runtime, "offer", "import")
    status = run_inside(portal.runtime, "offer", "status", "--json")

    assert done.exit_code == Exit.OK, done.output
    assert "5 ressources ; nouvelles 5, modifiées 0, disparues 0, illisibles 0" in done.output
    assert len(kept(portal)) == 5
    assert json.loads(status.output)["generated"] == "2026-11-16T02:15:13+00:00"
    assert last_run(portal).outcome is RunOutcome.DONE
    assert last_run(portal).figures["resources"] == 5
    assert portal.gar.asked == ["ressourcesDiffusables"]


def test_only_what_differs_is_new_or_changed(portal: Portal) -> None:
    """A second time the same is the same; then one is gone, one is new, one has another title."""
    run_inside(portal.runtime, "offer", "import")
    portal.clock.wait(hours=24)
    same = json.loads(run_inside(portal.runtime, "offer", "import", "--json").output)
    portal.gar.public = [
        *FIVE[:3],
        public_entry("r3", nomRessource="Un autre titre"),
        public_entry("r9", affichable=False),
    ]
    other = json.loads(run_inside(portal.runtime, "offer", "import", "--json").output)

    assert (same["new"], same["changed"], same["gone"]) == (0, 0, 0)
    assert same["fetched"] == portal.clock.now.isoformat()
    assert (other["new"], other["changed"], other["gone"]) == (1, 1, 1)
    assert "Un autre titre" in kept(portal)


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (Fault.HALF, Exit.REFUSED, "GB-GAR-02"),
        (Fault.PAGE, Exit.REFUSED, "GB-GAR-02"),
        (Fault.CUT, Exit.REMOTE_UNAVAILABLE, "GB-GAR-01"),
        (Fault.NOTHING, Exit.REMOTE_UNAVAILABLE, "GB-GAR-01"),
        (Fault.FORBIDDEN, Exit.REFUSED, "GB-GAR-03"),
        (Fault.BROKEN, Exit.REMOTE_UNAVAILABLE, "GB-GAR-06"),
        (Fault.REDIRECT, Exit.REMOTE_UNAVAILABLE, "GB-GAR-06"),
    ],
)
def test_what_is_no_answer_leaves_the_last_one(
    portal: Portal, fault: Fault, code: Exit, said: str
) -> None:
    """It is told which one stays; the run is not one that was done."""
    run_inside(portal.runtime, "offer", "import")
    portal.clock.wait(hours=24)
    portal.gar.public_fault = fault

    done = run_inside(portal.runtime, "offer", "import")

    assert done.exit_code == code
    assert said in done.output
    assert "celui du 2026-11-16T02:15:13+00:00 reste" in done.output
    assert len(kept(portal)) == 5
    assert last_run(portal).outcome is not RunOutcome.DONE


@pytest.mark.parametrize(
    "entries",
    [
        [],
        FIVE[:2],
        [*FIVE[:3], *[{"idRessource": ""}] * 4],
    ],
    ids=["empty", "shrunk", "unreadable"],
)
def test_a_worse_one_leaves_the_last_one(portal: Portal, entries: list[object]) -> None:
    """Nothing in it, less than a half, or more that cannot be read than can."""
    run_inside(portal.runtime, "offer", "import")
    portal.gar.public = entries  # type: ignore[assignment]  # entries, most of them none

    done = run_inside(portal.runtime, "offer", "import")

    assert done.exit_code == Exit.REFUSED
    assert len(kept(portal)) == 5


def test_somebody_may_take_a_smaller_one(portal: Portal) -> None:
    """But none that is empty."""
    run_inside(portal.runtime, "offer", "import")
    portal.gar.public = FIVE[:2]
    smaller = run_inside(portal.runtime, "offer", "import", "--accept-removals")
    portal.gar.public = []
    empty = run_inside(portal.runtime, "offer", "import", "--accept-removals")

    assert smaller.exit_code == Exit.OK
    assert empty.exit_code == Exit.REFUSED
    assert len(kept(portal)) == 2


def test_an_old_one_is_told_to_be_old(portal: Portal) -> None:
    """For a monitor: exit 1 after two days without one."""
    run_inside(portal.runtime, "offer", "import")
    portal.clock.wait(hours=48)
    good = run_inside(portal.runtime, "offer", "status")
    portal.clock.wait(seconds=1)
    old = run_inside(portal.runtime, "offer", "status")

    assert (good.exit_code, old.exit_code) == (Exit.OK, Exit.FINDINGS)


def test_another_tenant_of_the_same_database_has_none(portal: Portal) -> None:
    """Each asks with a certificate of its own, and keeps what it was told."""
    run_inside(portal.runtime, "offer", "import")
    database = Database(open_engine(portal.runtime.config.database))

    assert SqlOffer(database, TenantId("AUTRE")).standing() is None
    assert SqlOffer(database, portal.runtime.config.tenant).standing() is not None
    database.close()


def test_a_portal_that_asks_the_gar_nothing_is_told_so(tmp_path: Path) -> None:
    """Before anything is tried."""
    with portal_with((), tmp_path) as runtime:
        done = run_inside(runtime, "offer", "import")

    assert done.exit_code == Exit.CONFIGURATION
    assert "national.list" in done.output


def test_it_is_asked_for_in_xml_where_the_portal_wants_xml(tmp_path: Path) -> None:
    """As the lists of people are."""
    with national_portal(tmp_path, more='format = "xml"') as portal:
        portal.gar.public = FIVE
        done = run_inside(portal.runtime, "offer", "import")

        assert done.exit_code == Exit.OK
        assert len(kept(portal)) == 5
