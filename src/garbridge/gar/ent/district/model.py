"""What an invented district is made of, before it is written in the form of an export."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from garbridge.core.identifiers import SchoolId
from garbridge.core.people import GroupKind, Profile


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject.  ``spread`` is how many divisions one teacher of it has."""

    code: str
    label: str
    spread: int = 4


@dataclass(frozen=True, slots=True)
class Level:
    """A level; in the first degree ``code`` is the statistical code itself."""

    code: str
    label: str
    statistical: str
    age: int
    divisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A school: what is taught there, to how many, by whom else than teachers."""

    id: SchoolId
    name: str
    degree: int
    pupils: int
    levels: tuple[Level, ...]
    staff: tuple[tuple[Profile, int], ...]
    tongues: tuple[Subject, ...] = ()
    """Second languages and options: taught in groups."""
    subjects: tuple[Subject, ...] = ()
    """Common subjects: taught by division."""


@dataclass(frozen=True, slots=True)
class Band:
    """A division or a group of a school."""

    code: str
    label: str
    kind: GroupKind
    level: Level | None
    subject: Subject | None = None
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Teaching:
    """A teacher before a band, in some subjects; in the first degree the subjects are not told."""

    band: Band
    subjects: tuple[Subject, ...]


@dataclass(slots=True)
class Place:
    """Somebody's place at one school."""

    site: Site
    profile: Profile
    bands: list[Band] = field(default_factory=list[Band])
    followed: list[Subject] = field(default_factory=list[Subject])
    teaches: list[Teaching] = field(default_factory=list[Teaching])

    def levels(self) -> Iterator[Level]:
        """Yield the levels of what is attended or taught, each once."""
        bands = [*self.bands, *(teaching.band for teaching in self.teaches)]
        seen = {band.level.code: band.level for band in bands if band.level is not None}
        yield from seen.values()


@dataclass(slots=True)
class Resident:
    """Somebody of the district, pupil or staff."""

    id: str
    family_name: str
    given_name: str
    civility: str
    birth: date
    places: list[Place]
    email: str = ""
    other_names: tuple[str, ...] = ()
    delegate: bool = False

    @property
    def pupil(self) -> bool:
        """Whether the person is stated among the pupils."""
        return self.places[0].profile is Profile.PUPIL


@dataclass(slots=True)
class Cluster:
    """Four schools and everybody in them: what is held in memory at once."""

    sites: tuple[Site, ...]
    bands: dict[SchoolId, list[Band]]
    residents: list[Resident]

    def site(self, index: int) -> Site:
        """Return the école (0), one of the collèges (1, 2) or the lycée (3)."""
        return self.sites[index]

    def band(self, site: Site, code: str) -> Band:
        """Return a division or group by its code."""
        return next(band for band in self.bands[site.id] if band.code == code)
