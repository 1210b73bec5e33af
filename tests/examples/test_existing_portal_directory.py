"""The existing portal's own tables as a directory: the shipped contracts, and what is its own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from examples.existing_portal.portail.directory import PortalDirectory
from examples.existing_portal.portail.extensions import Base, db
from examples.existing_portal.portail.models import Account, Affiliation, Role, School
from flask import Flask
from sqlalchemy import Engine, create_engine, event, select, text
from sqlalchemy.orm import Session
from tests.examples.people import SAMPLE, reference

from garbridge.core.identifiers import PersonId
from garbridge.core.people import Person
from garbridge.testing import ChangingDirectoryContract, DirectoryContract, KnownPeople


class TestPortalDirectory(DirectoryContract):
    """The contract, on the sample's people in the portal's own tables."""

    @pytest.fixture
    def known(self) -> KnownPeople:
        """Return who is in them."""
        return SAMPLE

    @pytest.fixture
    def directory(self, portal: Flask) -> PortalDirectory:
        """Return the directory the portal gives to garbridge."""
        with portal.app_context():
            return PortalDirectory(db.engine)


@pytest.fixture(name="engine")
def _engine(tmp_path: Path) -> Iterator[Engine]:
    """Return a database with the portal's empty tables."""
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    # Hundreds of small writes: nothing has to survive a power cut here.
    event.listen(engine, "connect", lambda made, _: made.execute("PRAGMA synchronous=OFF"))
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


class TestChangesInThePortal(ChangingDirectoryContract):
    """The contract of who changed, on the dates the portal keeps of its rows."""

    @pytest.fixture
    def directory(self, engine: Engine) -> PortalDirectory:
        """Return the directory of the empty tables."""
        return PortalDirectory(engine)

    @pytest.fixture
    def put(self, engine: Engine) -> ChangingDirectoryContract.Put:
        """Return what writes a person as the portal would have written at that time."""

        def put(person: Person, at: datetime) -> None:
            with Session(engine) as session, session.begin():
                _put(session, person, at.replace(tzinfo=None))

        return put

    @pytest.fixture
    def remove(self, engine: Engine) -> ChangingDirectoryContract.Remove:
        """Return what closes an account: the portal deletes none."""

        def remove(person: PersonId, at: datetime) -> None:
            then = at.replace(tzinfo=None)
            with Session(engine) as session, session.begin():
                account = session.scalars(select(Account).filter_by(reference=person)).one()
                account.closed_at = account.updated_at = then

        return remove


def _put(session: Session, person: Person, at: datetime) -> None:
    account = session.scalar(select(Account).filter_by(reference=person.id))
    if account is not None:
        account.closed_at, account.updated_at = None, at
        return
    [school] = person.schools()
    session.merge(School(uai=school, name="", town="", updated_at=at))
    session.add(
        Account(
            reference=person.id,
            login=person.id,
            password_hash="",
            role=Role.PUPIL,
            given_name=person.identity.given_name,
            family_name=person.identity.family_name,
            updated_at=at,
            affiliations=[Affiliation(uai=school, updated_at=at)],
        )
    )


@pytest.mark.parametrize(
    ("changed", "who"),
    [
        pytest.param(
            "classrooms SET updated_at = :at WHERE code = '5A'",
            ("ines.moreau", "claire.besson"),
            id="class",
        ),
        pytest.param(
            "teaching_groups SET updated_at = :at", ("ines.moreau", "claire.besson"), id="group"
        ),
        pytest.param(
            "subjects SET updated_at = :at WHERE code = '062900'", ("paul.girard",), id="subject"
        ),
        pytest.param(
            "affiliations SET updated_at = :at WHERE uai = '0990012L'",
            ("tom.lefevre", "claire.besson", "paul.girard", "luc.fontaine"),
            id="place",
        ),
    ],
)
def test_what_changes_for_a_person_is_a_change_of_the_person(
    portal: Flask, changed: str, who: tuple[str, ...]
) -> None:
    """A label that a publisher receives changes for everybody who has it, and nobody else."""
    with portal.app_context():
        engine = db.engine
    later = datetime.now(UTC) + timedelta(days=1)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {changed}"), {"at": f"{later:%Y-%m-%d %H:%M:%S.%f}"})
    found = list(PortalDirectory(engine).changed_since(later))
    assert found == sorted(reference(login) for login in who)


def test_a_person_costs_the_same_however_many_there_are(portal: Flask) -> None:
    """A fixed number of statements, whoever is asked for: a launch waits for them."""
    with portal.app_context():
        engine = db.engine
    directory = PortalDirectory(engine)
    statements: list[object] = []
    event.listen(
        engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2])
    )
    for person in SAMPLE.people:
        statements.clear()
        assert directory.person(person.id) is not None
        assert len(statements) <= 6
