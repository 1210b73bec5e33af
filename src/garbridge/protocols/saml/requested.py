"""Which attributes a provider's metadata ask for (Metadata for SAML V2.0, 2.4.4.1 and 2.4.4.2).

Read for the report on a provider, and for nothing else: what it asks for never widens what it
receives.
"""

from dataclasses import dataclass

from lxml import etree

from garbridge.formats.saml.metadata import read_document
from garbridge.formats.saml.names import MD
from garbridge.formats.saml.values import parse_boolean

_MAX_NAME = 256


@dataclass(frozen=True, slots=True)
class RequestedAttribute:
    """An attribute by its name there; ``required`` is what the provider says of it."""

    name: str
    friendly_name: str
    required: bool


def requested_attributes(data: bytes, entity_id: str) -> tuple[RequestedAttribute, ...]:
    """Return what *entity_id* asks for in *data*, each name once, the required ones first.

    Raises:
        ConfigError: *data* cannot be read.
    """
    found: dict[str, RequestedAttribute] = {}
    for entity in read_document(data, ()).iter(f"{{{MD}}}EntityDescriptor"):
        if entity.get("entityID") != entity_id:
            continue
        for element in entity.iter(f"{{{MD}}}RequestedAttribute"):
            one = _requested(element)
            known = found.get(one.name)
            if known is None or (one.required and not known.required):
                found[one.name] = one
    return tuple(sorted(found.values(), key=lambda one: not one.required))


def _requested(element: etree._Element) -> RequestedAttribute:
    required = element.get("isRequired", "false")
    return RequestedAttribute(
        name=element.get("Name", "")[:_MAX_NAME],
        friendly_name=element.get("FriendlyName", "")[:_MAX_NAME],
        required=parse_boolean(required) if required in {"true", "false", "1", "0"} else False,
    )
