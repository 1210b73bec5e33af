"""The contract of :class:`garbridge.ports.OfferStore`.

Subclass it with the fixtures ``offers``, empty, and ``transaction``, which belongs to it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.national import PublicResource, Seller
from garbridge.core.offer import OfferStanding
from garbridge.errors import StoreError
from garbridge.ports import OfferStore, Transaction
from garbridge.testing.world import NOW

OFFERED = PublicResource(
    id="http://n2t.net/ark:/99999/r14",
    title="Manuel <b>« numérique »</b> \\ ' \" é 𝄞",
    publisher_id="378901946_0000000000000000",
    publisher="Éditions de l’Étoile",
    sellers=(Seller("1_2", "Librairie ; Ünter"), Seller("", "Sans identifiant")),
    distributor="378901946_0000000000000001",
    distributor_name="Technique",
    is_shown=True,
    is_distributed=True,
    mother="m",
    member="e",
    subjects=("histoire (6e)", "géographie (6e)"),
    levels=("6e",),
    types=("livre numérique",),
)
BARE = PublicResource(id="ark:/99999/r15", title="Rien d’autre")
STANDING = OfferStanding(
    at=NOW,
    generated=NOW - timedelta(hours=1, microseconds=1),
    count=2,
    left_out=1,
    digest="d" * 64,
)


class OfferStoreContract:
    """What every store of the catalogue promises."""

    def test_nothing_is_kept_at_first(self, offers: OfferStore) -> None:
        """An empty store answers."""
        assert offers.standing() is None
        assert list(offers.resources()) == []

    def test_everything_comes_back_as_it_was(self, offers: OfferStore) -> None:
        """To the letter and to the microsecond, by identifier."""
        offers.replace([OFFERED, BARE], STANDING)

        assert offers.standing() == STANDING
        assert list(offers.resources()) == [BARE, OFFERED]

    def test_the_last_one_stands(self, offers: OfferStore) -> None:
        """What is gone is gone, what changed is as it is now, and no date need be told."""
        others = [replace(BARE, id=f"ark:/99999/{number}") for number in range(5)]
        offers.replace([OFFERED, BARE, *others], STANDING)
        changed, new = replace(BARE, title="Autre"), replace(BARE, id="ark:/99999/z")
        undated = replace(STANDING, generated=None, count=3)

        offers.replace([new, *others[:1], changed], undated)

        assert offers.standing() == undated
        assert list(offers.resources()) == [others[0], changed, new]

    def test_the_same_one_is_noted_again(self, offers: OfferStore) -> None:
        """It was fetched later, and is the same."""
        later = replace(STANDING, at=NOW + timedelta(days=1))
        offers.replace([OFFERED, BARE], STANDING)
        offers.note(later)

        assert offers.standing() == later
        assert list(offers.resources()) == [BARE, OFFERED]

    def test_thousands_are_kept_and_replaced(self, offers: OfferStore) -> None:
        """The State lists some sixteen thousand."""
        many = [replace(BARE, id=f"ark:/99999/{number:05}") for number in range(12_000)]
        offers.replace(many, STANDING)
        fewer = [replace(one, title="Autre") for one in many[::3]]
        offers.replace(fewer, STANDING)

        assert list(offers.resources()) == fewer

    def test_what_is_undone_was_never_kept(
        self, offers: OfferStore, transaction: Transaction
    ) -> None:
        """All or nothing with what surrounds it: the last good one stays."""
        offers.replace([OFFERED], STANDING)

        def fail() -> None:
            with transaction():
                offers.replace([BARE], replace(STANDING, digest="e" * 64))
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            fail()

        assert offers.standing() == STANDING
        assert list(offers.resources()) == [OFFERED]
