"""Rules of the house that no off-the-shelf linter knows.

Each rule takes one file and returns what it finds; ``test_architecture.py`` holds the code to
them, and each rule to a file that breaks it.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

MODULE_LIMIT = 300
FUNCTION_LIMIT = 45
VAGUE_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"})
MAKERS = {
    "Granted": "src/garbridge/core/access.py",
    "Release": "src/garbridge/core/release.py",
    "ReleasedClaims": "src/garbridge/core/release.py",
    "Claim": "src/garbridge/core/release.py",
    "Withheld": "src/garbridge/core/release.py",
    "NationalAccess": "src/garbridge/core/national_access.py",
    "NationalClaims": "src/garbridge/core/national_access.py",
    "Permitted": "src/garbridge/core/permissions.py",
    "Authenticated": "src/garbridge/upstream/",
    "VerifiedAssertion": "src/garbridge/upstream/saml_sp/verifying.py",
}
"""Proofs, and the one module, or the one layer, that may make each."""
XML_ENTRIES = frozenset(
    {"src/garbridge/formats/xml.py", "provider_stub/src/provider_stub/xml_entry.py"}
)
XML_READERS = frozenset(
    {
        "XMLParser",
        "XMLPullParser",
        "HTMLParser",
        "HTMLPullParser",
        "ETCompatXMLParser",
        "XMLDTDID",
        "XMLID",
        "XML",
        "HTML",
        "fromstring",
        "fromstringlist",
        "iterparse",
        "parse",
        "parseid",
        "set_default_parser",
    }
)
"""Everything in ``lxml.etree`` that reads a document."""
OTHER_XML = ("xml", "defusedxml", "lxml.html", "lxml.objectify", "lxml.sax", "xmltodict", "bs4")
"""Other libraries that would read one."""
SILENT = tuple(
    f"src/garbridge/{layer}/" for layer in ("core", "services", "protocols", "upstream", "ports")
)
"""Layers that neither print nor log: personal data passes through them."""
FROZEN = tuple(f"src/garbridge/{layer}/" for layer in ("core", "services"))
"""Layers whose values never change."""
SHIPPED_TESTS = ("src/garbridge/testing/", "provider_stub/src/provider_stub/testing/")
PROOF_NAMES = frozenset(
    {
        *("granted", "permitted", "proof", "claims", "released", "release", "account", "decision"),
        *("authenticated", "verified", "assertion"),
    }
)


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the top of the repository, and its text."""

    path: str
    text: str

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Everything in it, parsed once for all rules."""
        return tuple(ast.walk(ast.parse(self.text)))

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Yield each call with the last name of what is called."""
        for node in self.nodes:
            if isinstance(node, ast.Call):
                yield last_name(node.func), node

    def imports(self) -> Iterator[tuple[str, ast.AST]]:
        """Yield the name of each module that is imported, with each name taken from it."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((alias.name, node) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)

    def at(self, node: ast.AST, what: str) -> str:
        """Return a finding at *node*."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


Rule = Callable[[Source], list[str]]


def last_name(node: ast.expr) -> str:
    """Return ``c`` of ``a.b.c``, and nothing of what has no name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def modules_are_read_in_one_sitting(source: Source) -> list[str]:
    """A module has at most 300 lines."""
    lines = len(source.text.splitlines())
    return [f"{source.path}: {lines} lines"] if lines > MODULE_LIMIT else []


def functions_fit_on_a_screen(source: Source) -> list[str]:
    """A function has at most 45 lines, its docstring aside."""
    found: list[str] = []
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = ast.get_docstring(node) is not None
            spent = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
            lines = (node.end_lineno or 0) - node.lineno + 1 - spent
            if lines > FUNCTION_LIMIT:
                found.append(source.at(node, f"{node.name} has {lines} lines"))
    return found


def modules_are_named_after_what_they_hold(source: Source) -> list[str]:
    """No module is called after the fact that it holds things."""
    parts = PurePosixPath(source.path).with_suffix("").parts
    return [f"{source.path}: {part} says nothing" for part in parts if part in VAGUE_NAMES]


def proofs_are_made_in_one_place(source: Source) -> list[str]:
    """``Granted`` comes from the check and claims from the filter: nobody else makes or alters one.

    Renaming one at its import would hide it, and ``replace`` on one is making another.  The stub,
    which imports nothing of garbridge, can make none; it may call its own by the same names.
    """
    if source.path.startswith((*SHIPPED_TESTS, "provider_stub/")):
        return []
    found = [
        source.at(call, f"makes a {name}")
        for name, call in source.calls()
        if name in MAKERS and not source.path.startswith(MAKERS[name])
    ]
    found += [
        source.at(call, f"alters a proof: {ast.unparse(call)}")
        for name, call in source.calls()
        if name in {"replace", "__setattr__"}
        and call.args
        and last_name(call.args[0]) in PROOF_NAMES
    ]
    found += [
        source.at(node, f"renames {alias.name}")
        for node in source.nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in MAKERS and alias.asname not in {None, alias.name}
    ]
    return found


def xml_has_one_entry(source: Source) -> list[str]:
    """Only the hardened entry reads XML; everywhere else there is a tree already."""
    if source.path in XML_ENTRIES or source.path.startswith(SHIPPED_TESTS):
        return []
    found = [
        source.at(call, f"reads XML: {ast.unparse(call.func)}")
        for name, call in source.calls()
        if name in XML_READERS
        and isinstance(call.func, ast.Attribute)
        and last_name(call.func.value) in {"etree", "lxml"}
    ]
    for name, node in source.imports():
        direct = name.startswith("lxml.etree.") and name.rpartition(".")[2] in XML_READERS
        if direct or any(name == other or name.startswith(f"{other}.") for other in OTHER_XML):
            found.append(source.at(node, f"imports {name}"))
    return found


def nothing_is_imported_late(source: Source) -> list[str]:
    """A lazy import hides an arrow that points upward."""
    found: list[str] = []
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            found += [
                source.at(inner, "imports inside a function")
                for inner in ast.walk(node)
                if isinstance(inner, ast.Import | ast.ImportFrom)
            ]
    found += [
        source.at(call, "imports by name")
        for name, call in source.calls()
        if name in {"__import__", "import_module"}
    ]
    return sorted(set(found))


def personal_data_meets_no_log(source: Source) -> list[str]:
    """The layers through which people pass neither print nor log."""
    if not source.path.startswith(SILENT):
        return []
    found = [source.at(call, "prints") for name, call in source.calls() if name == "print"]
    found += [
        source.at(node, f"imports {name}")
        for name, node in source.imports()
        if name.partition(".")[0] in {"logging", "warnings", "structlog"}
    ]
    return found


def nothing_is_asserted(source: Source) -> list[str]:
    """``python -O`` takes assertions away: a check that matters is an ``if``."""
    if source.path.startswith(SHIPPED_TESTS):
        return []
    return [source.at(node, "asserts") for node in source.nodes if isinstance(node, ast.Assert)]


def both_sides_stand_alone(source: Source) -> list[str]:
    """The stub knows nothing of garbridge, and the other way round: no bug cancels itself."""
    other = "garbridge" if source.path.startswith("provider_stub/") else "provider_stub"
    return [
        source.at(node, f"imports {name}")
        for name, node in source.imports()
        if name.partition(".")[0] == other
    ]


def values_are_frozen(source: Source) -> list[str]:
    """What the core and the services hand around cannot be changed afterwards."""
    if not source.path.startswith(FROZEN):
        return []
    found: list[str] = []
    for node in (each for each in source.nodes if isinstance(each, ast.ClassDef)):
        for decorator in node.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            if last_name(call.func if call else decorator) != "dataclass":
                continue
            said = {k.arg: ast.unparse(k.value) for k in call.keywords} if call else {}
            if said.get("frozen") != "True" or said.get("slots") != "True":
                found.append(source.at(node, f"{node.name} is not frozen with slots"))
    return found


_SILENCER = re.compile(r"\b(noqa|type:\s*ignore|pragma)\b")
_NAMED = re.compile(r"noqa: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*|type: ignore\[[a-z-]+(, ?[a-z-]+)*\]")


def exceptions_give_a_reason(source: Source) -> list[str]:
    """Each silenced rule is named, and says on its line why."""
    found: list[str] = []
    if not _SILENCER.search(source.text):
        return found
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and _SILENCER.search(token.string):
            reason = _NAMED.sub("", token.string)
            if _SILENCER.search(reason) or not re.search(r"[A-Za-z]{3}", reason):
                found.append(f"{source.path}:{token.start[0]}: {token.string}")
    return found


CODE_RULES: tuple[Rule, ...] = (
    modules_are_read_in_one_sitting,
    functions_fit_on_a_screen,
    modules_are_named_after_what_they_hold,
    proofs_are_made_in_one_place,
    xml_has_one_entry,
    nothing_is_imported_late,
    personal_data_meets_no_log,
    nothing_is_asserted,
    both_sides_stand_alone,
    values_are_frozen,
)
"""What holds for the code that is shipped."""
EVERYWHERE: tuple[Rule, ...] = (exceptions_give_a_reason,)
"""What holds for tests, examples and benchmarks as well."""

FORBIDDEN = {
    "registry host": r"p[y]pi\.org|p[y]thonhosted\.org|n[p]mjs\.(org|com)|d[e]b\.debian\.org",
    "machine path": r"(?<![\w.])/(w[o]rk|r[o]ot|h[o]me/[a-z]+|U[s]ers/[A-Za-z]+|tmp/bash_j[o]bs)/",
    "unfinished work": r"\b(T[O]DO|F[I]XME|X[X]X|Not[I]mplementedError)\b",
    "skipped work": r"pragma: no c[o]ver|pytest\.mark\.(sk[i]p|xf[a]il)\b(?!if)",
}
"""What no file of the repository holds; written so that this file does not hold it either."""
_WRITTEN = {"unfinished work", "skipped work"}
"""What somebody writes: the packed octets of a picture spell any three letters by chance."""


def forbidden_strings(path: str, text: str) -> list[str]:
    """Return each line of *text* that holds something forbidden, without repeating it."""
    return [
        f"{path}:{number}: {kind}"
        for number, line in enumerate(text.splitlines(), start=1)
        for kind, pattern in FORBIDDEN.items()
        if not (kind in _WRITTEN and path.endswith(".png")) and re.search(pattern, line)
    ]
