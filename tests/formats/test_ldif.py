"""Entries of LDAP directories, as servers and ``ldapsearch`` write them; and what is none."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garbridge.formats.ldif import LONGEST, MOST_LINES, read_entries
from garbridge.formats.tables import Problems

WANTED = ("ENTPersonUid", "sn", "mail")
Entries = list[tuple[int, dict[str, list[str]]]]


def read(folder: Path, content: bytes) -> tuple[Entries, list[str]]:
    """Return the entries of *content* by their lines, and what is wrong with it."""
    file, problems = folder / "people.ldif", Problems()
    file.write_bytes(content)
    found = [(one.number, dict(one.values)) for one in read_entries(file, WANTED, problems)]
    return found, problems.found


def test_it_is_read_as_ldapsearch_prints_it(tmp_path: Path) -> None:
    """Folded lines, comments that are folded too, base64, several values, options, any case."""
    name = base64.b64encode("Étoile".encode()).decode()
    content = (
        "# extended LDIF\n# a comment that goes\n  on and on: and on\nversion: 1\n\n"
        "# p1, people\ndn: uid=p1,ou=people,dc=example\nobjectClass: ENTEleve\n"
        f"entpersonuid: p1\nsn;lang-fr:: {name}\nmail: one@\n ent.example\nMAIL:two@ent.example \n"
        "\n\ndn:: dWlkPXAy\nENTPersonUid: p2\n\n# search result\nsearch: 2\nresult: 0 Success\n\n"
        "# numEntries: 2\n"
    )
    people = [
        (
            7,
            {
                "ENTPersonUid": ["p1"],
                "sn": ["Étoile"],
                "mail": ["one@ent.example", "two@ent.example"],
            },
        ),
        (16, {"ENTPersonUid": ["p2"]}),
    ]

    assert read(tmp_path, content.encode()) == (people, [])
    windows = b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode()
    assert read(tmp_path, windows) == (people, [])


def test_an_entry_of_something_else_is_one_without_values(tmp_path: Path) -> None:
    """An organisational unit; the last line of a file may have no end."""
    found, wrong = read(tmp_path, b"dn: ou=people\nou: people\n\ndn: uid=p\nENTPersonUid: p")

    assert (found, wrong) == ([(1, {}), (4, {"ENTPersonUid": ["p"]})], [])


def test_what_is_not_ascii_is_taken_as_utf_8(tmp_path: Path) -> None:
    """Some programs do not encode it."""
    found, _ = read(tmp_path, "dn: uid=p\nsn: Étoile-Marquée\n".encode())

    assert found == [(1, {"sn": ["Étoile-Marquée"]})]


@pytest.mark.parametrize(
    ("lines", "place", "reason"),
    [
        (b"sn: Marquefort", 1, "une entrée commence par « dn: »"),
        (b"dn: x\nsn Marquefort", 2, "il faut « attribut: valeur »"),
        (b"dn: x\nsn:: Marquefort!", 2, "ce n’est pas du base64"),
        (b"dn: x\nsn:: /w==", 2, "ce n’est pas de l’UTF-8"),
        (b"dn: x\nsn: Marquefort \xe9", 2, "ce n’est pas de l’UTF-8"),
        (b"dn: x\nsn:< file:///etc/passwd", 2, "elle n’est pas lue"),
        (b"dn: x\nchangetype: modify\nreplace: sn\nsn: Marquefort\n-", 1, "un changement"),
        (b"\n Marquefort", 2, "la suite d’aucune ligne"),
    ],
    ids=["dn", "colon", "base64", "octets", "latin", "address", "change", "fold"],
)
def test_what_is_wrong_is_told_with_its_line_and_never_its_value(
    tmp_path: Path, lines: bytes, place: int, reason: str
) -> None:
    """The entries around it are read, so that all of it is told at once."""
    good = b"dn: uid=p\nENTPersonUid: p\n"
    found, wrong = read(tmp_path, lines + b"\n\n" + good)

    assert [values for _, values in found] == [{"ENTPersonUid": ["p"]}]
    assert wrong
    assert wrong[0].startswith(f"people.ldif, ligne {place}")
    assert reason in wrong[0]
    assert "Marquefort" not in "".join(wrong)


@pytest.mark.parametrize(
    "content",
    [
        b"dn: x\nsn: " + b"a" * (LONGEST + 9),
        b"dn: x\nsn: " + b"\n a" * (LONGEST + 9),
        b"dn: x\n" + b"sn: a\n" * (MOST_LINES + 1),
    ],
    ids=["line", "folds", "entry"],
)
def test_what_no_directory_writes_ends_the_reading(tmp_path: Path, content: bytes) -> None:
    """Whatever the size of the file, memory is that of one entry."""
    found, wrong = read(tmp_path, content)

    assert found == []
    assert "trop long" in wrong[-1]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """By its name alone."""
    problems = Problems()

    assert list(read_entries(tmp_path / "none.ldif", WANTED, problems)) == []
    assert "none.ldif" in problems.found[0]


@given(content=st.binary(max_size=300))
def test_whatever_stands_there_is_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """Nothing else is raised."""
    read(tmp_path_factory.mktemp("any"), content)
