"""A real browser, a real server, and axe-core: found, installed where possible, or named."""

import hashlib
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from tests.debian import require_command
from werkzeug.serving import make_server

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
def serving(app: Flask) -> Iterator[str]:
    """Serve *app* on a free port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's browser."""
    command = require_command("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command, args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()


def axe_source() -> str:
    """Return axe-core, installed once for each lock file into a temporary folder."""
    npm = shutil.which("npm")
    if npm is None:
        reason = "needs npm: apt-get install npm"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    lock = (HERE / "package-lock.json").read_bytes()
    name = f"garbridge-axe-{os.getuid()}-{hashlib.sha256(lock).hexdigest()[:12]}"
    home = Path(tempfile.gettempdir()) / name
    script = home / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        _install(npm, home)
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


def _install(npm: str, home: Path) -> None:
    scratch = Path(tempfile.mkdtemp(prefix="garbridge-axe-"))
    for file in ("package.json", "package-lock.json"):
        shutil.copy(HERE / file, scratch)
    subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=scratch,
        check=True,
        capture_output=True,
        timeout=300,
    )
    try:
        scratch.rename(home)
    except OSError:  # another test process was faster
        shutil.rmtree(scratch, ignore_errors=True)
