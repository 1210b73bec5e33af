"""The PostgreSQL and the browser of the tests: one of each in a process, whoever asks for it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from tests.stores.postgresql import running_postgresql
from tests.web.browser import chromium

from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.migrating import upgrade


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Return the address of a PostgreSQL that runs as long as the tests."""
    with running_postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """Return its database, with our tables."""
    database = Database(open_engine(postgresql_url))
    upgrade(database.engine)
    yield database
    database.close()


@pytest.fixture(scope="session", name="driver")
def _driver() -> Iterator[Playwright]:
    """What speaks with browsers: there can be one in a thread."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session", name="one_browser")
def _one_browser(driver: Playwright) -> Iterator[Browser]:
    """Chromium, which takes as long to start as ten pages to open."""
    with chromium(driver) as browser:
        yield browser


@pytest.fixture(name="browser")
def _browser(one_browser: Browser) -> Iterator[Browser]:
    """Chromium without a window, a cookie or anything else of the test before."""
    yield one_browser
    for context in one_browser.contexts:
        context.close()
