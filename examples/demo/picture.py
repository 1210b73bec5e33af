"""Draws the picture in the README, of a demo that runs: what leaves, and what the provider got.

``make demo``, then in another shell ``python -m examples.demo.picture``; needs Debian's Chromium.
"""

import base64
import os
import sys
from pathlib import Path
from shutil import which
from urllib.parse import urljoin

from playwright.sync_api import Browser, sync_playwright

PICTURE = Path("docs/images/demo.png")
PERSON = "demo-zoe"
RESOURCE = "ark:/99999/gb-manuel-histoire"
TITLE = "Manuel d’histoire-géographie"
WIDTH, HEIGHT = 720, 1160
SCALE = 0.7
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_SHEET = """<!doctype html><style>
body { margin: 0; padding: 20px; display: flex; gap: 20px; background: #fff }
img { border: 1px solid #c9c9d4; border-radius: 12px }
</style>"""


def draw(portal: str, file: Path, *, chromium: str) -> None:
    """Write *file*: what a pupil reads in *Mes données*, beside what the publisher received."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(picture_of(browser, portal))
        finally:
            browser.close()


def picture_of(browser: Browser, portal: str) -> bytes:
    """Return that picture of the demo at *portal*, as PNG."""
    return _side_by_side(browser, _pages(browser, portal))


def _pages(browser: Browser, portal: str) -> list[bytes]:
    context = browser.new_context(
        locale="fr-FR",
        color_scheme="light",
        viewport={"width": WIDTH, "height": HEIGHT},
        device_scale_factor=SCALE,
    )
    context.request.post(f"{portal}/connexion", form={"person": PERSON})
    page = context.new_page()
    taken: list[bytes] = []
    page.goto(f"{portal}/donnees/")
    mine = page.get_by_role("link", name=TITLE).first.get_attribute("href")
    for address in (urljoin(portal, mine or ""), f"{portal}/mediacentre/ouvrir/?ark={RESOURCE}"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        taken.append(page.screenshot())
    return taken


def _side_by_side(browser: Browser, pictures: list[bytes]) -> bytes:
    shown = (f'<img src="data:image/png;base64,{base64.b64encode(p).decode()}">' for p in pictures)
    width, height = int(2 * WIDTH * SCALE) + 64, int(HEIGHT * SCALE) + 42
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(_SHEET + "".join(shown))
    return page.screenshot()


def main() -> int:
    """Draw the picture of the demo on ``PORT``; return the exit code."""
    chromium = which("chromium")
    if chromium is None:
        print("needs chromium: apt-get install chromium", file=sys.stderr)  # noqa: T201 - a script
        return 1
    draw(f"http://127.0.0.1:{os.environ.get('PORT', '8800')}", PICTURE, chromium=chromium)
    return 0


if __name__ == "__main__":
    sys.exit(main())
