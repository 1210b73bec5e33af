"""Taking an operation back touches what that operation moved, and nothing that came after it."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from tests.services.licences import PUPILS, Licensed, classmate, counted, give, take
from tests.services.turning import assert_sums

from garbridge.core.entitlements import Licences, Seat
from garbridge.core.identifiers import OperationId, SubscriptionId
from garbridge.core.people import Membership, Profile, Public
from garbridge.core.permissions import OPERATOR
from garbridge.core.seats import Obstacle
from garbridge.services.assigning import Applied
from garbridge.testing.world import ATLAS, LYCEE, SCHOOL_WIDE, SUBSCRIPTION, YEAR_ENDS

ONE = counted(1, id=SubscriptionId("a-one"), ends=YEAR_ENDS + timedelta(days=1))
MANY = counted(5, id=SubscriptionId("many"))


def name(done: Applied) -> OperationId:
    """Return the operation of what was done."""
    assert done.operation is not None
    return done.operation


def undo(world: Licensed, operation: OperationId) -> Applied:
    """Undo *operation* an instant later, which must be allowed."""
    world.now += timedelta(seconds=1)
    done = world.assigning.undo(OPERATOR, operation)
    assert isinstance(done, Applied), done
    assert_sums(world.ledger, LYCEE.id)
    return done


def later(world: Licensed) -> Licensed:
    """Let a second pass."""
    world.now += timedelta(seconds=1)
    return world


def test_what_was_given_anew_since_stays() -> None:
    """It is not what this operation gave."""
    world = Licensed()
    given = world.apply(give("a", "b"))
    later(world).apply(take("a"))
    later(world).apply(give("a"))

    done = undo(world, name(given))

    assert (world.held(), done.plan.already) == ("a", 1)


def test_what_was_taken_again_since_does_not_come_back() -> None:
    """Somebody took it after it had been given anew."""
    world = Licensed()
    world.apply(give("a", "b"))
    taken = later(world).apply(take("a", "b"))
    later(world).apply(give("a"))
    later(world).apply(take("a"))

    done = undo(world, name(taken))

    assert (world.held(), done.plan.already) == ("b", 1)


def test_what_was_undone_since_counts_for_nothing() -> None:
    """A withdrawal and its undo leave what was there before, to be undone like before."""
    world = Licensed()
    given = world.apply(give("a", "b"))
    taken = later(world).apply(take("a"))
    undo(world, name(taken))
    assert world.held() == "ab"

    undo(world, name(given))

    assert world.held() == ""


def test_an_undo_that_was_undone_moved_it() -> None:
    """The withdrawal stands again, and what was given after it is somebody else's."""
    world = Licensed()
    given = world.apply(give("a"))
    taken = later(world).apply(take("a"))
    back = undo(world, name(taken))
    undo(world, name(back))
    later(world).apply(give("a"))

    done = undo(world, name(given))

    assert (world.held(), done.operation) == ("a", None)


def test_of_acts_at_one_instant_an_undo_came_after_what_it_undid() -> None:
    """Whatever their names: a clock may stand still."""
    world = Licensed()
    given = world.apply(give("a"))
    later(world)
    for _ in range(6):
        taken = world.apply(take("a"))
        assert isinstance(world.assigning.undo(OPERATOR, name(taken)), Applied)

    undo(world, name(given))

    assert world.held() == ""


def test_what_was_given_anew_within_the_same_instant_stays() -> None:
    """The journal knows which of two acts of one microsecond came first."""
    world = Licensed()
    given = world.apply(give("a", "b"))
    world.apply(take("a"))
    world.apply(give("a"))

    done = undo(world, name(given))

    assert (world.held(), done.plan.already) == ("a", 1)


def test_what_was_taken_at_the_instant_it_was_given_comes_back() -> None:
    """An earlier act of the same instant is no later one."""
    world = Licensed()
    world.apply(give("a"))
    taken = world.apply(take("a"))

    undo(world, name(taken))

    assert world.held() == "a"


def test_a_class_that_was_let_in_anew_stays_in() -> None:
    """Openings as well."""
    world = Licensed(bought=[SCHOOL_WIDE])
    given = world.apply(give(populations=(PUPILS,)))
    later(world).apply(take(populations=(PUPILS,)))
    later(world).apply(give(populations=(PUPILS,)))

    undo(world, name(given))

    (stock,) = world.ledger.stocks(LYCEE.id)
    assert [one.population for one in stock.openings] == [PUPILS]


def test_however_much_was_done_since() -> None:
    """The journal is read back to the operation."""
    world = Licensed()
    given = world.apply(give("a"))
    later(world).apply(take("a"))
    later(world).apply(give("a"))
    for _ in range(40):
        later(world).apply(give("b"))
        later(world).apply(take("b"))

    undo(world, name(given))

    assert world.held() == "a"


def test_sums_by_public_are_the_rows() -> None:
    """A pupil became a teacher between two acts of giving: neither undo mixes them up."""
    each = Licences(((Public.PUPILS, 2), (Public.TEACHERS, 2)))
    world = Licensed(bought=[replace(SUBSCRIPTION, licences=each)])
    first = world.apply(give("a"))
    later(world).apply(take("a"))
    place = Membership(LYCEE.id, Profile.TEACHER)
    world.directory.put(replace(classmate("a"), memberships=(place,)), at=world.now)
    second = later(world).apply(give("a"))

    undo(world, name(first))
    assert by_public(world) == {Public.TEACHERS: 1}
    undo(world, name(second))
    assert by_public(world) == {}


def test_nobody_gets_a_second_licence() -> None:
    """Who has the resource under another subscription by now is left alone, and it is told."""
    world = Licensed(bought=[ONE, MANY])
    world.apply(give("a"))
    taken = later(world).apply(take("a"))
    later(world).apply(give("b"))
    later(world).apply(give("a"))
    later(world).apply(take("b"))
    assert holders(world) == [("many", "a")]

    done = undo(world, name(taken))

    assert holders(world) == [("many", "a")]
    assert [(i.who, i.obstacle) for i in done.plan.impossible] == [("a", Obstacle.ALREADY_HELD)]


def test_a_licence_for_other_days_comes_back() -> None:
    """That of next year does not stand in the way of that of this year."""
    after = counted(
        5, id=SubscriptionId("next"), starts=YEAR_ENDS, ends=YEAR_ENDS + timedelta(days=366)
    )
    world = Licensed(bought=[SUBSCRIPTION, after])
    world.apply(give("a"))
    taken = later(world).apply(take("a"))
    later(world).apply(give("a", at=YEAR_ENDS))

    undo(world, name(taken))

    assert len(holders(world)) == 2


def holders(world: Licensed) -> list[tuple[str, str]]:
    """Return who holds the atlas, under what."""
    return [
        (stock.subscription.id, person)
        for stock in world.ledger.stocks(LYCEE.id, [ATLAS.id])
        for person in stock.holders
    ]


def by_public(world: Licensed) -> dict[Public | None, int]:
    """Return the sums of the journal by public, which must be those of the rows."""
    sums: Counter[Public | None] = Counter()
    for line in world.ledger.journal(LYCEE.id, limit=100):
        operation = world.ledger.operation(line.signed.id)
        assert operation is not None
        for movement in operation.movements:
            assert isinstance(movement.right, Seat)
            sums[movement.public] += 1 if movement.gives else -1
    (stock,) = world.ledger.stocks(LYCEE.id)
    found = {public: count for public, count in sums.items() if count}
    assert found == dict(stock.taken)
    return found
