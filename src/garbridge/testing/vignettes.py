"""The contract of :class:`garbridge.ports.VignetteStore`.

Subclass it with the fixtures ``vignettes``, empty, and ``transaction``, which belongs to it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.vignettes import Picture, PictureFault, PictureKind, Stamp, Vignette
from garbridge.errors import StoreError
from garbridge.ports import Transaction, VignetteStore
from garbridge.testing.world import NOW

PICTURE = Picture("0123456789abcdef" * 2, PictureKind.WEBP, b"RIFF\0\xff'\\")
OTHER = Picture("f" * 32, PictureKind.PNG, b"\x89PNG\0")
VIGNETTE = Vignette(
    address="https://vignettes.example/a%20b.webp?v='1'",
    digest=PICTURE.digest,
    stamp=Stamp('W/"é-1"', "Sun, 15 Nov 2026 08:00:00 GMT"),
    checked=NOW + timedelta(microseconds=1),
)
SECOND = replace(VIGNETTE, address="https://vignettes.example/" + "b" * 1_900)


class VignetteStoreContract:
    """What every store of copies of vignettes promises."""

    def test_there_is_nothing_at_first(self, vignettes: VignetteStore) -> None:
        """An empty store answers."""
        assert vignettes.shown() == {}
        assert list(vignettes.everything()) == []
        assert vignettes.picture(PICTURE.digest) is None
        assert vignettes.drop([VIGNETTE.address]) == 0

    def test_everything_comes_back_as_it_was(self, vignettes: VignetteStore) -> None:
        """To the octet and to the microsecond, of an address of any length."""
        failed = Vignette(address="https://a.example/", listed=NOW, fault=PictureFault.DIMENSIONS)
        vignettes.keep(VIGNETTE, PICTURE)
        vignettes.keep(SECOND)
        vignettes.keep(failed)

        assert list(vignettes.everything()) == [failed, VIGNETTE, SECOND]
        assert vignettes.picture(PICTURE.digest) == PICTURE
        assert vignettes.picture(PICTURE.digest.upper()) is None
        assert vignettes.shown() == dict.fromkeys(
            (VIGNETTE.address, SECOND.address), PICTURE.digest
        )

    def test_a_copy_without_its_content_is_not_shown(self, vignettes: VignetteStore) -> None:
        """A page would show a broken picture."""
        vignettes.keep(VIGNETTE)

        assert vignettes.shown() == {}

    def test_a_new_picture_takes_the_place(self, vignettes: VignetteStore) -> None:
        """The one before is gone, unless another address has it."""
        vignettes.keep(VIGNETTE, PICTURE)
        vignettes.keep(SECOND, PICTURE)
        vignettes.keep(replace(VIGNETTE, digest=OTHER.digest), OTHER)
        assert vignettes.picture(PICTURE.digest) == PICTURE

        vignettes.keep(replace(SECOND, digest=OTHER.digest), OTHER)

        assert vignettes.picture(PICTURE.digest) is None
        assert vignettes.picture(OTHER.digest) == OTHER

    def test_a_failure_keeps_the_copy(self, vignettes: VignetteStore) -> None:
        """What was noted takes the place of what was; the content stays."""
        vignettes.keep(VIGNETTE, PICTURE)
        failed = replace(VIGNETTE, fault=PictureFault.UNREACHABLE)
        vignettes.keep(failed)

        assert list(vignettes.everything()) == [failed]
        assert vignettes.picture(PICTURE.digest) == PICTURE

    def test_what_lists_name_is_noted(self, vignettes: VignetteStore) -> None:
        """Of an address that is known nothing else changes."""
        vignettes.keep(VIGNETTE, PICTURE)
        vignettes.note_listed([VIGNETTE.address, SECOND.address], now=NOW)
        later = NOW + timedelta(days=1)
        vignettes.note_listed([SECOND.address], now=later)
        vignettes.note_listed([], now=later)

        assert list(vignettes.everything()) == [
            replace(VIGNETTE, listed=NOW),
            Vignette(address=SECOND.address, listed=later),
        ]

    def test_what_nobody_has_is_forgotten(self, vignettes: VignetteStore) -> None:
        """With its content once the last address that has it goes."""
        vignettes.keep(VIGNETTE, PICTURE)
        vignettes.keep(SECOND)

        assert vignettes.drop([VIGNETTE.address, "https://unknown.example/"]) == 1
        assert vignettes.picture(PICTURE.digest) == PICTURE
        assert vignettes.drop([SECOND.address]) == 1

        assert vignettes.picture(PICTURE.digest) is None
        assert list(vignettes.everything()) == []

    def test_all_or_nothing(self, vignettes: VignetteStore, transaction: Transaction) -> None:
        """What is undone is neither known nor shown."""

        def fail() -> None:
            with transaction():
                vignettes.keep(VIGNETTE, PICTURE)
                vignettes.note_listed([SECOND.address], now=NOW)
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            fail()

        assert list(vignettes.everything()) == []
        assert vignettes.picture(PICTURE.digest) is None
