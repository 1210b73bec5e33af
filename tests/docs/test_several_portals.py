"""The page on several portals in one process holds."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from tests.services.school import PEOPLE
from tests.web.portal import client_of
from tests.wiring.inside import portal_with
from tests.wiring.portal_files import write_portal

from garbridge.testing.world import ALICE

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "several-portals.md").read_text("utf-8")


def portal_in(folder: Path, more: str = "") -> Path:
    """Write the portal of *folder*, which is called as its folder, with people."""
    file = write_portal(folder)
    text = file.read_text("utf-8").replace(
        "https://ent.example", f"https://e.example/{folder.name}"
    )
    file.write_text(text, "utf-8")
    with portal_with(PEOPLE, folder):
        pass
    with file.open("a", encoding="utf-8") as out:
        out.write(more)
    return folder


def test_one_whose_file_is_wrong_ends_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not there, and said; whoever is signed in at the first is nobody at the third."""
    found: dict[str, Any] = {}
    for block in re.findall("```py\n(.*?)```", PAGE, re.DOTALL):
        exec(block, found)  # noqa: S102 - our own page
    app = Flask(__name__)
    app.config |= {"SECRET_KEY": "test only", "GARBRIDGE_LOGIN_VIEW": "/connexion"}
    for name, more in (("nord", ""), ("sud", "\nnonsense = 1\n"), ("ouest", "")):
        found["mount"](app, portal_in(tmp_path / name, more))
    client = client_of(app, None)
    with client.session_transaction() as kept:
        kept["personne-nord"] = ALICE
    asked = {
        name: client.get(f"/{name}/mediacentre/").status_code for name in ("nord", "sud", "ouest")
    }

    assert asked == {"nord": 200, "sud": 404, "ouest": 302}
    assert "sud is not served: garbridge.toml: privacy.nonsense: unknown key" in caplog.messages
    assert [client.get(f"/{name}/readyz").status_code for name in ("nord", "ouest")] == [200, 200]
    assert {"nord", "ouest"} <= set(app.cli.commands)
