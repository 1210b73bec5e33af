"""Standing rules while one school year becomes the next: of which year they are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.services.school import paris
from tests.services.test_turning import FIFTH, LONG, NEW, OLD, SIXTH, arrived
from tests.services.turning import (
    CONFIRMED,
    LEVELS,
    SEPTEMBER,
    Turn,
    class_of,
    expect,
    pupil,
    small,
    staff,
)

from garbridge.core.entitlements import Licences, Population, Rule, Subscription
from garbridge.core.identifiers import OperationId, ResourceId, SchoolId
from garbridge.core.operations import Movement, Operation, OperationKind, Signature
from garbridge.core.people import Group, GroupKind, Person, Profile
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.seats import Stock
from garbridge.core.years import Follow
from garbridge.services.new_year import Outlook
from garbridge.services.ruling import Ruled
from garbridge.services.year_answers import Report, Wishes
from garbridge.testing.world import COLLEGE

HOLIDAYS = paris(2027, 8, 20)


def of_level(level: int, book: str = "algebre") -> Rule:
    """Return the rule that gives a level its book."""
    where = Population(Profile.PUPIL, GroupKind.LEVEL, LEVELS[level].code)
    return rule(where, book)


def rule(where: Population, book: str = "algebre") -> Rule:
    """Return the rule that gives a book to a population."""
    resource = LONG.resource if book == "atlas" else OLD.resource
    return Rule(resource=resource, school=COLLEGE.id, population=where)


def follows(turn: Turn) -> None:
    """Serve what an import would."""
    turn.log.count_changes([COLLEGE.id])
    turn.rules().serving.follow()


def write(turn: Turn, *rules: Rule) -> None:
    """Write rules, which must be allowed."""
    expect(turn.rules().write(OPERATOR, rules), Ruled)


def withdraw(turn: Turn, *people: str, under: Subscription = LONG) -> None:
    """Take a licence back by hand."""
    (stock,) = (s for s in turn.ledger.stocks(COLLEGE.id) if s.subscription == under)
    movements = tuple(
        Movement(stock.seat_of(who), gives=False, public=held.public)
        for who, held in stock.holders.items()
        if who in people
    )
    signed = Signature(
        id=OperationId(turn.tokens()), kind=OperationKind.WITHDRAW, actor="", at=turn.now
    )
    turn.ledger.commit(Operation(signed, movements))


def with_rule(*stock: Subscription, level: int = 5) -> Turn:
    """Return the small collège whose 5e have a book by a rule."""
    turn = Turn(small(), stock)
    books = {one.resource.rpartition("/")[2] for one in stock}
    write(turn, *(of_level(level, book) for book in books))
    return turn


@pytest.mark.parametrize("days", [0, 20, 46], ids=["july", "25 july", "20 august"])
def test_last_years_level_is_not_served_after_the_switch(days: int) -> None:
    """The book goes from hand to hand in July; the import of that night does not give it back."""
    turn = with_rule(LONG)
    assert turn.held(LONG) == " ".join(FIFTH)
    turn.turned()
    assert turn.held(LONG) == " ".join(SIXTH)

    turn.now += timedelta(days=days)
    follows(turn)
    found = turn.rules().serve(OPERATOR, [COLLEGE.id])

    assert not isinstance(found, Denied)
    assert [one.ahead for one in found] == [True]
    assert turn.held(LONG) == " ".join(SIXTH)
    turn.sums()


def test_the_new_book_is_not_for_the_class_of_last_year() -> None:
    """A rule on 6e: from 16 August the new subscription runs, and those of last year are in 5e."""
    turn = with_rule(OLD, NEW, level=6)
    turn.turned()
    assert turn.held(NEW) == ""

    turn.now = HOLIDAYS
    follows(turn)
    assert turn.held(NEW) == "", "nobody knows the new 6e yet"

    turn.now = SEPTEMBER
    turn.moves_to(arrived())
    follows(turn)
    assert turn.held(NEW) == "new0 new1 new2 new3"


def test_a_plan_that_is_not_switched_yet_says_where_pupils_go_from_16_august() -> None:
    """Before it, the rule is this year's; after it, by next year's level."""
    turn = with_rule(OLD, NEW)
    turn.prepared()
    turn.directory.put(pupil("5A09", 5), at=turn.now)
    follows(turn)
    assert turn.held(OLD) == " ".join([*FIFTH, "5A09"])

    turn.now = HOLIDAYS
    follows(turn)

    assert turn.held(NEW) == " ".join(SIXTH)


def test_after_the_switch_books_of_this_year_are_left_alone() -> None:
    """Whoever comes in July waits for the classes; the new book is by next year's level."""
    turn = with_rule(OLD, NEW)
    turn.turned()
    turn.directory.put(pupil("5A09", 5), at=turn.now)
    turn.directory.put(pupil("6A09", 6), at=turn.now)

    follows(turn)

    assert turn.held(OLD) == " ".join(FIFTH)
    assert turn.held(NEW) == " ".join(SIXTH)
    turn.now = SEPTEMBER
    turn.moves_to(arrived(pupil("6A09", 5)))
    follows(turn)
    assert turn.held(NEW) == " ".join([*SIXTH, "6A09"])


def test_an_undo_makes_rules_this_years_again() -> None:
    """What the switch did is gone, and the import serves the classes there are."""
    turn = with_rule(LONG)
    turn.turned()
    expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)
    turn.directory.put(pupil("5A09", 5), at=turn.now)

    follows(turn)

    assert turn.held(LONG) == " ".join([*FIFTH, "5A09"])


def test_staff_and_everybody_are_served_all_the_same() -> None:
    """A teacher who comes in August; of all pupils those who do not leave."""
    turn = Turn(small(), [LONG])
    write(turn, rule(Population(profile=Profile.TEACHER), "atlas"))
    turn.turned()
    turn.directory.put(staff("fresh", Profile.TEACHER), at=turn.now)
    write(turn, rule(Population(profile=Profile.PUPIL), "atlas"))

    assert turn.held(LONG) == " ".join(
        sorted([*SIXTH, *FIFTH, *(p.id for p in class_of(4, "A")), "fresh", "prof"])
    )


def test_a_closed_year_waits_for_its_classes_as_well() -> None:
    """To close it says nothing about the directory; it stays so until a year later."""
    turn = with_rule(LONG)
    turn.turned()
    turn.service.close(OPERATOR, COLLEGE.id)

    follows(turn)
    assert turn.held(LONG) == " ".join(SIXTH)
    turn.now = paris(2028, 9, 1)
    follows(turn)
    assert turn.held(LONG) == " ".join([*FIFTH, *SIXTH]), "without a plan: as the directory says"


def test_classes_that_no_map_foresaw_do_not_stop_the_rules() -> None:
    """A reform: no level of September is one of those that were expected."""
    turn = with_rule(LONG)
    turn.turned()
    turn.now = SEPTEMBER
    other = replace(LEVELS[5], code="new-5e")
    turn.moves_to(_reformed(person, other) for person in arrived())
    write(turn, rule(Population(Profile.PUPIL, GroupKind.LEVEL, "new-5e"), "atlas"))

    assert set(SIXTH) < set(turn.held(LONG).split())


def _reformed(person: Person, level: Group) -> Person:
    (place,) = person.memberships
    groups = tuple(level if group.kind is GroupKind.LEVEL else group for group in place.groups)
    return replace(person, memberships=(replace(place, groups=groups),))


def test_what_was_taken_back_by_hand_stays_back_until_the_year_ends() -> None:
    """Then the rule serves again, without anybody's word; at midnight of the portal's zone."""
    turn = with_rule(LONG)
    withdraw(turn, "5A01")
    turn.now = paris(2027, 8, 16) - timedelta(seconds=1)
    follows(turn)
    assert turn.held(LONG) == "5A00 5A02 5A03"

    turn.now = paris(2027, 8, 16)
    turn.rules().serving.follow()

    assert turn.held(LONG) == " ".join(FIFTH), "nothing but the calendar has changed"


def test_what_was_taken_back_after_the_switch_is_of_the_new_year() -> None:
    """In July, from one of the new 5e: no rule gives it back in September; others are served."""
    turn = with_rule(LONG)
    withdraw(turn, "6A00", under=LONG)
    turn.turned()
    turn.now += timedelta(days=1)
    withdraw(turn, "6A01")
    turn.now = SEPTEMBER
    turn.moves_to(arrived(pupil("late", 5)))

    follows(turn)

    assert turn.held(LONG) == "6A00 6A02 6A03 late"
    turn.now = paris(2028, 3, 2)
    expect(turn.service.prepare(OPERATOR, COLLEGE.id, CONFIRMED), Outlook)
    follows(turn)
    assert turn.held(LONG) == "6A00 6A02 6A03 late"


def test_few_licences_stay_with_the_new_year() -> None:
    """Four licences that came back in the switch are not given to the old class again."""
    few = replace(LONG, licences=Licences(overall=4))
    turn = with_rule(few, level=3)
    assert len(turn.held(few).split()) == 4
    turn.turned()

    follows(turn)

    assert turn.held(few) == " ".join(p.id for p in class_of(4, "A"))


def test_what_happens_while_rules_are_looked_at_is_served_the_next_time() -> None:
    """A licence comes back after the stock was read and before that was noted."""
    few = replace(LONG, licences=Licences(overall=3))
    turn = with_rule(few)
    assert turn.held(few) == "5A00 5A01 5A02"
    rules, stocks = turn.rules(), turn.ledger.stocks

    def late(school: SchoolId, resources: Sequence[ResourceId] | None = None) -> Sequence[Stock]:
        found = stocks(school, resources)
        turn.ledger.stocks = stocks  # type: ignore[method-assign]  # once
        withdraw(turn, "5A00", under=few)
        return found

    turn.ledger.stocks = late  # type: ignore[method-assign]  # somebody else acts
    rules.serving.serve(COLLEGE.id)
    rules.serving.follow()

    assert turn.held(few) == "5A01 5A02 5A03"


def test_a_book_that_is_dropped_is_not_given_again_by_its_rule() -> None:
    """The rule ends with the switch, and stands again after the undo, as it was written."""
    turn = with_rule(LONG)
    (before,) = turn.ledger.rules(COLLEGE.id)
    turn.now += timedelta(minutes=1)

    report = turn.turned(Wishes(confirm=True, follows={LONG.resource: Follow.DROP}))
    follows(turn)

    assert (turn.held(LONG), list(turn.ledger.rules(COLLEGE.id))) == ("", [])
    assert [one.reclaimed for one in report.portions] == [4]
    turn.sums()
    expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)
    assert list(turn.ledger.rules(COLLEGE.id)) == [before]
    assert turn.held(LONG) == " ".join(FIFTH)
    turn.sums()


def test_a_rule_that_is_written_after_a_book_was_dropped_is_meant() -> None:
    """Another switch leaves it; one that gave nothing yet ends as well."""
    turn = Turn(small(), [LONG])
    write(turn, rule(Population(kind=GroupKind.GROUP, code="nobody"), "atlas"))
    turn.now += timedelta(minutes=1)
    turn.turned(Wishes(confirm=True, follows={LONG.resource: Follow.DROP}))
    assert list(turn.ledger.rules(COLLEGE.id)) == []
    turn.now += timedelta(minutes=1)
    write(turn, of_level(5, "atlas"))
    turn.now = SEPTEMBER
    turn.moves_to(arrived())

    turn.switched()
    follows(turn)

    assert turn.held(LONG) == " ".join(SIXTH)
    turn.sums()
