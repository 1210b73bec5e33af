"""Every page that there is, in every state that was thought of, is looked at in a real browser.

Widths of 1280, 768 and 320 pixels; light, dark and forced colours; axe-core; structure, focus,
targets, larger text; nothing in the console, nothing that the policy of the page stops, nobody
else asked.  What is looked at is in :mod:`tests.web.walks`.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser
from tests.web import walks, walks_at_the_door
from tests.web.auditing import auditor
from tests.web.walking import Shown

import garbridge.web

pytestmark = pytest.mark.xdist_group("browser")  # which is started once

TEMPLATES: Final = Path(garbridge.web.__file__).parent / "templates"
WALKS: Final[dict[str, Callable[[Path], AbstractContextManager[list[Shown]]]]] = {
    "the console": walks.the_console,
    "the catalogue": walks.the_offer,
    "the year": walks.the_year,
    "the figures": walks.the_figures,
    "own data": walks.the_own_data,
    "operations": walks.the_operations,
    "the médiacentre": walks_at_the_door.the_scenes,
    "what the GAR lists": walks_at_the_door.the_national,
    "the door": walks_at_the_door.the_door,
}


@dataclass
class Walked:
    """The walks, each gone once; its portal stays open as long as its pages are looked at."""

    folder: Path
    open: ExitStack
    done: dict[str, list[Shown]] = field(default_factory=dict[str, list[Shown]])

    def by(self, walk: str) -> list[Shown]:
        """Return what was shown in *walk*."""
        if walk not in self.done:
            folder = self.folder / str(len(self.done))
            folder.mkdir()
            self.done[walk] = self.open.enter_context(WALKS[walk](folder))
        return self.done[walk]


@pytest.fixture(name="walked", scope="module")
def _walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """The walks of this module."""
    with ExitStack() as stack:
        yield Walked(tmp_path_factory.mktemp("walks"), stack)


@pytest.mark.parametrize("walk", WALKS)
def test_each_page_keeps_what_pages_promise(browser: Browser, walked: Walked, walk: str) -> None:
    """None of them is in a state that somebody cannot use."""
    with auditor(browser) as audit:
        found = [fault for one in walked.by(walk) for fault in audit.faults(one)]

    assert found == []


def test_no_page_is_left_out(walked: Walked) -> None:
    """A new template is walked to, in :mod:`tests.web.walks`, or this says so."""
    seen = {one.template for walk in WALKS for one in walked.by(walk)}

    assert len(pages()) > 50
    assert pages() - seen == set()


def pages() -> set[str]:
    """Return the templates that are whole pages: they extend one, and no other extends them."""
    texts = {
        file.relative_to(TEMPLATES).as_posix(): file.read_text("utf-8")
        for file in TEMPLATES.rglob("*.html")
    }
    around = {found for text in texts.values() for found in _extended(text)}
    frames = {"garbridge/fragment.html", "garbridge/frame.html"}
    return {name for name, text in texts.items() if _extended(text)} - around - frames


def _extended(text: str) -> list[str]:
    return re.findall(r'{%-? extends "([^"]+)"', text) + (
        ["garbridge/base.html"] if "{% extends gb.base %}" in text else []
    )
