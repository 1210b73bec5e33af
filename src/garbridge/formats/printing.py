"""Asks for the PDF of a document, which is made in a process of its own."""

import subprocess  # the one program that is started is this package's own
import sys
from typing import Final

from garbridge.errors import ConfigError

_TYPESETTER: Final = "garbridge.formats.typeset"
_HINTS: Final = (
    ("No module named 'weasyprint'", 'pip install "garbridge[pdf]"'),
    ("cannot load library", "WeasyPrint needs Pango (apt-get install libpangoft2-1.0-0)"),
)
_LIMIT: Final = 120
"""Seconds: a hundred times what a report takes."""


def pdf_of(document: bytes) -> bytes:
    """Return an HTML *document* as PDF, with the structure that a screen reader reads.

    Raises:
        ConfigError: WeasyPrint or what it needs is not installed, or it failed.
    """
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module, no shell
            [sys.executable, "-m", _TYPESETTER],
            input=document,
            capture_output=True,
            timeout=_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise ConfigError([f"the PDF was not there after {_LIMIT} s"]) from late
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        said = done.stderr.decode(errors="replace")
        last = (said.strip().splitlines() or ["no reason"])[-1]
        hint = next((hint for mark, hint in _HINTS if mark in said), "the PDF could not be made")
        raise ConfigError([f"{hint}: {last}"])
    return done.stdout
