"""What an export says, before it is a file: schools, people, who belongs where, who may assign.

Whoever has people in another form (a directory, a table of another portal, an invented district)
makes these values; :mod:`garbridge.gar.ent.stating` alone knows in which block each one stands.
An empty text is a field that is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.gar.ent.schema import Degree


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLevel:
    """A level of one school (GAR: *MEF*).  ``statistical`` is its MEFSTAT11, eleven digits."""

    code: str
    label: str
    statistical: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedSubject:
    """A subject of one school (GAR: *matière*)."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedGroup:
    """A division or a group of one school; ``parents`` are the divisions a group draws from."""

    code: str
    label: str
    division: bool
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedSchool:
    """A school and what it has: levels and subjects are stated in the second degree only."""

    id: SchoolId
    name: str
    degree: Degree
    contract: str = ""
    telephone: str = ""
    levels: tuple[StatedLevel, ...] = ()
    subjects: tuple[StatedSubject, ...] = ()
    groups: tuple[StatedGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPerson:
    """Somebody, stated once in all of an export, in the files of one ``degree``.

    ``profiles`` are schools with the profile there, as it is written (``National_elv``).
    ``other_names`` are those beside ``given_name``, which is written among them as the schema asks.
    ``birth`` is a day (``2015-03-09``).  ``posts`` are schools with the codes of what a teacher is
    appointed for (GAR: *disciplines de poste*, in the first degree *spécialités*).
    """

    id: PersonId
    pupil: bool
    degree: Degree
    family_name: str
    given_name: str
    profiles: tuple[tuple[SchoolId, str], ...]
    other_names: tuple[str, ...] = ()
    civility: str = ""
    birth_name: str = ""
    attached: str = ""
    birth: str = ""
    posts: tuple[tuple[SchoolId, tuple[str, ...]], ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A division or group that somebody teaches, and which subjects, one at least."""

    code: str
    division: bool
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is known of somebody beside what a directory keeps; the fields are those above.

    ``taught`` says which subjects a teacher teaches to which classes, by school.
    """

    other_names: tuple[str, ...] = ()
    birth_name: str = ""
    attached: str = ""
    birth: str = ""
    posts: tuple[tuple[SchoolId, tuple[str, ...]], ...] = ()
    taught: Mapping[SchoolId, tuple[Taught, ...]] = field(
        default_factory=dict[SchoolId, tuple[Taught, ...]]
    )


NOTHING_MORE: Final = Details()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPlace:
    """To what somebody belongs at one school, by codes."""

    person: PersonId
    pupil: bool
    school: SchoolId
    degree: Degree
    levels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()
    teaches: tuple[Taught, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDelegate:
    """Who may assign at some schools (GAR: *GARRespAff*); one e-mail at least is required."""

    person: PersonId
    degree: Degree
    family_name: str
    given_name: str
    civility: str
    emails: tuple[str, ...]
    schools: tuple[SchoolId, ...]


@dataclass(frozen=True, slots=True)
class StatedRoll:
    """One school with those who are stated with it and all who belong there."""

    school: StatedSchool
    people: tuple[StatedPerson, ...]
    places: tuple[StatedPlace, ...]


class Statement(Protocol):
    """All that one export says; it can be told once, school by school, in bounded memory."""

    @property
    def tenant(self) -> TenantId:
        """Whose export it is."""
        ...

    def rolls(self) -> Iterator[StatedRoll]:
        """Yield every school; everybody is among the ``people`` of one of them."""
        ...

    def delegates(self) -> Iterator[StatedDelegate]:
        """Yield who may assign, each once; after the last of :meth:`rolls`."""
        ...
