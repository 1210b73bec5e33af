"""``make sbom``: what a portal installs, as CycloneDX reads it, and the table of licences.

Both are made of the lock and of ``requirements/licences.toml`` alone, so that they are the same on
every machine; what needs what is read from the distributions that are installed here.
"""

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement

from garbridge import __version__

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
TABLE = ROOT / "docs" / "reference" / "licences.md"
COPYLEFT = re.compile(r"\b(A?GPL|LGPL|MPL|EPL|EUPL|CDDL)-")
_NAME = re.compile(r"[-_.]+")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)
_SPACE = uuid.UUID("5f0b7ad0-6d0b-5a55-9d3c-0e6f0f2a7c11")
_HEAD = """# Licences

garbridge is under Apache-2.0. What it needs, by the lock (`requirements/`), with the
licence as SPDX writes it. `make sbom` writes this page, and the list for machines,
`dist/garbridge.cdx.json` (CycloneDX 1.6).

| where | meaning |
|---|---|
| `always` | every portal installs it |
| `extra NAME` | only with `garbridge[NAME]` |
| `development` | tests, checks and this site; nobody who runs a portal installs it |

Copyleft stands in extras and in development alone, with one exception that a portal
always has: {exceptions}.

| distribution | licence | where |
|---|---|---|
"""


class Where(StrEnum):
    """Who installs a distribution."""

    ALWAYS = "always"
    EXTRA = "extra"
    DEVELOPMENT = "development"


EXCEPTIONS: Mapping[str, str] = {
    "certifi": "a list of certificates, unchanged; MPL-2.0 asks for its source file by file, "
    "and `requests` needs it"
}
"""What is copyleft and always there, and why that asks nothing of a portal."""


@dataclass(frozen=True, slots=True)
class Locked:
    """One distribution of the lock; ``versions`` has several where platforms differ."""

    name: str
    versions: tuple[str, ...]
    licence: str
    where: Where
    extras: tuple[str, ...] = ()

    @property
    def is_copyleft(self) -> bool:
        """Whether a choice that is no copyleft is missing."""
        return all(COPYLEFT.search(one) is not None for one in self.licence.split(" OR "))

    def row(self) -> str:
        """Return its line of the table."""
        named = ", ".join(f"`{one}`" for one in self.extras)
        where = f"extra {named}" if self.where is Where.EXTRA else self.where.value
        return f"| {self.name} | {self.licence} | {where} |"

    def purl(self, version: str) -> str:
        """Return its name for machines."""
        return f"pkg:pypi/{self.name}@{version}"


def plain(name: str) -> str:
    """Return *name* as every index compares it."""
    return _NAME.sub("-", name).lower()


def pins(file: str) -> dict[str, tuple[str, ...]]:
    """Return the versions that a lock names, by distribution."""
    found: dict[str, tuple[str, ...]] = {}
    for name, version in _PIN.findall((REQUIREMENTS / file).read_text("utf-8")):
        found[plain(name)] = (*found.get(plain(name), ()), version)
    return found


def licences() -> dict[str, str]:
    """Return what is written down, by distribution."""
    return tomllib.loads((REQUIREMENTS / "licences.toml").read_text("utf-8"))


def locked() -> list[Locked]:
    """Return everything that is locked, by name.

    Raises:
        KeyError: nobody wrote down a licence.
    """
    everything, always, known = pins("dev.txt"), pins("run.txt"), licences()
    extras = _extras(everything)
    found: list[Locked] = []
    for name, versions in sorted(everything.items()):
        named = tuple(sorted(extra for extra, needed in extras.items() if name in needed))
        where = Where.ALWAYS if name in always else Where.DEVELOPMENT
        if named and where is Where.DEVELOPMENT:
            where = Where.EXTRA
        found.append(
            Locked(name, versions, known[name], where, named if where is Where.EXTRA else ())
        )
    return found


def _extras(everything: Mapping[str, object]) -> dict[str, set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {
        name: _closure(stated, everything)
        for name, stated in project["optional-dependencies"].items()
    }


def _closure(stated: Iterable[str], everything: Mapping[str, object]) -> set[str]:
    """Return what *stated* needs, and what that does, on whichever platform."""
    found: set[str] = set()
    waiting = [Requirement(one) for one in stated]
    while waiting:
        one = waiting.pop()
        name = plain(one.name)
        if name in everything and name not in found:
            found.add(name)
            waiting += _needs(name, one.extras)
    return found


def _needs(name: str, extras: Iterable[str] = ()) -> Iterator[Requirement]:
    try:
        stated = requires(name) or []
    except PackageNotFoundError:  # of another platform
        return
    for text in stated:
        one = Requirement(text)
        marker = str(one.marker or "")
        asked = re.findall(r"extra == \"([^\"]+)\"", marker)
        if not asked or {plain(extra) for extra in extras} & set(map(plain, asked)):
            yield one


def table(everything: Iterable[Locked]) -> str:
    """Return the page."""
    exceptions = "; ".join(f"`{name}` ({why})" for name, why in EXCEPTIONS.items())
    rows = "".join(f"{one.row()}\n" for one in everything)
    return _HEAD.format(exceptions=exceptions) + rows


def bill(everything: Iterable[Locked]) -> dict[str, object]:
    """Return the bill of materials: what a portal installs, and what an extra adds."""
    shipped = [one for one in everything if one.where is not Where.DEVELOPMENT]
    refs = {one.name: [one.purl(version) for version in one.versions] for one in shipped}
    own = f"pkg:pypi/garbridge@{__version__}"
    components = [
        {
            "type": "library",
            "bom-ref": one.purl(version),
            "name": one.name,
            "version": version,
            "scope": "required" if one.where is Where.ALWAYS else "optional",
            "licenses": _licence(one.licence),
            "purl": one.purl(version),
            "properties": [{"name": "garbridge:extra", "value": extra} for extra in one.extras],
        }
        for one in shipped
        for version in one.versions
    ]
    depends = [
        {"ref": ref, "dependsOn": sorted(_refs(_needs(name), refs))}
        for name, found in refs.items()
        for ref in found
    ]
    content = json.dumps([components, depends], sort_keys=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    direct = sorted(_refs(map(Requirement, project["dependencies"]), refs))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, content)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "library",
                "bom-ref": own,
                "name": "garbridge",
                "version": __version__,
                "licenses": _licence("Apache-2.0"),
                "purl": own,
            }
        },
        "components": components,
        "dependencies": [{"ref": own, "dependsOn": direct}, *depends],
    }


def _refs(needed: Iterable[Requirement], refs: Mapping[str, list[str]]) -> set[str]:
    return {ref for one in needed for ref in refs.get(plain(one.name), [])}


def _licence(expression: str) -> list[dict[str, object]]:
    if " " in expression or "LicenseRef" in expression:
        return [{"expression": expression}]
    return [{"license": {"id": expression}}]


def main() -> int:
    """Write both."""
    everything = locked()
    TABLE.write_text(table(everything), "utf-8")
    file = ROOT / "dist" / "garbridge.cdx.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(bill(everything), indent=2) + "\n", "utf-8")
    sys.stdout.write(f"{TABLE.relative_to(ROOT)}\n{file.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
