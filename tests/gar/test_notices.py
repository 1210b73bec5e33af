"""A notice is read for what the catalogue needs; what is wrong with it is told with its place."""

from pathlib import Path

import pytest
from tests.gar.notices import ARK, DOCUMENT, LEVEL, NOTICE, SUBJECT, harvested

from garbridge.core.indexing import Vocabulary
from garbridge.core.national import Term
from garbridge.core.notices import Notice
from garbridge.formats.tables import Problems
from garbridge.formats.xml import MAX_BETWEEN_BYTES
from garbridge.gar.notices import read_notices


def read(folder: Path, text: str | bytes) -> tuple[list[Notice], list[str]]:
    """Return the notices of a file, and what is wrong with it."""
    file, problems = folder / "notices.xml", Problems()
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_notices(file, problems)), problems.found


def test_everything_a_notice_says_is_read(tmp_path: Path) -> None:
    """French before other languages, each term once, the publisher and not the author."""
    (notice,), problems = read(tmp_path, NOTICE)

    assert problems == []
    assert (notice.resource, notice.place) == (ARK, "notices.xml, ligne 2")
    assert notice.title == "Atlas & « climats »"
    assert notice.url == "https://parc.example/atlas"
    assert notice.description == "Les climats, du monde."
    assert notice.publisher == "Éditions du Parc"
    assert notice.indexing.publisher_id == "378901946_0000000123456789"
    assert notice.vignette == "https://parc.example/atlas.png"
    assert notice.levels == ("6e",)
    assert notice.indexing.of(Vocabulary.LEVELS) == (Term(LEVEL, "6e"),)
    assert notice.indexing.of(Vocabulary.SUBJECTS) == (Term(SUBJECT, "histoire (6e)"),)
    assert notice.indexing.of(Vocabulary.DOCUMENTS) == (Term(DOCUMENT, "livre numérique"),)


def test_a_harvest_holds_many(tmp_path: Path) -> None:
    """Each with its own place, the wrong one left out and told."""
    other = NOTICE.replace(ARK, "ark:/99999/cartes")
    wrong = NOTICE.replace(ARK, "978")
    found, problems = read(tmp_path, harvested(NOTICE, wrong, other))

    assert [one.resource for one in found] == [ARK, "ark:/99999/cartes"]
    assert len({one.place for one in found}) == 2
    assert len(problems) == 1
    assert problems[0].endswith("il faut un identifiant « ark »")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("https://parc.example/atlas<", "<", "adresse d’accès en https"),
        ("https://parc.example/atlas<", "javascript:alert(1)<", "adresse d’accès en https"),
        ("https://parc.example/atlas<", "http://parc.example/atlas<", "adresse d’accès en https"),
        ("https://parc.example/atlas.png", "data:image/png,x", "vignette n’est pas en https"),
        (">ark<", ">doi<", "identifiant « ark »"),
        ("Atlas &amp; « climats »", "", "un titre d’une ligne"),
        ("Atlas &amp; « climats »", "a\u202eb", "un titre d’une ligne"),
        ("Atlas &amp; « climats »", "\u200b", "un titre d’une ligne"),
        ("Atlas &amp; « climats »", "é" * 256, "un titre d’une ligne"),
    ],
)
def test_what_nobody_could_open_is_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    """With the file and the line; the others are read all the same."""
    found, problems = read(tmp_path, NOTICE.replace(before, after))

    assert found == []
    assert len(problems) == 1
    assert problems[0].startswith("notices.xml, ligne ")
    assert told in problems[0]


@pytest.mark.parametrize(
    ("before", "after", "number"),
    [
        ("NOTE:ISNI=0000000123456789", "", "378901946_0000000000000000"),
        ("NOTE:SIREN=378901946", "", ""),
        ("NOTE:ISNI=0000000123456789", "NOTE:ISNI=000000012345678X", ""),
        ("NOTE:SIREN=378901946", "NOTE:SIREN=37890194", ""),
    ],
)
def test_a_publisher_s_number_is_whole_or_not_there(
    tmp_path: Path, before: str, after: str, number: str
) -> None:
    """A SIREN without an ISNI has zeros, as in the GAR's own samples."""
    (notice,), _ = read(tmp_path, NOTICE.replace(before, after))

    assert notice.indexing.publisher_id == number


HOSTILE: dict[str, str | bytes] = {
    "bomb": '<!DOCTYPE a [<!ENTITY b "c">]>' + NOTICE,
    "nothing": "",
    "half": NOTICE[:-20],
    "json": "{}",
    "utf-16": NOTICE.encode("utf-16"),
    "no-notice": "<a/>",
    "large": NOTICE.replace("Les climats", "x" * (MAX_BETWEEN_BYTES + 1)),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_notice_is_told_and_not_read(tmp_path: Path, case: str) -> None:
    """A bomb, half a file, another document, one that is too large."""
    found, problems = read(tmp_path, HOSTILE[case])

    assert found == []
    assert len(problems) == 1
    assert problems[0].startswith("notices.xml")
