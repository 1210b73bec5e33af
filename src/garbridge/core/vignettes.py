"""Pictures of resources (*vignettes*): the portal's own copies, so that nobody else serves them.

A picture that the reader's browser fetched from its publisher would tell the publisher who looks,
and when, before anything is opened.  So the portal fetches it ahead of time and serves a copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import ResourceId

LARGEST: Final = 512 * 1024
"""Octets of one picture, as it is fetched."""
MOST_ACROSS: Final = 2_048
"""Pixels of either side: what a browser unpacks is four octets for each of them."""
LEAST_ACROSS: Final = 16
"""Below it is no picture, but something that counts who looks."""
KEPT: Final = timedelta(days=30)
"""For so long a copy is shown that nobody could compare with its address."""
STALE: Final = timedelta(days=7)
"""From which age on somebody is told of a copy."""
LISTED: Final = timedelta(days=14)
"""For so long an address is wanted after a list of the GAR's named it last."""
MOST_LISTED: Final = 5_000
"""Addresses of the GAR's lists in one portal."""
HANDED_OVER: Final = "folder:"
"""With what the address of a picture begins that the portal hands over as a file."""
LONGEST_ADDRESS: Final = 2_000
LONGEST_STAMP: Final = 200


class PictureKind(StrEnum):
    """What a copy may be; no other kind, and no SVG, which is a program.  Values are stable."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"


class PictureFault(StrEnum):
    """Why there is no new copy.  Values are stable."""

    UNREACHABLE = "unreachable"
    """Nobody answered in time, or not over TLS that can be trusted."""
    PRIVATE = "private_address"
    """Its name leads to this machine, or inside of a network."""
    STATUS = "status"
    """Something else than a picture was answered, such as a redirect or that there is none."""
    GONE = "gone"
    """The publisher says that there is none any more."""
    TOO_LARGE = "too_large"
    KIND = "not_a_picture"
    """It is no PNG, JPEG or WebP, or a broken one, or one that moves."""
    DIMENSIONS = "dimensions"
    """Too many pixels, or too few."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A copy that may be served; ``digest`` names its content, as its address does."""

    digest: str
    kind: PictureKind
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the publisher calls its version (*ETag*, *Last-Modified*); empty: it did not say."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vignette:
    """What is known of the picture at one address.

    ``digest`` names the copy, and is empty where there is none.  ``checked`` is when it was last
    the same as at its address.  ``listed`` is when a list of the GAR's named the address last,
    ``None`` where none did.  ``fault`` is why the last attempt failed.
    """

    address: str
    digest: str = ""
    stamp: Stamp = Stamp()
    checked: datetime | None = None
    listed: datetime | None = None
    fault: PictureFault | None = None

    def is_listed(self, now: datetime) -> bool:
        """Say whether a list of the GAR's named it lately."""
        return self.listed is not None and now < self.listed + LISTED

    def is_stale(self, now: datetime) -> bool:
        """Say whether its copy is old: nobody could compare it for a while."""
        return bool(self.digest) and self.checked is not None and self.checked + STALE <= now

    def is_over(self, now: datetime) -> bool:
        """Say whether its copy is so old that it is not shown any more."""
        return bool(self.digest) and self.checked is not None and self.checked + KEPT <= now


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Which pictures there are, by their addresses, at one moment: another moment is another one.

    So it is compared by what it is and not by what is in it, which may be thousands.
    """

    digests: Mapping[str, str]

    def of(self, address: str) -> str:
        """Return the name of the copy of what is at *address*; empty where there is none."""
        return self.digests.get(address, "")

    def of_resource(self, resource: Resource) -> str:
        """Return the name of the copy of its picture; empty where there is none.

        One that the portal hands over wins over what its publisher has.
        """
        return self.of(handed_over(resource.id)) or self.of(resource.vignette)


def handed_over(resource: ResourceId) -> str:
    """Return the address under which a picture of *resource* is kept that the portal hands over.

    >>> handed_over(ResourceId("ark:/12345/atlas/1"))
    'folder:12345,atlas,1'
    """
    return HANDED_OVER + file_name(resource)


def file_name(resource: ResourceId) -> str:
    """Return what the file of a picture of *resource* is called, without what stands for its kind.

    >>> file_name(ResourceId("https://ark.example/ark:/12345/atlas"))
    '12345,atlas'
    """
    return resource.partition("ark:")[2].lstrip("/").replace("/", ",")
