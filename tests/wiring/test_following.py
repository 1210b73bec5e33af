"""What is followed of a folder: every way in which it can change is seen, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from garbridge.wiring.following import marks_within

FOLLOWED = frozenset({".toml", ".xml"})


def _come(folder: Path) -> None:
    (folder / "a.xml").write_text("1", "utf-8")


def _go(folder: Path) -> None:
    (folder / "b.toml").unlink()


def _grow(folder: Path) -> None:
    (folder / "b.toml").write_text("longer", "utf-8")


def _replace(folder: Path) -> None:
    other = folder / "b.new"
    other.write_text("2", "utf-8")
    other.replace(folder / "b.toml")


def _lead_nowhere(folder: Path) -> None:
    (folder / "c.toml").symlink_to(folder / "nothing")


@pytest.mark.parametrize("change", [_come, _go, _grow, _replace, _lead_nowhere])
def test_a_change_is_seen(tmp_path: Path, change: Callable[[Path], None]) -> None:
    """Also of a file that is put in the place of another, of the same size."""
    (tmp_path / "b.toml").write_text("1", "utf-8")
    before = marks_within(tmp_path, FOLLOWED)

    change(tmp_path)

    assert marks_within(tmp_path, FOLLOWED) != before


def test_what_is_no_file_of_ours_changes_nothing(tmp_path: Path) -> None:
    """The order in which a system lists a folder does not either."""
    for name in ("z.toml", "a.toml", "m.xml"):
        (tmp_path / name).write_text("1", "utf-8")
    before = marks_within(tmp_path, FOLLOWED)

    (tmp_path / "notes.txt").write_text("1", "utf-8")
    (tmp_path / ".toml").write_text("1", "utf-8")

    assert marks_within(tmp_path, FOLLOWED) == before
    assert [one[0] for one in before] == ["a.toml", "m.xml", "z.toml"]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    """Until somebody makes it."""
    assert marks_within(tmp_path / "none", FOLLOWED) == ()
