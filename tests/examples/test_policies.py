"""The policies of the examples are those one would copy."""

from pathlib import Path
from string import Template

import pytest
from tests.wiring.portal_files import METADATA, write_portal

from garbridge.config import read_config
from garbridge.testing.world import NOW
from garbridge.wiring import lint_policies

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDERS = sorted(EXAMPLES.glob("*/providers"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_the_linter_finds_nothing(folder: Path, tmp_path: Path) -> None:
    """With the addresses filled in."""
    portal = write_portal(tmp_path)
    (tmp_path / "providers" / "studio.toml").unlink()
    for file in folder.glob("*.toml"):
        text = Template(file.read_text("utf-8")).safe_substitute(provider="https://parc.example")
        (tmp_path / "providers" / file.name).write_text(
            text.replace("http://127.0.0.1:", "https://parc.example:").replace(
                "require_signed_requests = true", ""
            ),
            encoding="utf-8",
        )
        secret = tmp_path / "providers" / f"{file.stem}.secret"
        secret.touch(mode=0o600)
        secret.write_text("S3cret-" * 8, encoding="ascii")
        metadata = file.with_suffix(".xml").name
        (tmp_path / "providers" / metadata).write_text(
            METADATA.replace("sp.example", file.stem), encoding="utf-8"
        )

    found = lint_policies(read_config(portal), portal, now=NOW)

    assert [(one.finding, one.line) for one in found] == []


def test_there_are_examples() -> None:
    """An empty folder would pass."""
    assert len(FOLDERS) >= 3
