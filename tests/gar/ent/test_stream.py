"""The stream of XML elements: bounded, and closed to everything but plain elements in UTF-8."""

import io
from collections.abc import Iterator

import pytest

from garbridge.errors import MalformedError, OversizedError
from garbridge.formats.xml import MAX_BETWEEN_BYTES, forget_before, stream_xml

TAG = "{urn:x}b"
BOMB = (
    b'<!DOCTYPE r [<!ENTITY a "ha">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    b'<r xmlns="urn:x"><b>&c;</b></r>'
)


def read(document: bytes) -> list[str | None]:
    """Return the texts of all elements of a document, letting go of each."""
    texts: list[str | None] = []
    for element in stream_xml(io.BytesIO(document), (TAG,)):
        texts.append(element.text)
        forget_before(element)
    return texts[:-1]


class Endless:
    """A file of many elements that is never in memory as a whole."""

    def __init__(self, element: bytes, count: int) -> None:
        self._chunks = self._make(element, count)
        self.given = 0

    @staticmethod
    def _make(element: bytes, count: int) -> Iterator[bytes]:
        yield b'<r xmlns="urn:x">'
        for _ in range(count // 100):
            yield element * 100
        yield b"</r>"

    def read(self, _size: int, /) -> bytes:
        """Return the next piece."""
        chunk = next(self._chunks, b"")
        self.given += len(chunk)
        return chunk


def test_every_element_comes_once_then_the_root() -> None:
    """Elements are complete when they are seen, and the root tells that all is read."""
    document = io.BytesIO(b'<r xmlns="urn:x"><b>1</b>\n<b>2</b></r>')

    assert [e.tag for e in stream_xml(document, (TAG,))] == [TAG, TAG, "{urn:x}r"]


def test_a_text_is_whole_around_what_is_left_out() -> None:
    """A comment or an instruction inside a value neither cuts it nor stays in it."""
    assert read(b'<r xmlns="urn:x"><b>a<!--c-->b<?p i?>c</b><b><![CDATA[<&]]></b></r>') == [
        "abc",
        "<&",
    ]


def test_the_mark_of_utf_8_is_accepted() -> None:
    """Tools on Windows write one."""
    assert read(b"\xef\xbb\xbf" + '<r xmlns="urn:x"><b>é</b></r>'.encode()) == ["é"]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(BOMB, id="billion-laughs"),
        pytest.param(
            b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hosts">]><r xmlns="urn:x"><b>&f;</b></r>',
            id="external-entity",
        ),
        pytest.param(b'<!DOCTYPE r SYSTEM "http://x.invalid/d"><r xmlns="urn:x"/>', id="dtd"),
        pytest.param(b"<!--" + b"x" * 40_000 + b"-->" + BOMB, id="dtd-after-a-long-comment"),
        pytest.param(b" " * (32_768 - 5) + BOMB, id="dtd-across-two-reads"),
        pytest.param(b'<r xmlns="urn:x"><b>&undeclared;</b></r>', id="undeclared-entity"),
        pytest.param('<r xmlns="urn:x"><b>é</b></r>'.encode("utf-16"), id="utf-16"),
        pytest.param('<r xmlns="urn:x"><b>é</b></r>'.encode("utf-16-be"), id="utf-16-unmarked"),
        pytest.param('<r xmlns="urn:x"><b>é</b></r>'.encode("utf-32"), id="utf-32"),
        pytest.param(
            '<?xml version="1.0" encoding="ISO-8859-1"?><r xmlns="urn:x"><b>é</b></r>'.encode(
                "latin-1"
            ),
            id="latin-1",
        ),
        pytest.param('<r xmlns="urn:x"><b>é</b></r>'.encode("latin-1"), id="latin-1-undeclared"),
        pytest.param(b'<r xmlns="urn:x"><b>1</b><b>2</r>', id="not-well-formed"),
        pytest.param(b'<r xmlns="urn:x"><b>1</b>', id="truncated"),
        pytest.param(b"", id="empty"),
        pytest.param(b'<r xmlns="urn:x"><b>\x00</b></r>', id="null-byte"),
        pytest.param(b'<r xmlns="urn:x">' + b"<c>" * 5_000, id="too-deep"),
    ],
)
def test_what_is_not_plain_xml_in_utf_8_is_refused(document: bytes) -> None:
    """Neither a file nor the network is touched, and nothing is expanded."""
    with pytest.raises(MalformedError):
        read(document)


@pytest.mark.parametrize(
    ("document", "line"),
    [
        pytest.param(BOMB, 1, id="first-line"),
        pytest.param(b"<?xml version='1.0'?>\n\n" + BOMB, 3, id="after-the-declaration"),
        pytest.param(b"\n" * 50_000 + BOMB, 50_001, id="far-down"),
        pytest.param(b"\n" * 32_764 + BOMB, 32_765, id="across-two-reads"),
        pytest.param(b'<r xmlns="urn:x">\n<b>\x00</b></r>', 2, id="null-byte"),
        pytest.param('<r xmlns="urn:x"/>'.encode("utf-16"), 1, id="utf-16"),
        pytest.param(b'<?xml version="1.0" encoding="latin-1"?><r/>', 1, id="latin-1"),
    ],
)
def test_the_line_of_what_no_file_may_hold_is_told(document: bytes, line: int) -> None:
    """Also where the mark stands across two reads."""
    with pytest.raises(MalformedError) as refused:
        read(document)

    assert refused.value.line == line


def test_the_line_of_the_mistake_is_told() -> None:
    """Whoever made the file can find it."""
    with pytest.raises(MalformedError) as refused:
        read(b'<r xmlns="urn:x">\n<b>1</b>\n<b>2</c>\n</r>')

    assert refused.value.line == 3


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(b"<b>" + b"x" * 100 + b"</c>", id="unknown-element"),
        pytest.param(b"x" * 100, id="text"),
        pytest.param(b"<!-- ---- -->"[:4] + b"x" * 100, id="open-comment"),
    ],
)
def test_something_huge_is_cut_off_before_it_fills_the_memory(piece: bytes) -> None:
    """Whatever it is, no more is read than an honest element could hold."""
    source = Endless(piece.replace(b"<b>", b"<c>"), 1_000_000)

    with pytest.raises(OversizedError):
        list(stream_xml(source, (TAG,)))

    assert source.given < 2 * MAX_BETWEEN_BYTES


def test_a_large_file_of_small_elements_is_read_through() -> None:
    """The limit is for one element, not for the file."""
    source = Endless(b"<b>" + b"x" * 100 + b"</b>", 50_000)
    count = 0
    for element in stream_xml(source, (TAG,)):
        count += 1
        forget_before(element)

    assert count == 50_000 + 1
    assert source.given > 10 * MAX_BETWEEN_BYTES
