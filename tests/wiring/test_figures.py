"""Figures of a lycée: published once, told alike for ever, to whoever may read them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.core.disclosure.attacker import inside
from tests.wiring.figured import (
    JANUARY,
    NEXT_SEPTEMBER,
    SEPTEMBER,
    Figured,
    figured,
)
from tests.wiring.inside import run_inside

from garbridge.core.disclosure.auditing import Interval, Programme
from garbridge.core.disclosure.rules import Rules
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.messages import Language
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.periods import Period
from garbridge.core.statistics.publications import Publication, Withheld
from garbridge.core.statistics.rows import Row
from garbridge.formats.activity_report import activity_report
from garbridge.formats.translations import shipped_in
from garbridge.services.publishing import Forgotten, PublishingService, State, Unpublished
from garbridge.services.sealing import Busy
from garbridge.testing.world import COLLEGE, LYCEE
from garbridge.wiring import erasing_service, publishing_service, tallying_service

YEAR, (AUTUMN, WINTER, SUMMER) = Period(2026), Period(2026).terms()


@pytest.fixture(name="lycee")
def _lycee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Figured]:
    """Return a lycée with 400 launches until December, in January."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with figured(tmp_path) as lycee:
        lycee.year(SEPTEMBER, 120, 400)
        yield lycee


def service(lycee: Figured, rules: Rules | None = None) -> PublishingService:
    """Return what publishes, with the solver in this process."""
    made = publishing_service(lycee.runtime)
    return replace(made, solve=inside, rules=rules or made.rules)


def published(lycee: Figured, period: Period, rules: Rules | None = None) -> Publication:
    """Publish *period*, which must succeed."""
    done = service(lycee, rules).publish(OPERATOR, LYCEE.id, period)
    assert isinstance(done, Publication), done
    return done


def withheld(lycee: Figured, period: Period, school: SchoolId = LYCEE.id) -> Withheld:
    """Publish *period*, which must fail; return why."""
    done = service(lycee).publish(OPERATOR, school, period)
    assert isinstance(done, Unpublished), done
    return done.reason


def total(rows: Sequence[Row], measure: Measure) -> int | None:
    """Return the total of *measure*."""
    (row,) = (one for one in rows if one.mesure == measure and not any(one.nodes))
    return row.valeur


def test_what_is_published_stays_as_it_was_told(lycee: Figured) -> None:
    """Whatever happens: launches that come late, somebody erased, another threshold."""
    first = published(lycee, AUTUMN)
    for number in range(9):
        lycee.launch(f"eleve-{number}", SEPTEMBER)
    lycee.clock.now += timedelta(days=9)

    again = published(lycee, AUTUMN, Rules(20))
    read = service(lycee).read(OPERATOR, LYCEE.id, AUTUMN)

    assert first == again == read
    assert tallying_service(lycee.runtime).roll_up().late == 9  # type: ignore[union-attr]  # not busy
    assert first == published(lycee, AUTUMN)
    assert first.rules == Rules()


def test_what_it_was_made_of_goes_with_it(lycee: Figured) -> None:
    """No tally of its months is left, and so nobody's either; later months stay."""
    lycee.year(JANUARY, 4, 20)
    published(lycee, AUTUMN)

    assert list(lycee.runtime.stores.tallies.months(LYCEE.id)) == ["2027-01"]


def test_a_period_is_published_when_it_is_over(lycee: Figured) -> None:
    """Not at its last instant, and at the first one after it."""
    lycee.clock.now = AUTUMN.ends(lycee.runtime.config.zone) - timedelta(microseconds=1)
    assert withheld(lycee, AUTUMN) is Withheld.NOT_OVER

    lycee.clock.now += timedelta(microseconds=1)
    assert published(lycee, AUTUMN).period == AUTUMN
    assert withheld(lycee, WINTER) is Withheld.NOT_OVER


def test_a_term_of_a_published_year_is_refused(lycee: Figured) -> None:
    """The year less two terms would be the third."""
    lycee.clock.now = NEXT_SEPTEMBER
    published(lycee, YEAR)

    assert {withheld(lycee, one) for one in YEAR.terms()} == {Withheld.YEAR_PUBLISHED}


def test_a_year_of_published_terms_is_their_sum(lycee: Figured) -> None:
    """Refused while one is missing; hidden where one is hidden; no count of people."""
    lycee.year(JANUARY, 80, 300, seed=2)
    lycee.year(JANUARY + timedelta(days=100), 60, 300, seed=3)
    lycee.clock.now = NEXT_SEPTEMBER
    terms = [published(lycee, AUTUMN), published(lycee, WINTER)]
    assert withheld(lycee, YEAR) is Withheld.SOME_TERMS_PUBLISHED
    terms.append(published(lycee, SUMMER))

    year = published(lycee, YEAR)

    sums = [total(term.rows, Measure.ACCESSES) or 0 for term in terms]
    assert total(year.rows, Measure.ACCESSES) == sum(sums)
    known = [{(row.mesure, *row.nodes): row.valeur for row in term.rows} for term in terms]
    for row in year.rows:
        key = (row.mesure, *row.nodes)
        if row.mesure in {Measure.ACCESSES, Measure.FAILURES}:
            parts = [term[key] for term in known if key in term]
            hidden = None in parts
            assert row.valeur == (None if hidden else sum(one or 0 for one in parts)), row
    assert not [row for row in year.rows if row.mesure == Measure.USERS]
    assert total(year.rows, Measure.REACHED) == total(terms[-1].rows, Measure.REACHED)
    assert {row.periode for row in year.rows} == {YEAR.name}


def test_a_school_where_nothing_was_counted_has_no_figures(lycee: Figured) -> None:
    """And nothing is frozen: what is counted later can be published."""
    assert withheld(lycee, AUTUMN, COLLEGE.id) is Withheld.NOTHING_COUNTED
    assert list(lycee.runtime.stores.publications.periods(COLLEGE.id)) == []


@pytest.mark.parametrize(
    ("who", "reads", "publishes", "sees"),
    [
        ("cheffe", None, None, None),
        ("zoe-doc", None, Denial.ROLE_DOES_NOT_ALLOW, None),
        ("prof-1", None, Denial.ROLE_DOES_NOT_ALLOW, Denial.OUT_OF_SCOPE),
        ("prof-2", Denial.OUT_OF_SCOPE, Denial.ROLE_DOES_NOT_ALLOW, Denial.OUT_OF_SCOPE),
        ("prof-3", Denial.NO_ROLE, Denial.NO_ROLE, Denial.NO_ROLE),
        ("eleve-1", Denial.NO_ROLE, Denial.NO_ROLE, Denial.NO_ROLE),
    ],
)
def test_who_may_read_publish_and_see_the_state(
    lycee: Figured,
    who: str,
    reads: Denial | None,
    publishes: Denial | None,
    sees: Denial | None,
) -> None:
    """Responsables and who was given the right to figures; nobody of textbooks alone, no pupil."""
    for person, scope in (("prof-1", "statistics"), ("prof-2", "textbooks")):
        dates = ("--starts", "2027-01-01", "--ends", "2027-08-15", "--reason", "r")
        given = ("--person", person, "--scope", scope, "--school", LYCEE.id)
        assert run_inside(lycee.runtime, "delegations", "add", *given, *dates).exit_code == 0
    published(lycee, AUTUMN)
    actor, asked = Actor(PersonId(who)), service(lycee)

    answers = (
        asked.read(actor, LYCEE.id, AUTUMN),
        asked.publish(actor, LYCEE.id, AUTUMN),
        asked.state(actor, LYCEE.id),
    )

    told = [one.reason if isinstance(one, Denied) else None for one in answers]
    assert told == [reads, publishes, sees]
    elsewhere = asked.read(actor, COLLEGE.id, AUTUMN), asked.periods(actor, COLLEGE.id)
    assert all(isinstance(one, Denied) for one in elsewhere)


def test_the_state_of_a_day_that_is_over_is_rebuilt(lycee: Figured) -> None:
    """Before the licences were given there was nothing; what came back since was given then."""
    withdrawn = ("withdraw", "--resource", "ark:/12345/manuel", "--school", LYCEE.id)
    done = run_inside(lycee.runtime, *withdrawn, "--level", "2DE", "--yes")
    assert done.exit_code == 0, done.output

    def assigned(days: int) -> int | None:
        state = service(lycee).state(OPERATOR, LYCEE.id, JANUARY + timedelta(days=days))
        assert isinstance(state, State)
        return total(state.rows, Measure.ASSIGNMENTS)

    assert [assigned(1), assigned(-1), assigned(-120)] == [131, 146, 146]
    before = service(lycee).state(OPERATOR, LYCEE.id, SEPTEMBER - timedelta(days=1))
    assert isinstance(before, State)
    assert not [row for row in before.rows if row.valeur]


def test_a_solver_that_finds_all_narrow_publishes_nothing(lycee: Figured) -> None:
    """Whatever it says, no figure leaves that it did not pass."""

    def narrow(programme: Programme) -> Sequence[Interval]:
        return [Interval(1, 1) for _ in programme.targets]

    doubtful = replace(service(lycee), solve=narrow)
    done = doubtful.publish(OPERATOR, LYCEE.id, AUTUMN)

    assert isinstance(done, Publication)
    measures = {row.mesure for row in done.rows if row.valeur is not None}
    assert Measure.ACCESSES not in measures


def test_whoever_works_on_the_ledger_is_alone(lycee: Figured) -> None:
    """Two that publish the same or what overlaps never do it at once."""
    with lycee.runtime.stores.receipts.alone() as mine:
        assert mine
        assert service(lycee).publish(OPERATOR, LYCEE.id, AUTUMN) == Busy()
        answer = run_inside(
            lycee.runtime, "stats", "publish", "--school", LYCEE.id, "--period", AUTUMN.name
        )
        rolled = run_inside(lycee.runtime, "stats", "roll-up")
    assert (answer.exit_code, rolled.exit_code) == (4, 4)


def test_an_erasure_counts_first(lycee: Figured) -> None:
    """Through the portal's own wiring: the figures are those of before."""
    whom = PersonId("eleve-1")
    lycee.runtime.stores.receipts.erase(PersonId("nobody-there"))
    before = published(lycee, AUTUMN)
    erasing = erasing_service(lycee.runtime)
    assert erasing.tallying.zone == lycee.runtime.config.zone
    erasing.erase(OPERATOR, whom, reason="départ")

    assert published(lycee, AUTUMN) == before


def test_the_threshold_of_the_configuration_holds(lycee: Figured) -> None:
    """With 15 people, 14 adults are hidden."""
    strict = published(lycee, AUTUMN, Rules(15))

    (adults,) = (
        row for row in strict.rows if row.mesure == Measure.USERS and row.public == "staff"
    )
    assert adults.valeur is None
    assert strict.rules == Rules(15)


def test_a_school_that_opened_in_january_gets_its_year(lycee: Figured) -> None:
    """A term without launches cannot be published, and counts as there once others are."""
    year = Period(2027)
    _, winter, summer = year.terms()
    lycee.year(datetime(2028, 1, 5, 8, tzinfo=UTC), 80, 300, seed=2)
    lycee.year(datetime(2028, 4, 5, 8, tzinfo=UTC), 60, 300, seed=3)
    lycee.clock.now = datetime(2028, 9, 2, 8, tzinfo=UTC)
    terms = [published(lycee, winter)]
    assert withheld(lycee, year) is Withheld.SOME_TERMS_PUBLISHED
    terms.append(published(lycee, summer))

    standing = service(lycee).periods(OPERATOR, LYCEE.id)
    made = published(lycee, year)

    assert not isinstance(standing, Denied)
    assert [one.withheld for one in standing if one.period == year] == [None]
    sums = [total(term.rows, Measure.ACCESSES) or 0 for term in terms]
    assert total(made.rows, Measure.ACCESSES) == sum(sums)
    assert withheld(lycee, year.terms()[0]) is Withheld.YEAR_PUBLISHED


def test_a_term_that_nobody_counted_yet_is_not_one_without_launches(lycee: Figured) -> None:
    """It is counted before the year is made; else its launches were in no figure for ever."""
    lycee.year(JANUARY, 80, 300, seed=2)
    lycee.clock.now = NEXT_SEPTEMBER
    published(lycee, AUTUMN)
    published(lycee, WINTER)
    lycee.launch("eleve-1", JANUARY + timedelta(days=100))

    assert withheld(lycee, YEAR) is Withheld.SOME_TERMS_PUBLISHED


def test_a_year_without_published_terms_needs_none(lycee: Figured) -> None:
    """Its only launches are of one term."""
    lycee.clock.now = NEXT_SEPTEMBER
    assert published(lycee, YEAR).period == YEAR


def test_what_the_journal_forgot_is_told_by_nobody(lycee: Figured) -> None:
    """No state of a day before it, by hand or in a publication; the figures of use are there."""
    kept = lycee.clock.now
    lycee.clock.now = kept.replace(year=kept.year + 2)
    state = service(lycee).state
    assert isinstance(state(OPERATOR, LYCEE.id, kept), State)
    assert state(OPERATOR, LYCEE.id, kept - timedelta(microseconds=1)) == Forgotten(kept)
    asked = ("stats", "deployment", "--school", LYCEE.id)
    refused = run_inside(lycee.runtime, *asked, "--at", "2026-12-01")

    assert refused.exit_code == 5
    assert "gardé que depuis le 2027-01-05 09:00" in refused.stderr
    assert run_inside(lycee.runtime, *asked).exit_code == 0
    rows = published(lycee, AUTUMN).rows
    assert total(rows, Measure.ACCESSES)
    assert not {row.mesure for row in rows} & {Measure.ASSIGNMENTS, Measure.REACHED}
    said = shipped_in(Language.FRENCH)
    zone, catalogue = lycee.runtime.config.zone, lycee.runtime.catalogue()
    report = activity_report(published(lycee, AUTUMN), "Lycée", zone, said, catalogue)
    assert "2026-2027/1" in report.decode()
