"""``make screenshots``: the pages of the demo, as pictures in ``docs/images/``.

Runs a demo of its own on free ports, signs in as its people, and opens each page in Debian's
Chromium.  What a page shows is the demo's: nobody in it is real.
"""

import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Final

from examples.demo.picture import FLAGS, PICTURE, picture_of
from examples.demo.prepare import prepare
from examples.demo.processes import Processes
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER: Final = PICTURE.parent
PUPIL, HEAD, OF_TWO = "demo-zoe", "demo-elise", "demo-ines"
_PHONE: Final = (320, 900)
_DESK: Final = (1280, 900)
_TALL: Final = (1280, 1500)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: who looks at which page, how large, and in which colours.

    ``path`` beginning with ``/`` is below the portal's address; any other is below the person's
    school in the console.
    """

    name: str
    person: str
    path: str
    size: tuple[int, int] = _DESK
    scheme: str = "light"


SHOTS: Final = (
    Shot("mediacentre", PUPIL, "/mediacentre/"),
    Shot("mediacentre-phone-dark", PUPIL, "/mediacentre/", _PHONE, "dark"),
    Shot("mediacentre-search", PUPIL, "/mediacentre/?q=histoire"),
    Shot("mes-donnees", PUPIL, "/donnees/"),
    Shot("mes-donnees-public", PUPIL, "/donnees/public/"),
    Shot("mes-donnees-simple", PUPIL, "/donnees/simple/", _PHONE),
    Shot("console", HEAD, ""),
    Shot("console-dark", HEAD, "", _DESK, "dark"),
    Shot("console-resources", HEAD, "ressources/"),
    Shot("console-subscriptions", HEAD, "abonnements/"),
    Shot("console-calendar", HEAD, "abonnements/calendrier"),
    Shot("console-arrivals", HEAD, "arrivees"),
    Shot("console-diagnose-phone", HEAD, "verifier", _PHONE),
    Shot("console-year", HEAD, "annee"),
    Shot("statistics", HEAD, "statistiques#gb-short", _TALL),
)
"""The pages that are shown, in the order of the documentation."""


def shoot(portal: str, folder: Path, *, chromium: str) -> list[str]:
    """Write every picture of the demo at *portal* into *folder*; return what could not be drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        try:
            (folder / PICTURE.name).write_bytes(picture_of(browser, portal))
            return [told for shot in SHOTS if (told := _shoot(browser, portal, folder, shot))]
        finally:
            browser.close()


def address_of(page: Page, portal: str, shot: Shot) -> str:
    """Return the address of *shot*; *page* is where its person is signed in."""
    if shot.path.startswith("/"):
        return portal + shot.path
    page.goto(f"{portal}/affectation/")
    return page.url + shot.path


def _shoot(browser: Browser, portal: str, folder: Path, shot: Shot) -> str:
    width, height = shot.size
    context = browser.new_context(
        locale="fr-FR",
        color_scheme="dark" if shot.scheme == "dark" else "light",
        viewport={"width": width, "height": height},
        device_scale_factor=1 if shot.size == _PHONE else 0.75,
    )
    try:
        context.request.post(f"{portal}/connexion", form={"person": shot.person})
        page = context.new_page()
        address = address_of(page, portal, shot)
        answer = page.goto(address)
        page.wait_for_load_state("networkidle")
        if answer is None or not answer.ok:
            return f"{shot.name}: {address} answers {answer.status if answer else 'nothing'}"
        (folder / f"{shot.name}.png").write_bytes(page.screenshot())
    finally:
        context.close()
    return ""


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def main() -> int:
    """Draw everything; return 1 where a page could not be drawn."""
    chromium = which("chromium")
    if chromium is None:
        print("needs chromium: apt-get install chromium", file=sys.stderr)  # noqa: T201 - a script
        return 1
    ports = _free_ports()
    portal, provider = (f"http://127.0.0.1:{port}" for port in ports)
    with tempfile.TemporaryDirectory() as scratch, Processes() as processes:
        folder = Path(scratch)
        processes.start_provider(ports[1], portal=portal, data=folder / "stub")
        processes.wait_for(f"{provider}/saml/metadata")
        prepare(folder, portal=portal, provider=provider)
        processes.start_portal(ports[0], config=folder / "garbridge.toml")
        processes.wait_for(f"{portal}/connexion")
        missed = shoot(portal, FOLDER, chromium=chromium)
    print("\n".join(missed) or FOLDER, file=sys.stderr if missed else sys.stdout)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
