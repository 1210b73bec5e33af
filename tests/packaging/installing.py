"""Wheels, built and installed into an environment without a way back to the checkout."""

import subprocess
import sys
import venv
from pathlib import Path


def built(project: Path, place: Path) -> None:
    """Build the wheel of *project* into *place*."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(build, cwd=project, check=True, capture_output=True)


def environment_of(place: Path) -> Path:
    """Install every wheel of *place* into a new environment there; return its programs' folder.

    What they need is taken from the environment of the tests: a folder that is named in a
    ``.pth`` file has its own such files ignored, which is how the checkout is installed there.
    """
    venv.create(place / "env", symlinks=True)
    (own,) = (place / "env" / "lib").glob("python*/site-packages")
    needed = next(path for path in sys.path if path.endswith("site-packages"))
    (own / "needed.pth").write_text(f"{needed}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(place / "env" / "bin" / "python")]
    options = ["install", "--quiet", "--no-deps", "--no-index", "--ignore-installed"]
    wheels = map(str, sorted(place.glob("*.whl")))
    subprocess.run([*pip, *options, *wheels], check=True, capture_output=True)
    return place / "env" / "bin"
