"""Agreements are whole or refused where they are read."""

from dataclasses import replace

import pytest
from tests.protocols.saml.provider_side import DEFAULTS, PEER, SP

from garbridge.core.attributes import Attribute
from garbridge.errors import ConfigError, ValueRefusedError
from garbridge.protocols.saml import (
    AttributeName,
    SamlPeer,
    SamlPeers,
    SamlRegistration,
    SamlSettings,
)
from garbridge.testing.world import PUBLISHER


def registration(settings: SamlSettings = DEFAULTS, peer: SamlPeer = PEER) -> SamlRegistration:
    """Return the registration of *peer*."""
    return SamlRegistration(provider=PUBLISHER.id, peer=peer, settings=settings)


def test_one_entity_is_registered_once() -> None:
    """Two agreements about one entityID would be decided by chance."""
    with pytest.raises(ConfigError, match="registered twice"):
        SamlPeers([registration(), registration()])


@pytest.mark.parametrize(
    ("settings", "signs"),
    [(SamlSettings(require_signed_requests=True), False), (SamlSettings(), True)],
)
def test_signed_requests_without_a_key_are_noticed_at_the_start(
    settings: SamlSettings,
    signs: bool,  # noqa: FBT001 - parametrized
) -> None:
    """Every launch would be refused; better say so now."""
    peer = SamlPeer(
        entity_id=SP, consumer_services=PEER.consumer_services, authn_requests_signed=signs
    )

    with pytest.raises(ConfigError, match="no signing key"):
        SamlPeers([registration(settings, peer)])


def test_a_name_is_looked_up_exactly() -> None:
    """A trailing slash or another case is another provider."""
    peers = SamlPeers([registration()])

    assert peers.named(SP) == registration()
    assert peers.named(f"{SP}/") is peers.named(SP.upper()) is None


@pytest.mark.parametrize(
    "settings",
    [
        {"origins": ("https://parc.example/",)},
        {"origins": ("https://parc.example; script-src *",)},
        {"origins": ("http://parc.example",)},
        {"origins": ("parc.example",)},
        {"origins": ("https://*",)},
        {"origins": ("https://parc.example:99999",)},
        {"attribute_names": (AttributeName(Attribute.PRO, "NOM"),)},
        {"attribute_names": (AttributeName(Attribute.PRO, "a"), AttributeName(Attribute.PRO, "b"))},
        {"authn_context": "password"},
    ],
)
def test_an_agreement_that_could_not_be_served_is_refused(settings: dict[str, object]) -> None:
    """A wrong origin would open the page's policy, a double name would mix two attributes."""
    with pytest.raises(ValueRefusedError):
        replace(SamlSettings(), **settings)  # type: ignore[arg-type]  # the tests name its fields


@pytest.mark.parametrize("name", ["", "a\nb", "\x00"])
def test_an_attribute_name_that_cannot_be_written_is_refused(name: str) -> None:
    """Refused where the agreement is read, not at the first launch."""
    with pytest.raises(ValueRefusedError):
        AttributeName(Attribute.PRO, name)
