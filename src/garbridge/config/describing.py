"""Everything that a provider's file says, in words and addresses, and no secret of it."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

from garbridge.config.providers import ProviderFile
from garbridge.core.policy_restated import Described


def described(file: ProviderFile) -> Described:
    """Return what *file* says, to be compared with another state of the same file."""
    provider = file.provider
    settings = {
        "name": provider.name,
        "enabled": provider.enabled,
        "alternative": provider.alternative,
        "terms": provider.document.get("terms"),
        "resources": {
            one.id: {
                "title": one.title,
                "url": one.url,
                "enabled": one.enabled,
                "family": one.family,
                "edition": one.edition,
                "alternative": one.alternative,
            }
            for one in file.resources
        },
        file.protocol.name: _plain(file.protocol),
    }
    return Described(provider, settings)


def _plain(value: object) -> object:
    """Return *value* without its secrets: fields that are not to be shown."""
    if is_dataclass(value) and not isinstance(value, type):
        shown = (one.name for one in fields(value) if one.repr)
        return {name: _plain(getattr(value, name)) for name in shown}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | frozenset | list):
        return [_plain(one) for one in value]
    return None if value is None else str(value)
