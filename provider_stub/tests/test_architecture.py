"""The rules of this package, as tests."""

import ast
import doctest
import importlib
import logging
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import provider_stub
from provider_stub.checks import TEXTS, CheckId
from provider_stub.config import parse_config

SOURCE = Path(str(provider_stub.__file__)).parent
TESTS = Path(__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
NAMES = [
    module.name
    for module in pkgutil.walk_packages([str(SOURCE)], "provider_stub.")
    if not module.name.endswith("__main__")
]


def imports(file: Path) -> set[str]:
    """Name the modules a file imports."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("file", [*MODULES, *sorted(TESTS.glob("*.py"))], ids=lambda f: f.name)
def test_nothing_of_the_portal_is_imported(file: Path) -> None:
    """A bug on both sides could cancel itself: the two share no code."""
    assert not [name for name in imports(file) if name.partition(".")[0] == "garbridge"]


def test_nothing_of_the_portal_is_loaded_at_run_time() -> None:
    """Not even by way of somebody else."""
    script = (
        "import sys, provider_stub.__main__; "
        "print([n for n in sys.modules if n.partition('.')[0] == 'garbridge'])"
    )

    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert answer.stdout.strip() == b"[]"


@pytest.mark.parametrize(("library", "seam"), [("saml2", "_pysaml2.py"), ("cas", "_cas.py")])
def test_untyped_libraries_stay_behind_one_seam(library: str, seam: str) -> None:
    """One module each knows pysaml2 and python-cas."""
    users = [
        file.name
        for file in MODULES
        if any(name.partition(".")[0] == library for name in imports(file))
    ]

    assert users == [seam]


def test_the_test_portal_shares_no_code_with_the_stub() -> None:
    """The tiny identity provider signs by itself, or it would prove nothing."""
    own = imports(SOURCE / "testing" / "idp.py")

    assert not [name for name in own if name.startswith("provider_stub")]


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.name)
def test_modules_and_functions_stay_small(file: Path) -> None:
    """300 lines for a module, 45 for a function."""
    source = file.read_text("utf-8")
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)]

    assert len(source.splitlines()) <= 300
    assert [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 45] == []


@pytest.mark.parametrize("name", NAMES)
def test_examples_in_docstrings_are_true(name: str) -> None:
    """Every example is run."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_check_has_its_words_and_a_code_of_its_own() -> None:
    """The table is total, and no two checks share a code."""
    assert TEXTS.keys() == set(CheckId)
    assert len({text.code for text in TEXTS.values()}) == len(CheckId)


@pytest.mark.parametrize("name", ["saml2", "saml2.response", "cas"])
def test_the_libraries_loggers_are_held(name: str) -> None:
    """What they write at DEBUG and INFO holds whole messages."""
    assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING


@pytest.mark.parametrize("file", sorted(TESTS.glob("test_*.py")), ids=lambda file: file.name)
def test_every_test_states_its_promise(file: Path) -> None:
    """A test without a sentence is a test nobody can judge."""
    functions = [
        n for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.FunctionDef)
    ]

    silent = [f.name for f in functions if f.name.startswith("test_") and not ast.get_docstring(f)]
    assert silent == []


def test_the_readme_names_every_code_flag_and_key() -> None:
    """What the README says is what there is."""
    readme = (TESTS.parent / "README.md").read_text("utf-8")
    flags = set(re.findall(r'add\("(--[a-z-]+)"', (SOURCE / "__main__.py").read_text("utf-8")))
    (toml,) = re.findall("```toml\n(.*?)```", readme, re.DOTALL)

    assert [text.code for text in TEXTS.values() if text.code not in readme] == []
    assert [flag for flag in sorted(flags) if f"`{flag}`" not in readme] == []
    assert parse_config(toml, data_dir=TESTS).resources[0].slug == "atlas"


def test_the_readmes_program_runs() -> None:
    """The example of the README prints what it says it prints."""
    readme = (TESTS.parent / "README.md").read_text("utf-8")
    (program,) = re.findall("```python\n(.*?)```", readme, re.DOTALL)

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert answer.stdout == b"[]\n"
