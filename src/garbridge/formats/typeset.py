"""Turns an HTML document into PDF, with WeasyPrint; a program of its own (``python -m``).

The one place that knows ``weasyprint``.  It runs apart: it loads native libraries (Pango) that
neither a portal nor a command should carry.  The document comes on the standard input, the PDF
leaves on the standard output; nothing else is read, whatever the document names.
"""

import sys

import weasyprint
from weasyprint.urls import URLFetcher

_TAGGED = "pdf/ua-1"
"""What a screen reader reads (ISO 14289-1)."""


def typeset(document: str) -> bytes:
    """Return *document* as PDF."""
    nothing = URLFetcher(allowed_protocols=(), fail_on_errors=True)
    made: bytes = weasyprint.HTML(string=document, url_fetcher=nothing).write_pdf(
        pdf_variant=_TAGGED
    )
    return made


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read().decode()))
