"""``[schools]``: one place for what is said of schools, and every mistake in it told at once."""

from datetime import UTC, date, datetime

import pytest
from tests.config.written import Values, Written

from garbridge.core.identifiers import SchoolId
from garbridge.core.owners import Owner
from garbridge.core.schools import ALL_OPEN, Function, SchoolRule

LYCEE, COLLEGE, OTHER = (SchoolId(uai) for uai in ("0750001A", "0750002B", "0750003C"))
FIRST = date(2026, 9, 1)
MIDNIGHT = datetime(2026, 8, 31, 22, tzinfo=UTC)
"""The first instant of that day in Paris."""


def test_every_school_is_open_where_nothing_is_said(written: Written) -> None:
    """A portal that was there before this section goes on."""
    written.portal()

    assert written.read().schools == ALL_OPEN


def test_only_what_is_listed_is_open(written: Written) -> None:
    """A school that comes with the next import waits until somebody opens it."""
    tables: Values = {LYCEE: {}, COLLEGE: {"opens": FIRST}, OTHER: {"open": False}}
    written.portal(schools={"open": "listed", **tables})
    book = written.read().schools
    unheard = SchoolId("0999999Z")

    assert [book.of(one).is_shut(MIDNIGHT) for one in (LYCEE, COLLEGE, OTHER, unheard)] == [
        *(False, False, True, True)
    ]
    assert book.of(COLLEGE).is_shut(MIDNIGHT.replace(hour=21))


def test_a_day_begins_in_the_zone_of_the_portal(written: Written) -> None:
    """La Réunion opens two hours before Paris."""
    written.portal(timezone="Indian/Reunion", schools={LYCEE: {"opens": FIRST}})

    assert written.read().schools.of(LYCEE).opens == datetime(2026, 8, 31, 20, tzinfo=UTC)


def test_a_school_inherits_what_its_table_does_not_say(written: Written) -> None:
    """Contact by contact, switch by switch."""
    written.portal(
        schools={
            "opens": FIRST,
            "mediacentre": "Le Kiosque",
            "widget": False,
            "contacts": {"assigner": "Le CDI", "portal": "ent@parc.example"},
            LYCEE: {"statistics": False, "contacts": {"assigner": "Mme Morin"}},
            COLLEGE: {"widget": True, "mediacentre": "Ressources", "name": "Parc", "degree": 1},
        }
    )
    book = written.read().schools

    assert book.of(LYCEE) == SchoolRule(
        opens=MIDNIGHT,
        mediacentre="Le Kiosque",
        off=frozenset({Function.WIDGET, Function.STATISTICS}),
        contacts={Owner.ASSIGNER: "Mme Morin", Owner.PORTAL: "ent@parc.example"},
    )
    assert book.of(COLLEGE).off == frozenset()
    assert (book.of(COLLEGE).name, book.of(COLLEGE).degree) == ("Parc", 1)
    assert book.of(OTHER) == book.others


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"open": True}, "schools.open: must be a text"),
        ({"open": "some"}, "schools.open: opening 'some' is not valid: expected"),
        ({"opens": "2026-09-01"}, "schools.opens: must be a date such as"),
        ({"widget": "no"}, "schools.widget: must be true or false"),
        ({"wigdet": False}, "schools.wigdet: must be a table"),
        (
            {LYCEE: {}, LYCEE.lower(): {"open": False}},
            "schools.0750001a: 0750001A has a table already",
        ),
        ({"name": "x"}, "schools.name: must be a table"),
        ({"mediacentre": "a\nb"}, "schools.mediacentre: must be one line of at most 80"),
        ({"mediacentre": "a" * 81}, "schools.mediacentre: must be one line of at most 80"),
        ({"contacts": {"person": "x"}}, "schools.contacts.person: unknown key"),
        ({"contacts": {"portal": 1}}, "schools.contacts.portal: must be a text"),
        ({"contacts": {"portal": "x" * 301}}, "schools.contacts.portal: must be one line"),
        ({"contacts": {"portal": "a\u202eb"}}, "schools.contacts.portal: must be one line"),
        ({"0750001": {}}, "schools.0750001: "),
        ({LYCEE: {"open": "all"}}, "schools.0750001A.open: must be true or false"),
        ({LYCEE: {"degree": 3}}, "schools.0750001A.degree: must be a whole number from 1 to 2"),
        ({LYCEE: {"color": "x"}}, "schools.0750001A.color: unknown key"),
    ],
)
def test_what_nobody_meant_does_not_start(written: Written, table: Values, told: str) -> None:
    """Each with the file and the key."""
    written.portal(schools=table)

    (problem,) = written.problems()
    assert problem.startswith(f"garbridge.toml: {told}")


def test_every_mistake_of_every_school_is_told_at_once(written: Written) -> None:
    """Whoever lists a hundred schools corrects them once."""
    written.portal(
        schools={
            "open": "x",
            LYCEE: {"opens": 1, "widget": 1},
            COLLEGE: {"contacts": {"x": "y"}},
        }
    )

    assert len(written.problems()) == 4
