"""Pictures that the portal hands over as files: no publisher is asked for them.

Each is named after the ARK of its resource, ``,`` for ``/``: ``12345,atlas.png`` is the picture of
``ark:/12345/atlas``.  They go through the same reading as what a publisher sends.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from garbridge.core.vignettes import HANDED_OVER, LARGEST, PictureFault, Stamp
from garbridge.errors import ConfigError
from garbridge.formats.pictures import read_picture
from garbridge.ports import (
    NewPicture,
    PictureAnswer,
    PictureSource,
    SamePicture,
)

_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".img"})
"""What is inside says what it is; ``.img`` is for whoever fetched it without looking."""
_PICTURES: Final = _SUFFIXES | {".avif", ".bmp", ".gif", ".svg", ".tif", ".tiff"}
"""What somebody meant as a picture, whether it can be one here or not."""
_NAMES: Final = re.compile(r"[0-9]{5,9},[!-~]{1,200}", re.ASCII)
"""What an ARK comes to.  Nothing else is of a resource, and not every name of a disk is text."""


@dataclass(frozen=True, slots=True)
class FolderPictures:
    """Reads the files of *folder*; every other address is left to *others*."""

    folder: Path
    others: PictureSource

    def handed_over(self) -> Mapping[str, Path]:
        """Return the files, by the address under which each is kept.

        What is called otherwise is nobody's.  Of two with one name and different suffixes the first
        by suffix counts.

        Raises:
            ConfigError: the folder is not there, or may not be read: nothing is to be forgotten.
        """
        found: dict[str, Path] = {}
        for file in self._files():
            is_named = file.suffix.lower() in _SUFFIXES and _NAMES.fullmatch(file.stem)
            if is_named and file.is_file():
                found.setdefault(f"{HANDED_OVER}{file.stem}", file)
        return found

    def left_alone(self) -> list[Path]:
        """Return the files that were meant as pictures and are nobody's, in their order.

        Called otherwise than by an ARK, of another kind, or one more of the same name.

        Raises:
            ConfigError: the folder is not there, or may not be read.
        """
        taken = set(self.handed_over().values())
        meant = [file for file in self._files() if file.suffix.lower() in _PICTURES]
        return [file for file in meant if file not in taken and file.name[0] != "."]

    def _files(self) -> list[Path]:
        try:
            return sorted(self.folder.iterdir())
        except OSError as broken:
            raise ConfigError([f"vignettes.folder: {type(broken).__name__}"]) from broken

    def fetch(self, asked: Iterable[tuple[str, Stamp]]) -> Iterator[tuple[str, PictureAnswer]]:
        """Yield what became of each address: files first."""
        files = self.handed_over()
        elsewhere: list[tuple[str, Stamp]] = []
        for address, stamp in asked:
            if address in files:
                yield address, _read(files[address], stamp)
            else:
                elsewhere.append((address, stamp))
        yield from self.others.fetch(elsewhere)


def _read(file: Path, before: Stamp) -> PictureAnswer:
    try:
        with file.open("rb") as source:
            octets = source.read(LARGEST + 1)
    except OSError:
        return PictureFault.UNREACHABLE
    if len(octets) > LARGEST:
        return PictureFault.TOO_LARGE
    found = read_picture(octets)
    if isinstance(found, PictureFault):
        return found
    stamp = Stamp(etag=found.digest)
    return SamePicture() if stamp == before else NewPicture(found, stamp)
