"""The contract of :class:`garbridge.ports.MeasureStore`.

Subclass it with the fixtures ``measures``, empty, and ``journal``, ``redemptions``, ``writer`` and
``enrol``, which belong to it.
"""

from dataclasses import replace
from datetime import timedelta

from garbridge.core.identifiers import PersonId
from garbridge.core.outages import Asked
from garbridge.ports import EntitlementWriter, LaunchJournal, MeasureStore, RedemptionJournal
from garbridge.testing.entitlements import Enrol
from garbridge.testing.journal import RECORD, REFUSED, numbered
from garbridge.testing.redemptions import FAULT, REDEMPTION
from garbridge.testing.world import COLLEGE, NOW, SUBSCRIPTION, pupil, seat

_MOMENT = timedelta(microseconds=1)


class MeasureStoreContract:
    """What every store of counts promises."""

    def test_nothing_happened(self, measures: MeasureStore) -> None:
        """An empty store answers."""
        assert dict(measures.launches(NOW - timedelta(days=999))) == {}
        assert dict(measures.redemptions(NOW - timedelta(days=999))) == {}
        assert measures.seats() == 0

    def test_launches_are_counted_by_kind(
        self, measures: MeasureStore, journal: LaunchJournal
    ) -> None:
        """Three of one kind, one of another."""
        for number in range(3):
            journal.commit(numbered(number))
        journal.commit(REFUSED)

        assert dict(measures.launches(min(REFUSED.at, NOW))) == {
            (RECORD.provider, RECORD.protocol, None): 3,
            (REFUSED.provider, REFUSED.protocol, REFUSED.refusal): 1,
        }

    def test_the_first_instant_counts(self, measures: MeasureStore, journal: LaunchJournal) -> None:
        """And nothing before it."""
        journal.commit(numbered(1))

        assert len(measures.launches(NOW)) == 1
        at = next(iter(journal.records(limit=1))).at
        assert len(measures.launches(at)) == 1
        assert len(measures.launches(at + _MOMENT)) == 0

    def test_redemptions_are_counted_by_what_came_of_them(
        self, measures: MeasureStore, redemptions: RedemptionJournal
    ) -> None:
        """What was told has no fault."""
        redemptions.note(REDEMPTION)
        redemptions.note(FAULT)
        redemptions.note(FAULT)

        assert dict(measures.redemptions(FAULT.at)) == {"": 1, FAULT.fault: 2}
        assert dict(measures.redemptions(FAULT.at + _MOMENT)) == {}

    def test_what_providers_asked_for(
        self, measures: MeasureStore, journal: LaunchJournal, redemptions: RedemptionJournal
    ) -> None:
        """People of granted launches of a protocol in which they ask; what is asked in vain not.

        Of somebody who was sent there twice one answer is enough; each school is counted alone.
        """
        by_ticket = replace(RECORD, protocol="cas", at=NOW)
        people = [PersonId(f"p{number % 3}") for number in range(4)]
        for number, person in enumerate(people):
            journal.commit(replace(by_ticket, reference=f"R{number}", person=person))
        other = replace(by_ticket, reference="OTHER", person=people[0], school=COLLEGE.id)
        journal.commit(other)
        journal.commit(replace(by_ticket, reference="SAML", protocol="saml"))
        journal.commit(replace(REFUSED, reference="NO", protocol="cas", at=NOW))
        journal.commit(replace(by_ticket, reference="LATER", at=NOW + _MOMENT))
        redemptions.note(replace(REDEMPTION, launch="R0", at=NOW))
        redemptions.note(replace(FAULT, launch="R1", at=NOW))
        redemptions.note(replace(REDEMPTION, launch="LATER", at=NOW + _MOMENT))

        assert dict(measures.answered(NOW, NOW + _MOMENT)) == {
            (RECORD.provider, RECORD.school): Asked(3, 1),
            (RECORD.provider, COLLEGE.id): Asked(1, 0),
        }
        assert dict(measures.answered(NOW + 2 * _MOMENT, NOW + 3 * _MOMENT)) == {}

    def test_seats_are_counted(
        self, measures: MeasureStore, writer: EntitlementWriter, enrol: Enrol
    ) -> None:
        """Each licence that somebody holds."""
        enrol(pupil())
        writer.write(subscriptions=[SUBSCRIPTION], seats=[seat()])

        assert measures.seats() == 1
