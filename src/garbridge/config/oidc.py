"""``[oidc]`` of a provider's file: the provider is a relying party of OpenID Connect."""

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import parse_qsl, urlsplit

from garbridge.config.tables import (
    ENVIRONMENT,
    OPEN_TO_OTHERS,
    ORIGIN,
    PEER_ALGORITHMS,
    Table,
    is_file,
    is_private,
    member,
)
from garbridge.core.attributes import Attribute, AttributeCatalogue
from garbridge.core.identifiers import ResourceId
from garbridge.errors import ValueRefusedError

SECRETS: Final = 2
"""How many secrets a client may have at one time: the one in use, and the one that follows."""
RESERVED: Final = frozenset(
    {
        *("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "auth_time", "nonce", "acr", "amr"),
        *("azp", "at_hash", "c_hash", "s_hash", "sid", "id", "client_id", "events", "cnf"),
        *("_claim_names", "_claim_sources"),
    }
)
"""Claims that the protocol itself, or the GAR's dialect of it, has a meaning for."""

_SECRET = re.compile(r"[A-Za-z0-9._~-]{32,128}")
_CLIENT_ID = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_CLAIM = re.compile(r"[A-Za-z][A-Za-z0-9_.:/-]{0,127}")
_ANSWERED = frozenset({"code", "state", "iss", "error", "error_description", "error_uri"})
_LONGEST = 2_000


class Authentication(StrEnum):
    """How the client proves who it is at the token endpoint (OpenID Connect Core 9)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    PRIVATE_KEY = "private_key_jwt"


class ResponseMode(StrEnum):
    """How the browser brings the code back."""

    QUERY = "query"
    FORM_POST = "form_post"


class Place(StrEnum):
    """Where the attributes stand that the policy releases."""

    USERINFO = "userinfo"
    ID_TOKEN = "id_token"  # noqa: S105 - the name of a place, no secret
    BOTH = "both"


class Dialect(StrEnum):
    """Whose OpenID Connect the client speaks."""

    STANDARD = "standard"
    GAR = "gar"
    """The national GAR's: ``scope.gar``, ``idRessource`` and paths of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSection:
    """``[oidc]``: one client, which has one way to prove who it is and one way to be answered.

    ``redirect_uris`` are exact, each with the resource that it stands for or ``None``.
    ``secrets`` are SHA-256 digests, none where it signs with a key; ``jwks`` is its key set then,
    in JSON, and empty otherwise.  ``assertion_alg`` is how it signs.  ``origins`` are further
    origins that its address redirects a posted form to.  ``names`` are claims that are called
    otherwise than the attribute.  ``backchannel_logout_uri`` is told of logouts, empty where the
    client is not; people go back to one of ``post_logout_redirect_uris`` after one, exactly.
    """

    client_id: str
    redirect_uris: tuple[tuple[str, ResourceId | None], ...]
    authentication: Authentication = Authentication.BASIC
    secrets: tuple[bytes, ...] = field(default=(), repr=False)
    jwks: str = ""
    assertion_alg: str = "RS256"
    response_mode: ResponseMode = ResponseMode.QUERY
    attributes: Place = Place.USERINFO
    dialect: Dialect = Dialect.STANDARD
    origins: tuple[str, ...] = ()
    names: tuple[tuple[Attribute, str], ...] = ()
    backchannel_logout_uri: str = ""
    post_logout_redirect_uris: tuple[str, ...] = ()
    name: ClassVar = "oidc"
    is_anonymous: ClassVar = False


def read_oidc(
    table: Table,
    resources: frozenset[ResourceId],
    address: Callable[[str], str],
    catalogue: AttributeCatalogue,
) -> OidcSection:
    """Return what *table* says; mistakes are noted.

    Args:
        table: The section.
        resources: Those of the same file.
        address: Parses an address.
        catalogue: The attributes that can have a name.
    """
    stem, folder = table.file.stem, table.file.parent
    authentication = table.parsed("authentication", member(Authentication), Authentication.BASIC)
    proof = authentication or Authentication.BASIC
    section = OidcSection(
        client_id=_client_id(table, stem),
        redirect_uris=_redirect_uris(table, resources, address),
        authentication=proof,
        secrets=_secrets(table, folder, needed=proof is not Authentication.PRIVATE_KEY),
        jwks=_jwks(table, folder, needed=proof is Authentication.PRIVATE_KEY),
        assertion_alg=_assertion_alg(table),
        response_mode=table.parsed("response_mode", member(ResponseMode), ResponseMode.QUERY)
        or ResponseMode.QUERY,
        attributes=table.parsed("attributes", member(Place), Place.USERINFO) or Place.USERINFO,
        dialect=table.parsed("dialect", member(Dialect), Dialect.STANDARD) or Dialect.STANDARD,
        origins=_origins(table),
        names=_names(table, catalogue),
        backchannel_logout_uri=table.parsed("backchannel_logout_uri", address, "") or "",
        post_logout_redirect_uris=_afterwards(table, address),
    )
    table.finish()
    return section


def _client_id(table: Table, stem: str) -> str:
    named = table.text("client_id", stem)
    if not _CLIENT_ID.fullmatch(named):
        table.problem("client_id", "must be 1 to 128 of A-Z a-z 0-9 . _ ~ -")
    return named


def _redirect_uris(
    table: Table, resources: frozenset[ResourceId], address: Callable[[str], str]
) -> tuple[tuple[str, ResourceId | None], ...]:
    """Return those of ``redirect_uris`` and those of ``[oidc.resources]``, by ARK."""
    stated: list[tuple[str, str, ResourceId | None]] = [
        ("redirect_uris", uri, None) for uri in table.texts("redirect_uris") or ()
    ]
    own = table.table("resources")
    for ark in own.values if own is not None else ():
        if own is None or ResourceId(ark) not in resources:
            table.problem(f"resources.{ark}", "no [[resources]] of this file has this ARK")
            continue
        stated.append((f"resources.{ark}", own.text(ark), ResourceId(ark)))
    found: list[tuple[str, ResourceId | None]] = []
    for key, uri, resource in stated:
        problem = _redirect_problem(uri, address)
        if problem:
            table.problem(key, problem)
        found.append((uri, resource))
    for uri, count in Counter(uri for uri, _ in found).items():
        if count > 1:
            table.problem("redirect_uris", f"{uri}: registered twice")
    if not found:
        table.problem("redirect_uris", "missing: no address could ever sign in")
    return tuple(found)


def _afterwards(table: Table, address: Callable[[str], str]) -> tuple[str, ...]:
    """Return where people may be sent after a logout; each is compared as a whole."""
    found = table.texts("post_logout_redirect_uris") or ()
    for uri in found:
        problem = _redirect_problem(uri, address)
        if problem:
            table.problem("post_logout_redirect_uris", problem)
    return found


def _redirect_problem(uri: str, address: Callable[[str], str]) -> str | None:
    try:
        query = urlsplit(address(uri)).query
    except ValueRefusedError as refused:
        return str(refused)
    if not uri.isascii() or len(uri) > _LONGEST or set(uri) & set('"<>'):
        return f"must be at most {_LONGEST} characters of ASCII, anything else percent-encoded"
    taken = sorted(_ANSWERED & {name for name, _ in parse_qsl(query, keep_blank_values=True)})
    return f"must not have a parameter {taken[0]}" if taken else None


def _secrets(table: Table, folder: Path, *, needed: bool) -> tuple[bytes, ...]:
    """Return the digests of ``client_secret``'s lines: a file of mode 0600, or ``env:NAME``."""
    named = table.text("client_secret", "" if not needed else None)
    if not named:
        return ()
    if not needed:
        table.problem("client_secret", "a client with private_key_jwt has none")
        return ()
    if named.startswith(ENVIRONMENT):
        text = os.environ.get(named.removeprefix(ENVIRONMENT), "")
    elif not is_file(folder / named):
        table.problem("client_secret", "no such file; a secret never stands here itself")
        return ()
    else:
        text = _private_text(table, folder / named)
    lines = text.split()
    if not 1 <= len(lines) <= SECRETS or not all(map(_SECRET.fullmatch, lines)):
        table.problem("client_secret", "must hold 1 or 2 lines of 32 to 128 of A-Z a-z 0-9 . _ ~ -")
    return tuple(secret_digest(line) for line in lines)


def _private_text(table: Table, path: Path) -> str:
    try:
        if not is_private(path):
            table.problem("client_secret", OPEN_TO_OTHERS)
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def secret_digest(secret: str) -> bytes:
    """Return what is kept of a *secret* in memory; it is random, so that one hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def _jwks(table: Table, folder: Path, *, needed: bool) -> str:
    """Return the key set of ``jwks``: the name of a file, or ``[[oidc.jwks]]`` in the file itself.

    What is in it is read where keys are.
    """
    stated = table.values.get("jwks")
    if stated is None or isinstance(stated, str):
        named = table.text("jwks", None if needed else "")
        path = folder / named
        if not named:
            return ""
        if not needed:
            table.problem("jwks", "a client with a secret has none")
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            table.problem("jwks", "no such file")
            return ""
    keys = [dict(one.values) for one in table.tables("jwks")]
    if not needed:
        table.problem("jwks", "a client with a secret has none")
    return json.dumps({"keys": keys}, default=str)


def _assertion_alg(table: Table) -> str:
    named = table.text("assertion_alg", "RS256")
    if named not in PEER_ALGORITHMS:
        table.problem("assertion_alg", "must be RS256, PS256 or ES256")
    return named


def _origins(table: Table) -> tuple[str, ...]:
    origins = table.texts("origins") or ()
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            table.problem("origins", f"{origin}: must be an origin such as https://parc.example")
    return origins


def _names(table: Table, catalogue: AttributeCatalogue) -> tuple[tuple[Attribute, str], ...]:
    """Return ``[oidc.attribute_names]``: ``NOM = "family_name"``."""
    names = table.table("attribute_names")
    if names is None:
        return ()
    found: list[tuple[Attribute, str]] = []
    for key in names.values:
        claim = names.text(key)
        if key not in catalogue:
            names.problem(key, "unknown attribute")
        elif not _CLAIM.fullmatch(claim) or claim in RESERVED:
            names.problem(key, "must be the name of a claim, and none of the protocol's own")
        else:
            found.append((Attribute(key), claim))
    renamed = dict(found)
    silent = {str(attribute) for attribute in catalogue if attribute not in renamed}
    for attribute, claim in found:
        if claim in silent or list(renamed.values()).count(claim) > 1:
            names.problem(attribute, f"{claim!r} is what another attribute is called")
    return tuple(found)
