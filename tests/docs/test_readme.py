"""The README: its pictures, and what it says to type to embed garbridge, from an empty folder."""

import re
import runpy
import struct
from pathlib import Path

import pytest
from click.testing import CliRunner

from garbridge.cli import main

ROOT = Path(__file__).parents[2]
LARGEST = 200_000
IMAGES = re.findall(r"!\[(.*?)\]\((.+?)\)", (ROOT / "README.md").read_text("utf-8"))


def test_the_pictures_are_there_and_small() -> None:
    """A first screen that does not load is worse than none: a wide one first, phones below."""
    sizes: list[tuple[int, int]] = []
    for _, path in IMAGES:
        octets = (ROOT / path).read_bytes()
        assert octets.startswith(b"\x89PNG\r\n")
        assert len(octets) < LARGEST
        sizes.append(struct.unpack(">II", octets[16:24]))

    (width, height), *phones = sizes
    assert 800 <= width <= 1600
    assert height <= width
    assert {wide for wide, _ in phones} == {320}


def test_the_pictures_are_described() -> None:
    """Who does not see them reads what they show."""
    (first, _), *others = IMAGES

    assert all(word in first for word in ("Mes données", "publisher", "opaque number"))
    assert all(len(words) > 20 for words, _ in others)


def test_every_page_of_the_readme_is_there() -> None:
    """No link leads nowhere."""
    links = re.findall(r"\]\(([^)#]+?)\)", (ROOT / "README.md").read_text("utf-8"))
    own = [link for link in links if not link.startswith("http")]

    assert len(own) >= 12
    assert [link for link in own if not (ROOT / link).exists()] == []


def test_the_first_screen_is_enough_to_embed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its commands in their order, then its application: the médiacentre asks who is there."""
    page = (ROOT / "README.md").read_text("utf-8")
    (block,) = re.findall(r"```console\n(\$ garbridge config example.*?)```", page, re.DOTALL)
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    for line in block.splitlines():
        words, _, file = line.removeprefix("$ garbridge ").partition(" > ")
        done = CliRunner().invoke(
            main, [one.strip('"') for one in re.findall(r'"[^"]*"|\S+', words)]
        )
        assert done.exit_code == 0, done.output
        if file:
            Path(file).write_text(done.stdout, "utf-8")
    Path("portal.py").write_text(code, "utf-8")

    client = runpy.run_path("portal.py")["create_app"]().test_client()

    assert client.get("/mediacentre/", base_url="https://ent.example").status_code == 401
    assert client.get("/saml/metadata", base_url="https://ent.example").status_code == 200
    assert client.get("/readyz", base_url="https://ent.example").status_code == 200
