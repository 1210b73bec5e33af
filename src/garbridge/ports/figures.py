"""The ports of what is counted of launches, and of what was published of it."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.statistics.counting import Counted
from garbridge.core.statistics.periods import Period
from garbridge.core.statistics.publications import Publication
from garbridge.core.statistics.tallies import Tally


@dataclass(frozen=True, slots=True)
class Reckoned:
    """How far counting has come.

    Every launch up to ``place`` of the journal is counted.  Tallies of months before ``named``,
    such as ``2026-09``, name nobody any more; empty where all still do.
    """

    place: int = 0
    named: str = ""


class TallyStore(Protocol):
    """How often somebody opened what at a school in a month, in one tenant.

    Tallies stay when the launches they came from are purged.
    """

    def reckoned(self) -> Reckoned:
        """Return how far counting has come; the beginning where it never was begun."""
        ...

    def launches(self, *, after: int, upto: int, limit: int) -> Sequence[Counted]:
        """Return launches beyond *after*, none beyond *upto*, by place, at most *limit*."""
        ...

    def add(self, tallies: Iterable[Tally], *, before: Reckoned, upto: int) -> Reckoned:
        """Add *tallies* to what is there, and note that all is counted up to *upto*; return that.

        All or nothing.  A tally of the same school, person, month, resource, provider and refusal
        grows; its standing is the later one.

        Raises:
            StoreError: nothing was added; also where somebody else counted since *before*.
        """
        ...

    def tallies(self, school: SchoolId, months: Sequence[str]) -> Sequence[Tally]:
        """Return the tallies of *school* from the first to the last of *months*."""
        ...

    def months(self, school: SchoolId) -> Sequence[str]:
        """Return the months of which *school* has tallies, in order."""
        ...

    def named_schools(self, *, before: str) -> Sequence[SchoolId]:
        """Return schools with tallies of months before *before* that name somebody, by UAI."""
        ...

    def named(self, school: SchoolId, *, before: str) -> Sequence[PersonId]:
        """Return who is named by tallies of *school* of months before *before*; no stand-ins."""
        ...

    def rename(self, school: SchoolId, person: PersonId, new: PersonId, *, before: str) -> None:
        """Let *new*, who has none, stand for *person* in tallies of *school* before *before*."""
        ...

    def all_renamed(self, before: str) -> None:
        """Note that nobody is named any more before *before*."""
        ...

    def erase(self, people: Mapping[PersonId, PersonId]) -> int:
        """Let others, who have none, stand for *people* at every school; return in how many.

        It costs hardly more for a few hundred people than for one.
        """
        ...

    def drop(self, school: SchoolId, months: Sequence[str]) -> int:
        """Remove the tallies of *school* from the first to the last of *months*; return how many.

        Nothing but what was published of them is left.
        """
        ...

    def missed(self, last: int) -> bool:
        """Say whether a launch that is sealed under a number up to *last* is not counted."""
        ...


class PublicationStore(Protocol):
    """What was published, in one tenant: nothing is ever changed in it, or taken back."""

    def keep(self, publication: Publication) -> None:
        """Keep *publication*.

        Raises:
            StoreError: it was not kept; one of its school and period is there.
        """
        ...

    def publication(self, school: SchoolId, period: Period) -> Publication | None:
        """Return what was published of *school* and *period*; ``None`` where nothing was."""
        ...

    def periods(self, school: SchoolId) -> Sequence[Period]:
        """Return the periods of *school* that were published, by name."""
        ...

    def published(self, *, months: AbstractSet[str]) -> AbstractSet[tuple[SchoolId, str]]:
        """Return the schools and those of *months* that a published period holds."""
        ...
