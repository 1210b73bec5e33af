"""A document becomes a PDF that is read aloud, and names nothing that is fetched."""

import re
import subprocess
import zlib
from pathlib import Path

import pytest

from garbridge.errors import ConfigError
from garbridge.formats.paper import Bars, Heading, PageBreak, paper
from garbridge.formats.printing import pdf_of

BLOCKS = (Heading("Un"), Bars("Deux", [("trois", 4, "4"), ("cinq", None, "masqué")]), PageBreak())


def opened(document: bytes) -> bytes:
    """Return all that stands in a PDF, streams inflated."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    return document + b"".join(map(zlib.decompress, found))


def test_a_document_becomes_a_tagged_pdf() -> None:
    """In its language, with its title, for a screen reader."""
    made = pdf_of(paper("Rapport", "Lycée", BLOCKS))

    assert made.startswith(b"%PDF-")
    for one in (b"/MarkInfo <</Marked true>>", b"/Lang (fr)", b"/StructTreeRoot", b"pdfuaid"):
        assert one in opened(made)


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """Not even a file of this machine that a title managed to name."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret", encoding="utf-8")
    document = f'<html lang="fr"><title>x</title><link rel="attachment" href="{secret.as_uri()}">'

    try:
        made = opened(pdf_of(document.encode()))
    except ConfigError:
        made = b""

    assert b"the-secret" not in made


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"No module named 'weasyprint'", "garbridge[pdf]"),
        (b"OSError: cannot load library 'libpango-1.0-0'", "Pango"),
        (b"ValueError: odd", "odd"),
        (b"", "no reason"),
    ],
)
def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, said: bytes, told: str) -> None:
    """With what to install; the same where it ended well and wrote nothing."""
    done = subprocess.CompletedProcess([], 1 if said else 0, b"", said)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)

    with pytest.raises(ConfigError) as failed:
        pdf_of(b"<p>")

    assert told in str(failed.value)


def test_what_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a limit."""

    def late(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("typesetter", 120)

    monkeypatch.setattr(subprocess, "run", late)

    with pytest.raises(ConfigError, match="120 s"):
        pdf_of(b"<p>")
