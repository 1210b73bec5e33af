"""Run the examples of the documentation and of the docstrings, and set how properties are tried.

Whatever runs, no log names anybody.
"""

import gc
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.document import Document, PythonDocStringDocument
from sybil.integration.pytest import SybilItem
from sybil.parsers import myst, rest
from sybil.sybil import SybilCollection
from tests.made_once import made_once
from tests.scheduling import FilesTogether, longest_first
from tests.scratch import scratch_removed
from xdist.remote import Producer

settings.register_profile(
    "garbridge",
    deadline=None,  # a loaded machine is slow, not wrong
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("garbridge")


class _Docstrings(PythonDocStringDocument):
    """The docstrings of a module with examples in them: nine modules of ten have none."""

    @staticmethod
    def extract_docstrings(python_source_code: str) -> Iterator[tuple[int, int, str]]:
        """Yield each docstring with its place; parse nothing where there is nothing to run."""
        if ">>>" in python_source_code:
            yield from PythonDocStringDocument.extract_docstrings(python_source_code)


_DOCSTRINGS: dict[str | None, type[Document]] = {".py": _Docstrings}
_markdown = Sybil(
    parsers=[myst.DocTestDirectiveParser(), myst.PythonCodeBlockParser()],
    patterns=["*.md"],
)
_library, _stub = (
    Sybil(parsers=[rest.DocTestParser()], path=path, patterns=["*.py"], document_types=_DOCSTRINGS)
    for path in ("src", "provider_stub/src")
)
pytest_collect_file = SybilCollection([_markdown, _library, _stub]).pytest()

pytest_plugins = ["tests.nobody_named"]


@contextmanager
def _garbage_looked_for_less() -> Iterator[None]:
    """Look for no cycles in the block, and after it neither in what is there nor as often.

    Twenty thousand tests and what they import stay to the end: each look at them finds nothing.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests."""
    with _garbage_looked_for_less():
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    """Make once what every application makes anew in the same way; leave no folder."""
    with made_once(), scratch_removed():
        yield


def pytest_itemcollected(item: pytest.Item) -> None:
    """Keep the lines of one docstring or page on one worker: each builds on the one before."""
    if isinstance(item, SybilItem):
        item.add_marker(pytest.mark.xdist_group(str(item.path)))


@pytest.hookimpl(trylast=True)  # after pytest has put together what shares a fixture
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items[:] = longest_first(items)


@pytest.hookimpl(optionalhook=True)  # without xdist there is nothing to give out
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FilesTogether:
    """Give out groups and files, not tests."""
    return FilesTogether(config, log)
