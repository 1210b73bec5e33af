"""A portal from its files over real HTTP, with a provider that speaks OpenID Connect."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from flask import Flask, session
from tests.stores.migrated import new_database
from tests.wiring.portal_files import write_portal
from tests.wiring.running import BOUGHT, OPENED
from werkzeug.serving import make_server

from garbridge.config import read_config
from garbridge.core.people import Person
from garbridge.stores.memory import MemoryDirectory
from garbridge.testing.world import ALICE, LYCEE, pupil
from garbridge.web import GarBridge
from garbridge.wiring import Runtime, build_runtime

CLIENT = "parc"
SECRET = "Un-secret.du~parc_" + "0123456789" * 3
RETURN = "http://127.0.0.1:1/retour"
"""Nobody listens there: the browser of the tests stops before it."""

_PROVIDER = """name = "Parc"
[[resources]]
ark = "ark:/12345/atlas"
title = "Atlas"
url = "http://127.0.0.1:1/atlas"
[[release]]
attribute = "PRO"
purpose = "essai"
profiles = ["elv"]
validated_by = "DPO"
validated_on = 2026-08-20
[oidc]
redirect_uris = ["{back}"]
{proof}
{more}
"""
BY_SECRET = 'client_secret = "parc.secret"'  # noqa: S105 - the name of a file


def write_oidc_provider(folder: Path, *, proof: str = BY_SECRET, more: str = "") -> None:
    """Write the provider ``parc``, with *proof* and *more* in its section."""
    secret = folder / "parc.secret"
    secret.touch(mode=0o600)
    secret.write_text(SECRET + "\n", encoding="ascii")
    text = _PROVIDER.format(back=RETURN, proof=proof, more=more)
    (folder / "parc.toml").write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Served:
    """A portal that answers at ``url``."""

    url: str
    runtime: Runtime

    @property
    def issuer(self) -> str:
        """Who its tokens are from."""
        return f"{self.url}/oidc"

    def browser(self, person: str = ALICE, ago: int = 30) -> "Browser":
        """Return a browser in which *person* signed in so many seconds *ago*."""
        browser = Browser(self.url)
        browser.session.get(f"{self.url}/in/{person}/{ago}", timeout=10)
        return browser


@dataclass
class Browser:
    """Follows redirects as long as they stay at the portal."""

    portal: str

    def __post_init__(self) -> None:
        self.session = requests.Session()

    def go(self, url: str) -> requests.Response:
        """Open *url*; return the first answer that leads elsewhere, or is a page."""
        answer = self.session.get(url, allow_redirects=False, timeout=10)
        while answer.is_redirect:
            following = urljoin(answer.url, answer.headers["Location"])
            if urlsplit(following).netloc != urlsplit(self.portal).netloc:
                return answer
            answer = self.session.get(following, allow_redirects=False, timeout=10)
        return answer

    def sent_to(self, url: str) -> str:
        """Open *url*; return the address at the client to which the browser is sent."""
        answer = self.go(url)
        assert answer.is_redirect, answer.text
        return answer.headers["Location"]


@contextmanager
def served(
    folder: Path, *, proof: str = BY_SECRET, more: str = "", person: Person | None = None
) -> Iterator[Served]:
    """Serve a portal until the end of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    file = write_portal(folder)
    text = file.read_text("utf-8").replace("https://ent.example", url)
    file.write_text(f"insecure_loopback = true\n{text}", "utf-8")
    config = read_config(file)
    write_oidc_provider(config.providers, proof=proof, more=more)
    new_database(config.database)
    people = MemoryDirectory([LYCEE], [person or pupil()])
    runtime = build_runtime(config, directory=people)
    now = datetime.now(UTC)
    current = replace(BOUGHT, starts=now - timedelta(days=1), ends=now + timedelta(days=1))
    runtime.writer.write(subscriptions=[current], openings=[OPENED])
    server = make_server("127.0.0.1", port, _portal(runtime), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(url, runtime)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _portal(runtime: Runtime) -> Flask:
    app = Flask(__name__)
    app.secret_key = "test"  # noqa: S105 - a made-up one
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"

    @app.get("/in/<person>/<int:ago>")
    def sign_in(person: str, ago: int) -> str:
        session["person"] = person
        session["at"] = (datetime.now(UTC) - timedelta(seconds=ago)).isoformat()
        return json.dumps(person)

    bridge = GarBridge(lambda: session.get("person"), runtime=runtime)

    @bridge.authentication_loader
    def since() -> datetime | None:
        return datetime.fromisoformat(session["at"]) if "at" in session else None

    bridge.init_app(app)
    return app
