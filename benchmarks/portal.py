"""The portal of the launch benchmark: a session, and garbridge."""

import gc
import os
from pathlib import Path

from flask import Flask, session

from benchmarks.unit import signer
from garbridge.web import GarBridge

SIGNATURES = 10
"""In one answer of ``/sign``."""


def create_app() -> Flask:
    """Return a portal where ``/in/<person>`` signs in, on the configuration of the environment."""
    app = Flask(__name__)
    app.secret_key = b"bench"

    @app.get("/in/<person>")
    def sign_in(person: str) -> str:
        session["person"] = person
        return ""

    @app.get("/hello")
    def hello() -> str:
        return "Hello, World!"

    bridge = GarBridge(lambda: session.get("person"), config=Path(os.environ["GARBRIDGE_CONFIG"]))
    bridge.init_app(app)
    gc.freeze()  # as ``garbridge serve`` does, and docs/how-to/several-machines.md tells portals
    return app


def create_hello() -> Flask:
    """Return Flask's hello world, to stand beside, and the same with signatures in it."""
    app = Flask(__name__)

    @app.get("/")
    def hello() -> str:
        return "Hello, World!"

    sign = signer()

    @app.get("/sign")
    def signing() -> str:
        for _ in range(SIGNATURES):
            sign()
        return "Hello, World!"

    return app
