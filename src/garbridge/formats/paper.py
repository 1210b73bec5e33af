"""Documents that people read, print and complete: one HTML file, nothing loaded from elsewhere.

A browser, LibreOffice and Word open it.  Blocks are written in order; every text is escaped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from garbridge.core.messages import N_, Language
from garbridge.formats.translations import Translations, shipped_in

_WHOLE: Final = 1000
"""Units of the longest bar."""
STYLE: Final = """
:root{color-scheme:light dark;background:Canvas;color:CanvasText}
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
dl.facts{display:flex;flex-wrap:wrap;gap:.8rem;margin:0}
dl.facts div{flex:1 1 11rem;border:1px solid #8888;padding:.6rem .8rem;break-inside:avoid}
dl.facts dt{font-weight:600}
dl.facts dd{margin:0;font-size:.85rem}
dl.facts dd.value{font-size:1.7rem;line-height:1.3;font-variant-numeric:tabular-nums}
table.bars th,table.bars td{border-width:0 0 1px;min-width:0}
table.bars th[scope=row]{background:none;font-weight:400;width:38%}
table.bars .n{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums;width:6rem}
table.bars svg{display:block;width:100%;height:.8rem;margin-top:.35rem}
.page{break-after:page}
.gap{border:1px dashed currentColor;padding:0 .3rem}
@media (prefers-color-scheme:dark){table.bars rect{fill:#7fb2ec}}
@media print{body{max-width:none;margin:0}tr,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}}
"""
"""What the document looks like: whoever serves it lets this style alone in."""


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


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that stands out, with what it is."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A few of them, side by side where there is room."""

    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Bars:
    """A table of numbers, each with a bar: its name, its value and how that is written.

    ``None`` has no bar.  The bar adds nothing to the number: whoever hears the page misses none.
    """

    caption: str
    lines: Sequence[tuple[str, int | None, str]]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Here a printed page ends."""


Block = Heading | Paragraph | Gap | Bullets | Grid | Facts | Bars | PageBreak


def paper(
    title: str, beneath: str, blocks: Iterable[Block], said: Translations | None = None
) -> bytes:
    """Return a document.

    Args:
        title: What it is.
        beneath: The line under the title.
        blocks: Its parts, in order.
        said: Its language; ``None`` is French.
    """
    said = said or shipped_in(Language.FRENCH)
    body = "\n".join(_written(block, said) for block in blocks)
    text = (
        f'<!doctype html>\n<html lang="{said.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n<p>{escape(beneath)}</p>\n{body}\n</main>\n</body>\n</html>\n"
    )
    return text.encode()


def _written(block: Block, said: Translations) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case Gap(text):
            gap = said.text(N_("à compléter : {what}")).format(what=text)
            return f'<p><span class="gap">[{escape(gap)}]</span></p>'
        case Bullets(items):
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
        case Grid() | Facts() | Bars() | PageBreak():
            return _laid_out(block, said)


def _laid_out(block: Grid | Facts | Bars | PageBreak, said: Translations) -> str:
    match block:
        case Grid(caption, columns, rows):
            head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
            return (
                f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
                f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
                f"<tbody>{''.join(map(_row, rows))}</tbody></table></div>"
            )
        case Facts(facts):
            return f'<dl class="facts">{"".join(map(_fact, facts))}</dl>'
        case Bars(caption, lines):
            if lines:
                return _bars(caption, lines, said)
            none = said.text(N_("{caption} : aucune ligne.")).format(caption=caption)
            return f"<p>{escape(none)}</p>"
        case PageBreak():
            return '<div class="page"></div>'


def _fact(one: Fact) -> str:
    name, value, meaning = escape(one.name), escape(one.value), escape(one.meaning)
    return f'<div><dt>{name}</dt><dd class="value">{value}</dd><dd>{meaning}</dd></div>'


def _bars(caption: str, lines: Sequence[tuple[str, int | None, str]], said: Translations) -> str:
    most = max((value or 0 for _, value, _ in lines), default=0)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="n">{escape(told)}</td>'
        f'<td aria-hidden="true">{_bar(value, most)}</td></tr>'
        for name, value, told in lines
    )
    return (
        f'<table class="bars"><caption>{escape(caption)}</caption><thead><tr>'
        f'<th scope="col">{escape(said.text(N_("Ligne")))}</th>'
        f'<th scope="col" class="n">{escape(said.text(N_("Nombre")))}</th>'
        f'<td aria-hidden="true"></td></tr></thead><tbody>{rows}</tbody></table>'
    )


def _bar(value: int | None, most: int) -> str:
    if not value:
        return ""
    width = max(1, round(_WHOLE * value / most))
    return (
        f'<svg viewBox="0 0 {_WHOLE} 10" preserveAspectRatio="none" aria-hidden="true"'
        f' focusable="false"><rect width="{width}" height="10" fill="#1f5fa8"/></svg>'
    )


def _row(cells: Sequence[str]) -> str:
    first, *rest = cells
    others = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
    return f'<tr><th scope="row">{escape(first)}</th>{others}</tr>'
