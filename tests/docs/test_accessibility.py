"""The page about accessibility leaves no criterion out, and adds up."""

import re
from collections import Counter
from pathlib import Path

PAGE = Path("docs/accessibility.md")
CRITERIA = {
    1: 9,
    2: 2,
    3: 3,
    4: 13,
    5: 8,
    6: 2,
    7: 5,
    8: 10,
    9: 4,
    10: 14,
    11: 13,
    12: 11,
    13: 12,
}
"""How many there are under each theme of RGAA 4.1."""
STATES = ("C", "NC", "?", "NA")
ROW = re.compile(r"\| (\d+\.\d+) \| (.+) \|")


def test_each_criterion_stands_there_and_the_sums_are_right() -> None:
    """In each group of pages; the rate is of what was verified."""
    text = PAGE.read_text(encoding="utf-8")
    rows = {m[1]: [one.strip() for one in m[2].split(" | ")] for m in ROW.finditer(text)}
    groups = [Counter(row[1 + at] for row in rows.values()) for at in range(5)]
    sums = {m[1]: [int(n) for n in m[2].split(" | ")] for m in _sums(text)}

    assert list(rows) == [f"{one}.{at}" for one, n in CRITERIA.items() for at in range(1, n + 1)]
    assert {len(row) for row in rows.values()} == {7}
    assert all(set(group) <= set(STATES) for group in groups)
    assert sums == {state: [group[state] for group in groups] for state in STATES}
    rates = [100 * group["C"] // (group["C"] + group["NC"]) for group in groups]
    assert f"| rate of what was verified | {' | '.join(f'{one} %' for one in rates)} |" in text


def _sums(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r"^\| (C|NC|\?|NA) \| ([\d |]+) \|$", text, re.MULTILINE))
