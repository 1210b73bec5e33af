"""The page of the rentrée is executed, and every seat is looked at."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.docs.college import (
    CLASSES,
    PUPILS,
    SCHOOL,
    college,
    late_october,
    september,
    titles,
    wanted,
    write_export,
    write_orders,
    write_provider,
)
from tests.docs.how_to import commands, hold
from tests.wiring.portal_files import write_portal

from garbridge.cli import main
from garbridge.cli.context import Shell
from garbridge.core.access import Granted
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.gar.ent.district.model import Cluster
from garbridge.wiring import Runtime, build_runtime

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "rentree.md").read_text("utf-8")
RENTREE = datetime(2026, 9, 1, 8, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 27, 8, tzinfo=UTC)
MOST_ACTIONS = 120


def opened(runtime: Runtime, cluster: Cluster) -> set[tuple[str, ResourceId]]:
    """Return what the gate lets everybody open."""
    return {
        (resident.id, one.ark)
        for resident in cluster.residents
        for one in titles(cluster.sites[0])
        if isinstance(runtime.access.check(PersonId(resident.id), SCHOOL, one.ark), Granted)
    }


def run(folder: Path, now: datetime, *arguments: str) -> Result:
    """Run a command on that day."""
    file = folder / "garbridge.toml"
    shell = Shell(file, build_runtime(file, clock=lambda: now))
    return CliRunner().invoke(main, list(arguments), obj=shell)


def test_the_rentree_of_a_college(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """600 pupils, 24 classes, 48 resources: few actions, no wrong seat, a late pupil served."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    site = college()
    write_portal(tmp_path)
    write_provider(tmp_path, site)
    write_orders(tmp_path, site)
    assert run(tmp_path, RENTREE, "db", "upgrade").exit_code == 0
    people = september(site)
    assert sum(resident.pupil for resident in people.residents) == PUPILS
    assert sum(len(level.divisions) for level in site.levels) == CLASSES
    assert len(titles(site)) == 48
    write_export(tmp_path / "rentree", people, RENTREE)

    actions = list(commands(PAGE))
    october = next(n for n, one in enumerate(actions) if one.arguments[-1] == "octobre")
    for command in actions[:october]:
        hold(run(tmp_path, RENTREE, *command.arguments), command)
    runtime = build_runtime(tmp_path / "garbridge.toml", clock=lambda: RENTREE)
    assert opened(runtime, people) == set(wanted(people, titles(site)))

    late = late_october(people)
    write_export(tmp_path / "octobre", people, OCTOBER)
    for command in actions[october:]:
        hold(run(tmp_path, OCTOBER, *command.arguments), command)
    runtime = build_runtime(tmp_path / "garbridge.toml", clock=lambda: OCTOBER)
    got = opened(runtime, people)

    assert got == set(wanted(people, titles(site)))
    assert len([ark for who, ark in got if who == late.id]) == 4 + 20 + 1
    assert len(actions) <= MOST_ACTIONS
