"""The médiacentre: garbridge, mounted on this portal."""

import os
from pathlib import Path

from flask import Flask
from garbridge.web import GarBridge

from examples.existing_portal.portail.directory import PortalDirectory
from examples.existing_portal.portail.extensions import current_user, db


def init_app(app: Flask) -> None:
    """Mount it at ``/ressources``; ``GARBRIDGE_CONFIG`` names another configuration."""
    config = Path(os.environ.get("GARBRIDGE_CONFIG", Path(app.root_path).parent / "garbridge.toml"))
    with app.app_context():
        people = PortalDirectory(db.engine)
    GarBridge(who_is_signed_in, config=config, directory=people).init_app(app, "/ressources")


def who_is_signed_in() -> str | None:
    """Return the reference of the account that Flask-Login vouches for."""
    return current_user.reference if current_user.is_authenticated else None
