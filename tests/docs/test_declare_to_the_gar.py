"""The page on the export runs as it stands, against a real SFTP server."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.docs.how_to import commands, hold
from tests.gar.sftp_server import serving
from tests.wiring.inside import portal_with, run_inside, ticking

from garbridge.config import National
from garbridge.core.delegations import DelegationAct
from garbridge.core.exporting import ExportRules
from garbridge.core.identifiers import PersonId
from garbridge.core.people import Identity, Person
from garbridge.core.permissions import EVERYTHING
from garbridge.testing.delegations import DELEGATION
from garbridge.testing.world import pupil, teacher

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "declare-people-to-the-gar.md"
NAMELESS = Person(PersonId("x"), Identity("", "Zoé"), pupil().memberships)


def test_every_command_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other, with somebody who has no name."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    people = [pupil(), pupil("adele"), teacher(), NAMELESS]
    with serving(tmp_path) as server, portal_with(people, tmp_path, clock=ticking()) as runtime:
        whole = replace(DELEGATION, scope=EVERYTHING)
        runtime.stores.delegations.give(whole, DelegationAct.GIVEN)
        national = National(rules=ExportRules(), folder=tmp_path / "national", sftp=server.target)
        portal = replace(runtime, config=replace(runtime.config, national=national))
        shown = list(commands(PAGE.read_text("utf-8")))
        assert len(shown) == 5
        for command in shown:
            hold(run_inside(portal, *command.arguments), command)
