"""A portal whose JSON API is asked: resources of every kind, two schools, marks, data, figures."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from tests.web.own_portal import PARC, own_portal
from tests.web.portal import sign_in, signed_in_person
from werkzeug.test import TestResponse

from garbridge.core.identifiers import ProviderId
from garbridge.core.permissions import OPERATOR
from garbridge.services.feed import Limiter
from garbridge.testing.world import ALICE
from garbridge.web import GarBridge
from garbridge.web.api.door import PROOF
from garbridge.web.api.routes import BASE
from garbridge.wiring import Runtime, feed_service

LISTED = "https://www.ent.example"
"""An origin that the portal names."""
EXTRA = 33
MORE = "".join(
    f"""[[resources]]
ark = "ark:/67890/r{number}"
title = "Ressource {number:02}"
url = "https://parc.example/r{number}"
discipline = "Discipline {number % 3}"
levels = ["{number % 4 + 3}e"]
types = ["Manuel"]
"""
    for number in range(EXTRA)
)


@dataclass(frozen=True)
class Api:
    """The portal, and how it is asked."""

    app: Flask
    runtime: Runtime
    token: str

    def client(self, person: str | None = ALICE) -> FlaskClient:
        """Return a browser in which *person* is signed in."""
        client = self.app.test_client()
        if person is not None:
            sign_in(client, person)
        return client

    def ask(
        self, path: str, person: str | None = ALICE, method: str = "GET", **headers: str
    ) -> TestResponse:
        """Ask for *path* of the API; a header's name has ``_`` for ``-``."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client(person).open(BASE + path, method=method, headers=given)

    def body(self, path: str, person: str = ALICE) -> Any:  # noqa: ANN401 - JSON
        """Return what is answered."""
        answer = self.ask(path, person)
        assert answer.status_code == 200, (path, answer.text)
        return answer.get_json()


@dataclass(frozen=True)
class Session:
    """One browser, in which somebody stays signed in, and the proof that it was told."""

    client: FlaskClient
    proof: str

    def change(self, method: str, key: str, **more: str) -> TestResponse:
        """Mark *key*, or no longer."""
        return self.client.open(
            f"{BASE}favoris/{key}", method=method, headers={PROOF: self.proof, **more}
        )


def session_of(api: Api, person: str = ALICE) -> Session:
    """Return a browser of *person*."""
    client = api.client(person)
    return Session(client, client.get(f"{BASE}favoris").get_json()["proof"])


def app_of(runtime: Runtime, config: Mapping[str, object] | None = None) -> Flask:
    """Return another application on the same garbridge."""
    app = Flask(__name__)
    app.config.update({"SECRET_KEY": "test only", "GARBRIDGE_EMBED_ORIGINS": LISTED})
    app.config.update(config or {})
    GarBridge(signed_in_person, runtime=runtime).init_app(app)
    return app


@contextmanager
def api_portal(folder: Path, *, stated: str = "") -> Iterator[Api]:
    """Yield that portal; *stated* is added to its configuration."""
    with own_portal(folder, parc=PARC + MORE, extra=EXTRA, stated=stated) as portal:
        service = feed_service(portal.runtime, Limiter())
        token = service.issue(OPERATOR, ProviderId("studio"))
        assert isinstance(token, str)
        yield Api(app_of(portal.runtime), portal.runtime, token)
