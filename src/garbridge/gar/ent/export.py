"""An export as it lies on the disk: a folder of files, or an archive with its checksum.

Nothing is unpacked: the members of an archive are read as they come.  The MD5 beside an archive
is what portals and the GAR exchange; it tells a broken transfer and nothing else, because whoever
can change the archive can change it too.
"""

import gzip
import hashlib
import os
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from garbridge.core.identifiers import TenantId
from garbridge.formats.xml import Readable
from garbridge.gar.ent.limits import DEFAULT_LIMITS, Bounded, CutOffError, Limits
from garbridge.gar.ent.names import PartName, parse_archive_name
from garbridge.gar.ent.part import Part
from garbridge.gar.ent.reader import PartReader, Vocabulary, vocabulary
from garbridge.gar.ent.roll import Roll, shown
from garbridge.gar.ent.schema import Sheet
from garbridge.gar.ent.tar import tar_members
from garbridge.ports import Batch, Findings

ARCHIVE_SUFFIX: Final = ".tar.gz"
CHECKSUM_SUFFIX: Final = ".md5"

_MD5 = re.compile(rb"\s*([0-9a-fA-F]{32})(\s+\*?\S+)?\s*")
_MOST_CHECKSUM: Final = 1024
_CHUNK: Final = 1024 * 1024
_TOO_LARGE: Final = "l’archive se déploie en un volume démesuré"
_ORDER = list(Sheet)


@dataclass(frozen=True, slots=True)
class GarEntExport:
    """Reads one export of *tenant* from *path*, a folder or a ``tar.gz``."""

    path: Path
    tenant: TenantId
    limits: Limits = DEFAULT_LIMITS

    def batches(self, findings: Findings) -> Iterator[Batch]:
        """Yield the rows of every file; what is wrong goes to *findings*."""
        place = findings.file(ascii(self.path.name).strip("'"))
        roll = Roll(self.tenant, place, findings)
        vocabularies: dict[tuple[int, Sheet], Vocabulary] = {}
        try:
            for name, source in self._files(roll):
                key = (name.degree.number, name.sheet)
                if key not in vocabularies:
                    vocabularies[key] = vocabulary(name.degree, name.sheet)
                part = Part(findings, findings.file(name.text), name.degree.number)
                yield from PartReader(part, vocabularies[key]).read(source)
        except CutOffError as cut:
            findings.error(place, cut.finding, cut.reason)
        else:
            roll.close()

    def _files(self, roll: Roll) -> Iterator[tuple[PartName, Readable]]:
        if self.path.is_dir():
            return self._in_folder(roll)
        if self.path.name.endswith(ARCHIVE_SUFFIX):
            return self._in_archive(roll)
        raise CutOffError("not_an_export", "ni un dossier, ni une archive .tar.gz")

    def _in_folder(self, roll: Roll) -> Iterator[tuple[PartName, Readable]]:
        entries = sorted(os.listdir(self.path))  # noqa: PTH208 - names, not paths
        if len(entries) > self.limits.files:
            raise CutOffError("too_many_files", f"plus de {self.limits.files} fichiers")
        parts = [(part, name) for name in entries if (part := roll.admit(name)) is not None]
        for part, name in sorted(parts, key=_rank):
            with _open(self.path / name) as source:
                reason = f"{name} est trop grand"
                yield part, Bounded(source, self.limits.file_bytes, "file_too_large", reason)

    def _in_archive(self, roll: Roll) -> Iterator[tuple[PartName, Readable]]:
        run = parse_archive_name(self.path.name)
        if run is None:
            raise CutOffError("archive_name", "l’archive n’a pas le nom d’un export")
        if not roll.admit_run(run):
            return
        with ExitStack() as stack:
            source = stack.enter_context(_open(self.path))
            size = os.fstat(source.fileno()).st_size
            _check_md5(source, self.path)
            most = min(self.limits.total_bytes, self.limits.slack + size * self.limits.ratio)
            unpacked = _Unpacked(stack.enter_context(gzip.GzipFile(fileobj=source, mode="rb")))
            whole = Bounded(unpacked, most, "archive_too_large", _TOO_LARGE)
            for count, member in enumerate(tar_members(whole, self.limits)):
                if count >= self.limits.files:
                    raise CutOffError("too_many_files", f"plus de {self.limits.files} fichiers")
                part = roll.admit(member.name)
                if part is not None:
                    yield part, member


@dataclass(frozen=True, slots=True)
class _Unpacked:
    """A gzip stream whose end and breaks are findings."""

    source: gzip.GzipFile

    def read(self, size: int, /) -> bytes:
        try:
            return self.source.read(size)
        except EOFError as cut:
            raise CutOffError("archive_truncated", "l’archive est tronquée") from cut
        except (OSError, zlib.error) as broken:
            raise CutOffError("archive_broken", "l’archive n’est pas lisible (gzip)") from broken


def _rank(named: tuple[PartName, str]) -> tuple[int, int, int]:
    part, _ = named
    return _ORDER.index(part.sheet), part.degree.number, part.number


def _open(path: Path) -> IO[bytes]:
    """Open a plain file: no link is followed, no device or pipe is waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as broken:
        reason = f"{shown(path.name)} est un lien, ou ne peut pas être lu"
        raise CutOffError("unreadable_file", reason) from broken
    source = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        source.close()
        raise CutOffError("unreadable_file", f"{shown(path.name)} n’est pas un simple fichier")
    return source


def _check_md5(source: IO[bytes], path: Path) -> None:
    base = path.name.removesuffix(ARCHIVE_SUFFIX)
    beside = path.with_name(base + CHECKSUM_SUFFIX)
    if not beside.exists():
        raise CutOffError("md5_missing", f"il manque {shown(beside.name)} à côté de l’archive")
    with _open(beside) as checksum:
        stated = _MD5.fullmatch(checksum.read(_MOST_CHECKSUM))
    if stated is None:
        raise CutOffError("md5_malformed", f"{shown(beside.name)} ne contient pas une somme MD5")
    digest = hashlib.md5(usedforsecurity=False)
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
    source.seek(0)
    if digest.hexdigest() != stated[1].decode().lower():
        raise CutOffError("md5_wrong", "l’archive ne correspond pas à sa somme MD5")
