"""Words: without accents, by what people call things, the title before all the rest."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garbridge.core.catalogue import Resource
from garbridge.core.finding import distance, fields_of, wanted
from garbridge.core.spelling import spelled, words
from garbridge.core.synonyms import USUAL, Synonyms
from garbridge.testing.world import ATLAS

KNOWN = Synonyms()
TITLED = replace(
    ATLAS,
    title="Cahier d’exercices",
    publisher="LeLivreScolaire.fr",
    discipline="Sciences de la vie et de la Terre",
    levels=("6e", "5e"),
    types=("Exerciseur",),
    description="Deux mille questions sur les forêts. L’auteur et ses élèves.",
)


def far(text: str, resource: Resource = TITLED, place: str = "") -> int | None:
    """Return how far *resource* is from what somebody types."""
    return distance(fields_of(resource, place, KNOWN), wanted(text))


@pytest.mark.parametrize(
    "text",
    [
        "exercices",
        "EXERCICE",
        "cahier exercices",
        "exercices cahier",
        "les cahiers",
        "svt",
        "biologie",
        "sciences de la vie",
        "foret",
        "FORÊTS",
        "forets\u0302",
        "livrescolaire",
        "scolaire",
        "exo",
        "6e",
        "sixième",
        "6ème svt",
        "\uff33\uff36\uff34",
        "exerciseur",
    ],
)
def test_what_people_type_finds_it(text: str) -> None:
    """Accents, case, order, plurals, abbreviations, wide letters: none of it keeps it away."""
    assert far(text) is not None


@pytest.mark.parametrize(
    "text", ["maths", "svt maths", "hie", "S.V.T", "xyz", "7e", "sciences économiques"]
)
def test_what_is_not_there_is_not_found(text: str) -> None:
    """All words must match, and short ones do not match inside of others."""
    assert far(text) is None


def test_an_abbreviation_that_is_a_word_means_nothing_in_a_sentence() -> None:
    """« ses élèves » is not about sciences économiques et sociales."""
    assert far("économiques") is None
    assert far("économiques", replace(TITLED, discipline="SES")) is not None


def test_titles_come_before_the_rest() -> None:
    """Title, publisher, discipline, description: in that order."""
    plain = replace(TITLED, title="a", publisher="b", discipline="c", description="d")

    assert far("foret", replace(plain, title="Forêt")) == 0
    assert far("foret", replace(plain, publisher="Forêt")) == 1
    assert far("foret", replace(plain, discipline="Forêt")) == 2
    assert far("foret", replace(plain, description="Forêt")) == 3


def test_a_place_inside_is_found_by_its_own_title_first() -> None:
    """What the school linked has a title of its own; the resource's is beside it."""
    assert far("climats", ATLAS, "Chapitre 3") == 1
    assert far("chapitre", ATLAS, "Chapitre 3") == 0


@pytest.mark.parametrize(
    ("text", "is_short"),
    [("", False), (" ", False), ("a", True), ("…", True), ("é", True), ("5e", False)],
)
def test_two_letters_at_least(text: str, is_short: bool) -> None:  # noqa: FBT001 - an expectation
    """One letter would find everything; nothing at all is no mistake."""
    assert wanted(text).is_short is is_short
    assert bool(wanted(text).words) is (len(words(text)) > 0 and not is_short)


@given(st.text(max_size=200), st.text(max_size=300))
def test_no_text_is_too_odd(text: str, title: str) -> None:
    """Whatever is typed, and whatever a publisher calls a thing."""
    looked = wanted(text)
    found = distance(fields_of(replace(ATLAS, title=title or "x"), "", KNOWN), looked)

    assert len(looked.words) <= 8
    assert found is None or found >= 0
    assert looked.words or found == 0


@given(st.text(min_size=1, max_size=60).filter(lambda one: len(words(one)) > 0))
def test_a_title_is_found_by_itself(title: str) -> None:
    """Copied and pasted, a title finds what is called so."""
    looked = wanted(title)

    if looked.words:
        assert far(title, replace(ATLAS, title=title)) is not None


def test_every_usual_expression_finds_the_others() -> None:
    """Each of a group leads to each, where it is all that the discipline says."""
    lost = [
        (one, other)
        for group in USUAL
        for one in group
        for other in group
        if far(one, replace(ATLAS, title="x", discipline=other)) is None
    ]

    assert lost == []


def test_a_portals_own_words_are_known_beside() -> None:
    """What the children of one school call a thing."""
    own = Synonyms([("Le Truc", "compétences numériques")])
    resource = replace(ATLAS, discipline="Compétences numériques")

    assert distance(fields_of(resource, "", own), wanted("truc")) is not None
    assert distance(fields_of(resource, "", KNOWN), wanted("truc")) is None


@given(st.text(max_size=40))
def test_words_are_plain(text: str) -> None:
    """Neither case nor marks nor signs are left."""
    found = words(text)

    assert words(" ".join(found)) == found
    assert all(word == spelled(word) for word in found)
