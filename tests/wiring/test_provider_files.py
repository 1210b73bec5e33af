"""``provider add``: whole and valid, or nothing at all."""

import json
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from pytest_httpserver import HTTPServer
from tests.wiring.portal_files import METADATA, NOW, portal

from garbridge.config import Config, Reading
from garbridge.config.oidc import Authentication, Dialect
from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.core.people import Profile
from garbridge.errors import ConfigError, GarbridgeError, ValueRefusedError
from garbridge.protocols.oidc import KeyProof
from garbridge.wiring import MetadataUnreachableError, NewOidc, NewProvider, add_provider
from garbridge.wiring.registry import Registry, read_registry

ATLAS = ResourceId("ark:/12345/atlas")
NEW = NewProvider(
    resources=(ATLAS,),
    services=("https://parc.example/retour",),
    release={Attribute.PRO: 'ouvrir les "fonctions"', Attribute.P_MEL: "écrire"},
    validated_by="Camille",
)


@pytest.fixture(name="config")
def _config(tmp_path: Path) -> Config:
    """Return a portal with one CAS provider."""
    return portal(tmp_path)


def _registry(config: Config) -> Registry:
    return read_registry(config.providers, Reading(insecure_loopback=True, zone=UTC))


def _files(config: Config) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in config.providers.iterdir()}


def test_a_cas_service_is_registered(config: Config) -> None:
    """With an address and an ARK the provider can sign people in."""
    identifier, file = add_provider(config, NEW, now=NOW)
    registry = _registry(config)

    assert (identifier, file.name) == ("parc-example", "parc-example.toml")
    assert registry.cas["https://parc.example/retour"].resource == ATLAS
    assert registry.catalogue.resources[ATLAS].url == "https://parc.example/retour"


CLIENT = replace(NEW, services=(), client=NewOidc(redirect_uris=("https://parc.example/retour",)))


def test_a_client_of_openid_connect_is_registered(config: Config) -> None:
    """With a secret of its own, which its owner alone may read."""
    identifier, file = add_provider(config, CLIENT, now=NOW)
    registry = _registry(config)

    assert registry.oidc[identifier].redirect_uris == {"https://parc.example/retour": None}
    assert registry.catalogue.resources[ATLAS].url == "https://parc.example/"
    secret = file.with_suffix(".secret")
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_text("ascii").strip()) >= 32
    assert file.stat().st_mode & 0o777 == 0o644
    assert secret.read_text("ascii").strip() not in file.read_text("utf-8")


def test_each_resource_of_a_client_has_its_address(config: Config) -> None:
    """So that the request alone tells which one is meant."""
    two = ResourceId("ark:/12345/globe")
    uris = ("https://parc.example/a", "https://parc.example/b")
    new = replace(CLIENT, resources=(ATLAS, two), client=NewOidc(redirect_uris=uris))

    identifier, _ = add_provider(config, new, now=NOW)

    assert _registry(config).oidc[identifier].redirect_uris == {uris[0]: ATLAS, uris[1]: two}


def test_a_client_that_signs_brings_its_keys(config: Config, tmp_path: Path) -> None:
    """They are copied beside its file; there is no secret."""
    public = RSAKey.generate_key(2048, {"kid": "c1"}).as_dict(private=False)
    keys = tmp_path / "from-them.json"
    keys.write_text(json.dumps({"keys": [public]}), "utf-8")
    oidc = NewOidc(
        redirect_uris=("https://parc.example/retour",),
        authentication=Authentication.PRIVATE_KEY,
        jwks=str(keys),
        dialect=Dialect.GAR,
    )

    identifier, file = add_provider(config, replace(CLIENT, client=oidc), now=NOW)

    client = _registry(config).oidc[identifier]
    assert isinstance(client.proof, KeyProof)
    assert client.is_gar
    assert not file.with_suffix(".secret").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uris": ("http://parc.example/",)},
        {"redirect_uris": ("https://parc.example/a", "https://parc.example/a")},
        {"redirect_uris": ("https://parc.example/a?code=1",)},
        {"jwks": "keys.json"},
        {"authentication": Authentication.PRIVATE_KEY},
        {"authentication": Authentication.PRIVATE_KEY, "jwks": "/nonexistent"},
        {"authentication": Authentication.PRIVATE_KEY, "jwks": __file__},
    ],
)
def test_a_client_that_is_wrong_writes_nothing(config: Config, wrong: dict[str, Any]) -> None:
    """No file, no secret."""
    before = _files(config)
    oidc = replace(NewOidc(redirect_uris=("https://parc.example/retour",)), **wrong)

    with pytest.raises((ValueRefusedError, ConfigError)):
        add_provider(config, replace(CLIENT, client=oidc), now=NOW)
    assert _files(config) == before


def test_staff_only_attributes_do_not_cover_pupils(config: Config) -> None:
    """The short form cannot release a pupil's e-mail address."""
    add_provider(config, NEW, now=NOW)
    policy = _registry(config).catalogue.providers[ProviderId("parc-example")].policy

    assert policy.entry_for(Attribute.P_MEL, Profile.PUPIL) is None
    assert policy.entry_for(Attribute.P_MEL, Profile.TEACHER) is not None
    entry = policy.entry_for(Attribute.PRO, Profile.PUPIL)
    assert entry is not None
    assert (entry.purpose, entry.validated_by) == ('ouvrir les "fonctions"', "Camille")


def test_saml_metadata_is_registered_from_a_file(config: Config, tmp_path: Path) -> None:
    """The metadata is copied: the registration does not depend on where it came from."""
    source = tmp_path / "sp.xml"
    source.write_text(METADATA, encoding="utf-8")

    add_provider(config, replace(NEW, services=(), metadata=str(source)), now=NOW)
    source.unlink()

    assert _registry(config).saml.named("https://sp.example/metadata") is not None


def test_saml_metadata_is_registered_from_an_address(
    config: Config, httpserver: HTTPServer
) -> None:
    """A provider publishes its metadata: that is enough."""
    httpserver.expect_request("/metadata").respond_with_data(METADATA)
    metadata = httpserver.url_for("/metadata")

    add_provider(config, replace(NEW, services=(), metadata=metadata), now=NOW)

    assert _registry(config).saml.named("https://sp.example/metadata") is not None


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, METADATA), (302, METADATA), (200, METADATA + " " * 1_100_000)],
    ids=["not-found", "redirected", "endless"],
)
def test_what_is_no_metadata_is_not_registered(
    config: Config, httpserver: HTTPServer, status: int, body: str
) -> None:
    """No redirect is followed and no more is read than metadata can be."""
    httpserver.expect_request("/metadata").respond_with_data(body, status=status)
    before = _files(config)
    metadata = httpserver.url_for("/metadata")

    with pytest.raises(MetadataUnreachableError):
        add_provider(config, replace(NEW, services=(), metadata=metadata), now=NOW)
    assert _files(config) == before


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"services": ("http://parc.example/",)}, id="plain-http"),
        pytest.param({"services": ("https://parc.example/a#b",)}, id="fragment"),
        pytest.param({"services": ("https://studio.example/videos",)}, id="taken-service"),
        pytest.param({"resources": (ResourceId("ark:/12345/videos"),)}, id="taken-resource"),
        pytest.param({"identifier": "studio"}, id="taken-name"),
        pytest.param({"identifier": "../evil"}, id="path-in-the-name"),
        pytest.param({"identifier": "ent"}, id="reserved-name"),
        pytest.param({"services": ()}, id="no-protocol"),
        pytest.param({"metadata": "sp.xml"}, id="two-protocols"),
        pytest.param({"resources": (ATLAS, ATLAS)}, id="one-resource-twice"),
        pytest.param({"title": "Math\udce9matiques"}, id="another-charset"),
        pytest.param({"release": {Attribute.PRO: "\udcff"}}, id="another-charset-in-a-purpose"),
    ],
)
def test_a_mistake_writes_nothing(config: Config, wrong: dict[str, object]) -> None:
    """The folder is as it was: a running portal never sees half a provider."""
    before = _files(config)

    with pytest.raises((ValueRefusedError, ConfigError)):
        add_provider(config, replace(NEW, **wrong), now=NOW)  # type: ignore[arg-type] # a table of wrong values
    assert _files(config) == before


def test_broken_xml_writes_nothing(config: Config, tmp_path: Path) -> None:
    """A DTD in metadata is refused before anything is written."""
    source = tmp_path / "sp.xml"
    source.write_text('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', encoding="utf-8")
    before = _files(config)

    with pytest.raises(GarbridgeError):
        add_provider(config, replace(NEW, services=(), metadata=str(source)), now=NOW)
    assert _files(config) == before


def test_metadata_that_cannot_be_unpacked_did_not_come(
    config: Config, httpserver: HTTPServer
) -> None:
    """The library below the one that is called has errors of its own: no trace, nothing written."""
    packed = {"Content-Encoding": "gzip"}  # which it is not
    httpserver.expect_request("/metadata").respond_with_data(METADATA, headers=packed)
    before = _files(config)
    metadata = httpserver.url_for("/metadata")

    with pytest.raises(MetadataUnreachableError):
        add_provider(config, replace(NEW, services=(), metadata=metadata), now=NOW)
    assert _files(config) == before
