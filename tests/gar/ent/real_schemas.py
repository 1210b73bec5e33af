"""The State's own schemas, where the machine has them; they are not ours to ship."""

import os
from pathlib import Path

import pytest
from lxml import etree

from garbridge.gar.ent.names import parse_part_name
from garbridge.gar.ent.schema import DEGREES

_ROOT = Path(__file__).parents[3]
XSD_DIR = _ROOT / os.environ.get("GARBRIDGE_XSD_DIR", "../shared/gar/xsd")

needs_schemas = pytest.mark.skipif(
    not XSD_DIR.is_dir(),
    reason="put GAR-ENT.xsd and GAR-ENT-1D.xsd into a folder and name it in GARBRIDGE_XSD_DIR",
)


def schema_tree(degree: int) -> etree._Element:
    """Return the schema of a degree as XML."""
    location = next(known.location for known in DEGREES if known.number == degree)
    return etree.parse(XSD_DIR / location).getroot()


def schemas() -> dict[int, etree.XMLSchema]:
    """Return the schemas by degree."""
    return {known.number: etree.XMLSchema(schema_tree(known.number)) for known in DEGREES}


def invalid_files(folder: Path, known: dict[int, etree.XMLSchema]) -> dict[str, str]:
    """Return the files that the State's schemas refuse, with the first reason."""
    found: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        name = parse_part_name(path.name)
        assert name is not None
        schema = known[name.degree.number]
        if not schema.validate(etree.parse(path)):
            found[path.name] = str(schema.error_log[0])
    return found
