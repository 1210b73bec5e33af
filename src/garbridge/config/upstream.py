"""``[upstream]``: who signs people in before they come here, and by what they are known here."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from garbridge.config.oidc import Authentication
from garbridge.config.saml_upstream import SamlUpstream, read_saml_upstream
from garbridge.config.tables import Table, is_file, member, web_address

SUBJECT: Final = "subject"
"""What names the person is the upstream's own identifier: ``sub``, ``cas:user``, the NameID."""

AT_ONCE: Final = 2
"""Questions to the upstream at one time from one machine."""

_HOURS: Final = 10
_MOST_AT_ONCE: Final = 100
_MOST_HOURS: Final = 24
_NAME = re.compile(r"[!-~]{1,200}")
_SECRET = re.compile(r"[!-~]{16,512}")
_LOGOUT_BY: Final = ("address", "form")
_ALGORITHMS: Final = ("RS256", "PS256", "ES256")


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcUpstream:
    """``kind = "oidc"``: the portal is a relying party of one OpenID provider.

    ``secret`` is empty where the portal proves who it is with ``key``.  ``algorithm`` is the one
    with which the provider signs.  With ``userinfo`` the attributes are asked for there too.
    ``logout_by`` is ``address``, or ``form`` where no token may stand in an address: the provider
    must then know a person whose cookie did not come along.
    """

    issuer: str
    client_id: str
    authentication: Authentication
    secret: str = field(repr=False)
    key: Path | None
    algorithm: str
    scopes: tuple[str, ...]
    userinfo: bool
    logout_by: str = _LOGOUT_BY[0]
    name: ClassVar = "oidc"


@dataclass(frozen=True, slots=True, kw_only=True)
class CasUpstream:
    """``kind = "cas"``: the portal is a service of one CAS server, whose address has no slash."""

    server: str
    name: ClassVar = "cas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """``[upstream]``.

    ``person`` is the attribute that names somebody as the directory does, or :data:`SUBJECT`.
    ``session`` is how long somebody stays signed in at most.  ``at_once`` is how many questions to
    it that are slow one machine has under way at most: fewer than it has workers.
    """

    protocol: OidcUpstream | CasUpstream | SamlUpstream
    person: str
    session: timedelta
    at_once: int = AT_ONCE


@dataclass(frozen=True, slots=True)
class Reader:
    """What a section is read with: its table, where files are, what stands in the environment."""

    table: Table
    folder: Path
    environment: Mapping[str, str] = field(repr=False)
    address: Callable[[str], str]

    def site(self, key: str) -> str:
        """Return a required address to which paths are added."""
        found = self.table.parsed(key, self.address) or ""
        if found.endswith("/") or "?" in found:
            self.table.problem(key, "must not end with a slash or hold a query")
        return found

    def secret(self, key: str) -> str:
        """Return a required secret, from a file of mode 0600 or from ``env:NAME``."""
        text = self.table.secret(key, self.folder, self.environment)
        if text is not None and not _SECRET.fullmatch(text):
            self.table.problem(key, "must hold one line of 16 to 512 printable characters")
        return text or ""

    def private(self, key: str) -> Path | None:
        """Return a required file of mode 0600; ``None`` where it is not there, and noted."""
        path = self.table.private(key, self.folder)
        return path if is_file(path) else None


def read_upstream(
    top: Table, folder: Path, environment: Mapping[str, str], *, insecure_loopback: bool
) -> Upstream | None:
    """Return ``[upstream]``; ``None`` where the portal signs people in itself, or it is wrong.

    Args:
        top: The whole file; mistakes are noted in it.
        folder: Where it is.
        environment: Where a secret may stand.
        insecure_loopback: Whether plain http to this machine is accepted.
    """
    table = top.table("upstream")
    if table is None:
        return None
    kind = table.text("kind")
    if kind and kind not in KINDS:
        table.problem("kind", f"must be one of {', '.join(KINDS)}")
    if kind not in KINDS:
        return None  # which keys are known depends on it
    address = web_address(insecure_loopback=insecure_loopback)
    upstream = Upstream(
        protocol=KINDS[kind](Reader(table, folder, environment, address)),
        person=_named(table, "person", SUBJECT),
        session=timedelta(hours=table.number("session_hours", _HOURS, _MOST_HOURS)),
        at_once=table.number("at_once", AT_ONCE, _MOST_AT_ONCE),
    )
    table.finish()
    return upstream


def _named(table: Table, key: str, default: str | None = None) -> str:
    text = table.text(key, default)
    if text and not _NAME.fullmatch(text):
        table.problem(key, "must be 1 to 200 printable characters without spaces")
    return text


def _oidc(reader: Reader) -> OidcUpstream:
    table = reader.table
    proof = table.parsed("authentication", member(Authentication), Authentication.BASIC)
    by_key = proof is Authentication.PRIVATE_KEY
    algorithm = table.text("algorithm", _ALGORITHMS[0])
    if algorithm not in _ALGORITHMS:
        table.problem("algorithm", f"must be one of {', '.join(_ALGORITHMS)}")
    scopes = table.texts("scopes") or ("openid",)
    if "openid" not in scopes or not all(map(_NAME.fullmatch, scopes)):
        table.problem("scopes", 'must be names without spaces, with "openid" among them')
    logout_by = table.text("logout_by", _LOGOUT_BY[0])
    if logout_by not in _LOGOUT_BY:
        table.problem("logout_by", f"must be one of {', '.join(_LOGOUT_BY)}")
    return OidcUpstream(
        issuer=_issuer(reader),
        client_id=_named(table, "client_id"),
        authentication=proof or Authentication.BASIC,
        secret="" if by_key else reader.secret("client_secret"),
        key=reader.private("client_key") if by_key else None,
        algorithm=algorithm,
        scopes=scopes,
        userinfo=table.flag("userinfo", default=False),
        logout_by=logout_by,
    )


def _issuer(reader: Reader) -> str:
    """Return the issuer as it is, a slash at its end included: it is compared text for text."""
    found = reader.table.parsed("issuer", reader.address) or ""
    if "?" in found:
        reader.table.problem("issuer", "must not hold a query")
    return found


def _cas(reader: Reader) -> CasUpstream:
    return CasUpstream(server=reader.site("server"))


def _saml(reader: Reader) -> SamlUpstream:
    return read_saml_upstream(reader.table, reader.folder, reader.address)


KINDS: Final[Mapping[str, Callable[[Reader], OidcUpstream | CasUpstream | SamlUpstream]]] = (
    MappingProxyType({"oidc": _oidc, "cas": _cas, "saml": _saml})
)
"""What each kind of upstream reads of the section."""
