"""``garbridge vignettes``: on a portal of files, from a real server."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from tests.pictures import JPEG, picture
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside
from tests.wiring.portal_files import write_portal
from tests.wiring.test_upstream_http import saying, server
from tests.wiring.test_vignette_fetching import answer

from garbridge.core.health import Standing, Vital
from garbridge.core.jobs import Job, RunOutcome
from garbridge.core.vignettes import LARGEST, STALE, Shown, file_name
from garbridge.errors import ConfigError
from garbridge.formats.pictures import read_picture
from garbridge.testing.world import NOW
from garbridge.wiring import Runtime, health_of

PICTURE = picture(JPEG)


@pytest.fixture(autouse=True)
def _french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")


class Portal:
    """A portal on loopback whose one resource has its picture at a server of this machine."""

    def __init__(self, folder: Path, url: str, more: str) -> None:
        self.now = NOW
        self.file = write_portal(folder)
        top = 'insecure_loopback = true\nissuer = "http://127.0.0.1:8800"\n'
        text = self.file.read_text("utf-8").replace('issuer = "https://ent.example"\n', top)
        self.file.write_text(text + more, "utf-8")
        studio = folder / "providers" / "studio.toml"
        studio.write_text(studio.read_text("utf-8") + f'vignette = "{url}"\n', "utf-8")


@pytest.fixture(name="url")
def _url() -> Iterator[str]:
    """Return the address of a picture."""
    with server(saying(answer(PICTURE))) as (url, _):
        yield url


def hosts(url: str) -> str:
    """Return the section that allows the host of *url*."""
    return f'[vignettes]\nhosts = ["{url.split("/")[2]}"]\n'


@contextmanager
def made(folder: Path, url: str, more: str) -> Iterator[tuple[Runtime, Portal]]:
    """Yield a portal and its clock."""
    portal = Portal(folder, url, more)
    with portal_with(PEOPLE, folder, clock=lambda: portal.now) as runtime:
        yield runtime, portal


@pytest.fixture(name="stack")
def _stack() -> Iterator[ExitStack]:
    """Return what ends with the test."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(name="allowed")
def _allowed(tmp_path: Path, url: str) -> Iterator[tuple[Runtime, Portal]]:
    """Return a portal that may fetch it."""
    with made(tmp_path, url, hosts(url)) as portal:
        yield portal


def test_without_hosts_nobody_is_asked(tmp_path: Path) -> None:
    """Deny by default; it is told."""
    with (
        server(saying(answer(PICTURE))) as (url, heard),
        made(tmp_path, url, "") as (runtime, _),
    ):
        said = run_inside(runtime, "vignettes", "refresh")
        vitals = {one.vital for one in health_of(runtime).checks}

    assert said.exit_code == 0
    assert "aucun hôte dans [vignettes]" in said.output
    assert Vital.VIGNETTES not in vitals

    assert heard == []


FOLDER = '[vignettes]\nfolder = "images"\n'


def handed_over(folder: Path, name: str, content: bytes) -> Path:
    """Put a file into the folder of a portal."""
    (folder / "images").mkdir(exist_ok=True)
    file = folder / "images" / name
    file.write_bytes(content)
    return file


def test_files_of_the_portal_are_taken_over(tmp_path: Path, url: str, stack: ExitStack) -> None:
    """By the names that a command tells; they win over the publisher's, who is not asked."""
    runtime, _ = stack.enter_context(made(tmp_path, url, FOLDER))
    (named,) = json.loads(run_inside(runtime, "vignettes", "names", "--json").output)
    file = handed_over(tmp_path, f"{named['file']}.img", PICTURE)
    handed_over(tmp_path, ".hidden.png", PICTURE)
    handed_over(tmp_path, "notes.txt", b"text")
    os.mkfifo(tmp_path / "images" / "12345,pipe.png")  # to open it would wait for ever
    first = run_inside(runtime, "vignettes", "refresh")
    again = run_inside(runtime, "vignettes", "refresh")
    store = runtime.stores.mediacentre.vignettes
    shown = Shown(store.shown())
    (resource,) = runtime.catalogue().resources.values()

    assert first.output.splitlines()[0] == "nouvelles : 1"
    assert "inchangées : 1" in again.output
    assert store.picture(shown.of_resource(resource)) == read_picture(PICTURE)
    assert (named["resource"], named["address"]) == (resource.id, url)
    file.unlink()
    assert "retirées : 1" in run_inside(runtime, "vignettes", "refresh").output
    assert store.shown() == {}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (b"12345,caf\xe9.png", r"12345,caf\udce9.png"),
        (b"1234,a.png", "1234,a.png"),
        (b"12345,a\x1b[31m.png", r"12345,a\x1b[31m.png"),
        (b"12345,atlas.webp", "12345,atlas.webp"),  # a second one
        (b"12345,other.gif", "12345,other.gif"),
    ],
)
def test_a_file_of_another_name_is_told(tmp_path: Path, name: bytes, told: str) -> None:
    """Not one that is no text either, as what comes from an old archive is: the others are read."""
    with made(tmp_path, "https://nobody.example/x.png", FOLDER) as (runtime, _):
        file = handed_over(tmp_path, "12345,atlas.png", PICTURE)
        file.with_name(os.fsdecode(name)).write_bytes(PICTURE)
        said = run_inside(runtime, "vignettes", "refresh")
        again = run_inside(runtime, "vignettes", "status")

        assert (said.exit_code, said.output.splitlines()[0]) == (1, "nouvelles : 1")
        assert again.exit_code == 1
        for one in (said, again):
            assert f"{told} : nom d’aucune ressource, image laissée de côté" in one.output
        assert list(runtime.stores.mediacentre.vignettes.shown()) == ["folder:12345,atlas"]


def test_a_file_of_no_registered_resource_is_told(tmp_path: Path) -> None:
    """It may be of one of the GAR's; else somebody wrote the name wrong, and sees it here."""
    with made(tmp_path, "https://nobody.example/x.png", FOLDER) as (runtime, _):
        (own,) = map(file_name, runtime.catalogue().resources)
        for name in (f"{own}.png", "12345,atals.png"):
            handed_over(tmp_path, name, PICTURE)
        run_inside(runtime, "vignettes", "refresh")
        said = run_inside(runtime, "vignettes", "status")
        listed = json.loads(run_inside(runtime, "vignettes", "status", "--json").output)

        nobodys = [one for one in said.output.splitlines() if "aucune ressource inscrite" in one]
        assert [line.split(" ; ")[0] for line in nobodys] == ["folder:12345,atals"]
        assert {one["address"]: one["registered"] for one in listed} == {
            f"folder:{own}": True,
            "folder:12345,atals": False,
        }
        assert said.exit_code == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<svg/>", "ni PNG, ni JPEG, ni WebP fixe"),
        (b"", "ni PNG, ni JPEG, ni WebP fixe"),
        (bytes(LARGEST + 1), "plus de 512 ko"),
        (picture(width=8, height=8), "dimensions refusées"),
    ],
)
def test_a_file_that_is_no_picture_is_told(tmp_path: Path, content: bytes, why: str) -> None:
    """And not taken; the one of before stays."""
    with made(tmp_path, "https://nobody.example/x.png", FOLDER) as (runtime, _):
        handed_over(tmp_path, "12345,atlas.png", PICTURE)
        run_inside(runtime, "vignettes", "refresh")
        before = dict(runtime.stores.mediacentre.vignettes.shown())
        handed_over(tmp_path, "12345,atlas.png", content)
        said = run_inside(runtime, "vignettes", "refresh")

        assert said.exit_code == 1
        assert f"folder:12345,atlas : {why}" in said.output
        assert runtime.stores.mediacentre.vignettes.shown() == before != {}


def test_a_folder_that_is_away_takes_nothing_away(tmp_path: Path) -> None:
    """A disk that is not mounted is not a portal that has no pictures any more."""
    with made(tmp_path, "https://nobody.example/x.png", FOLDER) as (runtime, _):
        file = handed_over(tmp_path, "12345,atlas.png", PICTURE)
        run_inside(runtime, "vignettes", "refresh")
        file.parent.rename(tmp_path / "elsewhere")
        said = run_inside(runtime, "vignettes", "refresh")

        assert isinstance(said.exception, ConfigError) or said.exit_code == 3
        assert runtime.stores.mediacentre.vignettes.shown()


def test_a_copy_is_made_and_told(allowed: tuple[Runtime, Portal], url: str) -> None:
    """With what the run counted, and how old each copy is."""
    runtime, _ = allowed
    said = run_inside(runtime, "vignettes", "refresh")

    assert (said.exit_code, said.output.splitlines()[0]) == (0, "nouvelles : 1")
    found = runtime.stores.mediacentre.vignettes
    assert found.picture(found.shown()[url]) == read_picture(PICTURE)
    run = runtime.stores.upkeep.runs.recent(Job.VIGNETTES_REFRESH, 1)[0]
    assert (run.outcome, run.figures) == (RunOutcome.DONE, {"new": 1})
    told = run_inside(runtime, "vignettes", "status")
    assert (told.exit_code, told.output) == (0, f"{url} ; 2026-11-16T08:00:00+00:00\n")
    (document,) = json.loads(run_inside(runtime, "vignettes", "status", "--json").output)
    assert (document["address"], document["stale"], document["fault"]) == (url, False, None)


def test_an_old_copy_stays_and_is_told(tmp_path: Path, stack: ExitStack) -> None:
    """Where its publisher is down: by the command, by its status, and by the health."""
    with server(saying(answer(PICTURE))) as (url, _):
        runtime, portal = stack.enter_context(made(tmp_path, url, hosts(url)))
        run_inside(runtime, "vignettes", "refresh")
    portal.now += STALE
    said = run_inside(runtime, "vignettes", "refresh")

    assert said.exit_code == 4
    assert f"{url} : injoignable ; copie du 2026-11-16T08:00:00+00:00" in said.output
    assert runtime.stores.mediacentre.vignettes.shown()
    status = run_inside(runtime, "vignettes", "status")
    assert (status.exit_code, "ANCIENNE" in status.output) == (1, True)
    (check,) = [one for one in health_of(runtime).checks if one.vital is Vital.VIGNETTES]
    assert (check.standing, check.reasons) == (Standing.WARNING, (f"{url.split('/')[2]}: 1",))
    run = runtime.stores.upkeep.runs.recent(Job.VIGNETTES_REFRESH, 1)[0]
    assert (run.outcome, run.figures) == (RunOutcome.FAILED, {"errors": 1})


def test_what_is_refused_is_told_and_counted(tmp_path: Path) -> None:
    """In words and in JSON; it is no failure of the run."""
    with (
        server(saying(answer(b"<svg/>"))) as (url, _),
        made(tmp_path, url, hosts(url)) as (runtime, _),
    ):
        said = run_inside(runtime, "vignettes", "refresh", "--json")
        run = runtime.stores.upkeep.runs.recent(Job.VIGNETTES_REFRESH, 1)[0]

    (one,) = json.loads(said.output)
    told = (one["outcome"], one["fault"], one["copy_of"])
    assert (said.exit_code, *told) == (1, "failed", "not_a_picture", None)
    assert (run.outcome, run.figures) == (RunOutcome.DONE, {"errors": 1})
