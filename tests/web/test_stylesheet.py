"""The one stylesheet: two pages that style the same name spoil each other."""

import re
from collections import Counter
from pathlib import Path

SHEET = Path("src/garbridge/web/static/garbridge.css")


def selectors(text: str) -> list[str]:
    """Return the selectors outside of every ``@`` rule, in their order."""
    found: list[str] = []
    depth, start = 0, 0
    for place in re.finditer(r"[{}]", text):
        if place.group() == "{":
            if depth == 0:
                found.append(" ".join(text[start : place.start()].split()))
            depth += 1
        else:
            depth -= 1
            start = place.end()
    return [one for one in found if not one.startswith("@")]


def test_each_selector_stands_once() -> None:
    """Who needs the name of a class looks whether it is taken; who changes it finds all of it."""
    text = re.sub(r"/\*.*?\*/", "", SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert [one for one, count in Counter(selectors(text)).items() if count > 1] == []
    assert selectors("a { } @media x { a { } } a, b { }") == ["a", "a, b"]
