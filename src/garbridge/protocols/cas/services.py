"""The services that may be sent a ticket: one exact text each (CAS Protocol 2.1.1)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.errors import ConfigError


@dataclass(frozen=True, slots=True)
class CasService:
    """One registered service.

    ``url`` is compared as a whole, character by character.  ``resource`` is the resource a
    request of this service names; ``None`` where the service is that of the whole provider.  With
    ``single_logout`` its provider is told of logouts.
    """

    url: str
    provider: ProviderId
    resource: ResourceId | None = None
    single_logout: bool = False


CasServices = Callable[[], Mapping[str, CasService]]
"""Returns the services by ``url``; a new mapping takes the old one's place as a whole."""


def register_services(services: Iterable[CasService]) -> Mapping[str, CasService]:
    """Return *services* by their ``url``.

    Whether plain http may stand here was decided where the configuration was read.

    Raises:
        ConfigError: with every service that is not a plain web address, that has a place for a
            ticket already, or that is registered twice.
    """
    found: dict[str, CasService] = {}
    problems: list[str] = []
    for service in services:
        problem = "registered twice" if service.url in found else _problem(service.url)
        if problem:
            problems.append(f"{service.provider}: service {service.url!r}: {problem}")
        found.setdefault(service.url, service)
    if problems:
        raise ConfigError(problems)
    return MappingProxyType(found)


def _problem(url: str) -> str | None:
    if not url.isascii() or not url.isprintable() or any(mark in url for mark in ' "<>\\'):
        return "must be printable ASCII, anything else percent-encoded"
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in {"https", "http"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web:
        return "must be a web address"
    if "@" in parts.netloc or "#" in url:
        return "must have no credentials and no fragment"
    if any(name == "ticket" for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return "must not have a parameter `ticket`"
    return None
