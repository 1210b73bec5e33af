"""The logs of the whole run of the tests name nobody: each test fails whose log does.

The people of the tests bear names that nobody else has.  What our loggers say is read at every
level, whether or not a test asks for it, and so is what the processes that a test starts write to
their standard error, where a portal's log is.
"""

import logging
import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

import pytest

MARKED: Final = re.compile(
    r"étoile-marqu|marquefort|marquée-(?:pré)?nom|marquee@|zoe\.etoile|%c3%89toile", re.IGNORECASE
)
"""Names and addresses of the people of ``garbridge.testing.world``, and of those made from them."""
_LOGGER: Final = "garbridge"


class Listening(logging.Handler):
    """Hears all that our loggers say, and keeps what they should not have said."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.wrong: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Read one line, the values beside it, and its trace."""
        line = record.getMessage()
        if not line.isprintable():
            self.wrong.append(f"a line of the log is not one line: {line!r}")
        fields = record.__dict__.get("garbridge", {})
        trace = str(record.exc_info[1]) if record.exc_info else ""
        self.wrong += named_in(" ".join((line, *map(str, fields.values()), trace)))

    def taken(self) -> list[str]:
        """Return it, and begin anew."""
        taken, self.wrong = self.wrong, []
        return taken


def named_in(text: str) -> list[str]:
    """Return a sentence for each marked name in *text*."""
    return [f"a log names somebody: {found[0]!r}" for found in MARKED.finditer(text)]


def named_on_errors(sections: Iterable[tuple[str, str]], phase: str) -> list[str]:
    """Return the same for what was written to standard error in *phase*, of a report's *sections*.

    A report holds what was written in the phases before it, too.
    """
    wanted = f"Captured stderr {phase}"
    return [one for title, text in sections if title == wanted for one in named_in(text)]


@contextmanager
def listening() -> Iterator[Listening]:
    """Hear our loggers at every level until the end of the block."""
    logger, heard = logging.getLogger(_LOGGER), Listening()
    before = logger.level
    logger.addHandler(heard)
    logger.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        logger.setLevel(before)
        logger.removeHandler(heard)


HEARD = pytest.StashKey[Listening]()
"""What our loggers should not have said, since the last test."""


def pytest_configure(config: pytest.Config) -> None:
    """Hear what our loggers say, from the first test to the last."""
    opened = ExitStack()
    config.stash[HEARD] = opened.enter_context(listening())
    config.add_cleanup(opened.close)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test in which a log named somebody: one of ours, or that of a process it started."""
    report = yield
    wrong = item.config.stash[HEARD].taken() + named_on_errors(report.sections, report.when or "")
    if wrong and report.passed:
        report.outcome, report.longrepr = "failed", "\n".join(wrong)
    return report
