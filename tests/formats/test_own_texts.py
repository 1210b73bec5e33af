"""A portal's own sentences: read at the start, or told with all that is wrong with them."""

import contextlib
import struct
from gettext import c2py
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.own_texts import Said, catalogue, write_texts

from garbridge.core.messages import N_, NP_, Language, Message
from garbridge.errors import ConfigError
from garbridge.formats.own_texts import (
    MOST,
    known,
    place_of,
    read_own_texts,
    sentences,
    unknown_in,
)
from garbridge.formats.translations import Tongues, shipped_octets

TITLE = N_("Médiacentre")
PAGE = N_("Page {number} sur {pages}")
SEE = N_("Voir mes {} ressources")
RESOURCES = N_("{n} ressource", "{n} ressources")
FAVOURITES = N_("Voir mon favori", "Voir mes {n} favoris")
GOOD: Said = {TITLE: "Le Kiosque", PAGE: "{pages}, {number}", FAVOURITES: ("{n} !", "{n} !")}


def problems(folder: Path) -> list[str]:
    """Return what is wrong with the catalogues of *folder*."""
    with pytest.raises(ConfigError) as refused:
        read_own_texts(folder)
    return list(refused.value.problems)


def wrong(folder: Path, said: Said) -> list[str]:
    """Return what is wrong with *said*, without the name of its file."""
    write_texts(folder, Language.FRENCH, said)
    begin = "texts: fr/LC_MESSAGES/garbridge.mo: "
    found = problems(folder)
    assert all(one.startswith(begin) for one in found)
    return [one.removeprefix(begin) for one in found]


def test_a_catalogue_of_one_language_is_enough(tmp_path: Path) -> None:
    """The other is garbridge's."""
    write_texts(tmp_path, Language.FRENCH, GOOD)

    (language,) = read_own_texts(tmp_path)
    assert language is Language.FRENCH


def test_every_sentence_of_ours_may_be_said_as_it_is() -> None:
    """Our own catalogue would pass, and names every sentence once."""
    assert not unknown_in(shipped_octets(Language.ENGLISH))
    assert len(known()) > 1500
    assert NP_("delegation", "Retirer") in known()
    assert known()[RESOURCES].forms == ("{n} resource", "{n} resources")


def test_ours_is_a_catalogue_that_a_portal_could_bring(tmp_path: Path) -> None:
    """None of our own sentences takes a value that its French has not."""
    path = place_of(tmp_path, Language.ENGLISH)
    path.parent.mkdir(parents=True)
    path.write_bytes(shipped_octets(Language.ENGLISH))

    assert set(read_own_texts(tmp_path)) == {Language.ENGLISH}


def test_a_folder_without_any_is_a_mistake(tmp_path: Path) -> None:
    """Somebody meant to say something."""
    (one,) = problems(tmp_path)

    assert one.startswith("texts: no catalogue: ")
    assert "fr/LC_MESSAGES/garbridge.mo" in one


@pytest.mark.parametrize(
    ("message", "text", "told"),
    [
        (PAGE, "{page}", "takes no {page}"),
        (PAGE, "{number.__class__}", "takes no {number.__class__}"),
        (PAGE, "{number!r}", "takes no {number!r}"),
        (PAGE, "{number:>1000000000}", "takes no {number:>1000000000}"),
        (PAGE, "{}", "takes no {0}"),
        (SEE, "{} {}", "takes no {1}"),
        (SEE, "{} ({0})", "{} and {0}"),
        (SEE, "{n}", "takes no {n}"),
        (TITLE, "{gb}", "takes no {gb}"),
        (TITLE, "Le {", "Single '{' encountered"),
        (TITLE, "Le }", "Single '}' encountered"),
    ],
)
def test_no_sentence_can_stop_a_page(
    tmp_path: Path, message: Message, text: str, told: str
) -> None:
    """Values that it does not have, and doors behind those that it has."""
    (one,) = wrong(tmp_path, {message: text})

    assert one.startswith(f"«{message.one}»: {told}")


def test_a_plural_that_divides_by_nothing_says_what_ours_says(tmp_path: Path) -> None:
    """Wherever it does: no range of numbers shows that it never would."""
    write_texts(tmp_path, Language.FRENCH, {RESOURCES: ("{n} titre", "{n} titres")})
    own = read_own_texts(tmp_path)
    plural: object = c2py("n%(250-n)>0")
    setattr(own[Language.FRENCH], "plural", plural)  # noqa: B010 - as its own Plural-Forms sets it
    said = Tongues(own).of(Language.FRENCH)

    assert said.counted(RESOURCES, 249) in {"{n} titre", "{n} titres"}
    assert said.counted(RESOURCES, 250) == "{n} ressources"


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """Of every sentence, of both languages."""
    write_texts(tmp_path, Language.FRENCH, {TITLE: "{c}", RESOURCES: ("{n}", "{d}")})
    write_texts(tmp_path, Language.ENGLISH, {PAGE: "{a} {b}"})
    found = problems(tmp_path)

    assert len(found) == 4
    assert [one.split("/")[0] for one in found] == ["texts: fr"] * 2 + ["texts: en"] * 2


def test_a_number_stands_in_either_form(tmp_path: Path) -> None:
    """Ours says "my favourite" of one; a portal may say the number."""
    write_texts(tmp_path, Language.FRENCH, {FAVOURITES: ("Mon seul favori", "{n} favoris")})

    assert read_own_texts(tmp_path)


def test_a_sentence_about_a_number_has_each_form(tmp_path: Path) -> None:
    """The head asks for two: one alone would leave the other ours."""
    (one,) = wrong(tmp_path, {RESOURCES: ("{n}",)})

    assert "1 forms, Plural-Forms asks for 2" in one


def test_a_head_says_how_numbers_are_counted(tmp_path: Path) -> None:
    """Without that Python counts as English does, in French too."""
    path = write_texts(tmp_path, Language.FRENCH, GOOD)
    path.write_bytes(path.read_bytes().replace(b"Plural-Forms", b"Plural-Farms"))

    (one,) = problems(tmp_path)

    assert one.endswith("garbridge.mo: no Plural-Forms in its head, and sentences about numbers")


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"msgid",
        b"\xde\x12\x04\x95" + b"\xff" * 40,
        struct.pack("<5I", 0x950412DE, 0, 1, 28, 28),
        catalogue(Language.FRENCH, GOOD)[:-1],
        catalogue(Language.FRENCH, GOOD)[:30],
        catalogue(Language.FRENCH, GOOD).replace("é".encode(), b"\xe9\xe9"),
        catalogue(Language.FRENCH, GOOD).replace(b"utf-8", b"utf-9"),
        b" " * (MOST + 1),
    ],
    ids=[
        *("empty", "no catalogue", "far away", "too short", "cut", "cut early"),
        *("not utf-8", "no charset", "large"),
    ],
)
def test_a_broken_catalogue_stops_the_start(tmp_path: Path, octets: bytes) -> None:
    """With its name: a page with half of the sentences would be found by a pupil."""
    path = write_texts(tmp_path, Language.FRENCH, GOOD)
    path.write_bytes(octets)
    (one, *_) = problems(tmp_path)

    assert one.startswith("texts: fr/LC_MESSAGES/garbridge.mo: ")
    assert len(one) > len("texts: fr/LC_MESSAGES/garbridge.mo: ")


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    """A folder in its place."""
    place_of(tmp_path, Language.FRENCH).mkdir(parents=True)

    assert len(problems(tmp_path)) == 1


@given(st.binary(max_size=200), st.integers(0, 400))
def test_whatever_is_read_ends(tail: bytes, cut: int) -> None:
    """In sentences, or in one sort of mistake."""
    octets = catalogue(Language.FRENCH, GOOD)[:cut] + tail
    with contextlib.suppress(ValueError):
        assert len(list(sentences(octets))) <= len(octets)


def test_what_replaces_nothing_is_found() -> None:
    """After an upgrade, or a letter that was typed otherwise."""
    octets = catalogue(Language.FRENCH, {TITLE: "Le Kiosque", N_("Mediacentre"): "Le Kiosque"})

    assert unknown_in(octets) == [N_("Mediacentre")]
