"""Folders for what tests make outside of any fixture; they are gone with the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp


@cache
def _scratch() -> "TemporaryDirectory[str]":
    return TemporaryDirectory(prefix="garbridge-tests-")


def new_folder() -> Path:
    """Return a folder in which there is nothing."""
    return Path(mkdtemp(dir=_scratch().name))


@contextmanager
def scratch_removed() -> Iterator[None]:
    """Remove them at the end of the block: a worker of xdist ends without ado."""
    yield
    if _scratch.cache_info().currsize:
        _scratch().cleanup()
        _scratch.cache_clear()
