"""``ledger``, ``person`` and ``keys ledger`` from outside."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside, ticking
from tests.wiring.portal_files import write_portal

from garbridge.core.delegations import Delegation, DelegationAct, DelegationId
from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.lookups import Lookup
from garbridge.core.permissions import Actor
from garbridge.core.queue import Entry, EntryKind
from garbridge.testing.journal import numbered
from garbridge.testing.world import ALICE, LYCEE, NOW, PUBLISHER
from garbridge.wiring import Runtime

WHY = ("--reason", "demande du 3 novembre")


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal with a key for its ledger and three launches, in French."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    file = write_portal(tmp_path)
    text = file.read_text("utf-8")
    file.write_text(text.replace("[keys]", '[keys]\nledger = "keys/ledger.key"'), "utf-8")
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        document = {"release": [{"attribute": "PRO", "purpose": "ouvrir le bon espace"}]}
        runtime.stores.policies.keep(PUBLISHER.id, "v1", document, at=runtime.clock())
        for number in (1, 2):
            runtime.journal.commit(replace(numbered(number), policy="v1"))
        runtime.journal.commit(replace(numbered(3), person=PersonId("gone")))
        yield runtime


def _told(runtime: Runtime, *arguments: str) -> dict[str, object]:
    answer = run_inside(runtime, *arguments)
    assert answer.exit_code == 0, answer.stderr
    read = json.loads(answer.stdout)
    assert isinstance(read, dict)
    return read


def test_from_the_seal_to_the_auditor(runtime: Runtime, tmp_path: Path) -> None:
    """Sealed, checked, written to a file, and checked there with the public key alone."""
    sealed = _told(runtime, "ledger", "seal", "--json")
    shown = run_inside(runtime, "ledger", "verify", "--expect", str(sealed["checkpoint"]))
    file, key = tmp_path / "ledger.jsonl", tmp_path / "keys" / "ledger.pub"
    written = run_inside(runtime, "ledger", "export", str(file))
    again = run_inside(runtime, "ledger", "export", str(file))
    audited = _told(runtime, "ledger", "verify", "--file", str(file), "--key", str(key), "--json")
    file.write_bytes(file.read_bytes()[:-30])
    cut = run_inside(runtime, "ledger", "verify", "--file", str(file))

    assert (sealed["records"], sealed["batches"]) == (3, 1)
    assert (shown.exit_code, shown.stdout.splitlines()[-1]) == (0, "Registre intact.")
    assert (written.exit_code, again.exit_code) == (0, 5)
    assert (audited["whole"], audited["records"], audited["found"]) == (True, 3, [])
    assert audited["checkpoint"] == sealed["checkpoint"]
    assert (cut.exit_code, "n° 3 (REF00003)" in cut.stdout) == (1, True)


def test_a_purge_and_an_erasure_are_read_in_the_journal(runtime: Runtime) -> None:
    """Shown first; what is gone is not there, what was done is, and about whom is not."""
    run_inside(runtime, "ledger", "seal")
    erased = run_inside(runtime, "person", "erase", "--person", "gone", *WHY)
    refused = run_inside(runtime, "person", "erase", "--person", "alice", *WHY)
    purge = ("ledger", "purge", "--before", "2026-12-01", "--reason", "12 mois")
    shown = run_inside(runtime, *purge)
    done = run_inside(runtime, *purge, "--apply")
    verified = run_inside(runtime, "ledger", "verify")
    journal = run_inside(runtime, "ledger", "journal").stdout

    assert erased.stdout == "1 accès ne désignent plus personne\n"
    assert (refused.exit_code, "0750001A" in refused.stderr) == (5, True)
    assert shown.stdout == "3 accès seraient retirés, jusqu’au n° 3 (lot 1)\n"
    assert done.stdout == "3 accès retirés, jusqu’au n° 3 (lot 1)\n"
    assert "à partir du n° 4 : les 3 premiers ont été purgés" in verified.stdout
    assert [line.split(" · ")[1:3] for line in journal.splitlines()] == [
        ["opérateur", "purge"],
        ["opérateur", "effacement"],
    ]
    assert "gone" not in journal


def test_a_person_reads_their_own_history(runtime: Runtime) -> None:
    """With the purpose of each attribute, and the opaque identifier; the head reads that."""
    read = _told(runtime, "person", "export", "--person", ALICE, *WHY, "--as", ALICE)
    looked = run_inside(runtime, "lookups", "--school", "0750001A", "--as", "cheffe").stdout

    launches = read["launches"]
    assert isinstance(launches, list)
    assert [one["reference"] for one in launches] == ["REF00001", "REF00002"]
    assert launches[0]["attributes"] == [
        {"name": "PRO", "purpose": "ouvrir le bon espace"},
        {"name": "DIV", "purpose": ""},
    ]
    subject = runtime.access.subject_at(ProviderId(PUBLISHER.id), ALICE)
    assert read["identifiers"] == {PUBLISHER.id: subject}
    assert " · alice · alice · history · demande du 3 novembre" in looked


def test_a_person_reads_who_they_are_and_who_looked_them_up(runtime: Runtime) -> None:
    """By role and not by name; which providers know them; what waited about them."""
    stores, staff = runtime.stores, Actor(PersonId("cheffe"))
    line = Lookup(school=LYCEE.id, by=staff, person=ALICE, about="x", at=NOW, reason="appel")
    stores.lookups.note(
        [line, replace(line, by=Actor(PersonId("gone-too"))), replace(line, person=PersonId("bob"))]
    )
    stores.departures.meet([(ALICE, ProviderId("studio"))], upto=1)
    moved = Entry(
        school=LYCEE.id, kind=EntryKind.MOVE, person=ALICE, at=NOW, gone=("division:6A",), come=()
    )
    same = replace(moved, kind=EntryKind.DUPLICATE, gone=(), come=("bob",))
    lacks = replace(moved, kind=EntryKind.LACK, person=PersonId("bob"), gone=())
    lacks = replace(lacks, come=("ark:/1/atlas",), told_by=ALICE)
    stores.queue.add([moved, same, replace(moved, person=PersonId("bob")), lacks])
    stores.traces.note_missing([ALICE], since=NOW)
    given = Delegation(
        id=DelegationId("ABCD2345"),
        school=LYCEE.id,
        person=ALICE,
        email="alice@ent.example",
        starts=NOW,
        ends=NOW + timedelta(days=9),
        reason="semaine du livre",
        given_by=staff,
        given_at=NOW,
    )
    stores.delegations.give(given, DelegationAct.GIVEN)

    read = _told(runtime, "person", "export", "--person", ALICE, *WHY, "--as", ALICE)

    person = runtime.directory.person(ALICE)
    assert person is not None
    identity, lookups = read["identity"], read["lookups"]
    assert isinstance(identity, dict)
    assert isinstance(lookups, list)
    assert identity["family_name"] == person.identity.family_name
    told = {(one["by"], one["profile"], one["about"], one["reason"]) for one in lookups}
    assert told == {
        ("self", None, "history", WHY[1]),
        ("staff", "dir", "x", "appel"),
        ("staff", None, "x", "appel"),
    }
    assert read["known_to"] == ["studio"]
    entries = read["arrivals_and_departures"]
    assert isinstance(entries, list)
    assert [(one["kind"], one["gone"], one["come"]) for one in entries] == [
        ("move", ["division:6A"], []),
        ("duplicate", [], []),
    ]
    asked = {"kind": "lack", "gone": [], "come": ["ark:/1/atlas"], "state": "open"}
    assert read["asked_for_others"] == [{"school": LYCEE.id, "at": NOW.isoformat(), **asked}]
    assert "bob" not in json.dumps(read["asked_for_others"])
    assert read["missing_since"] == NOW.isoformat()
    assert read["delegations"] == [
        {
            "school": LYCEE.id,
            "email": "alice@ent.example",
            "starts": NOW.isoformat(),
            "ends": (NOW + timedelta(days=9)).isoformat(),
            "reason": "semaine du livre",
            "given": NOW.isoformat(),
            "withdrawn": None,
        }
    ]
    assert "cheffe" not in json.dumps(read)
    again = _told(runtime, "person", "export", "--person", ALICE, *WHY)["lookups"]
    assert isinstance(again, list)
    assert [one["by"] for one in again].count("operator") == 1


@pytest.mark.parametrize("who", ["cheffe", "zoe-doc", "bob"])
@pytest.mark.parametrize("whom", ["alice", "gone", "never-there"])
def test_nobody_reads_the_history_of_another(runtime: Runtime, who: str, whom: str) -> None:
    """One answer, the head of the school included, whoever it is about; nothing is written."""
    answer = run_inside(runtime, "person", "export", "--person", whom, *WHY, "--as", who)

    assert (answer.exit_code, answer.stdout) == (5, "")
    assert "GB-DRO-20" in answer.stderr
    journal = run_inside(runtime, "lookups", "--school", "0750001A").stdout
    assert journal == "aucune consultation\n"


def test_a_new_key_takes_over_and_the_old_one_is_trusted(tmp_path: Path, runtime: Runtime) -> None:
    """``keys ledger`` writes both halves, the private one for its owner, and replaces nothing."""
    run_inside(runtime, "ledger", "seal")
    file = tmp_path / "keys" / "ledger-2.key"
    made = run_inside(runtime, "keys", "ledger", str(file))
    again = run_inside(runtime, "keys", "ledger", str(file))
    before = tmp_path / "keys" / "ledger.pub"
    config = replace(runtime.config, ledger_key=file, ledger_before=(before,))
    turned = replace(runtime, config=config)
    turned.journal.commit(numbered(4))
    run_inside(turned, "ledger", "seal")

    assert (made.exit_code, again.exit_code) == (0, 5)
    assert file.stat().st_mode & 0o777 == 0o600
    assert _told(turned, "ledger", "verify", "--json")["batches"] == 2
    assert run_inside(runtime, "ledger", "verify").exit_code == 1
