"""The previous version and this one, each in an environment of its own.

There is no release yet: the previous version is the last one whose tables are older than those of
today and are of one line, taken from git.  ``GARBRIDGE_PREVIOUS`` names another commit.  Where
there is no history, as in an archive or a shallow clone, there is none.
"""

import os
import subprocess
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.packaging.installing import built, environment_of

ROOT = Path(__file__).parents[2]
VERSIONS = "src/garbridge/stores/sql/migrations/versions"


def _git(*words: str) -> str:
    """Return what git says, or nothing where it knows of nothing."""
    done = subprocess.run(
        ["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def previous_commit() -> str:
    """Return the last commit with older tables and one head, or nothing without a history."""
    ours = _numbers(file.name for file in (ROOT / VERSIONS).glob("v*.py"))
    for commit in _git("log", "--format=%H", "-30", "--", VERSIONS).split():
        names = _git("ls-tree", "--name-only", f"{commit}:{VERSIONS}").split()
        found = _numbers(names)
        if found and max(found) < max(ours) and len(set(found)) == len(found):
            return commit
    return ""


def _numbers(names: Iterable[str]) -> list[str]:
    """Return the numbers of the migrations among *names*."""
    return [name[1:5] for name in names if name.startswith("v") and name.endswith(".py")]


@dataclass(frozen=True, slots=True)
class Installed:
    """The programs of both versions, and the source of the previous one."""

    old: Path
    new: Path
    previous: Path


def both_installed(place: Path) -> Installed:
    """Install the previous version and this one below *place*; skip where there is no history."""
    commit = os.environ.get("GARBRIDGE_PREVIOUS") or previous_commit()
    if not commit:
        pytest.skip("no history: there is no previous version to build")
    archive = place / "previous.tar"
    _git("archive", "--output", str(archive), commit)
    with tarfile.open(archive) as packed:
        packed.extractall(place / "previous", filter="data")
    bins: dict[str, Path] = {}
    for name, project in {"old": place / "previous", "new": ROOT}.items():
        (place / name).mkdir()
        built(project, place / name)
        bins[name] = environment_of(place / name)
    return Installed(bins["old"], bins["new"], place / "previous")
