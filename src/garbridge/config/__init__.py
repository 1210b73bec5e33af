"""Frozen configuration: ``garbridge.toml`` and ``providers/*.toml``, every mistake at once."""

from garbridge.config.portal import Config, read_config
from garbridge.config.providers import CasSection, ProviderFile, SamlSection, read_providers

__all__ = [
    "CasSection",
    "Config",
    "ProviderFile",
    "SamlSection",
    "read_config",
    "read_providers",
]
