"""Every exception garbridge raises on purpose.

``GarbridgeError`` is the only class an embedding portal has to catch.  A refusal is *not* an
error: see :class:`garbridge.core.access.Refused`.  Constructors take facts; the sentence is built
here and is for operators only.  ``code`` is stable: logs, statistics and pages rely on it, and
:mod:`garbridge.core.faults` maps each to the code a person is shown.
"""

from collections.abc import Sequence
from typing import ClassVar


class GarbridgeError(Exception):
    """Base class.  ``code`` is stable API; ``str(error)`` is for operators only."""

    code: ClassVar[str] = "internal"


class ValueRefusedError(GarbridgeError, ValueError):
    """A value from outside does not have the form it must have."""

    code = "value_refused"

    def __init__(self, what: str, value: str | None, expected: str) -> None:
        self.what = what
        self.value = value
        self.expected = expected
        shown = "" if value is None else f" {value[:100]!r}"
        super().__init__(f"{what}{shown} is not valid: expected {expected}")


class ConfigError(GarbridgeError):
    """The configuration is wrong.  Raised at start-up with every problem at once."""

    code = "config"

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class ImportRefusedError(GarbridgeError):
    """A file of people, subscriptions or assignments was refused; nothing was applied.

    ``problems`` are sentences with file, line and reason, without any personal value;
    ``total`` counts them all, also those beyond the ones that are kept.
    """

    code = "import_refused"

    def __init__(self, problems: Sequence[str], total: int | None = None) -> None:
        self.problems = tuple(problems)
        self.total = len(self.problems) if total is None else total
        super().__init__("\n".join(problems))


class StoreError(GarbridgeError):
    """A store could not do what was asked; nothing was written."""

    code = "store"


class KeyInUseError(StoreError):
    """What was to be kept has a key that is in use; what is there stays."""

    code = "key_in_use"

    def __init__(self) -> None:
        super().__init__("what is to be kept has a key that is in use")


class StoreUnavailableError(StoreError):
    """The database is away, locked or full: try again later."""

    code = "store_unavailable"


class ProtocolError(GarbridgeError):
    """A peer sent a message we must not act on."""

    code = "protocol"


class MalformedError(ProtocolError):
    """The message cannot be read: not the XML, base64 or parameters it should be.

    ``line`` is where, when it is a file that can be looked at.
    """

    code = "malformed"

    def __init__(self, message: str = "", *, line: int | None = None) -> None:
        self.line = line
        super().__init__(message)


class OversizedError(ProtocolError):
    """The message is larger, or deeper, than any honest one.

    ``line`` is the one near which that showed, when it is a file that can be looked at.
    """

    code = "oversized"

    def __init__(self, message: str = "", *, line: int | None = None) -> None:
        self.line = line
        super().__init__(message)


class SignatureError(ProtocolError):
    """The message is not signed, or not by a key we hold for that peer."""

    code = "bad_signature"


class ReplayError(ProtocolError):
    """The message, ticket or handle was already used (SAML Profiles 4.1.4.5)."""

    code = "replayed"


class StaleError(ProtocolError):
    """The message was issued too long ago, or in the future."""

    code = "stale"


class StrangerError(ProtocolError):
    """The request was begun by another person, or in another session, than who is signed in."""

    code = "stranger"

    def __init__(self) -> None:
        super().__init__("begun by another person, or in another session")


class WrongAddressError(ProtocolError):
    """The message is meant for another address (SAML Bindings 3.5.5.2)."""

    code = "wrong_address"


class UnknownProviderError(ProtocolError):
    """Nobody of that name is registered here."""

    code = "unknown_provider"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"provider is not registered: {name[:200]!r}")


class UnknownTenantError(ProtocolError):
    """The link names another ENT project than the one that is served here (GAR: *idENT*)."""

    code = "unknown_tenant"

    def __init__(self, tenant: str) -> None:
        self.tenant = tenant
        super().__init__(f"tenant is not served here: {tenant[:200]!r}")


class UnknownServiceError(ProtocolError):
    """The return address is not registered; serving it would be an open redirect."""

    code = "unknown_service"

    def __init__(self, service: str) -> None:
        self.service = service
        super().__init__(f"service is not registered: {service[:200]!r}")


class UnsupportedRequestError(ProtocolError):
    """The message asks for something this provider may not have, or nobody may have."""

    code = "unsupported_request"


class ReleaseMismatchError(GarbridgeError):
    """What an adapter wrote differs from what was decided; the launch is refused."""

    code = "release_mismatch"
