"""The page on SAML sign-in runs as it stands: its file, its command, the metadata it describes."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask
from tests.docs.how_to import commands, hold
from tests.protocols.saml.signatures import key_pem
from tests.stores.migrated import new_database
from tests.upstream.saml_sp.portal_files import idp_metadata
from tests.wiring.inside import run_inside
from tests.wiring.portal_files import write_portal

from garbridge.config import SamlUpstream, read_config
from garbridge.formats.xml import parse_xml
from garbridge.web import GarBridge
from garbridge.wiring import build_runtime

TOP = Path(__file__).parents[2]
PAGE = (TOP / "docs" / "how-to" / "sign-in-with-saml.md").read_text("utf-8")
(SECTION,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The section loads, the command says what it says, and our metadata is as it is described."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    file = write_portal(tmp_path)
    (tmp_path / "connexion.xml").write_text(idp_metadata(), "utf-8")
    for name in ("upstream", "upstream-next"):
        private = tmp_path / "keys" / f"{name}.key"
        private.touch(mode=0o600)
        private.write_text(key_pem(name), "ascii")
    file.write_text(file.read_text("utf-8") + SECTION, "utf-8")
    config = read_config(file)
    new_database(config.database)
    runtime = build_runtime(config)

    for command in commands(PAGE):
        hold(run_inside(runtime, *command.arguments), command)
    app = Flask(__name__)
    app.config |= {"SECRET_KEY": "test only"}
    GarBridge(runtime=runtime).init_app(app)
    answer = app.test_client().get("/upstream/metadata", base_url="https://ent.example")
    said = answer.text
    assert parse_xml(answer.data).get("entityID") == "https://ent.example/upstream/metadata"
    assert said.count('use="encryption"') == 2
    for path in ("callback", "logout", "logged-out"):
        assert f'"https://ent.example/upstream/{path}"' in said


def test_every_key_is_on_the_page() -> None:
    """A key nobody can read about is used by nobody."""
    said = {"accepts_unsigned_response": "accept_unsigned_response",
            "wants_signed_assertion": "require_signed_assertion",
            "contexts": "authn_contexts", "skew": "clock_skew_seconds"}  # fmt: skip
    keys = {said.get(one.name, one.name) for one in fields(SamlUpstream)}
    shown = set(re.findall(r"^#? ?([a-z_]+)(?= =)", SECTION, re.MULTILINE))

    assert keys <= shown
