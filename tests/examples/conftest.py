"""The existing portal with garbridge on it: one database, both migrated, filled with the sample."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from examples.existing_portal.portail import create_app, sample
from examples.existing_portal.portail.extensions import db
from flask import Flask
from flask_migrate import upgrade  # type: ignore[import-untyped]  # Flask-Migrate ships no types
from tests.examples.places import EXISTING

from garbridge.wiring import new_keys

DATABASE = Path("instance", "portail.sqlite")


@pytest.fixture(scope="session", name="prepared")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with the portal's configuration and keys, once."""
    folder = tmp_path_factory.mktemp("existing")
    shutil.copy(EXISTING / "garbridge.toml", folder)
    shutil.copytree(EXISTING / "providers", folder / "providers")
    new_keys(folder / "instance" / "keys", name="Tests", years=1)
    return folder


def _portal_of(folder: Path, **settings: object) -> Flask:
    return create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "tests",
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / DATABASE}",
            "PASSWORD_METHOD": "pbkdf2:sha256:1",
            **settings,
        }
    )


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session", name="filled")
def _filled(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the portal's database, its tables and garbridge's migrated, the sample in it, once."""
    folder = Path(shutil.copytree(prepared, tmp_path_factory.mktemp("filled") / "portal"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GARBRIDGE_CONFIG", str(folder / "garbridge.toml"))
        app = _portal_of(folder)
        with app.app_context():
            upgrade()
            sample.fill()
        assert app.test_cli_runner().invoke(args=["garbridge", "db", "upgrade"]).exit_code == 0
        _close(app)
    whole = folder / "filled.sqlite"
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        # garbridge may still hold a connection of the app: rows may stand in the log beside it.
        database.execute("VACUUM INTO ?", [str(whole)])
    return whole


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
        made.append(_portal_of(folder, **settings))
        return made[-1]

    yield make
    for app in made:
        _close(app)


@pytest.fixture(name="portal")
def _portal(make_portal: Callable[..., Flask], folder: Path, filled: Path) -> Flask:
    """Return the portal, its tables and garbridge's migrated, the sample in them."""
    shutil.copy(filled, folder / DATABASE)
    return make_portal()
