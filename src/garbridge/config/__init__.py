"""Frozen configuration: ``garbridge.toml`` and ``providers/*.toml``, every mistake at once."""

from garbridge.config.cas import CasSection
from garbridge.config.describing import described
from garbridge.config.lti import LtiLink, LtiSection
from garbridge.config.national import National, Sftp
from garbridge.config.national_list import ListService
from garbridge.config.national_peers import NationalPeer
from garbridge.config.oidc import OidcSection
from garbridge.config.places import line_of
from garbridge.config.portal import Config, providers_of, read_config
from garbridge.config.providers import (
    ProviderFile,
    Reading,
    gather_providers,
    read_provider,
    read_providers,
)
from garbridge.config.saml import NamedAttribute, SamlSection
from garbridge.config.saml_upstream import SamlUpstream
from garbridge.config.showing import example, shown, without_password
from garbridge.config.upstream import CasUpstream, OidcUpstream, Upstream
from garbridge.config.vignettes import Vignettes

__all__ = [
    "CasSection",
    "CasUpstream",
    "Config",
    "ListService",
    "LtiLink",
    "LtiSection",
    "NamedAttribute",
    "National",
    "NationalPeer",
    "OidcSection",
    "OidcUpstream",
    "ProviderFile",
    "Reading",
    "SamlSection",
    "SamlUpstream",
    "Sftp",
    "Upstream",
    "Vignettes",
    "described",
    "example",
    "gather_providers",
    "line_of",
    "providers_of",
    "read_config",
    "read_provider",
    "read_providers",
    "shown",
    "without_password",
]
