"""The texts of the console: typography, both languages, and every one that a template names."""

import re
from pathlib import Path

from tests.wording import FRENCH, PLURAL, both, whole

from garbridge.core.access import Refusal
from garbridge.core.owners import Owner
from garbridge.web import console
from garbridge.web.console.texts import TEXTS

TEMPLATES = Path(console.__file__).parent.parent / "templates" / "garbridge" / "console"


def test_french_typography() -> None:
    """Narrow no-break spaces before ; ! ?, no-break before a colon, typographic apostrophes."""
    for name, wording in TEXTS.items():
        text = whole(wording, FRENCH)
        assert not re.search(r"[^\u202f][;!?]", text), name
        assert not re.search(r"[^\u00a0]:", text), name
        assert "'" not in text, name
        assert "..." not in text, name


def test_both_languages_take_the_same_values() -> None:
    """And have a plural together, or neither."""
    for name, message in TEXTS.items():
        french, english = both(message)
        assert set(re.findall(r"{\w+}", french)) == set(re.findall(r"{\w+}", english)), name
        assert (PLURAL in french) == (PLURAL in english), name
        assert not re.search(r"[\u202f\u00a0 ][;!?:]|'", english), name


def test_every_reason_and_owner_has_its_text() -> None:
    """A new refusal is not told by its name."""
    named = {*(f"refused_{one}" for one in Refusal), *(f"ask_{one}" for one in Owner)}

    assert named <= set(TEXTS)


def test_a_template_names_no_text_that_is_not_there() -> None:
    """A misspelt name is found here, and not by somebody who opens the page."""
    named = {
        (file.name, name)
        for file in TEMPLATES.glob("*.html")
        for name in re.findall(r'\bt\("(\w+)"[,)]', file.read_text("utf-8"))
    }

    assert len(named) > 50
    assert {(file, name) for file, name in named if name not in TEXTS} == set()
