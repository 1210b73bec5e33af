"""Reads an ``id_token`` of ours back as a tool would, for the proof of the launch."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from cryptography.hazmat.primitives.asymmetric import rsa

from garbridge.core.anonymity import Level
from garbridge.core.proving import Told
from garbridge.errors import ReleaseMismatchError
from garbridge.formats.jwt_reading import read_issued
from garbridge.protocols.lti.tools import LtiTool

_URL: Final = "https://purl.imsglobal.org/spec/lti"
_NAMES: Final = {"family_name": "NOM", "given_name": "PRE", "email": "P_MEL"}
_FRAME: Final = frozenset(
    {
        *("iss", "aud", "iat", "exp", "nonce", "sub", "name", *_NAMES),
        *(f"{_URL}/claim/{one}" for one in ("message_type", "version", "deployment_id")),
        *(f"{_URL}/claim/{one}" for one in ("target_link_uri", "resource_link", "roles")),
        *(f"{_URL}/claim/{one}" for one in ("context", "custom", "launch_presentation")),
        f"{_URL}-dl/claim/deep_linking_settings",
    }
)
_LONGEST: Final = 300
"""Seconds that an id_token may be valid."""
_PIECE: Final = re.compile(r"((?:[^\\;]|\\.)*)(?:;|$)", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an ``id_token`` must be the answer to.

    ``fixed`` are the custom parameters that are the same for everybody, and ``order`` the names of
    all attributes, as they are compared.
    """

    tool: LtiTool
    issuer: str
    nonce: str
    fixed: Mapping[str, str]
    order: Sequence[str]


def read_told(
    token: str, keys: Sequence[rsa.RSAPublicKey], expected: Expected, *, now: datetime
) -> Told:
    """Return whom and what *token*, signed with one of *keys*, tells at *now*.

    Raises:
        ReleaseMismatchError: it is no token for that tool and request, at this instant.
    """
    tool = expected.tool
    said = _read(token, keys)
    addressed = (said.get("iss"), said.get("aud"), said.get("nonce"))
    if addressed != (expected.issuer, tool.client_id, expected.nonce):
        raise ReleaseMismatchError("the id_token is not the answer to this request")
    if said.get(f"{_URL}/claim/deployment_id") != tool.deployment_id:
        raise ReleaseMismatchError("the id_token names another deployment")
    issued, ends = said.get("iat"), said.get("exp")
    if not isinstance(issued, int) or not isinstance(ends, int):
        raise ReleaseMismatchError("the id_token has no dates")
    if not issued < now.timestamp() < ends <= issued + _LONGEST:
        raise ReleaseMismatchError("the id_token is not valid at this instant")
    attributes = _attributes(said, expected.fixed)
    beside = [*(said.keys() - _FRAME), *_beside(said, tool, attributes)]
    ranks = {name: rank for rank, name in enumerate(expected.order)}
    told = sorted(attributes.items(), key=lambda one: ranks.get(one[0], len(ranks)))
    return Told(_text(said.get("sub", "")), tuple(told), tuple(sorted(beside)))


def _read(token: str, keys: Sequence[rsa.RSAPublicKey]) -> Mapping[str, object]:
    """Return the claims; the key that signs may have been another one a moment ago."""
    for key in keys[:-1]:
        try:
            return read_issued(token, key)[1]
        except ReleaseMismatchError:
            continue
    return read_issued(token, keys[-1])[1]


def _attributes(said: Mapping[str, object], fixed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {
        attribute: (_text(said[claim]),) for claim, attribute in _NAMES.items() if claim in said
    }
    custom = cast("Mapping[str, object]", said.get(f"{_URL}/claim/custom", {}))
    for name, value in custom.items():
        if name not in fixed:
            found[name] = tuple(_split(_text(value)))
        elif value != fixed[name]:
            raise ReleaseMismatchError(f"the custom parameter {name} is not the agreement's")
    return found


def _beside(
    said: Mapping[str, object], tool: LtiTool, attributes: Mapping[str, tuple[str, ...]]
) -> Iterable[str]:
    """Yield what is told by another claim than those of attributes, and should not be."""
    if tool.level is not Level.NAME:
        yield from said.keys() & {"name", *_NAMES}
    elif "name" in said:
        parts = [*attributes.get("PRE", ()), *attributes.get("NOM", ())]
        if said["name"] != " ".join(parts):
            yield "name"
    if tool.level is Level.PUBLIC and "sub" in said:
        yield "sub"
    if f"{_URL}/claim/context" in said and "UAI" not in attributes:
        yield "context"
    profile = "".join(attributes.get("PRO", ())).removeprefix("National_")
    allowed = {str(one): list(roles) for one, roles in tool.roles.items()}.get(profile, [])
    if said.get(f"{_URL}/claim/roles") != allowed:
        yield "roles"


def _split(text: str) -> Iterable[str]:
    at = 0
    while True:
        piece = _PIECE.match(text, at)
        if piece is None:
            raise ReleaseMismatchError("a custom parameter cannot be read")
        yield _ESCAPED.sub(r"\1", piece[1])
        if piece.end() == piece.end(1):
            return
        at = piece.end()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ReleaseMismatchError("a claim is no text")
    return value
