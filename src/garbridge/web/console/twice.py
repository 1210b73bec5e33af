"""Whether a title may be given twice: through the portal, and through the GAR.

What is looked at is the GAR's catalogue for everybody, which names nobody.  The last good lists of
people (:mod:`garbridge.wiring.national_kept`) would say who holds what there, and are not looked
into: they are kept for their owners' own page, and most of them are not there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from garbridge.core.identifiers import ResourceId
from garbridge.core.people import School
from garbridge.wiring import Runtime


@dataclass(frozen=True, slots=True)
class Twice:
    """A title that the GAR distributes too: by its ARK, or else by its title and publisher."""

    title: str
    is_certain: bool


def twice(
    runtime: Runtime, schools: Iterable[School], resources: Iterable[ResourceId]
) -> Sequence[Twice]:
    """Return those of *resources* that the GAR distributes too, as far as its catalogue says so.

    Nothing where the portal asks the GAR about none of *schools*, which are as the directory has
    them, or has no catalogue.
    """
    named = dict.fromkeys(resources)
    if not named or not any(map(runtime.offers.shows, schools)):
        return ()
    kept = runtime.offers.kept()
    if kept is None:
        return ()
    ours, found = runtime.catalogue().resources, list[Twice]()
    for name in named:
        known = ours.get(name)
        is_certain = kept.index.has(name)
        if is_certain or (known and kept.index.has_titled(known.title, known.publisher)):
            found.append(Twice(known.title if known else name, is_certain))
    return found
