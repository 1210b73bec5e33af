"""``providers/*.toml``: one file for each provider, named after it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from pathlib import Path

from garbridge.config.cas import CasSection
from garbridge.config.indexing import read_indexing
from garbridge.config.protocols import ProtocolSection, Surroundings, read_protocol
from garbridge.config.releases import read_attributes, read_policy
from garbridge.config.rights import one_line
from garbridge.config.tables import Problems, Table, member, read_table, web_address
from garbridge.config.terms import read_terms
from garbridge.core.attributes import CATALOGUE, Attribute, AttributeCatalogue
from garbridge.core.catalogue import Edition, Provider, Resource
from garbridge.core.identifiers import (
    ProviderId,
    ResourceId,
    parse_provider_id,
    parse_resource_id,
)
from garbridge.core.pairwise import ENT_SECTOR
from garbridge.core.policy_versions import policy_document, policy_version
from garbridge.errors import ConfigError, ValueRefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the portal says about how its providers' files are read.

    ``insecure_loopback`` accepts plain http to this machine, days are those of ``zone``, and
    ``catalogue`` has the attributes that can be named.
    """

    insecure_loopback: bool
    zone: tzinfo
    catalogue: AttributeCatalogue = field(default_factory=lambda: CATALOGUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFile:
    """Everything one file says.  A provider speaks one protocol."""

    provider: Provider
    resources: tuple[Resource, ...]
    protocol: ProtocolSection


def read_providers(folder: Path, reading: Reading) -> tuple[ProviderFile, ...]:
    """Read every ``*.toml`` of *folder*, by name; a folder that is not there holds none.

    Raises:
        ConfigError: with every problem of every file.
    """
    read, problems = gather_providers(folder, reading)
    if problems:
        raise ConfigError(problems)
    return read


def read_provider(file: Path, reading: Reading) -> ProviderFile:
    """Read one provider's *file*.

    Raises:
        ConfigError: with every problem of it.
    """
    problems = Problems()
    read = _provider(file, problems, reading)
    if problems.found or read is None:
        raise ConfigError(problems.found)
    return read


def gather_providers(folder: Path, reading: Reading) -> tuple[tuple[ProviderFile, ...], list[str]]:
    """Return what can be read of *folder*, and every problem, for whoever looks for more.

    Where there is a problem nothing of what was read may be used.
    """
    problems = Problems()
    found = [_provider(file, problems, reading) for file in sorted(folder.glob("*.toml"))]
    read = tuple(one for one in found if one is not None)
    _refuse_shared(read, problems)
    _refuse_grandmothers(read, problems)
    return read, problems.found


def _refuse_shared(read: Iterable[ProviderFile], problems: Problems) -> None:
    owners: dict[ResourceId, str] = {}
    for file in read:
        name = f"{file.provider.id}.toml"
        for resource in file.resources:
            if resource.id in owners:
                there = f"{resource.id}: registered already in {owners[resource.id]}"
                problems.add(Path(name), "resources", there)
            owners.setdefault(resource.id, name)


def _refuse_grandmothers(read: Iterable[ProviderFile], problems: Problems) -> None:
    """Note each mother that is a member herself: nobody could say who holds what twice."""
    everything = [(file, resource) for file in read for resource in file.resources]
    members = {resource.id for _, resource in everything if resource.family is not None}
    for file, resource in everything:
        if resource.family in members:
            there = f"{resource.id}: its family {resource.family} is a member of another one"
            problems.add(Path(f"{file.provider.id}.toml"), "resources", there)


def _provider(file: Path, problems: Problems, reading: Reading) -> ProviderFile | None:
    top = read_table(file, problems)
    name = _name(file, problems)
    if top is None or name is None:
        return None
    address = web_address(insecure_loopback=reading.insecure_loopback)
    provider = Provider(
        id=name,
        name=top.text("name"),
        enabled=top.flag("enabled", default=True),
        policy=read_policy(top.tables("release"), reading.zone, reading.catalogue),
        terms=read_terms(top),
        alternative=one_line(top, "alternative"),
    )
    resources: list[Resource] = []
    services: list[tuple[str, ResourceId | None]] = []
    named = False
    for table in top.tables("resources"):
        service = table.parsed("service", address, "")
        resource = _resource(table, name, address, reading.catalogue)
        table.finish()
        if resource is not None:
            resources.append(resource)
            named = named or bool(service)
            services.append((service or resource.url, resource.id))
    around = Surroundings(services, address, reading.catalogue, provider.policy)
    protocol = read_protocol(top, around)
    if named and protocol is not None and not isinstance(protocol, CasSection):
        top.problem("resources", "`service` is for providers with [cas]")
    top.finish()
    if protocol is None:
        return None
    provider = replace(provider, anonymous=protocol.is_anonymous)
    document = policy_document(provider, resources, protocol.name)
    return ProviderFile(
        provider=replace(provider, version=policy_version(document), document=document),
        resources=tuple(resources),
        protocol=protocol,
    )


def _name(file: Path, problems: Problems) -> ProviderId | None:
    try:
        name = parse_provider_id(file.stem)
    except ValueRefusedError as refused:
        problems.add(file, "", str(refused))
        return None
    if name == ENT_SECTOR:
        problems.add(file, "", f"{name!r} is reserved: give the provider another name")
    return name


def _resource(
    table: Table, provider: ProviderId, address: Callable[[str], str], catalogue: AttributeCatalogue
) -> Resource | None:
    identifier = table.parsed("ark", parse_resource_id)
    url = table.parsed("url", address)
    narrowed = table.texts("release")
    receives = None if narrowed is None else read_attributes(table, "release", narrowed, catalogue)
    interaction = _interaction(table, receives, catalogue)
    if receives is not None and interaction is not None:
        receives |= interaction
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
        types=table.texts("types") or (),
        textbook=table.flag("textbook", default=False),
        enabled=table.flag("enabled", default=True),
        narrowed_to=receives,
        interaction=interaction,
        family=table.parsed("family", parse_resource_id, ""),
        edition=table.parsed("edition", member(Edition), ""),
        alternative=one_line(table, "alternative"),
        indexing=read_indexing(table),
    )
    if resource.family is not None and resource.family == identifier:
        table.problem("family", "a resource is not its own mother")
    return resource if identifier and url else None


def _interaction(
    table: Table, receives: frozenset[Attribute] | None, catalogue: AttributeCatalogue
) -> frozenset[Attribute] | None:
    """Return what leaves only once the resource is activated; ``true`` is all it receives."""
    stated = table.values.get("interaction")
    if stated is None or isinstance(stated, bool):
        everything = frozenset(catalogue) if receives is None else receives
        return everything if table.flag("interaction", default=False) else None
    return read_attributes(table, "interaction", table.texts("interaction") or (), catalogue)
