"""The page on upstreams runs as it stands."""

import re
from pathlib import Path

import pytest
from flask import Flask
from tests.docs.how_to import FILE, commands, hold
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside
from tests.wiring.portal_files import write_portal

from garbridge.config import CasUpstream, OidcUpstream, read_config
from garbridge.core.arrivals import ARRIVAL_FAULTS
from garbridge.testing.world import NOW
from garbridge.web import GarBridge
from garbridge.wiring.upstream import CALLBACK, JWKS, LOGGED_OUT, NOTICE

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "sign-in-upstream.md").read_text("utf-8")
SECTIONS = dict(FILE.findall(PAGE))


def written(folder: Path, name: str) -> Path:
    """Write a portal with the section that the page shows in the file of that name."""
    file = write_portal(folder)
    secret = folder / "keys" / "upstream.secret"
    secret.touch(mode=0o600)
    secret.write_text("a-secret-that-is-made-up\n", "ascii")
    file.write_text(file.read_text("utf-8") + SECTIONS[name], "utf-8")
    return file


def test_both_sections_load(tmp_path: Path) -> None:
    """Each as somebody copies it."""
    found = []
    for name in ("oidc.toml", "cas.toml"):
        folder = tmp_path / name
        folder.mkdir()
        upstream = read_config(written(folder, name)).upstream
        assert upstream is not None
        found.append((type(upstream.protocol), upstream.person))

    assert found == [(OidcUpstream, "uid"), (CasUpstream, "subject")]


def test_the_application_of_the_page_sends_people_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nothing but its configuration, and its own page knows that nobody is there."""
    with portal_with((), tmp_path, clock=lambda: NOW):
        pass
    file = tmp_path / "garbridge.toml"
    file.write_text(file.read_text("utf-8") + SECTIONS["cas.toml"], "utf-8")
    (tmp_path / "keys" / "session.key").write_bytes(b"k" * 32)
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    exec(re.findall(r"```py\n(.*?)```", PAGE, re.DOTALL)[0], scope)  # noqa: S102 - the page
    app = scope["app"]
    assert isinstance(app, Flask)
    client = app.test_client()

    asked = client.get("/mediacentre/")
    sent = client.get(asked.location)

    assert asked.location == "/mediacentre/connexion?next=/mediacentre/"
    assert sent.location.startswith("https://cas.region.example/cas/login?service=")
    assert client.get("/accueil").text == "Bonjour et bienvenue"


def test_the_finder_of_the_page_fits() -> None:
    """A class with one method, and no base class of ours."""
    code = re.findall(r"```py\n(.*?)```", PAGE, re.DOTALL)[1]
    asked: list[object] = []
    scope: dict[str, object] = {
        "GarBridge": lambda **given: asked.append(given["accounts"]),
        "Path": Path,
        "accounts_of": lambda *given: [type("Row", (), {"person": "-".join(given)})],
    }

    exec(code, scope)  # noqa: S102 - the page

    (accounts,) = asked
    assert accounts.find("i", "n") == ["i-n"]  # type: ignore[attr-defined]  # the page's own class


def test_every_command_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the portal of the page that a CAS server signs in."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    written(tmp_path, "cas.toml")
    with portal_with(PEOPLE, tmp_path) as runtime:
        shown = list(commands(PAGE))
        assert len(shown) == 2
        for command in shown:
            hold(run_inside(runtime, *command.arguments), command)


def test_the_addresses_are_those_of_the_code() -> None:
    """What an administrator registers elsewhere is not easily changed."""
    for path in (CALLBACK, NOTICE, LOGGED_OUT, JWKS):
        assert f"https://ent.example/{path}`" in PAGE


def test_the_codes_are_those_of_the_code() -> None:
    """Each code on the page is one that an arrival can end with."""
    shown = set(re.findall(r"GB-(?:ANN|SES)-\d\d", PAGE))

    assert shown <= {one.code for one in ARRIVAL_FAULTS.values()}
    assert len(shown) >= 6


def test_an_upstream_and_a_loader_are_not_both_there(tmp_path: Path) -> None:
    """As the page says."""
    bridge = GarBridge(lambda: None, config=written(tmp_path, "cas.toml"))

    with pytest.raises(Exception, match="identity_loader: "):
        bridge.init_app(Flask("portail"))
