"""What every message of a provider says on its outside: who wrote it, when, for which address."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Final, Protocol

from lxml import etree

from garbridge.errors import (
    MalformedError,
    StaleError,
    UnknownProviderError,
    UnsupportedRequestError,
    WrongAddressError,
)
from garbridge.formats.saml.names import ENTITY, SAMLP
from garbridge.formats.saml.values import only_children, whole_text
from garbridge.ports import OneTimeClaim

TOLERANCE: Final = timedelta(minutes=5)
"""How old a message may be, and how far ahead its sender's clock."""
REMEMBERED_LONGER: Final = timedelta(minutes=30)
"""Beyond the last instant at which a message is taken.  It may wait ten minutes more while the
person signs in, and a clock that jumps ahead and back must not have forgotten what was used."""

_ID: Final = re.compile(r"[A-Za-z_][A-Za-z0-9._-]{0,255}", re.ASCII)
_MAX_ISSUER = 1024
_CODE: Final = f"{{{SAMLP}}}StatusCode"


class Enveloped(Protocol):
    """A message that was read (Core 3.2.1, 3.2.2)."""

    @property
    def id(self) -> str:
        """Its name, unique to its issuer."""

    @property
    def issuer(self) -> str:
        """The entityID of whoever wrote it."""

    @property
    def version(self) -> str:
        """Of SAML."""

    @property
    def issued(self) -> datetime:
        """When it was written."""

    @property
    def destination(self) -> str | None:
        """The address it is meant for; ``None`` where it does not say."""


def issuer_in(issuer: etree._Element | None) -> str:
    """Return whose message says so in the element *issuer*.

    Raises:
        MalformedError: there is none.
        UnknownProviderError: it names no entity.
    """
    if issuer is None:
        raise MalformedError("no Issuer")
    name = whole_text(issuer)
    if not 1 <= len(name) <= _MAX_ISSUER or issuer.get("Format", ENTITY) != ENTITY:
        raise UnknownProviderError(name)
    return name


def identifier_of(root: etree._Element, name: str = "ID") -> str:
    """Return the identifier that *root* has under *name*.

    Raises:
        MalformedError: it is missing or is none.
    """
    identifier = root.get(name, "")
    if not _ID.fullmatch(identifier):
        raise MalformedError(f"{name} is missing or is none")
    return identifier


def statuses_in(status: etree._Element | None) -> tuple[str, ...]:
    """Return the code of *status*, and the one inside it if there is one (Core 3.2.2.2).

    Raises:
        MalformedError: there is none, or one stands twice.
    """
    found: list[str] = []
    code = None if status is None else only_children(status, frozenset({_CODE})).get(_CODE)
    while code is not None:
        found.append(code.get("Value", ""))
        code = only_children(code, frozenset({_CODE})).get(_CODE)
    if not found:
        raise MalformedError("no StatusCode")
    return tuple(found)


def check_envelope(
    message: Enveloped, *, signed: bool, address: str, now: datetime, tolerance: timedelta
) -> None:
    """Return if *message* is of our version, of now, and meant for us.

    Args:
        message: What was read.
        signed: A signed message must name its destination (Bindings 3.4.5.2, 3.5.5.2).
        address: Where it arrived, compared exactly.
        now: The instant of arrival.
        tolerance: How old a message may be, and how far ahead its sender's clock.

    Raises:
        UnsupportedRequestError: it is of another version.
        StaleError: it was issued too long ago, or in the future.
        WrongAddressError: it is meant for another address.
    """
    if message.version != "2.0":
        raise UnsupportedRequestError("not SAML 2.0")
    if abs(now - message.issued) > tolerance:
        raise StaleError(f"issued at {message.issued.isoformat()}")
    if message.destination is None and signed:
        raise WrongAddressError("a signed message without a Destination")
    if message.destination is not None and message.destination != address:
        raise WrongAddressError(f"meant for {message.destination[:200]!r}")


def used_once(message: Enveloped, tolerance: timedelta) -> OneTimeClaim:
    """Return what must not come again: the ID, which is unique to its issuer (Core 1.3.4)."""
    name = f"{len(message.issuer)}:{message.issuer}{message.id}"
    until = message.issued + tolerance + REMEMBERED_LONGER
    return OneTimeClaim(f"saml:{hashlib.sha256(name.encode()).hexdigest()}", until)
