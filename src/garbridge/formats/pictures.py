"""Reads PNG, JPEG and WebP far enough to know what they are, and writes them without the rest.

Nothing is decoded: a decoder is where pictures break programs, and the browser has its own.  The
containers are walked from their first octet to their last, so that what is served holds the
picture and nothing behind or beside it: no comment, no place where it was taken, no second file.

Not read: the compressed pixels.  A picture whose pixels are broken is drawn broken.
"""

import hashlib
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from garbridge.core.vignettes import (
    LARGEST,
    LEAST_ACROSS,
    MOST_ACROSS,
    Picture,
    PictureFault,
    PictureKind,
)

DIGEST: Final = 32
"""Characters of the name of a content: 128 bits of its SHA-256."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"gAMA"})
_PNG_LONGEST: Final = {
    b"IHDR": 13,
    b"PLTE": 768,
    b"tRNS": 256,
    b"sRGB": 1,
    b"gAMA": 4,
    b"IEND": 0,
}
"""Octets of data that a chunk may have; of IDAT as many as there are."""
_PNG_MOVES: Final = b"acTL"
_IHDR: Final = struct.Struct(">II")

_JPEG: Final = b"\xff\xd8\xff"
_SOI: Final = b"\xff\xd8"
_EOI: Final = 0xD9
_SOS: Final = 0xDA
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length: RST0 to RST7, TEM."""
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive: what browsers draw."""
_JPEG_KEPT: Final = frozenset({*range(0xC0, 0xDE)} - {0xC8})
"""All but comments, what applications add, and what no baseline or progressive picture has."""
_APP0: Final = 0xE0
_APP14: Final = 0xEE
_JFIF: Final = (b"JFIF\0", 14)
_ADOBE: Final = (b"Adobe", 12)
"""With what these two begin, which say which colours they are, and how long they are."""

_RIFF: Final = struct.Struct("<4sI4s")
_CHUNK: Final = struct.Struct("<4sI")
_WEBP_KEPT: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})
_WEBP_STILL: Final = frozenset({b"VP8 ", b"VP8L"})
_WEBP_MOVES: Final = frozenset({b"ANIM", b"ANMF"})
_ALPHA: Final = 0x10
"""The flag of an extended file whose meaning stays: what it says of other chunks left with them."""
_VP8X: Final = 10
"""Octets of the chunk of that name."""
_SIDE_14: Final = 0x3FFF
_VP8_START: Final = b"\x9d\x01\x2a"
_VP8L_START: Final = 0x2F


class _Whole(NamedTuple):
    """A picture without the rest, and its sides."""

    content: bytes
    width: int
    height: int


class _BrokenError(Exception):
    """It is no such file, or it moves."""


def read_picture(body: bytes) -> Picture | PictureFault:
    """Return the picture that *body* is, or why it is none that is served."""
    if len(body) > LARGEST:
        return PictureFault.TOO_LARGE
    try:
        kind, whole = _read(body)
    except (_BrokenError, struct.error, IndexError):
        return PictureFault.KIND
    if not all(LEAST_ACROSS <= side <= MOST_ACROSS for side in (whole.width, whole.height)):
        return PictureFault.DIMENSIONS
    digest = hashlib.sha256(whole.content).hexdigest()[:DIGEST]
    return Picture(digest, kind, whole.content)


def _read(body: bytes) -> tuple[PictureKind, _Whole]:
    if body.startswith(_PNG):
        return PictureKind.PNG, _png(body)
    if body.startswith(_JPEG):
        return PictureKind.JPEG, _jpeg(body)
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return PictureKind.WEBP, _webp(body)
    raise _BrokenError


def _png(body: bytes) -> _Whole:
    """PNG (W3C), 5: a signature, then chunks of length, type, data and checksum, up to IEND."""
    kept, place, names = [_PNG], len(_PNG), list[bytes]()
    while not names or names[-1] != b"IEND":
        (length,) = struct.unpack_from(">I", body, place)
        name, end = body[place + 4 : place + 8], place + 12 + length
        if end > len(body) or name == _PNG_MOVES:
            raise _BrokenError
        names.append(name)
        if length > _PNG_LONGEST.get(name, length):
            raise _BrokenError
        if name in _PNG_KEPT:
            kept.append(body[place:end])
        place = end
    if names[0] != b"IHDR" or names.count(b"IHDR") != 1 or b"IDAT" not in names:
        raise _BrokenError
    return _Whole(b"".join(kept), *_IHDR.unpack_from(body, len(_PNG) + 8))


def _jpeg(body: bytes) -> _Whole:
    """JPEG (T.81), B: markers with segments, and after each SOS data up to the next marker."""
    kept, sides = [_SOI], list[tuple[int, int]]()
    has_scan = False
    for marker, start, end in _segments(body):
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", body, start + 5)
            sides.append((width, height))
        elif marker == _SOS:
            has_scan = True
        if marker in _JPEG_KEPT:
            kept.append(body[start:end])
        elif marker in {_APP0, _APP14}:
            kept.append(_colours(marker, body[start + 4 : end]))
    if len(sides) != 1 or not has_scan:
        raise _BrokenError
    return _Whole(b"".join(kept), *sides[0])


def _colours(marker: int, data: bytes) -> bytes:
    """Return what JFIF or Adobe's segment says of colours, and nothing behind: no thumbnail."""
    name, length = _JFIF if marker == _APP0 else _ADOBE
    if not data.startswith(name) or len(data) < length:
        return b""
    said = data[:length]
    if marker == _APP0:
        said = said[:-2] + b"\0\0"
    return bytes([0xFF, marker]) + struct.pack(">H", 2 + length) + said


def _segments(body: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, first octet and end of each segment up to EOI; of SOS with its data."""
    place = len(_SOI)
    while True:
        if body[place] != 0xFF:  # noqa: PLR2004 - the octet before each marker
            raise _BrokenError
        marker = body[place + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill octet
            place += 1
            continue
        end = place + 2
        if marker not in _ALONE and marker != _EOI:
            end += struct.unpack_from(">H", body, place + 2)[0]
        if marker == _SOS:
            end = _after_data(body, end)
        if end > len(body):
            raise _BrokenError
        yield marker, place, end
        if marker == _EOI:
            return
        place = end


def _after_data(body: bytes, place: int) -> int:
    """Return where the data of a scan ends: at a marker that is neither stuffed nor a restart."""
    while True:
        place = body.find(b"\xff", place)
        if place < 0:
            raise _BrokenError
        if body[place + 1] not in {0x00, *range(0xD0, 0xD8)}:
            return place
        place += 2


def _webp(body: bytes) -> _Whole:
    """WebP (RFC 9649), 2: chunks in a RIFF container; what stands behind it is left out."""
    _, stated, _ = _RIFF.unpack_from(body)
    end = 8 + stated
    if end > len(body):
        raise _BrokenError
    kept, sides, place = list[bytes](), list[tuple[int, int]](), _RIFF.size
    while place < end:
        name, length = _CHUNK.unpack_from(body, place)
        data = body[place + _CHUNK.size : place + _CHUNK.size + length]
        if len(data) != length or place + _CHUNK.size + length > end or name in _WEBP_MOVES:
            raise _BrokenError
        if name == b"VP8X":
            data = bytes([data[0] & _ALPHA]) + data[1:_VP8X]
        if name in _WEBP_KEPT:
            kept.append(_CHUNK.pack(name, len(data)) + data + b"\0" * (len(data) % 2))
            sides += _webp_sides(name, data)
        place += _CHUNK.size + length + length % 2
    names = [one[:4] for one in kept]
    is_one = len(names) == len(set(names)) and len(_WEBP_STILL.intersection(names)) == 1
    if len(set(sides)) != 1 or not is_one or names[-1] not in _WEBP_STILL:
        raise _BrokenError  # of several only one is shown, and another may be anything
    inside = b"".join(kept)
    return _Whole(_RIFF.pack(b"RIFF", 4 + len(inside), b"WEBP") + inside, *sides[0])


def _webp_sides(name: bytes, data: bytes) -> Iterator[tuple[int, int]]:
    """Yield what a chunk says of the sides; all that say it must say the same."""
    if name == b"VP8X":
        yield 1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little")
    elif name == b"VP8 ":
        if data[3:6] != _VP8_START:
            raise _BrokenError
        width, height = struct.unpack_from("<HH", data, 6)
        yield width & _SIDE_14, height & _SIDE_14
    elif name == b"VP8L":
        if data[0] != _VP8L_START:
            raise _BrokenError
        (bits,) = struct.unpack_from("<I", data, 1)
        yield 1 + (bits & _SIDE_14), 1 + (bits >> 14 & _SIDE_14)
