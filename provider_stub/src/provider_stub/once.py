"""What may be used once: assertion identifiers and tickets, remembered on disk.

Only a hash is kept.  The claim is one ``INSERT`` under a unique key, so that of
two threads, two processes or two lives of the program one wins.
"""

import hashlib
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

_KEPT_AT_LEAST = timedelta(hours=24)


class OnceStore:
    """A set one can only enter once, in a SQLite file."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS used (id BLOB PRIMARY KEY, until INTEGER NOT NULL)"
            " WITHOUT ROWID"
        )

    def claim(self, *parts: str, until: datetime, now: datetime) -> bool:
        """Claim the thing named by *parts*; false if it was claimed before.

        It is remembered until *until*, and for a day at least: a message that
        lies about its end must not be forgotten early.
        """
        digest = hashlib.sha256("\0".join(f"{len(p)}:{p}" for p in parts).encode()).digest()
        kept = max(until, now + _KEPT_AT_LEAST)
        with self._lock:
            self._connection.execute("DELETE FROM used WHERE until < ?", (int(now.timestamp()),))
            cursor = self._connection.execute(
                "INSERT INTO used (id, until) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (digest, int(kept.timestamp())),
            )
            return cursor.rowcount == 1

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
