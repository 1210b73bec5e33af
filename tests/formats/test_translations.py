"""What people read: looked up by language, by number, by context, in the words of a school."""

from gettext import GNUTranslations
from io import BytesIO

import pytest
from tests.own_texts import catalogue

from garbridge.core.messages import N_, NP_, Language, Message
from garbridge.core.vocabulary import Kind
from garbridge.formats.translations import Tongues, shipped

ONE = N_("Aller au contenu")
RESOURCES = N_("{n} ressource", "{n} ressources")
SCHOOL = N_("Aucune ressource pour le moment dans cet établissement.")
WITHDRAW = N_("Retirer")
OF_A_DELEGATION = NP_("delegation", "Retirer")
PUPIL = N_("élève", "élèves")


def own(language: Language, said: dict[Message, str | tuple[str, ...]]) -> Tongues:
    """Return what a portal says that has *said* in its own words."""
    return Tongues({language: GNUTranslations(BytesIO(catalogue(language, said)))})


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        (Language.FRENCH, ["{n} ressource", "{n} ressource", "{n} ressources", "{n} ressources"]),
        (Language.ENGLISH, ["{n} resources", "{n} resource", "{n} resources", "{n} resources"]),
    ],
)
def test_each_language_counts_in_its_way(language: Language, forms: list[str]) -> None:
    """French begins the plural at two, English everywhere but at one."""
    said = shipped().of(language)

    assert [said.counted(RESOURCES, n) for n in (0, 1, 2, 12)] == forms


def test_a_context_tells_apart_what_reads_the_same() -> None:
    """In French it is one word."""
    french, english = shipped().of(Language.FRENCH), shipped().of(Language.ENGLISH)

    assert french.text(WITHDRAW) == french.text(OF_A_DELEGATION) == "Retirer"
    assert english.text(WITHDRAW) == "Take back"
    assert english.text(OF_A_DELEGATION) == "Withdraw"


def test_a_context_counts_too() -> None:
    """Ours has none with both, a portal's or a later one of ours may."""
    message = NP_("person", "{n} élève", "{n} élèves")
    tongues = own(Language.ENGLISH, {message: ("{n} child", "{n} children")})

    assert tongues.of(Language.ENGLISH).counted(message, 2) == "{n} children"
    assert tongues.of(Language.FRENCH).counted(message, 2) == "{n} élèves"
    assert shipped().of(Language.ENGLISH).counted(message, 1) == "{n} élève"


def test_what_is_counted_elsewhere_is_found_alone() -> None:
    """A word that stands in both forms is one entry of the catalogue."""
    assert shipped().of(Language.ENGLISH).text(N_(PUPIL.one)) == "pupil"
    assert shipped().of(Language.ENGLISH).counted(ONE, 3) == "Skip to content"


def test_what_no_catalogue_holds_is_said_in_french() -> None:
    """A page stands whatever is missing."""
    assert shipped().of(Language.ENGLISH).text(N_("Nulle part")) == "Nulle part"


def test_an_ecole_is_spoken_to_as_one() -> None:
    """After the look-up, in French alone, every time."""
    tongues = shipped()

    for _ in range(2):
        said = tongues.of(Language.FRENCH, Kind.PRIMARY).text(SCHOOL)
        assert said == "Aucune ressource pour le moment dans cette école."
    assert tongues.of(Language.FRENCH).text(SCHOOL) == SCHOOL.one
    assert "school" in tongues.of(Language.ENGLISH, Kind.PRIMARY).text(SCHOOL)


@pytest.mark.parametrize("language", Language)
def test_the_portal_s_own_words_win_one_by_one(language: Language) -> None:
    """What it does not say is ours, in that language and in the other."""
    other = next(one for one in Language if one is not language)
    tongues = own(language, {ONE: "!", RESOURCES: ("une", "{n} !")})
    said = tongues.of(language)

    assert said.text(ONE) == "!"
    assert [said.counted(RESOURCES, n) for n in (1, 5)] == ["une", "{n} !"]
    assert said.text(SCHOOL) == shipped().of(language).text(SCHOOL)
    assert tongues.of(other).text(ONE) == shipped().of(other).text(ONE)


def test_the_portal_s_own_words_are_those_of_a_school_too() -> None:
    """A sentence that the portal wrote for a lycée speaks of an école there."""
    tongues = own(Language.FRENCH, {SCHOOL: "Rien dans votre établissement."})

    assert tongues.of(Language.FRENCH, Kind.PRIMARY).text(SCHOOL) == "Rien dans votre école."


def test_two_portals_do_not_share_words() -> None:
    """Both may stand in one process."""
    own(Language.ENGLISH, {ONE: "!"})

    assert shipped().of(Language.ENGLISH).text(ONE) == "Skip to content"
