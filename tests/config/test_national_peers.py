"""``[national.access]`` and ``[national.console]``: what stops the start."""

import pytest
from tests.config.written import Value, Written

from garbridge.config.national_peers import CONSOLE

TARGET = "https://affectation.gar.education.fr"


@pytest.fixture(name="portal")
def _portal(written: Written) -> Written:
    written.file("gar.xml", "<x/>")
    return written


def test_what_holds_where_nothing_is_said(portal: Written) -> None:
    """The console has the name that portals know it by."""
    portal.portal(
        national={
            "access": {"metadata": "gar.xml"},
            "console": {"metadata": "gar.xml", "target": TARGET},
        }
    )
    national = portal.read().national

    assert national is not None
    assert national.access is not None
    assert national.console is not None
    assert (national.access.entity_id, national.access.signed) == ("", False)
    assert (national.console.entity_id, national.console.target) == (CONSOLE, TARGET)


@pytest.mark.parametrize(
    ("section", "said", "told"),
    [
        ("access", {}, "access.metadata"),
        ("access", {"metadata": "none.xml"}, "access.metadata"),
        ("access", {"metadata": "gar.xml", "attributes": ["NOM"]}, "access.attributes"),
        ("access", {"metadata": "gar.xml", "origins": ["gar.example"]}, "access.origins"),
        ("console", {"metadata": "gar.xml"}, "console.target"),
        ("console", {"metadata": "gar.xml", "target": "http://gar.example"}, "console.target"),
        ("console", {"metadata": "gar.xml", "target": "javascript:x"}, "console.target"),
    ],
)
def test_a_mistake_is_named_at_the_start(
    portal: Written, section: str, said: dict[str, Value], told: str
) -> None:
    """With file and key; no attribute can be added."""
    portal.portal(national={section: said})
    problems = portal.problems()

    assert any(one.startswith(f"garbridge.toml: national.{told}: ") for one in problems), problems
