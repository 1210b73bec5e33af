"""garbridge changes nothing of the portal it is added to."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from examples.existing_portal.portail import mediacentre, settings
from flask import Flask
from flask_migrate import (  # type: ignore[import-untyped]  # Flask-Migrate ships no types
    check,
    downgrade,
    upgrade,
)
from sqlalchemy import create_engine, inspect
from tests.examples.places import ROOT
from tests.examples.recording import record, stand_still

from garbridge.config import read_config
from garbridge.stores.sql import migrating
from garbridge.stores.sql.schema import VERSION_TABLE
from garbridge.wiring import open_engine

OWN_MENU = settings.MENU[:2]
"""The menu as it was: the link to the médiacentre is the portal's own choice."""


@pytest.fixture(name="bare")
def _bare(make_portal: Callable[..., Flask], portal: Flask) -> Flask:
    """Return the same portal on the same database, without garbridge."""
    portal.config["MENU"] = OWN_MENU
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mediacentre, "init_app", lambda _app: None)
        return make_portal(MENU=OWN_MENU)


def test_every_answer_is_the_same_byte_for_byte(
    portal: Flask, bare: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status, headers, cookies and body: pages, errors, JSON, CSRF, sign-in and sign-out."""
    stand_still(monkeypatch)
    without = record(bare)
    assert record(portal) == without
    assert {exchange.status[:3] for exchange in without} == {
        *("200", "302", "303", "400", "401", "403", "404", "405", "500")
    }
    assert "garbridge" not in bare.extensions
    assert "garbridge" in portal.extensions


def test_nothing_is_hung_into_the_application(portal: Flask, bare: Flask) -> None:
    """No hook on every request, no handler, filter, global, cookie or JSON provider of ours."""
    assert _hooks(portal) == _hooks(bare)
    assert type(portal.json) is type(bare.json)
    assert type(portal.session_interface) is type(bare.session_interface)
    assert portal.jinja_env.filters.keys() == bare.jinja_env.filters.keys()
    assert portal.jinja_env.globals.keys() == bare.jinja_env.globals.keys()
    assert portal.config == bare.config
    assert set(portal.extensions) - set(bare.extensions) == {"garbridge"}
    assert {rule.rule for rule in bare.url_map.iter_rules()} == {
        rule.rule
        for rule in portal.url_map.iter_rules()
        if not rule.rule.startswith("/ressources/")
    }


def test_the_portals_own_tests_pass_as_they_are(tmp_path: Path) -> None:
    """The suite that was there before runs on the portal with garbridge mounted."""
    options = ("-q", "-n", "0", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'own'}")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "examples/existing_portal/tests"],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "GARBRIDGE_"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert " passed" in run.stdout
    assert not any(word in run.stdout for word in (" failed", " skipped", " error"))


def test_two_migrations_live_side_by_side(portal: Flask, folder: Path) -> None:
    """Each sees its own tables only: both checks are clean, and each can go back alone."""
    engine = open_engine(read_config(folder / "garbridge.toml").database)
    with portal.app_context():
        everything = _tables(folder)
        check()
        assert migrating.check(engine) == []
        downgrade(revision="base")
        assert _tables(folder) == {t for t in everything if t.startswith("garbridge_")} | {
            "alembic_version"
        }
        upgrade()
        migrating.downgrade(engine)
        check()
        assert not any(t.startswith("garbridge_") for t in _tables(folder) - {VERSION_TABLE})
        migrating.upgrade(engine)
        assert migrating.check(engine) == []
        assert _tables(folder) == everything


def test_without_the_recipe_the_portals_check_would_find_our_tables(portal: Flask) -> None:
    """The one line in the portal's Alembic settings is what keeps the two apart."""
    del portal.extensions["migrate"].configure_args["include_object"]
    with portal.app_context(), pytest.raises(SystemExit):
        check()


def _tables(folder: Path) -> set[str]:
    engine = create_engine(f"sqlite:///{folder / 'instance' / 'portail.sqlite'}")
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def _hooks(app: Flask) -> dict[str, list[str]]:
    """Return the names of what runs on requests that are not garbridge's own."""
    found = {
        name: [function.__qualname__ for function in getattr(app, name).get(None, ())]
        for name in (
            "before_request_funcs",
            "after_request_funcs",
            "teardown_request_funcs",
            "template_context_processors",
            "url_value_preprocessors",
            "url_default_functions",
        )
    }
    handlers = app.error_handler_spec[None]
    return found | {
        "error handlers": [str((code, kind)) for code in handlers for kind in handlers[code]],
        "teardown": [function.__qualname__ for function in app.teardown_appcontext_funcs],
    }
