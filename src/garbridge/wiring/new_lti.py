"""What is written of a new tool of LTI: its section and its key set."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from garbridge.core.anonymity import Level
from garbridge.core.identifiers import ResourceId
from garbridge.errors import ValueRefusedError
from garbridge.ports import TokenSource
from garbridge.wiring.metadata_fetching import fetch_metadata, is_address

KEYS = ".jwks.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLti:
    """What is known of a tool that is to be registered.

    ``jwks`` is the file of its key set, or its address, and ``deep_linking`` where content is
    chosen: both or neither.  With several resources ``targets`` are theirs, in order; empty is
    where they open.
    """

    initiate_login_url: str
    redirect_uris: tuple[str, ...]
    level: Level = Level.PSEUDONYM
    targets: tuple[str, ...] = ()
    deep_linking: str = ""
    jwks: str = ""

    def start(self) -> str:
        """Return where a browser starts, as far as the login's address tells."""
        address = urlsplit(self.initiate_login_url)
        return f"{address.scheme}://{address.netloc}/"

    def lines(self, name: str, resources: Sequence[ResourceId]) -> list[str]:
        """Return the section of the provider *name*, which has *resources*.

        Raises:
            ValueRefusedError: the targets are not one for each resource.
        """
        if self.targets and len(resources) != len(self.targets):
            raise ValueRefusedError("provider", None, "one target for each resource")
        lines = [
            "[lti]",
            f"client_id = {json.dumps(name)}",
            f"initiate_login_url = {json.dumps(self.initiate_login_url)}",
            f"redirect_uris = {json.dumps(list(self.redirect_uris))}",
            f"level = {json.dumps(self.level)}",
        ]
        if self.deep_linking:
            lines.append(f"deep_linking_url = {json.dumps(self.deep_linking)}")
        if self.jwks:
            lines.append(f"jwks = {json.dumps(name + KEYS)}")
        if is_address(self.jwks):
            lines.append(f"jwks_url = {json.dumps(self.jwks)}")
        for ark, target in zip(resources, self.targets, strict=False):
            lines += ["", "[[lti.links]]", f"ark = {json.dumps(ark)}"]
            lines.append(f"target_link_uri = {json.dumps(target)}")
        return lines

    def files(
        self,
        name: str,
        tokens: TokenSource,  # noqa: ARG002 - as of other clients; a tool has no secret
    ) -> Mapping[str, bytes]:
        """Return what is written beside the file of *name*: its key set, where there is one.

        Raises:
            ValueRefusedError: the key set cannot be read.
            MetadataUnreachableError: its address does not answer.
        """
        if not self.jwks:
            return {}
        if is_address(self.jwks):
            return {name + KEYS: fetch_metadata(self.jwks)}
        try:
            return {name + KEYS: Path(self.jwks).read_bytes()}
        except OSError as broken:
            raise ValueRefusedError("key set", self.jwks, "a file that can be read") from broken
