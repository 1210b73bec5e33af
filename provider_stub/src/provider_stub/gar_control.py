"""What the State's GAR does with an export of identities, as far as public code shows it: a fake.

``python -m provider_stub.gar_control ARCHIVE.tar.gz`` reads an archive that lies beside its
checksum, object by object in the order of the GAR's own control tool, and refuses what that tool is
known to refuse: « Impossible de créer le … ».  The cause is in our words, the real ones are not
public.  A school that is refused is reported once; what names it later is passed over.

Nothing is stored, and no message names anybody.  Not checked: anything that the GAR may look at
and that nobody told (nomenclatures, dates, addresses).
"""

import argparse
import hashlib
import re
import sys
import tarfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from lxml import etree

from provider_stub.errors import UnreadableXmlError
from provider_stub.gar_objects import PEOPLE, Control, Report, Row
from provider_stub.xml_entry import Element, stream_children

_NAME = re.compile(
    r"(?P<base>[A-Za-z0-9]+_GAR-ENT_Complet_[0-9]{8}_[0-9]{6})_(?P<degree>1D_|2D_)?"
    r"(?P<sort>Etab|Enseignant|Eleve|Groupe|RespAff)_(?P<number>[0-9]{4})\.xml"
)
_SPACES = {"1D_": "http://data.education.fr/ns/gar/1d", "": "http://data.education.fr/ns/gar"}
_MOST_NODES = 10_000
_PASSES: tuple[tuple[str, Callable[[Row], bool]], ...] = (
    ("Etab", lambda row: row.name == "GAREtab"),
    ("Etab", lambda row: row.name != "GAREtab"),
    ("Enseignant", lambda row: row.name in PEOPLE),
    ("Enseignant", lambda row: row.name not in PEOPLE),
    ("Eleve", lambda row: row.name in PEOPLE),
    ("Eleve", lambda row: row.name not in PEOPLE),
    ("Groupe", lambda row: row.one("GARGroupeStatut") == "DIVISION"),
    ("Groupe", lambda row: row.name == "GARGroupe" and row.one("GARGroupeStatut") != "DIVISION"),
    ("Groupe", lambda row: row.name != "GARGroupe"),
    ("RespAff", lambda _row: True),
)


def control(archive: Path, known: frozenset[str] | None = None) -> Report:
    """Return what the GAR would say of *archive*, whose checksum must lie beside it.

    Raises:
        ValueError: it is not what the GAR takes at all: names, checksum, form of a file.
    """
    base = archive.name.removesuffix(".tar.gz")
    stated = archive.with_name(f"{base}.md5").read_text("ascii").strip()
    if stated != hashlib.md5(archive.read_bytes(), usedforsecurity=False).hexdigest():
        raise ValueError("l'archive ne correspond pas à sa somme MD5")
    held = Control(known)
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        parts = {name: _NAME.fullmatch(name) for name in sorted(names)}
        for name, part in parts.items():
            if part is None or part["base"] != base:
                raise ValueError(f"{name} n'a pas le nom d'un fichier de cet export")
        for sort, wanted in _PASSES:
            for name, part in parts.items():
                source = tar.extractfile(name) if part and part["sort"] == sort else None
                if part is not None and source is not None:
                    degree = "1D_" if part["degree"] == "1D_" else ""
                    for row in filter(wanted, rows(source, name, _SPACES[degree], sort)):
                        held.take(row)
    return held.report


def rows(source: IO[bytes], file: str, space: str, sort: str) -> Iterator[Row]:
    """Yield the objects of one file.

    Raises:
        ValueError: another root or namespace, no version, or more objects than one file may hold.
    """
    count = -1  # the root is no object
    for element in stream_children(source):
        count += 1
        if not count:
            _look_at_root(element, file, space, sort)
            continue
        values: dict[str, list[str]] = {}
        for child in element.iterdescendants():
            if not len(child) and not _is_of_a_post(child):
                name = etree.QName(child).localname
                values.setdefault(name, []).append((child.text or "").strip())
        yield Row(file, element.sourceline or 0, etree.QName(element).localname, values)
    if count > _MOST_NODES:
        raise ValueError(f"{file} : plus de {_MOST_NODES} nœuds")


def _is_of_a_post(element: Element) -> bool:
    """Say whether *element* tells what somebody is appointed to, and where: no membership."""
    parent = element.getparent()
    return parent is not None and etree.QName(parent).localname.endswith("Postes")


def _look_at_root(element: Element, file: str, space: str, sort: str) -> None:
    if element.tag != f"{{{space}}}GAR-ENT-{sort}" or not element.get("Version"):
        raise ValueError(f"{file} : la racine n'est pas GAR-ENT-{sort}, ou n'a pas Version")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report of an archive; return 1 if anything is refused, 2 if it is not taken."""
    parser = argparse.ArgumentParser(prog="python -m provider_stub.gar_control")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--known", nargs="*", metavar="UAI", help="les UAI que ce GAR connaît")
    options = parser.parse_args(arguments)
    try:
        known = None if options.known is None else frozenset(options.known)
        report = control(options.archive, known)
    except (ValueError, OSError, tarfile.TarError, UnreadableXmlError) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    lines = [f"{name} {count}" for name, count in report.counts.items()]
    lines += [str(one) for one in report.refusals]
    if report.refused_schools:
        lines.append(f"UAI KO : {', '.join(sorted(report.refused_schools))}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if report.refusals else 0


if __name__ == "__main__":
    sys.exit(main())
