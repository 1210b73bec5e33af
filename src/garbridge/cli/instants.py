"""Instants as options state them."""

from datetime import UTC, datetime

from garbridge.cli.outcome import CommandFailed, Exit


def read_instant(text: str | None) -> datetime | None:
    """Return the instant that ``--at`` states, in UTC where it names no zone; ``None`` without one.

    Raises:
        CommandFailed: it is no instant.
    """
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as broken:
        raise CommandFailed(f"--at : {text!r}", Exit.USAGE) from broken
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
