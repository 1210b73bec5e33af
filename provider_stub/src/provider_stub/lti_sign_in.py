"""Sign in by LTI 1.3: a tool that the portal starts.

::

    browser              stub                            portal
       | a tile of the portal --------------------------->|
       |<-------------------------------------------------| 302 /lti/login
       | /lti/login?iss&login_hint&target_link_uri…        |
       |------------------>| state, nonce; cookie          |
       |<------------------| 302 /lti/authorize            |
       |-------------------------------------------------->|
       |<-------------------------------------------------| a form: id_token, state
       | POST /lti/launch  |                               |
       |------------------>| keys of the portal ---------->|

LTI Core 1.3 and 1EdTech Security Framework 1.0, 5.1.  A tool cannot start by itself: whoever comes
to one of our resources with nothing is sent back to the portal.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt

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
from provider_stub.errors import ShapeError, SignatureRefusedError
from provider_stub.journal import Arrival, LtiLaunch, RefusedArrival
from provider_stub.lti_message import (
    CUSTOM,
    DEPLOYMENT_ID,
    MESSAGE_TYPE,
    TARGET_LINK_URI,
    VERSION,
    attributes_of,
    header_of,
)
from provider_stub.once import OnceStore
from provider_stub.portal_keys import PortalKeys

_INITIATION = (CheckId.LTI_INITIATION,)
_PLAN = tuple(CheckId)[
    tuple(CheckId).index(CheckId.LTI_STATE) : tuple(CheckId).index(CheckId.LTI_SUBJECT) + 1
]
_MAX_TOKEN = 64 * 1024
_MAX_SUBJECT = 255
_REMEMBERED = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiation:
    """What the portal sends to our login (Security Framework 5.1.1.1)."""

    issuer: str
    login_hint: str
    target: str
    message_hint: str
    client_id: str
    deployment_id: str


class LtiSignIn:
    """Our tool's two moves: answer a login initiation, accept a launch."""

    def __init__(
        self, config: StubConfig, keys: PortalKeys, requests: OpenRequests, once: OnceStore
    ) -> None:
        self._config = config
        self._keys = keys
        self._requests = requests
        self._once = once

    def start(self, asked: Initiation, browser: Browser) -> str | RefusedArrival:
        """Remember that *browser* is launched at one of our resources; return where it goes."""
        now = self._config.clock()
        try:
            resource = require(CheckId.LTI_INITIATION, lambda: self._resource(asked))
        except StoppedError as stopped:
            checks = complete([stopped.check], (*_INITIATION, *_PLAN))
            return RefusedArrival(protocol=Protocol.LTI, at=now, checks=checks)
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._requests.open(
            OpenRequest(
                id=f"lti {state}",
                browser=browser,
                resource=resource,
                relay_state=nonce,
                ends=now + REQUEST_LIFETIME,
            )
        )
        query = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": self._config.lti_client_id,
            "redirect_uri": self._config.lti_launch_url,
            "login_hint": asked.login_hint,
            "lti_message_hint": asked.message_hint,
            "state": state,
            "nonce": nonce,
        }
        return f"{self._config.lti_url}authorize?{urlencode(query)}"

    def _resource(self, asked: Initiation) -> Resource:
        """Return the resource that is to be opened.

        Raises:
            ShapeError: it is not our portal that starts us, or it starts something else.
        """
        if asked.issuer != self._config.portal:
            raise ShapeError("un autre portail")
        if asked.client_id not in {"", self._config.lti_client_id}:
            raise ShapeError("un autre outil")
        if asked.deployment_id not in {"", self._config.lti_deployment_id}:
            raise ShapeError("un autre déploiement")
        if not asked.login_hint:
            raise ShapeError("login_hint absent")
        for resource in self._config.resources:
            ours = self._config.access_url(resource)
            if resource.protocol is Protocol.LTI and asked.target.partition("?")[0] == ours:
                return resource
        raise ShapeError("la cible n'est pas une de nos ressources")

    def accept(self, message: LtiLaunch, browser: Browser) -> Arrival | RefusedArrival:
        """Judge a launch; nothing of it is used unless every check held.

        Raises:
            PortalError: the portal's keys cannot be had.
        """
        now = self._config.clock()
        checks: list[Check] = []
        request = self._requests.close(f"lti {message.state}", browser, now=now)
        if isinstance(request, NotOpen):
            return _refusal([refused(CheckId.LTI_STATE, f"demande {request.value}")], now)
        checks.append(passed(CheckId.LTI_STATE, "demande ouverte par ce navigateur"))
        try:
            claims = self._verified(message.id_token, checks)
        except StoppedError as stopped:
            return _refusal([*checks, stopped.check], now)
        checks += self._judged(claims, request, now)
        checks.append(judge(CheckId.LTI_SUBJECT, lambda: _subject(claims)))
        if not all_passed(checks):
            return _refusal(checks, now)
        return Arrival(
            resource=request.resource,
            subject=str(claims.get("sub", "")),
            attributes=attributes_of(claims),
            at=now,
            checks=complete(checks, _PLAN),
            shown=json.dumps(claims, indent=2, ensure_ascii=False),
            original=message,
        )

    def _verified(self, token: str, checks: list[Check]) -> Mapping[str, Any]:
        """Verify the signature by a key the portal publishes.

        Raises:
            StoppedError: there is none.
            PortalError: the portal's keys cannot be had.
        """
        header = require(CheckId.LTI_READABLE, lambda: header_of(token, _MAX_TOKEN))
        checks.append(passed(CheckId.LTI_READABLE, f"{len(token)} caractères"))
        claims = require(CheckId.LTI_SIGNATURE, lambda: self._claims(token, header))
        checks.append(passed(CheckId.LTI_SIGNATURE, "par une clé que publie le portail"))
        return claims

    def _claims(self, token: str, header: Mapping[str, Any]) -> Mapping[str, Any]:
        if header.get("alg") != "RS256" or header.keys() - {"alg", "kid", "typ"}:
            raise SignatureRefusedError("en-tête inattendu")
        key = self._keys.key(str(header.get("kid")))
        if key is None:
            raise SignatureRefusedError("clé inconnue du portail")
        return dict(jwt.decode(token, key, algorithms=["RS256"]).claims)

    def _judged(
        self, claims: Mapping[str, Any], request: OpenRequest, now: datetime
    ) -> list[Check]:
        """Compare every claim that says for whom, for what and until when."""
        config, skew = self._config, self._config.clock_skew
        audience = claims.get("aud")
        listed = audience if isinstance(audience, list) else [audience]
        target = claims.get(TARGET_LINK_URI)
        facts = (
            (CheckId.LTI_ISSUER, claims.get("iss") == config.portal, ""),
            (
                CheckId.LTI_AUDIENCE,
                listed == [config.lti_client_id]
                and claims.get("azp", config.lti_client_id) == config.lti_client_id,
                "",
            ),
            (CheckId.LTI_NONCE, claims.get("nonce") == request.relay_state, ""),
            (CheckId.LTI_WINDOW, _is_within(claims, now, skew), ""),
            (CheckId.LTI_DEPLOYMENT, claims.get(DEPLOYMENT_ID) == config.lti_deployment_id, ""),
            (
                CheckId.LTI_MESSAGE,
                (claims.get(MESSAGE_TYPE), claims.get(VERSION))
                == ("LtiResourceLinkRequest", "1.3.0")
                and isinstance(claims.get(CUSTOM, {}), dict),
                str(claims.get(MESSAGE_TYPE, ""))[:40],
            ),
            (
                CheckId.LTI_TARGET,
                isinstance(target, str)
                and target.partition("?")[0] == config.access_url(request.resource),
                "",
            ),
            (
                CheckId.LTI_SINGLE_USE,
                self._once.claim("lti", str(claims.get("nonce")), until=now + _REMEMBERED, now=now),
                "",
            ),
        )
        return [(passed if holds else refused)(check, detail) for check, holds, detail in facts]


def _is_within(claims: Mapping[str, Any], now: datetime, skew: timedelta) -> bool:
    """Whether the token is of this moment; ``iat`` gets no grace, as many tools give it none."""
    issued, ends = claims.get("iat"), claims.get("exp")
    if type(issued) is not int or type(ends) is not int:
        return False
    at = now.timestamp()
    return at - timedelta(minutes=10).total_seconds() <= issued <= at < ends + skew.total_seconds()


def _subject(claims: Mapping[str, Any]) -> Check:
    """Require a subject that can be kept, or none at all (Core 5.3.6.1)."""
    if "sub" not in claims:
        return passed(CheckId.LTI_SUBJECT, "aucun : accès anonyme")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= _MAX_SUBJECT:
        return refused(CheckId.LTI_SUBJECT, "identifiant vide ou trop long")
    return passed(CheckId.LTI_SUBJECT, f"{len(subject)} caractères")


def _refusal(checks: list[Check], now: datetime) -> RefusedArrival:
    """Close the account of a refused launch."""
    return RefusedArrival(protocol=Protocol.LTI, at=now, checks=complete(checks, _PLAN))
