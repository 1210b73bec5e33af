"""The tools of LTI, from their sections and the key sets that these name."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from garbridge.config import LtiLink, LtiSection, ProviderFile
from garbridge.core.catalogue import Resource
from garbridge.errors import ConfigError, ValueRefusedError
from garbridge.formats.jose import Algorithm, PeerKeys, read_peer_keys
from garbridge.protocols.lti import LIS_ROLES, LtiTool, LtiTools, ToolLink

_USUAL = {"https": 443, "http": 80}


def read_tools(files: Iterable[ProviderFile], problems: list[str]) -> LtiTools:
    """Return the tools of *files*; what is wrong with them is added to *problems*."""
    tools = [
        tool
        for file in files
        if isinstance(file.protocol, LtiSection)
        for tool in _tool(file, file.protocol, problems)
    ]
    try:
        return LtiTools(tools)
    except ConfigError as refused:  # each begins with the provider, whose file it is about
        problems += [problem.replace(": ", ".toml: lti: ", 1) for problem in refused.problems]
        return LtiTools()


def _tool(file: ProviderFile, section: LtiSection, problems: list[str]) -> Iterator[LtiTool]:
    """Yield the tool of *section*, or nothing where its keys cannot be read, which is noted."""
    keys: PeerKeys | None = None
    if section.keys is not None:
        if problems and not section.keys.is_file():  # noted already, with the key that names it
            return
        try:
            keys = _keys(section.keys)
        except (ValueRefusedError, OSError) as refused:
            problems.append(f"{section.keys.name}: {refused}")
            return
    stated = {link.resource: link for link in section.links}
    links = {one.id: _link(section, stated.get(one.id), one) for one in file.resources}
    yield LtiTool(
        provider=file.provider.id,
        client_id=section.client_id,
        deployment_id=section.deployment_id,
        initiate_login_url=section.initiate_login_url,
        redirect_uris=section.redirect_uris,
        level=section.level,
        links=links,
        roles={**LIS_ROLES, **section.roles},
        origins=section.origins,
        deep_linking=section.deep_linking,
        keys=keys,
        keys_url=section.keys_url,
        algorithms=tuple(map(Algorithm, section.algorithms)),
        hosts=frozenset((*section.hosts, *map(_host, _addresses(section, tuple(links.values()))))),
    )


def _keys(path: Path) -> PeerKeys:
    return read_peer_keys(path.read_bytes())


def _link(section: LtiSection, stated: LtiLink | None, resource: Resource) -> ToolLink:
    if stated is None:
        return ToolLink(resource.url, section.custom)
    return ToolLink(stated.target_link_uri or resource.url, {**section.custom, **stated.custom})


def _addresses(section: LtiSection, links: Sequence[ToolLink]) -> Iterator[str]:
    """Yield every address the tool is registered with: content may stand on their hosts."""
    yield section.initiate_login_url
    yield from section.redirect_uris
    yield from (link.target_link_uri for link in links)
    if section.deep_linking:
        yield section.deep_linking


def _host(address: str) -> str:
    """Return the host of *address*, with its port where that is not the usual one."""
    parts = urlsplit(address)
    usual = parts.port in {None, _USUAL.get(parts.scheme)}
    return (parts.hostname or "") if usual else f"{parts.hostname}:{parts.port}"
