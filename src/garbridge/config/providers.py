"""``providers/*.toml``: one file for each provider, named after it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from garbridge.config.tables import Problems, Table, read_table, web_address
from garbridge.core.catalogue import Provider, Resource
from garbridge.core.identifiers import (
    ProviderId,
    ResourceId,
    parse_provider_id,
    parse_resource_id,
)
from garbridge.core.pairwise import ENT_SECTOR
from garbridge.core.people import Profile
from garbridge.core.policy import (
    CATALOGUE,
    Attribute,
    PolicyEntry,
    ReleasePolicy,
    Transformation,
)
from garbridge.errors import ConfigError, ValueRefusedError

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlSection:
    """``[saml]``: the provider is a SAML 2.0 service provider.

    ``entity_id`` picks one of several in the metadata file; empty where there is only one.
    ``origins`` are further origins its consumer service redirects to.  A request must be signed
    where ``require_signed_requests`` or the provider's own metadata says so; a signature that is
    there is verified in every case.
    """

    metadata: Path
    entity_id: str = ""
    require_signed_requests: bool = False
    sign_response: bool = False
    idp_initiated: bool = False
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CasSection:
    """``[cas]``: the provider is a CAS client; each service is one exact address.

    A resource's service is its ``url`` where it names no other.
    """

    services: tuple[tuple[str, ResourceId | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFile:
    """Everything one file says.  A provider speaks one protocol."""

    provider: Provider
    resources: tuple[Resource, ...]
    protocol: SamlSection | CasSection


def read_providers(folder: Path, *, insecure_loopback: bool) -> tuple[ProviderFile, ...]:
    """Read every ``*.toml`` of *folder*, by name; a folder that is not there holds none.

    Raises:
        ConfigError: with every problem of every file.
    """
    problems = Problems()
    found = [
        _provider(file, problems, insecure_loopback=insecure_loopback)
        for file in sorted(folder.glob("*.toml"))
    ]
    read = tuple(one for one in found if one is not None)
    _refuse_shared(read, problems)
    if problems.found:
        raise ConfigError(problems.found)
    return read


def _refuse_shared(read: Iterable[ProviderFile], problems: Problems) -> None:
    owners: dict[ResourceId, str] = {}
    for file in read:
        name = f"{file.provider.id}.toml"
        for resource in file.resources:
            if resource.id in owners:
                there = f"{resource.id}: registered already in {owners[resource.id]}"
                problems.add(Path(name), "resources", there)
            owners.setdefault(resource.id, name)


def _provider(file: Path, problems: Problems, *, insecure_loopback: bool) -> ProviderFile | None:
    top = read_table(file, problems)
    name = _name(file, problems)
    if top is None or name is None:
        return None
    address = web_address(insecure_loopback=insecure_loopback)
    provider = Provider(
        id=name,
        name=top.text("name"),
        enabled=top.flag("enabled", default=True),
        policy=_policy(top.tables("release")),
    )
    resources: list[Resource] = []
    services: list[tuple[str, ResourceId | None]] = []
    named = False
    for table in top.tables("resources"):
        service = table.parsed("service", address, "")
        resource = _resource(table, name, address)
        table.finish()
        if resource is not None:
            resources.append(resource)
            named = named or bool(service)
            services.append((service or resource.url, resource.id))
    protocol = _protocol(top, services, address)
    if named and isinstance(protocol, SamlSection):
        top.problem("resources", "`service` is for providers with [cas]")
    top.finish()
    if protocol is None:
        return None
    return ProviderFile(provider=provider, resources=tuple(resources), protocol=protocol)


def _name(file: Path, problems: Problems) -> ProviderId | None:
    try:
        name = parse_provider_id(file.stem)
    except ValueRefusedError as refused:
        problems.add(file, "", str(refused))
        return None
    if name == ENT_SECTOR:
        problems.add(file, "", f"{name!r} is reserved: give the provider another name")
    return name


def _protocol(
    top: Table, services: list[tuple[str, ResourceId | None]], address: Callable[[str], str]
) -> SamlSection | CasSection | None:
    saml, cas = top.table("saml"), top.table("cas")
    if saml is not None and cas is None:
        return _saml(saml, top.file.parent)
    if cas is not None and saml is None:
        return _cas(cas, services, address)
    top.problem("saml", "a provider speaks one protocol: either [saml] or [cas]")
    return None


def _saml(table: Table, folder: Path) -> SamlSection:
    section = SamlSection(
        metadata=table.path("metadata", folder),
        entity_id=table.text("entity_id", ""),
        require_signed_requests=table.flag("require_signed_requests", default=False),
        sign_response=table.flag("sign_response", default=False),
        idp_initiated=table.flag("idp_initiated", default=False),
        origins=table.texts("origins") or (),
    )
    table.finish()
    return section


def _cas(
    table: Table, services: list[tuple[str, ResourceId | None]], address: Callable[[str], str]
) -> CasSection:
    for service in table.texts("services") or ():
        try:
            services.append((address(service), None))
        except ValueRefusedError as refused:
            table.problem("services", str(refused))
    if not services:
        table.problem("services", "missing: no address could ever sign in")
    for service, count in Counter(service for service, _ in services).items():
        if count > 1:
            table.problem("services", f"{service}: registered twice")
    table.finish()
    return CasSection(services=tuple(services))


def _resource(table: Table, provider: ProviderId, address: Callable[[str], str]) -> Resource | None:
    identifier = table.parsed("ark", parse_resource_id)
    url = table.parsed("url", address)
    narrowed = table.texts("release")
    resource = Resource(
        id=identifier or ResourceId(""),
        provider=provider,
        title=table.text("title"),
        url=url or "",
        publisher=table.text("publisher", ""),
        description=table.text("description", ""),
        vignette=table.parsed("vignette", address, "") or "",
        discipline=table.text("discipline", ""),
        levels=table.texts("levels") or (),
        textbook=table.flag("textbook", default=False),
        enabled=table.flag("enabled", default=True),
        narrowed_to=None if narrowed is None else _attributes(table, narrowed),
    )
    return resource if identifier and url else None


def _attributes(table: Table, names: Iterable[str]) -> frozenset[Attribute]:
    known: set[Attribute] = set()
    for name in names:
        if name in set(Attribute):
            known.add(Attribute(name))
        else:
            table.problem("release", f"{name}: unknown attribute")
    return frozenset(known)


def _policy(tables: Iterable[Table]) -> ReleasePolicy:
    entries: list[PolicyEntry] = []
    for table in tables:
        entry = _entry(table)
        table.finish()
        if entry is None:
            continue
        for other in entries:
            if other.attribute is entry.attribute and other.profiles & entry.profiles:
                table.problem("profiles", f"{entry.attribute}: covered by two entries")
        entries.append(entry)
    return ReleasePolicy(tuple(entries))


def _entry(table: Table) -> PolicyEntry | None:
    attribute = table.parsed("attribute", _member(Attribute))
    names = table.texts("profiles")
    if not names:
        table.problem("profiles", "missing: the entry covers nobody")
    profiles = _profiles(table, names or ())
    transformation = table.parsed("transformation", _member(Transformation), "as_is")
    purpose = table.text("purpose")
    validated_by, validated_on = table.text("validated_by"), table.day("validated_on")
    if validated_on is None:
        table.problem("validated_on", "missing")
    if attribute is None or transformation is None or validated_on is None:
        return None
    facts = CATALOGUE[attribute]
    if facts.staff_only and Profile.PUPIL in profiles:
        table.problem("profiles", f"{attribute} never leaves for a pupil")
    if transformation is Transformation.CODE_ONLY and not facts.labelled:
        table.problem("transformation", f"{attribute} has no label to cut off")
    return PolicyEntry(
        attribute=attribute,
        purpose=purpose,
        profiles=profiles,
        transformation=transformation,
        validated_by=validated_by,
        validated_on=validated_on,
    )


def _profiles(table: Table, names: Iterable[str]) -> frozenset[Profile]:
    known: set[Profile] = set()
    for name in names:
        if name in set(Profile):
            known.add(Profile(name))
        else:
            table.problem("profiles", f"{name}: unknown profile")
    return frozenset(known)


def _member(closed: type[E]) -> Callable[[str], E]:
    def parse(text: str) -> E:
        if text not in set(closed):
            raise ValueRefusedError(closed.__name__.lower(), text, ", ".join(closed))
        return closed(text)

    return parse
