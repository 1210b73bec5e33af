"""Texts: French typography, days in words, one badge text for every reason."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wording import ENGLISH, FRENCH, messages_of, whole

from garbridge.core.access import Refusal, Refused
from garbridge.core.incidents import REFUSALS
from garbridge.core.messages import Language
from garbridge.web.bridge import STATIC, STYLESHEET
from garbridge.web.cards import HUES, initials, reason_text
from garbridge.web.dates import first_day, last_day, long_date
from garbridge.web.wording import Words

PARIS = ZoneInfo("Europe/Paris")
MIDNIGHT = datetime(2026, 8, 31, 22, 0, tzinfo=UTC)


def sentences(words: Words) -> list[str]:
    """Return every sentence of a language, counts among them."""
    plain = [whole(one, words.said) for one in messages_of(Words).values()]
    return [*plain, *(words.count(number) for number in (0, 1, 2, 12))]


def test_french_typography() -> None:
    """Narrow no-break spaces before ; ! ?, no-break before a colon, typographic apostrophes."""
    for text in sentences(Words(FRENCH)):
        assert not re.search(r"[^\u202f][;!?]", text), text
        assert not re.search(r"[^\u00a0]:", text), text
        assert "'" not in text
        assert "..." not in text


def test_english_has_no_french_spaces() -> None:
    """Each language keeps its own typography."""
    assert not [t for t in sentences(Words(ENGLISH)) if re.search(r"[\u202f\u00a0 ][;!?:]|'", t)]


def test_french_counts_from_two() -> None:
    """Zero and one are singular in French, only one is in English."""
    assert [Words(FRENCH).count(n) for n in (0, 1, 2)] == [
        "0 ressource",
        "1 ressource",
        "2 ressources",
    ]
    assert [Words(ENGLISH).count(n) for n in (0, 1, 2)] == [
        "0 resources",
        "1 resource",
        "2 resources",
    ]


def test_only_the_first_is_ordinal() -> None:
    """French writes 1er septembre, and 2 septembre."""
    assert "1<sup>er</sup>\u00a0septembre 2026" in long_date(date(2026, 9, 1), Language.FRENCH)
    assert ">2\u00a0septembre 2026<" in long_date(date(2026, 9, 2), Language.FRENCH)
    assert ">1\u00a0September 2026<" in long_date(date(2026, 9, 1), Language.ENGLISH)


@given(st.dates())
def test_every_day_has_its_words(day: date) -> None:
    """Machines read the same day that people read."""
    for language in Language:
        text = long_date(day, language)
        assert f'datetime="{day.isoformat()}"' in text
        assert str(day.year) in text.striptags()


@pytest.mark.parametrize(
    ("instant", "zone", "starts", "ended"),
    [
        (MIDNIGHT, PARIS, date(2026, 9, 1), date(2026, 8, 31)),
        (MIDNIGHT + timedelta(microseconds=1), PARIS, date(2026, 9, 1), date(2026, 9, 1)),
        (MIDNIGHT, timezone(timedelta(hours=4)), date(2026, 9, 1), date(2026, 9, 1)),
        (MIDNIGHT, ZoneInfo("America/Martinique"), date(2026, 8, 31), date(2026, 8, 31)),
    ],
    ids=["Paris", "a moment later", "La Réunion", "Martinique"],
)
def test_days_are_those_of_the_place(
    instant: datetime, zone: ZoneInfo, starts: date, ended: date
) -> None:
    """Starts are inclusive, ends exclusive, and midnight is not everywhere at once."""
    assert first_day(instant, zone) == starts
    assert last_day(instant, zone) == ended


@pytest.mark.parametrize("reason", sorted(Refusal))
@pytest.mark.parametrize("since", [None, MIDNIGHT])
def test_every_reason_has_a_badge(reason: Refusal, since: datetime | None) -> None:
    """A tile that does not open says why, with a day where there is one."""
    french = reason_text(Refused(reason, since), FRENCH, PARIS)
    english = reason_text(Refused(reason, since), ENGLISH, PARIS)

    assert french != english
    assert since is not None or french.unescape() == REFUSALS[reason].title.one
    assert "{}" not in french + english


@given(st.text(max_size=60))
def test_initials_are_short_whatever_the_title(title: str) -> None:
    """A title of any script, or of none, has something to show; ß may become two letters."""
    assert 1 <= len(initials(title)) <= 6


@pytest.mark.parametrize("title", ["", "   ", "!!!", "«»", "'"])
def test_a_title_without_letters_has_a_dot(title: str) -> None:
    """Nothing to abbreviate is no reason to fail."""
    assert initials(title) == "•"


def test_the_stylesheet_yields_to_the_portal() -> None:
    """No selector has any weight, every class is prefixed, every hue is there."""
    text = (STATIC / STYLESHEET).read_text(encoding="utf-8")
    css = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    selectors = [s.strip() for s in re.findall(r"([^{};]+)\{", css) if "@" not in s]

    assert selectors
    assert not [s for s in selectors if not re.fullmatch(r":where\(.*\)(::[\w-]+)?", s, re.DOTALL)]
    classes = set(re.findall(r"\.([a-z][\w-]*)", " ".join(selectors)))
    assert classes >= {f"gb-hue-{number}" for number in range(1, HUES + 1)}
    assert all(name == "gb" or name.startswith("gb-") for name in classes)
    assert "http" not in css
    assert "!important" not in css
    assert not re.search(r"\b(margin|padding|border)-(left|right|top|bottom)\b", css)
