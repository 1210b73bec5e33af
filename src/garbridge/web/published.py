"""What the page for families shows of each publisher, and what one process keeps of it."""

from dataclasses import dataclass
from datetime import datetime

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import SchoolId
from garbridge.core.messages import Language
from garbridge.core.vocabulary import Kind
from garbridge.services.fresh import FRESH


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRow:
    """One attribute that a publisher is told."""

    label: str
    whom: str
    why: str
    basis: str
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One section of the page."""

    name: str
    titles: str
    more: int
    is_anonymous: bool
    rows: tuple[PublicRow, ...]
    terms: tuple[tuple[str, list[str]], ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """Sections that were worked out from *catalogue* at *at*."""

    publishers: tuple[Publisher, ...]
    catalogue: Catalogue
    at: datetime

    def hold(self, catalogue: Catalogue, now: datetime) -> bool:
        """Say whether they are a minute old at most, and no policy is another one since."""
        return self.catalogue is catalogue and self.at <= now < self.at + FRESH


Asked = tuple[SchoolId | None, Language, Kind]
"""The school, ``None`` for all of them, in which language, and in whose words."""
