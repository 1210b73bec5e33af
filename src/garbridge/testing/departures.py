"""The contract of :class:`garbridge.ports.DepartureStore`.

Subclass with the fixtures ``departures``, empty, and ``transaction``, which belongs to it.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from garbridge.core.departures import Acquaintance, Notice, NoticeKind
from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.permissions import OPERATOR
from garbridge.core.restrictions import Word
from garbridge.errors import StoreError
from garbridge.ports import DepartureStore, Transaction
from garbridge.testing.world import ALICE, NOW, PUBLISHER

BOB, STUDIO = PersonId("bob"), ProviderId("studio")
LEFT = Notice(
    provider=PUBLISHER.id,
    number=0,
    kind=NoticeKind.DEPARTURE,
    subject="5" * 128,
    on=date(2026, 11, 15),
    at=NOW,
)
BACK = replace(LEFT, kind=NoticeKind.RETURN, at=NOW + timedelta(days=1))
DELETED = Word(OPERATOR, NOW + timedelta(days=2), "par courriel")


class DepartureStoreContract:
    """What every store of departures promises."""

    def test_who_is_known_to_whom_is_told_once(self, departures: DepartureStore) -> None:
        """By person, however many there are; up to where launches were looked at, too."""
        assert departures.met() == 0
        many = [(PersonId(f"p{number:04}"), STUDIO) for number in range(1_001)]
        first = departures.meet([(ALICE, PUBLISHER.id), (ALICE, STUDIO), *many], upto=7)
        again = departures.meet([(ALICE, STUDIO), (BOB, STUDIO)], upto=9)

        assert len(first) == 1_003
        assert list(again) == [Acquaintance(BOB, STUDIO)]
        assert departures.met() == 9
        known = list(departures.acquaintances())
        assert [one.person for one in known[:3]] == [ALICE, ALICE, BOB]
        assert len(known) == len(set(known)) == 1_004
        assert {one.provider for one in departures.of_person(ALICE)} == {PUBLISHER.id, STUDIO}

    def test_those_whom_a_provider_knows(self, departures: DepartureStore) -> None:
        """Whoever left is one of them until they are forgotten; each is named once."""
        departures.meet([(ALICE, PUBLISHER.id), (ALICE, STUDIO), (BOB, STUDIO)], upto=7)
        departures.tell(LEFT, ALICE)

        assert departures.people(PUBLISHER.id) == {ALICE}
        assert departures.people(STUDIO) == departures.people(None) == {ALICE, BOB}
        assert departures.people(ProviderId("nobody")) == frozenset()
        departures.forget(ALICE)
        assert departures.people(None) == {BOB}
        assert departures.people(PUBLISHER.id) == frozenset()

    def test_each_feed_is_numbered_for_itself(self, departures: DepartureStore) -> None:
        """From 1, without a gap; read from any line on, so many at once."""
        departures.meet([(ALICE, PUBLISHER.id), (ALICE, STUDIO), (BOB, STUDIO)], upto=1)
        told = departures.tell(LEFT, ALICE)
        departures.tell(replace(LEFT, provider=STUDIO), ALICE)
        other = departures.tell(replace(LEFT, provider=STUDIO, subject="b"), BOB)

        assert told == replace(LEFT, number=1)
        assert other.number == 2
        assert list(departures.notices(PUBLISHER.id, after=0, limit=9)) == [told]
        assert list(departures.notices(STUDIO, after=1, limit=9)) == [other]
        assert len(departures.notices(STUDIO, after=0, limit=1)) == 1
        assert list(departures.notices(STUDIO, after=2, limit=9)) == []
        assert all(one.departed for one in departures.acquaintances())

    def test_a_return_cancels_the_departure(self, departures: DepartureStore) -> None:
        """It is awaited no more, and may leave again; both lines stay."""
        departures.meet([(ALICE, PUBLISHER.id)], upto=1)
        departures.tell(LEFT, ALICE)
        assert departures.is_awaited(PUBLISHER.id, LEFT.subject)
        assert not departures.is_awaited(STUDIO, LEFT.subject)
        gone = Acquaintance(ALICE, PUBLISHER.id, departed=True, subject=LEFT.subject)
        assert list(departures.of_person(ALICE)) == list(departures.acquaintances()) == [gone]
        departures.tell(BACK, ALICE)

        assert not departures.is_awaited(PUBLISHER.id, LEFT.subject)
        assert list(departures.open()) == []
        assert list(departures.of_person(ALICE)) == [Acquaintance(ALICE, PUBLISHER.id)]
        again = departures.tell(replace(LEFT, at=BACK.at), ALICE)
        assert list(departures.open()) == [again]
        kinds = [one.kind for one in departures.notices(PUBLISHER.id, after=0, limit=9)]
        assert kinds == [NoticeKind.DEPARTURE, NoticeKind.RETURN, NoticeKind.DEPARTURE]

    def test_what_was_deleted_is_open_no_more(self, departures: DepartureStore) -> None:
        """The first word stays; of what was never told nothing is noted."""
        told = departures.tell(LEFT, ALICE)
        subjects = [LEFT.subject, "unknown"]

        assert list(departures.acknowledge(STUDIO, subjects, DELETED)) == []
        assert list(departures.open()) == [told]
        assert list(departures.acknowledge(PUBLISHER.id, subjects, DELETED)) == [LEFT.subject]
        later = replace(DELETED, text="encore")
        assert list(departures.acknowledge(PUBLISHER.id, subjects, later)) == [LEFT.subject]
        assert list(departures.open()) == []
        (kept,) = departures.notices(PUBLISHER.id, after=0, limit=9)
        assert kept == replace(told, acknowledged=DELETED)

    def test_a_feed_outlives_who_is_forgotten(self, departures: DepartureStore) -> None:
        """Who knew them is not known any more; what was told is."""
        departures.meet([(ALICE, PUBLISHER.id), (BOB, PUBLISHER.id)], upto=1)
        departures.tell(LEFT, ALICE)

        departures.forget(ALICE)

        assert [one.person for one in departures.acquaintances()] == [BOB]
        assert len(departures.notices(PUBLISHER.id, after=0, limit=9)) == 1

    def test_tokens_are_of_one_provider(self, departures: DepartureStore) -> None:
        """Several at once, so that one can take the place of another; all go together."""
        departures.issue(STUDIO, "a" * 64, DELETED)
        departures.issue(STUDIO, "b" * 64, DELETED)
        departures.issue(PUBLISHER.id, "c" * 64, DELETED)

        assert sorted(departures.digests(STUDIO)) == ["a" * 64, "b" * 64]
        assert departures.withdraw(STUDIO) == 2
        assert list(departures.digests(STUDIO)) == []
        assert list(departures.digests(PUBLISHER.id)) == ["c" * 64]

    def test_what_is_undone_was_not_told(
        self, departures: DepartureStore, transaction: Transaction
    ) -> None:
        """A transaction that fails leaves no line and no acquaintance."""

        def tell() -> None:
            with transaction():
                departures.meet([(ALICE, PUBLISHER.id)], upto=5)
                departures.tell(LEFT, ALICE)
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            tell()

        assert departures.met() == 0
        assert list(departures.acquaintances()) == []
        assert list(departures.open()) == []
