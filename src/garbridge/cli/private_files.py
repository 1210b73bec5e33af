"""Files for their owner only."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from garbridge.cli.language import say
from garbridge.cli.outcome import CommandFailed, Exit


def write_private(file: Path, lines: Iterable[str]) -> None:
    """Write *lines* to a new *file*, as :func:`write_private_bytes` does."""
    write_private_bytes(file, (line.encode() for line in lines))


def write_private_bytes(file: Path, parts: Iterable[bytes]) -> None:
    """Write *parts* to a new *file* of mode 0600, and wait until the disk has them.

    Raises:
        CommandFailed: with exit code 5, where it is there already or cannot be written.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as written:
            written.writelines(parts)
            written.flush()
            os.fsync(written.fileno())
    except OSError as error:
        raise CommandFailed(f"{file}: {error.strerror}", Exit.REFUSED) from error


def replace_private(file: Path, text: str) -> None:
    """Write *text* to *file* with mode 0600, in place of what was there, as a whole or not at all.

    Raises:
        CommandFailed: with exit code 5, where it cannot be written or is no ordinary file; what
            was there is there still.
    """
    if file.exists() and not file.is_file():
        no_file = say("n’est pas un fichier ordinaire")
        raise CommandFailed(f"{file}: {no_file}", Exit.REFUSED)
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as written:
                written.write(text)
                written.flush()
                os.fsync(written.fileno())
            Path(name).replace(file)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise CommandFailed(f"{file}: {error.strerror}", Exit.REFUSED) from error
