"""Copies of vignettes: what is fetched, what stays when that fails, what goes."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ResourceId
from garbridge.core.vignettes import (
    KEPT,
    LISTED,
    MOST_LISTED,
    STALE,
    PictureFault,
    Stamp,
    Vignette,
)
from garbridge.errors import StoreError
from garbridge.ports import NewPicture, PictureAnswer, SamePicture
from garbridge.services.fresh import FRESH
from garbridge.services.vignettes import CopyOutcome, ShownVignettes, VignetteService
from garbridge.stores.memory import MemoryDatabase, MemoryVignettes
from garbridge.testing.vignettes import OTHER, PICTURE
from garbridge.testing.world import ATLAS, NOW, PUBLISHER

ADDRESS, SECOND = "https://img.example/a.png", "https://img.example/b.png"
STAMP = Stamp('"v1"', "Sun, 15 Nov 2026 08:00:00 GMT")
NEW = NewPicture(PICTURE, STAMP)


@dataclass
class Scene:
    """A portal with two resources, one of which has a picture, and a publisher who answers."""

    now: datetime = NOW
    resources: list[str] = field(default_factory=lambda: [ADDRESS, ""])
    answers: dict[str, PictureAnswer] = field(default_factory=dict[str, PictureAnswer])
    asked: list[tuple[str, Stamp]] = field(default_factory=list[tuple[str, Stamp]])
    store: MemoryVignettes = field(default_factory=lambda: MemoryVignettes(MemoryDatabase()))

    def catalogue(self) -> Catalogue:
        """Return what is registered now."""
        named = enumerate(self.resources)
        found = [replace(ATLAS, id=ResourceId(f"r{n}"), vignette=one) for n, one in named]
        return Catalogue([PUBLISHER], found)

    def fetch(self, asked: Iterable[tuple[str, Stamp]]) -> Iterator[tuple[str, PictureAnswer]]:
        """Answer as the publisher does; who says nothing cannot be reached."""
        for address, stamp in asked:
            self.asked.append((address, stamp))
            yield address, self.answers.get(address, PictureFault.UNREACHABLE)

    def refresh(self) -> dict[str, CopyOutcome]:
        """Refresh; return what became of each address."""
        self.asked.clear()
        service = VignetteService(
            store=self.store,
            catalogue=self.catalogue,
            allows=lambda address: address.startswith("https://img.example/"),
            clock=lambda: self.now,
        )
        return {one.address: one.outcome for one in service.refresh(self)}

    def shown(self) -> ShownVignettes:
        """Return what a process knows."""
        return ShownVignettes(
            self.store, lambda one: one.startswith("https://img.example/"), lambda: self.now
        )


@pytest.fixture(name="scene")
def _scene() -> Scene:
    """Return one whose picture was fetched."""
    scene = Scene(answers={ADDRESS: NEW})
    assert scene.refresh() == {ADDRESS: CopyOutcome.NEW}
    return scene


def test_a_picture_is_fetched_and_shown(scene: Scene) -> None:
    """Of the resource that has one; its version is kept."""
    assert scene.asked == [(ADDRESS, Stamp())]
    assert scene.shown().shown().of(ADDRESS) == PICTURE.digest
    assert scene.shown().picture(PICTURE.digest) == PICTURE
    (known,) = scene.store.everything()
    assert (known.stamp, known.checked, known.fault) == (STAMP, NOW, None)


def test_what_is_the_same_is_not_sent_again(scene: Scene) -> None:
    """The publisher is told which version is here."""
    scene.now += timedelta(days=1)
    scene.answers[ADDRESS] = SamePicture()

    assert scene.refresh() == {ADDRESS: CopyOutcome.SAME}
    assert scene.asked == [(ADDRESS, STAMP)]
    (known,) = scene.store.everything()
    assert known.checked == scene.now


def test_a_version_whose_copy_is_not_here_is_not_named(scene: Scene) -> None:
    """Nobody would send it."""
    scene.store.keep(Vignette(address=ADDRESS, digest=OTHER.digest, stamp=STAMP))

    assert scene.refresh() == {ADDRESS: CopyOutcome.NEW}
    assert scene.asked == [(ADDRESS, Stamp())]


def test_a_new_picture_takes_the_place_of_the_old(scene: Scene) -> None:
    """And no copy of the old stays."""
    scene.answers[ADDRESS] = NewPicture(OTHER, Stamp())

    assert scene.refresh() == {ADDRESS: CopyOutcome.NEW}
    assert scene.store.shown() == {ADDRESS: OTHER.digest}
    assert scene.store.picture(PICTURE.digest) is None


@pytest.mark.parametrize("fault", [one for one in PictureFault if one is not PictureFault.GONE])
def test_the_copy_stays_when_there_is_no_new_one(scene: Scene, fault: PictureFault) -> None:
    """For thirty days; after a week somebody is told."""
    scene.answers[ADDRESS] = fault
    for age, is_stale in ((STALE - timedelta(seconds=1), False), (STALE, True)):
        scene.now = NOW + age
        assert scene.refresh() == {ADDRESS: CopyOutcome.FAILED}
        (known,) = scene.store.everything()
        assert (known.fault, known.checked, known.is_stale(scene.now)) == (fault, NOW, is_stale)
    scene.now = NOW + KEPT - timedelta(seconds=1)
    scene.refresh()
    assert scene.store.shown() == {ADDRESS: PICTURE.digest}

    scene.now = NOW + KEPT
    scene.refresh()

    assert scene.store.shown() == {}
    assert scene.store.picture(PICTURE.digest) is None
    (known,) = scene.store.everything()
    assert known == Vignette(address=ADDRESS, fault=fault)


def test_what_the_publisher_took_away_goes_at_once(scene: Scene) -> None:
    """They say so: 410."""
    scene.answers[ADDRESS] = PictureFault.GONE

    assert scene.refresh() == {ADDRESS: CopyOutcome.FAILED}
    assert scene.store.shown() == {}


def test_a_picture_that_comes_back(scene: Scene) -> None:
    """What failed is forgotten once it succeeds."""
    scene.answers[ADDRESS] = PictureFault.STATUS
    scene.refresh()
    scene.answers[ADDRESS] = SamePicture()
    scene.refresh()

    (known,) = scene.store.everything()
    assert known.fault is None


@pytest.mark.parametrize("now", [[], ["https://other.example/a.png"]])
def test_what_no_resource_has_any_more_goes(scene: Scene, now: list[str]) -> None:
    """With the resource, with its picture, and with the host that nobody asks any more."""
    scene.resources = now

    assert scene.refresh() == {ADDRESS: CopyOutcome.DROPPED}
    assert scene.asked == []
    assert list(scene.store.everything()) == []
    assert scene.store.picture(PICTURE.digest) is None


def test_two_resources_with_one_picture(scene: Scene) -> None:
    """It is asked for once, and stays while one of them has it."""
    scene.resources = [ADDRESS, ADDRESS]
    scene.refresh()
    assert len(scene.asked) == 1

    scene.resources = [ADDRESS]
    scene.refresh()
    assert scene.store.shown() == {ADDRESS: PICTURE.digest}


def test_what_lists_of_the_gar_name(scene: Scene) -> None:
    """It is fetched the next time, from allowed hosts alone, and goes two weeks after the last."""
    shown = scene.shown()
    shown.note_listed([SECOND, "", "https://tracker.example/1", "http://img.example/b.png"])
    assert SECOND not in shown.shown().digests
    scene.answers[SECOND] = NewPicture(OTHER, STAMP)

    assert scene.refresh()[SECOND] is CopyOutcome.NEW
    assert [one.address for one in scene.store.everything()] == [ADDRESS, SECOND]
    scene.now += LISTED - timedelta(seconds=1)
    assert SECOND in scene.refresh()
    scene.now += timedelta(seconds=1)

    assert scene.refresh()[SECOND] is CopyOutcome.DROPPED


def test_an_address_is_noted_once_a_day(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that lists the same writes nothing."""
    written: list[datetime] = []
    keep = scene.store.note_listed

    def noting(found: Collection[str], *, now: datetime) -> None:
        written.append(now)
        keep(found, now=now)

    monkeypatch.setattr(scene.store, "note_listed", noting)
    shown = scene.shown()
    for _ in range(3):
        shown.note_listed([SECOND])
    scene.now += timedelta(days=1)
    shown.note_listed([SECOND])

    assert written == [NOW, scene.now]


def test_a_list_without_an_end_fills_nothing(scene: Scene) -> None:
    """More addresses than any portal has are not noted."""
    shown = scene.shown()
    shown.note_listed([f"https://img.example/{number}" for number in range(MOST_LISTED + 1)])

    assert len(scene.store.everything()) == 1


class _AwayStore(MemoryVignettes):
    """A database that is away from some time on."""

    is_away = False

    def shown(self) -> dict[str, str]:
        """Fail while it is away."""
        if self.is_away:
            raise StoreError("away")
        return dict(super().shown())

    def note_listed(self, addresses: Collection[str], *, now: datetime) -> None:
        """Fail."""
        raise StoreError(f"away: {len(addresses)} at {now}")


def test_a_page_does_not_fail_for_want_of_pictures() -> None:
    """What was known is shown on; what is listed is noted another time."""
    store = _AwayStore(MemoryDatabase())
    scene = Scene(answers={ADDRESS: NEW}, store=store)
    scene.refresh()
    shown = scene.shown()
    before = shown.shown()
    store.is_away = True
    scene.now += FRESH

    assert shown.shown() is before
    shown.note_listed([SECOND])


def test_which_there_are_is_read_once_a_minute(scene: Scene) -> None:
    """The same object while nothing changed: what was drawn with it is shown on."""
    shown = scene.shown()
    first = shown.shown()
    scene.answers[ADDRESS] = NewPicture(OTHER, Stamp())
    scene.refresh()
    assert shown.shown() is first
    scene.now += FRESH

    second = shown.shown()
    assert second.of(ADDRESS) == OTHER.digest
    scene.now += FRESH
    assert shown.shown() is second


def test_a_clock_that_was_set_back(scene: Scene) -> None:
    """It is read anew: else nothing would be until that time comes again."""
    shown = scene.shown()
    shown.shown()
    scene.store.drop([ADDRESS])
    scene.now -= timedelta(days=1)

    assert shown.shown().of(ADDRESS) == ""
