"""The contract of :class:`garbridge.ports.ActivationStore`.

Subclass it with the fixtures ``activations``, empty, and ``transaction``, which belongs to it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.activations import Activation
from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.leaving import Leaving
from garbridge.core.people import Profile
from garbridge.core.permissions import OPERATOR, Actor
from garbridge.core.policy import Transformation
from garbridge.errors import StoreError
from garbridge.ports import ActivationStore, Transaction
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW

ACTIVATION = Activation(
    school=LYCEE.id,
    resource=ATLAS.id,
    on=True,
    by=Actor(PersonId("cheffe")),
    at=NOW + timedelta(microseconds=1),
    reason="l’année « 2026 » ; 100 % \\ ' \"",
    shown=(
        Leaving(Attribute.NOM, frozenset({Profile.PUPIL, Profile.TEACHER}), "afficher l’auteur"),
        Leaving(Attribute.DIV, frozenset({Profile.PUPIL}), "« 6A »", Transformation.CODE_ONLY),
    ),
    people=613,
)
STOPPED = Activation(school=LYCEE.id, resource=ATLAS.id, on=False, by=OPERATOR, at=NOW)
OTHER = replace(ACTIVATION, resource=ResourceId("ark:/99999/other"))
AT_COLLEGE = replace(ACTIVATION, school=COLLEGE.id)


class ActivationStoreContract:
    """What every store of activations promises."""

    def test_nothing_is_activated(self, activations: ActivationStore) -> None:
        """An empty store answers."""
        assert activations.latest(LYCEE.id, ATLAS.id) is None
        assert list(activations.words(LYCEE.id)) == []

    @pytest.mark.parametrize("word", [ACTIVATION, STOPPED], ids=["on", "off"])
    def test_a_word_comes_back_as_it_was(
        self, activations: ActivationStore, word: Activation
    ) -> None:
        """What was shown, in its order, and whoever said so."""
        activations.note(word)

        assert activations.latest(LYCEE.id, ATLAS.id) == word

    def test_the_last_word_holds(self, activations: ActivationStore) -> None:
        """In the order in which they were said, whatever their clocks were; none is forgotten."""
        said = [STOPPED, ACTIVATION, replace(STOPPED, at=NOW - timedelta(days=1))]
        for word in said:
            activations.note(word)

        assert activations.latest(LYCEE.id, ATLAS.id) == said[-1]
        assert list(activations.words(LYCEE.id)) == said[::-1]

    def test_each_school_and_resource_has_its_own(self, activations: ActivationStore) -> None:
        """Nothing is activated elsewhere."""
        for word in (OTHER, AT_COLLEGE):
            activations.note(word)

        assert activations.latest(LYCEE.id, ATLAS.id) is None
        assert activations.latest(COLLEGE.id, ATLAS.id) == AT_COLLEGE
        assert list(activations.words(LYCEE.id)) == [OTHER]

    def test_what_is_undone_was_never_said(
        self, activations: ActivationStore, transaction: Transaction
    ) -> None:
        """All or nothing with what surrounds it."""

        def fail() -> None:
            with transaction():
                activations.note(ACTIVATION)
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            fail()

        assert activations.latest(LYCEE.id, ATLAS.id) is None
