"""Reads the GAR's catalogue for everybody (GAR: *ressourcesDiffusables*), in XML or in JSON.

The XML was seen in samples; the JSON is taken to be the same names, as for the list of one person.
Strict about the whole, lenient about each entry: what is cut off or is no list is not used, an
entry without a name or a title is left out and counted.  ``niveauEducatif``,
``domaineEnseignement`` and ``typologieDocument`` are read where an entry has them, as it would in
the list of one person: no sample of this one does.
"""

from datetime import UTC, datetime
from typing import Final

from garbridge.core.national import PublicResource, Seller
from garbridge.core.national_faults import ListFault
from garbridge.errors import MalformedError, OversizedError
from garbridge.gar.entries import (
    Entry,
    entries_of,
    flag_of,
    is_identifier,
    is_seen,
    pairs_of,
    text_of,
)
from garbridge.gar.resource_list import (
    FIELDS,
    GENERATED,
    PUBLIC_FIELDS,
    PUBLIC_LIST,
    PUBLIC_RESOURCE,
    SELLER,
    SELLER_PARTS,
    TERM,
    Kind,
)
from garbridge.ports import OfferRead

MOST: Final = 60_000
"""Entries that are looked at: the GAR lists some 16,000."""

_TEXTS: Final = {one.attribute: one.name for one in PUBLIC_FIELDS}
_TERMS: Final = {one.attribute: one.name for one in FIELDS if one.kind is Kind.TERMS}


def read_offer(body: bytes) -> OfferRead | ListFault:
    """Return what *body*, decompressed, lists for everybody."""
    resources: dict[str, PublicResource] = {}
    generated, left_out, count = None, 0, 0
    try:
        for name, entry in entries_of(body, PUBLIC_LIST, PUBLIC_RESOURCE, GENERATED):
            count += 1
            if count > MOST:
                return ListFault.INVALID
            if name == GENERATED:
                generated = _instant(text_of(entry.get(GENERATED)))
                continue
            one = _resource(entry)
            if one is None or one.id in resources:
                left_out += 1
            else:
                resources[one.id] = one
    except (MalformedError, OversizedError):
        return ListFault.INVALID
    return OfferRead(tuple(resources.values()), generated, left_out)


def _resource(entry: Entry) -> PublicResource | None:
    said = {attribute: entry.get(name) for attribute, name in _TEXTS.items()}
    texts = {attribute: text_of(value) for attribute, value in said.items()}
    if not is_seen(texts["title"]) or not is_identifier(texts["id"]):
        return None
    return PublicResource(
        id=texts["id"],
        title=texts["title"],
        publisher_id=texts["publisher_id"],
        publisher=texts["publisher"],
        sellers=tuple(Seller(*pair) for pair in pairs_of(entry.get(SELLER), SELLER_PARTS)),
        distributor=texts["distributor"],
        distributor_name=texts["distributor_name"],
        is_shown=flag_of(said["is_shown"]),
        is_distributed=flag_of(said["is_distributed"]),
        mother=texts["mother"],
        member=texts["member"],
        subjects=_labels(entry, "subjects"),
        levels=_labels(entry, "levels"),
        types=_labels(entry, "documents"),
    )


def _labels(entry: Entry, attribute: str) -> tuple[str, ...]:
    labels = (label for _, label in pairs_of(entry.get(_TERMS[attribute]), TERM) if label)
    return tuple(dict.fromkeys(labels))


def _instant(text: str) -> datetime | None:
    """Return the instant of an ``xs:dateTime``; one without a zone is taken for UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
