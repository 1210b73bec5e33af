"""Writes an export: files in the schema's order, cut at 10,000 nodes, and the archive beside.

The same values give the same bytes: no instant but the one in the names is written.
"""

import gzip
import hashlib
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Final

from garbridge.gar.ent.export import ARCHIVE_SUFFIX, CHECKSUM_SUFFIX
from garbridge.gar.ent.names import RunName, part_name
from garbridge.gar.ent.roll import REQUIRED
from garbridge.gar.ent.schema import DEGREES, VERSION_ATTRIBUTE, Block, Degree, Field, Sheet

MOST_NODES: Final = 10_000
"""Blocks in one file (GAR: *max-nodes*)."""

Value = str | Sequence[str] | Sequence[Mapping[str, "str | Sequence[str]"]]
"""One text, several, or for a field with children one mapping for each time it stands."""
Values = Mapping[str, Value]

_VERSION = {1: "1.4", 2: "1.7"}


def render(block: Block | Field, values: Values) -> str:
    """Return *values* as an element, in the schema's order; absent fields are left out.

    Raises:
        ValueError: a field is not one of the block's, or a required one is missing.
    """
    lines = [f"<men:{block.name}>"]
    known = 0
    for child in block.fields:
        value = values.get(child.name)
        if value is None:
            if child.least:
                raise ValueError(f"{block.name} without {child.name}")
            continue
        known += 1
        for single in (value,) if isinstance(value, str) else value:
            if isinstance(single, str):
                lines.append(f"<men:{child.name}>{escape(single, quote=False)}</men:{child.name}>")
            else:
                lines.append(render(child, single))
    if known != len(values):
        raise ValueError(f"{block.name} with a field that is not its own")
    lines.append(f"</men:{block.name}>")
    return "\n".join(lines)


@dataclass(slots=True)
class ExportWriter:
    """Writes the files of one run into a folder that exists; call :meth:`close` at the end.

    ``most_nodes`` bounds the blocks in one file; no more than that is held in memory for each
    sort of file.
    """

    folder: Path
    run: RunName
    most_nodes: int = MOST_NODES
    _waiting: dict[tuple[int, Sheet], dict[str, list[str]]] = field(
        default_factory=dict[tuple[int, Sheet], dict[str, list[str]]]
    )
    _counts: dict[tuple[int, Sheet], int] = field(default_factory=dict[tuple[int, Sheet], int])
    _blocks: dict[tuple[int, Sheet, str], Block] = field(init=False)

    def __post_init__(self) -> None:
        self._blocks = {
            (degree.number, sheet, block.name): block
            for degree in DEGREES
            for sheet, blocks in degree.sheets.items()
            for block in blocks
        }

    def add(self, degree: Degree, sheet: Sheet, name: str, values: Values) -> None:
        """Add one block, such as ``GAREleve``, to the files of a sort."""
        key = (degree.number, sheet)
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = self._waiting[key] = {block.name: [] for block in degree.sheets[sheet]}
        waiting[name].append(render(self._blocks[degree.number, sheet, name], values))
        if sum(map(len, waiting.values())) >= self.most_nodes:
            self._write(degree, sheet)

    def close(self) -> None:
        """Write what waits, and an empty file for each required sort that has none."""
        for degree in DEGREES:
            used = any(number == degree.number for number, _ in self._waiting)
            for sheet in Sheet:
                key = (degree.number, sheet)
                waits = any(self._waiting.get(key, {}).values())
                if waits or (used and sheet in REQUIRED and key not in self._counts):
                    self._write(degree, sheet)

    def _write(self, degree: Degree, sheet: Sheet) -> None:
        key = (degree.number, sheet)
        number = self._counts.get(key, 0)
        self._counts[key] = number + 1
        waiting = self._waiting.get(key, {})
        path = self.folder / part_name(self.run, degree, sheet, number).text
        with path.open("w", encoding="utf-8", newline="\n") as out:
            out.write(
                '<?xml version="1.0" encoding="UTF-8"?>\n'
                f'<men:{sheet.root} xmlns:men="{degree.namespace}"'
                ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
                f' xsi:schemaLocation="{degree.namespace} {degree.location}"'
                f' {VERSION_ATTRIBUTE}="{_VERSION[degree.number]}">\n'
            )
            for blocks in waiting.values():
                out.writelines(f"{block}\n" for block in blocks)
                blocks.clear()
            out.write(f"</men:{sheet.root}>\n")


def write_archive(folder: Path, run: RunName) -> Path:
    """Pack the files of *run* in *folder* beside it, with their MD5; return the archive."""
    archive = folder.parent / f"{run.base}{ARCHIVE_SUFFIX}"
    with (
        archive.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar,
    ):
        for path in sorted(folder.glob(f"{run.base}_*.xml")):
            member = tarfile.TarInfo(path.name)
            member.size = path.stat().st_size
            with path.open("rb") as source:
                tar.addfile(member, source)
    with archive.open("rb") as source:
        digest = hashlib.file_digest(source, lambda: hashlib.md5(usedforsecurity=False))
    checksum = folder.parent / f"{run.base}{CHECKSUM_SUFFIX}"
    checksum.write_text(f"{digest.hexdigest()}\n", encoding="ascii")
    return archive
