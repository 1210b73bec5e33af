"""The ports towards the State's GAR: its lists, its catalogue, and the last good one of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.national import ListedResource, PublicResource
from garbridge.core.national_access import NationalAccess
from garbridge.core.national_faults import ListFault
from garbridge.core.offer import OfferStanding


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list that was read whole; ``left_out`` counts entries of it that cannot be shown."""

    resources: tuple[ListedResource, ...] = field(repr=False)
    left_out: int = 0


class NationalLists(Protocol):
    """Asks the GAR which resources somebody finds there, school by school.

    It does not raise: a GAR that is away is an ordinary case.
    """

    def ask(self, places: Sequence[NationalAccess]) -> Mapping[SchoolId, ListRead | ListFault]:
        """Return what became of the question for each school of *places*, within a bound of time.

        They are asked about all at once: what one school is answered hangs on no other.
        """
        ...


@dataclass(frozen=True, slots=True)
class KeptList:
    """The last good list of one person through one school, and when it was given."""

    at: datetime
    resources: tuple[ListedResource, ...] = field(repr=False)


class KeptLists(Protocol):
    """The last good lists of each person, sealed, until their time is over.

    What keeps them does not tell whose they are, nor what is in them.
    """

    def of_person(self, person: PersonId, *, now: datetime) -> Mapping[SchoolId, KeptList]:
        """Return what is kept of *person* at *now*."""
        ...

    def keep(self, person: PersonId, lists: Mapping[SchoolId, KeptList], *, now: datetime) -> None:
        """Let *lists* stand for everything that was kept of *person* before.

        Of two at once one is kept.  It does not raise: a list that is not kept is asked for again.
        """
        ...

    def forget(self, person: PersonId) -> None:
        """Remove everything that is kept of *person*, ended or not.

        Raises:
            StoreError: it is not certain that it is gone.
        """
        ...


@dataclass(frozen=True, slots=True)
class OfferRead:
    """A catalogue that was read whole, and when the GAR says that it made it.

    ``left_out`` counts entries of it that cannot be shown.
    """

    resources: tuple[PublicResource, ...] = field(repr=False)
    generated: datetime | None = None
    left_out: int = 0


class NationalOffer(Protocol):
    """Asks the GAR for its catalogue for everybody; never in a request of a person.

    It does not raise: a GAR that is away is an ordinary case.
    """

    def fetch(self) -> OfferRead | ListFault:
        """Return what became of the question."""
        ...


class OfferStore(Protocol):
    """The last good catalogue of one tenant."""

    def standing(self) -> OfferStanding | None:
        """Return which one is kept; ``None`` where none ever was."""
        ...

    def resources(self) -> Sequence[PublicResource]:
        """Return everything in it, by identifier."""
        ...

    def replace(self, resources: Sequence[PublicResource], standing: OfferStanding) -> None:
        """Let *resources*, each named once, take the place of everything that was kept.

        Raises:
            StoreError: what was kept is kept as it was.
        """
        ...

    def note(self, standing: OfferStanding) -> None:
        """Keep *standing* for the same resources: they were fetched again.

        Raises:
            StoreError: it could not be kept.
        """
        ...
