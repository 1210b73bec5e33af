"""The tables: the migrations make what the models say, and changes are dated."""

from datetime import datetime
from pathlib import Path

from flask import Flask
from flask_migrate import (  # type: ignore[import-untyped]  # Flask-Migrate ships no types
    check,
    downgrade,
    upgrade,
)
from sqlalchemy import inspect, select

from examples.existing_portal.portail import create_app
from examples.existing_portal.portail.extensions import db
from examples.existing_portal.portail.models import Account, Classroom, Subject

LONG_AGO = datetime(2020, 1, 1)  # noqa: DTZ001 - as the columns hold it: UTC, without a zone


def test_the_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    """Nobody forgot to write a migration, and each can be undone."""
    empty = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": empty})
    with app.app_context():
        upgrade()
        check()
        downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        db.engine.dispose()


def test_a_new_place_at_a_school_dates_the_account(app: Flask) -> None:
    """The office sees who moved class, though the row of the account did not change."""
    with app.app_context():
        db.session.execute(db.update(Account).values(updated_at=LONG_AGO))
        db.session.commit()
        ines = db.session.scalars(select(Account).filter_by(login="ines.moreau")).one()
        tom = db.session.scalars(select(Account).filter_by(login="tom.lefevre")).one()
        paul = db.session.scalars(select(Account).filter_by(login="paul.girard")).one()
        ines.affiliations[0].classes = [
            db.session.scalars(select(Classroom).filter_by(code="4B")).one()
        ]
        paul.affiliations.pop()
        db.session.commit()
        assert ines.updated_at > LONG_AGO
        assert paul.updated_at > LONG_AGO
        assert tom.updated_at == LONG_AGO


def test_the_sample_fills_an_empty_database(tmp_path: Path) -> None:
    """A developer starts with two commands."""
    empty = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": empty})
    with app.app_context():
        upgrade()
        result = app.test_cli_runner().invoke(args=["sample"])
        assert result.exit_code == 0
        assert "portail" in result.output
        assert db.session.scalars(select(Subject.code)).all() == ["061300", "062900"]
        db.session.remove()
        db.engine.dispose()
