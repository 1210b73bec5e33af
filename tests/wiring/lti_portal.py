"""A portal that runs from its files and a tool made with PyLTI1p3, in one process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from secrets import token_hex
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, jsonify, request
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from pylti1p3.contrib.flask import FlaskMessageLaunch, FlaskOIDCLogin, FlaskRequest
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.exception import LtiException
from pylti1p3.tool_config import ToolConfDict
from tests.protocols.lti.platform import tool_key
from tests.stores.migrated import new_database
from tests.wiring.portal_files import write_portal
from tests.wiring.running import ATLAS, BOUGHT, OPENED
from werkzeug.test import TestResponse

from garbridge.config import read_config
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import tile_key
from garbridge.core.people import Person, Profile
from garbridge.stores.memory import MemoryDirectory
from garbridge.testing.world import ALICE, LYCEE, pupil, teacher
from garbridge.web import GarBridge
from garbridge.wiring import Runtime, build_runtime
from garbridge.wiring.clock import system_clock

ISSUER = "https://ent.example"
TILE = f"/mediacentre/ouvrir/{tile_key(ATLAS, LYCEE.id)}"
PROVIDER = """name = "Parc"
[[resources]]
ark = "ark:/12345/atlas"
title = "Atlas"
url = "https://outil.example/atlas"
[lti]
client_id = "parc"
initiate_login_url = "https://outil.example/login"
redirect_uris = ["https://outil.example/launch"]
level = "pseudonym"
jwks = "parc.json"
deep_linking_url = "https://outil.example/choose"
{lti}
"""
RELEASE = """[[release]]
attribute = "{0}"
purpose = "essai"
profiles = [{1}]
validated_by = "DPO"
validated_on = 2026-08-20
"""


class _Fields(HTMLParser):
    """Reads the hidden fields of a page, and where its form goes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.action = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field, or the form."""
        known = dict(attrs)
        if tag == "input" and known.get("name"):
            self.fields[str(known["name"])] = known.get("value") or ""
        elif tag == "form":
            self.action = known.get("action") or ""


def form_of(answer: TestResponse) -> tuple[str, dict[str, str]]:
    """Return where a page posts itself, and what."""
    page = _Fields(answer.get_data(as_text=True))
    return page.action, page.fields


@dataclass
class Both:
    """The two ends, each with one browser's cookies; ``who`` is signed in at the portal.

    The tool signs with ``key``.
    """

    runtime: Runtime
    folder: Path
    who: str | None = ALICE
    key: RSAKey = field(default_factory=tool_key)

    def __post_init__(self) -> None:
        app = Flask(__name__)
        app.secret_key = token_hex()
        GarBridge(lambda: self.who, runtime=self.runtime).init_app(app)
        self.app = app
        self.portal = app.test_client()
        self.tool = _tool(self).test_client()

    def visit(self, address: str) -> TestResponse:
        """Follow a link to the portal or to the tool."""
        parts = urlsplit(address)
        end: FlaskClient = self.tool if parts.hostname == "outil.example" else self.portal
        base = f"{parts.scheme or 'https'}://{parts.netloc or 'ent.example'}"
        return end.get(f"{parts.path}?{parts.query}", base_url=base)

    def asked(self, tile: str = TILE) -> str:
        """Click; return the address the tool sends the browser to."""
        started = self.visit(tile)
        assert started.status_code == 302, started.get_data(as_text=True)
        assert started.location.startswith("https://outil.example/login?")
        asked = self.visit(started.location)
        assert asked.status_code == 302, asked.get_data(as_text=True)
        assert asked.location.startswith(f"{ISSUER}/lti/authorize?")
        return asked.location

    def form(self, tile: str = TILE) -> tuple[str, dict[str, str]]:
        """Click, and return what the portal posts to the tool."""
        page = self.visit(self.asked(tile))
        assert page.status_code == 200, page.get_data(as_text=True)
        return form_of(page)

    def post(self, fields: Mapping[str, str]) -> TestResponse:
        """Bring *fields* to the tool, as the page does."""
        return self.tool.post("/launch", data=fields, base_url="https://outil.example")

    def launched(self, tile: str = TILE) -> dict[str, Any]:
        """Click; return what the tool has read and believed."""
        answer = self.post(self.form(tile)[1])
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return cast("dict[str, Any]", answer.get_json())

    def chosen(self, *items: Mapping[str, Any]) -> TestResponse:
        """Go to choose, choose *items*, and bring the tool's answer back to the portal."""
        start = f"/lti/deep-linking/{tile_key(ATLAS, LYCEE.id)}"
        page = self.post(self.form(start)[1] | {"items": json.dumps(items)})
        assert page.status_code == 200, page.get_data(as_text=True)
        action, fields = form_of(page)
        assert action == f"{ISSUER}/lti/deep-linking-return"
        stranger = self.app.test_client()  # a cross-site POST brings no cookie
        return stranger.post("/lti/deep-linking-return", data=fields, base_url=ISSUER)


def both(
    folder: Path,
    *,
    lti: str = "",
    release: Mapping[str, str] | None = None,
    people: tuple[Person, ...] | None = None,
    loopback: bool = False,
) -> Both:
    """Write a portal with one tool to *folder*, with *lti* in its section, and start both.

    With *loopback* an address of the tool may be on this machine.
    """
    file = write_portal(folder)
    released = {"PRO": '"elv", "ens"', "UAI": '"elv", "ens"'} if release is None else release
    text = PROVIDER.format(lti=lti) + "".join(RELEASE.format(*one) for one in released.items())
    (folder / "providers" / "parc.toml").write_text(text, encoding="utf-8")
    (folder / "providers" / "parc.json").write_bytes(key_set_of(tool_key()))
    config = replace(read_config(file), insecure_loopback=loopback)
    new_database(config.database)
    directory = MemoryDirectory([LYCEE], people or (pupil(), teacher()))
    runtime = build_runtime(config, directory=directory)
    now = system_clock()
    bought = replace(BOUGHT, starts=now - timedelta(days=9), ends=now + timedelta(days=9))
    everybody = [OPENED, replace(OPENED, population=Population(profile=Profile.TEACHER))]
    runtime.writer.write(subscriptions=[bought], openings=everybody)
    return Both(runtime, folder)


def key_set_of(key: RSAKey) -> bytes:
    """Return what PyLTI1p3 publishes of a tool that signs with *key*."""
    return json.dumps(_configuration({"keys": []}, key).get_jwks(ISSUER, "parc")).encode()


def _configuration(keys: object, key: RSAKey) -> ToolConfDict:
    """Return what the tool, which signs with *key*, knows of the portal, whose are *keys*."""
    conf = ToolConfDict(
        {
            ISSUER: {
                "client_id": "parc",
                "auth_login_url": f"{ISSUER}/lti/authorize",
                "auth_token_url": f"{ISSUER}/none",
                "key_set": keys,
                "key_set_url": None,
                "deployment_ids": ["1"],
            }
        }
    )
    conf.set_private_key(ISSUER, key.as_pem(private=True).decode(), "parc")
    conf.set_public_key(ISSUER, key.as_pem(private=False).decode(), "parc")
    return conf


def _tool(ends: Both) -> Flask:
    """Return a tool that believes what PyLTI1p3 believes."""
    app = Flask("outil")
    app.secret_key = token_hex()

    def configuration() -> ToolConfDict:
        ours = ends.app.test_client().get("/lti/jwks", base_url=ISSUER).get_json()
        return _configuration(ours, ends.key)

    @app.get("/login")
    def login() -> Any:  # noqa: ANN401 - PyLTI1p3's own
        asked = FlaskOIDCLogin(FlaskRequest(), configuration())
        return asked.redirect("https://outil.example/launch")

    @app.post("/launch")
    def launch() -> Any:  # noqa: ANN401 - PyLTI1p3's own
        message = FlaskMessageLaunch(FlaskRequest(), configuration())
        try:
            said = message.get_launch_data()
        except LtiException as refused:
            return str(refused), 403
        if message.is_deep_link_launch():
            chosen = [
                DeepLinkResource()
                .set_type(item["type"])
                .set_title(item["title"])
                .set_url(item["url"])
                .set_custom_params(item.get("custom", {}))
                for item in json.loads(request.form["items"])
            ]
            return message.get_deep_link().output_response_form(chosen)
        return jsonify(said)

    return app
