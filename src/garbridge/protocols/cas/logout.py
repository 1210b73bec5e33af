"""Single logout: the portal tells a service that a ticket's session ended (CAS Protocol 2.3.3)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from garbridge.formats.canonical import escape_text
from garbridge.ports import LogoutNotice, Participant, TokenSource
from garbridge.protocols.cas.services import CasServices

_REQUEST: Final = (
    '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="LR-{}"'
    ' Version="2.0" IssueInstant="{:%Y-%m-%dT%H:%M:%SZ}">'
    '<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">@NOT_USED@</saml:NameID>'
    "<samlp:SessionIndex>{}</samlp:SessionIndex></samlp:LogoutRequest>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasLogout:
    """Tells services of providers that agreed to be told; it names a ticket, and nobody.

    A service that does not know logout answers a POST with a page, which would look like success:
    so only those are told that are known to close what is named.
    """

    services: CasServices
    tokens: TokenSource = field(repr=False)

    def notice(self, participant: Participant, *, now: datetime) -> LogoutNotice | None:
        """Return the form for the service to which the ticket went."""
        service = self.services().get(participant.service)
        if service is None or not service.single_logout:
            return None
        request = _REQUEST.format(self.tokens(), now, escape_text(participant.index))
        return LogoutNotice(participant.service, {"logoutRequest": request})
