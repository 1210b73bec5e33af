"""The turn to another key: told once, acknowledged, switched; and what goes wrong."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

import pytest
from tests.services.naming import Names
from tests.services.portal import CALCULO
from tests.services.test_naming import GIVEN, revoke, take

from garbridge.core.identifiers import PersonId
from garbridge.core.naming import NamingActKind
from garbridge.core.pairwise import KeyRing, PairwiseKey, pairwise_subject, renewed_subject
from garbridge.core.permissions import OPERATOR, Actor, Denied
from garbridge.core.rotation import Hindered, Hindrance, KeyRole, NewName, Step, Turn
from garbridge.errors import StoreError
from garbridge.services.rotating import RotatingService, Told
from garbridge.stores.memory import MemoryTurns
from garbridge.testing.world import ALICE, KEY, NOW, PUBLISHER, TENANT

NEXT = PairwiseKey("2", b"n" * 32)
BOTH = KeyRing(KEY, NEXT)
WHY = "rotation annuelle"
BOB = PersonId("bob")


class Turning:
    """A portal that holds both keys; keeps what providers were told."""

    def __init__(self, *people: str, keys: KeyRing = BOTH) -> None:
        self.names = Names(keys=keys)
        self.names.launched(*people)
        self.told: list[NewName] = []

    def service(self) -> RotatingService:
        """Return the service as another worker, or after a restart, would make it."""
        return RotatingService(self.names.naming(), self.names.stores.turns)

    def tell(self, *, imported: bool = False) -> Told | Hindered | Denied:
        """Tell the publisher."""

        def write(pairs: Sequence[NewName]) -> None:
            self.told += pairs

        return self.service().tell(OPERATOR, PUBLISHER.id, write, reason=WHY, imported=imported)

    def acknowledge(self) -> Turn | Hindered | Denied:
        """Let the publisher acknowledge."""
        return self.service().acknowledge(OPERATOR, PUBLISHER.id, reason=WHY)

    def switch(self, *, force: bool = False) -> Turn | Hindered | Denied:
        """Switch the publisher."""
        return self.service().switch(OPERATOR, PUBLISHER.id, reason=WHY, force=force)

    def roll_back(self) -> Turn | Hindered | Denied:
        """Go back at the publisher."""
        return self.service().roll_back(OPERATOR, PUBLISHER.id, reason=WHY)

    def steps(self) -> list[NamingActKind]:
        """Return what the journal says, oldest first."""
        return [act.kind for act in reversed(self.names.stores.identifiers.acts(limit=99))]


def _derived(person: str, key: PairwiseKey) -> str:
    return pairwise_subject(TENANT, PUBLISHER.id, PersonId(person), key=key)


def _hindered(answer: object, why: Hindrance) -> bool:
    return answer == Hindered(why, (PUBLISHER.id,))


def test_a_key_that_follows_changes_nothing_by_itself() -> None:
    """Until a provider is switched everybody is known as before."""
    alone, both = Turning("alice", keys=KeyRing(KEY)), Turning("alice")

    assert both.names.leaves("alice") == alone.names.leaves("alice") == _derived("alice", KEY)
    assert _hindered(alone.tell(), Hindrance.NO_KEY)
    assert alone.service().finish(OPERATOR, reason=WHY) == Hindered(Hindrance.NO_KEY, ())


def test_told_acknowledged_switched() -> None:
    """The old identifier until the switch, the new one from the next launch on, there alone."""
    turning = Turning("alice", "bob")
    names = turning.names
    elsewhere = names.access().subject_at(CALCULO.id, ALICE)

    assert isinstance(turning.tell(), Told)
    before_acknowledgement = names.leaves("alice")
    turning.acknowledge()
    before_switch = names.leaves("alice")
    switched = turning.switch()

    assert before_acknowledgement == before_switch == _derived("alice", KEY)
    assert names.leaves("alice") == _derived("alice", NEXT)
    assert names.access().subject_at(PUBLISHER.id, PersonId("new")) == _derived("new", NEXT)
    assert names.access().subject_at(CALCULO.id, ALICE) == elsewhere
    assert turning.told == [
        NewName(_derived(one, KEY), _derived(one, NEXT)) for one in ("alice", "bob")
    ]
    assert isinstance(switched, Turn)
    assert (switched.step, switched.current, switched.forced) == (Step.RESTING, NEXT.check, False)
    assert turning.steps() == [
        NamingActKind.TELL,
        NamingActKind.ACKNOWLEDGE,
        NamingActKind.SWITCH,
    ]
    assert not list(names.naming().revoked(PUBLISHER.id, since=NOW))


def test_each_pair_is_told_once() -> None:
    """A second time about those only whom the provider came to know since."""
    turning = Turning("alice")
    turning.tell()

    assert _hindered(turning.tell(), Hindrance.NOTHING_NEW)
    turning.acknowledge()
    turning.names.launched("bob")
    assert _hindered(turning.switch(), Hindrance.SOME_UNTOLD)
    again = turning.tell()

    assert isinstance(again, Told)
    assert (again.people, again.turn.step) == (1, Step.TOLD)
    assert [one.old for one in turning.told] == [_derived("alice", KEY), _derived("bob", KEY)]
    assert _hindered(turning.switch(), Hindrance.NOT_ACKNOWLEDGED)


def _deriving(turning: Turning, meanwhile: Callable[[], None]) -> RotatingService:
    """Return the service; *meanwhile* happens whenever it looks for the key to derive with."""
    naming = turning.names.naming()

    def keys() -> KeyRing:
        meanwhile()
        return BOTH

    return RotatingService(
        replace(naming, access=replace(naming.access, keys=keys)), turning.names.stores.turns
    )


@pytest.mark.parametrize("again", [False, True])
def test_launches_do_not_wait_while_pairs_are_derived(
    monkeypatch: pytest.MonkeyPatch, *, again: bool
) -> None:
    """Whoever writes waits for the first change of a transaction: it comes when all is derived."""
    turning = Turning("alice")
    if again:
        turning.tell()
        turning.names.launched("bob", "bruno")
    done: list[str] = []
    for change in ("untell", "tell", "write"):
        kept = getattr(MemoryTurns, change)

        def noted(*given: object, kept: Callable[..., None] = kept) -> None:
            done.append("changed")
            kept(*given)

        monkeypatch.setattr(MemoryTurns, change, noted)

    service = _deriving(turning, lambda: done.append("derived"))
    told = service.tell(
        OPERATOR, PUBLISHER.id, lambda _: done.append("written"), reason=WHY, imported=False
    )

    assert isinstance(told, Told)
    assert done.count("derived") > 1
    assert done == sorted(done, key=["derived", "changed", "written"].index)


@pytest.mark.parametrize("what", ["revoked", "switched", "rolled back"])
def test_what_changed_while_pairs_were_derived_is_not_told_of(what: str) -> None:
    """A pair nobody has, or a switch taken back, would follow."""
    turning = Turning("alice")
    if what != "revoked":
        turning.tell()
        turning.names.launched("bob")
    calls = count()

    def change() -> None:
        if next(calls) == 2:
            if what == "revoked":
                revoke(turning.names, ALICE, PUBLISHER.id)
            elif what == "switched":
                assert isinstance(turning.switch(force=True), Turn)
            else:
                assert isinstance(turning.roll_back(), Turn)

    handed_out: list[NewName] = []
    service = _deriving(turning, change)
    with pytest.raises(StoreError, match="tell again"):
        service.tell(OPERATOR, PUBLISHER.id, handed_out.extend, reason=WHY)

    assert handed_out == []
    assert next(calls) > 2
    assert turning.names.stores.turns.told(PUBLISHER.id) == frozenset()
    subject = turning.names.access().subject_at(PUBLISHER.id, BOB)
    assert subject == _derived("bob", NEXT if what == "switched" else KEY)


def test_a_file_that_cannot_be_written_tells_nobody() -> None:
    """What was not handed out is not noted."""
    turning = Turning("alice")

    def fail(_pairs: Sequence[NewName]) -> None:
        raise StoreError("no room")

    with pytest.raises(StoreError):
        turning.service().tell(OPERATOR, PUBLISHER.id, fail, reason=WHY)

    assert turning.steps() == []
    assert turning.names.stores.turns.turns() == {}
    told = turning.tell()
    assert isinstance(told, Told)
    assert told.people == 1


def test_a_provider_that_never_acknowledges_stays_on_the_old_one_until_it_is_forced() -> None:
    """That it was forced is written down; then there is no way back."""
    turning = Turning("alice")
    assert _hindered(turning.switch(force=True), Hindrance.NOT_TOLD)
    turning.tell()

    assert _hindered(turning.switch(), Hindrance.NOT_ACKNOWLEDGED)
    assert turning.names.leaves("alice") == _derived("alice", KEY)
    forced = turning.switch(force=True)

    assert isinstance(forced, Turn)
    assert forced.forced
    assert turning.names.leaves("alice") == _derived("alice", NEXT)
    assert _hindered(turning.roll_back(), Hindrance.NOT_TOLD)


def test_going_back_until_the_acknowledgement() -> None:
    """Then everything is as before, and all is told anew."""
    turning = Turning("alice")
    assert _hindered(turning.roll_back(), Hindrance.NOT_TOLD)
    turning.tell()

    back = turning.roll_back()

    assert isinstance(back, Turn)
    assert (back.step, back.following) == (Step.RESTING, "")
    assert turning.names.stores.turns.told(PUBLISHER.id) == frozenset()
    again = turning.tell()
    assert isinstance(again, Told)
    assert again.people == 1
    turning.acknowledge()
    assert _hindered(turning.roll_back(), Hindrance.ACKNOWLEDGED)


def test_what_was_imported_goes_on_to_win() -> None:
    """The provider is told nothing of it, and sees no change."""
    turning = Turning("bob")
    take(turning.names, GIVEN)
    turning.names.launched("alice")

    turning.tell()
    turning.acknowledge()
    turning.switch()

    assert [one.old for one in turning.told] == [_derived("bob", KEY)]
    assert turning.names.leaves("alice") == GIVEN.identifier


def test_what_was_imported_turns_where_that_was_said() -> None:
    """The old one is nobody's, and is not told as gone: the provider knows who it became."""
    turning = Turning("bob")
    take(turning.names, GIVEN)

    turning.tell(imported=True)
    turning.acknowledge()
    before = turning.names.leaves("alice")
    turning.switch()

    assert NewName(GIVEN.identifier, _derived("alice", NEXT)) in turning.told
    assert before == GIVEN.identifier
    assert turning.names.leaves("alice") == _derived("alice", NEXT)
    assert list(turning.names.naming().revoked(PUBLISHER.id, since=NOW)) == []
    (row,) = take(turning.names, replace(GIVEN, person=BOB), replace_known=True).rows
    assert [fault.value for fault in row.faults] == ["ended"]


def test_somebody_revoked_meanwhile_is_told_about_anew() -> None:
    """The pair that was told is not theirs any more; the mark goes along to the new key."""
    turning = Turning("alice")
    turning.tell()
    turning.acknowledge()

    revoke(turning.names, ALICE, PUBLISHER.id)
    assert _hindered(turning.switch(), Hindrance.SOME_UNTOLD)
    renewed = turning.names.leaves("alice")
    turning.tell()
    turning.acknowledge()
    turning.switch()

    assert turning.told[-1] == NewName(renewed, turning.names.leaves("alice"))
    assert len({one.new for one in turning.told} | {one.old for one in turning.told}) == 4


def test_a_renewed_identifier_is_found_on_either_key() -> None:
    """A provider that was switched asks about what it wrote down before."""
    turning = Turning("alice")
    revoke(turning.names, ALICE, PUBLISHER.id)
    before = turning.names.leaves("alice")
    assert turning.names.naming().find(PUBLISHER.id, before) == ALICE
    coming = renewed_subject(TENANT, PUBLISHER.id, ALICE, f"{1:040x}", key=NEXT)
    assert turning.names.naming().find(PUBLISHER.id, coming) == ALICE

    turning.tell()
    turning.switch(force=True)

    assert turning.names.leaves("alice") == coming
    for identifier in (before, coming, before.upper()):
        assert turning.names.naming().find(PUBLISHER.id, identifier) == ALICE


def test_the_new_key_comes_home_when_all_are_on_it() -> None:
    """Those that are not are named."""
    turning = Turning("alice")
    turning.tell()
    turning.switch(force=True)
    service = turning.service()

    behind = service.finish(OPERATOR, reason=WHY)
    service.tell(OPERATOR, CALCULO.id, lambda _: None, reason=WHY)
    service.switch(OPERATOR, CALCULO.id, reason=WHY, force=True)
    finished = service.finish(OPERATOR, reason=WHY)
    turning.names.keys = KeyRing(NEXT)

    assert behind == Hindered(Hindrance.SOME_BEHIND, (CALCULO.id,))
    assert finished == NEXT.check
    assert turning.names.stores.turns.keys() == {NEXT.check: KeyRole.FINISHED}
    assert turning.names.leaves("alice") == _derived("alice", NEXT)


def test_a_turn_to_another_key_is_not_mixed_with_this_one() -> None:
    """Whoever replaces the key that follows has to go back first."""
    turning = Turning("alice")
    turning.tell()
    turning.names.keys = KeyRing(KEY, PairwiseKey("3", b"o" * 32))

    assert _hindered(turning.tell(), Hindrance.OTHER_KEY)
    assert _hindered(turning.acknowledge(), Hindrance.OTHER_KEY)
    assert _hindered(turning.switch(force=True), Hindrance.OTHER_KEY)
    assert isinstance(turning.roll_back(), Turn)
    assert isinstance(turning.tell(), Told)


def test_where_each_provider_is() -> None:
    """One line each, with how many are told and to be told."""
    turning = Turning("alice", "bob")
    turning.tell()
    turning.names.launched("bruno")

    calculo, publisher = turning.service().standing()

    assert (calculo.sector, calculo.turn, calculo.turned, calculo.untold) == (
        CALCULO.id,
        None,
        False,
        0,
    )
    assert (publisher.told, publisher.untold, publisher.turned) == (2, 1, False)
    turning.switch(force=True)
    assert [one.turned for one in turning.service().standing()] == [False, True]


def test_only_the_operator_may() -> None:
    """Nothing is told, and nothing is written."""
    turning = Turning("alice")
    service, head = turning.service(), Actor(PersonId("cheffe"))

    answers = (
        service.tell(head, PUBLISHER.id, lambda _: None, reason=WHY),
        service.acknowledge(head, PUBLISHER.id, reason=WHY),
        service.switch(head, PUBLISHER.id, reason=WHY),
        service.roll_back(head, PUBLISHER.id, reason=WHY),
        service.finish(head, reason=WHY),
    )

    assert all(isinstance(answer, Denied) for answer in answers)
    assert turning.steps() == []
