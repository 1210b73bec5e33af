"""An attribute of the portal's own, from its directory to the provider."""

from dataclasses import replace
from pathlib import Path

from tests.wiring.inside import run_inside
from tests.wiring.running import ATLAS, Running, running

from garbridge.core.people import Person
from garbridge.testing.world import ALICE, pupil

DECLARED = """
[attributes.ENT_LANGUE]
label = "Langue de l’interface"
sensitivity = "low"

[attributes.ENT_CLUB]
label = "Club"
type = "labelled"
sensitivity = "medium"

[attributes.ENT_BUREAU]
label = "Bureau"
sensitivity = "low"
staff_only = true

[[roles]]
role = "ent_administrator"
person = "admin"
everywhere = true
reason = "Équipe ENT"
"""


def who(**own: tuple[str, ...]) -> Person:
    """Return the pupil with values of the portal's own at the school."""
    person = pupil()
    (place,) = person.memberships
    return replace(person, memberships=(replace(place, own=tuple(own.items())),))


def portal(folder: Path, *release: str, **own: tuple[str, ...]) -> Running:
    """Return a running portal whose provider learns *release*."""
    return running(folder, release=release, portal=DECLARED, person=who(**own))


def received(running_: Running) -> dict[str, list[str]]:
    """Return the attributes of the message that the provider gets."""
    return {
        str(element.get("Name")): [str(value.text) for value in element]
        for element in running_.answer().iterfind(
            ".//{urn:oasis:names:tc:SAML:2.0:assertion}Attribute"
        )
    }


def test_what_the_directory_says_arrives(tmp_path: Path) -> None:
    """Under its own name, read back before it leaves; what no policy names stays."""
    running_ = portal(
        tmp_path, "ENT_LANGUE", ENT_LANGUE=("br", "fr"), ENT_CLUB=("7##Échecs",), ENT_AUTRE=("x",)
    )

    assert received(running_) == {"ENT_LANGUE": ["br", "fr"]}


def test_without_a_value_nothing_leaves(tmp_path: Path) -> None:
    """A directory that does not know says nothing."""
    assert received(portal(tmp_path, "ENT_LANGUE")) == {}


def test_it_is_explained_with_its_label(tmp_path: Path) -> None:
    """What leaves, and what does not."""
    running_ = portal(tmp_path, "ENT_LANGUE", ENT_LANGUE=("br",), ENT_CLUB=("7##Échecs",))

    told = run_inside(
        running_.runtime,
        *("explain", "--person", ALICE, "--resource", ATLAS, "--as", "admin"),
        *("--reason", "essai"),
    )

    assert told.exit_code == 0, told.output
    assert "+ ENT_LANGUE (Langue de l’interface) = br" in told.output
    assert "- ENT_CLUB (Club)" in told.output


def test_who_learns_it(tmp_path: Path) -> None:
    """By its name."""
    running_ = portal(tmp_path, "ENT_LANGUE", ENT_LANGUE=("br",))

    told = run_inside(
        running_.runtime,
        *("explain", "--person", ALICE, "--attribute", "ENT_LANGUE", "--as", "admin"),
        *("--reason", "essai"),
    )

    assert told.exit_code == 0, told.output
    assert "parc" in told.output
