"""How far an export has been read: on a terminal only, and never in the way."""

import io
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from garbridge.cli.progress import (
    Watched,
    by_part,
    by_resource,
    by_school,
    over_people,
    watched,
)
from garbridge.core.identifiers import SchoolId, TenantId
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


def test_schools_are_counted_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """All come through; elsewhere, and for one school, nothing is written."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    schools = [SchoolId(f"07500{number}A") for number in range(10, 13)]
    seconds = count()
    quiet, terminal = io.StringIO(), Terminal()

    monkeypatch.setattr("sys.stderr", quiet)
    assert list(by_school(schools)) == schools
    monkeypatch.setattr("sys.stderr", terminal)
    assert list(by_school(schools[:1])) == schools[:1]
    assert (quiet.getvalue(), terminal.getvalue()) == ("", "")

    assert list(by_school(schools, ticks=lambda: next(seconds))) == schools
    assert terminal.getvalue().split("\r\x1b[K")[1:] == [
        *(f"{done} établissements sur 3" for done in range(3)),
        "",
    ]


def test_the_line_is_erased_where_it_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error is told on a line of its own."""
    terminal, seconds = Terminal(), count()
    monkeypatch.setattr("sys.stderr", terminal)
    through = by_school([SchoolId("a"), SchoolId("b")], ticks=lambda: next(seconds))

    next(iter(through))
    through.close()

    assert terminal.getvalue().endswith("\r\x1b[K")


def test_only_a_terminal_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a log file or a pipe nothing is written; on a terminal the line is erased at the end."""
    export, terminal = Three(), Terminal()
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert watched(export) is export

    monkeypatch.setattr("sys.stderr", terminal)
    list(watched(export).batches(Findings()))

    assert "10 " in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("passing", "things", "said"),
    [
        (by_resource, ["a", "b"], ["0 ressources sur 2", "1 ressources sur 2"]),
        (by_part, [["a", "b"], ["c"]], ["0 abonnements sur 3", "2 abonnements sur 3"]),
    ],
)
def test_what_takes_long_is_counted_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    passing: Callable[..., Iterator[object]],
    things: list[object],
    said: list[str],
) -> None:
    """The resources of a switch, the orders of a file."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    seconds, terminal = count(), Terminal()
    monkeypatch.setattr("sys.stderr", terminal)

    assert list(passing(things, ticks=lambda: next(seconds))) == things

    assert terminal.getvalue().split("\r\x1b[K")[1:] == [*said, ""]


def test_the_people_of_an_invented_district_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where many were asked for, and there is a terminal; the line goes in the end."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert over_people(9) is None
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert over_people(None) is None

    told = over_people(9)
    assert told is not None
    for done in (4, 9):
        told(done)

    assert terminal.getvalue().split("\r\x1b[K")[1:] == ["4 personnes sur 9", ""]
