"""The nature of each school: the State's ``etablissements.xml``, or a table ``uai;nature``.

The State's list has one element for each school, with ``uai`` and ``nature_uai`` inside, in the
namespace ``http://www.atosworldline.com/listEtablissement/v1.0/``; what else it says is not read.
The same list is written for distributors, with what a directory knows of a school.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from lxml import etree

from garbridge.core.identifiers import SchoolId, TenantId, parse_school_id
from garbridge.core.labels import label_of
from garbridge.core.people import School
from garbridge.errors import ImportRefusedError, MalformedError, OversizedError, ValueRefusedError
from garbridge.formats.tables import Problems, read_lines
from garbridge.formats.xml import forget_before, stream_xml, written_xml

COLUMNS: Final = ("uai", "nature")
_NAMESPACE: Final = "{http://www.atosworldline.com/listEtablissement/v1.0/}"
_UAI: Final = f"{_NAMESPACE}uai"
_NATURE_UAI: Final = f"{_NAMESPACE}nature_uai"
_LABELS: Final = {
    "151": "Ecole élémentaire",
    "300": "Lycée d'enseignement général et technologique",
    "306": "Lycée polyvalent",
    "320": "Lycée professionnel",
    "340": "Collège",
}
"""What the State calls the natures that were seen in its list."""
_NATURE = re.compile(r"[0-9]{3}")


def read_natures(file: Path) -> Mapping[SchoolId, str]:
    """Return the nature of each school that *file* names: XML if it is called so, else a table.

    Raises:
        ImportRefusedError: with every problem.
    """
    problems = Problems()
    natures = _Natures(problems)
    if file.suffix.lower() == ".xml":
        _read_list(file, natures)
    else:
        for line in read_lines(file, COLUMNS, frozenset(), problems):
            place = f"{line.file}, ligne {line.number}, colonne"
            natures.add(line.text("uai"), line.text("nature"), f"{place} uai", f"{place} nature")
    problems.refuse()
    if not natures.found:
        raise ImportRefusedError([f"{file.name} : aucun établissement n’y est nommé"])
    return natures.found


def write_establishments(schools: Iterable[tuple[School, str, bool]], tenant: TenantId) -> bytes:
    """Return the list of *schools*: each with its nature, or nothing, and whether it is open.

    A school that is open names the ENT project, in base64, as the State's list does.
    """
    root = etree.Element(f"{_NAMESPACE}listEtablissement", nsmap={None: _NAMESPACE[1:-1]})
    project = base64.b64encode(tenant.encode()).decode()
    for school, nature, is_open in schools:
        element = etree.SubElement(root, f"{_NAMESPACE}etablissement")
        said = {
            "uai": school.id,
            "nature_uai": nature,
            "nature_uai_libe": _LABELS.get(nature, ""),
            "appellation_officielle": label_of(school.name),
            "idENT": project if is_open else "",
        }
        for name, text in said.items():
            if text:
                etree.SubElement(element, f"{_NAMESPACE}{name}").text = text
    return written_xml(root)


class _Natures:
    """What was read, and what is wrong with it."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.found: dict[SchoolId, str] = {}

    def add(self, uai: str, nature: str, at_uai: str, at_nature: str) -> None:
        """Take a school and its nature."""
        try:
            school = parse_school_id(uai)
        except ValueRefusedError:
            self.problems.add(at_uai, "il faut un code UAI")
            return
        if not _NATURE.fullmatch(nature):
            self.problems.add(at_nature, "il faut une nature de trois chiffres, comme 340")
        elif self.found.setdefault(school, nature) != nature:
            self.problems.add(at_nature, "cet établissement a deux natures")


def _read_list(file: Path, natures: _Natures) -> None:
    school = uai = nature = None
    try:
        with file.open("rb") as source:
            for element in stream_xml(source, (_UAI, _NATURE_UAI)):
                if element.tag not in {_UAI, _NATURE_UAI}:
                    continue
                parent = element.getparent()
                if parent is not school:
                    school, uai, nature = parent, None, None
                    if parent is not None:
                        forget_before(parent)
                text = (element.text or "").strip()
                uai, nature = (text, nature) if element.tag == _UAI else (uai, text)
                if uai is not None and nature is not None:
                    place = f"{file.name}, ligne {element.sourceline}"
                    natures.add(uai, nature, place, place)
    except (MalformedError, OversizedError) as broken:
        where = file.name if broken.line is None else f"{file.name}, ligne {broken.line}"
        natures.problems.add(where, "ce n’est pas le XML attendu")
    except OSError as broken:
        natures.problems.add(file.name, f"ne peut pas être lu ({type(broken).__name__})")
