"""``notices`` from outside: what is new is added whole, what is there is never changed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from tests.gar.notices import ARK, NOTICE, harvested
from tests.services.school import PEOPLE
from tests.wiring.inside import look_again, portal_with, run_inside

from garbridge.cli.outcome import Exit
from garbridge.core.identifiers import ResourceId
from garbridge.wiring import Runtime

OTHER = (
    NOTICE.replace(ARK, "ark:/99999/cartes")
    .replace("Atlas &amp; « climats »", 'Cartes \\ "x"')
    .replace("https://parc.example/atlas<", "https://parc.example/cartes<")
)


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path) -> Iterator[Runtime]:
    with portal_with(PEOPLE, tmp_path) as runtime:
        yield runtime


def run(runtime: Runtime, what: str, text: str, *more: str) -> Result:
    """Run a command on a file that holds *text*."""
    file = runtime.config.providers.parent / "notices.xml"
    file.write_text(text, encoding="utf-8")
    return run_inside(runtime, "notices", what, *more, str(file))


def add(runtime: Runtime, text: str, *more: str) -> Result:
    """Add to the one provider there is."""
    return run(runtime, "import", text, "--provider", "studio", *more)


def own_file(runtime: Runtime) -> Path:
    """Return the provider's file."""
    return runtime.config.providers / "studio.toml"


def test_what_is_new_is_in_the_catalogue(runtime: Runtime) -> None:
    """At the end of the file, with every field; running processes follow."""
    before = own_file(runtime).read_text("utf-8")
    done = add(runtime, harvested(NOTICE, OTHER))
    assert done.exit_code == 0, done.output
    look_again(runtime.registry)
    resource = runtime.catalogue().resources[ResourceId(ARK)]

    assert own_file(runtime).read_text("utf-8").startswith(before.rstrip())
    assert (resource.title, resource.url) == ("Atlas & « climats »", "https://parc.example/atlas")
    assert (resource.publisher, resource.levels) == ("Éditions du Parc", ("6e",))
    assert resource.types == ("livre numérique",)
    assert resource.discipline == "histoire (6e)"
    assert resource.vignette == "https://parc.example/atlas.png"
    assert resource.indexing.publisher_id == "378901946_0000000123456789"
    assert len(resource.indexing.terms) == 3
    assert runtime.catalogue().resources[ResourceId("ark:/99999/cartes")].title == 'Cartes \\ "x"'


def test_again_it_is_the_same(runtime: Runtime) -> None:
    """Nothing is written twice, and a check finds nothing to say."""
    add(runtime, NOTICE)
    written = own_file(runtime).read_text("utf-8")
    again, checked = add(runtime, NOTICE), run(runtime, "check", NOTICE, "--json")

    assert (again.exit_code, checked.exit_code) == (0, 0)
    assert own_file(runtime).read_text("utf-8") == written
    assert json.loads(checked.output)["same"] == [ARK]


def test_what_differs_is_told_and_stays(runtime: Runtime) -> None:
    """Exit 1 with the keys: an access URL that changed is a matter for whoever answers for it."""
    add(runtime, NOTICE)
    written = own_file(runtime).read_text("utf-8")
    moved = NOTICE.replace("https://parc.example/atlas<", "https://parc.example/nouveau<")
    again, checked = add(runtime, moved), run(runtime, "check", moved, "--json")

    assert (again.exit_code, checked.exit_code) == (1, 1)
    assert own_file(runtime).read_text("utf-8") == written
    assert "url" in again.output
    (different,) = json.loads(checked.output)["different"]
    assert (different["resource"], different["keys"]) == (ARK, ["url"])


def test_one_that_is_wrong_refuses_all(runtime: Runtime) -> None:
    """Nothing is written; the same resource twice is wrong too."""
    written = own_file(runtime).read_text("utf-8")
    wrong = add(runtime, harvested(NOTICE, OTHER.replace("https://", "http://")))
    twice = add(runtime, harvested(NOTICE, NOTICE))
    checked = run(runtime, "check", harvested(NOTICE, NOTICE))

    assert wrong.exit_code != 0
    assert twice.exit_code != 0
    assert checked.exit_code == 1
    assert own_file(runtime).read_text("utf-8") == written


def test_nothing_is_written_where_it_is_only_shown(runtime: Runtime) -> None:
    """``--dry-run`` says what would be new."""
    written = own_file(runtime).read_text("utf-8")
    done = add(runtime, NOTICE, "--dry-run")

    assert done.exit_code == 0
    assert ARK in done.output
    assert own_file(runtime).read_text("utf-8") == written


def test_what_could_not_be_told_apart_is_not_added(runtime: Runtime) -> None:
    """Two resources of one CAS provider at one address: the file would not load."""
    written = own_file(runtime).read_text("utf-8")
    done = add(runtime, harvested(NOTICE, NOTICE.replace(ARK, "ark:/99999/cartes")))

    assert done.exit_code == Exit.CONFIGURATION
    assert "registered twice" in done.output
    assert own_file(runtime).read_text("utf-8") == written


def test_a_provider_that_is_not_there_gets_no_file(runtime: Runtime) -> None:
    """It has no protocol: it is registered first."""
    done = run(runtime, "import", NOTICE, "--provider", "parc")

    assert done.exit_code != 0
    assert not (runtime.config.providers / "parc.toml").exists()
