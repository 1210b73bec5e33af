"""Calendars of last days: what is written is what a strict reader reads."""

from datetime import date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from tests.formats.calendars import read_calendar

from garbridge.formats.icalendar import Day, write_calendar

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=timezone(timedelta(hours=1)))
DAY = Day(
    uid="atlas-2026@ent.example",
    day=date(2027, 8, 15),
    summary="Fin d’abonnement : Atlas ; climats, reliefs \\ cartes",
    description="0750001A\nark:/99999/atlas",
    reminders=(60, 30, 7),
)


def test_an_event_is_one_whole_day_with_reminders() -> None:
    """No hour, no zone: the last day is that day wherever the diary is."""
    (event,) = read_calendar(write_calendar([DAY], now=NOW)).parts

    assert event.name == "VEVENT"
    assert event.properties == {
        "UID": DAY.uid,
        "DTSTAMP": "20261116T080000Z",
        "DTSTART;VALUE=DATE": "20270815",
        "DTEND;VALUE=DATE": "20270816",
        "SUMMARY": DAY.summary,
        "TRANSP": "TRANSPARENT",
        "DESCRIPTION": DAY.description,
    }
    assert [alarm.properties for alarm in event.parts] == [
        {"ACTION": "DISPLAY", "DESCRIPTION": DAY.summary, "TRIGGER": f"-P{days}D"}
        for days in (60, 30, 7)
    ]


def test_the_same_days_are_the_same_octets() -> None:
    """A diary that reads the file again changes nothing."""
    assert write_calendar([DAY, DAY], now=NOW) == write_calendar([DAY, DAY], now=NOW)
    assert read_calendar(write_calendar([], now=NOW)).parts == []


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n")))
def test_any_title_comes_back(title: str) -> None:
    """However long, whatever its signs: folded between characters, escaped once."""
    day = Day("a@b", date(2027, 8, 15), title, description=title)
    (event,) = read_calendar(write_calendar([day], now=NOW)).parts

    assert event.properties["SUMMARY"] == title
    assert event.properties.get("DESCRIPTION", "") == title


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_title_adds_a_line(title: str) -> None:
    """A title that carries line ends or controls stays one value of one event."""
    day = Day("a@b", date(2027, 8, 15), f"{title}\r\nEND:VEVENT")
    (event,) = read_calendar(write_calendar([day], now=NOW)).parts

    assert event.properties["SUMMARY"].endswith("\nEND:VEVENT")
