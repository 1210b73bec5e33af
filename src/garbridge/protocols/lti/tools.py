"""The registered tools (LTI Core 3.1.2 and 3.1.3: one client, one deployment each)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from garbridge.core.anonymity import Level
from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.core.people import Profile
from garbridge.errors import ConfigError
from garbridge.formats.jose import Algorithm, PeerKeys
from garbridge.protocols.lti.names import LIS_ROLES

MAX_URL: Final = 2000
_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class ToolLink:
    """Where one resource stands at its tool.

    ``custom`` are texts of the agreement, the same for everybody (Core 5.4.6, without variables).
    """

    target_link_uri: str
    custom: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class LtiTool:
    """One registered tool.

    ``redirect_uris`` are compared as a whole, character by character.  ``origins`` are further
    origins they redirect to.  ``roles`` holds what each profile is told as.  ``keys`` are those a
    deep linking response may be signed with, ``None`` where none were handed over, and
    ``algorithms`` how; at ``keys_url``, where there is one, the tool publishes them.  ``hosts`` are
    those that what is linked may stand on, with their port where it is no usual one.
    """

    provider: ProviderId
    client_id: str
    deployment_id: str
    initiate_login_url: str
    redirect_uris: tuple[str, ...]
    level: Level
    links: Mapping[ResourceId, ToolLink]
    roles: Mapping[Profile, tuple[str, ...]] = field(default_factory=lambda: LIS_ROLES)
    origins: tuple[str, ...] = ()
    deep_linking: str = ""
    keys: PeerKeys | None = None
    keys_url: str = ""
    algorithms: tuple[Algorithm, ...] = (Algorithm.RS256,)
    hosts: frozenset[str] = frozenset()

    def serves(self, url: str) -> bool:
        """Say whether *url* is a web address on a host of this tool, by the scheme of its login.

        Plain http only where the login has it, which the configuration allows on loopback.
        """
        if len(url) > MAX_URL or not url.isascii() or not url.isprintable():
            return False
        if any(mark in url for mark in ' "<>\\@#'):
            return False
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme, 0)
            host = parts.hostname or ""
        except ValueError:
            return False
        if parts.scheme not in {"https", urlsplit(self.initiate_login_url).scheme}:
            return False
        usual = port == _PORTS.get(parts.scheme)
        return (host if usual else f"{host}:{port}") in self.hosts

    def post_origins(self, redirect_uri: str) -> tuple[str, ...]:
        """Return the origins that a form to *redirect_uri* may reach."""
        parts = urlsplit(redirect_uri)
        return tuple(dict.fromkeys((f"{parts.scheme}://{parts.netloc}", *self.origins)))


class LtiTools:
    """All tools of a portal, by client and by provider.

    Raises:
        ConfigError: two providers have one client.
    """

    __slots__ = ("_by_client", "_by_provider")

    def __init__(self, tools: Iterable[LtiTool] = ()) -> None:
        found: dict[str, LtiTool] = {}
        problems: list[str] = []
        for tool in tools:
            other = found.setdefault(tool.client_id, tool)
            if other is not tool:
                problems.append(f"{tool.provider}: client_id is that of {other.provider}")
        if problems:
            raise ConfigError(problems)
        self._by_client = MappingProxyType(found)
        self._by_provider = {tool.provider: tool for tool in found.values()}

    def client(self, client_id: str) -> LtiTool | None:
        """Return the tool of that client, or ``None``."""
        return self._by_client.get(client_id)

    def of(self, provider: ProviderId) -> LtiTool | None:
        """Return the tool of *provider*; ``None`` where it speaks another protocol."""
        return self._by_provider.get(provider)


LiveTools = Callable[[], LtiTools]
"""Returns the tools as they are registered now."""
PublishedKeys = Callable[[str], PeerKeys | None]
"""Returns the keys at the address of a tool, or ``None``; it asks there at most once a minute."""
