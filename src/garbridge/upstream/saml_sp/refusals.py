"""Why a Response is not believed.  Values are stable: logs, statistics and pages count them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from garbridge.errors import (
    MalformedError,
    OversizedError,
    ProtocolError,
    SignatureError,
    StaleError,
    UnknownProviderError,
    UnsupportedRequestError,
    WrongAddressError,
)


class Reason(StrEnum):
    """What was wrong.  The order is about that in which it is looked for."""

    MALFORMED = "malformed"
    """It cannot be read in exactly one way: XML, base64, a part missing or there twice."""
    OVERSIZED = "oversized"
    VERSION = "version"
    """Not SAML 2.0."""
    DECLINED = "declined"
    """The identity provider says that nobody was signed in (Core 3.2.2.2)."""
    UNSOLICITED = "unsolicited"
    """This browser session asked for nothing, or has had its answer."""
    ANOTHER_REQUEST = "another_request"
    """It answers another request than the one this browser session waits for."""
    WRONG_ISSUER = "wrong_issuer"
    """It is not of the identity provider that was asked."""
    WRONG_ADDRESS = "wrong_address"
    """Destination or Recipient is not our consumer service."""
    STALE = "stale"
    """Issued too long ago, or in the future."""
    METADATA_ENDED = "metadata_ended"
    """What is known of the identity provider has ended, its keys with it."""
    UNSIGNED = "unsigned"
    """A signature is missing where one is needed."""
    BAD_SIGNATURE = "bad_signature"
    NOT_OPENED = "not_opened"
    """Encrypted in a way that is not taken, or to a key we do not hold."""
    NO_CONFIRMATION = "no_confirmation"
    """No bearer confirmation that holds here and now, for this request (Profiles 4.1.4.2)."""
    NO_CONDITIONS = "no_conditions"
    """It does not say until when or for whom it holds."""
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    WRONG_AUDIENCE = "wrong_audience"
    UNKNOWN_CONDITION = "unknown_condition"
    """A condition nobody here understands: whether it holds cannot be told (Core 2.5.1)."""
    PROXY_RESTRICTED = "proxy_restricted"
    """No assertion may be made on the strength of this one, and making them is what we do."""
    NO_AUTHENTICATION = "no_authentication"
    """It does not say, exactly once, when and how the person signed in."""
    SESSION_ENDED = "session_ended"
    """The identity provider's session ended before (SessionNotOnOrAfter)."""
    OLD_AUTHENTICATION = "old_authentication"
    """A new proof was asked for, and is not there."""
    WEAK_AUTHENTICATION = "weak_authentication"
    """The person did not sign in by one of the classes that were asked for."""
    NAME_NOT_OURS = "name_not_ours"
    """The identifier is for another service provider, or of another identity provider."""


@dataclass(frozen=True, slots=True)
class SamlRefusal:
    """A Response that is not believed.

    ``detail`` is for operators: what was found, without anything about a person.  ``statuses`` are
    the codes of an identity provider that declined, the outer one first.
    """

    reason: Reason
    detail: str = ""
    statuses: tuple[str, ...] = ()


_BY_ERROR: Mapping[type[ProtocolError], Reason] = MappingProxyType(
    {
        MalformedError: Reason.MALFORMED,
        OversizedError: Reason.OVERSIZED,
        SignatureError: Reason.BAD_SIGNATURE,
        StaleError: Reason.STALE,
        UnknownProviderError: Reason.WRONG_ISSUER,
        UnsupportedRequestError: Reason.MALFORMED,
        WrongAddressError: Reason.WRONG_ADDRESS,
    }
)


def refused(error: ProtocolError) -> SamlRefusal:
    """Return the refusal for what could not be read or verified."""
    return SamlRefusal(_BY_ERROR.get(type(error), Reason.MALFORMED), str(error))
