"""Authorization codes and access tokens, and what each stands for.

The store keeps neither of them nor anything readable: a code's entry is sealed with the code.  The
access token has two halves.  The first names its entry, and follows from the code it was given
for, so that a code that comes a second time finds the token and ends it (RFC 6749 4.1.2); the
second is chance of its own, is kept nowhere, and alone opens the entry: who has seen the code, as
a browser has, cannot use it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypedDict, cast

from garbridge.core.records import quick
from garbridge.formats.sealing import entry_key, seal, unseal
from garbridge.ports import OneTimeEntry

CODE_LIFETIME: Final = timedelta(seconds=30)
"""From the redirect to the exchange; a minute is the most (ASVS 10.4.3)."""
TOKEN_LIFETIME: Final = timedelta(minutes=5)
"""From the exchange on; it opens userinfo and nothing else."""

_CODE = re.compile(r"[A-Za-z0-9_-]{16,128}")
_TOKEN = re.compile(r"([0-9a-f]{64})\.([A-Za-z0-9_-]{16,128})")
_CODE_MARK: Final = b"OIDC code "
_TOKEN_MARK: Final = b"OIDC token "
"""Before the payloads, so that no other entry passes for one.

A code and a token of this version are taken by the one before, and theirs by this one: a payload
of another shape is written a version after it is read (``make upgrade-drill``).
"""

Attributes = Mapping[str, tuple[str, ...]]


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a code stands for: one subject at one client, and what was released.

    ``launch`` is the reference of its record and ``at`` its instant; ``authenticated`` is when the
    person proved who they are, ``None`` where the portal does not say.  ``nonce`` is empty where
    the request had none; ``scope`` is what was granted of what was asked.  ``sid`` names this
    sign-in at this client.  ``resource`` is the one that was launched.
    """

    launch: str
    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    scope: str
    sid: str
    subject: str
    resource: str
    attributes: Attributes
    authenticated: datetime | None
    at: datetime


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """What an access token stands for: what userinfo tells, until ``until``."""

    launch: str
    client_id: str
    subject: str
    resource: str
    attributes: Attributes
    authenticated: datetime | None
    until: datetime


class _Payload(TypedDict):
    launch: str
    client_id: str
    subject: str
    resource: str
    attributes: Mapping[str, list[str]]
    authenticated: str | None
    instant: str
    more: Mapping[str, str]


_MORE: Final = ("redirect_uri", "challenge", "nonce", "scope", "sid")


def is_code(text: str) -> bool:
    """Say whether *text* has the shape of a code."""
    return _CODE.fullmatch(text) is not None


def keep_code(code: str, grant: Grant) -> OneTimeEntry:
    """Return the entry that only *code* finds and opens, for :data:`CODE_LIFETIME`."""
    more = {name: str(getattr(grant, name)) for name in _MORE}
    body = _CODE_MARK + _written(grant, grant.at, more)
    return OneTimeEntry(code_key(code), seal(_code_ticket(code), body), grant.at + CODE_LIFETIME)


def code_key(code: str) -> str:
    """Return the name under which the store keeps what *code* stands for."""
    return entry_key(_code_ticket(code))


def open_code(code: str, body: bytes, *, now: datetime) -> Grant | None:
    """Return what *body* says, or ``None``: another entry, or one that has ended.

    The lifetime is checked here too: a store that answers late opens nothing.
    """
    payload = _read(_code_ticket(code), body, _CODE_MARK)
    if payload is None:
        return None
    at = datetime.fromisoformat(payload["instant"])
    if at + CODE_LIFETIME <= now:
        return None
    more = payload["more"]
    return Grant(
        launch=payload["launch"],
        client_id=payload["client_id"],
        redirect_uri=more["redirect_uri"],
        challenge=more["challenge"],
        nonce=more["nonce"],
        scope=more["scope"],
        sid=more["sid"],
        subject=payload["subject"],
        resource=payload["resource"],
        attributes=_attributes(payload),
        authenticated=_instant(payload["authenticated"]),
        at=at,
    )


def token_key(code: str) -> str:
    """Return the name under which the store keeps the access token that *code* was given for."""
    return entry_key(f"OIDC access token of {code}")


def keep_token(code: str, chance: str, bearer: Bearer) -> tuple[str, OneTimeEntry]:
    """Return the access token of *code* and its entry, which only the token opens.

    Args:
        code: The one it is given for.
        chance: The half of it that nobody can derive, of at least 128 bits.
        bearer: What it stands for.
    """
    key = token_key(code)
    body = seal(_token_ticket(chance), _TOKEN_MARK + _written(bearer, bearer.until, {}))
    return f"{key}.{chance}", OneTimeEntry(key, body, bearer.until)


def split_token(token: str) -> tuple[str, str] | None:
    """Return the key and the chance of an access token, or ``None`` if it has not its shape."""
    halves = _TOKEN.fullmatch(token)
    return None if halves is None else (halves[1], halves[2])


def open_token(chance: str, body: bytes, *, now: datetime) -> Bearer | None:
    """Return what *body* says, or ``None``: it was sealed for another token, or has ended."""
    payload = _read(_token_ticket(chance), body, _TOKEN_MARK)
    if payload is None:
        return None
    until = datetime.fromisoformat(payload["instant"])
    if until <= now:
        return None
    return Bearer(
        launch=payload["launch"],
        client_id=payload["client_id"],
        subject=payload["subject"],
        resource=payload["resource"],
        attributes=_attributes(payload),
        authenticated=_instant(payload["authenticated"]),
        until=until,
    )


def _written(said: Grant | Bearer, instant: datetime, more: Mapping[str, str]) -> bytes:
    payload = _Payload(
        launch=said.launch,
        client_id=said.client_id,
        subject=said.subject,
        resource=said.resource,
        attributes={name: list(values) for name, values in said.attributes.items()},
        authenticated=None if said.authenticated is None else said.authenticated.isoformat(),
        instant=instant.isoformat(),
        more=more,
    )
    return json.dumps(payload).encode()


def _read(ticket: str, body: bytes, mark: bytes) -> _Payload | None:
    sealed = unseal(ticket, body)
    if sealed is None or not sealed.startswith(mark):
        return None
    return cast("_Payload", json.loads(sealed.removeprefix(mark)))


def _attributes(payload: _Payload) -> Attributes:
    return {name: tuple(values) for name, values in payload["attributes"].items()}


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _code_ticket(code: str) -> str:
    """Return the name of a code among all one-time things."""
    return f"OIDC code {code}"


def _token_ticket(chance: str) -> str:
    return f"OIDC token {chance}"
