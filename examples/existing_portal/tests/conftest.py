"""A portal on a database of its own, filled with the sample, and browsers that use it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examples.existing_portal.portail import create_app, sample
from examples.existing_portal.portail.extensions import db

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """Return a portal with the sample's people."""
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "tests",
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'portail.sqlite'}",
            "PASSWORD_METHOD": "pbkdf2:sha256:1",
            "WTF_CSRF_ENABLED": False,
        }
    )
    with app.app_context():
        db.create_all()
        sample.fill()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> SignIn:
    """Return what opens a browser in which the named person is signed in."""

    def sign_in(login: str) -> FlaskClient:
        browser = app.test_client()
        answer = browser.post("/connexion", data={"login": login, "password": sample.PASSWORD})
        assert answer.status_code == 303
        return browser

    return sign_in


@pytest.fixture
def token_in() -> Callable[[str], str]:
    """Return what finds the CSRF token of a page."""

    def find(page: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found is not None
        return found[1]

    return find
