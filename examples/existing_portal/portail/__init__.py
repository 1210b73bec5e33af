"""The portal of a small district: news, classes, accounts; one Flask application."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from examples.existing_portal.portail import (
    admin,
    api,
    auth,
    classes,
    errors,
    mediacentre,
    news,
    presentation,
    sample,
    settings,
)
from examples.existing_portal.portail.extensions import csrf, db, login_manager, migrate

ROOT = Path(__file__).parents[1]


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Return the portal; *config* goes over the settings and the environment (``PORTAIL_…``)."""
    app = Flask(__name__, instance_path=str(ROOT / "instance"))
    app.config.from_object(settings)
    app.config.from_prefixed_env("PORTAIL")
    app.config.from_mapping(config)

    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    login_manager.init_app(app)
    csrf.init_app(app)

    presentation.init_app(app)
    errors.init_app(app)
    sample.init_app(app)
    for blueprint in (auth.bp, news.bp, classes.bp, admin.bp, api.bp):
        app.register_blueprint(blueprint)
    mediacentre.init_app(app)
    return app
