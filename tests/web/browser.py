"""A real browser, a real server, and axe-core: found, installed where possible, or named."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Locator, Page, Playwright
from tests.debian import require_command
from tests.npm import installed
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HERE = Path(__file__).parent
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

NESTED = """() => [...document.querySelectorAll('a, button, summary')]
    .filter(one => one.querySelector('a, button, input, select, textarea, summary'))
    .map(one => one.outerHTML.slice(0, 200))"""
"""Finds an interactive element inside another; axe does not."""

TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"


@contextmanager
def serving(app: "WSGIApplication", port: int = 0) -> Iterator[str]:
    """Serve *app* on *port* of this machine, by default one that is free."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium(driver: Playwright, *more: str) -> Iterator[Browser]:
    """Start Debian's browser; *more* are arguments of its command line."""
    command = require_command("chromium", "chromium")
    browser = driver.chromium.launch(executable_path=command, args=[*_QUIET, *more])
    try:
        yield browser
    finally:
        browser.close()


def follow(control: Locator, key: str = "") -> None:
    """Click what leads to another page, and be there: a click by itself returns before that.

    Where a *key* is named, press that instead.

    What is asked of the page right after it (how many rows, is it shown) would be answered by
    the page before, or by one that has not come whole.
    """
    with control.page.expect_navigation():
        if key:
            control.press(key)
        else:
            control.click()


def axe_source() -> str:
    """Return axe-core."""
    script = installed(HERE) / "node_modules" / "axe-core" / "axe.min.js"
    return script.read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[str]:
    """Return what axe finds wrong, one line each."""
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]
