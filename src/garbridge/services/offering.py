"""The GAR's catalogue for everybody, looked through by words and by facets.

Some sixteen thousand resources: each is spelled out once a process and catalogue, so that a page
costs some milliseconds.  What the GAR says not to show (*affichable*) is in no answer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from threading import Lock
from typing import Final

from garbridge.core.exporting import ExportRules
from garbridge.core.finding import Wanted, distance
from garbridge.core.jobs import Job, RunOutcome
from garbridge.core.levels import as_one_goes
from garbridge.core.national import PublicResource
from garbridge.core.offer import OfferStanding
from garbridge.core.people import School
from garbridge.core.spelling import spelled, words
from garbridge.core.synonyms import Synonyms
from garbridge.ports import OfferStore, RunStore
from garbridge.services.finding import Choice
from garbridge.services.national_shelf import bare

MOST_CHOICES: Final = 40
"""Values of one facet that are offered: those with the most resources."""
_BETWEEN: Final = "\n"


class OfferFacet(StrEnum):
    """By what the catalogue can be narrowed.  Values stand in addresses and are stable."""

    SUBJECT = "discipline"
    LEVEL = "niveau"
    TYPE = "type"
    PUBLISHER = "editeur"
    SELLER = "distributeur"


_VALUES: Final[Mapping[OfferFacet, Callable[[PublicResource], Iterable[str]]]] = {
    OfferFacet.SUBJECT: lambda one: one.subjects,
    OfferFacet.LEVEL: lambda one: one.levels,
    OfferFacet.TYPE: lambda one: one.types,
    OfferFacet.PUBLISHER: lambda one: (one.publisher,),
    OfferFacet.SELLER: lambda one: one.seller_names,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSearch:
    """What somebody looks for: words, and for a facet the values of which one must be there."""

    wanted: Wanted = field(default_factory=Wanted)
    chosen: Mapping[OfferFacet, Sequence[str]] = field(
        default_factory=dict[OfferFacet, Sequence[str]]
    )

    @property
    def is_narrow(self) -> bool:
        """Whether something is left out."""
        return bool(self.wanted.words) or any(self.chosen.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFound:
    """What was found of ``among`` resources, and what it can be narrowed by.

    ``more`` counts, for a facet, the values that are not offered beside :data:`MOST_CHOICES`.
    """

    resources: Sequence[PublicResource]
    among: int
    facets: Mapping[OfferFacet, Sequence[Choice]]
    more: Mapping[OfferFacet, int]


@dataclass(frozen=True, slots=True)
class _Value:
    label: str
    rows: set[int]


class OfferIndex:
    """A catalogue that is ready to be looked through.

    Args:
        resources: All of it.
        synonyms: What else things are called.
    """

    def __init__(self, resources: Iterable[PublicResource], synonyms: Synonyms) -> None:
        shown = ((spelled(one.title), one.id, one) for one in resources if one.is_shown)
        self._rows = [row for _, _, row in sorted(shown, key=lambda one: one[:2])]
        titles = [words(row.title) for row in self._rows]
        self._texts = [_text(*one, synonyms) for one in zip(self._rows, titles, strict=True)]
        self._values: dict[OfferFacet, dict[str, _Value]] = {one: {} for one in OfferFacet}
        for number, row in enumerate(self._rows):
            for facet, read in _VALUES.items():
                for label in filter(None, read(row)):
                    known = self._values[facet].setdefault(spelled(label), _Value(label, set()))
                    known.rows.add(number)
        self._arks = frozenset(bare(row.id) for row in self._rows)
        self._titles = frozenset(
            (" ".join(title), _words(row.publisher))
            for row, title in zip(self._rows, titles, strict=True)
        )

    def __len__(self) -> int:
        """How many it shows."""
        return len(self._rows)

    def has(self, resource: str) -> bool:
        """Say whether a resource of that ARK is in it, whatever resolver stands before it."""
        return bare(resource) in self._arks

    def has_titled(self, title: str, publisher: str) -> bool:
        """Say whether one of that title and publisher is in it, whatever its identifier."""
        return bool(publisher) and (" ".join(words(title)), _words(publisher)) in self._titles

    def find(self, search: OfferSearch) -> OfferFound:
        """Return what *search* finds: the nearest first where words are looked for, else by title.

        A choice of a facet counts what would be listed if it were chosen there alone.
        """
        near = self._near(search.wanted)
        kept = {
            facet: self._having(facet, values) for facet, values in search.chosen.items() if values
        }
        facets, more = {}, {}
        for facet in OfferFacet:
            others = [rows for other, rows in kept.items() if other is not facet]
            among = _common(others if near is None else [set(near), *others])
            facets[facet], more[facet] = self._choices(facet, among, search.chosen.get(facet, ()))
        return OfferFound(
            resources=[self._rows[number] for number in self._ordered(near, kept.values())],
            among=len(self._rows),
            facets=facets,
            more=more,
        )

    def _near(self, wanted: Wanted) -> dict[int, int] | None:
        """Return how far each row that has all the words is; ``None`` where there are none."""
        if not wanted.words:
            return None
        begun = [f" {word}" for word in wanted.words]
        found: dict[int, int] = {}
        for number, text in enumerate(self._texts):
            if not all(word in text for word in wanted.words):
                continue
            end = text.find(_BETWEEN)
            if all(text.find(one, 0, end) >= 0 for one in begun):
                found[number] = 0  # what distance() would say, at a tenth of its cost
                continue
            far = distance(text.split(_BETWEEN), wanted)
            if far is not None:
                found[number] = far
        return found

    def _having(self, facet: OfferFacet, values: Iterable[str]) -> set[int]:
        known = self._values[facet]
        named = (known.get(spelled(value)) for value in values)
        return set[int]().union(*(one.rows for one in named if one is not None))

    def _ordered(self, near: dict[int, int] | None, kept: Iterable[set[int]]) -> Iterable[int]:
        """Return the rows that are left; they are numbered by title."""
        if near is None:
            left = _common(kept)
            return range(len(self._rows)) if left is None else sorted(left)
        left = _common([set(near), *kept]) or set()
        return sorted(left, key=lambda number: (near[number], number))

    def _choices(
        self, facet: OfferFacet, among: set[int] | None, chosen: Sequence[str]
    ) -> tuple[Sequence[Choice], int]:
        picked = {spelled(value): value for value in chosen}
        found = [
            Choice(one.label, count, name in picked)
            for name, one in self._values[facet].items()
            if (count := len(one.rows if among is None else one.rows & among)) or name in picked
        ]
        known = self._values[facet]
        found += [
            Choice(value, count=0, is_chosen=True)
            for name, value in picked.items()
            if name not in known
        ]
        found.sort(key=lambda one: (not one.is_chosen, -one.count))
        place = as_one_goes if facet is OfferFacet.LEVEL else _by_name
        offered = sorted(found[:MOST_CHOICES], key=lambda one: place(one.value))
        return offered, len(found) - len(offered)


@dataclass(frozen=True, slots=True)
class KeptOffer:
    """The catalogue as it is kept, and whether a later attempt to fetch it came to nothing."""

    standing: OfferStanding
    index: OfferIndex
    has_failed: bool


class OfferService:
    """What one process knows of the catalogue; it is made ready once for each that was kept.

    Args:
        store: Where it is kept.
        runs: What became of the attempts to fetch it.
        rules: About which schools the GAR is asked; ``None`` where it is asked about none.
        synonyms: What else things are called here.
    """

    def __init__(
        self, store: OfferStore, runs: RunStore, rules: ExportRules | None, synonyms: Synonyms
    ) -> None:
        self._store = store
        self._runs = runs
        self._rules = rules
        self._synonyms = synonyms
        self._lock = Lock()
        self._made: tuple[str, OfferIndex] | None = None

    def shows(self, school: School) -> bool:
        """Say whether the catalogue is told at *school*, which is as the directory has it."""
        return self._rules is not None and self._rules.takes(school)

    def kept(self) -> KeptOffer | None:
        """Return the catalogue; ``None`` where none was ever taken over."""
        standing = self._store.standing()
        if standing is None:
            return None
        runs = self._runs.recent(Job.OFFER_IMPORT, 1)
        failed = any(one.outcome is not RunOutcome.DONE and one.ended > standing.at for one in runs)
        return KeptOffer(standing, self._index(standing.digest), failed)

    def _index(self, digest: str) -> OfferIndex:
        with self._lock:
            if self._made is None or self._made[0] != digest:
                self._made = digest, OfferIndex(self._store.resources(), self._synonyms)
            return self._made[1]


def _common(sets: Iterable[set[int]]) -> set[int] | None:
    """Return what is in all of *sets*; ``None`` is everything."""
    found: set[int] | None = None
    for one in sets:
        found = one if found is None else found & one
    return found


def _by_name(value: str) -> tuple[int, str]:
    return 0, spelled(value)


def _text(row: PublicResource, title: Sequence[str], synonyms: Synonyms) -> str:
    """Return the texts in which words are looked for, the nearest first.

    Who sells it is looked for by what the page calls them: their number where they have no name.
    """
    who = f" {' '.join(map(_words, (row.publisher, *row.seller_names)))} "
    about = " ".join(map(_words, (*row.subjects, *row.levels, *row.types)))
    texts = (synonyms.widened(title), who, synonyms.widened(about.split()) if about else "")
    return _BETWEEN.join(texts)


@lru_cache(maxsize=4096)
def _words(text: str) -> str:
    """Return the words of what stands in many rows."""
    return " ".join(words(text))
