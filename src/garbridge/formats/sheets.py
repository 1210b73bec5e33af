"""Writes tables that people open in a spreadsheet: CSV, OpenDocument, JSON.

A text that a spreadsheet would compute is neutralised, in every format.  Sources: OWASP ASVS 5.0,
V1.2.10; OASIS OpenDocument 1.3, parts 2 and 3; RFC 4180, with the separator of a French Excel.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

Cell = str | int | None
"""A text, a whole number, or nothing."""

_COMPUTED: Final = frozenset("=+-@\t\r\n\u2212\uff1d\uff0b\uff0d\uff20")
"""How a formula begins, for the spreadsheets there are; also the wide forms of East Asia."""
_BOM: Final = "\ufeff"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first date a zip file knows: the same table is the same file."""
_MEDIA_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES: Final = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{_NAMES}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def neutral(text: str) -> str:
    """Return *text* so that no spreadsheet computes it: an apostrophe stands before it.

    >>> neutral("=1+1"), neutral("Anglais")
    ("'=1+1", 'Anglais')
    """
    return f"'{text}" if text[:1] in _COMPUTED and text else text


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file: UTF-8 with its mark, ``;``, one header row; nothing is an empty cell."""
    written = io.StringIO(_BOM, newline="")
    written.seek(0, io.SEEK_END)
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return written.getvalue().encode()


def json_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a JSON array with an object for each row; nothing is ``null``."""
    found = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def ods_of(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return an OpenDocument spreadsheet with one sheet, named *title*."""
    lines = [_line(columns), *(_line(row) for row in rows)]
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{_NAMES}:office:1.0"'
        f' xmlns:table="{_NAMES}:table:1.0" xmlns:text="{_NAMES}:text:1.0" office:version="1.3">'
        f'<office:body><office:spreadsheet><table:table table:name="{_written(title)}">'
        f'<table:table-column table:number-columns-repeated="{len(columns)}"/>'
        f"{''.join(lines)}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        # Part 2, 3.3: the media type comes first and is not compressed.
        archive.writestr(zipfile.ZipInfo("mimetype", _EPOCH), _MEDIA_TYPE)
        for name, text in (("content.xml", content), ("META-INF/manifest.xml", _MANIFEST)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            archive.writestr(entry, text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _plain(cell: Cell) -> Cell:
    return neutral(cell) if isinstance(cell, str) else cell


def _line(row: Iterable[Cell]) -> str:
    return f"<table:table-row>{''.join(map(_element, row))}</table:table-row>"


def _element(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, int):
        value = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {value}><text:p>{cell}</text:p></table:table-cell>"
    text = _written(neutral(cell))
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def _written(text: str) -> str:
    """Return *text* as XML can hold it: a character it may not is left out."""
    return escape("".join(one for one in text if one.isprintable() or one in "\t\n\r"))
