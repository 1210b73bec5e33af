"""Makes an export of identities: written, controlled, and only then an archive.

::

    FOLDER/export/…xml        the files, as they are controlled
    FOLDER/…tar.gz, …md5      the archive, made only of an export that is right

An export that the control refuses has no archive, so that nothing can send it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from garbridge.core.exporting import LeftOuts
from garbridge.core.identifiers import SchoolId
from garbridge.core.removals import Removal
from garbridge.gar.ent.control import control
from garbridge.gar.ent.export import ARCHIVE_SUFFIX, CHECKSUM_SUFFIX, GarEntExport
from garbridge.gar.ent.names import RunName, run_name
from garbridge.gar.ent.shrinking import shrunk_of
from garbridge.gar.ent.stated import Statement
from garbridge.gar.ent.stating import Told, state
from garbridge.gar.ent.writer import ExportWriter, write_archive
from garbridge.ports import Export, Findings, GatheringArea

_FILES: Final = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An export that was written and controlled; ``archive`` is ``None`` where it may not be sent.

    ``shrunk`` says of what it would end more than ten percent at the GAR, or of one school most.
    ``empty`` is an export of no school or of nobody, which would end everything.
    """

    run: RunName
    told: Told
    left: LeftOuts
    findings: Findings
    shrunk: tuple[Removal, ...]
    archive: Path | None

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return not self.told.schools or not self.told.people

    @property
    def checksum(self) -> Path | None:
        """The file beside the archive."""
        if self.archive is None:
            return None
        base = self.archive.name.removesuffix(ARCHIVE_SUFFIX)
        return self.archive.with_name(base + CHECKSUM_SUFFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparing:
    """How an export is made.

    ``known`` are the schools of the State's list, ``None`` where there is no list.  ``sent`` is
    what the last export that was sent said, by name, and ``sent_by_school`` of whom at each school;
    both empty where none was, or where less is meant.
    ``watched`` may tell how far the control has come.
    """

    gathering: GatheringArea
    known: Mapping[SchoolId, str] | None = None
    sent: Mapping[str, int]
    sent_by_school: Mapping[SchoolId, Mapping[str, int]] = field(
        default_factory=dict[SchoolId, Mapping[str, int]]
    )
    watched: Callable[[Export], Export] = lambda export: export

    def prepare(self, statement: Statement, left: LeftOuts, folder: Path, at: datetime) -> Prepared:
        """Write all of *statement* into *folder*, an empty one, and control it.

        Args:
            statement: What to say.
            left: What it leaves out.
            folder: Where; its ``export`` is made.
            at: The instant in the names, in the portal's zone.
        """
        # 1. Write, school by school.
        run = run_name(statement.tenant, at)
        files = folder / _FILES
        files.mkdir(mode=0o700)
        writer = ExportWriter(files, run)
        told = state(statement, writer)
        writer.close()

        # 2. Control what was written, as it lies there.
        export = self.watched(GarEntExport(files, statement.tenant))
        findings = control(export, self.gathering, self.known)

        # 3. Pack it, if it is right and not suspiciously small.
        shrunk = shrunk_of(told, self.sent, self.sent_by_school)
        sound = told.schools and told.people and not findings.refused and not shrunk
        return Prepared(
            run=run,
            told=told,
            left=left,
            findings=findings,
            shrunk=shrunk,
            archive=write_archive(files, run) if sound else None,
        )
