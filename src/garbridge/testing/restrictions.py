"""The contract of :class:`garbridge.ports.RestrictionStore`.

Subclass with the fixtures ``restrictions``, empty, and ``store``, the entitlements beside it.
"""

from dataclasses import replace
from datetime import timedelta

from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.permissions import OPERATOR, Actor
from garbridge.core.restrictions import Asker, Ending, Restriction, Word
from garbridge.ports import EntitlementStore, EntitlementWriter, RestrictionStore
from garbridge.testing.world import ALICE, ATLAS, LYCEE, NOW, SUBSCRIPTION

HEAD = Actor(PersonId("cheffe"))
OBJECTION = Restriction(
    person=ALICE,
    resource=ATLAS.id,
    asked_by=Asker.FAMILY,
    recorded=Word(HEAD, NOW, "Courrier de la famille du 12 novembre"),
)
PROTECTION = Restriction(
    person=ALICE, resource=None, asked_by=Asker.SCHOOL, recorded=Word(OPERATOR, NOW, "Ordonnance")
)
LATER = Word(OPERATOR, NOW + timedelta(days=1), "Le manuel papier, au CDI")


class RestrictionStoreContract:
    """What every store of objections and protections promises."""

    def test_they_come_back_as_they_were(self, restrictions: RestrictionStore) -> None:
        """Oldest first; of one person, or of everybody."""
        second = replace(
            OBJECTION, person=PersonId("bob"), asked_by=Asker.PERSON, recorded=LATER, answer=LATER
        )
        for one in (second, OBJECTION, PROTECTION):
            assert restrictions.record(one)

        assert list(restrictions.of_person(ALICE)) == [PROTECTION, OBJECTION]
        assert list(restrictions.everything()) == [PROTECTION, OBJECTION, second]
        assert list(restrictions.of_person(PersonId("nobody"))) == []

    def test_one_stands_at_most(self, restrictions: RestrictionStore) -> None:
        """The second word changes nothing; after an end there may be another."""
        again = replace(OBJECTION, recorded=LATER)
        assert restrictions.record(OBJECTION)

        assert not restrictions.record(again)
        assert list(restrictions.everything()) == [OBJECTION]
        assert restrictions.end(ALICE, ATLAS.id, LATER, Ending.WITHDRAWN)
        assert restrictions.record(again)

        ended = replace(OBJECTION, end=LATER, ending=Ending.WITHDRAWN)
        assert list(restrictions.of_person(ALICE)) == [ended, again]

    def test_the_one_that_stands_is_answered_and_ended(
        self, restrictions: RestrictionStore
    ) -> None:
        """A later answer takes the place of an earlier one; what has ended is left alone."""
        restrictions.record(OBJECTION)
        restrictions.record(PROTECTION)

        assert restrictions.answer(ALICE, ATLAS.id, replace(LATER, text="à l’étude"))
        assert restrictions.answer(ALICE, ATLAS.id, LATER)
        assert restrictions.end(ALICE, ATLAS.id, LATER, Ending.REJECTED)

        ended = replace(OBJECTION, answer=LATER, end=LATER, ending=Ending.REJECTED)
        assert list(restrictions.of_person(ALICE)) == [PROTECTION, ended]
        assert not restrictions.answer(ALICE, ATLAS.id, LATER)
        assert not restrictions.end(ALICE, ATLAS.id, LATER, Ending.WITHDRAWN)
        assert not restrictions.end(PersonId("bob"), None, LATER, Ending.WITHDRAWN)

    def test_it_is_known_whether_anybody_was_restricted_since(
        self, restrictions: RestrictionStore
    ) -> None:
        """At the instant itself too; who it is does not matter, nor whether it has ended."""
        moment = timedelta(microseconds=1)
        assert not restrictions.any_since(NOW - timedelta(days=999))

        restrictions.record(PROTECTION)
        restrictions.end(ALICE, None, LATER, Ending.WITHDRAWN)

        assert restrictions.any_since(NOW)
        assert not restrictions.any_since(NOW + moment)

    def test_who_is_erased_leaves_nothing(self, restrictions: RestrictionStore) -> None:
        """All of theirs go, and nobody else's."""
        others = replace(PROTECTION, person=PersonId("bob"))
        for one in (OBJECTION, PROTECTION, others):
            restrictions.record(one)

        assert restrictions.erase(ALICE) == 2
        assert restrictions.erase(ALICE) == 0
        assert list(restrictions.everything()) == [others]

    def test_the_gate_is_told_of_those_that_stand(
        self, restrictions: RestrictionStore, store: EntitlementStore, writer: EntitlementWriter
    ) -> None:
        """At a launch, in the médiacentre and for a whole school; of nobody else at a launch."""
        other = ResourceId("ark:/99999/other")
        writer.write(subscriptions=[SUBSCRIPTION])
        restrictions.record(replace(OBJECTION, person=PersonId("bob")))
        restrictions.record(replace(OBJECTION, resource=other))
        assert not store.entitlements(ALICE, LYCEE.id, ATLAS.id).protected
        restrictions.record(OBJECTION)
        restrictions.record(PROTECTION)

        launch = store.entitlements(ALICE, LYCEE.id, ATLAS.id)
        shelf, school = store.shelf(ALICE, [LYCEE.id]), store.of_school(LYCEE.id)
        assert (ALICE, ATLAS.id) in launch.objections
        assert {one for one, _ in launch.objections} == {ALICE}
        assert set(shelf.objections) == {(ALICE, ATLAS.id), (ALICE, other)}
        assert set(school.objections) >= {(PersonId("bob"), ATLAS.id), (ALICE, other)}
        assert set(launch.protected) == set(shelf.protected) == set(school.protected) == {ALICE}

        restrictions.end(ALICE, ATLAS.id, LATER, Ending.WITHDRAWN)
        restrictions.end(ALICE, None, LATER, Ending.WITHDRAWN)
        launch = store.entitlements(ALICE, LYCEE.id, ATLAS.id)
        assert (ALICE, ATLAS.id) not in launch.objections
        assert not launch.protected
