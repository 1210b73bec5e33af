"""The page about conformity leaves no rule out, names tests that exist, and adds up."""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "conformity.md"
HEAD = "| no. | source | rule | whose | state | shown by |"
OWNERS = {"portal", "deployer", "both"}
WITH_TESTS = {"shown", "partly"}
WITHOUT = {"not shown yet", "not built", "the deployer's", "text not read"}
RULES = (
    *(str(number) for number in range(1, 121)),
    *(f"R{number}" for number in range(1, 22)),
    *(f"L{number}" for number in range(1, 6)),
    *(f"D{number}" for number in range(1, 18)),
    *(f"E{number}" for number in range(1, 9)),
    *(f"G{number}" for number in range(1, 7)),
    *(f"P{number}" for number in range(1, 12)),
)
TEST = re.compile(r"`((?:tests|src/garbridge/testing)/[\w/]+\.py)::(\w+)`")


@dataclass(frozen=True, slots=True)
class Row:
    """One rule, as the page has it; *shown* is its last cell."""

    number: str
    source: str
    rule: str
    whose: str
    state: str
    shown: str

    @property
    def words(self) -> str:
        """What the last cell says beside the names of tests."""
        return TEST.sub("", self.shown).strip(" ,:")


def cells(line: str) -> list[str]:
    """Return the cells of one line of a table."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows_of(page: str) -> list[Row]:
    """Return every row below the heading of a table of rules."""
    found, is_inside = [], False
    for line in page.splitlines():
        is_inside = line == HEAD or (is_inside and line.startswith("|"))
        if is_inside and line != HEAD and not line.startswith("|---"):
            found.append(Row(*cells(line)))
    return found


ROWS = rows_of(PAGE.read_text("utf-8"))
NAMED = sorted({named for row in ROWS for named in TEST.findall(row.shown)})


@cache
def collected_in(file: str) -> frozenset[str]:
    """Return what pytest would collect there: functions, methods, and machines by their class."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / file).read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found.add(node.name)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute):
            made = [one.id for one in node.targets if isinstance(one, ast.Name)]
            found.update(one for one in made if node.value.attr == "TestCase")
    return frozenset(found)


def test_each_rule_stands_once() -> None:
    """None is left out, none is told in two ways."""
    assert Counter(row.number for row in ROWS) == Counter(RULES)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_named_test_exists(file: str, name: str) -> None:
    """A rule whose test was renamed is a rule that nobody shows."""
    assert name in collected_in(file)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_a_row_says_whose_it_is_and_what_shows_it(row: Row) -> None:
    """Tests where it is shown, words where it is not wholly, in one of the fixed states."""
    named = TEST.findall(row.shown)

    assert row.source
    assert row.rule
    assert row.whose in OWNERS
    assert row.state in WITH_TESTS | WITHOUT
    assert bool(named) == (row.state in WITH_TESTS)
    assert bool(row.words) == (row.state != "shown")
    assert row.state != "the deployer's" or row.whose == "deployer"
    assert row.shown.count("::") == len(named) == len(set(named))


def test_the_sums_are_those_of_the_rows() -> None:
    """Whoever reads the first table alone reads the truth."""
    sums = {
        said[0]: said[1]
        for said in map(cells, PAGE.read_text("utf-8").partition("\n## ")[0].splitlines())
        if len(said) == 3 and said[1].isdigit()
    }
    counted = Counter(row.state for row in ROWS)

    assert sums == {
        **{state: str(counted[state]) for state in WITH_TESTS | WITHOUT},
        "all": str(len(ROWS)),
    }


def test_it_claims_no_conformity() -> None:
    """A service conforms, or not; a library is designed for it."""
    text = PAGE.read_text("utf-8")

    assert "designed for" in text
    assert not re.search(r"\b(is|are) (conform|compliant|certified)", text)
    assert "conforme " not in text
