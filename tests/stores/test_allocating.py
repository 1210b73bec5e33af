"""Counting licences: what the contract of the writer does not reach."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from garbridge.core.entitlements import Licences, Seat
from garbridge.core.identifiers import PersonId
from garbridge.core.people import Profile, Public
from garbridge.errors import ImportRefusedError
from garbridge.stores.allocating import Shelves, require_fit
from garbridge.testing.world import ALICE, NOW, SUBSCRIPTION, seat

LEAVER = PersonId("left")
ONE = replace(SUBSCRIPTION, licences=Licences(overall=1))
ONE_PUPIL = replace(SUBSCRIPTION, licences=Licences(((Public.PUPILS, 1),)))


def _shelves(profiles: Mapping[PersonId, Profile]) -> Shelves:
    return Shelves(
        before={SUBSCRIPTION.id: ONE},
        after={SUBSCRIPTION.id: ONE},
        holders={SUBSCRIPTION.id: {LEAVER: None}},
        opened={},
        profile_of=lambda _school, person: profiles.get(person),
        members=lambda _school: [],
        now=NOW,
    )


def test_the_seat_of_somebody_who_left_is_still_taken() -> None:
    """Where all licences are counted together, one that was not taken back is not given again."""
    with pytest.raises(ImportRefusedError, match="les 1 exemplaires sont attribués"):
        require_fit(_shelves({ALICE: Profile.PUPIL}), [], [seat()], [])


def test_a_seat_whose_public_nobody_knows_is_of_none() -> None:
    """Where licences are counted by public, it is not one of theirs."""
    shelves = replace(_shelves({ALICE: Profile.PUPIL}), after={SUBSCRIPTION.id: ONE_PUPIL})

    require_fit(shelves, [], [seat()], [])


@pytest.mark.parametrize("profile", [Profile.HEAD, Profile.SCHOOL_LIFE, Profile.SCHOOL_STAFF])
def test_other_staff_share_one_count(profile: Profile) -> None:
    """Heads, school life and administration are one public."""
    one = replace(SUBSCRIPTION, licences=Licences(((Public.OTHER_STAFF, 1),)))
    shelves = replace(
        _shelves({ALICE: profile, PersonId("bob"): Profile.LOCAL_AUTHORITY_STAFF}),
        after={SUBSCRIPTION.id: one},
        holders={},
    )

    require_fit(shelves, [], [seat()], [])
    with pytest.raises(ImportRefusedError, match="exemplaire 2"):
        require_fit(shelves, [], [seat(), seat(PersonId("bob"))], [])


def test_a_file_full_of_mistakes_is_told_line_by_line() -> None:
    """As far as anybody could correct it by hand."""
    wrong: list[Seat] = [seat(PersonId(f"stranger-{number}")) for number in range(250)]

    with pytest.raises(ImportRefusedError) as refused:
        require_fit(_shelves({}), [], wrong, [])

    assert len(refused.value.problems) == 250
    assert refused.value.total == 250
