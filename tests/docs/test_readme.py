"""The README's picture: there, small, and said in words too."""

import re
import struct
from pathlib import Path

ROOT = Path(__file__).parents[2]
LARGEST = 200_000
IMAGES = re.findall(r"!\[(.*?)\]\((.+?)\)", (ROOT / "README.md").read_text("utf-8"))


def test_the_picture_is_there_and_small() -> None:
    """A first screen that does not load is worse than none."""
    ((_, path),) = IMAGES
    octets = (ROOT / path).read_bytes()
    width, height = struct.unpack(">II", octets[16:24])

    assert octets.startswith(b"\x89PNG\r\n")
    assert len(octets) < LARGEST
    assert 800 <= width <= 1600
    assert height <= width


def test_the_picture_is_described() -> None:
    """Who does not see it reads what it shows."""
    ((words, _),) = IMAGES

    assert all(word in words for word in ("médiacentre", "publisher", "opaque identifier"))


def test_every_page_of_the_readme_is_there() -> None:
    """No link leads nowhere."""
    links = re.findall(r"\]\(([^)#]+?)\)", (ROOT / "README.md").read_text("utf-8"))
    own = [link for link in links if not link.startswith("http")]

    assert len(own) >= 12
    assert [link for link in own if not (ROOT / link).exists()] == []
