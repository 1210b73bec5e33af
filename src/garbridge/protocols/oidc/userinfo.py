"""The back channel: ``/oidc/userinfo`` (OpenID Connect Core 5.3, RFC 6750)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from garbridge.core.proving import UNREADABLE, Mismatch, Told, differences
from garbridge.errors import ProtocolError, ReleaseMismatchError, StoreError
from garbridge.ports import (
    Alarms,
    Document,
    OneTimeStore,
    RedemptionJournal,
    WireRequest,
)
from garbridge.protocols.oidc.claims import Teller
from garbridge.protocols.oidc.clients import OidcClient, OidcClients
from garbridge.protocols.oidc.codes import TOKEN_LIFETIME, Bearer, open_token, split_token
from garbridge.protocols.oidc.documents import (
    REALM,
    away_document,
    error_document,
    json_document,
    redemption,
)
from garbridge.protocols.oidc.parameters import Parameters, read_query
from garbridge.protocols.oidc.told import read_userinfo

_PARAMETERS: Final = frozenset({"access_token", "idRessource"})
_REALM: Final = f'Bearer realm="{REALM}"'


def _refused(status: int, error: str, description: str) -> Document:
    """Return an error, in the header and in the body alike (RFC 6750 3)."""
    challenge = f'{_REALM}, error="{error}", error_description="{description}"'
    return error_document(status, error, description, WWW_Authenticate=challenge)


_NO_TOKEN: Final = json_document(401, {}, WWW_Authenticate=_REALM)
_ELSEWHERE: Final = _refused(400, "invalid_request", "The token stands in the header alone.")
_ENDED: Final = _refused(401, "invalid_token", "The token is unknown, has ended or was revoked.")
_OTHER_RESOURCE: Final = _refused(
    403, "insufficient_scope", "The token is for another resource than idRessource."
)
_NOT_PROVED: Final = error_document(500, "server_error", "The answer is not what was decided.")
_AWAY: Final = away_document("The token could not be looked up.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcUserinfo:
    """Tells what an access token stands for: what was released at the launch, and nothing anew.

    Each answer is noted as an event of its own, which is the one thing that is written.
    """

    teller: Teller
    clients: OidcClients
    one_time: OneTimeStore
    journal: RedemptionJournal
    alarms: Alarms

    def answer(self, request: WireRequest, *, now: datetime) -> Document:
        """Answer with the claims, or with an error of RFC 6750 3.1."""
        try:
            parameters = read_query(request, _PARAMETERS)
        except ProtocolError:
            return _ELSEWHERE
        if parameters.get("access_token") or parameters.repeated:
            return _ELSEWHERE
        scheme, _, token = request.authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            return _NO_TOKEN
        try:
            return self._told(token.strip(), parameters, now)
        except StoreError:
            return _AWAY

    def _told(self, token: str, parameters: Parameters, now: datetime) -> Document:
        bearer = self._bearer(token, now)
        client = None if bearer is None else self.clients().get(bearer.client_id)
        if bearer is None or client is None or not client.enabled:
            return _ENDED
        if not self.teller.may_tell(bearer, bearer.until - TOKEN_LIFETIME):
            return _ENDED
        named = parameters.get("idRessource") if client.is_gar else ""
        if named and named != bearer.resource:
            document, fault = _OTHER_RESOURCE, "insufficient_scope"
        else:
            document = self._proved(client, bearer)
            fault = "server_error" if document is _NOT_PROVED else ""
        self.journal.note(redemption(bearer.launch, bearer.attributes, fault, now))
        return document

    def _bearer(self, token: str, now: datetime) -> Bearer | None:
        halves = split_token(token)
        if halves is None:
            return None
        key, chance = halves
        body = self.one_time.peek(key, now=now)
        return None if body is None else open_token(chance, body, now=now)

    def _proved(self, client: OidcClient, bearer: Bearer) -> Document:
        """Return the answer, or an error where it would tell something else than was decided."""
        document = json_document(200, self.teller.userinfo(client, bearer))
        decided = Told(bearer.subject, tuple(bearer.attributes.items()))
        try:
            found = differences(read_userinfo(document.body, client), decided)
        except ReleaseMismatchError:
            found = UNREADABLE
        if not found:
            return document
        self.alarms.sound(Mismatch(launch=bearer.launch, protocol="oidc", differences=found))
        return _NOT_PROVED
