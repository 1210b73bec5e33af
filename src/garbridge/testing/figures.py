"""The contracts of :class:`garbridge.ports.TallyStore` and :class:`PublicationStore`.

Subclass the first with the fixtures ``tallies``, ``journal`` and ``receipts`` of the same tables,
the second with ``publications``; all of them empty.
"""

from dataclasses import replace

import pytest

from garbridge.core.access import Refusal
from garbridge.core.disclosure.rules import Rules
from garbridge.core.identifiers import PersonId
from garbridge.core.people import Profile
from garbridge.core.receipts import micros
from garbridge.core.statistics.counting import Counted
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.periods import Period
from garbridge.core.statistics.publications import Publication
from garbridge.core.statistics.rows import SHOWN, Row
from garbridge.core.statistics.tallies import Standing, Tally, stand_in
from garbridge.errors import StoreError
from garbridge.ports import LaunchJournal, PublicationStore, ReceiptStore, Reckoned, TallyStore
from garbridge.testing.journal import RECORD, REFUSED, numbered
from garbridge.testing.receipts import BOB, MARK, sealed_two
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, NOW, PUBLISHER

NOVEMBER = "2026-11"
TALLY = Tally(
    school=LYCEE.id,
    month=NOVEMBER,
    person=ALICE,
    resource=ATLAS.id,
    provider=PUBLISHER.id,
    refusal=None,
    standing=Standing(Profile.PUPIL, "2NDE"),
    times=3,
)
LOST = TALLY._replace(
    resource=None,
    provider=None,
    refusal=Refusal.AMBIGUOUS_RESOURCE,
    standing=Standing(),
    times=1,
)
PUBLICATION = Publication(
    school=LYCEE.id,
    period=Period(2026, 1),
    at=NOW,
    rules=Rules(7, 80),
    rows=(
        Row(
            etablissement=LYCEE.id,
            periode="2026-2027/1",
            mesure=Measure.ACCESSES.value,
            ressource="resource:ark:/12345/atlas",
            valeur=12,
            etat=SHOWN,
            libelle="Atlas « des climats »",
        ),
        Row(etablissement=LYCEE.id, periode="2026-2027/1", mesure=Measure.FAILURES.value),
    ),
)


def tallied(tallies: TallyStore, *added: Tally, upto: int = 0) -> None:
    """Add *added* to what is there."""
    tallies.add(added, before=tallies.reckoned(), upto=upto)


def _known(tallies: TallyStore) -> set[Tally]:
    return set(tallies.tallies(LYCEE.id, Period(2026).months()))


class TallyStoreContract:
    """What every store of tallies promises."""

    def test_launches_are_read_by_place(self, tallies: TallyStore, journal: LaunchJournal) -> None:
        """With all that counting needs, refusals and those of no school too."""
        for record in (RECORD, REFUSED, numbered(3)):
            journal.commit(record)

        found = tallies.launches(after=0, upto=10**9, limit=9)

        places = [one.place for one in found]
        assert [one[1:] for one in found] == [
            (LYCEE.id, ALICE, ATLAS.id, PUBLISHER.id, None, micros(NOW)),
            (None, ALICE, None, None, Refusal.UNKNOWN_RESOURCE.value, micros(NOW)),
            (LYCEE.id, ALICE, ATLAS.id, PUBLISHER.id, None, micros(NOW)),
        ]
        assert all(isinstance(one, Counted) for one in found)
        assert places == sorted(places)
        assert list(tallies.launches(after=places[0], upto=places[1], limit=9)) == [found[1]]
        assert list(tallies.launches(after=0, upto=10**9, limit=2)) == list(found[:2])

    def test_tallies_grow(self, tallies: TallyStore) -> None:
        """What is the same is added up, under its later standing; all else stays apart."""
        assert tallies.reckoned() == Reckoned()
        other = TALLY._replace(person=BOB)
        later = TALLY._replace(standing=Standing(Profile.TEACHER), times=4)
        tallied(tallies, TALLY, LOST, other, upto=5)

        tallied(tallies, later, TALLY._replace(month="2027-09"), upto=7)

        assert _known(tallies) == {later._replace(times=7), LOST, other}
        assert list(tallies.tallies(COLLEGE.id, [NOVEMBER])) == []
        assert list(tallies.tallies(LYCEE.id, ["2026-12", "2027-01"])) == []
        assert list(tallies.months(LYCEE.id)) == [NOVEMBER, "2027-09"]
        assert tallies.reckoned() == Reckoned(7, "")

    def test_two_do_not_count_the_same(self, tallies: TallyStore) -> None:
        """Whoever counts from a place that has passed adds nothing."""
        tallied(tallies, TALLY, upto=5)

        with pytest.raises(StoreError):
            tallies.add([TALLY], before=Reckoned(), upto=5)

        assert _known(tallies) == {TALLY}
        assert tallies.reckoned() == Reckoned(5, "")

    def test_the_place_never_goes_back(self, tallies: TallyStore) -> None:
        """A writer who does not end lets nobody pass: the place is then what it was."""
        tallied(tallies, TALLY, upto=5)
        tallied(tallies, upto=2)

        assert tallies.reckoned() == Reckoned(5, "")

    def test_names_are_forgotten_at_one_school_and_before_a_month(
        self, tallies: TallyStore
    ) -> None:
        """What is later or elsewhere still names them; nobody and stand-ins are no names."""
        elsewhere, next_year = TALLY._replace(school=COLLEGE.id), TALLY._replace(month="2027-09")
        nobody = TALLY._replace(person=PersonId(""))
        tallied(tallies, TALLY, LOST, elsewhere, next_year, nobody)
        assert list(tallies.named_schools(before="2027-09")) == sorted([COLLEGE.id, LYCEE.id])
        assert list(tallies.named(LYCEE.id, before="2027-09")) == [ALICE]

        tallies.rename(LYCEE.id, ALICE, stand_in("5a17"), before="2027-09")
        tallies.all_renamed("2027-09")

        new = stand_in("5a17")
        assert _known(tallies) == {TALLY._replace(person=new), LOST._replace(person=new), nobody}
        assert list(tallies.tallies(COLLEGE.id, [NOVEMBER])) == [elsewhere]
        assert list(tallies.tallies(LYCEE.id, ["2027-09"])) == [next_year]
        assert list(tallies.named_schools(before="2027-09")) == [COLLEGE.id]
        assert list(tallies.named(LYCEE.id, before="2027-09")) == []
        assert tallies.reckoned() == Reckoned(0, "2027-09")

    def test_who_is_erased_is_named_nowhere(self, tallies: TallyStore) -> None:
        """At every school; others stay who they are."""
        tallied(tallies, TALLY, TALLY._replace(school=COLLEGE.id), TALLY._replace(person=BOB))

        assert tallies.erase({ALICE: stand_in("5a17")}) == 2
        assert tallies.erase({ALICE: stand_in("5a18")}) == 0

        new = TALLY._replace(person=stand_in("5a17"))
        assert _known(tallies) == {new, TALLY._replace(person=BOB)}
        assert list(tallies.tallies(COLLEGE.id, [NOVEMBER])) == [new._replace(school=COLLEGE.id)]

    def test_what_was_published_is_dropped(self, tallies: TallyStore) -> None:
        """Of its months and its school only."""
        kept = (TALLY._replace(month="2027-04"), TALLY._replace(school=COLLEGE.id))
        tallied(tallies, TALLY, LOST, *kept)

        assert tallies.drop(LYCEE.id, Period(2026, 1).months()) == 2

        assert _known(tallies) == {kept[0]}
        assert list(tallies.tallies(COLLEGE.id, [NOVEMBER])) == [kept[1]]

    def test_tallies_outlive_the_launches(
        self, tallies: TallyStore, journal: LaunchJournal, receipts: ReceiptStore
    ) -> None:
        """A purge removes no tally; what is committed in a place that is free again is counted."""
        found = sealed_two(receipts, journal)
        assert tallies.missed(2)
        tallied(tallies, TALLY, upto=found[0].id)
        assert (tallies.missed(1), tallies.missed(2)) == (False, True)
        tallied(tallies, upto=found[1].id)
        assert not tallies.missed(2)

        receipts.purge(MARK)
        receipts.follow()
        journal.commit(numbered(3))

        place = tallies.reckoned().place
        assert len(tallies.launches(after=place, upto=10**9, limit=9)) == 1
        assert _known(tallies) == {TALLY}


class PublicationStoreContract:
    """What every store of publications promises."""

    def test_what_was_published_is_told_again(self, publications: PublicationStore) -> None:
        """To the letter, with the rules of its time; nothing of another period or school."""
        year = replace(PUBLICATION, period=Period(2025))
        publications.keep(PUBLICATION)
        publications.keep(year)

        assert publications.publication(LYCEE.id, PUBLICATION.period) == PUBLICATION
        assert publications.publication(LYCEE.id, Period(2026, 2)) is None
        assert publications.publication(COLLEGE.id, PUBLICATION.period) is None
        assert list(publications.periods(LYCEE.id)) == [year.period, PUBLICATION.period]
        assert list(publications.periods(COLLEGE.id)) == []

    def test_it_is_never_changed(self, publications: PublicationStore) -> None:
        """Not even by the same again."""
        publications.keep(PUBLICATION)

        for again in (PUBLICATION, replace(PUBLICATION, rows=())):
            with pytest.raises(StoreError):
                publications.keep(again)

        assert publications.publication(LYCEE.id, PUBLICATION.period) == PUBLICATION

    def test_its_months_are_known(self, publications: PublicationStore) -> None:
        """Those that are asked for, of the schools where they are published."""
        publications.keep(PUBLICATION)
        asked = frozenset({"2026-08", NOVEMBER, "2027-01"})

        assert publications.published(months=asked) == {(LYCEE.id, NOVEMBER)}
        assert publications.published(months=frozenset()) == set()
