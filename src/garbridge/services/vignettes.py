"""The portal's copies of vignettes: fetched ahead of time, never because somebody looks.

What is fetched is what the catalogue names, and what a list of the GAR's named lately; from hosts
that the configuration names.  A copy stays when its publisher cannot be reached, for thirty days.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from garbridge.core.catalogue import Catalogue
from garbridge.core.vignettes import MOST_LISTED, Picture, PictureFault, Shown, Stamp, Vignette
from garbridge.errors import StoreError
from garbridge.ports import (
    Clock,
    NewPicture,
    PictureAnswer,
    PictureSource,
    SamePicture,
    VignetteStore,
)
from garbridge.services.fresh import Fresh


class CopyOutcome(StrEnum):
    """What became of one address.  Values are stable."""

    NEW = "new"
    SAME = "same"
    FAILED = "failed"
    """The copy of before stays, if there is one."""
    DROPPED = "dropped"
    """No resource has this picture any more, or no host is asked for it."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of *address*; ``since`` is how old a copy is that stays after a failure."""

    address: str
    outcome: CopyOutcome
    fault: PictureFault | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VignetteService:
    """Keeps the copies.

    ``allows`` says of an address whether a picture may be fetched from there, ``handed_over`` which
    ones the portal hands over as files.
    """

    store: VignetteStore
    catalogue: Callable[[], Catalogue]
    allows: Callable[[str], bool]
    clock: Clock
    handed_over: Callable[[], Iterable[str]] = tuple

    def refresh(self, source: PictureSource) -> Iterator[Copied]:
        """Compare every copy with its address, fetch what is new, forget what nobody has.

        Raises:
            StoreError: the database is away; what was done until then stays.
        """
        now = self.clock()
        known = {one.address: one for one in self.store.everything()}
        wanted = dict.fromkeys(self.handed_over())
        wanted |= dict.fromkeys(filter(self.allows, self._addresses(known.values(), now)))
        gone = [address for address in known if address not in wanted]
        self.store.drop(gone)
        yield from (Copied(address, CopyOutcome.DROPPED) for address in gone)
        there = self.store.shown()
        # Who is told a version does not send it again: only where it is here that is what we want.
        asked = [(one, known[one].stamp if one in there else Stamp()) for one in wanted]
        for address, answer in source.fetch(asked):
            yield self._done(known.get(address, Vignette(address=address)), answer, now)

    def everything(self) -> Sequence[Vignette]:
        """Return what is known of each address."""
        return self.store.everything()

    def stale(self) -> Sequence[Vignette]:
        """Return the copies that nobody could compare with their address for a while."""
        now = self.clock()
        return [one for one in self.store.everything() if one.is_stale(now)]

    def _addresses(self, known: Iterable[Vignette], now: datetime) -> Iterator[str]:
        yield from (one.vignette for one in self.catalogue().resources.values() if one.vignette)
        listed = [one for one in known if one.is_listed(now)]
        listed.sort(key=lambda one: (one.listed or now, one.address), reverse=True)
        yield from (one.address for one in listed[:MOST_LISTED])

    def _done(self, one: Vignette, answer: PictureAnswer, now: datetime) -> Copied:
        if isinstance(answer, NewPicture):
            self.store.keep(_of(one, answer.picture, answer.stamp, now), answer.picture)
            is_same = one.digest == answer.picture.digest
            return Copied(one.address, CopyOutcome.SAME if is_same else CopyOutcome.NEW)
        if isinstance(answer, SamePicture):
            self.store.keep(replace(one, checked=now, fault=None))
            return Copied(one.address, CopyOutcome.SAME)
        if answer is PictureFault.GONE or one.is_over(now):
            one = Vignette(address=one.address, listed=one.listed)
        self.store.keep(replace(one, fault=answer))
        return Copied(one.address, CopyOutcome.FAILED, answer, one.checked)


class ShownVignettes:
    """What one process knows of the copies, so that no page asks for them one by one.

    Args:
        store: Where they are.
        allows: Whether a picture may be fetched from an address at all.
        clock: The time.
    """

    def __init__(self, store: VignetteStore, allows: Callable[[str], bool], clock: Clock) -> None:
        self._store = store
        self._allows = allows
        self._clock = clock
        self._shown = Fresh(Shown({}), self._read, clock)
        self._noted: tuple[date | None, set[str]] = (None, set())

    def shown(self) -> Shown:
        """Return which there are; the same object as before while nothing changed."""
        return self._shown.value()

    def picture(self, digest: str) -> Picture | None:
        """Return the copy of that name."""
        return self._store.picture(digest)

    def note_listed(self, addresses: Iterable[str]) -> None:
        """Let what a list of the GAR's names be fetched next time: each is noted once a day.

        A list is somebody's own.  What is kept is an address and a day, and not whose list it was.
        """
        now = self._clock()
        day, noted = self._noted
        if day != now.date():
            noted = set[str]()
            self._noted = now.date(), noted
        new = {one for one in addresses if one and one not in noted}
        if not new or len(noted) + len(new) > MOST_LISTED:
            return
        wanted = [one for one in new if self._allows(one)]
        try:
            if wanted:
                self._store.note_listed(wanted, now=now)
        except StoreError:
            return  # the next page that shows it notes it
        noted |= new

    def _read(self, before: Shown) -> Shown:
        try:
            found = self._store.shown()
        except StoreError:
            return before
        return before if found == before.digests else Shown(found)


def _of(one: Vignette, picture: Picture, stamp: Stamp, now: datetime) -> Vignette:
    return replace(one, digest=picture.digest, stamp=stamp, checked=now, fault=None)


def hosts_of(addresses: Collection[str]) -> Sequence[tuple[str, int]]:
    """Return how many of *addresses* are at each host, by host.

    >>> hosts_of(["https://a.example/1", "https://a.example/2"])
    [('a.example', 2)]
    """
    found = [one.split("/")[2] for one in addresses]
    return [(host, found.count(host)) for host in sorted(set(found))]
