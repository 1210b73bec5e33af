"""New files for their owner only."""

import os
from collections.abc import Iterable
from pathlib import Path

from garbridge.cli.outcome import CommandFailed, Exit


def write_private(file: Path, lines: Iterable[str]) -> None:
    """Write *lines* to a new *file* of mode 0600, and wait until the disk has them.

    Raises:
        CommandFailed: with exit code 5, where it is there already or cannot be written.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as written:
            written.writelines(lines)
            written.flush()
            os.fsync(written.fileno())
    except OSError as error:
        raise CommandFailed(f"{file}: {error.strerror}", Exit.REFUSED) from error
