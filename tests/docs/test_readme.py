"""The README's pictures: there, small, and said in words too."""

import re
import struct
from pathlib import Path

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
