"""The ports towards the State's GAR: its lists, and the last good one of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.national import ListedResource
from garbridge.core.national_access import NationalAccess
from garbridge.core.national_faults import ListFault


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


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """The last good list of one person through one school, until *until*, exclusive.

    ``name`` is random and ``body`` sealed under it: the store does not tell what somebody has.
    """

    person: PersonId
    school: SchoolId
    at: datetime
    until: datetime
    name: str
    body: bytes = field(repr=False)


class KeptLists(Protocol):
    """The last good lists of one tenant."""

    def keep(self, lists: Sequence[KeptList], *, now: datetime) -> None:
        """Let *lists* stand for what was kept before; forget some of what had ended at *now*.

        All or nothing.  A list that is older than the kept one changes nothing.

        Raises:
            StoreError: they could not be kept.
        """
        ...

    def of_person(self, person: PersonId, *, now: datetime) -> Mapping[SchoolId, KeptList]:
        """Return what is kept of *person* at *now*."""
        ...


class ListSealer(Protocol):
    """Turns lists into what a store may keep, and back."""

    def sealed(self, name: str, resources: Sequence[ListedResource]) -> bytes:
        """Return *resources* sealed under *name*, which is random and seals only them."""
        ...

    def opened(self, name: str, body: bytes) -> tuple[ListedResource, ...] | None:
        """Return what *body* holds; ``None`` where it was not sealed so, or by another version."""
        ...
