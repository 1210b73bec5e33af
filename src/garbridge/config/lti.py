"""``[lti]`` of a provider's file: it is a tool of LTI 1.3."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from garbridge.config.tables import ORIGIN, PEER_ALGORITHMS, Table, member
from garbridge.core.anonymity import Level, misfits
from garbridge.core.identifiers import ResourceId, parse_resource_id
from garbridge.core.people import Profile
from garbridge.core.policy import ReleasePolicy
from garbridge.errors import ValueRefusedError

_NAME = re.compile(r"[!-~]{1,255}")
_HOST = re.compile(r"[a-z0-9.-]{1,253}(:[0-9]{1,5})?")
_ROLE = re.compile(r"(https?|urn):[!-~]{1,250}")
_CUSTOM = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_DEPLOYMENT = "1"


@dataclass(frozen=True, slots=True)
class LtiLink:
    """What ``[[lti.links]]`` says of one resource; an empty address is the resource's ``url``."""

    resource: ResourceId
    target_link_uri: str = ""
    custom: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class LtiSection:
    """``[lti]``: the provider is a tool, which starts when a tile is opened and never by itself.

    ``client_id`` and ``deployment_id`` are the portal's own names of the tool and of its use here.
    ``level`` must say what the policy does.  ``roles`` takes the place of what a profile is told
    as, profile by profile.  ``custom`` is sent at every launch.  ``keys`` is the file with the
    tool's key set, or the last good copy of what is at ``keys_url``, and ``None`` where none was
    handed over; ``algorithms`` are those it may sign with.  ``deep_linking`` is where content is
    chosen, empty where it cannot be, and ``hosts`` are further hosts that content may stand on.
    ``origins`` are further origins that its addresses redirect to.
    """

    client_id: str
    initiate_login_url: str
    redirect_uris: tuple[str, ...]
    level: Level
    deployment_id: str = _DEPLOYMENT
    keys: Path | None = None
    keys_url: str = ""
    algorithms: tuple[str, ...] = PEER_ALGORITHMS[:1]
    deep_linking: str = ""
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    roles: Mapping[Profile, tuple[str, ...]] = field(default_factory=dict[Profile, tuple[str, ...]])
    custom: Mapping[str, str] = field(default_factory=dict[str, str])
    links: tuple[LtiLink, ...] = ()
    name: ClassVar = "lti"

    @property
    def is_anonymous(self) -> bool:
        """Whether whoever comes again must not be recognised."""
        return self.level is Level.PUBLIC


def read_lti(
    table: Table,
    resources: Iterable[ResourceId],
    policy: ReleasePolicy,
    address: Callable[[str], str],
) -> LtiSection:
    """Return the section in *table*; what is wrong with it is noted.

    Args:
        table: ``[lti]``.
        resources: Those of the file: links are about them.
        policy: That of the file, which the level must agree with.
        address: Parses an address.
    """
    level = table.parsed("level", member(Level)) or Level.PUBLIC
    if table.values.get("level") in set(Level):
        for problem in misfits(level, policy):
            table.problem("level", problem)
    section = LtiSection(
        client_id=_matched(table, "client_id", _NAME, "1 to 255 printable ASCII characters"),
        deployment_id=_matched(
            table, "deployment_id", _NAME, "1 to 255 printable ASCII characters", _DEPLOYMENT
        ),
        initiate_login_url=table.parsed("initiate_login_url", address) or "",
        redirect_uris=_addresses(table, "redirect_uris", address),
        level=level,
        keys=table.path("jwks", table.file.parent) if "jwks" in table.values else None,
        keys_url=table.parsed("jwks_url", address, "") or "",
        algorithms=_algorithms(table),
        deep_linking=table.parsed("deep_linking_url", address, "") or "",
        hosts=_each(table, "hosts", _HOST, "a host such as contenus.example"),
        origins=_each(table, "origins", ORIGIN, "an origin such as https://outil.example"),
        roles=_roles(table),
        custom=_custom(table, policy),
        links=tuple(_links(table, frozenset(resources), policy, address)),
    )
    if section.deep_linking and section.keys is None:
        table.problem("jwks", "missing: nobody could verify what was chosen (deep_linking_url)")
    elif section.keys_url and section.keys is None:
        table.problem("jwks", "missing: the file of the last good copy of jwks_url")
    table.finish()
    return section


def _matched(
    table: Table, key: str, pattern: re.Pattern[str], expected: str, default: str | None = None
) -> str:
    text = table.text(key, default)
    if text and not pattern.fullmatch(text):
        table.problem(key, f"must be {expected}")
    return text


def _addresses(table: Table, key: str, address: Callable[[str], str]) -> tuple[str, ...]:
    texts = table.texts(key) or ()
    if not table.values.get(key):
        table.problem(key, "missing: no address could ever receive a launch")
    for text in texts:
        try:
            address(text)
        except ValueRefusedError as refused:
            table.problem(key, str(refused))
    return texts


def _algorithms(table: Table) -> tuple[str, ...]:
    """Return how the tool may sign; RS256, which every tool must know, where the file is silent."""
    named = table.texts("algorithms")
    if named is None:
        return PEER_ALGORITHMS[:1]
    if not named or not set(named) <= set(PEER_ALGORITHMS):
        table.problem("algorithms", f"must be some of {', '.join(PEER_ALGORITHMS)}")
    return named


def _each(table: Table, key: str, pattern: re.Pattern[str], expected: str) -> tuple[str, ...]:
    texts = table.texts(key) or ()
    for text in texts:
        if not pattern.fullmatch(text):
            table.problem(key, f"{text!r} is not {expected}")
    return texts


def _roles(table: Table) -> Mapping[Profile, tuple[str, ...]]:
    """Return ``[lti.roles]``: ``elv = ["http://purl.imsglobal.org/…#Learner"]``."""
    inner = table.table("roles")
    found: dict[Profile, tuple[str, ...]] = {}
    for key in () if inner is None else inner.values:
        if inner is None or key not in set(Profile):
            table.problem(f"roles.{key}", "unknown profile")
            continue
        found[Profile(key)] = _each(inner, key, _ROLE, "the URI of a role")
    return found


def _custom(table: Table, policy: ReleasePolicy) -> Mapping[str, str]:
    """Return ``custom``: texts under names that no attribute has."""
    inner = table.table("custom")
    found: dict[str, str] = {}
    for key in () if inner is None else inner.values:
        if inner is None or not _CUSTOM.fullmatch(key):
            table.problem(f"custom.{key}", "a name is a letter, then up to 63 of a-z, 0-9, _ . -")
        elif key in policy.catalogue:
            table.problem(f"custom.{key}", "is the name of an attribute, which the policy releases")
        else:
            found[key] = inner.text(key, "")
    return found


def _links(
    table: Table,
    resources: frozenset[ResourceId],
    policy: ReleasePolicy,
    address: Callable[[str], str],
) -> Iterable[LtiLink]:
    seen: set[ResourceId] = set()
    for link in table.tables("links"):
        resource = link.parsed("ark", parse_resource_id)
        target = link.parsed("target_link_uri", address, "") or ""
        custom = _custom(link, policy)
        link.finish()
        if resource is None:
            continue
        if resource not in resources or resource in seen:
            link.problem("ark", "not a resource of this file, or a second time")
        seen.add(resource)
        yield LtiLink(resource, target, custom)
