"""GAR's own entry, ``/domaineGar``: reads the links that portals and bookmarks hold; writes them.

Two forms are in use::

    /domaineGar?idENT=<base64>&idEtab=<base64>&idRessource=<percent-encoded ARK>
    /domaineGar?idENT=<base64>[&idEtab=<base64>]&idSrc=<base64 of the ARK>

Reading is lenient about what is known of other producers: padding absent, percent-encoded or
not; ``+`` turned into a space; the URL-safe alphabet; white space around; one percent-encoding
too many; an empty parameter for an absent one.  It is strict about all the rest: each parameter
once, bounded, ASCII, of the right form.

Not checked here: whether the school is the person's and whether the resource is theirs.  A link
proves nothing; the gate decides (:class:`~garbridge.services.opening.OpeningService`).
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import quote, unquote, urlencode

from garbridge.core.identifiers import (
    ResourceId,
    SchoolId,
    TenantId,
    parse_resource_id,
    parse_school_id,
    parse_tenant_id,
)
from garbridge.errors import (
    MalformedError,
    OversizedError,
    UnknownTenantError,
    ValueRefusedError,
)

T = TypeVar("T")

MAX_QUERY: Final = 4 * 1024
"""No honest link is longer: the longest ARK has some 330 characters."""

_NAMES: Final = frozenset({"idENT", "idEtab", "idRessource", "idSrc"})
_STANDARD: Final = str.maketrans("-_ ", "+/+")
_SPACE: Final = " \t\r\n"


@dataclass(frozen=True, slots=True)
class GarLink:
    """What a link says; ``school`` is ``None`` where it leaves the school open."""

    tenant: TenantId
    school: SchoolId | None
    resource: ResourceId


def parse_gar_link(query: str, *, tenant: TenantId) -> GarLink:
    """Read the query of ``/domaineGar`` as received, still percent-encoded.

    Args:
        query: Without its question mark.
        tenant: The tenant that is served here.

    Raises:
        OversizedError: it is longer than any honest link.
        MalformedError: a parameter is missing, stands there twice, cannot be read, or
            contradicts another.
        UnknownTenantError: it names another tenant.
    """
    found = _parameters(query)
    named = _identifier("idENT", _base64("idENT", found), parse_tenant_id)
    if named != tenant:
        raise UnknownTenantError(named)
    school = _base64("idEtab", found) if found.get("idEtab") else None
    return GarLink(
        tenant=named,
        school=None if school is None else _identifier("idEtab", school, parse_school_id),
        resource=_resource(found),
    )


def gar_link(base_url: str, link: GarLink, *, older_form: bool = False) -> str:
    """Return *link* as an address below *base_url*, every value percent-encoded.

    Args:
        base_url: The portal's public address, without a slash at its end.
        link: What to say.
        older_form: Write ``idSrc`` instead of ``idRessource``.

    >>> gar_link("https://ent.example",
    ...          GarLink(TenantId("F0"), None, ResourceId("ark:/25998/kwyk-math")))
    'https://ent.example/domaineGar?idENT=RjA%3D&idRessource=ark%3A%2F25998%2Fkwyk-math'
    """
    said = {"idENT": _encoded(link.tenant)}
    if link.school is not None:
        said["idEtab"] = _encoded(link.school)
    if older_form:
        said["idSrc"] = _encoded(link.resource)
    else:
        said["idRessource"] = link.resource
    return f"{base_url}/domaineGar?{urlencode(said, quote_via=quote, safe='')}"


def named_in(query: str) -> tuple[str, str]:
    """Return which ENT and which school *query* names; a text is empty where that cannot be read.

    Unlike :func:`parse_gar_link` it refuses nothing: it is for looking whether a link of the GAR
    contradicts what was asked for.

    >>> named_in("idENT=RjA=&idEtab=MDY5MDAzN1I=&idSrc=YXJrOi8x")
    ('F0', '0690037R')
    >>> named_in("idEtab=%%%")
    ('', '')
    """
    try:
        found = _parameters(query)
    except (MalformedError, OversizedError):
        return "", ""
    tenant, school = (_readable(name, found) for name in ("idENT", "idEtab"))
    return tenant, school.upper()


def unpacked(text: str) -> str | None:
    """Return what *text* is in base64, of whatever dialect; ``None`` where it is no ASCII in it.

    >>> unpacked("RjA="), unpacked("RjA"), unpacked("RjA%3D"), unpacked("RjA=%")
    ('F0', 'F0', 'F0', None)
    """
    value = unquote(text).strip(_SPACE).rstrip("=").translate(_STANDARD)
    padding = "=" * (-len(value) % 4)
    try:
        return base64.b64decode(value + padding, validate=True).decode("ascii").strip(_SPACE)
    except (binascii.Error, ValueError):
        return None


def _readable(name: str, found: Mapping[str, str]) -> str:
    try:
        return _base64(name, found)
    except MalformedError:
        return ""


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode("ascii")).decode("ascii")


def _parameters(query: str) -> Mapping[str, str]:
    """Return GAR's parameters, percent-decoded once.

    ``+`` stays: in base64, and in an ARK, it is no space.
    """
    if len(query) > MAX_QUERY:
        raise OversizedError(f"query of {len(query)} characters, at most {MAX_QUERY}")
    found: dict[str, str] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name not in _NAMES:
            continue
        if name in found:
            raise MalformedError(f"{name} is given more than once")
        found[name] = unquote(value)
    return found


def _resource(found: Mapping[str, str]) -> ResourceId:
    said = {
        _identifier(name, read(name, found), parse_resource_id)
        for name, read in (("idRessource", _percent), ("idSrc", _base64))
        if found.get(name)
    }
    if len(said) != 1:
        raise MalformedError("one resource is expected, in idRessource or in idSrc")
    return said.pop()


def _percent(name: str, found: Mapping[str, str]) -> str:
    """Return an ARK; without a colon it was percent-encoded twice."""
    value = found[name]
    return value if ":" in value else unquote(value)


def _base64(name: str, found: Mapping[str, str]) -> str:
    """Return the text that stands there in base64, of whatever dialect."""
    text = unpacked(found.get(name, ""))
    if text is None:
        raise MalformedError(f"{name} is not ASCII text in base64")
    return text


def _identifier(name: str, text: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(text)
    except ValueRefusedError as refused:
        raise MalformedError(f"{name} does not have its form") from refused
