"""The Flask application: :func:`create_app` is the public face of the package."""

from flask import Flask

from provider_stub.config import StubConfig
from provider_stub.stub import build, install
from provider_stub.web import answers, logout, lti, pages, presenting, sign_in, trials
from provider_stub.xml_entry import MESSAGE_LIMIT


def create_app(config: StubConfig) -> Flask:
    """Make the stub as a WSGI application.

    One process only: sessions, open requests and arrivals live in its memory.
    Threads are welcome.
    """
    app = Flask("provider_stub", template_folder="web/templates", static_folder="web/static")
    # Base64 grows by a third; the rest is the RelayState and the form's own bytes.
    app.config["MAX_CONTENT_LENGTH"] = 2 * MESSAGE_LIMIT
    app.config["MAX_FORM_MEMORY_SIZE"] = 2 * MESSAGE_LIMIT
    app.config["MAX_FORM_PARTS"] = 10
    install(app, build(config))
    presenting.register(app)
    answers.register(app)
    trials.register(app)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(sign_in.blueprint)
    app.register_blueprint(lti.blueprint)
    app.register_blueprint(logout.blueprint)
    return app
