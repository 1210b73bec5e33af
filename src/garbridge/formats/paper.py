"""Documents that people read, print and complete: one HTML file, nothing loaded from elsewhere.

A browser, LibreOffice and Word open it.  Blocks are written in order; every text is escaped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_STYLE: Final = """
:root{color-scheme:light dark}
body{font:1rem/1.55 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem}
h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:1px solid #8888;padding-bottom:.2rem}
p,li,h1{overflow-wrap:anywhere}
h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.92rem}
caption{text-align:start;font-weight:600;padding:.2rem 0}
th,td{border:1px solid #8888;padding:.35rem .5rem;text-align:start;vertical-align:top;
overflow-wrap:break-word;min-width:5.5rem;hyphens:auto}
th{background:#8882}
.gap{border:1px dashed currentColor;padding:0 .3rem}
@media print{body{max-width:none;margin:0}tr,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}}
"""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part; ``level`` is 2 or 3."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What only the controller knows and has to write here: it is shown as missing."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: what it is about, what each column is, and the rows, whose first cell heads them."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Paragraph | Gap | Bullets | Grid


def paper(title: str, beneath: str, blocks: Iterable[Block]) -> bytes:
    """Return a document in French.

    Args:
        title: What it is.
        beneath: The line under the title.
        blocks: Its parts, in order.
    """
    body = "\n".join(map(_written, blocks))
    text = (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n<p>{escape(beneath)}</p>\n{body}\n</main>\n</body>\n</html>\n"
    )
    return text.encode()


def _written(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case Gap(text):
            return f'<p><span class="gap">[à compléter : {escape(text)}]</span></p>'
        case Bullets(items):
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
        case Grid(caption, columns, rows):
            head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
            return (
                f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
                f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
                f"<tbody>{''.join(map(_row, rows))}</tbody></table></div>"
            )


def _row(cells: Sequence[str]) -> str:
    first, *rest = cells
    others = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
    return f'<tr><th scope="row">{escape(first)}</th>{others}</tr>'
