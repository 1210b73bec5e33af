"""What is shipped: both wheels, built, installed, and used away from the checkout."""

import ast
import json
import re
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from tests.packaging.installing import PROJECTS, ROOT, SOURCES, Shipped

from garbridge import __version__

_NAME = re.compile(r"[A-Za-z0-9._-]+")

pytestmark = pytest.mark.xdist_group("wheels")
packages = pytest.mark.parametrize("package", SOURCES)


@packages
def test_a_wheel_holds_every_file_of_its_package(this_version: Shipped, package: str) -> None:
    """Templates, styles, migrations, types: a file that is missing is missed in production."""
    here = SOURCES[package]
    written = {
        f"{package}/{file.relative_to(here).as_posix()}"
        for file in here.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    with zipfile.ZipFile(this_version.wheels[package]) as wheel:
        shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
        licences = [name for name in wheel.namelist() if name.endswith("licenses/LICENSE")]

    assert shipped == written
    assert f"{package}/py.typed" in shipped
    assert len(licences) == 1


def test_the_commands_are_there(this_version: Shipped, tmp_path: Path) -> None:
    """Under the names the documentation gives them."""
    assert this_version.run("garbridge", "--version", at=tmp_path).split()[-1] == __version__
    assert "Commands:" in this_version.run("garbridge", "--help", at=tmp_path)
    assert "usage" in this_version.run("provider-stub", "--help", at=tmp_path).lower()


VISIT = """
import json, re
from pathlib import Path
import garbridge, provider_stub, portal
loads = ([table, "load", f"{table}.csv"] for table in ("subscriptions", "assignments"))
for words in (["db", "upgrade"], *loads):
    words = ["garbridge", *words]
    done = portal.app.test_cli_runner().invoke(args=words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
browser = portal.app.test_client()
page = browser.get("/mediacentre/")
style = re.search('href="(/mediacentre/static/[^"]+)', page.text)
print(json.dumps({
    "from": [str(Path(one.__file__).parent) for one in (garbridge, provider_stub)],
    "title": "Atlas" in page.text,
    "style": style and browser.get(style[1]).status_code,
    "refusal": browser.get("/mediacentre/ouvrir/x").status_code,
    "metadata": browser.get("/saml/metadata").status_code,
}))
"""


def test_a_portal_runs_away_from_the_checkout(this_version: Shipped, tmp_path: Path) -> None:
    """The smallest portal, as its README says; on a machine without time zones of its own."""
    folder = Path(
        copytree(
            ROOT / "examples" / "minimal_portal",
            tmp_path / "portal",
            ignore=ignore_patterns(".data", "__pycache__"),
        )
    )
    this_version.run("garbridge", "keys", "new", ".data/keys", "--name", "Test", at=folder)
    seen = json.loads(this_version.run("python", "-c", VISIT, at=folder, PYTHONTZPATH=""))
    places = seen.pop("from")

    assert all(Path(place).is_relative_to(this_version.bin.parent) for place in places)
    assert seen == {"title": True, "style": 200, "refusal": 403, "metadata": 200}


@packages
def test_what_is_imported_is_declared(package: str) -> None:
    """Whoever installs the wheel alone has all that it imports, by itself or by what it needs."""
    project = tomllib.loads((PROJECTS[package] / "pyproject.toml").read_text("utf-8"))["project"]
    # What an extra brings is loaded only where that is installed; nothing of ours needs pytest.
    extras = project.get("optional-dependencies", {})
    optional = [one for name, needed in extras.items() if name != "testing" for one in needed]
    declared = _with_all_they_need([*project["dependencies"], *optional])
    owners = packages_distributions()
    undeclared: set[str] = set()
    for file in SOURCES[package].rglob("*.py"):
        if "testing" in file.relative_to(SOURCES[package]).parts:
            continue  # needs pytest, as its extra says
        for name in _imported(file) - set(sys.stdlib_module_names) - set(SOURCES):
            if not {_plain(owner) for owner in owners[name]} & declared:
                undeclared.add(name)

    assert undeclared == set()


def _imported(file: Path) -> set[str]:
    """Return the top names of what *file* imports at run time."""
    found: set[str] = set()
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def _with_all_they_need(requirements: list[str]) -> set[str]:
    """Return the distributions of *requirements* and of theirs; none that is under a condition."""
    found: set[str] = set()
    waiting = [_requirement(one) for one in requirements]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [_requirement(r) for r in requires(name) or () if ";" not in r]
    return found


def _requirement(text: str) -> str:
    named = _NAME.match(text)
    assert named is not None
    return _plain(named[0])


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    ("package", "file"), [("garbridge", "run.in"), ("provider_stub", "stub.in")]
)
def test_what_is_locked_is_what_is_declared(package: str, file: str) -> None:
    """The environment of the tests and of operators holds what the wheel asks for."""
    project = tomllib.loads((PROJECTS[package] / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (ROOT / "requirements" / file).read_text("utf-8").splitlines()

    assert [one for one in lines if not one.startswith("#")] == project["dependencies"]


def test_operators_install_what_was_tested() -> None:
    """Each pin of the short lock is the same, with the same hashes, in the long one.

    On which machines it is needed may differ: a tool may need everywhere what a portal does not.
    """
    tested, run = (
        {
            entry.partition(" ")[0]: re.sub(r" ; [^\\\n]*", " ", entry, count=1)
            for entry in re.split(r"\n(?=[a-z])", text.strip())
        }
        for text in (
            (ROOT / "requirements" / name).read_text("utf-8") for name in ("dev.txt", "run.txt")
        )
    )

    assert {name: tested.get(name) for name in run} == run
    assert all("--hash=sha256:" in entry for entry in run.values())
    assert any(name.startswith("tzdata==") for name in run)
