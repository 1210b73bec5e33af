"""Puts a file in the place of another as a whole: nobody ever reads half of one."""

import os
import tempfile
from pathlib import Path

from garbridge.errors import ConfigError


def replace_file(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Let *path* hold *content*, with *mode*, on the disk before anybody sees it.

    Raises:
        ConfigError: it cannot be written; what was there stays.
    """
    try:
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
    except OSError as broken:
        raise ConfigError([f"{path.name}: cannot be written: {broken.strerror}"]) from broken
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).chmod(mode)
        Path(scratch).replace(path)
    except OSError as broken:
        Path(scratch).unlink(missing_ok=True)
        raise ConfigError([f"{path.name}: cannot be written: {broken.strerror}"]) from broken
