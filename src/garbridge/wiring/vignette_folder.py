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
        try:
            files = sorted(self.folder.iterdir())
        except OSError as broken:
            raise ConfigError([f"vignettes.folder: {type(broken).__name__}"]) from broken
        found: dict[str, Path] = {}
        for file in files:
            is_named = file.suffix.lower() in _SUFFIXES and _NAMES.fullmatch(file.stem)
            if is_named and file.is_file():
                found.setdefault(f"{HANDED_OVER}{file.stem}", file)
        return found

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
