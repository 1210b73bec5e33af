"""What is written of a new client of OpenID Connect: its section, its secret, its keys."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from garbridge.config.oidc import Authentication, Dialect
from garbridge.core.identifiers import ResourceId
from garbridge.errors import ValueRefusedError
from garbridge.ports import TokenSource

SECRET = ".secret"  # noqa: S105 - how a name ends
"""What the file of a client's secret ends with."""
KEYS = ".jwks.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOidc:
    """What is known of a client that is to be registered.

    With several resources the addresses are theirs, in order; with one they are all its own.
    ``jwks`` is the file of its key set, and is given where it signs, and only there.
    """

    redirect_uris: tuple[str, ...]
    authentication: Authentication = Authentication.BASIC
    jwks: str = ""
    dialect: Dialect = Dialect.STANDARD

    def start(self) -> str:
        """Return where a browser starts, as far as an address of return tells."""
        address = urlsplit(self.redirect_uris[0])
        return f"{address.scheme}://{address.netloc}/"

    def lines(self, name: str, resources: Sequence[ResourceId]) -> list[str]:
        """Return the section of the provider *name*, which has *resources*.

        Raises:
            ValueRefusedError: the addresses are not one for each resource.
        """
        if len(resources) not in {1, len(self.redirect_uris)}:
            raise ValueRefusedError("provider", None, "one redirect URI for each resource")
        lines = ["[oidc]", f"authentication = {json.dumps(self.authentication)}"]
        if self.dialect is not Dialect.STANDARD:
            lines.append(f"dialect = {json.dumps(self.dialect)}")
        if self.authentication is Authentication.PRIVATE_KEY:
            lines.append(f"jwks = {json.dumps(name + KEYS)}")
        else:
            lines.append(f"client_secret = {json.dumps(name + SECRET)}")
        if len(resources) == 1:
            return [*lines, f"redirect_uris = {json.dumps(list(self.redirect_uris))}"]
        pairs = zip(resources, self.redirect_uris, strict=True)
        own = [f"{json.dumps(ark)} = {json.dumps(uri)}" for ark, uri in pairs]
        return [*lines, "", "[oidc.resources]", *own]

    def files(self, name: str, tokens: TokenSource) -> Mapping[str, bytes]:
        """Return what is written beside the file of *name*: a new secret, or the key set.

        Raises:
            ValueRefusedError: the key set is not there, or is given without being asked for.
        """
        signs = self.authentication is Authentication.PRIVATE_KEY
        if signs != bool(self.jwks):
            raise ValueRefusedError("key set", self.jwks or None, "one, with private_key_jwt only")
        if not signs:
            return {name + SECRET: f"{tokens()}\n".encode()}
        try:
            return {name + KEYS: Path(self.jwks).read_bytes()}
        except OSError as broken:
            raise ValueRefusedError("key set", self.jwks, "a file that can be read") from broken
