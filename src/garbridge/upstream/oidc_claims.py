"""What an ID token and a logout token must say, beyond their signature.

OpenID Connect Core 3.1.3.7 and 3.1.3.8, Back-Channel Logout 2.4 and 2.6, RFC 8725 3.11.  A check
returns what does not hold, in words for operators that repeat no value; nothing is what holds.
"""

import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, cast

from garbridge.formats.jose import Token, half_hash

SKEW: Final = timedelta(minutes=3)
"""By how much the provider's clock and ours may differ."""
FRESH: Final = timedelta(minutes=10)
"""How long ago a token may have been issued."""

_LOGOUT: Final = "http://schemas.openid.net/event/backchannel-logout"
_LONGEST: Final = 255
"""Of ``sub``: Core 2."""
_ID_TYPES: Final = frozenset({None, "JWT", "jwt"})
_LOGOUT_TYPES: Final = _ID_TYPES | {"logout+jwt", "application/logout+jwt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the ID token answers.  ``access_token`` is the one that came with it."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str = field(repr=False)
    is_fresh: bool
    now: datetime


def id_token_problem(token: Token, expected: Expected) -> str | None:
    """Return what is wrong with *token*, ``None`` where nothing is."""
    claims, now = token.claims, expected.now
    return (
        _type_problem(token, _ID_TYPES)
        or _party_problem(claims, expected.issuer, expected.client_id)
        or _time_problem(claims, now)
        or _subject_problem(claims.get("sub"))
        or _azp_problem(claims, expected.client_id)
        or (None if _same(claims.get("nonce"), expected.nonce) else "nonce is not that of begin")
        or _hash_problem(claims.get("at_hash"), expected.access_token)
        or _proof_problem(claims.get("auth_time"), now, is_required=expected.is_fresh)
        or _sid_problem(claims.get("sid"))
        or ("it is a logout token" if "events" in claims else None)
    )


def logout_token_problem(token: Token, issuer: str, client_id: str, now: datetime) -> str | None:
    """Return what is wrong with *token*, ``None`` where nothing is."""
    claims = token.claims
    subject, session = claims.get("sub"), claims.get("sid")
    return (
        _type_problem(token, _LOGOUT_TYPES)
        or _party_problem(claims, issuer, client_id)
        or _time_problem(claims, now)
        or _event_problem(claims.get("events"))
        or ("nonce in a logout token" if "nonce" in claims else None)
        or (None if _is_text(claims.get("jti")) else "no jti")
        or ("neither sub nor sid" if subject is None and session is None else None)
        or (None if subject is None else _subject_problem(subject))
        or _sid_problem(session)
    )


def auth_time(claims: Mapping[str, object]) -> float | None:
    """Return when the person proved who they are, in seconds, if a checked token says so."""
    said = claims.get("auth_time")
    return _instant(said)


def _type_problem(token: Token, types: frozenset[str | None]) -> str | None:
    said = token.header.get("typ")
    is_known = (said is None or isinstance(said, str)) and said in types
    return None if is_known else "a token of another type"


def _party_problem(claims: Mapping[str, object], issuer: str, client_id: str) -> str | None:
    if claims.get("iss") != issuer:
        return "iss is another issuer"
    return None if client_id in _audiences(claims.get("aud")) else "aud is not this client"


def _azp_problem(claims: Mapping[str, object], client_id: str) -> str | None:
    """Check ``azp``: required with several audiences, and the client wherever it stands."""
    party = claims.get("azp")
    if party is None:
        several = len(_audiences(claims.get("aud"))) > 1
        return "several audiences without azp" if several else None
    return None if party == client_id else "azp is another client"


def _audiences(said: object) -> list[str]:
    """Return the audiences; none where one of them is no text."""
    listed = cast("list[object]", said) if isinstance(said, list) else [said]
    return [str(one) for one in listed] if all(isinstance(one, str) for one in listed) else []


def _time_problem(claims: Mapping[str, object], now: datetime) -> str | None:
    at, skew = now.timestamp(), SKEW.total_seconds()
    ends, issued = _instant(claims.get("exp")), _instant(claims.get("iat"))
    if ends is None or issued is None:
        return "no exp or no iat"
    if at >= ends + skew:
        return "exp is over"
    if not at - FRESH.total_seconds() - skew <= issued <= at + skew:
        return "iat is not now"
    if "nbf" in claims:
        starts = _instant(claims["nbf"])
        if starts is None or at < starts - skew:
            return "nbf is not over"
    return None


def _instant(said: object) -> float | None:
    """Return a NumericDate (RFC 7519 2), ``None`` for anything else: ``true`` is no time."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    try:
        found = float(said)
    except OverflowError:
        return None
    return found if math.isfinite(found) and found >= 0 else None


def _subject_problem(said: object) -> str | None:
    is_subject = _is_text(said) and len(str(said)) <= _LONGEST
    return None if is_subject else "sub is not 1 to 255 characters of ASCII"


def _sid_problem(said: object) -> str | None:
    return None if said is None or _is_text(said) else "sid is no text"


def _is_text(said: object) -> bool:
    return isinstance(said, str) and said.isascii() and said.isprintable() and bool(said.strip())


def _same(said: object, expected: str) -> bool:
    if not isinstance(said, str) or not said.isascii():  # half a character has no octets
        return False
    return hmac.compare_digest(said.encode(), expected.encode())


def _hash_problem(said: object, access_token: str) -> str | None:
    """Check ``at_hash``, where it stands (Core 3.1.3.8); every algorithm here has SHA-256."""
    if said is None:
        return None
    return None if _same(said, half_hash(access_token)) else "at_hash is of another access token"


def _proof_problem(said: object, now: datetime, *, is_required: bool) -> str | None:
    if said is None:
        return "no auth_time, and max_age was asked" if is_required else None
    at = _instant(said)
    is_past = at is not None and at <= (now + SKEW).timestamp()
    return None if is_past else "auth_time is no time that has been"


def _event_problem(said: object) -> str | None:
    events = cast("dict[str, object]", said) if isinstance(said, dict) else {}
    return None if isinstance(events.get(_LOGOUT), dict) else "not the event of a logout"
