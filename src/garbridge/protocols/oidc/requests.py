"""Reads an authentication request (OpenID Connect Core 3.1.2.1, RFC 6749 4.1.1, RFC 7636 4.3).

A request whose client or return address is not known is answered with a page: sending it anywhere
would be an open redirect.  Any other that must not be acted on goes back to its exact address as
an error (Core 3.1.2.6).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from garbridge.core.identifiers import ResourceId
from garbridge.core.records import quick
from garbridge.errors import (
    MalformedError,
    UnknownProviderError,
    UnknownServiceError,
    UnsupportedRequestError,
)
from garbridge.ports import WireRequest
from garbridge.protocols.oidc.clients import OidcClient, OidcClients
from garbridge.protocols.oidc.parameters import Parameters, read_query
from garbridge.protocols.oidc.published import GAR_AUTHORIZE

GAR_SCOPE: Final = "scope.gar"
PARAMETERS: Final = frozenset(
    {
        "client_id",
        "redirect_uri",
        "response_type",
        "response_mode",
        "scope",
        "state",
        "nonce",
        "prompt",
        "max_age",
        "code_challenge",
        "code_challenge_method",
        "request",
        "request_uri",
        "registration",
        "id_token_hint",
        "idRessource",
    }
)
"""Those that are looked at.  All others are ignored, ``claims`` above all: what is told is the
policy's to say, and no request widens it."""

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_AGE = re.compile(r"[0-9]{1,9}")
_LONGEST: Final = {"state": 4_096, "nonce": 512, "id_token_hint": 8_192, "idRessource": 1_024}


class Prompt(StrEnum):
    """What the client wants the person to be asked (Core 3.1.2.1)."""

    NONE = "none"
    LOGIN = "login"
    CONSENT = "consent"
    SELECT_ACCOUNT = "select_account"


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticationRequest:
    """A request that may be acted on.

    ``silent`` is one that forbids every page (*prompt=none*).  ``hint`` is the ID token it brings
    along of somebody who should be signed in still; nothing of it was looked at.
    """

    client: OidcClient
    redirect_uri: str
    state: str
    nonce: str
    scope: str
    challenge: str
    silent: bool
    hint: str


class SentBackError(UnsupportedRequestError):
    """A request of a known client that must not be acted on; ``error`` is the protocol's word."""

    def __init__(
        self, error: str, why: str, client: OidcClient, redirect_uri: str, state: str
    ) -> None:
        super().__init__(f"{error}: {why}")
        self.error = error
        self.why = why
        self.client = client
        self.redirect_uri = redirect_uri
        self.state = state


@quick
@dataclass(frozen=True, slots=True)
class Asked:
    """A request with what it says of the launch: which resource, and how fresh the sign-in is."""

    request: AuthenticationRequest
    resource: ResourceId | None
    oldest: datetime | None


def read_request(request: WireRequest, clients: OidcClients, *, now: datetime) -> Asked:
    """Return what *request* asks.

    Raises:
        MalformedError: it names no client or no address, or one of them twice.
        UnknownProviderError: the client is not registered.
        UnknownServiceError: the address is not one of the client's, text for text.
        SentBackError: anything else that is wrong with it.
        OversizedError: it is longer than any honest one.
    """
    values = read_query(request, PARAMETERS)
    client = _client(request, values, clients)
    _refuse_form(client, values)
    _refuse_unsupported(client, values)
    prompts = _prompts(client, values)
    challenge = values.get("code_challenge")
    if values.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise _back(client, values, "invalid_request", "code_challenge with S256 is needed")
    asked = AuthenticationRequest(
        client=client,
        redirect_uri=values.get("redirect_uri"),
        state=values.get("state"),
        nonce=values.get("nonce"),
        scope=_scope(client, values),
        challenge=challenge,
        silent=Prompt.NONE in prompts,
        hint=values.get("id_token_hint"),
    )
    return Asked(asked, _resource(client, values), _oldest(client, values, prompts, now))


def _back(client: OidcClient, values: Parameters, error: str, why: str) -> SentBackError:
    state = "" if "state" in values.repeated else values.get("state")[: _LONGEST["state"]]
    return SentBackError(error, why, client, values.get("redirect_uri"), state)


def _client(request: WireRequest, values: Parameters, clients: OidcClients) -> OidcClient:
    named, address = values.get("client_id"), values.get("redirect_uri")
    if not named or not address or values.repeated & {"client_id", "redirect_uri"}:
        raise MalformedError("client_id and redirect_uri are each needed once")
    client = clients().get(named)
    if client is None:
        raise UnknownProviderError(named)
    if address not in client.redirect_uris:
        raise UnknownServiceError(address)
    if request.url.endswith(f"/{GAR_AUTHORIZE}") and not client.is_gar:
        raise UnsupportedRequestError("the GAR's path is for clients of its dialect")
    return client


def _refuse_form(client: OidcClient, values: Parameters) -> None:
    for name in sorted(values.repeated):
        raise _back(client, values, "invalid_request", f"{name} is given more than once")
    for name, most in _LONGEST.items():
        text = values.get(name)
        if len(text) > most or not text.isprintable():
            why = f"{name} is too long or unprintable"
            raise _back(client, values, "invalid_request", why)


def _refuse_unsupported(client: OidcClient, values: Parameters) -> None:
    """Refuse what is not offered: nothing is fetched, and an object is not read (Core 6)."""
    for name in ("request", "request_uri", "registration"):
        if values.get(name):
            raise _back(client, values, f"{name}_not_supported", "it is not offered")
    kind = values.get("response_type")
    if kind != "code":
        error = "unsupported_response_type" if kind else "invalid_request"
        raise _back(client, values, error, "response_type is code")
    if values.get("response_mode") not in {"", client.response_mode}:
        raise _back(client, values, "invalid_request", "another response_mode than agreed")
    if "openid" not in _words(values.get("scope")):
        raise _back(client, values, "invalid_scope", "scope has openid in it")


def _words(text: str) -> frozenset[str]:
    """Return what stands between spaces, and no other sort of them (RFC 6749 3.3)."""
    return frozenset(filter(None, text.split(" ")))


def _prompts(client: OidcClient, values: Parameters) -> frozenset[str]:
    """Return what is wanted of the prompt; a word that is unknown is ignored.

    The portal asks for no consent, which is not what the data is handed on by, and has one account
    in one session: neither can be had by asking.
    """
    asked = _words(values.get("prompt"))
    if Prompt.NONE in asked and len(asked) > 1:
        raise _back(client, values, "invalid_request", "prompt none stands alone")
    if Prompt.CONSENT in asked:
        raise _back(client, values, "consent_required", "no consent is asked here")
    if Prompt.SELECT_ACCOUNT in asked:
        raise _back(client, values, "account_selection_required", "one account only")
    return asked


def _scope(client: OidcClient, values: Parameters) -> str:
    """Return what is granted of the scope: it selects nothing, the policy does."""
    offered = ["openid", GAR_SCOPE] if client.is_gar else ["openid"]
    asked = _words(values.get("scope"))
    return " ".join(one for one in offered if one in asked)


def _resource(client: OidcClient, values: Parameters) -> ResourceId | None:
    """Return the resource that is named: by ``idRessource`` in the GAR's dialect, or the address.

    Whether there is such a resource, and whose it is, the launch finds.
    """
    named = values.get("idRessource") if client.is_gar else ""
    return ResourceId(named) if named else client.redirect_uris[values.get("redirect_uri")]


def _oldest(
    client: OidcClient, values: Parameters, prompts: Iterable[str], now: datetime
) -> datetime | None:
    """Return since when, inclusive, the person must have proved who they are (Core 3.1.2.1)."""
    age = values.get("max_age")
    if age and not _AGE.fullmatch(age):
        raise _back(client, values, "invalid_request", "max_age is a number of seconds")
    if Prompt.LOGIN in prompts:
        return now
    return now - timedelta(seconds=int(age)) if age else None


def response_fields(issuer: str, state: str, said: Mapping[str, str]) -> Mapping[str, str]:
    """Return the fields of a response: *said*, the state as it came, and who answers (RFC 9207)."""
    return {**said, **({"state": state} if state else {}), "iss": issuer}
