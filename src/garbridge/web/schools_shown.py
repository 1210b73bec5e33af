"""Which of several schools somebody looks at, and what is to be said of each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from garbridge.core.identifiers import SchoolId
from garbridge.core.people import School
from garbridge.core.vocabulary import Kind, kind_of
from garbridge.services.shelf import Tile
from garbridge.web.finding import EVERYWHERE, Asked


@dataclass(frozen=True, slots=True)
class SchoolShown:
    """One of somebody's schools: the address of its list, how much there is in it.

    ``shut`` says why nothing is: the portal is not open there yet.
    """

    id: str
    name: str
    kind: Kind
    url: str
    count: int
    is_chosen: bool
    shut: Markup | None


@dataclass(frozen=True, slots=True)
class Choosing:
    """Several schools, by name, and the address of the list of all of them."""

    schools: Sequence[SchoolShown]
    everywhere: str
    total: int
    is_everywhere: bool

    @property
    def told(self) -> Iterable[SchoolShown]:
        """Yield those of which there is something to say: shut, or without anything."""
        return (
            one
            for one in self.schools
            if (one.shut or not one.count) and (self.is_everywhere or one.is_chosen)
        )


def choosing(
    known: Mapping[SchoolId, School],
    tiles: Iterable[Tile],
    shut: Mapping[SchoolId, Markup],
    asked: Asked,
    home: str,
) -> Choosing | None:
    """Return what is said of *known*, the schools of one person; ``None`` if there is one."""
    if len(known) < 2:  # noqa: PLR2004 - several begin at two
        return None
    counts = Counter(tile.school for tile in tiles)
    shown = [
        SchoolShown(
            id=name.lower(),
            name=school.name,
            kind=kind_of([school]),
            url=asked.url(home, etab=name.lower()),
            count=counts[name],
            is_chosen=asked.search.school == name,
            shut=shut.get(name),
        )
        for name, school in known.items()
    ]
    return Choosing(
        schools=sorted(shown, key=lambda one: (one.name, one.id)),
        everywhere=asked.url(home, etab=EVERYWHERE),
        total=counts.total(),
        is_everywhere=asked.search.school is None,
    )
