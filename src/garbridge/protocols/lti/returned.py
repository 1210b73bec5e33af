"""Reads what was chosen at a tool (Deep Linking 4.5; Security Framework 5.2.2)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, cast

from garbridge.core.attributes import AttributeCatalogue
from garbridge.errors import (
    MalformedError,
    ProtocolError,
    SignatureError,
    StaleError,
    UnknownProviderError,
    UnsupportedRequestError,
    WrongAddressError,
)
from garbridge.formats.jose import Token, verify_jwt
from garbridge.formats.jwt_reading import base64url, strict_json
from garbridge.ports import ChosenContent, ContentItem, OneTimeStore, WireRequest
from garbridge.protocols.lti import names
from garbridge.protocols.lti.choosing import TAKEN, Choosing, choosing_key, open_choosing
from garbridge.protocols.lti.tools import LiveTools, LtiTool, PublishedKeys

SKEW: Final = timedelta(minutes=3)
"""How far a tool's clock may be off."""
OLDEST: Final = timedelta(minutes=10)
"""How long after its ``iat`` an answer is taken, whatever its ``exp``."""
MAX_ITEMS: Final = 50
MAX_TITLE: Final = 200
MAX_CUSTOM: Final = 20
MAX_VALUE: Final = 500

_SEGMENTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentReturn:
    """Verifies the form that a tool posts to ``/lti/deep-linking-return``.

    The browser's cookie does not come with it: who chose, what and where stands in ``data``, which
    only the tool was given, and which is used once.

    A tool that changed its key signs with one that is not in the copy here.  What it has
    *published* is looked at then, if somebody waits for the answer: strangers let nobody be asked.
    """

    issuer: str
    tools: LiveTools
    once: OneTimeStore
    attributes: AttributeCatalogue
    published: PublishedKeys

    def read(self, request: WireRequest, *, now: datetime) -> ChosenContent:
        """Return what was chosen.

        Raises:
            MalformedError: it is no answer that can be read.
            OversizedError: it is longer than any honest one.
            UnknownProviderError: it is of no registered tool.
            SignatureError: the tool did not sign it.
            WrongAddressError: it is for another portal, tool or deployment.
            StaleError: it is too old, it was used, or nobody asked.
        """
        token = _token(request)
        unverified = _unverified(token)
        tool = self._tool(unverified)
        said = self._signed(token, tool, unverified, now).claims
        _require_addressed(said, tool, self.issuer)
        _require_fresh(said, now)
        choosing = _choosing(said, tool, partial(self.once.redeem, now=now), now)
        found = list(_items(said, tool, self.attributes))
        items = tuple(item for item in found if item is not None)
        return ChosenContent(
            person=choosing.person,
            provider=choosing.provider,
            resource=choosing.resource,
            school=choosing.school,
            launch=choosing.launch,
            items=items,
            left=len(found) - len(items),
        )

    def _tool(self, unverified: Mapping[str, object]) -> LtiTool:
        """Return whom the token claims to be of: nothing of it is proved yet."""
        unverified_issuer = unverified.get("iss")
        tool = self.tools().client(unverified_issuer if isinstance(unverified_issuer, str) else "")
        if tool is None:
            raise UnknownProviderError(str(unverified_issuer))
        return tool

    def _signed(
        self, token: str, tool: LtiTool, unverified: Mapping[str, object], now: datetime
    ) -> Token:
        """Return *token*, whose signature is by a key of *tool*: of the copy here, or a new one."""
        if tool.keys is None:
            raise UnsupportedRequestError("the tool has no keys here")
        try:
            return verify_jwt(token, tool.keys, *tool.algorithms)
        except SignatureError:
            newer = None
            if tool.keys_url and self._is_awaited(unverified, tool, now):
                newer = self.published(tool.keys_url)
            if newer is None:
                raise
        return verify_jwt(token, newer, *tool.algorithms)

    def _is_awaited(self, unverified: Mapping[str, object], tool: LtiTool, now: datetime) -> bool:
        """Say whether the token knows a ``data`` that *tool* was given, and that was not used."""
        try:
            _choosing(unverified, tool, partial(self.once.peek, now=now), now)
        except ProtocolError:
            return False
        return True


def _choosing(
    said: Mapping[str, object], tool: LtiTool, take: Callable[[str], bytes | None], now: datetime
) -> Choosing:
    """Return what *tool* was asked to let choose, which *take* takes or only looks at."""
    data = said.get(names.DATA)
    if not isinstance(data, str) or not data:
        raise MalformedError("data is missing")
    body = take(choosing_key(data))
    choosing = None if body is None else open_choosing(data, body, now=now)
    if choosing is None:
        raise StaleError("nobody waits for this answer: data is unknown, used or has ended")
    theirs = (tool.client_id, tool.deployment_id, tool.provider)
    if (choosing.client_id, choosing.deployment_id, choosing.provider) != theirs:
        raise WrongAddressError("data was given to another tool")
    return choosing


def _token(request: WireRequest) -> str:
    if request.method != "POST":
        raise UnsupportedRequestError("an answer is a POST")
    tokens = [value for name, value in request.form if name == "JWT"]
    if len(tokens) != 1:
        raise MalformedError("JWT must be there once")
    return tokens[0]


def _unverified(token: str) -> Mapping[str, object]:
    """Return what *token* says, before anything of it is proved."""
    segments = token.split(".")
    if len(segments) != _SEGMENTS:
        raise MalformedError("not a signed token in the compact serialization")
    return strict_json(base64url(segments[1]))


def _require_addressed(said: Mapping[str, object], tool: LtiTool, issuer: str) -> None:
    """Require that *said* is of *tool*, for us, about its one deployment."""
    audience = said.get("aud")
    listed = cast("list[object]", audience) if isinstance(audience, list) else [audience]
    if said.get("iss") != tool.client_id or listed != [issuer]:
        raise WrongAddressError("iss or aud is not that of this answer")
    if said.get("azp", issuer) != issuer:
        raise WrongAddressError("azp is not this portal")
    if said.get(names.DEPLOYMENT_ID) != tool.deployment_id:
        raise WrongAddressError("the deployment is another one")
    if (said.get(names.MESSAGE_TYPE), said.get(names.VERSION)) != (
        names.DEEP_LINKING_RESPONSE,
        names.LTI_VERSION,
    ):
        raise MalformedError("not a deep linking response of LTI 1.3")
    nonce = said.get("nonce")
    if not isinstance(nonce, str) or not nonce:
        raise MalformedError("nonce is missing")


def _require_fresh(said: Mapping[str, object], now: datetime) -> None:
    """Require dates around *now*.

    The nonce is not remembered: ``data`` was made here, is in the same signed token, and is used
    once, so no answer can come twice whatever its nonce.
    """
    issued, ends = said.get("iat"), said.get("exp")
    if type(issued) not in {int, float} or type(ends) not in {int, float}:
        raise MalformedError("iat and exp must be numbers")
    at, skew = now.timestamp(), SKEW.total_seconds()
    begins = cast("float", issued)
    if begins > at + skew or begins + OLDEST.total_seconds() + skew <= at:
        raise StaleError("issued too long ago, or in the future")
    if cast("float", ends) + skew <= at:
        raise StaleError("it has ended")


def _items(
    said: Mapping[str, object], tool: LtiTool, attributes: AttributeCatalogue
) -> Iterable[ContentItem | None]:
    """Yield what was chosen, ``None`` for each that has no place here.

    One address that is not the tool's spoils the whole answer: it is no mistake to be passed over.
    """
    listed = said.get(names.CONTENT_ITEMS, [])
    if not isinstance(listed, list):
        raise MalformedError("content_items must be a list")
    members = cast("list[object]", listed)
    if len(members) > MAX_ITEMS:
        raise MalformedError(f"{len(members)} content items, at most {MAX_ITEMS}")
    for member in members:
        if not isinstance(member, dict):
            raise MalformedError("a content item must be an object")
        item = cast("dict[str, object]", member)
        yield _item(item, tool, attributes) if item.get("type") in TAKEN else None


def _item(item: Mapping[str, object], tool: LtiTool, attributes: AttributeCatalogue) -> ContentItem:
    title = item.get("title", "")
    if not isinstance(title, str):
        raise MalformedError("the title of a content item must be a text")
    url = item.get("url", tool.deep_linking if item["type"] == "ltiResourceLink" else None)
    if not isinstance(url, str) or not tool.serves(url):
        raise WrongAddressError("a content item is not on a registered host of the tool")
    shown = " ".join("".join(c if c.isprintable() else " " for c in title).split())
    return ContentItem(shown[:MAX_TITLE], url, _custom(item.get("custom", {}), attributes))


def _custom(stated: object, attributes: AttributeCatalogue) -> Mapping[str, str]:
    """Return the parameters of a content item; none may pass for an attribute of a person."""
    if not isinstance(stated, dict) or len(cast("dict[str, object]", stated)) > MAX_CUSTOM:
        raise MalformedError(f"custom must be an object of at most {MAX_CUSTOM} names")
    found: dict[str, str] = {}
    for name, value in cast("dict[str, object]", stated).items():
        if name in attributes or not name.isprintable() or not 0 < len(name) <= MAX_TITLE:
            raise MalformedError("a custom parameter has a name that it may not have")
        if not isinstance(value, str) or len(value) > MAX_VALUE:
            raise MalformedError(f"a custom parameter must be a text of at most {MAX_VALUE}")
        found[name] = value
    return found
