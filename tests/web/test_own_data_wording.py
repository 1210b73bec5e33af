"""The texts of *Mes données*: typography, both languages, words for an eleven-year-old."""

import re
from pathlib import Path

import pytest
from tests.wording import FRENCH, PLURAL, both, whole

from garbridge.core.attributes import CATALOGUE
from garbridge.core.policy import LegalBasis, Transformation
from garbridge.core.release import GAR_PERSON, ID_ENT, Withholding
from garbridge.core.retention import Kept
from garbridge.core.terms import ProviderRole
from garbridge.core.vocabulary import Kind, spoken
from garbridge.services.restricting import NotRestricted
from garbridge.web import own_data
from garbridge.web.own_data.texts import OWN_TEXTS
from provider_stub.agreement import GAR_ATTRIBUTES

TEMPLATES = Path(own_data.__file__).parent.parent / "templates" / "garbridge" / "own"
LONGEST = 24
"""Words of a sentence for pupils."""
EASIEST = 16
"""Words of a sentence of the easy text."""


@pytest.mark.parametrize("name", OWN_TEXTS)
def test_typography_and_values(name: str) -> None:
    """Each language keeps its own spaces; both take the same values and plurals."""
    french, english = both(OWN_TEXTS[name])

    assert not re.search(r"[^\u202f][;!?]", french)
    assert not re.search(r"[^\u00a0]:", french)
    assert not re.search(r"«[^\u00a0]|[^\u00a0]»", french)
    assert "'" not in french + english
    assert "..." not in french + english
    assert not re.search(r"[\u202f\u00a0 ][;!?:]", english)
    assert set(re.findall(r"{\w+}", french)) == set(re.findall(r"{\w+}", english))
    assert (PLURAL in french) == (PLURAL in english)


@pytest.mark.parametrize("name", OWN_TEXTS)
def test_sentences_are_short(name: str) -> None:
    """One idea in each; shorter still where the text is the easy one."""
    most = EASIEST if name.startswith(("simple_", "easy_")) else LONGEST
    for sentence in re.split(r"[.?!:|]\s*", whole(OWN_TEXTS[name], FRENCH)):
        assert len(sentence.split()) <= most, sentence


def test_every_value_has_its_text() -> None:
    """A reason, an attribute or a period that is added is not told by its name."""
    named = {
        *(f"why_{one}" for one in Withholding),
        *(f"attribute_{one}" for one in (*CATALOGUE, ID_ENT, GAR_PERSON)),
        *(f"easy_{one}" for one in CATALOGUE),
        *(f"kept_{one}" for one in Kept),
        *(f"basis_{one}" for one in LegalBasis),
        *(f"role_{one}" for one in ProviderRole),
        *(f"form_{one}" for one in Transformation if one is not Transformation.AS_IS),
        *NotRestricted,
    }

    assert named <= set(OWN_TEXTS)


def test_a_template_names_no_text_that_is_not_there() -> None:
    """A misspelt name is found here, and a text that nobody says any more is none."""
    found = "".join(file.read_text("utf-8") for file in TEMPLATES.glob("*.html"))
    named = set(re.findall(r'\bt\("(\w+)"(?:[,)]| if)', found))

    assert len(named) > 40
    assert named - set(OWN_TEXTS) == set()


def test_a_provider_of_the_demo_calls_data_the_same() -> None:
    """What the pupil reads at the portal and at the stub is one table, in one order."""
    ours = {str(one): OWN_TEXTS[f"attribute_{one}"].one for one in CATALOGUE}

    assert list(GAR_ATTRIBUTES.items()) == list(ours.items())


def test_an_ecole_has_its_own_words() -> None:
    """No text speaks of an établissement to a pupil of an école."""
    left = {
        name
        for name, wording in OWN_TEXTS.items()
        if re.search("[ÉéE]tablissement", spoken(whole(wording, FRENCH), Kind.PRIMARY))
    }

    assert left == set()
