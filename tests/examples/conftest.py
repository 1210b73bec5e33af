"""The existing portal with garbridge on it: one database, both migrated, filled with the sample."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from examples.existing_portal.portail import create_app, sample
from examples.existing_portal.portail.extensions import db
from flask import Flask
from flask_migrate import upgrade  # type: ignore[import-untyped]  # Flask-Migrate ships no types
from tests.examples.places import EXISTING

from garbridge.wiring import new_keys


@pytest.fixture(scope="session", name="prepared")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with the portal's configuration and keys, once."""
    folder = tmp_path_factory.mktemp("existing")
    shutil.copy(EXISTING / "garbridge.toml", folder)
    shutil.copytree(EXISTING / "providers", folder / "providers")
    new_keys(folder / "instance" / "keys", name="Tests", years=1)
    return folder


@pytest.fixture(name="folder")
def _folder(prepared: Path, tmp_path: Path) -> Path:
    """Give each test a folder of its own."""
    return Path(shutil.copytree(prepared, tmp_path / "portal"))


@pytest.fixture(name="make_portal")
def _make_portal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Flask]]:
    """Return what makes the portal on the database of *folder*, with *settings* over its own."""
    monkeypatch.setenv("GARBRIDGE_CONFIG", str(folder / "garbridge.toml"))
    made: list[Flask] = []

    def make(**settings: object) -> Flask:
        app = create_app(
            {
                "TESTING": True,
                "SECRET_KEY": "tests",
                "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'instance' / 'portail.sqlite'}",
                "PASSWORD_METHOD": "pbkdf2:sha256:1",
                **settings,
            }
        )
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(name="portal")
def _portal(make_portal: Callable[..., Flask]) -> Flask:
    """Return the portal, its tables and garbridge's migrated, the sample in them."""
    app = make_portal()
    with app.app_context():
        upgrade()
        sample.fill()
    assert app.test_cli_runner().invoke(args=["garbridge", "db", "upgrade"]).exit_code == 0
    return app
