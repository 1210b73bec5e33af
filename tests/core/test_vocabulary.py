"""No page of an école speaks of an établissement, a professeur or a chef."""

import re
from itertools import chain

import pytest
from tests.wording import FRENCH, messages_of, whole

from garbridge.core.denials import DENIALS
from garbridge.core.faults import ERRORS
from garbridge.core.incidents import REFUSALS
from garbridge.core.messages import Language
from garbridge.core.people import School
from garbridge.core.vocabulary import Kind, kind_of, spoken
from garbridge.formats.translations import shipped
from garbridge.testing.world import COLLEGE, LYCEE
from garbridge.web.console.texts import TEXTS as CONSOLE
from garbridge.web.wording import Words

ECOLE = School(COLLEGE.id, "École du Parc", 1)
_SECONDARY = re.compile(r"tablissement|professeur|[Cc]hef\b")
_INCIDENTS = (*REFUSALS.values(), *DENIALS.values(), *ERRORS.values())
TEXTS = sorted({t for one in _INCIDENTS for t in (one.title.one, one.advice.one)})


@pytest.mark.parametrize("text", TEXTS)
def test_each_text_has_its_form_for_an_ecole(text: str) -> None:
    """Whole phrases: the article goes with the noun."""
    told = spoken(text, Kind.PRIMARY)

    assert not _SECONDARY.search(told)
    assert not re.search(r"\b(un|cet|quel|aucun|l’|du) école|\0", told)


@pytest.mark.parametrize("text", TEXTS)
def test_somebody_of_both_is_told_of_both(text: str) -> None:
    """Wherever one of them stands the other does too."""
    told = spoken(text, Kind.BOTH)

    assert ("établissement" in told) == ("école" in told)
    assert spoken(text, Kind.SECONDARY) == text


def test_every_sentence_of_the_pages_has_its_form() -> None:
    """The same of what is no incident."""
    words = Words(shipped().of(Language.FRENCH, Kind.PRIMARY))
    told = [whole(one, words.said) for one in messages_of(Words).values()]

    assert not [text for text in told if _SECONDARY.search(text)]
    assert words.choose_title == "Par quelle école\u202f?"
    assert words.count(2) == "2 ressources"


def test_the_console_of_an_ecole_speaks_of_one() -> None:
    """What is left are the names of national things: kinds of licences and profiles."""
    told = {name: spoken(whole(text, FRENCH), Kind.PRIMARY) for name, text in CONSOLE.items()}

    left = {name for name, text in told.items() if _SECONDARY.search(text)}
    assert left <= {"kind_ETABL", *(n for n in told if n.startswith(("profile_", "one_")))}
    assert told["among_all"] == "Toute l’école"


def test_english_says_school_of_both() -> None:
    """Nothing to exchange."""
    said = [shipped().of(Language.ENGLISH, kind) for kind in Kind]

    for message in (*messages_of(Words).values(), *CONSOLE.values()):
        assert len({whole(message, one) for one in said}) == 1


@pytest.mark.parametrize(
    ("schools", "kind"),
    [
        ((), Kind.SECONDARY),
        ((LYCEE,), Kind.SECONDARY),
        ((ECOLE,), Kind.PRIMARY),
        ((ECOLE, ECOLE), Kind.PRIMARY),
        (tuple(chain((LYCEE,), (ECOLE,))), Kind.BOTH),
    ],
)
def test_the_kind_is_that_of_all_of_them(schools: tuple[School, ...], kind: Kind) -> None:
    """One école among others makes no page of an école."""
    assert kind_of(schools) is kind
