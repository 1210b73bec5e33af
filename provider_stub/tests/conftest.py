"""A stub, a portal made of plain HTTP answers, and browsers that walk between them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from pytest_httpserver import HTTPServer

from provider_stub import keys
from provider_stub.app import create_app
from provider_stub.config import StubConfig
from provider_stub.stub import Stub
from provider_stub.testing.idp import TinyIdp, new_key
from provider_stub.testing.visitor import Visitor


@pytest.fixture(scope="session", name="made_keys")
def _made_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the stub's keys once: a key takes a second."""
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_BITS", 2048)  # a longer key takes longer to read, in every test
        keys.ensure_key_pair(folder)
    return folder


@pytest.fixture(scope="session", name="portal_key")
def _portal_key() -> rsa.RSAPrivateKey:
    """Make the portal's key once."""
    return new_key()


@pytest.fixture(scope="session", name="other_key")
def _other_key() -> rsa.RSAPrivateKey:
    """Make a key that the portal does not publish."""
    return new_key()


@pytest.fixture(name="data_dir")
def _data_dir(made_keys: Path, tmp_path: Path) -> Path:
    """Give each test a data folder of its own."""
    shutil.copytree(made_keys, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(name="idp")
def _idp(httpserver: HTTPServer, portal_key: rsa.RSAPrivateKey) -> TinyIdp:
    """Publish an identity provider where a portal publishes its own."""
    idp = TinyIdp(httpserver.url_for("/saml/metadata"), httpserver.url_for("/saml/sso"), portal_key)
    httpserver.expect_request("/saml/metadata").respond_with_data(idp.metadata())
    return idp


@pytest.fixture(name="config")
def _config(httpserver: HTTPServer, data_dir: Path) -> StubConfig:
    """Point the stub at the portal of this test."""
    return StubConfig(portal=httpserver.url_for("").rstrip("/"), data_dir=data_dir)


@pytest.fixture(name="make_app")
def _make_app(request: pytest.FixtureRequest) -> Callable[[StubConfig], Flask]:
    """Make applications whose files are closed when the test ends."""

    def make(config: StubConfig) -> Flask:
        app = create_app(config)
        stub: Stub = app.extensions["provider_stub"]
        request.addfinalizer(stub.once.close)
        return app

    return make


@pytest.fixture(name="app")
def _app(make_app: Callable[[StubConfig], Flask], config: StubConfig) -> Flask:
    """Make the stub."""
    return make_app(config)


@pytest.fixture(name="visitor")
def _visitor(app: Flask, config: StubConfig, idp: TinyIdp) -> Visitor:
    """Send a browser on its way."""
    return Visitor(app.test_client(), config, idp)


@pytest.fixture(name="stranger")
def _stranger(app: Flask, config: StubConfig, idp: TinyIdp) -> Visitor:
    """Send another browser on its way, to the same stub."""
    return Visitor(app.test_client(), config, idp)
