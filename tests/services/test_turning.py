"""Turning the school year at a collège: who has which book on the first day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.services.turning import (
    CONFIRMED,
    JULY,
    LATIN,
    LEVELS,
    MATHS,
    SEPTEMBER,
    YEAR,
    Turn,
    bought,
    class_of,
    expect,
    later,
    portion,
    pupil,
    small,
    staff,
)

from garbridge.core.entitlements import LicenceKind, Licences, Opening, Population, Subscription
from garbridge.core.identifiers import PersonId
from garbridge.core.operations import Operation, OperationKind
from garbridge.core.people import GroupKind, Person, Profile
from garbridge.core.permissions import OPERATOR, Actor, Denied, Grant
from garbridge.core.roles import Role
from garbridge.core.seats import Obstacle
from garbridge.core.years import Follow, NotTurned, YearState
from garbridge.errors import StoreError, ValueRefusedError
from garbridge.services.new_year import Outlook
from garbridge.services.year_answers import Report, Stale, Wishes
from garbridge.testing.world import COLLEGE, LYCEE

OLD, NEW = bought("algebre", 2026, 2026), bought("algebre", 2027, 2027)
LONG = bought("atlas", 2025, 2029)
FIFTH = [person.id for person in class_of(5, "A")]
SIXTH = [person.id for person in class_of(6, "A")]


def opened(to: Subscription, population: Population) -> Opening:
    """Return an opening."""
    return Opening(
        subscription=to.id, resource=to.resource, school=to.school, population=population
    )


def arrived(*more: Person) -> list[Person]:
    """Return the small collège in September, with a new 6e."""
    return [*later(small()), *(pupil(f"new{n}", 6) for n in range(4)), *more]


def test_books_come_in_july_by_the_level_of_next_year() -> None:
    """The 5e book goes to those who are in 6e today, under the subscription that comes."""
    turn = Turn(small(), [OLD, NEW])
    turn.give(OLD, FIFTH)

    report = turn.turned()

    assert turn.held(NEW) == "6A00 6A01 6A02 6A03"
    assert turn.held(OLD) == "5A00 5A01 5A02 5A03", "theirs until its end"
    assert (portion(report, "algebre").given, portion(report, "algebre").missing) == (4, 0)
    assert report.plan.state is YearState.SWITCHED
    turn.sums()
    assert not turn.served, "rules would look at the classes of last year"


def test_books_of_several_years_go_from_hand_to_hand() -> None:
    """Four licences, four pupils: those of 5e give them to those of 6e."""
    turn = Turn(small(), [replace(LONG, licences=Licences(overall=4))])
    turn.give(LONG, FIFTH)

    report = turn.turned()

    assert turn.held(LONG) == "6A00 6A01 6A02 6A03"
    assert (portion(report, "atlas").given, portion(report, "atlas").reclaimed) == (4, 4)
    turn.sums()


def test_classes_that_are_known_count() -> None:
    """In September: the new 6e has the book of the 6e, and rules are served."""
    turn = Turn(small(), [OLD, NEW, LONG])
    turn.give(OLD, SIXTH)
    turn.prepared()
    turn.now = SEPTEMBER
    turn.moves_to(arrived())

    report = turn.switched()

    assert turn.held(NEW) == "new0 new1 new2 new3"
    assert turn.held(OLD) == "", "it is over: its licences came back"
    assert portion(report, "algebre").reclaimed == 4
    assert turn.served == [COLLEGE.id]
    turn.sums()


def test_a_second_switch_in_september_serves_who_was_not_known_in_july() -> None:
    """Nothing is given twice; only what the classes bring is added."""
    turn = Turn(small(), [OLD, NEW, LONG])
    turn.give(OLD, [*FIFTH, *SIXTH])
    turn.turned()
    before = turn.held(NEW)
    turn.now = SEPTEMBER
    turn.moves_to(arrived())

    report = turn.switched()

    assert before == "6A00 6A01 6A02 6A03"
    assert turn.held(NEW) == "6A00 6A01 6A02 6A03 new0 new1 new2 new3"
    assert [one.given for one in report.portions] == [4, 4]
    turn.sums()


def test_who_repeats_the_year_keeps_the_book_of_the_level() -> None:
    """A 5e who stays in 5e: the same licence, or one of the new subscription."""
    turn = Turn(small(), [OLD, NEW, LONG])
    turn.give(OLD, FIFTH)
    turn.give(LONG, FIFTH)
    turn.prepared()
    turn.now = SEPTEMBER
    people = [one for one in arrived() if one.id != "5A00"]
    turn.moves_to([*people, pupil("5A00", 5)])

    turn.switched()

    assert turn.held(NEW) == turn.held(LONG) == "5A00 6A00 6A01 6A02 6A03"
    turn.sums()


def test_who_left_gives_back() -> None:
    """A pupil who is no longer there, and one whose place ends before the year begins."""
    turn = Turn(small(), [LONG])
    turn.give(LONG, ["6A00", "6A01"])
    turn.prepared(Wishes(confirm=True, follows={LONG.resource: Follow.COHORT}))
    (gone,) = [one for one in small() if one.id == "6A01"]
    (place,) = gone.memberships
    turn.directory.remove(PersonId("6A00"), at=JULY)
    ends = JULY + timedelta(days=1)
    turn.directory.put(replace(gone, memberships=(replace(place, ends=ends),)), at=JULY)

    turn.switched()

    assert turn.held(LONG) == ""
    turn.sums()


def test_a_licence_that_is_not_transferable_stays() -> None:
    """Its holder keeps it, the check says so, and there is one too few."""
    fixed = replace(LONG, transferable=False, licences=Licences(overall=4))
    turn = Turn(small(), [fixed])
    turn.give(fixed, FIFTH)
    turn.prepared()

    checked = turn.checked()
    turn.switched()

    (one,) = checked.outlook.turned
    assert {each.obstacle for each in one.plan.impossible} == {Obstacle.NOT_TRANSFERABLE}
    assert one.missing == 4
    assert not checked.is_clean
    assert turn.held(fixed) == " ".join(FIFTH)


def test_a_shortage_is_foreseen_and_the_rest_served_in_order() -> None:
    """Three for four: the last by name goes without, from the preparation on."""
    few = replace(NEW, licences=Licences(overall=3))
    turn = Turn(small(), [OLD, few])
    turn.give(OLD, FIFTH)

    foreseen = turn.prepared()
    report = turn.switched()

    assert foreseen.turned[0].missing == 1
    assert turn.held(few) == "6A00 6A01 6A02"
    assert portion(report, "algebre").missing == 1
    turn.sums()


def test_a_subscription_without_a_follower_needs_an_order() -> None:
    """It is told; nothing is given."""
    turn = Turn(small(), [OLD])
    turn.give(OLD, FIFTH)

    outlook = turn.prepared()

    (renewal,) = outlook.renewals
    assert (renewal.ending, renewal.follower) == (OLD, None)
    assert not outlook.turned[0].ordered
    assert outlook.turned[0].missing == 4
    assert not turn.checked().is_clean
    turn.prepared(Wishes(follows={OLD.resource: Follow.DROP}))
    assert turn.checked().outlook.is_clean


@pytest.mark.parametrize(
    ("follow", "holders"),
    [
        (Follow.LEVEL, "6A00 6A01 6A02 6A03"),
        (Follow.COHORT, "5A00 5A01 5A02 5A03"),
        (Follow.DROP, ""),
    ],
)
def test_what_becomes_of_a_resource_is_chosen(follow: Follow, holders: str) -> None:
    """It stays with the level, goes with the people, or ends."""
    turn = Turn(small(), [LONG])
    turn.give(LONG, FIFTH)

    turn.turned(Wishes(confirm=True, follows={LONG.resource: follow}))

    assert turn.held(LONG) == holders
    turn.sums()


def test_half_of_a_population_is_enough_and_a_single_licence_stays_with_its_holder() -> None:
    """Two of four have the book: the level has it. One of four: it is that pupil's own."""
    turn = Turn(small(), [LONG, OLD, NEW])
    turn.give(LONG, ["4A00", "4A01"])
    turn.give(OLD, ["5A00"])

    outlook = turn.prepared()
    turn.switched()

    (carry,) = outlook.plan.carries
    assert (carry.population.code, carry.held, carry.of) == (LEVELS[4].code, 2, 4)
    assert turn.held(LONG) == "5A00 5A01 5A02 5A03"
    assert turn.held(NEW) == "5A00"


def test_a_group_that_all_have_is_not_taken_for_its_level() -> None:
    """Three of four learn Latin: not the fourth; in summer nobody knows who will."""
    people = [one for one in small() if not one.id.startswith("5A")]
    people += [pupil(f"5A0{n}", 5, "A", *((LATIN,) if n else ())) for n in range(4)]
    turn = Turn(people, [LONG])
    turn.give(LONG, ["5A01", "5A02", "5A03"])

    outlook = turn.prepared()
    turn.switched()

    assert [carry.label for carry in outlook.plan.carries] == ["Latin 5e"]
    assert [carry.label for carry in outlook.turned[0].waiting] == ["Latin 5e"]
    assert turn.held(LONG) == "5A01 5A02 5A03"

    turn.now = SEPTEMBER
    sixth = [replace_group(one) if one.id in {"6A00", "6A01"} else one for one in later(people)]
    turn.moves_to(sixth)
    turn.switched()
    assert turn.held(LONG) == "6A00 6A01"
    turn.sums()


def replace_group(person: Person) -> Person:
    """Return a pupil of 5e who learns Latin in the new year's group of the same label."""
    return pupil(person.id, 5, "A", replace(LATIN, code="LATIN-2027"))


def test_staff_keep_what_they_have_and_a_new_colleague_gets_it() -> None:
    """The maths teacher, the one who comes, and the one who left."""
    turn = Turn([*small(), staff("old", Profile.TEACHER, MATHS)], [OLD, NEW, LONG])
    turn.give(OLD, ["prof", "old"])
    turn.prepared()
    turn.now = SEPTEMBER
    turn.moves_to(arrived(staff("fresh", Profile.TEACHER, MATHS)))

    turn.switched()

    assert turn.held(NEW) == "fresh prof"


def test_a_class_that_is_no_more_is_told_and_shut() -> None:
    """An opening for 5e B, of which there is none in September."""
    shut = replace(LONG, kind=LicenceKind.ETABL)
    turn = Turn([*small(), *class_of(5, "B")], [shut])
    turn.open(*(opened(shut, Population(None, GroupKind.DIVISION, c)) for c in ("5A", "5B")))
    turn.prepared()
    turn.now = SEPTEMBER
    turn.moves_to(arrived())

    checked = turn.checked()
    turn.switched()

    (one,) = checked.outlook.turned
    assert [each.obstacle for each in one.plan.impossible] == [Obstacle.NO_SUCH_POPULATION]
    assert turn.let_in(shut) == ["5A"]
    turn.sums()


def test_an_opening_follows_its_cohort_by_level_and_class() -> None:
    """The level by the map; the class by where most of its pupils are."""
    wide = replace(LONG, kind=LicenceKind.ETABL)
    turn = Turn(small(), [wide])
    turn.open(
        opened(wide, Population(None, GroupKind.LEVEL, LEVELS[6].code)),
        opened(wide, Population(None, GroupKind.DIVISION, "4A")),
        opened(wide, Population(profile=Profile.TEACHER)),
        opened(wide, Population(person=PersonId("3A00"))),
    )
    turn.prepared(Wishes(confirm=True, follows={wide.resource: Follow.COHORT}))
    turn.now = SEPTEMBER
    turn.moves_to(arrived())

    turn.switched()

    assert turn.let_in(wide) == sorted([LEVELS[5].code, "3A", "ens"])
    turn.sums()


@pytest.mark.parametrize(
    ("said", "july", "september"),
    [
        ({}, ["4A"], ["3A"]),
        ({"4A": "3A"}, ["3A"], ["3A"]),
        ({"4A": "3B"}, ["3B"], ["3A"]),
        ({"4A": ""}, [], ["3A"]),
        ({"4A": None}, ["4A"], ["3A"]),
    ],
)
def test_a_class_is_followed_by_the_one_that_was_said(
    said: dict[str, str | None], july: list[str], september: list[str]
) -> None:
    """At once; where nobody said it, once the new classes are known.  None is none.

    What the directory says in September counts, whatever was said in July.
    """
    wide = replace(LONG, kind=LicenceKind.ETABL)
    turn = Turn([*small(), *class_of(3, "B")], [wide])
    turn.open(opened(wide, Population(None, GroupKind.DIVISION, "4A")))
    wishes = Wishes(confirm=True, classes=said, follows={wide.resource: Follow.COHORT})
    turn.prepared(wishes)
    turn.switched()
    assert turn.let_in(wide) == july
    turn.now = SEPTEMBER
    turn.moves_to(arrived())
    turn.switched()

    assert turn.let_in(wide) == september
    turn.sums()


def _of_4a(*there: tuple[str, int]) -> Turn:
    """A book of the 4A that goes with its four pupils to 3B; *there* are they in September."""
    wide = replace(LONG, kind=LicenceKind.ETABL)
    turn = Turn([*small(), *class_of(3, "B")], [wide])
    turn.open(opened(wide, Population(None, GroupKind.DIVISION, "4A")))
    follows = {wide.resource: Follow.COHORT}
    turn.prepared(Wishes(confirm=True, classes={"4A": "3B"}, follows=follows))
    turn.now = SEPTEMBER
    others = [one for one in later(small()) if not one.id.startswith("4A")]
    turn.moves_to([*others, *(pupil(name, level, "A") for name, level in there)])
    return turn


@pytest.mark.parametrize(
    ("there", "counts"),
    [
        ([("4A00", 3), ("4A01", 3), ("4A02", 3)], "3A"),
        ([("4A00", 3), ("4A01", 3)], None),
        ([("4A00", 4)], None),
        ([], None),
    ],
)
def test_the_directory_counts_once_it_has_a_class_for_most_pupils(
    there: list[tuple[str, int]], counts: str | None
) -> None:
    """Half of a class, or one who stays down, is not its new class: what was said holds."""
    turn = _of_4a(*there)

    outlook = turn.checked().outlook

    assert outlook.classes_known
    assert outlook.overruled == ({"4A": counts} if counts else {})


def test_the_directory_counts_for_a_class_before_it_has_all_the_others() -> None:
    """The 4A are in 3A already while the 6A, who are more, are still where they were."""
    wide = replace(LONG, kind=LicenceKind.ETABL)
    turn = Turn([*small(), *class_of(6, "B", 9)], [wide])
    turn.open(opened(wide, Population(None, GroupKind.DIVISION, "4A")))
    follows = {wide.resource: Follow.COHORT}
    turn.prepared(Wishes(confirm=True, classes={"4A": ""}, follows=follows))
    turn.moves_to([*small(), *class_of(6, "B", 9), *later(class_of(4, "A"))])

    outlook = turn.checked().outlook
    turn.switched()

    assert not outlook.classes_known
    assert outlook.overruled == {"4A": "3A"}
    assert turn.let_in(wide) == ["3A"]


def test_seats_instead_of_a_class_are_for_its_pupils_and_not_for_those_there_now() -> None:
    """In July the licence of today's 6A is for them by name, not for this year's 5A."""
    was = replace(OLD, kind=LicenceKind.ETABL)
    turn = Turn(small(), [was, NEW])
    turn.open(opened(was, Population(None, GroupKind.DIVISION, "6A")))
    follows = {was.resource: Follow.COHORT}
    turn.turned(Wishes(confirm=True, classes={"6A": "5A"}, follows=follows))

    assert turn.held(NEW) == "6A00 6A01 6A02 6A03"

    level = Population(Profile.PUPIL, GroupKind.LEVEL, LEVELS[5].code)
    turn = Turn(small(), [was, NEW])
    turn.open(opened(was, level))
    turn.turned()

    assert turn.held(NEW) == "6A00 6A01 6A02 6A03", "a book of the 5e, for those who come to it"


def test_what_was_said_of_a_class_is_changed_and_taken_back() -> None:
    """As often as one likes before the switch; each word is kept with whose it was."""
    turn = Turn(small(), [LONG])
    turn.give(LONG, FIFTH)
    turn.prepared(Wishes(confirm=True, classes={"6A": "5A"}))
    turn.prepared(Wishes(classes={"6A": "4A"}))
    taken = turn.prepared(Wishes(classes={"6A": None}))
    kept = turn.prepared(Wishes())

    for outlook in (taken, kept):
        assert outlook.plan.chosen.classes == {}
        assert outlook.following("6A") is None, "not as its name proposes it"
    lines = [one for one in kept.plan.said if one.kind is GroupKind.DIVISION]
    assert [(one.was, one.following) for one in lines] == [
        (None, "5A"),
        ("5A", "4A"),
        ("4A", None),
    ]
    assert {one.by for one in lines} == {OPERATOR.text}
    assert [one.code for one in kept.plan.said if one.kind is GroupKind.LEVEL] == sorted(
        LEVELS[n].code for n in (6, 5, 4, 3)
    )
    again = turn.prepared(Wishes(classes={"6A": "5A"}))
    assert again.plan.chosen.left == frozenset()
    turn.switched()
    changed = turn.service.prepare(OPERATOR, COLLEGE.id, Wishes(classes={"6A": None}), year=YEAR)
    assert changed is NotTurned.SWITCH_BEGUN


def test_a_class_that_is_none_of_the_school_is_refused() -> None:
    """Neither as one that is followed, nor as one that follows."""
    turn = Turn(small(), [LONG])
    for said in ({"9Z": "5A"}, {"6A": "9Z"}):
        with pytest.raises(ValueRefusedError):
            turn.prepared(Wishes(confirm=True, classes=said))


def test_classes_are_proposed_by_their_names_and_kept_as_said() -> None:
    """What was said once stays when the plan is made anew."""
    turn = Turn(small(), [LONG])
    first = turn.prepared(Wishes(confirm=True))
    turn.prepared(Wishes(classes={"6A": ""}))
    again = turn.prepared(Wishes(confirm=True))

    assert first.proposed == {"6A": "5A", "5A": "4A", "4A": "3A", "3A": ""}
    assert again.plan.chosen.classes == {"6A": ""}


def test_seats_become_openings_where_only_those_are_bought() -> None:
    """The follower is a licence of the whole school, and the other way round."""
    wide = replace(NEW, kind=LicenceKind.ETABL)
    turn = Turn(small(), [OLD, wide])
    turn.give(OLD, FIFTH)
    turn.turned()
    assert turn.let_in(wide) == [LEVELS[5].code]

    was = replace(OLD, kind=LicenceKind.ETABL)
    turn = Turn(small(), [was, NEW])
    turn.open(opened(was, Population(profile=Profile.LIBRARIAN)))
    turn.turned()
    assert turn.held(NEW) == "doc"


def test_what_was_given_for_the_new_year_by_hand_stays() -> None:
    """Before the plan under what comes, after it under what runs."""
    turn = Turn(small(), [OLD, NEW, LONG])
    turn.give(OLD, FIFTH)
    turn.give(NEW, ["3A00", "4A00"])
    turn.give(LONG, FIFTH)
    turn.prepared()
    turn.give(LONG, ["4A01"])

    turn.switched()

    assert "4A00" in turn.held(NEW)
    assert "3A00" not in turn.held(NEW), "the 3e leave"
    assert turn.held(LONG) == "4A01 6A00 6A01 6A02 6A03"


def test_levels_are_asked_where_nothing_says_them() -> None:
    """The switch waits until the school has confirmed the map; a word of it is enough."""
    turn = Turn(small(), [LONG])
    turn.give(LONG, FIFTH)
    outlook = turn.prepared(Wishes())
    assert [group.label for group in outlook.undecided] == ["6e", "5e", "4e", "3e"]
    turn.checked()
    assert turn.service.switch(OPERATOR, COLLEGE.id) is NotTurned.LEVELS_OPEN

    stated = {LEVELS[n].code: LEVELS[n - 1].code for n in (6, 5, 4)} | {LEVELS[3].code: ""}
    assert turn.prepared(Wishes(levels=stated)).undecided == ()
    with pytest.raises(ValueRefusedError):
        turn.service.prepare(OPERATOR, COLLEGE.id, Wishes(levels={"x": ""}), year=YEAR)
    turn.switched()

    assert turn.held(LONG) == "6A00 6A01 6A02 6A03"


@pytest.mark.parametrize("following", ["x" * 256, " ", "a\udcff"])
def test_a_level_that_follows_has_a_code(following: str) -> None:
    """One that a store can keep, of whichever school."""
    turn = Turn(class_of(6, "A"), [LONG])

    with pytest.raises(ValueRefusedError):
        turn.prepared(Wishes(levels={LEVELS[6].code: following}))


def test_prepared_when_the_classes_were_there_already() -> None:
    """In September the holders of the 5e book are in 4e: it goes to the 5e all the same."""
    turn = Turn(arrived(), [OLD, NEW, LONG], now=SEPTEMBER)
    turn.give(OLD, FIFTH)

    turn.turned(Wishes(confirm=True, classes_known=True))

    assert turn.held(NEW) == "6A00 6A01 6A02 6A03"
    turn.sums()


def test_a_stock_that_changed_since_the_check_is_not_switched() -> None:
    """Nothing at all is moved; after another check it is."""
    turn = Turn(small(), [OLD, NEW, LONG])
    turn.give(OLD, FIFTH)
    turn.give(LONG, FIFTH)
    turn.prepared()
    token = turn.checked().outlook.plan.token
    turn.store.write(subscriptions=[replace(LONG, licences=Licences(overall=900))])

    expect(turn.service.switch(OPERATOR, COLLEGE.id), Stale)

    assert turn.held(NEW) == ""
    expect(turn.service.switch(OPERATOR, COLLEGE.id, token=token[::-1]), Stale)
    again = turn.checked().outlook.plan.token
    assert again != token
    expect(turn.service.switch(OPERATOR, COLLEGE.id, token=again), Report)


def test_a_check_is_the_same_when_it_is_asked_again() -> None:
    """It moves nothing, and its token stays; a rehearsal keeps not even the step."""
    turn = Turn(small(), [OLD, NEW])
    turn.give(OLD, FIFTH)
    turn.prepared()
    turn.service.check(OPERATOR, COLLEGE.id, rehearse=True)
    assert turn.service.switch(OPERATOR, COLLEGE.id) is NotTurned.NOT_CHECKED

    first, second = turn.checked(), turn.checked()

    assert first == second
    assert len(turn.ledger.journal(COLLEGE.id, limit=9)) == 1
    assert {one.can for one in first.access.coverage if one.division.code == "6A"} == {4}


def test_a_switch_that_fails_in_the_middle_is_finished_by_the_next() -> None:
    """The first resource is switched, the second is not; then both are, once."""
    turn = Turn(small(), [OLD, NEW, LONG])
    turn.give(OLD, FIFTH)
    turn.give(LONG, FIFTH)
    turn.prepared()
    turn.checked()
    commit, broken = turn.ledger.commit, [LONG.resource]

    def fails(operation: Operation) -> None:
        if operation.movements[0].right.resource in broken:
            raise StoreError("the database went away")
        commit(operation)

    turn.ledger.commit = fails  # type: ignore[method-assign]  # a fault
    with pytest.raises(StoreError):
        turn.service.switch(OPERATOR, COLLEGE.id)
    assert (turn.held(NEW), turn.held(LONG)) == (" ".join(SIXTH), " ".join(FIFTH))
    assert turn.service.prepare(OPERATOR, COLLEGE.id, CONFIRMED) is NotTurned.SWITCH_BEGUN
    broken.clear()

    report = expect(turn.service.switch(OPERATOR, COLLEGE.id), Report)

    assert turn.held(LONG) == " ".join(SIXTH)
    assert [one.given for one in report.portions] == [4, 4]
    kinds = [line.signed.kind for line in turn.ledger.journal(COLLEGE.id, limit=9)]
    assert kinds.count(OperationKind.SWITCH) == 2
    assert turn.ledger.journal(COLLEGE.id, limit=1)[0].signed.reason == "2027-2028"
    turn.sums()


def test_undo_brings_back_what_was() -> None:
    """Also after weeks, also under what is over; again it changes nothing."""
    turn = Turn(small(), [OLD, NEW, LONG])
    turn.give(OLD, FIFTH)
    turn.give(LONG, FIFTH)
    turn.prepared()
    turn.now = SEPTEMBER
    turn.moves_to(arrived())
    turn.switched()
    assert (turn.held(OLD), turn.held(NEW)) == ("", " ".join(SIXTH))
    turn.now += timedelta(days=30)

    report = expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)

    assert (turn.held(OLD), turn.held(NEW)) == (" ".join(FIFTH), "")
    assert turn.held(LONG) == " ".join(FIFTH)
    assert report.plan.state is YearState.UNDONE
    assert not report.lost
    lines = len(turn.ledger.journal(COLLEGE.id, limit=99))
    expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)
    assert len(turn.ledger.journal(COLLEGE.id, limit=99)) == lines
    turn.sums()
    turn.switched()
    assert turn.held(NEW) == " ".join(SIXTH)
    turn.sums()


def test_undo_leaves_what_has_gone_to_others() -> None:
    """A licence that somebody else was given meanwhile does not come back, and that is told."""
    few = replace(LONG, licences=Licences(overall=4))
    turn = Turn(small(), [few])
    turn.give(few, FIFTH)
    turn.turned(Wishes(confirm=True, follows={few.resource: Follow.DROP}))
    turn.give(few, ["3A00"])

    report = expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)

    assert len(turn.held(few).split()) == 4
    assert [one.obstacle for one in report.lost] == [Obstacle.NO_LICENCE_LEFT]
    turn.sums()


def test_a_year_that_is_closed_stays() -> None:
    """The report stands; nothing is undone, switched or prepared any more."""
    turn = Turn(small(), [OLD, NEW])
    turn.give(OLD, FIFTH)
    turn.prepared()
    assert turn.service.close(OPERATOR, COLLEGE.id) is NotTurned.NOT_SWITCHED
    turn.switched()

    closed = expect(turn.service.close(OPERATOR, COLLEGE.id), Report)

    assert (closed.plan.state, closed.plan.closed) == (YearState.CLOSED, JULY)
    service = turn.service
    for act in (service.undo, service.switch, service.check, service.close):
        assert act(OPERATOR, COLLEGE.id) is NotTurned.CLOSED
    assert service.prepare(OPERATOR, COLLEGE.id, CONFIRMED) is NotTurned.CLOSED
    assert service.report(OPERATOR, COLLEGE.id) == closed
    assert service.report(OPERATOR, LYCEE.id) is NotTurned.NO_PLAN


def test_two_schools_do_not_touch_one_another() -> None:
    """Each has its plan; the switch of one moves nothing of the other."""
    there = bought("atlas", 2025, 2029, LYCEE.id)
    others = [pupil(f"x{n}", 5, school=LYCEE.id) for n in range(4)]
    others += [pupil(f"y{n}", 6, school=LYCEE.id) for n in range(4)]
    turn = Turn([*small(), *others], [LONG, there], schools=(COLLEGE, LYCEE))
    turn.give(LONG, FIFTH)
    turn.give(there, ["x0", "x1", "x2", "x3"])
    turn.prepared()
    turn.prepared(school=LYCEE.id)

    turn.switched()

    assert turn.held(LONG) == " ".join(SIXTH)
    assert turn.held(there) == "x0 x1 x2 x3"
    turn.switched(LYCEE.id)
    assert turn.held(there) == "y0 y1 y2 y3"
    expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)
    assert (turn.held(LONG), turn.held(there)) == (" ".join(FIFTH), "y0 y1 y2 y3")
    turn.sums()
    turn.sums(LYCEE.id)


@pytest.mark.parametrize(("who", "may"), [("cheffe", True), ("prof", False), ("ent", True)])
def test_every_step_asks_for_the_right(*, who: str, may: bool) -> None:
    """The head and the ENT administrator; a teacher is denied at each."""
    administrator = Grant(role=Role.ENT_ADMINISTRATOR, person=PersonId("ent"), school=None)
    turn = Turn(small(), [LONG], stated=[administrator])
    actor, service = Actor(PersonId(who)), turn.service
    answers = [
        service.prepare(actor, COLLEGE.id, CONFIRMED, year=YEAR),
        service.check(actor, COLLEGE.id),
        service.switch(actor, COLLEGE.id),
        service.undo(actor, COLLEGE.id),
        service.close(actor, COLLEGE.id),
        service.report(actor, COLLEGE.id),
    ]

    assert [isinstance(answer, Denied) for answer in answers] == [not may] * 6


def test_a_rehearsal_keeps_nothing() -> None:
    """The plan is shown, and there is none."""
    turn = Turn(small(), [LONG])

    expect(turn.service.prepare(OPERATOR, COLLEGE.id, CONFIRMED, rehearse=True), Outlook)

    assert turn.plans.latest(COLLEGE.id) is None
    assert turn.service.check(OPERATOR, COLLEGE.id) is NotTurned.NO_PLAN


def test_a_college_of_six_hundred() -> None:
    """24 classes, a book for each level and one for all: nobody has a wrong one, nobody lacks."""
    classes = [(level, letter) for level in (6, 5, 4, 3) for letter in "ABCDEF"]
    people = [one for level, letter in classes for one in class_of(level, letter, 25)]
    old = [bought(f"livre{n}", 2026, 2026, licences=Licences(overall=160)) for n in (6, 5, 4, 3)]
    new = [bought(f"livre{n}", 2027, 2027, licences=Licences(overall=160)) for n in (6, 5, 4, 3)]
    shared = replace(LONG, licences=Licences(overall=150))
    turn = Turn(people, [*old, *new, shared])
    for level, subscription in zip((6, 5, 4, 3), old, strict=True):
        turn.give(subscription, [p.id for p in people if p.id.startswith(str(level))])
    turn.give(shared, [p.id for p in people if p.id.startswith("4")])
    turn.prepared()
    turn.now = SEPTEMBER
    fresh = [one for letter in "ABCDEF" for one in class_of(6, letter, 25)]
    moved = later(people)
    turn.moves_to([*moved, *(pupil(f"n{one.id}", 6, one.id[1]) for one in fresh)])

    report = turn.switched()

    assert [one.missing for one in report.portions] == [0] * 5
    for level, subscription in zip((6, 5, 4, 3), new, strict=True):
        members = turn.directory.members(COLLEGE.id)
        wanted = {one.id for one in members if LEVELS[level] in one.memberships[0].groups}
        assert set(turn.held(subscription).split()) == wanted
        assert len(wanted) == 150
    assert set(turn.held(shared).split()) == {one.id for one in moved if one.id[0] == "5"}
    turn.sums()


def test_a_class_whose_code_no_store_keeps_is_refused_by_name() -> None:
    """Of a portal's own directory: nothing is prepared, whatever the store."""
    turn = Turn([*small(), pupil("long", 6, "x" * 255)], [])

    with pytest.raises(ValueRefusedError, match=f"division at {COLLEGE.id} '6x+' is not valid"):
        turn.service.prepare(OPERATOR, COLLEGE.id, CONFIRMED, year=2027)

    assert turn.plans.latest(COLLEGE.id) is None
