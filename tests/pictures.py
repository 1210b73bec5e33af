"""Small pictures of every kind, whole and right, from which a test changes one thing."""

import io
import struct
import zlib
from functools import cache

from PIL import Image

JPEG, PNG, WEBP = "JPEG", "PNG", "WEBP"


@cache
def picture(kind: str = PNG, width: int = 64, height: int = 48, **said: object) -> bytes:
    """Return a picture as a publisher's program writes it."""
    body = io.BytesIO()
    colour = (width % 256, height % 256, len(kind) * 40)
    Image.new("RGB", (width, height), colour).save(body, kind, **said)
    return body.getvalue()


def moving(kind: str) -> bytes:
    """Return one that moves."""
    body = io.BytesIO()
    first, second = (Image.new("RGB", (64, 48), colour) for colour in ("red", "blue"))
    first.save(body, kind, save_all=True, append_images=[second], duration=50)
    return body.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def looked_at(body: bytes) -> tuple[str | None, tuple[int, int]]:
    """Decode *body* with a program that is not ours; return what it is, and its sides."""
    with Image.open(io.BytesIO(body)) as found:
        found.load()
        return found.format, found.size
