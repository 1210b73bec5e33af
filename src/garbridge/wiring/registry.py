"""The registered providers: their files with all that these name, as one consistent state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from garbridge.config import (
    CasSection,
    LtiSection,
    NationalPeer,
    OidcSection,
    ProviderFile,
    Reading,
    SamlSection,
    gather_providers,
)
from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ProviderId
from garbridge.core.linting import Linted
from garbridge.errors import ConfigError, GarbridgeError, ValueRefusedError
from garbridge.formats.keys import PublicKey, read_certificate_keys
from garbridge.formats.saml.names import BASIC, PASSWORD, SUBJECT_ID_REQUEST
from garbridge.protocols.cas import CasService, register_services
from garbridge.protocols.lti import LtiTools
from garbridge.protocols.oidc import OidcClient, register_clients
from garbridge.protocols.saml import (
    AttributeName,
    SamlPeer,
    SamlPeers,
    SamlRegistration,
    SamlSettings,
    Signed,
    SubjectRequest,
    read_sp_metadata,
)
from garbridge.protocols.saml.name_ids import is_scoped
from garbridge.wiring.following import taken
from garbridge.wiring.metadata_alarms import Watched, watched, watched_keys
from garbridge.wiring.oidc_clients import oidc_client
from garbridge.wiring.tools import read_tools


@dataclass(frozen=True, slots=True)
class Ending:
    """The metadata of *provider* in *file* ends at *until*, which is exclusive (``validUntil``)."""

    provider: ProviderId
    file: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Registry:
    """One consistent state of the providers' folder."""

    catalogue: Catalogue
    saml: SamlPeers
    cas: Mapping[str, CasService]
    lti: LtiTools
    endings: tuple[Ending, ...]
    oidc: Mapping[str, OidcClient]
    files: tuple[ProviderFile, ...] = ()

    @property
    def scoped(self) -> frozenset[ProviderId]:
        """The providers that are told the identifier once more, as *pairwise-id*."""
        return frozenset(one.provider for one in self.saml if is_scoped(one))

    def watched(self) -> Iterator[Watched]:
        """Yield what :mod:`garbridge.wiring.metadata_alarms` looks at."""
        sections = {one.provider.id: one.protocol for one in self.files}
        for one in self.saml:
            section = sections.get(one.provider)
            if isinstance(section, SamlSection):
                yield watched(one.provider, section, one.peer)
        for name, section in sections.items():
            keys = watched_keys(name, section) if isinstance(section, LtiSection) else None
            if keys is not None:
                yield keys

    def linted(self) -> Iterator[Linted]:
        """Yield what the rules of :mod:`garbridge.core.linting` look at."""
        asked = {one.provider: _asked(one.peer) for one in self.saml}
        for file in self.files:
            yield Linted(
                provider=file.provider,
                resources=file.resources,
                carries=CARRIES[file.protocol.name] or frozenset(file.provider.policy.catalogue),
                name_ids=asked.get(file.provider.id, frozenset()),
            )


def _asked(peer: SamlPeer) -> frozenset[str]:
    """Return the forms of subject *peer* asks for, one for all providers among them."""
    if peer.subject_request is SubjectRequest.SUBJECT:
        return peer.name_id_formats | {f"{SUBJECT_ID_REQUEST}={peer.subject_request}"}
    return peer.name_id_formats


CARRIES: Mapping[str, frozenset[Attribute] | None] = MappingProxyType(
    {"saml": None, "cas": None, "oidc": None, "lti": None}
)
"""What each protocol has a place for, ``None`` for anything with a name: all of them do."""


def no_providers() -> Registry:
    """Return the state of a folder in which nobody is registered."""
    return Registry(Catalogue((), ()), SamlPeers(()), {}, read_tools((), []), (), {})


NOTHING_INSTEAD: Mapping[Path, bytes] = MappingProxyType({})


def read_registry(
    folder: Path, reading: Reading, *, instead: Mapping[Path, bytes] = NOTHING_INSTEAD
) -> Registry:
    """Read every provider of *folder* with its metadata.

    Metadata that has ended is no mistake of the folder: it would stop the portal at a restart
    because of one provider.  The gate refuses that one, from the instant on at which it ends.

    Args:
        folder: Where the providers' files are.
        reading: How they are read.
        instead: Metadata that is to be taken for what a file of that name holds.

    Raises:
        ConfigError: with every problem of every file.
    """
    files, problems = gather_providers(folder, reading)
    saml: list[SamlRegistration] = []
    endings: list[Ending] = []
    cas: list[CasService] = []
    oidc: list[OidcClient] = []
    for file in files:
        match file.protocol:
            case SamlSection() as section:
                found = _saml(file, section, problems, reading, instead)
                if found is None:
                    continue
                saml.append(found)
                if found.peer.valid_until is not None:
                    metadata = section.metadata.name
                    endings.append(Ending(found.provider, metadata, found.peer.valid_until))
            case CasSection() as section:
                told = section.single_logout
                cas += [CasService(u, file.provider.id, ark, told) for u, ark in section.services]
            case OidcSection() as section:
                oidc += oidc_client(file.provider, section, problems)
            case LtiSection():  # all tools at once, below
                pass
    services = taken(problems, lambda: register_services(cas)) or {}
    clients = taken(problems, lambda: register_clients(oidc)) or {}
    try:
        peers = SamlPeers(saml)
    except ConfigError as refused:  # each begins with the provider, whose file it is about
        problems += [problem.replace(": ", ".toml: saml: ", 1) for problem in refused.problems]
    tools = read_tools(files, problems)
    if problems:
        raise ConfigError(problems)
    until = {ending.provider: ending.until for ending in endings}
    catalogue = Catalogue(
        (replace(f.provider, valid_until=until.get(f.provider.id)) for f in files),
        (r for f in files for r in f.resources),
    )
    return Registry(catalogue, peers, services, tools, tuple(endings), clients, files)


def read_peer(
    section: SamlSection | NationalPeer,
    document: bytes,
    *,
    now: datetime | None,
    insecure_loopback: bool,
) -> SamlPeer:
    """Return what *document* says of the provider of *section*, whose agreement may want it signed.

    ``now`` is when it must not have ended, ``None`` leaves that to whoever relies on it.

    Raises:
        ConfigError: with every reason why the provider cannot be served by it.
    """
    signers: list[PublicKey] = []
    if section.metadata_certificate is not None:
        signers = read_certificate_keys(section.metadata_certificate)
    return read_sp_metadata(
        document,
        now=now,
        entity_id=section.entity_id or None,
        insecure_loopback=insecure_loopback,
        signers=signers,
    )


def _saml(
    file: ProviderFile,
    section: SamlSection,
    problems: list[str],
    reading: Reading,
    instead: Mapping[Path, bytes],
) -> SamlRegistration | None:
    document = instead.get(section.metadata)
    if document is None and problems and not section.metadata.is_file():
        return None  # noted already, with the key that names it
    try:
        peer = read_peer(
            section,
            section.metadata.read_bytes() if document is None else document,
            now=None,
            insecure_loopback=reading.insecure_loopback,
        )
    except ConfigError as refused:
        problems += [f"{section.metadata.name}: {problem}" for problem in refused.problems]
        return None
    except (GarbridgeError, OSError) as refused:
        problems.append(f"{section.metadata.name}: {refused}")
        return None
    try:
        settings = _saml_settings(section)
    except ValueRefusedError as refused:
        problems.append(f"{file.provider.id}.toml: saml: {refused}")
        return None
    return SamlRegistration(provider=file.provider.id, peer=peer, settings=settings)


def _saml_settings(section: SamlSection) -> SamlSettings:
    """Return the agreement of *section*; what it does not say has its default where it is used."""
    return SamlSettings(
        require_signed_requests=section.require_signed_requests,
        sign=Signed(section.sign),
        encrypt=section.encrypt,
        anonymous=section.is_anonymous,
        without_name_id=section.name_id == "none",
        tells_refusals=section.errors == "status",
        idp_initiated=section.idp_initiated,
        origins=section.origins,
        attribute_names=tuple(
            AttributeName(
                attribute=named.attribute,
                name=named.name,
                name_format=named.name_format or BASIC,
                friendly_name=named.friendly_name,
            )
            for named in section.attribute_names
        ),
        authn_context=section.authn_context or (PASSWORD, *section.authn_contexts)[-1],
        authn_contexts=section.authn_contexts,
    )
