"""Service tickets, and what one stands for (CAS Protocol 3.1, 3.7)."""

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypedDict, cast

from garbridge.core.records import quick
from garbridge.formats.sealing import entry_key, seal, unseal
from garbridge.ports import OneTimeEntry

TICKET_LIFETIME: Final = timedelta(seconds=10)
"""From the redirect to the validation.  The GAR gives about five seconds."""
SPENT_LIFETIME: Final = timedelta(minutes=5)
"""How long a ticket is known to have been spent."""

_SHAPE = re.compile(r"ST-[A-Za-z0-9-]{1,253}")
_MARK: Final = b"CAS "
"""Before the payload, so that no other protocol's entry passes for a ticket's."""


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """What a service ticket stands for: one subject at one service, and what was released.

    ``launch`` is the reference of its record, ``at`` its instant.  ``renewed`` says that the person
    proved anew who they are for this ticket (2.1.1 *renew*).
    """

    launch: str
    service: str
    subject: str
    attributes: Mapping[str, tuple[str, ...]]
    at: datetime
    renewed: bool = False

    def is_for(self, service: str) -> bool:
        """Say whether *service* is, exactly, the one the ticket was issued for."""
        theirs = service.encode(errors="surrogatepass")
        return hmac.compare_digest(self.service.encode(), theirs)


class _Payload(TypedDict):
    launch: str
    service: str
    subject: str
    attributes: Mapping[str, list[str]]
    at: str
    renewed: bool


def service_ticket(token: str) -> str:
    """Return *token* as a service ticket, all of its chance kept.

    A ticket has letters, digits and ``-`` only (3.7), a token may have ``_`` too.

    >>> service_ticket("a_b-c")
    'ST-a-1b-0c'
    """
    return "ST-" + token.replace("-", "-0").replace("_", "-1")


def is_service_ticket(text: str) -> bool:
    """Say whether *text* has the shape of a service ticket, of at most 256 characters (3.1.1)."""
    return _SHAPE.fullmatch(text) is not None


def is_proxy_ticket(text: str) -> bool:
    """Say whether *text* is a ticket of proxy authentication, which is not offered."""
    return text.startswith(("PT-", "PGT-", "PGTIOU-"))


def keep_under(ticket: str, authentication: Authentication) -> OneTimeEntry:
    """Return the entry that only *ticket* finds and opens, for :data:`TICKET_LIFETIME`."""
    payload = _Payload(
        launch=authentication.launch,
        service=authentication.service,
        subject=authentication.subject,
        attributes={name: list(values) for name, values in authentication.attributes.items()},
        at=authentication.at.isoformat(),
        renewed=authentication.renewed,
    )
    return OneTimeEntry(
        key=entry_key(ticket),
        body=seal(ticket, _MARK + json.dumps(payload).encode()),
        until=authentication.at + TICKET_LIFETIME,
    )


def spent_key(ticket: str) -> str:
    """Return the name under which the store keeps that *ticket* was spent."""
    return entry_key(f"spent {ticket}")


def keep_spent(ticket: str, now: datetime) -> OneTimeEntry:
    """Return the entry that says that *ticket* was spent, and nothing else."""
    return OneTimeEntry(spent_key(ticket), b"", now + SPENT_LIFETIME)


def open_with(ticket: str, body: bytes, *, now: datetime) -> Authentication | None:
    """Return what *body* says, or ``None``: another protocol's entry, or one that has ended.

    The lifetime is checked here too: a store that answers late opens nothing.
    """
    sealed = unseal(ticket, body)
    if sealed is None or not sealed.startswith(_MARK):
        return None
    payload = cast("_Payload", json.loads(sealed.removeprefix(_MARK)))
    at = datetime.fromisoformat(payload["at"])
    if at + TICKET_LIFETIME <= now:
        return None
    return Authentication(
        launch=payload["launch"],
        service=payload["service"],
        subject=payload["subject"],
        attributes={name: tuple(values) for name, values in payload["attributes"].items()},
        at=at,
        renewed=payload["renewed"],
    )
