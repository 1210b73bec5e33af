"""``[autonome]`` of ``garbridge.toml``: who may speak to the portal as to the GAR, and how.

Nothing is mounted where it is not there.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from garbridge.config.networks import Network, is_among, read_networks
from garbridge.config.tables import Table
from garbridge.core.identifiers import SchoolId, parse_resource_id, parse_school_id
from garbridge.core.machines import EVERYTHING_BELOW, Distributor, Machine, Portal, Proofs
from garbridge.errors import ValueRefusedError

PREFIX: Final = "/autonome"
UNIX: Final = "unix"
"""Among the proxies: whoever comes through a Unix socket, which has no address."""
PER_MINUTE: Final = 3_000
_MOST_PER_MINUTE: Final = 100_000
_PREFIX = re.compile(r"(/[a-z0-9][a-z0-9-]{0,31}){1,3}")
_TAKEN: Final = frozenset(
    {
        *("mediacentre", "affectation", "donnees", "statistiques", "exploitation", "connexion"),
        *("saml", "cas", "oidc", "lti", "api", "metrics", "livez", "readyz"),
    }
)
"""Where garbridge, or the demonstration, has other pages."""
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_NOT_A_HEADER: Final = frozenset({"authorization", "cookie", "host", "content-length"})
_DISTRIBUTOR = re.compile(r"[0-9]{9}_[0-9]{16}")
_PORTAL = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ARK_START = re.compile(r"(https?://[a-z0-9.-]{1,100}/)?ark:/?[0-9]{5,9}/[!-)+-~]{0,200}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Autonome:
    """Who may speak to the portal as to the GAR.

    ``header`` is where the ``proxies`` put the certificate of who speaks to them, empty where none
    does; from anybody else it is refused.  ``has_sockets`` says that a proxy comes through a Unix
    socket.  ``per_minute`` is how often each machine may ask, in all workers together.
    """

    prefix: str = PREFIX
    header: str = ""
    proxies: tuple[Network, ...] = ()
    has_sockets: bool = False
    per_minute: int = PER_MINUTE
    distributors: tuple[Distributor, ...] = ()
    portals: tuple[Portal, ...] = ()

    @property
    def machines(self) -> tuple[Machine, ...]:
        """Everybody who may speak."""
        return (*self.distributors, *self.portals)

    def trusts(self, address: str | None) -> bool:
        """Say whether a certificate in the header may be believed from *address*."""
        return is_among(address, self.proxies) if address else self.has_sockets

    def stated(self) -> Mapping[str, object]:
        """Return it as its operator may look at it: how many tokens there are, and none of them."""
        return {
            "prefix": self.prefix,
            "header": self.header,
            "proxies": [*map(str, self.proxies), *([UNIX] if self.has_sockets else [])],
            "per_minute": self.per_minute,
            "distributors": [
                {"id": one.id, "name": one.name, **_proofs_stated(one.proofs)}
                | {"resources": list(one.resources)}
                for one in self.distributors
            ],
            "portals": [
                {"id": one.id, **_proofs_stated(one.proofs)}
                | {"schools": None if one.schools is None else sorted(one.schools)}
                for one in self.portals
            ],
        }


def _proofs_stated(proofs: Proofs) -> dict[str, object]:
    return {"certificates": sorted(proofs.certificates), "tokens": len(proofs.tokens)}


def read_autonome(top: Table) -> Autonome | None:
    """Return what ``[autonome]`` of *top* says, mistakes noted; ``None`` where it is not there."""
    table = top.table("autonome")
    if table is None:
        return None
    networks, has_sockets = _proxies(table)
    found = Autonome(
        prefix=_prefix(table),
        header=_header(table, has_proxies=bool(networks) or has_sockets),
        proxies=networks,
        has_sockets=has_sockets,
        per_minute=table.number("per_minute", PER_MINUTE, _MOST_PER_MINUTE),
        distributors=tuple(_distributor(one) for one in table.tables("distributors")),
        portals=tuple(_portal(one) for one in table.tables("portals")),
    )
    table.finish()
    _refuse_shared(table, found)
    return found


def _prefix(table: Table) -> str:
    text = table.text("prefix", PREFIX)
    if not _PREFIX.fullmatch(text):
        table.problem("prefix", "must be a path such as /autonome, in lower case")
    elif text.split("/")[1] in _TAKEN:
        table.problem("prefix", f"{text} is where other pages are")
    return text


def _header(table: Table, *, has_proxies: bool) -> str:
    text = table.text("header", "")
    if text and (not _HEADER.fullmatch(text) or text.lower() in _NOT_A_HEADER):
        table.problem("header", "must be the name of a header such as X-Client-Certificate")
    if text and not has_proxies:
        table.problem("proxies", "name the proxies: anybody could send the header")
    if has_proxies and not text:
        table.problem("header", "missing: in which header do the proxies put the certificate?")
    return text


def _proxies(table: Table) -> tuple[tuple[Network, ...], bool]:
    named = table.texts("proxies") or ()
    networks = read_networks(table, "proxies", (text for text in named if text != UNIX))
    for network in networks:
        if not network.prefixlen:
            table.problem("proxies", f"{network} is everybody")
    return networks, UNIX in named


def _distributor(table: Table) -> Distributor:
    name = table.text("id")
    if name and not _DISTRIBUTOR.fullmatch(name):
        table.problem("id", "must be a SIREN, _ and an ISNI: 9 and 16 digits")
    found = Distributor(
        id=name, name=table.text("name"), proofs=_proofs(table), resources=_resources(table)
    )
    table.finish()
    return found


def _resources(table: Table) -> tuple[str, ...]:
    named = table.texts("resources") or ()
    if not named:
        table.problem("resources", "name what it may sell, such as ark:/99999/*")
    for text in named:
        if text.endswith(EVERYTHING_BELOW):
            # "ark:/*" would be everybody's resources: the authority's number must stand there.
            if not _ARK_START.fullmatch(text.removesuffix(EVERYTHING_BELOW)):
                table.problem("resources", f"{text!a} is no beginning such as ark:/99999/*")
            continue
        try:
            parse_resource_id(text)
        except ValueRefusedError as refused:
            table.problem("resources", str(refused))
    return named


def _portal(table: Table) -> Portal:
    name = table.text("id")
    if name and not _PORTAL.fullmatch(name):
        table.problem("id", "must be lower-case letters, digits and hyphens")
    named, schools = table.texts("schools"), set[SchoolId]()
    for text in named or ():
        try:
            schools.add(parse_school_id(text))
        except ValueRefusedError as refused:
            table.problem("schools", str(refused))
    if named is not None and not named:
        table.problem("schools", "name one school at least, or leave the key out for all")
    found = Portal(
        id=name, proofs=_proofs(table), schools=None if named is None else frozenset(schools)
    )
    table.finish()
    return found


def _proofs(table: Table) -> Proofs:
    certificates = _digests(table, "certificates", "the SHA-256 fingerprint of a certificate")
    tokens = _digests(table, "tokens", "the SHA-256 digest of a token, never the token")
    if not (table.values.get("certificates") or table.values.get("tokens")):
        table.problem("certificates", "name a certificate or a token: nobody could be recognised")
    return Proofs(certificates, tokens)


def _digests(table: Table, key: str, what: str) -> frozenset[str]:
    found: set[str] = set()
    for text in table.texts(key) or ():
        digest = text.replace(":", "").strip().lower()
        if _DIGEST.fullmatch(digest):
            found.add(digest)
        else:
            # Not repeated: it may be the token itself.
            table.problem(key, f"must be {what}: 64 hexadecimal digits")
    return frozenset(found)


def _refuse_shared(table: Table, found: Autonome) -> None:
    """Note where two machines could not be told apart, and where there is none at all."""
    if not (table.values.get("distributors") or table.values.get("portals")):
        table.problem("distributors", "name a distributor or a portal: nobody could speak")
    names = Counter(one.id for one in found.machines if one.id)
    proofs = Counter(
        proof for one in found.machines for proof in (one.proofs.certificates | one.proofs.tokens)
    )
    for name in sorted(name for name, number in names.items() if number > 1):
        table.problem("distributors", f"{name} stands there twice")
    if any(number > 1 for number in proofs.values()):
        table.problem("distributors", "one certificate or token is given to two")
