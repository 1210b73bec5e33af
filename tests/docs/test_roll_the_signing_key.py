"""The page on the rollover of the signing key runs as it stands."""

from pathlib import Path

import pytest
from tests.docs.how_to import commands, hold
from tests.wiring.inside import portal_with, run_inside

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "roll-the-signing-key.md"


def test_every_command_of_the_page_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In its order, on one portal, which runs all the while."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    shown = list(commands(PAGE.read_text("utf-8")))
    assert len(shown) == 10
    with portal_with([], tmp_path) as runtime:
        for command in shown:
            hold(run_inside(runtime, *command.arguments), command)
    left = {path.name for path in (tmp_path / "keys").glob("saml*")}

    assert left == {"saml.key", "saml.crt"}
    assert (tmp_path / "keys" / "saml.key").stat().st_mode & 0o777 == 0o600
