"""The names of things, each a type of its own, parsed once where it enters.

A ``NewType`` costs nothing at run time and keeps a school from being passed where a
resource is meant.  What comes from outside goes through a ``parse_`` function first.
"""

import base64
import hashlib
import re
from functools import lru_cache
from typing import NewType

from garbridge.errors import ValueRefusedError

TenantId = NewType("TenantId", str)
"""The code of an ENT project (GAR: *idENT*), such as ``F0``; scopes every table, key and secret."""

SchoolId = NewType("SchoolId", str)
"""A school's UAI, upper case (GAR: *établissement*)."""

PersonId = NewType("PersonId", str)
"""The portal's own identifier of a person (GAR: *GARPersonIdentifiant*); never leaves."""

ProviderId = NewType("ProviderId", str)
"""A provider (GAR: *fournisseur*): the sector of pairwise identifiers."""

ResourceId = NewType("ResourceId", str)
"""A resource's ARK (GAR: *idRessource*)."""

SubscriptionId = NewType("SubscriptionId", str)
"""A subscription (GAR: *idAbonnement*)."""

OperationId = NewType("OperationId", str)
"""An act on licences, as the journal names it and whoever undoes it."""

_UAI = re.compile(r"[0-9]{7}[A-Z](-[A-Z0-9]{1,10})?")
_ARK = re.compile(r"(https?://[a-z0-9.-]{1,100}/)?ark:/?[0-9]{5,9}/[!-~]{1,200}", re.ASCII)
_TENANT = re.compile(r"[A-Za-z0-9]{1,20}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_MAX_PERSON = 64
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_SHIFTS = range(35, -1, -5)


def parse_tenant_id(text: str) -> TenantId:
    """Return *text* as a tenant, 1 to 20 letters and digits.

    Raises:
        ValueRefusedError: it is something else.
    """
    if not _TENANT.fullmatch(text):
        raise ValueRefusedError("tenant", text, "1 to 20 ASCII letters and digits")
    return TenantId(text)


def parse_school_id(text: str) -> SchoolId:
    """Return *text* as a UAI in upper case: seven digits and a letter, or a test UAI's suffix.

    The check letter is not verified: the State's own test schools do not have a right one.

    Raises:
        ValueRefusedError: it is something else.

    >>> parse_school_id("0561641e")
    '0561641E'
    """
    upper = text.strip().upper()
    # Some letters outside ASCII have an upper case inside: a dotless i would become an I.
    if not text.isascii() or not _UAI.fullmatch(upper):
        raise ValueRefusedError("UAI", text, "seven digits and a letter, such as 0561641E")
    return SchoolId(upper)


def parse_person_id(text: str) -> PersonId:
    """Return *text* as a person's identifier: 1 to 64 characters, no control character.

    64 is the length of ``GARPersonIdentifiantType`` in the State's schema.

    Raises:
        ValueRefusedError: it is something else.  The value itself is not repeated.
    """
    if not 1 <= len(text) <= _MAX_PERSON or not text.isprintable() or text != text.strip():
        raise ValueRefusedError("person identifier", None, "1 to 64 printable characters")
    return PersonId(text)


def parse_provider_id(text: str) -> ProviderId:
    """Return *text* as a provider: lower-case letters, digits and hyphens, at most 63.

    Raises:
        ValueRefusedError: it is something else.
    """
    if not _SLUG.fullmatch(text):
        raise ValueRefusedError("provider", text, "lower-case letters, digits and hyphens")
    return ProviderId(text)


def parse_resource_id(text: str) -> ResourceId:
    """Return *text* as an ARK, with or without the address of a resolver before it.

    Raises:
        ValueRefusedError: it is something else.

    >>> parse_resource_id("ark:/49591/Vittascience.p")
    'ark:/49591/Vittascience.p'
    """
    if not _ARK.fullmatch(text):
        raise ValueRefusedError("ARK", text, "an ARK such as ark:/12345/name")
    return ResourceId(text)


@lru_cache(maxsize=16_384)
def tile_key(resource: ResourceId, school: SchoolId | None = None) -> str:
    """Return the key of a médiacentre tile: stable over years, safe in a URL path.

    The first part stands for the resource, the second for the school; without a school
    it is a deep link that leaves the choice of the school to the launch.

    >>> tile_key(ResourceId("ark:/12345/atlas"), SchoolId("0750001A"))
    'kaqkemlqhocpmmpw-0750001a'
    """
    key = _key_of(resource)
    return f"{key}-{school.lower()}" if school else key


def school_of_key(key: str) -> SchoolId | None:
    """Return the school that the key of a tile names; ``None`` where it leaves that open.

    >>> school_of_key("kaqkemlqhocpmmpw-0750001a"), school_of_key("kaqkemlqhocpmmpw")
    ('0750001A', None)
    """
    return SchoolId(key.partition("-")[2].upper()) or None


def subscription_key(name: SubscriptionId) -> str:
    """Return what stands for a subscription in a URL path, where its own name may hold slashes.

    >>> subscription_key(SubscriptionId("atlas/2026"))
    'ljibu4anjnm4nddd'
    """
    return _key_of(name)


def _key_of(text: str) -> str:
    return base64.b32encode(hashlib.sha256(text.encode()).digest()[:10]).decode().lower()


def reference_of(token: str) -> str:
    """Return the reference a person is shown: eight characters that can be read out aloud.

    Lower-case letters and digits without 0, 1, 8 and 9; taken from a random *token*, of which it
    tells nothing.

    >>> reference_of("some random text")
    'ocgw6dly'
    """
    number = int.from_bytes(hashlib.sha256(token.encode()).digest()[:5])
    return "".join([_LETTERS[number >> shift & 31] for shift in _SHIFTS])
