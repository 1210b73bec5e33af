"""Lets described people live in an invented district, among the many others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from garbridge.core.people import Profile
from garbridge.gar.ent.district.building import email_of
from garbridge.gar.ent.district.model import Band, Cluster, Place, Resident, Subject, Teaching
from garbridge.gar.ent.district.schools import ENGLISH, FRENCH, HISTORY, MATHS

GRANTED: Final = "granted"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a described person: bands by code, for pupils and teachers alike."""

    site: int
    profile: Profile
    bands: tuple[str, ...] = ()
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the access check answers: :data:`GRANTED`, or the reason of the refusal."""

    resource: str
    site: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """Somebody a newcomer can sign in as.

    ``left`` is somebody of the export of the day before who is not in that of today.
    """

    id: str
    family_name: str
    given_name: str
    civility: str
    birth: tuple[int, int, int]
    """Years before the school year, month, day."""
    spots: tuple[Spot, ...]
    line: str
    shows: tuple[Shown, ...]
    other_names: tuple[str, ...] = ()
    delegate: bool = False
    left: bool = False


def settle(cluster: Cluster, people: Sequence[Described], *, year: int, left: bool) -> None:
    """Let *people* live in *cluster*; with *left* also those who have gone since."""
    for person in people:
        if left or not person.left:
            cluster.residents.append(_resident(cluster, person, year))


def _resident(cluster: Cluster, person: Described, year: int) -> Resident:
    years, month, day = person.birth
    pupil = person.spots[0].profile is Profile.PUPIL
    return Resident(
        id=person.id,
        family_name=person.family_name,
        given_name=person.given_name,
        civility=person.civility,
        birth=date(year - years, month, day),
        places=[_place(cluster, spot) for spot in person.spots],
        email="" if pupil else email_of(person.given_name, person.family_name, ""),
        other_names=person.other_names,
        delegate=person.delegate,
    )


def _place(cluster: Cluster, spot: Spot) -> Place:
    site = cluster.site(spot.site)
    bands = [cluster.band(site, code) for code in spot.bands]
    place = Place(site, spot.profile)
    if spot.profile is Profile.PUPIL:
        place.bands = bands
        if site.degree != 1:
            place.followed = _followed(bands)
    else:
        subjects = () if spot.subject is None else (spot.subject,)
        place.teaches = [Teaching(band, subjects) for band in bands]
    return place


def _followed(bands: Sequence[Band]) -> list[Subject]:
    options = [band.subject for band in bands if band.subject is not None]
    return [FRENCH, MATHS, HISTORY, ENGLISH, *options]
