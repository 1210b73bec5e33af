"""Licences and the bill of materials: complete, true, and no copyleft that nobody chose."""

import json
import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest
from tests.packaging.sbom import (
    EXCEPTIONS,
    ROOT,
    TABLE,
    Locked,
    Where,
    bill,
    licences,
    locked,
    pins,
    table,
)


@pytest.fixture(name="everything", scope="module")
def _everything() -> list[Locked]:
    """Everything that is locked."""
    return locked()


def test_every_locked_distribution_stands_in_the_table(everything: list[Locked]) -> None:
    """`make sbom` writes it anew; a licence is written down by hand, once somebody has read it."""
    assert TABLE.read_text("utf-8") == table(everything)
    listed = TABLE.read_text("utf-8").rpartition("|---|---|---|\n")[2]
    rows = set(re.findall(r"^\| ([a-z0-9-]+) \| [^|]+ \| ", listed, re.MULTILINE))
    assert rows == set(pins("dev.txt"))
    assert set(licences()) == rows, "no licence of what is not locked any more"


def test_what_runs_is_always_there(everything: list[Locked]) -> None:
    """The short lock is what every portal installs."""
    always = {one.name for one in everything if one.where is Where.ALWAYS}

    assert always == set(pins("run.txt"))


def test_copyleft_is_in_extras_only(everything: list[Locked]) -> None:
    """Nobody gets it who did not ask for what needs it; each exception has its reason."""
    found = {one.name for one in everything if one.where is Where.ALWAYS and one.is_copyleft}

    assert found == set(EXCEPTIONS)
    assert {one.name for one in everything if one.where is Where.EXTRA and one.is_copyleft} == {
        "paramiko",
        "psycopg",
        "psycopg-binary",
        "pyphen",
    }


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", False),
        ("LGPL-3.0-only", True),
        ("MPL-2.0", True),
        ("GPL-2.0-or-later OR MPL-1.1", True),
        ("GPL-3.0-only OR MIT", False),
        ("MIT AND AGPL-3.0-only", True),
    ],
)
def test_copyleft_is_known(licence: str, *, expected: bool) -> None:
    """Where one can choose, it is copyleft only if there is no other choice."""
    assert Locked("x", ("1",), licence, Where.ALWAYS).is_copyleft == expected


def test_what_is_written_down_is_what_is_stated(everything: list[Locked]) -> None:
    """A distribution that changed its licence is noticed with the lock."""
    differing: dict[str, tuple[str, str]] = {}
    for one in everything:
        try:
            stated = (metadata(one.name).get_all("License-Expression") or [""])[0]
        except PackageNotFoundError:  # of another platform
            continue
        if stated and stated != one.licence:
            differing[one.name] = (one.licence, stated)

    assert differing == {}


def test_the_bill_names_what_a_portal_installs(everything: list[Locked]) -> None:
    """With versions and licences, what needs what, and nothing of the tests."""
    found = json.loads(json.dumps(bill(everything)))
    components = {one["bom-ref"]: one for one in found["components"]}
    refs = {one["ref"]: one["dependsOn"] for one in found["dependencies"]}
    own = found["metadata"]["component"]["bom-ref"]

    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", found["serialNumber"])
    assert len(components) == len(found["components"])
    assert {one["name"] for one in components.values()} == {
        one.name for one in everything if one.where is not Where.DEVELOPMENT
    }
    assert set(refs) == {own, *components}
    assert {ref for needed in refs.values() for ref in needed} <= set(components)
    (flask,) = (ref for ref, one in components.items() if one["name"] == "flask")
    assert flask in refs[own]
    assert {components[ref]["name"] for ref in refs[flask]} >= {"werkzeug", "jinja2", "click"}
    required = {one["name"] for one in components.values() if one["scope"] == "required"}
    assert required == set(pins("run.txt"))
    assert all(one["licenses"] for one in components.values())


def test_the_bill_is_the_same_each_time(everything: list[Locked]) -> None:
    """Its number too: two who make it of one lock can compare."""
    assert bill(everything) == bill(locked())


def test_it_is_a_target() -> None:
    """What the page says to run can be run."""
    assert "\nsbom:" in (ROOT / "Makefile").read_text("utf-8")
    assert "`make sbom`" in TABLE.read_text("utf-8")
