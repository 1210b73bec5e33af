"""Reads the GAR's list of one person's resources at one school, in JSON or in XML.

It is strict about what somebody would be sent by (the address: https, at a host of the GAR, of the
ENT and the school that were asked for) and lenient about the rest: an absent field, ``null``, one
value where several are usual, an unknown field, another namespace.  One entry that cannot be shown
is left out and counted; the others stand.

Not checked: whether the list is that of the person who was asked about.  The answer does not name
anybody.  It does name the ENT and the school, inside each address: where one of them is another
one, the whole answer is somebody else's, and nothing of it is used.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from garbridge.core.identifiers import SchoolId, TenantId
from garbridge.core.national import ListedResource, Presentation, Term
from garbridge.core.national_faults import ListFault
from garbridge.errors import MalformedError, OversizedError, ValueRefusedError
from garbridge.gar.entries import (
    Entry,
    address_of,
    entries_of,
    is_identifier,
    is_seen,
    pairs_of,
    text_of,
)
from garbridge.gar.entry import named_in
from garbridge.gar.resource_list import FIELDS, LIST, PRESENTATION, RESOURCE, TERM, Kind
from garbridge.ports import ListRead

MOST: Final = 2_000
"""Entries of one list that are looked at."""


class _ForeignError(Exception):
    """An address names another ENT or another school."""


def read_list(
    body: bytes, *, tenant: TenantId, school: SchoolId, parse_address: Callable[[str], str]
) -> ListRead | ListFault:
    """Return what *body* lists.

    Args:
        body: What was answered with a status of 200, decompressed.
        tenant: Whose list was asked for.
        school: Through which school.
        parse_address: Returns an address to which somebody may be sent, or refuses it with
            :class:`~garbridge.errors.ValueRefusedError`.
    """
    try:
        resources: dict[str, ListedResource] = {}
        left_out = 0
        for _, entry in entries_of(body, LIST, RESOURCE):
            if len(resources) + left_out >= MOST:
                return ListFault.INVALID
            one = _resource(entry, tenant, school, parse_address)
            if one is None or one.id in resources:
                left_out += 1
            else:
                resources[one.id] = one
    except (MalformedError, OversizedError):
        return ListFault.INVALID
    except _ForeignError:
        return ListFault.FOREIGN
    if left_out and not resources:
        return ListFault.INVALID  # an empty list is one; one of which nothing can be shown is none
    return ListRead(tuple(resources.values()), left_out)


def _resource(
    entry: Entry, tenant: TenantId, school: SchoolId, parse_address: Callable[[str], str]
) -> ListedResource | None:
    """Return what *entry* says; ``None`` where it has no name, title or address to be sent to."""
    texts: dict[str, str] = {}
    terms: dict[str, tuple[Term, ...]] = {}
    presentation = Presentation()
    for one in FIELDS:
        value = entry.get(one.name)
        match one.kind:
            case Kind.TEXT:
                texts[one.attribute] = text_of(value)
            case Kind.ADDRESS:
                texts[one.attribute] = address_of(value)
            case Kind.TERMS:
                terms[one.attribute] = tuple(Term(*pair) for pair in pairs_of(value, TERM))
            case Kind.PRESENTATION:
                found = next(iter(pairs_of(value, PRESENTATION)), None)
                presentation = Presentation(*found) if found else presentation
    address = _address(texts["address"], tenant, school, parse_address)
    if not address or not is_seen(texts["title"]) or not is_identifier(texts["id"]):
        return None
    return ListedResource(
        **{**texts, "address": address},
        presentation=presentation,
        uses=terms["uses"],
        documents=terms["documents"],
        levels=terms["levels"],
        subjects=terms["subjects"],
    )


def _address(
    text: str, tenant: TenantId, school: SchoolId, parse_address: Callable[[str], str]
) -> str:
    """Return where the resource is opened; empty where nobody may be sent there."""
    try:
        query = urlsplit(text).query
        address = parse_address(text)
    except (ValueError, ValueRefusedError):
        return ""
    asked = (tenant, school)
    if any(named not in {"", wanted} for named, wanted in zip(named_in(query), asked, strict=True)):
        raise _ForeignError
    return address
