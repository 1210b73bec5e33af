"""The page about arrivals and departures is executed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.docs.how_to import commands, hold
from tests.gar.ent.small import COLLEGE, Small, link, person
from tests.importing.directories import left
from tests.wiring.portal_files import write_portal

from garbridge.cli import main
from garbridge.cli.context import Shell
from garbridge.core.entitlements import LicenceKind, Licences, Subscription
from garbridge.core.identifiers import ResourceId, SchoolId, SubscriptionId
from garbridge.core.people import Public
from garbridge.gar.ent.schema import Sheet
from garbridge.wiring import build_runtime

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "arrivals-and-departures.md"
TODAY = datetime(2026, 10, 20, 8, tzinfo=UTC)
VIDEOS = Subscription(
    id=SubscriptionId("videos-2026"),
    resource=ResourceId("ark:/12345/videos"),
    school=SchoolId(COLLEGE),
    kind=LicenceKind.INDIV,
    publics=frozenset({Public.PUPILS}),
    starts=datetime(2026, 8, 31, tzinfo=UTC),
    ends=datetime(2027, 8, 15, tzinfo=UTC),
    licences=Licences(overall=30),
)


def september() -> Small:
    """Return the collège with its documentaliste."""
    small = Small()
    staff = {"GARPersonNom": "Marquefort", "GARPersonPrenom": "Théodule"}
    small.add(2, Sheet.STAFF, "GAREnseignant", person("d1", COLLEGE, "doc", **staff))
    return small


def october() -> Small:
    """Return it with a pupil more and one less."""
    small = left(september(), "p1")
    small.add(2, Sheet.PUPILS, "GAREleve", person("nouvelle-6a", COLLEGE, "elv"))
    member = link(COLLEGE, "nouvelle-6a", "GARGroupeCode", "6A")
    small.add(2, Sheet.GROUPS, "GARPersonGroupe", member)
    return small


def run(folder: Path, *arguments: str) -> Result:
    """Run a command as it would run on that day."""
    file = folder / "garbridge.toml"
    shell = Shell(file, build_runtime(file, clock=lambda: TODAY))
    return CliRunner().invoke(main, list(arguments), obj=shell)


def test_every_command_of_the_page_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order in which somebody reads it."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    file = write_portal(tmp_path)
    assert run(tmp_path, "db", "upgrade").exit_code == 0
    assert (
        run(tmp_path, "directory", "import", str(september().write(tmp_path / "sept"))).exit_code
        == 0
    )
    october().write(tmp_path / "octobre")
    build_runtime(file).writer.write(subscriptions=[VIDEOS])

    shown = list(commands(PAGE.read_text("utf-8")))
    assert len(shown) == 17
    for command in shown:
        hold(run(tmp_path, *command.arguments), command)
