"""The page on a portal's own sentences runs as it stands."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from tests.docs.how_to import commands, hold, write_files
from tests.wiring.inside import portal_with, run_inside
from tests.wiring.portal_files import write_portal

from garbridge.core.messages import N_, Language
from garbridge.formats.own_texts import place_of

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "say-it-in-your-words.md"


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sentences are found, compiled, checked and said."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text("utf-8")
    catalogue, setting = write_files(page, tmp_path)
    stated = (tmp_path / setting).read_text("utf-8")
    path = place_of(tmp_path / "textes", Language.FRENCH)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, read_po(BytesIO((tmp_path / catalogue).read_bytes()), locale="fr"))
    written = write_portal(tmp_path)
    written.write_text(stated + written.read_text("utf-8"), "utf-8")
    with portal_with((), tmp_path) as runtime:
        for command in commands(page):
            hold(run_inside(runtime, *command.arguments), command)
        said = runtime.tongues.of(Language.FRENCH)

    assert said.counted(N_("{n} ressource", "{n} ressources"), 2) == "{n} titres"
    assert said.text(N_("Vos ressources numériques\u00a0: un clic, et vous y êtes.")).startswith(
        "T"
    )
