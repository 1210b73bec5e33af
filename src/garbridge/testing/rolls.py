"""The contract of :class:`garbridge.ports.RollStore`.

Subclass with the fixture ``rolls``, empty.
"""

from garbridge.core.identifiers import PersonId
from garbridge.core.people import Profile
from garbridge.core.rolls import Place
from garbridge.ports import RollStore
from garbridge.testing.world import ALICE, COLLEGE, LYCEE

CLASSES = Place(Profile.PUPIL, ("division:2DE4", "level:20010018110"))


class RollStoreContract:
    """What every store of rolls promises."""

    def test_a_roll_comes_back_as_it_was(self, rolls: RollStore) -> None:
        """Of that school; a school nobody looked at has none."""
        written = {ALICE: CLASSES, PersonId("doc"): Place(Profile.LIBRARIAN)}
        rolls.write(LYCEE.id, written)

        assert rolls.roll(LYCEE.id) == written
        assert rolls.roll(COLLEGE.id) == {}

    def test_the_last_one_stands(self, rolls: RollStore) -> None:
        """Who left is gone, who changed is as they are now, the others stay."""
        others = {PersonId(f"p{number}"): CLASSES for number in range(5)}
        rolls.write(LYCEE.id, {**others, ALICE: CLASSES, PersonId("gone"): CLASSES})
        rolls.write(COLLEGE.id, {ALICE: CLASSES})
        after = {**others, ALICE: Place(Profile.TEACHER), PersonId("new"): CLASSES}

        rolls.write(LYCEE.id, after)

        assert rolls.roll(LYCEE.id) == after
        assert rolls.roll(COLLEGE.id) == {ALICE: CLASSES}
        rolls.write(LYCEE.id, {})
        assert rolls.roll(LYCEE.id) == {}
