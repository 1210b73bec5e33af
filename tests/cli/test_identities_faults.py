"""An export of identities under attack: full disks, hostile directories, and what is said after."""

import errno
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from stat import S_IMODE
from typing import NoReturn

import pytest
from tests.cli.test_identities_export import CHECK, SEND, WHOLE, aimed, left_behind, listed, runs
from tests.gar.ent.test_sdet import TEACHER, write
from tests.gar.sftp_server import Running, serving
from tests.small_disk import MEGABYTE, fill, small_disk
from tests.wiring.inside import portal_with, run_inside, ticking

from garbridge.core.delegations import DelegationAct
from garbridge.core.jobs import RunOutcome
from garbridge.core.people import Group, GroupKind, Person, Profile
from garbridge.gar.ent.writer import ExportWriter
from garbridge.stores.sql import importing
from garbridge.testing.world import pupil, teacher
from garbridge.wiring import Runtime

PAGE = 4096
HOSTILE = replace(
    pupil(),
    memberships=(
        replace(
            pupil().memberships[0],
            groups=(Group(GroupKind.DIVISION, "=cmd|' /c calc'!A1\u200b", "6e"),),
        ),
    ),
)
"""A pupil of a class whose code is a formula, which an export leaves out: it hides a character."""


@pytest.fixture(autouse=True)
def _french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")


@pytest.fixture(name="server")
def _server(tmp_path: Path) -> Iterator[Running]:
    (tmp_path / "sftp").mkdir()
    with serving(tmp_path / "sftp") as running:
        yield running


@contextmanager
def exporting(folder: Path, server: Running, *people: Person) -> Iterator[Runtime]:
    """Yield a portal with *people* and one teacher, who may assign, and somewhere to send to."""
    (folder / "portal").mkdir()
    with portal_with([*people, teacher()], folder / "portal", clock=ticking()) as runtime:
        runtime.stores.delegations.give(WHOLE, DelegationAct.GIVEN)
        yield aimed(runtime, server)


@pytest.fixture(name="portal")
def _portal(tmp_path: Path, server: Running) -> Iterator[Runtime]:
    with exporting(tmp_path, server, pupil()) as portal:
        yield portal


def test_a_timer_names_the_same_file_each_night(
    portal: Runtime, server: Running, tmp_path: Path
) -> None:
    """The second night is sent and noted as the first: the table is one of the last run."""
    left = tmp_path / "left.csv"
    answers = [run_inside(portal, *SEND, "--left-out", str(left)).exit_code for _ in range(2)]

    assert (answers, len(server.names())) == ([0, 0], 4)
    assert [outcome for outcome, _ in runs(portal)] == [RunOutcome.DONE] * 2
    assert S_IMODE(left.stat().st_mode) == 0o600


def test_a_table_that_cannot_be_written_is_told_before_anything_is_sent(
    portal: Runtime, server: Running, tmp_path: Path
) -> None:
    """Afterwards the run would be a refused one, of an export that the GAR has."""
    said = run_inside(portal, *SEND, "--left-out", str(tmp_path / "nowhere" / "left.csv"))

    assert (said.exit_code, server.names(), server.connections) == (5, [], 0)


def test_no_spreadsheet_computes_what_was_left_out(tmp_path: Path, server: Running) -> None:
    """A code of a directory is text, whatever it begins with."""
    with exporting(tmp_path, server, HOSTILE) as portal:
        run_inside(portal, *CHECK, "--left-out", str(tmp_path / "left.csv"))

    assert ";'=cmd|" in (tmp_path / "left.csv").read_text("utf-8")


def test_what_is_no_school_stands_in_no_message(
    portal: Runtime, server: Running, tmp_path: Path
) -> None:
    """A cell that was shifted holds a name, and one that is hostile steers a terminal."""
    odd = TEACHER | {"ENTPersonFonctions": "Étoile-Marquée Zoé\x1b[2J$TUT|0750001A$ENS"}
    tables = write(tmp_path / "tables", odd)
    plain = run_inside(portal, *CHECK, "--from", str(tables))
    coded = run_inside(portal, *CHECK, "--from", str(tables), "--json")

    assert "? : laissé de côté (1) : fonction absente" in plain.output
    for said in (plain.output, coded.output):
        assert "toile" not in said.lower()
        assert "\x1b" not in said
    assert server.names() == []


@pytest.mark.parametrize("command", [CHECK, SEND], ids=["check", "send"])
@pytest.mark.parametrize("full", ["files", "control"])
def test_a_full_disk_is_told_in_one_line(
    portal: Runtime,
    server: Running,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    full: str,
) -> None:
    """Exit 4, as where a remote is away: the next run may succeed; nothing is sent or left."""

    def write_nothing(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def gather_nothing(*_: object) -> NoReturn:
        raise sqlite3.OperationalError("database or disk is full")

    if full == "files":
        monkeypatch.setattr(ExportWriter, "_write", write_nothing)
    else:
        monkeypatch.setattr(importing, "SqlGathering", gather_nothing)
    said = run_inside(portal, *command)

    assert said.exit_code == 4, said.output
    assert len(said.output.splitlines()) == 1
    assert (server.names(), left_behind(server)) == ([], [])
    assert runs(portal) == ([(RunOutcome.FAILED, 0)] if command == SEND else [])


def test_a_disk_that_ends_anywhere_sends_nothing(
    portal: Runtime, server: Running, tmp_path: Path
) -> None:
    """A real one, with a page more each time: in a file, in the archive, in its checksum."""
    assert portal.config.national is not None
    with small_disk(tmp_path / "disk", MEGABYTE) as place:
        folder = place / "national"
        folder.mkdir(mode=0o700)
        national = replace(portal.config.national, folder=folder)
        narrow = replace(portal, config=replace(portal.config, national=national))
        ballast = fill(place)
        failed = 0
        while (said := run_inside(narrow, *SEND)).exit_code:
            assert said.exit_code == 4, said.output
            assert len(said.output.splitlines()) == 1, said.output
            assert (server.names(), server.connections) == ([], 0)
            assert [path.name for path in folder.glob("[!.]*")] == []
            failed += 1
            os.truncate(ballast, ballast.stat().st_size - PAGE)

    assert failed > 5, "it ended in several places"
    assert [outcome for outcome, _ in runs(portal)].count(RunOutcome.DONE) == 1
    assert len(server.names()) == 2


def test_the_json_form_does_not_say_sent_of_what_was_not(portal: Runtime, server: Running) -> None:
    """Where the server was lost on the way."""
    server.faults.lost_at = 1
    said = run_inside(portal, *SEND, "--json")
    document, _ = json.JSONDecoder().raw_decode(said.output)

    assert (said.exit_code, document["valid"], document["sent"]) == (4, True, False)


def test_nobody_protected_is_said_to_be_declared(portal: Runtime) -> None:
    """Of them no name leaves, and the head would believe that the GAR knows them."""
    run_inside(portal, "protected", "add", "--person", teacher().id, "--reason", "menace")
    assert run_inside(portal, *SEND).exit_code == 0

    assert "[pas déclaré au GAR]" in listed(portal)


def test_whoever_is_protected_later_stays_declared_until_the_next_export(portal: Runtime) -> None:
    """The GAR goes on believing what it was told."""
    assert run_inside(portal, *SEND).exit_code == 0
    run_inside(portal, "protected", "add", "--person", teacher().id, "--reason", "menace")
    assert "jusqu’au prochain envoi]" in listed(portal)

    assert run_inside(portal, *SEND, "--accept-removals").exit_code == 0
    assert "[pas déclaré au GAR]" in listed(portal)


def test_a_profile_that_is_not_exported_is_not_said_to_be_declared(
    portal: Runtime, server: Running
) -> None:
    """``[national] profiles`` leaves the delegate's out."""
    narrow = aimed(portal, server, profiles={Profile.PUPIL: "National_elv"})
    assert run_inside(narrow, *SEND).exit_code == 0

    assert "[pas déclaré au GAR]" in listed(narrow)
