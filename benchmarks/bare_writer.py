"""The writer the export is compared with: lxml, values that never change, nothing checked.

``python -m benchmarks.bare_writer FOLDER`` writes to a scratch folder as many elements of each sort
as the export in FOLDER holds, in files of 10,000, one element object after the other.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from lxml import etree

from garbridge.gar.ent.schema import DEGREES, Block, Degree, Field, Sheet

_NODES = 10_000
_TEXT = "0123456789abcdef"


def main(folder: Path) -> None:
    """Count what is in *folder*, and write as much."""
    with tempfile.TemporaryDirectory() as scratch:
        number = 0
        for degree in DEGREES:
            for sheet, blocks in degree.sheets.items():
                mark = "_1D_" if degree.number == 1 else "[0-9]_"
                counts = _counts(folder, f"*{mark}{sheet.value}_*.xml", blocks)
                waiting = [block for block in blocks for _ in range(counts[block.name])]
                for first in range(0, len(waiting), _NODES):
                    number += 1
                    target = Path(scratch) / f"{number}.xml"
                    _write(target, degree, sheet, waiting[first : first + _NODES])


def _counts(folder: Path, pattern: str, blocks: tuple[Block, ...]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for file in folder.glob(pattern):
        text = file.read_bytes()
        for block in blocks:
            counts[block.name] += text.count(f"<men:{block.name}>".encode())
    return counts


def _write(target: Path, degree: Degree, sheet: Sheet, blocks: list[Block]) -> None:
    space = f"{{{degree.namespace}}}"
    names = {"men": degree.namespace}
    with (
        etree.xmlfile(str(target), encoding="UTF-8") as out,
        out.element(f"{space}{sheet.root}", {"Version": "1.0"}, nsmap=names),
    ):
        for block in blocks:
            element = etree.Element(f"{space}{block.name}", nsmap=names)
            _fill(element, space, block.fields)
            out.write(element)


def _fill(element: etree._Element, space: str, fields: tuple[Field, ...]) -> None:
    for field in fields:
        if field.least:
            child = etree.SubElement(element, f"{space}{field.name}")
            if field.fields:
                _fill(child, space, field.fields)
            else:
                child.text = _TEXT


if __name__ == "__main__":
    main(Path(sys.argv[1]))
