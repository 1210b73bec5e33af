"""Reads LogoutRequest and LogoutResponse: one message, one meaning (Core 3.7.1, 3.7.2).

Ignored, because nothing is decided by it: Extensions, Consent, Reason, StatusMessage, StatusDetail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from lxml import etree

from garbridge.errors import MalformedError, StaleError, UnsupportedRequestError
from garbridge.formats.saml.bindings import REQUEST, RESPONSE
from garbridge.formats.saml.envelopes import identifier_of, issuer_in, statuses_in
from garbridge.formats.saml.names import PARTIAL_LOGOUT, SAML, SAMLP, SUCCESS
from garbridge.formats.saml.values import only_children, parse_instant, whole_text

SKEW: Final = timedelta(minutes=3)
"""How late a peer's clock may be where it says until when its request holds."""

_ISSUER: Final = f"{{{SAML}}}Issuer"
_NAME_ID: Final = f"{{{SAML}}}NameID"
_STATUS: Final = f"{{{SAMLP}}}Status"
_OTHER_NAMES: Final = frozenset({f"{{{SAML}}}BaseID", f"{{{SAML}}}EncryptedID"})
_PARTS: Final = frozenset({_ISSUER, _NAME_ID, _STATUS}) | _OTHER_NAMES
_ROOTS: Final[Mapping[str, str]] = MappingProxyType(
    {REQUEST: f"{{{SAMLP}}}LogoutRequest", RESPONSE: f"{{{SAMLP}}}LogoutResponse"}
)
"""What each field of the wire carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutRequest:
    """Whose sessions a provider wants to end; ``None`` is "not said".

    ``ends`` is when it must no longer be acted on, exclusive.  Without ``indexes`` every session of
    the subject is meant.
    """

    id: str
    issuer: str
    version: str
    issued: datetime
    destination: str | None
    ends: datetime | None
    subject: str
    name_format: str | None
    name_qualifier: str | None
    sp_name_qualifier: str | None
    indexes: tuple[str, ...]

    def check_holds(self, now: datetime) -> None:
        """Return if it may still be acted on at *now*, by a clock of ours that may be ahead.

        Raises:
            StaleError: it may not.
        """
        if self.ends is not None and now >= self.ends + SKEW:
            raise StaleError(f"held until {self.ends.isoformat()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutResponse:
    """What became of a request of ours; ``statuses`` are its codes, the outer one first."""

    id: str
    issuer: str
    version: str
    issued: datetime
    destination: str | None
    in_response_to: str
    statuses: tuple[str, ...]

    @property
    def is_closed(self) -> bool:
        """Whether everything was closed (3.7.3.2: a part is no success)."""
        return self.statuses[0] == SUCCESS and PARTIAL_LOGOUT not in self.statuses


def read_logout_issuer(root: etree._Element, field: str) -> str:
    """Return whose message *root* says it is.

    Args:
        root: What is not verified yet.
        field: What carried it: a request must be one, and a response too.

    Raises:
        MalformedError: it is another message, or has no Issuer.
        UnknownProviderError: its Issuer is no entity.
    """
    if root.tag != _ROOTS[field]:
        raise MalformedError(f"no message of a logout in {field}")
    return issuer_in(only_children(root, frozenset({_ISSUER})).get(_ISSUER))


def read_logout_request(root: etree._Element) -> LogoutRequest:
    """Return what *root* asks for.

    Raises:
        MalformedError: a part is missing, stands twice or cannot be read.
        UnknownProviderError: its Issuer is no entity.
        UnsupportedRequestError: it names somebody otherwise than by a readable NameID.
    """
    parts = only_children(root, _PARTS)
    if not _OTHER_NAMES.isdisjoint(parts):
        raise UnsupportedRequestError("a logout of somebody named by BaseID or EncryptedID")
    name = parts.get(_NAME_ID)
    if name is None:
        raise MalformedError("no NameID")
    ends = root.get("NotOnOrAfter")
    return LogoutRequest(
        issuer=issuer_in(parts.get(_ISSUER)),
        id=identifier_of(root),
        version=root.get("Version", ""),
        issued=parse_instant(root.get("IssueInstant", "")),
        destination=root.get("Destination"),
        ends=None if ends is None else parse_instant(ends),
        subject=whole_text(name).strip(),
        name_format=name.get("Format"),
        name_qualifier=name.get("NameQualifier"),
        sp_name_qualifier=name.get("SPNameQualifier"),
        indexes=tuple(
            whole_text(index).strip() for index in root.findall(f"{{{SAMLP}}}SessionIndex")
        ),
    )


def read_logout_response(root: etree._Element) -> LogoutResponse:
    """Return what *root* answers.

    Raises:
        MalformedError: a part is missing, stands twice or cannot be read.
        UnknownProviderError: its Issuer is no entity.
    """
    parts = only_children(root, _PARTS)
    return LogoutResponse(
        issuer=issuer_in(parts.get(_ISSUER)),
        id=identifier_of(root),
        version=root.get("Version", ""),
        issued=parse_instant(root.get("IssueInstant", "")),
        destination=root.get("Destination"),
        in_response_to=identifier_of(root, "InResponseTo"),
        statuses=statuses_in(parts.get(_STATUS)),
    )
