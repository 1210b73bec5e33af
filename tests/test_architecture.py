"""The architecture is a test: the code holds the rules, and each rule finds what breaks it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.house_rules import (
    CODE_RULES,
    EVERYWHERE,
    FUNCTION_LIMIT,
    MODULE_LIMIT,
    Rule,
    Source,
    both_sides_stand_alone,
    exceptions_give_a_reason,
    forbidden_strings,
    functions_fit_on_a_screen,
    modules_are_named_after_what_they_hold,
    modules_are_read_in_one_sitting,
    nothing_is_asserted,
    nothing_is_imported_late,
    personal_data_meets_no_log,
    proofs_are_made_in_one_place,
    values_are_frozen,
    xml_has_one_entry,
)

TOP = Path(__file__).parent.parent
SHIPPED = ("src", "provider_stub/src")
WRITTEN = (
    *SHIPPED,
    "tests",
    "provider_stub/tests",
    "examples",
    "benchmarks",
    "docs",
    "conftest.py",
)


def sources(*places: str) -> Iterator[Source]:
    """Yield the Python files below *places*."""
    for place in places:
        root = TOP / place
        for file in [root] if root.is_file() else sorted(root.rglob("*.py")):
            if "node_modules" not in file.parts:
                yield Source(file.relative_to(TOP).as_posix(), file.read_text(encoding="utf-8"))


def name_of(rule: Rule) -> str:
    """Return the name under which a rule is reported."""
    return rule.__name__


def findings(rules: Iterable[Rule], files: Iterable[Source]) -> dict[Rule, list[str]]:
    """Return all that each rule finds; no parsed file is kept for the next one."""
    found: dict[Rule, list[str]] = {rule: [] for rule in rules}
    for source in files:
        for rule in found:
            found[rule] += rule(source)
    return found


@cache
def found_in_the_code() -> dict[Rule, list[str]]:
    """Return all that the rules find in what is shipped."""
    return findings(CODE_RULES, sources(*SHIPPED))


@cache
def found_anywhere() -> dict[Rule, list[str]]:
    """Return all that the rules for every file find."""
    return findings(EVERYWHERE, sources(*WRITTEN))


def tracked() -> list[str]:
    """Return the files of the repository."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=TOP, capture_output=True, text=True, check=True
    )
    return [name for name in listing.stdout.split("\0") if name and (TOP / name).is_file()]


@pytest.mark.xdist_group("rules of the code")  # which parses it once
@pytest.mark.parametrize("rule", CODE_RULES, ids=name_of)
def test_the_code_holds(rule: Rule) -> None:
    """Every file that is shipped keeps to every rule."""
    assert found_in_the_code()[rule] == []


@pytest.mark.parametrize("rule", EVERYWHERE, ids=name_of)
def test_every_file_holds(rule: Rule) -> None:
    """Tests, examples and benchmarks too."""
    assert found_anywhere()[rule] == []


def test_there_is_something_to_hold() -> None:
    """A rule that looks at nothing finds nothing."""
    paths = {source.path for source in sources(*SHIPPED)}

    assert {"src/garbridge/core/access.py", "provider_stub/src/provider_stub/__init__.py"} <= paths
    assert len(paths) > 50


LAUNCH = "src/garbridge/services/launch.py"
STUB = "provider_stub/src/provider_stub/checks.py"
LONG_FUNCTION = "def f():\n" + "    x = 1\n" * FUNCTION_LIMIT
LONG_METHOD = "class C:\n    async def f(self):\n" + "        x = 1\n" * FUNCTION_LIMIT


@pytest.mark.parametrize(
    ("rule", "text", "path"),
    [
        (modules_are_read_in_one_sitting, "x = 1\n" * (MODULE_LIMIT + 1), LAUNCH),
        (functions_fit_on_a_screen, LONG_FUNCTION, LAUNCH),
        (functions_fit_on_a_screen, LONG_METHOD, STUB),
        (modules_are_named_after_what_they_hold, "", "src/garbridge/core/utils.py"),
        (modules_are_named_after_what_they_hold, "", "src/garbridge/helpers/x.py"),
        (modules_are_named_after_what_they_hold, "", "provider_stub/src/provider_stub/common.py"),
        (proofs_are_made_in_one_place, "Granted(person, place)", LAUNCH),
        (proofs_are_made_in_one_place, "access.Granted(person, place)", LAUNCH),
        (proofs_are_made_in_one_place, "Granted(person)", "src/garbridge/core/release.py"),
        (proofs_are_made_in_one_place, "from x import Granted as Proof", LAUNCH),
        (proofs_are_made_in_one_place, "replace(granted, person=other)", LAUNCH),
        (proofs_are_made_in_one_place, "dataclasses.replace(self.granted, person=x)", LAUNCH),
        (proofs_are_made_in_one_place, "object.__setattr__(claims, 'subject', x)", LAUNCH),
        (proofs_are_made_in_one_place, "ReleasedClaims(subject, ark, ())", LAUNCH),
        (proofs_are_made_in_one_place, "release.Release(claims, ())", LAUNCH),
        (proofs_are_made_in_one_place, "Claim(a, b, c)", "src/garbridge/stores/memory.py"),
        (proofs_are_made_in_one_place, "Withheld(a, b)", "src/garbridge/core/access.py"),
        (proofs_are_made_in_one_place, "Permitted(who, act, uai, None, None)", LAUNCH),
        (proofs_are_made_in_one_place, "replace(permitted, school=other)", LAUNCH),
        (proofs_are_made_in_one_place, "Authenticated(issuer=a)", "src/garbridge/web/upstream.py"),
        (proofs_are_made_in_one_place, "replace(authenticated, subject=x)", LAUNCH),
        (xml_has_one_entry, "etree.XMLParser(huge_tree=True)", LAUNCH),
        (xml_has_one_entry, "etree.fromstring(data)", "src/garbridge/protocols/saml/x.py"),
        (xml_has_one_entry, "lxml.etree.iterparse(file)", "src/garbridge/gar/x.py"),
        (xml_has_one_entry, "etree.parse(file)", STUB),
        (xml_has_one_entry, "from lxml.etree import fromstring", LAUNCH),
        (xml_has_one_entry, "from lxml import html", LAUNCH),
        (xml_has_one_entry, "import lxml.objectify", LAUNCH),
        (xml_has_one_entry, "import xml.etree.ElementTree as ET", LAUNCH),
        (xml_has_one_entry, "from xml.dom import minidom", LAUNCH),
        (xml_has_one_entry, "import defusedxml.ElementTree", STUB),
        (nothing_is_imported_late, "def f():\n    import os", LAUNCH),
        (nothing_is_imported_late, "class C:\n    def f(self):\n        from a import b", STUB),
        (nothing_is_imported_late, "async def f():\n    if x:\n        import os", LAUNCH),
        (nothing_is_imported_late, "importlib.import_module('flask')", LAUNCH),
        (nothing_is_imported_late, "x = lambda: __import__('os')", LAUNCH),
        (personal_data_meets_no_log, "print(person)", LAUNCH),
        (personal_data_meets_no_log, "import logging", "src/garbridge/core/access.py"),
        (personal_data_meets_no_log, "from logging import getLogger", LAUNCH),
        (personal_data_meets_no_log, "import logging.config", "src/garbridge/protocols/x.py"),
        (nothing_is_asserted, "assert person is not None", LAUNCH),
        (nothing_is_asserted, "def f():\n    assert x", STUB),
        (both_sides_stand_alone, "import garbridge", STUB),
        (both_sides_stand_alone, "from garbridge.core import access", STUB),
        (both_sides_stand_alone, "import provider_stub.checks", LAUNCH),
        (values_are_frozen, "@dataclass\nclass C:\n    x: int", LAUNCH),
        (values_are_frozen, "@dataclass(slots=True)\nclass C:\n    x: int", LAUNCH),
        (values_are_frozen, "@dataclasses.dataclass(frozen=True)\nclass C: ...", LAUNCH),
        (values_are_frozen, "@dataclass(frozen=False, slots=True)\nclass C: ...", LAUNCH),
        (exceptions_give_a_reason, "x = 1  # noqa", LAUNCH),
        (exceptions_give_a_reason, "x = 1  # noqa: S105", LAUNCH),
        (exceptions_give_a_reason, "x = 1  # noqa: S105 -", LAUNCH),
        (exceptions_give_a_reason, "x = 1  # noqa - because", LAUNCH),
        (exceptions_give_a_reason, "x = 1  # type: ignore", LAUNCH),
        (exceptions_give_a_reason, "x = 1  # type: ignore[misc]", LAUNCH),
        (exceptions_give_a_reason, "x = 1  # type: ignore # it is fine", LAUNCH),
        (exceptions_give_a_reason, "x = 1  # type: ignore[misc]  # noqa: S105", LAUNCH),
    ],
)
def test_a_rule_finds_what_breaks_it(rule: Rule, text: str, path: str) -> None:
    """Each rule, each way round it that we know of."""
    assert len(rule(Source(path, text + "\n"))) == 1


@pytest.mark.parametrize(
    ("rule", "text", "path"),
    [
        (modules_are_read_in_one_sitting, "x = 1\n" * (MODULE_LIMIT - 1), LAUNCH),
        (functions_fit_on_a_screen, LONG_FUNCTION.replace("    x = 1\n", "", 1), LAUNCH),
        (functions_fit_on_a_screen, LONG_FUNCTION.replace("x = 1", '"""Doc."""', 1), LAUNCH),
        (modules_are_named_after_what_they_hold, "", "src/garbridge/core/database.py"),
        (proofs_are_made_in_one_place, "Granted(person)", "src/garbridge/core/access.py"),
        (proofs_are_made_in_one_place, "Claim(a, b, c)", "src/garbridge/core/release.py"),
        (proofs_are_made_in_one_place, "Permitted(a, b)", "src/garbridge/core/permissions.py"),
        (proofs_are_made_in_one_place, "Authenticated(a)", "src/garbridge/upstream/saml_sp.py"),
        (proofs_are_made_in_one_place, "isinstance(x, Granted)", LAUNCH),
        (proofs_are_made_in_one_place, "replace(record, attributes=x)", LAUNCH),
        (proofs_are_made_in_one_place, "Claim(a, b, c)", "src/garbridge/testing/adapters.py"),
        (xml_has_one_entry, "etree.XMLParser()", "src/garbridge/formats/xml.py"),
        (xml_has_one_entry, "etree.SubElement(a, 'b'); urls.parse(x)", LAUNCH),
        (xml_has_one_entry, "from lxml import etree", LAUNCH),
        (nothing_is_imported_late, "import os\nif os:\n    import sys", LAUNCH),
        (personal_data_meets_no_log, "import logging", "src/garbridge/web/failures.py"),
        (nothing_is_asserted, "assert x", "src/garbridge/testing/stores.py"),
        (both_sides_stand_alone, "import garbridge.core", LAUNCH),
        (both_sides_stand_alone, "import provider_stub", STUB),
        (values_are_frozen, "@dataclass(frozen=True, slots=True)\nclass C: ...", LAUNCH),
        (values_are_frozen, "@dataclass\nclass C: ...", "src/garbridge/web/pages.py"),
        (exceptions_give_a_reason, "x = 1  # noqa: S105 - a made-up one", LAUNCH),
        (exceptions_give_a_reason, "x = 1  # noqa: S105, S106 - made up", LAUNCH),
        (exceptions_give_a_reason, "x = 1  # type: ignore[misc]  # pysaml2 is untyped", LAUNCH),
        (exceptions_give_a_reason, "x = '# noqa'", LAUNCH),
    ],
)
def test_a_rule_lets_the_honest_pass(rule: Rule, text: str, path: str) -> None:
    """A rule that finds too much would be switched off."""
    assert rule(Source(path, text + "\n")) == []


def test_the_repository_holds_nothing_forbidden() -> None:
    """No registry's host, no path of somebody's machine, no work left undone or skipped."""
    found = [
        finding
        for name in tracked()
        for finding in forbidden_strings(name, (TOP / name).read_bytes().decode("utf-8", "replace"))
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://" + "py" + "pi.org/simple",
        "https://files." + "python" + "hosted.org/packages/x",
        '"resolved": "https://registry.' + "npm" + 'js.org/a"',
        "http://" + "deb" + ".debian.org/debian",
        "see /ho" + "me/somebody/notes",
        "cd /ro" + "ot/x",
        "# TO" + "DO: later",
        "# FIX" + "ME",
        "raise NotImple" + "mentedError",
        "@pytest.mark." + "skip",
        "@pytest.mark." + "xfail(reason='later')",
        "x = 1  # pragma: no " + "cover",
    ],
)
def test_something_forbidden_is_found(line: str) -> None:
    """Each of them, and the place is told without repeating it."""
    (finding,) = forbidden_strings("a.md", f"first line\n{line}\n")

    assert finding.startswith("a.md:2: ")
    assert line not in finding


@pytest.mark.parametrize(
    "line",
    [
        "https://ent.example/home/page/",
        "the roots of /usr/share",
        "@pytest.mark." + "skipif(not XSD.is_dir(), reason='the schemas are not there')",
    ],
)
def test_something_honest_is_not_forbidden(line: str) -> None:
    """Only what is meant."""
    assert forbidden_strings("a.md", line) == []


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package below *folder*, with the contracts of ``pyproject.toml``."""
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--config", TOP / "pyproject.toml", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_only_point_downward() -> None:
    """The layers, the core without frameworks, the protocols without Flask."""
    outcome = lint_imports(TOP / "src")

    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("core/access.py", "import flask", "The core does no I/O and knows no framework"),
        ("core/access.py", "import garbridge.ports", "Imports only point downward"),
        ("utils.py", "", "Imports only point downward"),
        (
            "protocols/cas/__init__.py",
            "import flask",
            "Protocols and formats know no web framework and no database",
        ),
        ("protocols/cas/__init__.py", "import garbridge.stores", "Imports only point downward"),
    ],
    ids=["flask-in-core", "core-imports-up", "a-new-room", "flask-in-a-protocol", "siblings"],
)
def test_an_import_that_points_upward_is_found(
    tmp_path: Path, module: str, line: str, contract: str
) -> None:
    """The contracts are not vacuous: each breaks when it is broken."""
    ignored = shutil.ignore_patterns("__pycache__", "templates", "static", "locale")
    shutil.copytree(TOP / "src" / "garbridge", tmp_path / "garbridge", ignore=ignored)
    with (tmp_path / "garbridge" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    outcome = lint_imports(tmp_path)

    assert outcome.returncode == 1
    assert re.search(re.escape(contract) + r"[^\n]* BROKEN", outcome.stdout), outcome.stdout


HEAVY = ("flask", "werkzeug", "sqlalchemy", "lxml", "cryptography", "saml2", "requests", "click")


def loaded_by(*modules: str) -> list[str]:
    """Return which heavy libraries a fresh process holds after importing *modules*."""
    code = "\n".join(
        [
            "import sys",
            *(f"import {module}" for module in modules),
            f"print(*[name for name in {HEAVY!r} if name in sys.modules])",
        ]
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("layer", ["core", "config", "ports", "services", "directory"])
def test_a_light_layer_loads_no_library(layer: str) -> None:
    """The rules can be used, and tested, without Flask, a database or XML."""
    package = TOP / "src" / "garbridge"
    modules = [
        ".".join(file.relative_to(TOP / "src").with_suffix("").parts).removesuffix(".__init__")
        for file in (*package.glob(f"{layer}.py"), *(package / layer).rglob("*.py"))
    ]

    assert modules
    assert loaded_by("garbridge", *modules) == []


def test_a_library_that_is_loaded_is_seen() -> None:
    """The look into a fresh process is not blind."""
    assert loaded_by("garbridge.formats.xml") == ["lxml"]
