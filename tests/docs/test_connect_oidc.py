"""The page on OpenID Connect runs as it stands: the commands, and the provider's own program."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from tests.docs.how_to import commands, hold
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside
from tests.wiring.oidc_portal import CLIENT, RETURN, SECRET, served

from garbridge.config import read_provider
from garbridge.config.oidc import OidcSection

TOP = Path(__file__).parents[2]
PAGE = (TOP / "docs" / "how-to" / "connect-an-oidc-provider.md").read_text("utf-8")
REFERENCE = (TOP / "docs" / "reference" / "configuration.md").read_text("utf-8")


def test_every_command_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one writes nothing."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with portal_with(PEOPLE, tmp_path) as runtime:
        for command in commands(PAGE):
            hold(run_inside(runtime, *command.arguments), command)
        folder = runtime.config.providers
        protocol = read_provider(folder / "parc-example.toml", runtime.config.reading).protocol

    assert isinstance(protocol, OidcSection)
    assert (folder / "parc-example.secret").stat().st_mode & 0o777 == 0o600
    assert {file.name for file in folder.iterdir()} == {
        "studio.toml",
        "parc-example.toml",
        "parc-example.secret",
    }


def test_the_program_of_the_page_signs_somebody_in(tmp_path: Path) -> None:
    """Against a portal over HTTP, with the client and the secret it was handed."""
    (program,) = re.findall(r"```py\n(.*?)```", PAGE, re.DOTALL)
    with served(tmp_path) as portal:
        known: dict[str, Any] = {
            "issuer": portal.issuer,
            "client_id": CLIENT,
            "secret": SECRET,
            "redirect_uri": RETURN,
            "send_browser": portal.browser().sent_to,
        }
        exec(compile(program, "connect-an-oidc-provider.md", "exec"), known)  # noqa: S102 - our page

    assert known["profile"]["PRO"] == "National_elv"
    assert known["tokens"]["expires_in"] == 300


def test_every_key_of_oidc_is_on_the_page() -> None:
    """A key nobody can read about is used by nobody."""
    (example,) = [
        one
        for one in re.findall(r"```toml\n(.*?)```", REFERENCE, re.DOTALL)
        if one.startswith("[oidc]")
    ]
    keys = {one.name for one in fields(OidcSection)} - {"secrets", "names"}

    shown = set(re.findall(r"^#? ?([a-z_]+)(?= =)", example, re.MULTILINE))
    assert keys | {"client_secret"} <= shown
    assert "[oidc.attribute_names]" in example
    assert "[oidc.resources]" in example
