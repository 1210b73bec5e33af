"""How far an export has been read: on a terminal only, and never in the way."""

import io
from collections.abc import Iterator
from itertools import count

import pytest

from garbridge.cli.progress import Watched, watched
from garbridge.core.identifiers import TenantId
from garbridge.ports import Batch, Findings, RowKind
from garbridge.testing.world import TENANT


class Three:
    """An export of three batches."""

    tenant: TenantId = TENANT

    def batches(self, findings: Findings) -> Iterator[Batch]:
        """Yield them."""
        findings.file("a.xml")
        for number in range(3):
            yield Batch(RowKind.SCHOOL, [(str(number), "A school", 2, 0)] * 10)


class Terminal(io.StringIO):
    """A stream that is one."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_the_rows_are_counted_and_come_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every batch as it was; a line for each, and an empty one at the end."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    seconds = count(1)
    shown: list[str] = []

    rows = list(Watched(Three(), shown.append, lambda: next(seconds)).batches(Findings()))

    assert [len(batch.rows) for batch in rows] == [10, 10, 10]
    assert shown == [
        *(f"{number} lignes lues, fichier 1" for number in (10, 20, 30)),
        "",
    ]


def test_a_terminal_is_not_flooded() -> None:
    """Lines come a fifth of a second apart."""
    shown: list[str] = []

    list(Watched(Three(), shown.append, lambda: 7.0).batches(Findings()))

    assert len(shown) == 2


def test_only_a_terminal_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a log file or a pipe nothing is written; on a terminal the line is erased at the end."""
    export, terminal = Three(), Terminal()
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert watched(export) is export

    monkeypatch.setattr("sys.stderr", terminal)
    list(watched(export).batches(Findings()))

    assert "10 " in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
