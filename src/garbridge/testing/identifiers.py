"""The contract of :class:`garbridge.ports.IdentifierStore`.

Subclass with the fixtures ``identifiers``, empty, and ``store`` and ``writer`` of the same tables.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.naming import Ended, NamingAct, NamingActKind, Pair
from garbridge.core.pairwise import DERIVED, Held
from garbridge.core.permissions import OPERATOR, Actor
from garbridge.errors import StoreError
from garbridge.ports import EntitlementStore, EntitlementWriter, IdentifierStore
from garbridge.testing.world import ALICE, ATLAS, LYCEE, NOW, PUBLISHER, SUBSCRIPTION

BOB = PersonId("bob")
ELSEWHERE = ProviderId("calculo")
PAIR = Pair(ALICE, PUBLISHER.id, "Imported-Of-Alice-0001")
ENDED = Ended(
    sector=PUBLISHER.id,
    person=ALICE,
    identifier="Old-Of-Alice-0000001",
    by=Actor(PersonId("dpo")),
    at=NOW,
    reason="l’identifiant a été publié",
)
ACT = NamingAct(
    kind=NamingActKind.IMPORT,
    sector=PUBLISHER.id,
    by=OPERATOR,
    at=NOW,
    reason="changement de portail",
    count=2,
)


class IdentifierStoreContract:
    """What every store of identifiers promises."""

    def test_nothing_is_held_of_almost_everybody(self, identifiers: IdentifierStore) -> None:
        """What nobody wrote is derived."""
        assert identifiers.held(PUBLISHER.id, ALICE) == DERIVED
        assert identifiers.of_person(ALICE) == {}
        assert list(identifiers.of_sector(PUBLISHER.id)) == []
        assert identifiers.holder(PUBLISHER.id, PAIR.identifier) is None
        assert identifiers.ending(PUBLISHER.id, ENDED.identifier) is None

    def test_an_imported_pair_comes_back_to_the_letter(self, identifiers: IdentifierStore) -> None:
        """Of that person in that sector only; found whatever its case."""
        other = replace(PAIR, person=BOB, identifier="ANOTHER-ONE-0000001")
        identifiers.state([PAIR, other, replace(PAIR, sector=ELSEWHERE)])

        held = Held(imported=PAIR.identifier)
        assert identifiers.held(PUBLISHER.id, ALICE) == held
        assert identifiers.of_person(ALICE) == {ELSEWHERE: held, PUBLISHER.id: held}
        assert list(identifiers.of_sector(PUBLISHER.id)) == [
            (ALICE, held),
            (BOB, Held(imported=other.identifier)),
        ]
        assert identifiers.holder(PUBLISHER.id, PAIR.identifier.upper()) == ALICE
        assert identifiers.holder(ELSEWHERE, other.identifier) is None

    @pytest.mark.parametrize("spelled", [str, str.lower, str.upper])
    def test_two_people_never_share_one(
        self, identifiers: IdentifierStore, spelled: Callable[[str], str]
    ) -> None:
        """Not by case either; nothing of such a file is written."""
        identifiers.state([PAIR])
        third = replace(PAIR, person=PersonId("carol"), identifier="Of-Carol-00000000001")

        with pytest.raises(StoreError):
            identifiers.state(
                [third, replace(PAIR, person=BOB, identifier=spelled(PAIR.identifier))]
            )

        assert identifiers.held(PUBLISHER.id, BOB) == DERIVED
        assert identifiers.held(PUBLISHER.id, third.person) == DERIVED
        assert identifiers.held(PUBLISHER.id, ALICE) == Held(imported=PAIR.identifier)

    def test_it_comes_along_with_what_a_launch_asks(
        self,
        identifiers: IdentifierStore,
        store: EntitlementStore,
        writer: EntitlementWriter,
    ) -> None:
        """With the entitlements of that person, for that sector, in one question."""
        writer.write(subscriptions=[SUBSCRIPTION])
        identifiers.state([PAIR])
        identifiers.revoke([replace(ENDED, person=BOB)], "5a17")

        def asked(person: PersonId, sector: ProviderId | None) -> Held | None:
            return store.entitlements(person, LYCEE.id, ATLAS.id, sector).held

        assert asked(ALICE, PUBLISHER.id) == Held(imported=PAIR.identifier)
        assert asked(BOB, PUBLISHER.id) == Held(renewal="5a17")
        assert asked(ALICE, ELSEWHERE) == DERIVED
        assert asked(PersonId("carol"), PUBLISHER.id) == DERIVED
        assert asked(ALICE, None) is None
        assert len(store.entitlements(ALICE, LYCEE.id, ATLAS.id, PUBLISHER.id).subscriptions) == 1

    def test_who_is_said_to_be_alone_is_nobody_elses_namesake(
        self,
        identifiers: IdentifierStore,
        store: EntitlementStore,
        writer: EntitlementWriter,
    ) -> None:
        """Once anybody of the sector was known otherwise, what is derived is to be looked up."""
        writer.write(subscriptions=[SUBSCRIPTION])
        asked = PersonId("carol"), LYCEE.id, ATLAS.id

        def is_alone(sector: ProviderId) -> bool:
            held = store.entitlements(*asked, sector).held
            return held is not None and held.alone

        identifiers.state([PAIR])
        assert not is_alone(PUBLISHER.id)

        identifiers.end([replace(ENDED, sector=ELSEWHERE)])
        assert not is_alone(ELSEWHERE)

    def test_what_is_revoked_is_nobodys(self, identifiers: IdentifierStore) -> None:
        """What was imported is gone, the mark is there, and the old one is kept with its facts."""
        identifiers.state([PAIR])
        ended = replace(ENDED, identifier=PAIR.identifier)
        later = replace(ENDED, identifier="next", at=NOW + timedelta(microseconds=1), by=OPERATOR)

        identifiers.revoke([ended], "5a17")
        identifiers.revoke([later], "5a18")

        assert identifiers.held(PUBLISHER.id, ALICE) == Held(renewal="5a18")
        assert identifiers.holder(PUBLISHER.id, PAIR.identifier) is None
        assert list(identifiers.ended(PUBLISHER.id, since=NOW)) == [ended, later]
        assert list(identifiers.ended(PUBLISHER.id, since=later.at)) == [later]
        assert list(identifiers.ended(ELSEWHERE, since=NOW)) == []
        assert list(identifiers.ended_of(ALICE)) == [ended, later]
        assert identifiers.ending(PUBLISHER.id, PAIR.identifier.upper()) == ended
        assert identifiers.ending(ELSEWHERE, PAIR.identifier) is None

    def test_nothing_ends_twice(self, identifiers: IdentifierStore) -> None:
        """A revocation that meets another one changes nothing."""
        identifiers.revoke([ENDED], "5a17")

        with pytest.raises(StoreError):
            identifiers.revoke(
                [replace(ENDED, sector=ELSEWHERE), replace(ENDED, person=BOB)], "5a18"
            )

        assert identifiers.held(PUBLISHER.id, ALICE) == Held(renewal="5a17")
        assert identifiers.of_person(BOB) == {}
        assert list(identifiers.ended(ELSEWHERE, since=NOW)) == []

    def test_an_end_alone_changes_nobody(self, identifiers: IdentifierStore) -> None:
        """Who was known under it goes on under what is held."""
        identifiers.state([PAIR])

        identifiers.end([ENDED])

        assert identifiers.held(PUBLISHER.id, ALICE) == Held(imported=PAIR.identifier)
        assert list(identifiers.ended_of(ALICE)) == [ENDED]

    def test_an_import_after_a_revocation_wins_and_keeps_the_mark(
        self, identifiers: IdentifierStore
    ) -> None:
        """The derived one of before never comes back."""
        identifiers.revoke([ENDED], "5a17")
        identifiers.state([PAIR])

        held = identifiers.held(PUBLISHER.id, ALICE)

        assert held == Held(imported=PAIR.identifier, renewal="5a17")

    def test_what_is_passed_over_is_nobodys_and_not_told_as_gone(
        self, identifiers: IdentifierStore
    ) -> None:
        """Whose it was is known by the derived one; the mark of a revocation stays."""
        identifiers.revoke([ENDED], "5a17")
        identifiers.state([PAIR])
        passed = replace(ENDED, identifier=PAIR.identifier, replaced=True)

        identifiers.pass_over([passed])

        assert identifiers.held(PUBLISHER.id, ALICE) == Held(renewal="5a17")
        assert identifiers.holder(PUBLISHER.id, PAIR.identifier) is None
        assert identifiers.ending(PUBLISHER.id, PAIR.identifier) == passed
        assert list(identifiers.ended(PUBLISHER.id, since=NOW)) == [ENDED]
        assert list(identifiers.ended_of(ALICE)) == [ENDED, passed]

    def test_who_is_forgotten_is_named_nowhere(self, identifiers: IdentifierStore) -> None:
        """What was theirs is nobody's, and given to nobody."""
        identifiers.state([PAIR, replace(PAIR, person=BOB, identifier="of-bob-000000000001")])
        identifiers.revoke([replace(ENDED, sector=ELSEWHERE)], "5a17")

        assert identifiers.forget(ALICE, at=NOW) == 3

        assert identifiers.of_person(ALICE) == {}
        assert list(identifiers.ended_of(ALICE)) == []
        assert {one.person for one in identifiers.ended(ELSEWHERE, since=NOW)} == {""}
        gone = identifiers.ending(PUBLISHER.id, PAIR.identifier)
        assert gone is not None
        assert (gone.person, gone.at) == ("", NOW)
        assert identifiers.held(PUBLISHER.id, BOB).imported == "of-bob-000000000001"
        assert identifiers.forget(ALICE, at=NOW) == 0

    def test_acts_are_read_newest_first(self, identifiers: IdentifierStore) -> None:
        """As many as were asked for; about all sectors or one, by a person or the operator."""
        second = replace(ACT, kind=NamingActKind.REVOKE, sector=ProviderId(""), by=Actor(BOB))
        identifiers.note(ACT)
        identifiers.note(second)

        assert list(identifiers.acts(limit=9)) == [second, ACT]
        assert list(identifiers.acts(limit=1)) == [second]

    def test_an_identifier_is_spent_for_everybody_but_whose_it_is(
        self, identifiers: IdentifierStore
    ) -> None:
        """Imported for another, or ended as another's; in that sector alone, whatever its case."""
        identifiers.state([PAIR])
        identifiers.end([replace(ENDED, person=BOB)])
        spent = identifiers.is_spent

        assert spent(PAIR.sector, PAIR.identifier.swapcase(), PersonId("carla"))
        assert not spent(PAIR.sector, PAIR.identifier, PAIR.person)
        assert spent(ENDED.sector, ENDED.identifier.swapcase(), PersonId("carla"))
        assert not spent(ENDED.sector, ENDED.identifier, BOB)
        assert not spent(ProviderId("autre"), ENDED.identifier, PersonId("carla"))
        assert not spent(PAIR.sector, "never-seen", PersonId("carla"))

    def test_what_ended_stays_spent_for_whom_it_was_once_they_are_forgotten(
        self, identifiers: IdentifierStore
    ) -> None:
        """They come again under the same name, and nobody knows that it is they."""
        identifiers.revoke([ENDED], "5a17")
        assert not identifiers.is_spent(ENDED.sector, ENDED.identifier, ENDED.person)

        identifiers.forget(ENDED.person, at=NOW)

        assert identifiers.is_spent(ENDED.sector, ENDED.identifier, ENDED.person)
