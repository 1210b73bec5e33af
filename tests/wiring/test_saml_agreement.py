"""What a provider's file agrees on reaches the assertion that leaves."""

from datetime import UTC
from pathlib import Path

import pytest
from lxml import etree
from tests.wiring.portal_files import portal
from tests.wiring.running import running, write_saml_provider

from garbridge.config import Reading
from garbridge.errors import ConfigError
from garbridge.wiring.registry import read_registry

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"  # noqa: S105 - a class
CARD = "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard"


def _context(response: etree._Element) -> str | None:
    return response.findtext(f".//{SAML}AuthnContextClassRef")


def _attributes(response: etree._Element) -> dict[str, dict[str, str]]:
    """Return name, format and friendly name of each attribute, by its first value."""
    return {
        found.findtext(f"{SAML}AttributeValue", ""): {str(k): str(v) for k, v in found.items()}
        for found in response.iter(f"{SAML}Attribute")
    }


def test_attributes_are_called_as_the_provider_calls_them(tmp_path: Path) -> None:
    """Short form, long form, and GAR's own name for what the file does not name."""
    portal = running(
        tmp_path,
        '[saml.attribute_names]\nPRO = "profil"\n'
        f'UAI = {{ name = "urn:oid:1.3", name_format = "{URI}", friendly_name = "école" }}\n',
        release=("PRO", "UAI", "PRE"),
    )

    assert _attributes(portal.answer()) == {
        "National_elv": {"Name": "profil", "NameFormat": BASIC},
        "0750001A": {"Name": "urn:oid:1.3", "NameFormat": URI, "FriendlyName": "école"},
        "Zoé": {"Name": "PRE", "NameFormat": BASIC},
    }


def test_another_name_releases_nothing_more(tmp_path: Path) -> None:
    """A name is not a policy: what is not released has no attribute, whatever it is called."""
    portal = running(tmp_path, '[saml.attribute_names]\nNOM = "nom"\n', release=("PRO",))

    assert set(_attributes(portal.answer())) == {"National_elv"}


def test_the_context_that_was_agreed_is_asserted(tmp_path: Path) -> None:
    """A portal whose people sign in with a card says so."""
    assert _context(running(tmp_path, f'authn_context = "{CARD}"').answer()) == CARD


@pytest.mark.parametrize("saml", ["", 'authn_context = ""\nattribute_names = {}'])
def test_a_silent_file_means_the_usual(tmp_path: Path, saml: str) -> None:
    """Most providers need neither."""
    response = running(tmp_path, saml, release=("PRO",)).answer()

    assert _context(response) == PASSWORD
    assert _attributes(response) == {"National_elv": {"Name": "PRO", "NameFormat": BASIC}}


def test_an_origin_that_is_none_is_told_with_the_providers_file(tmp_path: Path) -> None:
    """The mistake stands in the TOML, not in the metadata."""
    providers = portal(tmp_path).providers
    write_saml_provider(providers, 'origins = ["parc.example"]')

    with pytest.raises(ConfigError, match=r"^parc\.toml: saml: origin 'parc\.example'"):
        read_registry(providers, Reading(insecure_loopback=False, zone=UTC))
