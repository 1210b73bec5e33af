"""Who is signed in, from the portal's own answer and its session; never from the client."""

import hmac
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, cast

from flask import session

from garbridge.core.identifiers import PersonId, parse_person_id
from garbridge.core.keyed import keyed_digest
from garbridge.errors import GarbridgeError, ValueRefusedError
from garbridge.ports import SessionId
from garbridge.services.launch import SignedIn
from garbridge.web.bridge import Bridge
from garbridge.web.current import current_application, current_session
from garbridge.web.staying import browser_token, staying

SESSION_KEY: Final = "_garbridge"
"""The only key of the portal's session that garbridge reads or writes."""

_MARK_BYTES = 12
_PAIR = 2
_LOG = logging.getLogger("garbridge.web")


class IdentityLoaderError(GarbridgeError):
    """The portal's ``identity_loader`` failed or did not return a person: nobody gets in."""

    code = "internal"


def signed_in(bridge: Bridge) -> SignedIn | None:
    """Return who is signed in and in which session; ``None`` if nobody is.

    Raises:
        IdentityLoaderError: the portal cannot say.
    """
    if bridge.runtime.upstream is not None:
        stay = staying(bridge)
        return None if stay is None else SignedIn(stay.person, stay.session, stay.since)
    person = _person(bridge)
    if person is None:
        return None
    return SignedIn(person, _session_name(bridge, person), _authenticated(bridge))


def forget_session(bridge: Bridge) -> None:
    """Forget the name of this session: the next one has another."""
    kept: object = session.get(SESSION_KEY)
    if isinstance(kept, dict):
        names = {name: pair for name, pair in kept.items() if name != bridge.name}
        session[SESSION_KEY] = names


def visitor(bridge: Bridge) -> PersonId | None:
    """Return who is signed in, without touching the session.

    Raises:
        IdentityLoaderError: the portal cannot say.
    """
    if bridge.runtime.upstream is not None:
        stay = staying(bridge)
        return None if stay is None else stay.person
    return _person(bridge)


def _said(name: str, loader: Callable[[], object]) -> object:
    """Return what the portal's *loader* says; nobody gets in by one that fails."""
    try:
        return loader()
    except GarbridgeError:
        raise
    except Exception as failed:
        raise IdentityLoaderError(f"{name} raised") from failed


def _authenticated(bridge: Bridge) -> datetime | None:
    """Return when the person proved who they are; never in the future."""
    if bridge.authentication is None:
        return None
    said = _said("authentication_loader", bridge.authentication)
    if said is None:
        return None
    if not isinstance(said, datetime) or said.utcoffset() is None:
        _LOG.error("authentication_loader must return an instant with its time zone, or None")
        raise IdentityLoaderError("authentication_loader returned something else than an instant")
    return min(said.astimezone(UTC), bridge.runtime.clock())


def _person(bridge: Bridge) -> PersonId | None:
    said = _said("identity_loader", bridge.identity)
    if said is None:
        return None
    if not isinstance(said, str):
        _LOG.error("identity_loader returned %s: a str or None is expected", type(said).__name__)
        raise IdentityLoaderError("identity_loader returned something else than a str")
    try:
        return parse_person_id(said)
    except ValueRefusedError as refused:
        _LOG.error("identity_loader returned no identifier: 1 to 64 printable characters")
        raise IdentityLoaderError("identity_loader returned no identifier") from refused


def _session_name(bridge: Bridge, person: PersonId) -> SessionId:
    """Return the random name of this session, a new one if another person is behind it now.

    Two values are kept: the name, and a mark of (name, person) that tells nothing about the
    person without the portal's secret key.
    """
    held = current_session()
    kept: object = held.get(SESSION_KEY)
    names = cast("dict[str, object]", kept) if isinstance(kept, dict) else {}
    known = _known_name(names.get(bridge.name), person)
    if known is not None:
        return SessionId(known)
    name = bridge.runtime.tokens()
    held[SESSION_KEY] = {**names, bridge.name: [name, _mark(name, person)]}
    return SessionId(name)


def _known_name(kept: object, person: PersonId) -> str | None:
    pair = cast("list[object]", kept) if isinstance(kept, list) else []
    name, mark = pair if len(pair) == _PAIR else (None, None)
    if not isinstance(name, str) or not isinstance(mark, str):
        return None
    is_theirs = hmac.compare_digest(mark.encode(), _mark(name, person).encode())
    return name if is_theirs else None


def form_mark(bridge: Bridge, who: SignedIn) -> str:
    """Return what stands in every form that is shown to *who* in this session.

    Another site cannot know it, nor can another person, or the same one in another session.  Where
    an upstream signs people in the application has no secret: the token of the session is one.
    """
    return _mark_of(b"garbridge form\x00", bridge, who)


def script_mark(bridge: Bridge, who: SignedIn) -> str:
    """Return what a script of *who* sends with a change, in this session.

    No form takes it: scripts of the portal's other origins may read it, and they may do less.
    """
    return _mark_of(b"garbridge script\x00", bridge, who)


def _mark_of(label: bytes, bridge: Bridge, who: SignedIn) -> str:
    secret = _secret() if bridge.runtime.upstream is None else browser_token(bridge).encode()
    code = hmac.digest(label + secret, f"{who.session}\x00{who.person}".encode(), "sha256")
    return code[:_MARK_BYTES].hex()


def _mark(name: str, person: PersonId) -> str:
    key = b"garbridge session\x00" + _secret()
    return keyed_digest(key, f"{name}\x00{person}".encode(), "sha256")[:_MARK_BYTES].hex()


def _secret() -> bytes:
    secret = current_application().secret_key or b""
    return secret.encode() if isinstance(secret, str) else secret
