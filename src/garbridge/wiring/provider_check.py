"""The report on a provider's metadata, from a file or an address; nothing is written."""

from datetime import datetime

from garbridge.config import Config
from garbridge.errors import ConfigError
from garbridge.protocols.saml import read_sp_metadata
from garbridge.protocols.saml.conformance import Finding, Level, Topic, examine
from garbridge.protocols.saml.requested import requested_attributes
from garbridge.wiring.provider_files import read_document


def check_provider(
    config: Config, source: str, *, entity_id: str = "", now: datetime
) -> tuple[Finding, ...]:
    """Return what there is to say of the metadata at *source*, a file or a URL.

    Metadata that could not be registered give one error for each reason.

    Raises:
        ValueRefusedError: the file cannot be read.
        MetadataUnreachableError: the address does not answer.
    """
    document = read_document(source)
    try:
        peer = read_sp_metadata(
            document,
            now=now,
            entity_id=entity_id or None,
            insecure_loopback=config.insecure_loopback,
        )
        requested = requested_attributes(document, peer.entity_id)
    except ConfigError as refused:
        return tuple(
            Finding(Level.ERROR, Topic.UNUSABLE, problem.removeprefix("metadata: "))
            for problem in refused.problems
        )
    return examine(peer, requested, config.catalogue, now=now)
