"""What a copy of a picture may be: told by its octets alone, and served without the rest."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from tests.pictures import JPEG, PNG, WEBP, chunk, looked_at, moving, picture

from garbridge.core.vignettes import LARGEST, MOST_ACROSS, Picture, PictureFault, PictureKind
from garbridge.formats.pictures import read_picture

SECRET = b"48.8566 N, prise par Lea"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
_KINDS = {PNG: PictureKind.PNG, JPEG: PictureKind.JPEG, WEBP: PictureKind.WEBP}


def served(body: bytes) -> bytes:
    """Return what is served of *body*."""
    found = read_picture(body)
    assert isinstance(found, Picture), found
    return found.content


@pytest.mark.parametrize("kind", _KINDS)
def test_an_ordinary_picture_is_kept(kind: str) -> None:
    """With its kind, and as another program still draws it; the same one has the same name."""
    found = read_picture(picture(kind))

    assert isinstance(found, Picture)
    assert found.kind is _KINDS[kind]
    assert looked_at(found.content) == (kind, (64, 48))
    assert read_picture(picture(kind)) == found
    assert read_picture(found.content) == found


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (JPEG, {"progressive": True}),
        (JPEG, {"quality": 100, "subsampling": 0}),
        (WEBP, {"lossless": True}),
        (PNG, {"optimize": True}),
    ],
)
def test_every_way_of_writing_one(kind: str, said: dict[str, object]) -> None:
    """Progressive, lossless: what tools of publishers write."""
    assert looked_at(served(picture(kind, **said))) == (kind, (64, 48))


@pytest.mark.parametrize("kind", [PNG, WEBP])
def test_what_is_transparent_stays_so(kind: str) -> None:
    """A logo on a white square would be another one."""
    body = io.BytesIO()
    Image.new("RGBA", (64, 48), (1, 2, 3, 0)).save(body, kind)

    with Image.open(io.BytesIO(served(body.getvalue()))) as found:
        assert found.convert("RGBA").getchannel("A").getextrema() == (0, 0)


def test_a_palette_with_one_transparent_colour() -> None:
    """``tRNS`` belongs to the picture."""
    body = io.BytesIO()
    Image.new("P", (64, 48), 3).save(body, PNG, transparency=3)

    assert b"tRNS" in served(body.getvalue())


def _described(kind: str) -> bytes:
    """Return a picture that says where it was taken, and by whom."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    if kind == PNG:
        info = PngInfo()
        info.add_text("Comment", SECRET.decode())
        return picture(PNG, pnginfo=info, exif=exif.tobytes())
    more = {"comment": SECRET} if kind == JPEG else {"xmp": SECRET}
    body = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(body, kind, exif=exif, icc_profile=SECRET, **more)
    return body.getvalue()


@pytest.mark.parametrize("kind", _KINDS)
def test_nothing_beside_the_picture_is_served(kind: str) -> None:
    """No comment, no place, no profile; and nothing that stands behind its end."""
    body = _described(kind)
    assert SECRET in body

    content = served(body + b"<script>alert(1)</script>")

    assert SECRET not in content
    assert b"<script>" not in content
    assert looked_at(content) == (kind, (64, 48))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\x04\0\0\0WEBP",
        SVG,
        b"\x1f\x8b" + SVG,
        b"GIF89a" + b"\0" * 99,
        b"BM" + b"\0" * 99,
        b"<!doctype html><title>404</title>",
        b"%PDF-1.7",
    ],
)
def test_nothing_else_is_a_picture(body: bytes) -> None:
    """Neither what says that it is one in its headers, nor what begins like one."""
    assert read_picture(body) is PictureFault.KIND


@pytest.mark.parametrize("kind", [PNG, WEBP])
def test_what_moves_is_not_shown(kind: str) -> None:
    """Nobody could stop it (WCAG 2.2.2)."""
    assert read_picture(moving(kind)) is PictureFault.KIND


@pytest.mark.parametrize(
    "segment",
    [
        (0xE0, b"<script>alert(1)</script>"),
        (0xE0, b"JFXX\0\x10" + picture(JPEG)),
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\x08\x08" + b"secret" * 40),
        (0xEE, b"Adobe" + b"\0" * 7 + b"secret"),
        (0xEE, b"secret"),
        (0xDE, b"secret"),
    ],
)
def test_what_a_jpeg_says_beside_its_colours_stays_here(segment: tuple[int, bytes]) -> None:
    """A page, a second picture, a thumbnail: the picture goes on alone, and is drawn."""
    marker, data = segment
    whole = picture(JPEG)
    more = bytes([0xFF, marker]) + struct.pack(">H", 2 + len(data)) + data
    found = served(whole[:2] + more + whole[2:])

    assert looked_at(found) == (JPEG, (64, 48))
    for told in (b"secret", b"script", b"JFXX"):
        assert told not in found


@pytest.mark.parametrize("name", [b"gAMA", b"tRNS", b"sRGB"])
def test_a_chunk_that_is_longer_than_it_may_be_is_no_picture(name: bytes) -> None:
    """Whatever it holds behind what a picture needs."""
    whole = picture(PNG)
    assert read_picture(whole[:33] + chunk(name, b"x" * 999) + whole[33:]) is PictureFault.KIND


def test_a_second_picture_in_a_webp_is_not_handed_on() -> None:
    """Of the same sides: only one is drawn, and nobody looked at what the other is."""
    inside = picture(WEBP)[12:]
    body = struct.pack("<4sI4s", b"RIFF", 4 + 2 * len(inside), b"WEBP") + 2 * inside

    assert read_picture(body) is PictureFault.KIND


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("sides", [(MOST_ACROSS + 1, 20), (20, MOST_ACROSS + 1), (1, 1), (20, 15)])
def test_sides_that_no_picture_of_a_card_has(kind: str, sides: tuple[int, int]) -> None:
    """Those that fill a tablet's memory, and those that only count who looks."""
    assert read_picture(picture(kind, *sides)) is PictureFault.DIMENSIONS


@pytest.mark.parametrize("kind", _KINDS)
def test_the_largest_sides_there_are(kind: str) -> None:
    """One pixel less is shown."""
    assert looked_at(served(picture(kind, MOST_ACROSS, 16))) == (kind, (MOST_ACROSS, 16))


def test_a_small_file_that_says_it_is_huge() -> None:
    """A bomb: what is said to be 60,000 pixels wide is not given to anybody to unpack."""
    body = bytearray(picture(PNG))
    body[16:24] = struct.pack(">II", 60_000, 60_000)

    assert read_picture(bytes(body)) is PictureFault.DIMENSIONS


def test_an_extended_file_whose_parts_disagree() -> None:
    """A canvas of 64 pixels around a picture of 2,000: programs would differ on what it is."""
    inside = picture(WEBP, 2_000, 2_000)[12:]
    sides = (63).to_bytes(3, "little") + (47).to_bytes(3, "little")
    chunks = struct.pack("<4sI", b"VP8X", 10) + b"\0" * 4 + sides + inside
    body = struct.pack("<4sI4s", b"RIFF", 4 + len(chunks), b"WEBP") + chunks

    assert read_picture(body) is PictureFault.KIND


def test_a_second_header_hides_nothing() -> None:
    """The first ``IHDR`` is not the only one that a decoder may believe."""
    body = picture(PNG)
    second = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))

    assert read_picture(body[:33] + second + body[33:]) is PictureFault.KIND


@pytest.mark.parametrize("kind", _KINDS)
def test_one_octet_too_many(kind: str) -> None:
    """The limit is for what is fetched."""
    body = picture(kind)

    assert isinstance(read_picture(body.ljust(LARGEST, b"\0")), Picture)
    assert read_picture(body.ljust(LARGEST + 1, b"\0")) is PictureFault.TOO_LARGE


@pytest.mark.parametrize("kind", _KINDS)
def test_a_picture_cut_anywhere(kind: str) -> None:
    """It is none, and nothing fails."""
    body = picture(kind)
    found = {type(read_picture(body[:end])) for end in range(len(body))}

    assert found == {PictureFault}


@given(st.sampled_from(sorted(_KINDS)), st.data())
def test_octets_that_somebody_changed(kind: str, data: st.DataObject) -> None:
    """Whatever they say: it is refused, or what is served says the same again."""
    body = bytearray(picture(kind))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place] = data.draw(st.integers(0, 255))
    found = read_picture(bytes(body))

    assert isinstance(found, PictureFault) or read_picture(found.content) == found
