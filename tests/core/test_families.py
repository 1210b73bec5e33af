"""One title is held once: mothers, members, editions."""

from dataclasses import replace

import pytest

from garbridge.core.catalogue import Catalogue, Edition, Resource
from garbridge.core.families import double_title, wrong_edition
from garbridge.core.identifiers import ResourceId
from garbridge.core.people import Profile
from garbridge.testing.world import ATLAS, PUBLISHER

MOTHER = replace(ATLAS, id=ResourceId("ark:/99999/livre"))
PUPIL = replace(
    ATLAS, id=ResourceId("ark:/99999/livre-eleve"), family=MOTHER.id, edition=Edition.PUPIL
)
TEACHER = replace(PUPIL, id=ResourceId("ark:/99999/livre-prof"), edition=Edition.TEACHER)
SECOND = replace(PUPIL, id=ResourceId("ark:/99999/livre-eleve-2"))
PART = replace(PUPIL, id=ResourceId("ark:/99999/livre-cahier"), edition=None)
LOST = replace(PUPIL, id=ResourceId("ark:/99999/seul"), family=ResourceId("ark:/99999/absent"))
CATALOGUE = Catalogue([PUBLISHER], [ATLAS, MOTHER, PUPIL, TEACHER, SECOND, PART, LOST])


@pytest.mark.parametrize(
    ("one", "other"),
    [(PUPIL, MOTHER), (MOTHER, TEACHER), (PUPIL, SECOND), (PUPIL, PART), (PART, TEACHER)],
    ids=["member-of-mother", "mother-of-member", "same-edition", "no-edition", "any-edition"],
)
def test_one_title_twice_is_named(one: Resource, other: Resource) -> None:
    """Whichever comes first."""
    for given, held in ((one, other), (other, one)):
        assert double_title(given, [ATLAS.id, held.id], CATALOGUE) == held


@pytest.mark.parametrize(
    ("one", "other"),
    [(PUPIL, TEACHER), (PUPIL, ATLAS), (ATLAS, MOTHER), (LOST, PUPIL), (PUPIL, PUPIL)],
    ids=["editions", "no-family", "neither", "other-family", "itself"],
)
def test_two_titles_are_not_one(one: Resource, other: Resource) -> None:
    """A teacher may well hold both editions; no family is no family of its own."""
    assert double_title(one, [other.id, ResourceId("ark:/1/unknown")], CATALOGUE) is None


def test_the_answer_does_not_depend_on_the_order() -> None:
    """The one with the smallest identifier is named."""
    held = [SECOND.id, MOTHER.id]

    assert double_title(PUPIL, held, CATALOGUE) == MOTHER
    assert double_title(PUPIL, reversed(held), CATALOGUE) == MOTHER


@pytest.mark.parametrize(
    ("profile", "wrong"),
    [
        (Profile.PUPIL, {TEACHER.id}),
        (Profile.TEACHER, {PUPIL.id}),
        (Profile.LIBRARIAN, {PUPIL.id}),
        (Profile.HEAD, {PUPIL.id, TEACHER.id}),
    ],
)
def test_an_edition_is_for_those_it_is_made_for(profile: Profile, wrong: set[str]) -> None:
    """What has none is for everybody."""
    assert {r.id for r in (MOTHER, PUPIL, TEACHER) if wrong_edition(r, profile)} == wrong
