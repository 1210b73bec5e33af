"""The invented district: the same for the same seed, a valid export, and people as described."""

import csv
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import etree
from sqlalchemy import select
from tests.bought import read_assigned, read_subscriptions
from tests.gar.ent.days import NOW, TODAY

from garbridge.core.access import Granted, Refusal, check_access
from garbridge.core.catalogue import Provider, Resource
from garbridge.core.identifiers import (
    PersonId,
    ProviderId,
    ResourceId,
    SubscriptionId,
    TenantId,
)
from garbridge.core.people import GroupKind, Person, Profile
from garbridge.errors import ValueRefusedError
from garbridge.gar.ent.district.described import PEOPLE
from garbridge.gar.ent.district.writing import DEMO_TENANT, Written, write_district
from garbridge.gar.ent.export import GarEntExport
from garbridge.services.importing import Imported, ImportService, validate
from garbridge.stores.sql import schema
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.entitlement_writer import SqlEntitlementWriter
from garbridge.stores.sql.entitlements import SqlEntitlements
from garbridge.stores.sql.importing import SqlStagingArea, private_gathering
from garbridge.stores.sql.migrating import upgrade
from garbridge.wiring.clock import random_token

pytestmark = pytest.mark.xdist_group("district")  # which is made once

PUBLISHER = Provider(id=ProviderId("editions-fictives"), name="Éditions fictives")


def digest(folder: Path) -> dict[str, str]:
    """Return a digest of each file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module", name="written")
def _written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_district(tmp_path_factory.mktemp("demo") / "district", TODAY)


@pytest.fixture(scope="module", name="database")
def _database(written: Written, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Both days and both tables, brought in as a portal's administrator would."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('db') / 'garbridge.sqlite'}")
    upgrade(engine)
    database = Database(engine)
    assert written.before is not None
    assert written.archive is not None
    for path, at in ((written.before, NOW - timedelta(days=1)), (written.archive, NOW)):
        service = ImportService(staging=SqlStagingArea(engine), clock=lambda at=at: at)
        outcome = service.run(GarEntExport(path, DEMO_TENANT))
        assert isinstance(outcome, Imported)
        assert not outcome.findings.warnings
    bought = read_subscriptions(written.subscriptions, ZoneInfo("Europe/Paris"))
    given = read_assigned(written.assignments, bought)
    writer = SqlEntitlementWriter(database, DEMO_TENANT, lambda: NOW, random_token)
    writer.write(subscriptions=bought, seats=given.seats, openings=given.openings)
    yield database
    database.close()


@pytest.fixture(name="people")
def _people(database: Database) -> list[Person]:
    directory = SqlDirectory(database, DEMO_TENANT)
    found = {p.id: p for s in directory.schools() for p in directory.members(s.id)}
    return list(found.values())


def shown() -> list[tuple[str, str, int, str]]:
    """Return all that the described people show."""
    return [
        (person.id, shown.resource, shown.site, str(shown.outcome))
        for person in PEOPLE
        for shown in person.shows
    ]


@pytest.mark.parametrize(("who", "resource", "site", "outcome"), shown())
def test_each_described_person_shows_what_is_said(
    database: Database, who: str, resource: str, site: int, outcome: str
) -> None:
    """The access check answers what ``people.json`` promises."""
    directory = SqlDirectory(database, DEMO_TENANT)
    school = list(directory.schools())[site].id
    person = directory.person(PersonId(who))
    assert person is not None
    named = ResourceId(resource)
    opened = Resource(id=named, provider=PUBLISHER.id, title="x", url="https://x.example/")
    facts = SqlEntitlements(database, DEMO_TENANT).entitlements(person.id, school, named)

    answer = check_access(person, school, opened, PUBLISHER, facts, now=NOW)

    found = "granted" if isinstance(answer, Granted) else answer.reason.value
    assert found == outcome


def test_every_refusal_that_data_can_cause_is_shown() -> None:
    """The others need an act, a switch, an unknown person, or a date exports do not state."""
    elsewhere = {
        Refusal.NOT_ACTIVATED,
        Refusal.SCHOOL_NOT_OPEN,
        Refusal.ALL_IN_USE,
        Refusal.OBJECTED,
        Refusal.UNKNOWN_PERSON,
        Refusal.UNKNOWN_RESOURCE,
        Refusal.AMBIGUOUS_RESOURCE,
        Refusal.UNKNOWN_SCHOOL,
        Refusal.MEMBERSHIP_NOT_STARTED,
        Refusal.PROVIDER_DISABLED,
        Refusal.PROVIDER_EXPIRED,
        Refusal.RESOURCE_DISABLED,
    }

    assert {outcome for *_, outcome in shown()} == {"granted"} | (set(Refusal) - elsewhere)


def test_the_demo_lists_its_people(written: Written) -> None:
    """The demo portal's sign-in page is made of this file."""
    document = json.loads(written.people.read_text(encoding="utf-8"))
    people = document["people"]

    assert len(people) >= 12
    assert document["tenant"] == DEMO_TENANT
    assert len(document["schools"]) == 4
    for person in people:
        assert {"id", "profile", "schools", "description"} <= set(person)
        assert set(person["schools"]) <= {school["uai"] for school in document["schools"]}
    assert {person["profile"] for person in people} == {profile.value for profile in Profile}


def test_it_is_a_district_of_about_2500(written: Written, people: list[Person]) -> None:
    """Of one école, two collèges and a lycée, everybody with a place."""
    assert 2_400 <= written.count <= 2_600
    assert len(people) == written.count + 1, "and one who left yesterday"
    assert {m.profile for person in people for m in person.memberships} == set(Profile)


def test_names_are_of_all_sorts(people: list[Person]) -> None:
    """Accents, hyphens, apostrophes, spaces, long ones, and true homonyms."""
    families = [person.identity.family_name for person in people]
    full = [(p.identity.family_name, p.identity.given_name) for p in people]

    for sign in ("é", "ü", "Ø", "ễ", "-", "’", " "):
        assert any(sign in name for name in families), sign
    assert max(map(len, families)) > 40
    assert len(set(full)) < len(full)


def test_twins_and_homonyms_are_told_apart(database: Database) -> None:
    """Same names, same class, same day of birth: the identifier is what counts."""
    directory = SqlDirectory(database, DEMO_TENANT)
    found = {name: directory.person(PersonId(f"demo-{name}")) for name in ("lea", "leo", "lea-bis")}
    lea, leo, bis = found["lea"], found["leo"], found["lea-bis"]
    assert lea is not None
    assert leo is not None
    assert bis is not None

    assert lea.identity == bis.identity
    assert lea.memberships == leo.memberships
    assert lea.memberships != bis.memberships


def test_some_are_in_two_schools(people: list[Person]) -> None:
    """Teachers with one profile or two, and a pupil who is hosted."""
    two = [person for person in people if len(person.memberships) > 1]
    kinds = {tuple(sorted({m.profile.value for m in person.memberships})) for person in two}

    assert {("ens",), ("dir", "ens"), ("elv",)} <= kinds


def test_every_pupil_is_in_a_class_and_a_level(people: list[Person]) -> None:
    """Assignments by class or level reach everybody."""
    for person in people:
        for place in person.memberships:
            if place.profile is Profile.PUPIL and place.ends is None:
                assert len(place.of_kind(GroupKind.DIVISION)) == 1
                assert len(place.of_kind(GroupKind.LEVEL)) == 1
                assert all(group.statistical for group in place.of_kind(GroupKind.LEVEL))


def test_a_group_draws_from_the_divisions_of_its_pupils(people: list[Person]) -> None:
    """Parents are stated, and true."""
    for person in people:
        for place in person.memberships:
            divisions = place.codes(GroupKind.DIVISION)
            for group in place.of_kind(GroupKind.GROUP):
                assert place.profile is not Profile.PUPIL or (
                    not group.parents or divisions & set(group.parents)
                )


def test_heads_may_assign(database: Database) -> None:
    """One for each school, with an e-mail."""
    with database.engine.connect() as connection:
        rows = connection.execute(select(schema.delegate.c.school, schema.delegate.c.email)).all()

    assert len({school for school, _ in rows}) == 4
    assert all("@" in email for _, email in rows)


def test_addresses_and_schools_cannot_be_anybodys(people: list[Person]) -> None:
    """Reserved domains, and a department that does not exist."""
    for person in people:
        assert not person.identity.email or person.identity.email.endswith(".example")
        assert all(school.startswith("000") for school in person.schools())


def test_the_same_seed_and_day_give_the_same_bytes(written: Written, tmp_path: Path) -> None:
    """Two machines show the same demonstration."""
    again = write_district(tmp_path / "again", TODAY)

    assert digest(again.folder) == digest(written.folder)


def test_another_seed_gives_another_district(written: Written, tmp_path: Path) -> None:
    """The described people stay who they are."""
    other = write_district(tmp_path / "other", TODAY, seed=1)

    assert digest(other.export) != digest(written.export)
    assert other.people.read_bytes() == written.people.read_bytes()


@pytest.mark.parametrize(
    "day", [date(2026, 8, 16), date(2027, 1, 1), date(2028, 2, 29), date(2027, 8, 15)]
)
def test_it_shows_the_same_on_any_day(tmp_path: Path, day: date) -> None:
    """Subscriptions run around the day on which it is written, also at the turn of the year."""
    written = write_district(tmp_path / "district", day, archive=False)
    now = datetime.combine(day, time(8), UTC)
    bought = {
        found.id: found
        for found in read_subscriptions(written.subscriptions, ZoneInfo("Europe/Paris"))
    }

    assert bought[_id("manuel-val-perdu")].ends <= now
    assert bought[_id("langues-val-perdu")].starts > now
    running = set(bought) - {"manuel-val-perdu", "langues-val-perdu"}
    assert all(bought[_id(name)].starts <= now < bought[_id(name)].ends for name in running)


def _id(name: str) -> SubscriptionId:
    return SubscriptionId(name)


def test_a_larger_district_has_as_many_people_as_asked_for(tmp_path: Path) -> None:
    """Copies of the four schools, cut at the number; files of at most 10,000 nodes."""
    written = write_district(tmp_path / "large", TODAY, people=6_000, archive=False)
    findings = validate(GarEntExport(written.export, DEMO_TENANT), private_gathering)

    assert not findings.refused, findings.errors
    assert written.count == 6_000
    assert (written.before, written.archive) == (None, None)
    for path in written.export.iterdir():
        sheet = path.name.rsplit("_", 2)[1]
        root = f"GAR-ENT-{sheet}"
        blocks = etree.parse(path).getroot()
        assert (etree.QName(blocks).localname, len(blocks) <= 10_000) == (root, True)


def test_an_export_is_not_overwritten(written: Written) -> None:
    """Two runs in one folder would be refused later."""
    with pytest.raises(ValueRefusedError):
        write_district(written.folder, TODAY)


def test_another_project_may_be_named(tmp_path: Path) -> None:
    """Its files carry the name."""
    written = write_district(tmp_path / "x", TODAY, tenant=TenantId("F0"), archive=False)

    assert all(path.name.startswith("F0_") for path in written.export.iterdir())


def test_the_tables_open_in_a_spreadsheet(written: Written) -> None:
    """UTF-8 with its mark, semicolons, one header row."""
    content = written.subscriptions.read_bytes()
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))

    assert content.startswith(b"\xef\xbb\xbf")
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[1][2].startswith("000")
