"""A portal within this process, over its own files: a pupil's browser, and a CAS provider."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from tests.journeys.several_workers import Portal, prepared_portal
from tests.journeys.stub_at_work import ARKS
from tests.wiring.running import Clock
from werkzeug.test import TestResponse

from garbridge.config import read_config
from garbridge.testing.world import ALICE
from garbridge.web import GarBridge
from garbridge.wiring import Runtime, build_runtime

URL = "http://127.0.0.1:9"
SERVICE = "https://editeur.example/retour"


@dataclass(frozen=True, slots=True)
class Site:
    """A pupil's browser, and the portal it is at; its CAS provider's resource can be opened."""

    client: FlaskClient
    runtime: Runtime
    clock: Clock

    def click(self) -> TestResponse:
        """Open the resource."""
        tile = Portal(URL, self.runtime).tile(ARKS["cas"])
        return self.client.get(tile.removeprefix(URL), base_url=URL)

    def ticket(self) -> str:
        """Return the ticket with which the provider is to ask who it is."""
        clicked = self.click()
        assert (clicked.status_code, clicked.location) == (302, SERVICE), clicked.text
        query = urlencode({"service": SERVICE})
        back = self.client.get(f"/cas/login?{query}", base_url=URL)
        assert back.status_code == 302, back.text
        (found,) = parse_qs(urlsplit(back.location).query)["ticket"]
        return found

    def redeem(self, ticket: str) -> TestResponse:
        """Ask who it is, as the provider's server does."""
        query = urlencode({"service": SERVICE, "ticket": ticket})
        return self.client.get(f"/cas/p3/serviceValidate?{query}", base_url=URL)

    def launches(self) -> int:
        """Return how many are recorded."""
        return len(self.runtime.journal.records(limit=1_000))


def site_at(folder: Path, *, settings: str = "") -> Site:
    """Write a portal to *folder*, with *settings* at the top of its file, and serve it."""
    file, prepared = prepared_portal(folder, URL, ARKS["cas"], settings=settings)
    release = '[[release]]\nattribute = "PRO"\npurpose = "essai"\nprofiles = ["elv"]\n'
    release += 'validated_by = "DPO"\nvalidated_on = 2026-08-20\n'
    (prepared.config.providers / "editeur.toml").write_text(
        f'name = "Éditeur"\n[cas]\n[[resources]]\nark = "{ARKS["cas"]}"\ntitle = "Titre"\n'
        f'url = "{SERVICE}"\n{release}',
        "utf-8",
    )
    return served(file)


def served(file: Path) -> Site:
    """Serve the portal of *file*, as a process does that starts."""
    clock = Clock(datetime.now(UTC))
    runtime = build_runtime(read_config(file), clock=clock)
    app = Flask(__name__)
    app.secret_key = b"made up, of the tests alone"
    GarBridge(lambda: ALICE, runtime=runtime).init_app(app)
    return Site(app.test_client(), runtime, clock)
