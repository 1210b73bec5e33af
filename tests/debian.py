"""Commands that come from Debian packages: found, installed where that is possible, or named.

A test that needs one asks :func:`require_command`, or :func:`require_file` for a file.  On a
machine where the package cannot be installed the test is skipped with a line that says what to
install; with ``CI=true`` in the environment it fails instead, so that no check is ever lost unseen.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest


def require_command(name: str, package: str) -> str:
    """Return the path of the command *name*, from the Debian package *package*."""
    return str(_require(lambda: shutil.which(name), f"the command {name}", package))


def require_file(file: Path, package: str) -> Path:
    """Return *file*, which the Debian package *package* brings."""
    _require(lambda: file if file.exists() else None, str(file), package)
    return file


def require_php_extension(name: str, package: str) -> None:
    """Return if PHP has the extension *name*, from the Debian package *package*."""

    def there() -> str | None:
        listed = subprocess.run(["php", "-m"], capture_output=True, text=True, check=False)
        return name if name in listed.stdout.split() else None

    _require(there, f"the PHP extension {name}", package)


def _require(find: Callable[[], str | Path | None], what: str, package: str) -> str | Path:
    """Return what *find* finds, after an installation where that is possible."""
    found = find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get") is not None:
        _install(find, package)
        found = find()
    if found is not None:
        return found
    reason = f"needs {what}: apt-get install {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _install(find: Callable[[], str | Path | None], package: str) -> None:
    """Install *package* once, whichever of the parallel test processes comes first."""
    with (Path(tempfile.gettempdir()) / "garbridge-tests-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if find() is not None:
            return
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "-q", "update"],
            ["apt-get", "-q", "install", "-y", "--no-install-recommends", package],
        ):
            subprocess.run(command, env=environment, check=False, capture_output=True, timeout=300)
