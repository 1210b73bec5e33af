"""The page of what a portal imports, and the examples that do."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "python.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| `(garbridge\.\w+)` \| [^|]+ \| (.+) \|$", PAGE, re.MULTILINE))
PORTALS = ("examples/existing_portal", "examples/minimal_portal")


def test_the_page_names_modules() -> None:
    """A page that names none would pass the next tests."""
    assert set(ROWS) == {
        *("garbridge.web", "garbridge.directory"),
        *("garbridge.errors", "garbridge.testing"),
    }


@pytest.mark.parametrize("module", ROWS)
def test_what_the_page_names_is_there(module: str) -> None:
    """Somebody who copies a line of it is not sent away."""
    names = set(re.findall(r"`(\w+)`", ROWS[module])) - {"code"}

    assert [name for name in names if not hasattr(import_module(module), name)] == []


@pytest.mark.parametrize("module", ["garbridge.web", "garbridge.directory"])
def test_the_page_names_what_is_public(module: str) -> None:
    """What is exported is explained."""
    assert set(re.findall(r"`(\w+)`", ROWS[module])) == set(import_module(module).__all__)


@pytest.mark.parametrize("portal", PORTALS)
def test_portals_import_from_public_modules_only(portal: str) -> None:
    """An example that reaches into the house teaches others to."""
    named = {
        f"{node.module}.{alias.name}"
        for file in (ROOT / portal).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    parts = [name.split(".") for name in named if name.startswith("garbridge.")]
    imported = {".".join(part[:2] if len(part) <= 3 else part) for part in parts}

    assert imported <= set(ROWS)
    assert {"garbridge.web", "garbridge.directory"} <= imported
