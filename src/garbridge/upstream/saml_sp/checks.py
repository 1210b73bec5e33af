"""What must be true of a Response: each check says what is not, or nothing.

``ENVELOPE`` is held against what a Response says on its outside, once before any cryptography (so
that strangers cost little) and once more where it is what was signed; ``ASSERTION`` against what
was verified.  Nothing to check means no: no confirmation, no audience, no date is a refusal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from garbridge.formats.saml.logout_writing import SubjectName
from garbridge.formats.saml.names import BEARER, PERSISTENT, SUCCESS, TRANSIENT
from garbridge.upstream.saml_sp.reading import Assertion, Confirmation, Envelope
from garbridge.upstream.saml_sp.refusals import Reason, SamlRefusal
from garbridge.upstream.saml_sp.values import IdpPeer, OpenRequest, Us

MAX_AGE: Final = timedelta(minutes=10)
"""Between the writing of an answer and its arrival, beyond the skew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a Response is held against."""

    us: Us
    peer: IdpPeer
    request: OpenRequest
    now: datetime


Finding = SamlRefusal | None


def _version(said: Envelope | Assertion, expected: Expected) -> Finding:
    del expected
    return None if said.version == "2.0" else SamlRefusal(Reason.VERSION, "not SAML 2.0")


def _issuer(said: Envelope | Assertion, expected: Expected) -> Finding:
    if said.issuer == expected.peer.entity_id:
        return None
    return SamlRefusal(Reason.WRONG_ISSUER, f"of {said.issuer[:200]!r}")


def _issued(said: Envelope | Assertion, expected: Expected) -> Finding:
    skew, age = expected.us.skew, expected.now - said.issued
    if -skew <= age <= MAX_AGE + skew:
        return None
    return SamlRefusal(Reason.STALE, f"issued at {said.issued.isoformat()}")


def _answers(said: Envelope, expected: Expected) -> Finding:
    if said.in_response_to is None:
        return SamlRefusal(Reason.UNSOLICITED, "no InResponseTo")
    if said.in_response_to != expected.request.id:
        return SamlRefusal(Reason.ANOTHER_REQUEST)
    return None


def _destination(said: Envelope, expected: Expected) -> Finding:
    if said.destination == expected.us.acs_url:
        return None
    return SamlRefusal(Reason.WRONG_ADDRESS, f"Destination {(said.destination or '')[:200]!r}")


def _succeeded(said: Envelope, expected: Expected) -> Finding:
    """Hold that the one code is *Success*; a second one would say that it is not all."""
    del expected
    if said.statuses == (SUCCESS,):
        return None
    return SamlRefusal(Reason.DECLINED, statuses=said.statuses)


def _confirmed(said: Assertion, expected: Expected) -> Finding:
    found = [_unconfirmed(one, expected) for one in said.confirmations]
    if None in found:
        return None
    why = " / ".join(one for one in found if one) or "none at all"
    return SamlRefusal(Reason.NO_CONFIRMATION, why)


def _unconfirmed(one: Confirmation, expected: Expected) -> str | None:
    """Return why *one* confirms nothing here (Profiles 4.1.4.2), or ``None``."""
    wrong = {
        "not bearer": one.method != BEARER,
        "by somebody else than the subject": one.is_other,
        "another Recipient": one.recipient != expected.us.acs_url,
        "another request": one.in_response_to != expected.request.id,
        "NotBefore is there": one.not_before is not None,
        "no NotOnOrAfter": one.ends is None,
        "over": one.ends is not None and expected.now - expected.us.skew >= one.ends,
    }
    return next((why for why, is_so in wrong.items() if is_so), None)


def _dated(said: Assertion, expected: Expected) -> Finding:
    conditions, skew = said.conditions, expected.us.skew
    if conditions is None or conditions.ends is None:
        return SamlRefusal(Reason.NO_CONDITIONS, "no NotOnOrAfter")
    if expected.now - skew >= conditions.ends:
        return SamlRefusal(Reason.EXPIRED, f"held until {conditions.ends.isoformat()}")
    begins = conditions.not_before
    if begins is not None and (expected.now + skew < begins or begins >= conditions.ends):
        return SamlRefusal(Reason.NOT_YET_VALID, f"holds from {begins.isoformat()}")
    return None


def _audience(said: Assertion, expected: Expected) -> Finding:
    restrictions = () if said.conditions is None else said.conditions.audiences
    if not restrictions:
        return SamlRefusal(Reason.NO_CONDITIONS, "no AudienceRestriction")
    if all(expected.us.entity_id in audiences for audiences in restrictions):
        return None
    return SamlRefusal(Reason.WRONG_AUDIENCE)


def _understood(said: Assertion, expected: Expected) -> Finding:
    del expected
    if said.conditions is not None and said.conditions.unknown:
        return SamlRefusal(Reason.UNKNOWN_CONDITION)
    if said.conditions is not None and said.conditions.proxy_restricted:
        return SamlRefusal(Reason.PROXY_RESTRICTED)
    return None


def _authenticated(said: Assertion, expected: Expected) -> Finding:
    if len(said.authentications) != 1:
        return SamlRefusal(
            Reason.NO_AUTHENTICATION, f"{len(said.authentications)} AuthnStatement, not one"
        )
    (stated,), skew, request = said.authentications, expected.us.skew, expected.request
    if stated.at > expected.now + skew:
        return SamlRefusal(Reason.NO_AUTHENTICATION, "AuthnInstant is in the future")
    if stated.session_ends is not None and expected.now - skew >= stated.session_ends:
        return SamlRefusal(Reason.SESSION_ENDED)
    if request.force_authn and stated.at < request.issued - skew:
        return SamlRefusal(Reason.OLD_AUTHENTICATION, f"signed in at {stated.at.isoformat()}")
    if request.contexts and stated.context not in request.contexts:
        return SamlRefusal(Reason.WEAK_AUTHENTICATION, f"by {(stated.context or '')[:200]!r}")
    return None


def _named(said: Assertion, expected: Expected) -> Finding:
    return name_finding(said.subject, expected)


def name_finding(name: SubjectName | None, expected: Expected) -> Finding:
    """Return why *name* is not one between this peer and us (Core 2.2.2), ``None`` if it is."""
    if name is None:
        return None
    if name.sp_name_qualifier not in {None, expected.us.entity_id}:
        return SamlRefusal(Reason.NAME_NOT_OURS, "SPNameQualifier of another")
    qualified = name.format in {PERSISTENT, TRANSIENT}
    if qualified and name.name_qualifier not in {None, expected.peer.entity_id}:
        return SamlRefusal(Reason.NAME_NOT_OURS, "NameQualifier of another")
    return None


ENVELOPE: Final[tuple[Callable[[Envelope, Expected], Finding], ...]] = (
    _version,
    _answers,
    _issuer,
    _succeeded,
    _destination,
    _issued,
)
ASSERTION: Final[tuple[Callable[[Assertion, Expected], Finding], ...]] = (
    _version,
    _issuer,
    _issued,
    _confirmed,
    _understood,
    _dated,
    _audience,
    _authenticated,
    _named,
)


def envelope_finding(said: Envelope, expected: Expected) -> Finding:
    """Return the first thing that is wrong with *said*, ``None`` where nothing is."""
    return next(filter(None, (check(said, expected) for check in ENVELOPE)), None)


def assertion_finding(said: Assertion, expected: Expected) -> Finding:
    """Return the first thing that is wrong with *said*, ``None`` where nothing is."""
    return next(filter(None, (check(said, expected) for check in ASSERTION)), None)
