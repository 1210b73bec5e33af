"""The valid world and its portal, one for each test."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.web.portal import World, client_of, portal


@pytest.fixture(name="world")
def _world() -> World:
    """A world in which one pupil may open one resource."""
    return World()


@pytest.fixture(name="app")
def _app(world: World) -> Flask:
    """That world's portal."""
    return portal(world)


@pytest.fixture(name="client")
def _client(app: Flask) -> FlaskClient:
    """A browser in which the pupil is signed in."""
    return client_of(app)


@pytest.fixture(name="stranger")
def _stranger(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return client_of(app, None)
