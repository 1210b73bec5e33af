"""The page on LTI tools runs as it stands, and what it says of the portal is so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.how_to import commands, hold
from tests.services.school import PEOPLE
from tests.wiring.inside import look_again, portal_with, run_inside, ticking
from tests.wiring.portal_files import write_portal

from garbridge.config import LtiSection, read_provider
from garbridge.ports import WireRequest
from garbridge.wiring import Runtime

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "connect-an-lti-tool.md").read_text("utf-8")


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal, in French, without that tool."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    write_portal(tmp_path)
    (tmp_path / "providers" / "studio.toml").unlink()
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        yield runtime


def test_every_command_of_the_page_does_what_it_says(runtime: Runtime, tmp_path: Path) -> None:
    """In the order in which somebody reads it; what is refused writes nothing."""
    shown = list(commands(PAGE))
    assert len(shown) == 4
    for command in shown:
        look_again(runtime.registry)
        hold(run_inside(runtime, *command.arguments), command)

    (file,) = (tmp_path / "providers").glob("*.toml")
    section = read_provider(file, runtime.config.reading).protocol
    assert isinstance(section, LtiSection)
    assert section.redirect_uris == ("https://outil.example/lti/launch",)


def test_the_addresses_of_the_page_are_those_that_answer(runtime: Runtime) -> None:
    """What somebody copies into the tool's form."""
    request = WireRequest("GET", "https://ent.example/lti/config")
    said = runtime.back["lti/config"].answer(request, now=runtime.clock()).body.decode()

    for address in ("https://ent.example/lti/authorize", "https://ent.example/lti/jwks"):
        assert f"`{address}`" in PAGE
        assert f'"{address}"' in said
