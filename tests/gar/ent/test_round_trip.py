"""The demo district, brought in, exported again and brought in elsewhere: the same directory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from tests.gar.ent.days import NOW, TODAY
from tests.gar.ent.real_schemas import invalid_files, needs_schemas, schemas

from garbridge.core.exporting import ExportRules, LeftOuts
from garbridge.core.people import GroupKind, Person, School
from garbridge.gar.ent.district.writing import DEMO_TENANT, write_district
from garbridge.gar.ent.export import GarEntExport
from garbridge.gar.ent.from_directory import DirectoryStatement
from garbridge.gar.exporting import Prepared, Preparing
from garbridge.services.importing import Imported, ImportService
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.delegations import SqlDelegations
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.importing import SqlStagingArea, private_gathering
from garbridge.stores.sql.migrating import upgrade

pytestmark = pytest.mark.xdist_group("district")


def brought_in(export: Path, folder: Path) -> Engine:
    """Return a new database with the people of *export*."""
    folder.mkdir()
    engine = open_engine(f"sqlite:///{folder / 'garbridge.sqlite'}")
    upgrade(engine)
    service = ImportService(staging=SqlStagingArea(engine), clock=lambda: NOW)
    outcome = service.run(GarEntExport(export, DEMO_TENANT))
    assert isinstance(outcome, Imported)
    assert not outcome.findings.warnings
    return engine


@pytest.fixture(scope="module", name="scratch")
def _scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round-trip")


@pytest.fixture(scope="module", name="first")
def _first(scratch: Path) -> Iterator[Database]:
    written = write_district(scratch / "district", TODAY, archive=False)
    database = Database(brought_in(written.export, scratch / "one"))
    yield database
    database.close()


@pytest.fixture(scope="module", name="prepared")
def _prepared(first: Database, scratch: Path) -> Prepared:
    folder, left = scratch / "again", LeftOuts()
    folder.mkdir()
    delegations = SqlDelegations(first, DEMO_TENANT)
    statement = DirectoryStatement(
        tenant=DEMO_TENANT,
        directory=SqlDirectory(first, DEMO_TENANT),
        delegations=delegations,
        declared=delegations,
        rules=ExportRules(),
        now=NOW,
        left=left,
    )
    preparing = Preparing(gathering=private_gathering, sent={})
    return preparing.prepare(statement, left, folder, NOW)


@pytest.fixture(scope="module", name="second")
def _second(prepared: Prepared, scratch: Path) -> Iterator[Database]:
    assert prepared.archive is not None
    database = Database(brought_in(prepared.archive, scratch / "two"))
    yield database
    database.close()


def directory_of(database: Database) -> tuple[list[School], dict[str, Person]]:
    """Return every school and everybody in them."""
    directory = SqlDirectory(database, DEMO_TENANT)
    schools = list(directory.schools())
    return schools, {who.id: who for school in schools for who in directory.members(school.id)}


def test_the_export_of_the_district_has_nothing_wrong(prepared: Prepared) -> None:
    """Neither a finding nor anybody left out."""
    assert (prepared.findings.errors, prepared.findings.warnings) == ([], [])
    assert (prepared.left.total, prepared.left.silent) == (0, set())
    assert (prepared.told.schools, prepared.told.delegates) == (4, 5)


@needs_schemas
def test_the_states_schemas_take_it(prepared: Prepared, scratch: Path) -> None:
    """Where the machine has them."""
    assert prepared.archive is not None
    assert invalid_files(scratch / "again" / "export", schemas()) == {}


def test_it_is_the_same_directory_again(first: Database, second: Database) -> None:
    """Schools, names, profiles, classes, groups, levels and subjects of everybody."""
    assert directory_of(second) == directory_of(first)


def test_nothing_that_could_differ_was_empty(first: Database) -> None:
    """There are people with each sort of group, of both degrees, with and without an address."""
    schools, people = directory_of(first)
    kinds = {group.kind for who in people.values() for m in who.memberships for group in m.groups}

    assert {school.degree for school in schools} == {1, 2}
    assert kinds == set(GroupKind)
    assert {bool(who.identity.email) for who in people.values()} == {True, False}
    assert any(len(who.memberships) > 1 for who in people.values())


def test_the_same_people_may_assign(first: Database, second: Database) -> None:
    """Of the same schools, with the same address."""
    schools, _ = directory_of(first)
    told = [
        [list(SqlDelegations(one, DEMO_TENANT).declared_at(school.id)) for school in schools]
        for one in (first, second)
    ]

    assert told[0] == told[1]
    assert all(told[0])
