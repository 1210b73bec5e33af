"""What the stub is told at start: the portal to test, its own address, its resources.

Every value is checked when it is made; :class:`ConfigError` then holds all
mistakes at once, and a key nobody knows is a mistake.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode, urlsplit

from provider_stub.catalogue import Resource, default_resources, parse_resources
from provider_stub.errors import ConfigError
from provider_stub.trials import Trial

_MAX_SKEW = timedelta(minutes=5)
_MAX_TIMEOUT = 5.0  # seconds
_MAX_PAUSE = timedelta(minutes=5)  # what we hold of the portal is renewed that often anyway
_DERIVED = ("portal_saml_metadata", "portal_cas", "portal_oidc", "portal_lti")
_ADDRESSES = ("portal", "base_url", *_DERIVED)
_PREFIXES = ("portal_cas", "portal_lti")
_MAX_SLOW = 60.0  # seconds
_NAMES = ("oidc_client_id", "lti_client_id", "lti_deployment_id")
_TEXTS = (*_ADDRESSES, *_NAMES)
_SECONDS = {"clock_skew_seconds": 180, "unknown_key_seconds": 30, "slow_seconds": 12}
_KEYS = frozenset({*_TEXTS, *_SECONDS, "request_binding", "trial", "resources"})


class RequestBinding(StrEnum):
    """How the AuthnRequest travels (SAML Bindings 3.4 and 3.5)."""

    REDIRECT = "redirect"
    POST = "post"


_CHOICES: Mapping[str, type[StrEnum]] = {"request_binding": RequestBinding, "trial": Trial}
"""Keys with few values; the first is the one that is meant where none is given."""


def machine_clock() -> datetime:
    """Read the time of this machine."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class StubConfig:
    """Everything the stub needs to start.

    ``portal`` and ``base_url`` carry no trailing slash.  ``portal_saml_metadata``
    and ``portal_cas`` are derived from ``portal`` when empty; ``portal_cas`` ends
    with a slash, and ``login`` and ``p3/serviceValidate`` stand below it.
    ``portal_oidc`` is the issuer, without one; our secret there stands in the data folder.
    ``portal_lti`` ends with a slash, and ``authorize`` and ``jwks`` stand below it;
    ``lti_client_id`` and ``lti_deployment_id`` are the portal's names of our tool.
    ``clock_skew`` is allowed on both sides of every time window.
    ``unknown_key_pause``: messages under a key we do not know make us ask the portal for its
    metadata, or its OpenID Connect keys, once in that time.
    ``portal_timeout`` is in seconds, for a whole answer of the portal.
    ``trial`` is what a browser tries that chose nothing; ``slow_seconds`` is how long we wait
    where that is tried.
    ``insecure_public`` lets the stub use plain http beyond this machine.
    """

    portal: str
    data_dir: Path
    base_url: str = "http://127.0.0.1:8801"
    resources: tuple[Resource, ...] = field(default_factory=default_resources)
    portal_saml_metadata: str = ""
    portal_cas: str = ""
    portal_oidc: str = ""
    oidc_client_id: str = "editeur-factice"
    portal_lti: str = ""
    lti_client_id: str = "editeur-factice"
    lti_deployment_id: str = "1"
    request_binding: RequestBinding = RequestBinding.REDIRECT
    clock_skew: timedelta = timedelta(seconds=_SECONDS["clock_skew_seconds"])
    unknown_key_pause: timedelta = timedelta(seconds=_SECONDS["unknown_key_seconds"])
    portal_timeout: float = _MAX_TIMEOUT
    trial: Trial = Trial.NONE
    slow_seconds: float = _SECONDS["slow_seconds"]
    insecure_public: bool = False
    clock: Callable[[], datetime] = machine_clock

    def __post_init__(self) -> None:
        """Refuse a configuration that cannot work, naming every mistake."""
        problems = [problem for name in _ADDRESSES for problem in self._address_problems(name)]
        problems += [
            f"{name}: must end with a slash"
            for name in _PREFIXES
            if not getattr(self, name, "").endswith("/") and getattr(self, name)
        ]
        if urlsplit(self.base_url).path.strip("/"):
            problems.append("base_url: must have no path")
        if not timedelta(0) <= self.clock_skew <= _MAX_SKEW:
            problems.append("clock_skew: between 0 and 5 minutes")
        if not timedelta(seconds=1) <= self.unknown_key_pause <= _MAX_PAUSE:
            problems.append("unknown_key_pause: between 1 second and 5 minutes")
        if not 0 < self.portal_timeout <= _MAX_TIMEOUT:
            problems.append("portal_timeout: between 0 and 5 seconds")
        if not 0 <= self.slow_seconds <= _MAX_SLOW:
            problems.append("slow_seconds: between 0 and 60")
        problems += [f"{name}: must not be empty" for name in _NAMES if not getattr(self, name)]
        if not self.resources:
            problems.append("resources: at least one")
        for name in ("slug", "ark"):
            values = [getattr(resource, name) for resource in self.resources]
            twice = {value for value in values if values.count(value) > 1}
            problems += [f"resources: {name} {value!r} twice" for value in twice]
        if problems:
            raise ConfigError(sorted(problems))

    def _address_problems(self, name: str) -> list[str]:
        """Say what is wrong with one address."""
        value: str = getattr(self, name)
        if not value and name in _DERIVED:
            return []
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return [f"{name}: must be an http or https URL"]
        if parts.scheme == "http" and not (is_loopback(parts.hostname) or self.insecure_public):
            return [f"{name}: plain http is for loopback only"]
        if name in {"portal", "base_url", "portal_oidc"} and (value.endswith("/") or parts.query):
            return [f"{name}: must have no trailing slash and no query"]
        return []

    @property
    def secure(self) -> bool:
        """Whether browsers reach the stub by https."""
        return self.base_url.startswith("https://")

    @property
    def saml_metadata_url(self) -> str:
        """Where the portal publishes its identity provider."""
        return self.portal_saml_metadata or f"{self.portal}/saml/metadata"

    @property
    def cas_url(self) -> str:
        """The prefix of the portal's CAS server, with its slash."""
        return self.portal_cas or f"{self.portal}/cas/"

    @property
    def oidc_issuer(self) -> str:
        """Who signs people in by OpenID Connect."""
        return self.portal_oidc or f"{self.portal}/oidc"

    @property
    def redirect_uri(self) -> str:
        """Where the portal sends browsers back with a code."""
        return f"{self.base_url}/oidc/retour"

    @property
    def lti_url(self) -> str:
        """The prefix of the portal's LTI platform, with its slash; its issuer is ``portal``."""
        return self.portal_lti or f"{self.portal}/lti/"

    @property
    def lti_launch_url(self) -> str:
        """Where our tool takes launches: its redirect URI."""
        return f"{self.base_url}/lti/launch"

    def lti_open_url(self, resource: Resource) -> str:
        """Where the portal opens *resource*: a tool never starts by itself."""
        return f"{self.portal}/mediacentre/ouvrir/?{urlencode({'ark': resource.ark})}"

    @property
    def entity_id(self) -> str:
        """Our SAML entityID, which is where our metadata stand."""
        return f"{self.base_url}/saml/metadata"

    @property
    def acs_url(self) -> str:
        """Our AssertionConsumerService (HTTP-POST)."""
        return f"{self.base_url}/saml/acs"

    @property
    def slo_url(self) -> str:
        """Our SingleLogoutService (HTTP-Redirect and HTTP-POST)."""
        return f"{self.base_url}/saml/slo"

    def access_url(self, resource: Resource) -> str:
        """Where *resource* is opened: its RelayState in SAML, its ``service`` in CAS."""
        return f"{self.base_url}/ressources/{resource.slug}"

    def resource(self, slug: str) -> Resource | None:
        """Return the resource of that slug."""
        return next((resource for resource in self.resources if resource.slug == slug), None)


def is_loopback(host: str) -> bool:
    """Whether *host* names this machine only.

    >>> is_loopback("127.0.0.1"), is_loopback("127.0.0.1.example.org")
    (True, False)
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def parse_config(
    text: str,
    *,
    data_dir: Path,
    defaults: Mapping[str, str] = MappingProxyType({}),
    **overrides: Any,  # noqa: ANN401 - the fields of StubConfig, each with its own type
) -> StubConfig:
    """Build a :class:`StubConfig` from TOML *text*.

    *defaults* are addresses for when the file names none; *overrides* are
    fields of the result and win over the file.

    Raises:
        ConfigError: with every mistake of the file.

    >>> parse_config("colour = 1", data_dir=Path("data"))
    Traceback (most recent call last):
    ...
    provider_stub.errors.ConfigError: colour: unknown key; portal: missing
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise ConfigError([str(broken)]) from broken
    values: dict[str, Any] = dict(defaults) | {n: raw[n] for n in _TEXTS if n in raw}
    problems = [f"{key}: unknown key" for key in raw.keys() - _KEYS]
    problems += [f"{k}: must be a string" for k, v in values.items() if not isinstance(v, str)]
    if "portal" not in values | overrides:
        problems.append("portal: missing")
    problems += _unknown_choices(raw)
    seconds = {key: raw.get(key, usual) for key, usual in _SECONDS.items()}
    problems += [f"{k}: must be a whole number" for k, v in seconds.items() if type(v) is not int]
    if "resources" in raw:
        try:
            values["resources"] = parse_resources(raw["resources"])
        except ConfigError as wrong:
            problems += wrong.problems
    if problems:
        raise ConfigError(sorted(problems))
    values |= {key: kind(raw.get(key, next(iter(kind)))) for key, kind in _CHOICES.items()}
    skew, pause, values["slow_seconds"] = seconds.values()
    values |= {"clock_skew": timedelta(seconds=skew), "unknown_key_pause": timedelta(seconds=pause)}
    return StubConfig(**(values | {"data_dir": data_dir} | overrides))


def _unknown_choices(raw: Mapping[str, Any]) -> list[str]:
    """Say which keys hold none of their few values."""
    return [
        f"{key}: must be one of {', '.join(kind)}"
        for key, kind in _CHOICES.items()
        if raw.get(key, next(iter(kind))) not in set(kind)
    ]
