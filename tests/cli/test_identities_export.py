"""The export of identities as an operator and a timer run it: checked, written, sent, noted."""

import fcntl
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from stat import S_IMODE

import pytest
from tests.gar.ent.test_sdet import PUPIL, TEACHER, write
from tests.gar.sftp_server import Running, know, new_key, serving
from tests.stores.filling import People
from tests.wiring.inside import portal_with, run_inside, ticking

from garbridge.config import National
from garbridge.core.delegations import DelegationAct
from garbridge.core.exporting import ExportRules
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.jobs import Job, RunOutcome
from garbridge.core.people import Identity, Person
from garbridge.core.permissions import EVERYTHING, Reach, Scope
from garbridge.gar.ent.export import GarEntExport
from garbridge.services.importing import validate
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.testing.delegations import DELEGATION
from garbridge.testing.world import COLLEGE, LYCEE, NOW, TENANT, pupil, teacher
from garbridge.wiring import Runtime, open_engine, private_gathering
from garbridge.wiring import national as wired

WHOLE = replace(DELEGATION, scope=EVERYTHING)
NAMELESS = Person(PersonId("sans-nom"), Identity("", "Zoé"), pupil().memberships)
SEND = ("export", "identities", "send")
CHECK = ("export", "identities", "check")


@pytest.fixture(autouse=True)
def _french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")


@pytest.fixture(name="server")
def _server(tmp_path: Path) -> Iterator[Running]:
    (tmp_path / "sftp").mkdir()
    with serving(tmp_path / "sftp") as running:
        yield running


@pytest.fixture(name="portal")
def _portal(tmp_path: Path, server: Running) -> Iterator[Runtime]:
    """Return a portal with a pupil, a teacher who may assign, and somewhere to send to."""
    (tmp_path / "portal").mkdir()
    with portal_with([pupil(), teacher()], tmp_path / "portal", clock=ticking()) as runtime:
        runtime.stores.delegations.give(WHOLE, DelegationAct.GIVEN)
        yield aimed(runtime, server)


def aimed(runtime: Runtime, server: Running, **rules: object) -> Runtime:
    """Return *runtime* with ``[national]``."""
    national = National(
        rules=ExportRules(**rules),  # type: ignore[arg-type] # its own fields
        folder=server.root.parent / "national",
        sftp=server.target,
    )
    return replace(runtime, config=replace(runtime.config, national=national))


def runs(runtime: Runtime) -> list[tuple[RunOutcome, int]]:
    """Return how the last exports ended, and of how many people they told."""
    found = runtime.stores.upkeep.runs.recent(Job.IDENTITIES_EXPORT, 9)
    return [(run.outcome, run.figures.get("people", 0)) for run in found]


def left_behind(server: Running) -> list[str]:
    """Return what an export left in the portal's folder."""
    return [path.name for path in (server.root.parent / "national").glob("[!.]*")]


def test_what_is_right_is_sent_and_noted(portal: Runtime, server: Running) -> None:
    """The server has an archive and its checksum, which anybody's control accepts."""
    said = run_inside(portal, *SEND)

    assert said.exit_code == 0, said.output
    assert "1 établissements, 2 personnes, 1 responsables" in said.output
    archive = next(server.root.glob("F0_GAR-ENT_Complet_*.tar.gz"))
    assert validate(GarEntExport(archive, TENANT), private_gathering).errors == []
    assert len(server.names()) == 2
    assert runs(portal) == [(RunOutcome.DONE, 2)]
    assert left_behind(server) == []


def test_a_rehearsal_meets_the_server_and_sends_nothing(portal: Runtime, server: Running) -> None:
    """And is no run."""
    said = run_inside(portal, *SEND, "--dry-run")

    assert (said.exit_code, server.names(), server.connections, runs(portal)) == (0, [], 1, [])
    assert "envoi possible" in said.output


def test_tables_that_did_not_come_are_noted(
    portal: Runtime, server: Running, tmp_path: Path
) -> None:
    """And nothing is sent."""
    said = run_inside(portal, *SEND, "--from", str(tmp_path / "nowhere"))

    assert (said.exit_code, runs(portal)) == (5, [(RunOutcome.REFUSED, 0)])
    assert "structures.csv : ne peut pas être lu" in said.output
    assert server.names() == []


def test_an_export_that_is_refused_is_never_sent(
    portal: Runtime, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is even said to the server; the run is one that somebody must look at."""
    monkeypatch.setattr(wired, "_establishments", lambda _national: {})
    said = run_inside(portal, *SEND)

    assert said.exit_code == 5
    assert "[unknown_in_gar]" in said.output
    assert "le GAR : Impossible de créer le GAREtab" in said.output
    assert "Rien n’est envoyé" in said.output
    assert (server.names(), server.connections) == ([], 0)
    assert runs(portal) == [(RunOutcome.REFUSED, 2)]
    assert left_behind(server) == []


def test_a_server_whose_key_changed_fails_once_and_loudly(
    portal: Runtime, server: Running, tmp_path: Path
) -> None:
    """With both fingerprints, exit 5, and `jobs status` says so until somebody looked."""
    know(server.target.known_hosts, server.target.port, new_key(tmp_path / "before"))
    said = run_inside(portal, *SEND)

    assert said.exit_code == 5
    assert "ATTENTION, la clé du serveur a changé" in said.output
    assert said.output.count("SHA256:") == 2
    assert (server.connections, server.names()) == (1, [])
    assert run_inside(portal, "jobs", "status").exit_code == 1
    assert runs(portal) == [(RunOutcome.REFUSED, 2)]


def test_a_server_that_is_away_is_one_to_try_again(portal: Runtime, server: Running) -> None:
    """Exit 4, and the run failed."""
    server.faults.lost_at = 1
    said = run_inside(portal, *SEND)

    assert said.exit_code == 4
    assert runs(portal) == [(RunOutcome.FAILED, 2)]
    assert left_behind(server) == []


def test_only_one_export_runs(portal: Runtime, server: Running) -> None:
    """The second is told so and does nothing."""
    run_inside(portal, *CHECK)
    with (server.root.parent / "national" / ".lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        said = run_inside(portal, *SEND)

    assert (said.exit_code, "un autre export est en cours" in said.output) == (5, True)
    assert server.connections == 0
    assert run_inside(portal, *SEND).exit_code == 0


def test_what_a_killed_export_left_is_removed(portal: Runtime, server: Running) -> None:
    """It holds the names of pupils."""
    left = server.root.parent / "national" / "export-abc" / "export"
    left.mkdir(parents=True)
    (left / "F0.xml").write_text("Étoile-Marquée", "utf-8")

    assert run_inside(portal, *CHECK).exit_code == 0
    assert left_behind(server) == []


def test_an_export_that_shrinks_waits_for_a_decision(portal: Runtime, server: Running) -> None:
    """Half of the people gone is probably a mistake; with the word it is sent."""
    assert run_inside(portal, *SEND).exit_code == 0
    smaller = replace(portal, directory=_Fewer(portal))
    said = run_inside(smaller, *SEND)

    assert said.exit_code == 5
    assert "plus de 10 % disparaîtrait : 1 personnes sur 2" in said.output
    assert "--accept-removals" in said.output
    assert run_inside(smaller, *CHECK).exit_code == 1
    assert len(server.names()) == 2
    assert run_inside(smaller, *SEND, "--accept-removals").exit_code == 0
    assert len(server.names()) == 4


def test_a_school_that_loses_most_is_named(portal: Runtime, server: Running) -> None:
    """With numbers and no name; what each school had is kept with the run that was sent."""
    assert run_inside(portal, *SEND).exit_code == 0
    stored = portal.stores.upkeep.runs
    last = stored.last_done(Job.IDENTITIES_EXPORT, until=portal.clock())
    assert last is not None
    assert dict(last.by_school) == {LYCEE.id: {"people": 2, "staff": 1}}
    more = {**last.by_school, COLLEGE.id: {"people": 640, "staff": 51}}
    stored.note(replace(last, started=last.started + timedelta(microseconds=1), by_school=more))
    said = run_inside(portal, *SEND)

    assert said.exit_code == 5
    assert f"plus de la moitié disparaîtrait : 640 personnes sur 640 ({COLLEGE.id})" in said.output
    assert f"plus de la moitié disparaîtrait : 51 adultes sur 51 ({COLLEGE.id})" in said.output
    assert "--accept-removals" in said.output
    assert len(server.names()) == 2
    assert run_inside(portal, *SEND, "--accept-removals").exit_code == 0
    assert run_inside(portal, *SEND).exit_code == 0, "the next one compares itself with that one"


class _Fewer:
    """A directory in which nobody but one is left."""

    def __init__(self, portal: Runtime) -> None:
        self._of = portal.directory
        self.person, self.school, self.schools = self._of.person, self._of.school, self._of.schools
        self.changed_since = self._of.changed_since

    def members(self, school: object) -> Iterator[Person]:
        """Yield one person."""
        del school
        yield teacher()


def test_an_empty_directory_is_never_sent(portal: Runtime, server: Running) -> None:
    """Not even with the word."""
    said = run_inside(aimed(portal, server, degrees=(1,)), *SEND, "--accept-removals")

    assert (said.exit_code, server.connections) == (5, 0)
    assert "un export vide effacerait tout au GAR" in said.output


def test_who_is_left_out_stands_in_a_private_file_only(tmp_path: Path) -> None:
    """The screen has numbers by school; the file says who, for its owner's eyes."""
    with portal_with([pupil(), teacher(), NAMELESS], tmp_path) as runtime:
        national = National(rules=ExportRules(), folder=tmp_path / "national")
        portal = replace(runtime, config=replace(runtime.config, national=national))
        said = run_inside(portal, *CHECK, "--left-out", str(tmp_path / "left.csv"))

    assert said.exit_code == 1
    assert "0750001A : laissé de côté (1) : nom ou prénom absent [no_name]" in said.output
    assert "aucun responsable d’affectation déclaré" in said.output
    assert "sans-nom" not in said.output
    assert "0750001A;no_name;sans-nom;" in (tmp_path / "left.csv").read_text("utf-8")
    assert S_IMODE((tmp_path / "left.csv").stat().st_mode) == 0o600


def test_an_export_is_written_for_its_owner_only(portal: Runtime, tmp_path: Path) -> None:
    """Folder, files and archive; a folder that holds something is left alone."""
    said = run_inside(portal, "export", "identities", "write", str(tmp_path / "out"))

    assert said.exit_code == 0
    modes = {S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").rglob("*")}
    assert modes == {0o600, 0o700}
    again = run_inside(portal, "export", "identities", "write", str(tmp_path / "out"))
    assert (again.exit_code, "n’est pas vide" in again.output) == (5, True)


def test_the_json_form_says_all_of_it(portal: Runtime) -> None:
    """Its keys are stable."""
    said = run_inside(portal, *SEND, "--json")
    document = json.loads(said.output)

    assert (document["valid"], document["sent"], document["people"]) == (True, True, 2)
    assert document["run"].startswith("F0_GAR-ENT_Complet_")
    assert (document["left_out"], document["without_delegate"], document["asks"]) == ([], [], [])


def test_tables_are_sent_instead_of_the_directory(
    portal: Runtime, server: Running, tmp_path: Path
) -> None:
    """In SDET attributes; delegations of the portal hold for whoever is in them."""
    tables = write(tmp_path / "tables", PUPIL, TEACHER)
    said = run_inside(portal, *SEND, "--from", str(tables))

    assert said.exit_code == 0, said.output
    assert "3 établissements, 2 personnes, 1 responsables" in said.output
    assert len(server.names()) == 2


def test_without_the_section_nothing_is_exported(tmp_path: Path) -> None:
    """Exit 3, with the key that is missing."""
    with portal_with([pupil()], tmp_path) as runtime:
        said = run_inside(runtime, *CHECK)

    assert (said.exit_code, "national: missing" in said.output) == (3, True)


@pytest.mark.parametrize("missing", ["section", "extra"])
def test_sending_needs_somewhere_to_send_to(
    portal: Runtime, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """And the extra; both are told as mistakes of the configuration."""
    national = portal.config.national
    assert national is not None
    if missing == "extra":
        monkeypatch.setattr(wired, "sftp", None)
    else:
        national = replace(national, sftp=None)
    said = run_inside(replace(portal, config=replace(portal.config, national=national)), *SEND)

    assert said.exit_code == 3
    assert ("garbridge[sftp]" if missing == "extra" else "national.sftp") in said.output


def listed(portal: Runtime) -> str:
    """Return what a list of the lycée's delegations says."""
    said = run_inside(portal, "delegations", "list", "--school", LYCEE.id)
    assert said.exit_code == 0
    return said.output


def test_the_list_of_delegations_says_when_the_gar_was_told(portal: Runtime) -> None:
    """First that it will be, then the day; a new one waits for the next export."""
    assert "[au GAR : au prochain envoi]" in listed(portal)

    run_inside(portal, *SEND)
    assert f"[déclaré au GAR le {NOW:%d/%m/%Y}]" in listed(portal)

    later = replace(WHOLE, id=DELEGATION.id + "x", given_at=portal.clock())  # type: ignore[arg-type] # a name
    portal.stores.delegations.give(later, DelegationAct.GIVEN)
    assert "[au GAR : au prochain envoi]" in listed(portal)


def test_a_delegation_in_part_is_never_told(portal: Runtime) -> None:
    """The GAR would take it for all."""
    part = replace(
        WHOLE,
        id=DELEGATION.id + "y",  # type: ignore[arg-type] # a name
        scope=Scope(Reach.TEXTBOOKS),
    )
    portal.stores.delegations.give(part, DelegationAct.GIVEN)
    run_inside(portal, *SEND)

    assert "[pas au GAR : il ne connaît pas de délégation limitée]" in listed(portal)
    said = run_inside(portal, "delegations", "list", "--school", LYCEE.id, "--json")
    given = json.loads(said.output)["delegations"]
    assert {one["gar"]: bool(one["declared_to_gar"]) for one in given} == {
        "declared": True,
        "in_part": False,
    }


def test_a_delegation_that_was_withdrawn_is_believed_until_the_next_export(
    portal: Runtime,
) -> None:
    """The head should know."""
    run_inside(portal, *SEND)
    portal.stores.delegations.withdraw(
        LYCEE.id, WHOLE.id, by=WHOLE.given_by, at=portal.clock(), reason="x"
    )
    said = run_inside(portal, "delegations", "review", "--school", LYCEE.id)

    assert f"[déclaré au GAR le {NOW:%d/%m/%Y}, jusqu’au prochain envoi]" in said.output
    run_inside(portal, *SEND)
    said = run_inside(portal, "delegations", "review", "--school", LYCEE.id)
    assert "[pas déclaré au GAR]" in said.output


def test_a_school_that_is_not_opened_to_the_gar_is_told(portal: Runtime, server: Running) -> None:
    """Its delegates assign here, and nowhere else."""
    closed = aimed(portal, server, schools=frozenset({"0759999Z"}))

    assert "[pas déclaré au GAR]" in listed(closed)


def test_what_is_sent_is_of_one_state(portal: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody is removed once it has begun: they are in all of its files, and in no later one."""
    database = Database(open_engine(portal.config.database))
    people = People(database, TENANT)
    members = SqlDirectory.members
    gone: list[str] = []

    def removing(directory: SqlDirectory, school: SchoolId) -> Iterator[Person]:
        if not gone:
            people.remove(pupil().id, NOW)
            gone.append(school)
        return members(directory, school)

    monkeypatch.setattr(SqlDirectory, "members", removing)
    said = [run_inside(portal, *SEND).output for _ in range(2)]

    assert "1 établissements, 2 personnes" in said[0]
    assert "1 établissements, 1 personnes" in said[1]
    assert portal.directory.person(pupil().id) is None
    database.close()
