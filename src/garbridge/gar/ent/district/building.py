"""Builds the people of four schools: who attends, who teaches whom, who else works there."""

import hashlib
import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from garbridge.core.identifiers import SchoolId
from garbridge.core.people import GroupKind, Profile
from garbridge.gar.ent.district.model import (
    Band,
    Cluster,
    Level,
    Place,
    Resident,
    Site,
    Teaching,
)
from garbridge.gar.ent.district.names import BOYS, FAMILY, GIRLS
from garbridge.gar.ent.district.schools import (
    CHOIR,
    ENGLISH,
    FRENCH,
    GERMAN,
    LATIN,
    MATHS,
    READING,
    SPANISH,
    sites_of,
)

_GROUPS = {SPANISH: ("ESP", 3), GERMAN: ("ALL", 1), LATIN: ("LAT", 1)}
_WHOLE_SCHOOL = {CHOIR: "CHORALE", READING: "LECTURE"}
_FOLLOWED = (FRENCH, MATHS, ENGLISH)
_SHARED_SUBJECTS = ("090100", "080100", "070400")
_IDENTIFIER_LENGTH = 16
_DOMAIN = "z9.example"


def build_cluster(number: int, *, seed: int, year: int) -> Cluster:
    """Return the schools and people of one cluster, always the same for the same arguments.

    Args:
        number: From 0.
        seed: Any number.
        year: In which the school year began: decides birth dates.
    """
    sites = sites_of(number)
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - repeatable, and nothing secret
    builder = _Builder(f"{seed}/{number}", year, chance)
    bands = {site.id: bands_of(site) for site in sites}
    for site in sites:
        builder.attend(site, bands[site.id])
    for site in sites:
        builder.teach(site, bands[site.id])
        builder.work(site)
    builder.share(sites[1].id, sites[2].id)
    return Cluster(sites, bands, builder.residents)


def build_school(site: Site, *, seed: int, year: int) -> Cluster:
    """Return the people of one school by itself, likewise."""
    name = f"{seed}/{site.id}"
    builder = _Builder(name, year, random.Random(name))  # noqa: S311 - repeatable, nothing secret
    bands = bands_of(site)
    builder.attend(site, bands)
    builder.teach(site, bands)
    builder.work(site)
    return Cluster((site,), {site.id: bands}, builder.residents)


def _called(level: Level) -> str:
    """Return what a level is called in the names of its classes, without its track."""
    return level.label.partition(" générale")[0]


def bands_of(site: Site) -> list[Band]:
    """Return the divisions of a school, then its groups."""
    bands = [
        Band(code, f"{_called(level)} {code}", GroupKind.DIVISION, level)
        for level in site.levels
        for code in level.divisions
    ]
    for level in site.levels:
        short = level.divisions[0][:-1]
        for subject in site.tongues:
            name, count = _GROUPS.get(subject, ("", 0))
            for number in range(1, count + 1):
                label = f"{subject.label}, {_called(level)}, groupe {number}"
                parents = level.divisions[number - 1 :: count]
                bands.append(
                    Band(f"{short}{name}{number}", label, GroupKind.GROUP, level, subject, parents)
                )
    whole = [(subject, _WHOLE_SCHOOL.get(subject)) for subject in site.tongues]
    return bands + [
        Band(code, subject.label, GroupKind.GROUP, None, subject) for subject, code in whole if code
    ]


def email_of(given: str, family: str, mark: str) -> str:
    """Return an address at a domain that cannot exist."""
    plain = unicodedata.normalize("NFKD", f"{given}.{family}{mark}".replace(" ", "-").lower())
    kept = (letter for letter in plain if letter.isascii() and (letter.isalnum() or letter in ".-"))
    return f"{''.join(kept)}@{_DOMAIN}"


@dataclass(slots=True)
class _Builder:
    name: str
    year: int
    chance: random.Random
    residents: list[Resident] = field(default_factory=list[Resident])

    def attend(self, site: Site, bands: Sequence[Band]) -> None:
        """Fill the divisions of *site* with pupils."""
        divisions = [band for band in bands if band.kind is GroupKind.DIVISION]
        groups = [band for band in bands if band.kind is GroupKind.GROUP]
        for index in range(site.pupils):
            division = divisions[index % len(divisions)]
            level = division.level or site.levels[0]
            place = Place(site, Profile.PUPIL, [division])
            if site.degree != 1:
                place.followed.extend(_FOLLOWED)
            for band in self._options(groups, level, division):
                place.bands.append(band)
                if band.subject is not None and site.degree != 1:
                    place.followed.append(band.subject)
            born = date(self.year - level.age, 1, 1).toordinal() + self.chance.randrange(365)
            self._add(place, date.fromordinal(born))

    def teach(self, site: Site, bands: Sequence[Band]) -> None:
        """Give each division and group of *site* a teacher of each of its subjects."""
        divisions = [band for band in bands if band.kind is GroupKind.DIVISION]
        if site.degree == 1:
            for division in divisions:
                place = Place(site, Profile.TEACHER, teaches=[Teaching(division, ())])
                self._add(place, self._grown_up())
            return
        for subject in site.subjects + site.tongues:
            taught = [band for band in bands if band.subject == subject] or divisions
            teachers = max(1, round(len(taught) / subject.spread))
            for first in range(teachers):
                place = Place(site, Profile.TEACHER)
                place.teaches.extend(Teaching(band, (subject,)) for band in taught[first::teachers])
                self._add(place, self._grown_up())

    def work(self, site: Site) -> None:
        """Add the staff of *site* that does not teach."""
        for profile, count in site.staff:
            for index in range(count):
                resident = self._add(Place(site, profile), self._grown_up())
                resident.delegate = profile is Profile.HEAD and index == 0

    def share(self, one: SchoolId, other: SchoolId) -> None:
        """Let one teacher of each rare subject work at both schools."""
        for code in _SHARED_SUBJECTS:
            here, there = (self._teacher(school, code) for school in (one, other))
            here.places += there.places
            self.residents.remove(there)

    def _teacher(self, school: SchoolId, code: str) -> Resident:
        return next(
            resident
            for resident in self.residents
            for place in resident.places
            if place.site.id == school and code in _codes(place.teaches)
        )

    def _options(self, groups: Sequence[Band], level: Level, division: Band) -> list[Band]:
        chosen: list[Band] = []
        draw = self.chance.random()
        tongue = SPANISH if draw < 0.7 else GERMAN if draw < 0.9 else None  # noqa: PLR2004 - shares
        for band in groups:
            rare = band.subject in {LATIN, CHOIR, READING} and self.chance.random() < 0.08  # noqa: PLR2004 - a share
            mine = division.code in band.parents or not band.parents
            if mine and band.level in {level, None} and (band.subject == tongue or rare):
                chosen.append(band)
        return chosen

    def _grown_up(self) -> date:
        born = self.year - self.chance.randrange(25, 62)
        return date(born, self.chance.randrange(1, 13), self.chance.randrange(1, 29))

    def _add(self, place: Place, birth: date) -> Resident:
        number = len(self.residents)
        digest = hashlib.sha256(f"{self.name}/{number}".encode()).hexdigest()
        woman = self.chance.random() < 0.5  # noqa: PLR2004 - half of them
        given = self.chance.choice(GIRLS if woman else BOYS)
        family = self.chance.choice(FAMILY)
        pupil = place.profile is Profile.PUPIL
        resident = Resident(
            id=digest[:_IDENTIFIER_LENGTH],
            family_name=family,
            given_name=given,
            civility="Mme" if woman else "M.",
            birth=birth,
            places=[place],
            email="" if pupil else email_of(given, family, str(number)),
        )
        self.residents.append(resident)
        return resident


def _codes(teaches: Sequence[Teaching]) -> set[str]:
    return {subject.code for teaching in teaches for subject in teaching.subjects}
