"""What a provider's notice of a resource says (ScoLOMFR), and how it differs from the catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import ResourceId
from garbridge.core.indexing import UNINDEXED, Indexing, Vocabulary, labels

MOST_DOMAINS: Final = 5
"""Of one notice on a card: a textbook may name seven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one notice says; what it leaves out is empty.

    ``url`` is the access URL: where the browser starts, and what a SAML provider repeats in
    RelayState.  ``place`` is where it stands: file and line.
    """

    place: str
    resource: ResourceId
    title: str
    url: str
    description: str = ""
    publisher: str = ""
    vignette: str = ""
    indexing: Indexing = UNINDEXED

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels, in words."""
        return labels(self.indexing.of(Vocabulary.LEVELS))

    @property
    def discipline(self) -> str:
        """The domains, in words on one line, as a card shows them: not all of many."""
        return ", ".join(labels(self.indexing.of(Vocabulary.SUBJECTS))[:MOST_DOMAINS])

    @property
    def types(self) -> tuple[str, ...]:
        """What it is, in words."""
        return labels(self.indexing.of(Vocabulary.DOCUMENTS))


def differences(notice: Notice, resource: Resource) -> Iterator[str]:
    """Yield the keys of *resource* that say something else than *notice* does.

    What a notice leaves out it does not contradict.  What a school calls its discipline is its own:
    delegations and rules go by it.
    """
    said: dict[str, tuple[object, object]] = {
        "title": (notice.title, resource.title),
        "url": (notice.url, resource.url),
        "publisher": (notice.publisher, resource.publisher),
        "vignette": (notice.vignette, resource.vignette),
        "levels": (notice.levels, resource.levels),
        "types": (notice.types, resource.types),
        "publisher_id": (notice.indexing.publisher_id, resource.indexing.publisher_id),
        "terms": (frozenset(notice.indexing.terms), frozenset(resource.indexing.terms)),
    }
    for key, (stated, kept) in said.items():
        if stated and stated != kept:
            yield key
