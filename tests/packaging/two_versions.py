"""The previous version and this one, each in an environment of its own.

There is no release yet: the previous version is the last one whose tables are older than those of
today and are of one line, taken from git.  ``GARBRIDGE_PREVIOUS`` names another commit.  Where
there is no history, as in an archive or a shallow clone, there is none.
"""

import json
import os
import subprocess
import tarfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
import requests
from tests.examples.test_minimal_portal import PATIENCE
from tests.packaging.installing import built, environment_of

ROOT = Path(__file__).parents[2]
VERSIONS = "src/garbridge/stores/sql/migrations/versions"
NURSERY = Path(__file__).parent / "nursery.py"
_outputs = count()


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
class Version:
    """One version, loaded once by a process of its environment; each command is a fork of that."""

    nursery: "subprocess.Popen[str]"
    outputs: Path

    def run(self, folder: Path, *words: str) -> str:
        """Run the module and the arguments *words* in *folder*; return what it prints."""
        process, output = self._start(folder, words)
        code, printed = self._asked(do="wait", process=process), output.read_text("utf-8")
        assert code == 0, printed
        return printed

    @contextmanager
    def serving(self, folder: Path, *words: str, url: str) -> Iterator[None]:
        """Run *words*, which serve *url*, until the end of the block."""
        process, output = self._start(folder, words)
        ended: object = None

        def serves() -> bool:
            nonlocal ended
            ended = self._asked(do="look", process=process)
            try:
                return ended is not None or requests.get(url, timeout=PATIENCE).ok
            except requests.ConnectionError:
                return False

        try:
            until(serves)
            assert ended is None, output.read_text("utf-8")
            yield
        finally:
            if ended is None:
                self._asked(do="end", process=process)

    def _start(self, folder: Path, words: Iterable[str]) -> tuple[object, Path]:
        output = self.outputs / f"{next(_outputs)}.txt"
        asked = {"folder": str(folder), "output": str(output), "words": list(words)}
        return self._asked(do="start", **asked), output

    def _asked(self, **asked: object) -> object:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(json.dumps(asked) + "\n")
        self.nursery.stdin.flush()
        return json.loads(self.nursery.stdout.readline())


def until(condition: Callable[[], bool]) -> None:
    """Return once *condition* holds; fail where it does not for long."""
    late = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < late, "nothing came of it"
        time.sleep(0.05)


@contextmanager
def loaded(programs: Path, outputs: Path) -> Iterator[Version]:
    """Yield the version whose *programs* these are; the checkout is not found from it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GARBRIDGE"))}
    command = [str(programs / "python"), "-P", str(NURSERY)]
    pipe, environment = subprocess.PIPE, kept | {"LC_ALL": "C.UTF-8"}
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        yield Version(process, outputs)  # which ends with what it is asked by


@dataclass(frozen=True, slots=True)
class Installed:
    """Both versions, and the source of the previous one."""

    old: Version
    new: Version
    previous: Path


def previous_source(place: Path) -> Path:
    """Unpack the source of the previous version below *place*; skip where there is no history."""
    commit = os.environ.get("GARBRIDGE_PREVIOUS") or previous_commit()
    if not commit:
        pytest.skip("no history: there is no previous version to build")
    archive = place / "previous.tar"
    _git("archive", "--output", str(archive), commit)
    with tarfile.open(archive) as packed:
        packed.extractall(place / "previous", filter="data")
    return place / "previous"


def installed_from(source: Path, place: Path) -> Path:
    """Install what *source* makes into an environment at *place*; return its programs' folder."""
    place.mkdir()
    built(source, place)
    return environment_of(place)
