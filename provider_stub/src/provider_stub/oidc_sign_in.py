"""Sign in by OpenID Connect: ask the portal, exchange the code, take the answer apart.

::

    browser              stub                             portal
       | GET /ressources/x |                                 |
       |------------------>| state, nonce, PKCE challenge    |
       |<------------------|                                 |
       |---------------------------------------------------->| authorize
       |<----------------------------------------------------| code, state, iss
       | GET /oidc/retour  |                                 |
       |------------------>| token (secret, verifier) ------>|
       |                   |<------------ id_token, access_token
       |                   | userinfo (Bearer) ------------->|
       |                   |<---------------------- sub, claims

OpenID Connect Core 3.1, with PKCE (RFC 7636) and ``iss`` in the response (RFC 9207).
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote_plus, urlencode

from provider_stub._joserfc import key_of, read_token
from provider_stub.browsers import REQUEST_LIFETIME, Browser, NotOpen, OpenRequest, OpenRequests
from provider_stub.catalogue import Protocol, Resource
from provider_stub.checks import (
    Check,
    CheckId,
    StoppedError,
    all_passed,
    complete,
    judge,
    passed,
    refused,
    require,
)
from provider_stub.config import StubConfig
from provider_stub.errors import ShapeError
from provider_stub.journal import Arrival, OidcCallback, RefusedArrival
from provider_stub.oidc_checks import Wanted, attributes_of, check_claims
from provider_stub.once import OnceStore
from provider_stub.portal_http import Asked, ask
from provider_stub.portal_oidc import PortalOidc

_ALL = tuple(CheckId)
_PLAN = _ALL[_ALL.index(CheckId.OIDC_RESPONSE) : _ALL.index(CheckId.OIDC_SUBJECT) + 1]
_CODE = re.compile(r"[A-Za-z0-9._~+/=-]{1,512}")
_LIMIT = 64 * 1024
_REMEMBERED = timedelta(days=1)
_NAMED = {
    "scope": "openid profile",
    "claims": json.dumps({"userinfo": {"family_name": {"essential": True}, "NOM": None}}),
}


@dataclass(frozen=True, slots=True)
class _Exchanged:
    """What the portal gave for a code."""

    id_token: str
    access_token: str


class OidcSignIn:
    """Our client's two moves: start a sign-in, accept a response."""

    def __init__(
        self, config: StubConfig, secret: str, requests: OpenRequests, once: OnceStore
    ) -> None:
        self._config = config
        self._secret = secret
        self._requests = requests
        self._once = once
        self._portal = PortalOidc(config)

    def start(self, resource: Resource, browser: Browser, *, one_more: bool = False) -> str:
        """Remember that *browser* left for *resource*; return where it goes.

        *one_more* asks for a name, which no agreement of ours holds.

        Raises:
            PortalError: the portal does not say where.
        """
        endpoint = self._portal.endpoints().authorization
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        self._requests.open(
            OpenRequest(
                id=f"oidc {state}",
                browser=browser,
                resource=resource,
                relay_state=state,
                ends=self._config.clock() + REQUEST_LIFETIME,
                nonce=nonce,
                verifier=verifier,
            )
        )
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._config.oidc_client_id,
            "redirect_uri": self._config.redirect_uri,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{endpoint}?{urlencode(asked | (_NAMED if one_more else {}))}"

    def accept(
        self, message: OidcCallback, browser: Browser, *, replay: bool = False
    ) -> Arrival | RefusedArrival:
        """Judge a response.

        A *replay* asks the portal although we would refuse already, to see whether the portal too
        refuses a code that has served.

        Raises:
            PortalError: the portal cannot be asked.
        """
        now = self._config.clock()
        checks: list[Check] = []
        try:
            require(CheckId.OIDC_RESPONSE, lambda: _check_shape(message))
            checks.append(passed(CheckId.OIDC_RESPONSE, "un code"))
            opened = self._requests.close(f"oidc {message.state}", browser, now=now)
            asked = message if isinstance(opened, NotOpen) else _of(message, opened)
            checks += self._before_asking(opened, asked, now)
            if not (replay or all_passed(checks)):
                return _refusal(checks, now)
            exchanged = self._exchange(asked, checks)
            return self._read(asked, exchanged, checks, now)
        except StoppedError as stopped:
            return _refusal([*checks, stopped.check], now)

    def _before_asking(
        self, opened: OpenRequest | NotOpen, asked: OidcCallback, now: datetime
    ) -> list[Check]:
        return [
            judge(CheckId.OIDC_OPEN_REQUEST, lambda: _open_request(opened)),
            judge(CheckId.OIDC_ANSWERER, lambda: self._answerer(asked)),
            judge(CheckId.OIDC_SINGLE_USE, lambda: self._single_use(asked, now)),
        ]

    def _answerer(self, asked: OidcCallback) -> Check:
        if asked.issuer != self._config.oidc_issuer:
            return refused(CheckId.OIDC_ANSWERER, "un autre émetteur, ou aucun")
        return passed(CheckId.OIDC_ANSWERER, asked.issuer)

    def _single_use(self, asked: OidcCallback, now: datetime) -> Check:
        """Require a code never seen before; the portal has its own word on that."""
        if not self._once.claim("oidc", asked.code, until=now + _REMEMBERED, now=now):
            return refused(CheckId.OIDC_SINGLE_USE, "code déjà reçu")
        return passed(CheckId.OIDC_SINGLE_USE, "première présentation")

    def _exchange(self, asked: OidcCallback, checks: list[Check]) -> _Exchanged:
        """Ask the portal for what the code stands for, noting each step in *checks*.

        Raises:
            StoppedError: the answer cannot be read, or is no.
            PortalError: the portal cannot be asked.
        """
        pair = f"{quote_plus(self._config.oidc_client_id)}:{quote_plus(self._secret)}"
        form = {
            "grant_type": "authorization_code",
            "code": asked.code,
            "redirect_uri": self._config.redirect_uri,
            "code_verifier": asked.verifier,
        }
        basic = base64.b64encode(pair.encode()).decode()
        status, body = self._ask(
            self._portal.endpoints().token,
            Asked(urlencode(form), {"Authorization": f"Basic {basic}"}),
        )
        said = require(CheckId.OIDC_ANSWER, lambda: _object(body))
        checks.append(passed(CheckId.OIDC_ANSWER, f"{len(body)} octets"))
        if status != HTTPStatus.OK:
            raise StoppedError(refused(CheckId.OIDC_CODE, str(said.get("error", status))[:40]))
        exchanged = require(CheckId.OIDC_ANSWER, lambda: _tokens(said))
        checks.append(passed(CheckId.OIDC_CODE, "succès"))
        return exchanged

    def _read(
        self, asked: OidcCallback, exchanged: _Exchanged, checks: list[Check], now: datetime
    ) -> Arrival | RefusedArrival:
        kid = require(CheckId.OIDC_SIGNATURE, lambda: key_of(exchanged.id_token))
        keys = self._portal.keys(kid)
        claims = require(CheckId.OIDC_SIGNATURE, lambda: read_token(exchanged.id_token, keys))
        checks.append(passed(CheckId.OIDC_SIGNATURE, "par une clé que publie le portail"))
        wanted = Wanted(
            issuer=self._config.oidc_issuer,
            client_id=self._config.oidc_client_id,
            nonce=asked.nonce,
            access_token=exchanged.access_token,
            now=now,
            skew=self._config.clock_skew,
        )
        checks += check_claims(claims, wanted)
        if not all_passed(checks) or asked.resource is None:
            return _refusal(checks, now)
        told = self._userinfo(exchanged.access_token)
        checks.append(judge(CheckId.OIDC_USERINFO, lambda: _same_subject(told, claims)))
        if not all_passed(checks):
            return _refusal(checks, now)
        return Arrival(
            resource=asked.resource,
            subject=str(claims["sub"]),
            attributes=attributes_of(claims, told),
            at=now,
            checks=complete(checks, _PLAN),
            shown=json.dumps({"id_token": claims, "userinfo": told}, ensure_ascii=False, indent=2),
            original=asked,
        )

    def _userinfo(self, access_token: str) -> Mapping[str, Any]:
        status, body = self._ask(
            self._portal.endpoints().userinfo,
            Asked(headers={"Authorization": f"Bearer {access_token}"}),
        )
        if status != HTTPStatus.OK:
            raise StoppedError(refused(CheckId.OIDC_USERINFO, f"statut {status}"))
        return require(CheckId.OIDC_USERINFO, lambda: _object(body))

    def _ask(self, url: str, asked: Asked) -> tuple[int, bytes]:
        return ask(url, asked, timeout=self._config.portal_timeout, limit=_LIMIT)


def _check_shape(message: OidcCallback) -> None:
    """Require a code; an error is the portal's own word.

    Raises:
        ShapeError: there is none.
    """
    if message.error:
        raise ShapeError(f"erreur {message.error[:40]}")
    if not _CODE.fullmatch(message.code):
        raise ShapeError("pas de code")


def _of(message: OidcCallback, opened: OpenRequest) -> OidcCallback:
    """Return *message* with what we kept of its request."""
    return replace(message, resource=opened.resource, verifier=opened.verifier, nonce=opened.nonce)


def _open_request(opened: OpenRequest | NotOpen) -> Check:
    if isinstance(opened, NotOpen):
        return refused(CheckId.OIDC_OPEN_REQUEST, f"demande {opened.value}")
    return passed(CheckId.OIDC_OPEN_REQUEST, "demande ouverte par ce navigateur, désormais close")


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except ValueError as wrong:
        raise ShapeError("pas du JSON") from wrong
    if not isinstance(said, dict):
        raise ShapeError("pas un objet")
    return said


def _tokens(said: Mapping[str, Any]) -> _Exchanged:
    id_token, access_token = said.get("id_token"), said.get("access_token")
    if not isinstance(id_token, str) or not isinstance(access_token, str):
        raise ShapeError("un jeton manque")
    if str(said.get("token_type", "")).lower() != "bearer" or not access_token.isascii():
        raise ShapeError("un jeton d'un autre genre")
    return _Exchanged(id_token, access_token)


def _same_subject(told: Mapping[str, Any], claims: Mapping[str, Any]) -> Check:
    """Require the same person in both (OpenID Connect Core 5.3.2)."""
    if told.get("sub") != claims.get("sub"):
        return refused(CheckId.OIDC_USERINFO, "un autre sujet")
    return passed(CheckId.OIDC_USERINFO, "le même que dans le jeton")


def _refusal(checks: list[Check], now: datetime) -> RefusedArrival:
    """Close the account of a refused response."""
    return RefusedArrival(protocol=Protocol.OIDC, at=now, checks=complete(checks, _PLAN))
