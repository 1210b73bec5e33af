"""The smallest portal whose people an upstream signs in: an application, and garbridge."""

import os
from pathlib import Path

from flask import Flask

from garbridge.web import GarBridge


def create_app() -> Flask:
    """Return the portal."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = Path(os.environ["PORTAL_KEY"]).read_bytes()

    @app.get("/pid")
    def worker() -> str:
        return str(os.getpid())

    GarBridge(config=Path(os.environ["GARBRIDGE_CONFIG"])).init_app(app)
    return app
