"""Wheels, built and installed into an environment without a way back to the checkout."""

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = {
    "garbridge": ROOT / "src" / "garbridge",
    "provider_stub": ROOT / "provider_stub" / "src" / "provider_stub",
}
PROJECTS = {"garbridge": ROOT, "provider_stub": ROOT / "provider_stub"}


@dataclass(frozen=True, slots=True)
class Shipped:
    """An environment into which the wheels were installed."""

    wheels: dict[str, Path]
    bin: Path

    def run(self, *words: str, at: Path, **environment: str) -> str:
        """Run a command of it in the folder *at*; return what it prints."""
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GARBRIDGE"))}
        done = subprocess.run(
            [self.bin / words[0], *words[1:]],
            cwd=at,
            env=plain | {"LC_ALL": "C.UTF-8"} | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def shipped(place: Path) -> Shipped:
    """Build both wheels into *place*, and install them there."""
    for project in PROJECTS.values():
        built(project, place)
    wheels = sorted(place.glob("*.whl"))
    return Shipped(dict(zip(SOURCES, wheels, strict=True)), environment_of(place))


def built(project: Path, place: Path) -> None:
    """Build the wheel of *project* into *place*."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(build, cwd=project, check=True, capture_output=True)


def environment_of(place: Path) -> Path:
    """Install every wheel of *place* into a new environment there; return its programs' folder.

    What they need is taken from the environment of the tests: a folder that is named in a
    ``.pth`` file has its own such files ignored, which is how the checkout is installed there.
    Modules are compiled as they are imported: half of them never are.
    """
    venv.create(place / "env", symlinks=True)
    (own,) = (place / "env" / "lib").glob("python*/site-packages")
    needed = next(path for path in sys.path if path.endswith("site-packages"))
    (own / "needed.pth").write_text(f"{needed}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(place / "env" / "bin" / "python")]
    options = [
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--ignore-installed",
        "--no-compile",
    ]
    wheels = map(str, sorted(place.glob("*.whl")))
    subprocess.run([*pip, *options, *wheels], check=True, capture_output=True)
    return place / "env" / "bin"
