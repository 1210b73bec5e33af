"""The contract of :class:`garbridge.ports.RequestStore`.

Subclass with the fixture ``requests``, empty.
"""

from dataclasses import replace
from datetime import date, timedelta

from garbridge.core.identifiers import PersonId
from garbridge.core.permissions import OPERATOR, Actor
from garbridge.core.requests import RequestKind, RightsRequest
from garbridge.core.restrictions import Asker, Word
from garbridge.ports import RequestStore
from garbridge.testing.world import ALICE, NOW

ASKED = RightsRequest(
    kind=RequestKind.ACCESS,
    person=ALICE,
    asked_by=Asker.FAMILY,
    received=date(2026, 11, 12),
    recorded=Word(Actor(PersonId("cheffe")), NOW, "Courrier de la famille d’Alice"),
)
ANSWERED = Word(OPERATOR, NOW + timedelta(days=3), "Remis en main propre à Alice")


class RequestStoreContract:
    """What every store of requests promises."""

    def test_they_come_back_as_they_were(self, requests: RequestStore) -> None:
        """By number, from 1 on; of everybody or of one person."""
        first = requests.add(ASKED)
        other = requests.add(replace(ASKED, person=PersonId("bob"), kind=RequestKind.ERASURE))

        assert first == replace(ASKED, number=1)
        assert requests.request(1) == first
        assert requests.request(3) is None
        assert list(requests.everything()) == [first, other]
        assert list(requests.of_person(ALICE)) == [first]

    def test_one_is_answered_once(self, requests: RequestStore) -> None:
        """And extended once, before it is answered."""
        kept = requests.add(ASKED)
        later = replace(ANSWERED, text="encore")

        assert requests.extend(kept.number, ANSWERED)
        assert not requests.extend(kept.number, later)
        assert requests.answer(kept.number, ANSWERED)
        assert not requests.answer(kept.number, later)
        assert requests.request(1) == replace(kept, extension=ANSWERED, answer=ANSWERED)
        second = requests.add(ASKED)
        assert requests.answer(second.number, ANSWERED)
        assert not requests.extend(second.number, later)
        assert not requests.answer(9, later)
        assert not requests.extend(9, later)

    def test_who_is_erased_leaves_no_text(self, requests: RequestStore) -> None:
        """What was asked and when, and that it was answered; of nobody."""
        kept = requests.add(ASKED)
        requests.answer(kept.number, ANSWERED)
        opened = requests.add(replace(ASKED, recorded=replace(ASKED.recorded, by=Actor(ALICE))))
        other = requests.add(replace(ASKED, person=PersonId("bob")))

        assert requests.reassign(PersonId("nobody"), ALICE) == 0
        assert requests.reassign(ALICE, PersonId("carla")) == 2
        assert [one.person for one in requests.everything()] == ["carla", "carla", "bob"]
        assert not requests.hand_back(kept.number, ALICE, PersonId("bob"))
        assert requests.hand_back(kept.number, PersonId("carla"), ALICE)
        assert [one.person for one in requests.everything()] == [ALICE, "carla", "bob"]
        assert requests.reassign(PersonId("carla"), ALICE) == 1
        assert requests.blank(ALICE) == 2
        assert requests.blank(ALICE) == 0
        nobody = replace(kept, person=PersonId(""), recorded=replace(ASKED.recorded, text=""))
        answered = replace(nobody, answer=replace(ANSWERED, text=""))
        assert list(requests.everything()) == [
            answered,
            replace(nobody, number=opened.number, recorded=Word(OPERATOR, NOW)),
            other,
        ]
