"""Reads a flat tar archive of plain files as a stream, and nothing else that a tar can hold.

POSIX.1-1988 *ustar* headers, and those of GNU tar.  Links, folders, devices, paths and long names
are refused, whatever they point to; extended headers (pax) are passed over.  Nothing is ever
written, so nothing can be written in the wrong place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from garbridge.gar.ent.limits import Bounded, CutOffError, Limits
from garbridge.gar.ent.roll import shown

_BLOCK: Final = 512
_REGULAR: Final = (b"0", b"\0")
_EXTENDED: Final = (b"x", b"g")
_LINKS: Final = (b"1", b"2")
_MOST_EXTENDED: Final = 64 * 1024
_CHECKSUM: Final = slice(148, 156)
_TRUNCATED: Final = "l’archive est tronquée"


@dataclass(slots=True)
class Member:
    """One file of an archive; read it before the next one is asked for."""

    name: str
    left: int
    source: Bounded

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, none at the end.

        Raises:
            CutOffError: the archive ends before the file does.
        """
        wanted = min(size, self.left)
        if not wanted:
            return b""
        chunk = self.source.read(wanted)
        if not chunk:
            raise CutOffError("archive_truncated", _TRUNCATED)
        self.left -= len(chunk)
        return chunk


def tar_members(source: Bounded, limits: Limits) -> Iterator[Member]:
    """Yield the files of an archive.

    Raises:
        CutOffError: it holds what it must not hold, or ends too early.
    """
    while (header := _header(source)) is not None:
        kind, name, size = header[156:157], _text(header[:100]), _size(header)
        if kind in _EXTENDED and size <= _MOST_EXTENDED:
            _skip(source, size + _padding(size))
            continue
        _refuse(kind, name, _text(header[345:500]) if header[257:262] == b"ustar" else "")
        if size > limits.file_bytes:
            raise CutOffError("archive_too_large", f"{shown(name)} est trop grand")
        member = Member(name, size, source)
        yield member
        _skip(source, member.left + _padding(size))
    _drain(source)


def _header(source: Bounded) -> bytes | None:
    header = _exactly(source, _BLOCK)
    if not header.strip(b"\0"):
        return None
    checked = header[: _CHECKSUM.start] + b" " * 8 + header[_CHECKSUM.stop :]
    if sum(checked) != _octal(header[_CHECKSUM]):
        raise CutOffError("archive_broken", "l’archive n’est pas un fichier tar")
    return header


def _refuse(kind: bytes, name: str, prefix: str) -> None:
    if kind in _LINKS:
        raise CutOffError("archive_link", f"l’archive contient un lien : {shown(name)}")
    if prefix or "/" in name or "\\" in name or kind == b"5":
        raise CutOffError("archive_path", f"l’archive contient un chemin : {shown(name)}")
    if kind not in _REGULAR:
        raise CutOffError("archive_kind", f"{shown(name)} n’est pas un simple fichier")


def _size(header: bytes) -> int:
    if header[124] & 0x80:
        raise CutOffError("archive_too_large", "l’archive annonce un fichier démesuré")
    return _octal(header[124:136])


def _octal(field: bytes) -> int:
    digits = field.strip(b" \0")
    if digits.strip(b"01234567"):
        raise CutOffError("archive_broken", "l’archive n’est pas un fichier tar")
    return int(digits or b"0", 8)


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "replace")


def _padding(size: int) -> int:
    return -size % _BLOCK


def _exactly(source: Bounded, size: int) -> bytes:
    found = b""
    while len(found) < size:
        chunk = source.read(size - len(found))
        if not chunk:
            raise CutOffError("archive_truncated", _TRUNCATED)
        found += chunk
    return found


def _skip(source: Bounded, size: int) -> None:
    while size:
        size -= len(_exactly(source, min(size, 64 * 1024)))


def _drain(source: Bounded) -> None:
    """Read to the end, where gzip compares its checksum; only padding may stand there."""
    while chunk := source.read(64 * 1024):
        if chunk.strip(b"\0"):
            raise CutOffError("archive_broken", "l’archive continue après sa fin")
