"""A portal of its own: whatever garbridge brings, nothing of the portal changes.

The portal has Flask-Login, an active CSRFProtect, error pages, headers, cookies and JSON of its
own; each test compares it with and without garbridge, or shows what its own protection does.
"""

import json
from importlib import import_module
from typing import Any

import pytest
from flask import Flask, Response, jsonify, render_template_string, request
from flask.testing import FlaskClient
from tests.web.portal import World
from werkzeug.exceptions import HTTPException

from garbridge.testing.world import ALICE, ATLAS
from garbridge.web import GarBridge, own_path

flask_login: Any = import_module("flask_login")  # ships no types
flask_wtf: Any = import_module("flask_wtf")  # ships no types


class User:
    """An account of the portal."""

    is_authenticated = True
    is_active = True

    def __init__(self, name: str) -> None:
        self.id = name

    def get_id(self) -> str:
        """Return what the session keeps."""
        return self.id


def host() -> Flask:
    """Return the portal before garbridge."""
    app = Flask(__name__)
    app.config |= {"SECRET_KEY": "test only", "TESTING": True}
    app.config["SESSION_COOKIE_NAME"] = "portal_session"
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    flask_wtf.CSRFProtect(app)
    manager = flask_login.LoginManager(app)
    manager.login_view = "login"
    manager.user_loader(User)

    @app.route("/connexion", methods=["GET", "POST"], endpoint="login")
    def login() -> Response:
        if request.method == "POST":
            flask_login.login_user(User(request.form["who"]))
            target = own_path(request.args.get("next")) or "/"
            return Response(status=302, headers={"Location": target})
        return Response(
            render_template_string(
                '<form method="post"><input name="csrf_token" value="{{ csrf_token() }}"></form>'
            )
        )

    @app.post("/notes")
    def notes() -> str:
        return "noted"

    @app.get("/api/notes")
    def api() -> Response:
        return jsonify(b=1, a="é")

    @app.get("/broken")
    def broken() -> str:
        raise LookupError("the portal's own")

    @app.errorhandler(HTTPException)
    def page(error: HTTPException) -> tuple[str, int]:
        return f"portal page {error.code}", error.code or 500

    @app.errorhandler(LookupError)
    def own_error(_: LookupError) -> tuple[str, int]:
        return "portal error page", 500

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["X-Portal"] = "1"
        return response

    return app


def with_garbridge(world: World) -> Flask:
    """Return the portal with garbridge."""
    app = host()
    app.config["GARBRIDGE_LOGIN_VIEW"] = "login"
    gb = GarBridge(runtime=world.runtime())

    @gb.identity_loader
    def who() -> str | None:
        user = flask_login.current_user
        return str(user.id) if user.is_authenticated else None

    assert who is not None
    gb.init_app(app)
    return app


@pytest.fixture(name="portals")
def _portals(world: World) -> tuple[FlaskClient, FlaskClient]:
    """A browser at the portal without garbridge, and one at the portal with it."""
    return host().test_client(), with_garbridge(world).test_client()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nowhere"),
        ("GET", "/mediacentre/nowhere/at/all"),
        ("GET", "/saml/"),
        ("GET", "/notes"),
        ("POST", "/notes"),
        ("GET", "/api/notes"),
        ("GET", "/broken"),
        ("OPTIONS", "/notes"),
        ("HEAD", "/api/notes"),
        ("GET", "/static/x.css"),
    ],
)
def test_the_portals_answers_stay(
    portals: tuple[FlaskClient, FlaskClient], method: str, path: str
) -> None:
    """404, 405, CSRF, JSON, errors: byte for byte and header for header what they were."""
    before, after = (client.open(path, method=method) for client in portals)

    assert after.status_code == before.status_code
    assert after.data == before.data
    assert dict(after.headers) == dict(before.headers)


def test_the_application_object_stays(world: World) -> None:
    """No hook, filter, global, handler or setting of the application is added or changed."""
    before, after = host(), with_garbridge(world)

    def without_ours(found: dict[str | None, object]) -> set[str | None]:
        return {key for key in found if key != "garbridge"}

    assert set(after.jinja_env.globals) == set(before.jinja_env.globals)
    assert set(after.jinja_env.filters) == set(before.jinja_env.filters)
    assert set(after.jinja_env.tests) == set(before.jinja_env.tests)
    for hooks in ("before_request_funcs", "after_request_funcs", "teardown_request_funcs"):
        ours, theirs = getattr(after, hooks), getattr(before, hooks)
        assert without_ours(ours) == without_ours(theirs)
        assert {k: len(v) for k, v in ours.items() if k is None} == {
            k: len(v) for k, v in theirs.items() if k is None
        }
    assert len(after.error_handler_spec[None][None]) == len(before.error_handler_spec[None][None])
    assert {**after.config, "GARBRIDGE_LOGIN_VIEW": None} == {
        **before.config,
        "GARBRIDGE_LOGIN_VIEW": None,
    }
    assert set(after.extensions) - set(before.extensions) == {"garbridge"}
    assert type(after.json) is type(before.json)
    assert after.session_interface is before.session_interface or type(
        after.session_interface
    ) is type(before.session_interface)


def log_in(client: FlaskClient, address: str) -> str:
    """Sign in with the portal's own form; return where it leads."""
    form = client.get(address).text
    token = form.partition('value="')[2].partition('"')[0]
    return client.post(address, data={"who": ALICE, "csrf_token": token}).location


def test_the_journey_with_flask_login(world: World) -> None:
    """From a provider's POST over the portal's own login form to the provider's page."""
    client = with_garbridge(world).test_client()
    first = client.post("/saml/sso", data={"ask": "1", "state": "kept"})
    second = client.get(first.location)
    third = log_in(client, second.location)
    answer = client.get(third)

    assert first.status_code == 303
    assert second.status_code == 302
    assert third == first.location
    assert 'value="kept"' in answer.text


def test_the_link_with_flask_login(world: World) -> None:
    """From a link in an e-mail over the login to the resource."""
    client = with_garbridge(world).test_client()
    asked = client.get(f"/mediacentre/ouvrir/?ark={ATLAS.id}")
    then = log_in(client, asked.location)

    assert client.get(then).location == ATLAS.url


def test_only_the_endpoint_with_its_own_proof_is_exempt(world: World) -> None:
    """The portal's CSRF protection stands everywhere else."""
    app = with_garbridge(world)
    protection = app.extensions["csrf"]

    assert protection._exempt_views == {
        "garbridge.web.sign_in.saml_sso",
        "garbridge.web.sign_in.oidc_authorize",
        "garbridge.web.sign_in.oidc_authorize_gar",
        "garbridge.web.back_channel.oidc_token",
        "garbridge.web.back_channel.oidc_token_gar",
        "garbridge.web.back_channel.oidc_userinfo",
        "garbridge.web.back_channel.oidc_userinfo_gar",
        "garbridge.web.sign_in.lti_authorize",
        "garbridge.web.linking.lti_chosen",
        "garbridge.web.logout.oidc_logout",
        "garbridge.web.logout.saml_slo",
        "garbridge.web.departures.departures",
        "garbridge.web.api.favourites.api_favourite",
    }
    assert protection._exempt_blueprints == set()
    assert app.test_client().post("/notes").status_code == 400


def test_another_garbridge_is_exempt_too(world: World) -> None:
    """Two tenants in one portal both take a provider's POST."""
    app = with_garbridge(world)
    other = World()
    other.tokens.made = 500
    GarBridge(lambda: None, runtime=other.runtime(), name="other").init_app(app, "/other")

    assert app.test_client().post("/other/saml/sso", data={"ask": "1"}).status_code == 303


def test_the_portals_csrf_session_survives(world: World) -> None:
    """A provider's POST in between does not invalidate a form that is open in another tab."""
    client = with_garbridge(world).test_client()
    form = client.get("/connexion").text
    token = form.partition('value="')[2].partition('"')[0]
    client.post("/saml/sso", data={"ask": "1"})
    answer = client.post("/connexion", data={"who": ALICE, "csrf_token": token})

    assert answer.status_code == 302


def test_headers_of_the_portal_stand_on_our_pages_too(world: World) -> None:
    """The portal's own hook runs after ours and has the last word."""
    assert with_garbridge(world).test_client().get("/livez").headers["X-Portal"] == "1"


def test_methods_we_do_not_take_get_the_portals_page(world: World) -> None:
    """A 405 on our addresses looks like every 405 of the portal."""
    client = with_garbridge(world).test_client()

    assert client.put("/saml/sso").text == "portal page 405"
    assert client.delete("/mediacentre/").text == "portal page 405"


def test_our_templates_have_a_folder_of_their_own(world: World) -> None:
    """No template of ours can be taken for one of the portal's."""
    assert set(with_garbridge(world).jinja_env.list_templates()) == {
        "garbridge/badges.html",
        "garbridge/base.html",
        "garbridge/card.html",
        "garbridge/choose.html",
        "garbridge/embedded_sign_in.html",
        "garbridge/finding.html",
        "garbridge/fragment.html",
        "garbridge/frame.html",
        "garbridge/icons.html",
        "garbridge/list.html",
        "garbridge/incident.html",
        "garbridge/logout.html",
        "garbridge/logout_ask.html",
        "garbridge/linked.html",
        "garbridge/mediacentre.html",
        "garbridge/my_pupils.html",
        "garbridge/news.html",
        "garbridge/notices.html",
        "garbridge/operating_tabs.html",
        "garbridge/operations.html",
        "garbridge/own_marks.html",
        "garbridge/stars.html",
        "garbridge/report.html",
        "garbridge/problems.html",
        "garbridge/sheet.html",
        "garbridge/welcome.html",
        "garbridge/page.html",
        *(
            f"garbridge/console/{name}.html"
            for name in (
                *(
                    "banner",
                    "board",
                    "diagnose",
                    "expired",
                    "layout",
                    "nothing",
                    "offer",
                    "operation",
                    "parts",
                ),
                *("person", "population", "populations", "why", "queue", "queue_done"),
                *("delegations", "journal", "rules", "rules_preview", "showcase", "problems"),
                *("feeds", "preview", "resource", "resources", "schools"),
                *("charts", "publish", "statistics"),
                *("subscriptions", "subscription", "subscription_parts", "calendar"),
                *("order", "order_preview", "activations", "activation"),
                *("duplicates", "merge_preview", "round", "round_preview", "round_done"),
                *("round_frame", "round_who", "round_work", "preview_parts"),
                *("year", "year_parts", "year_directory", "year_reclaim", "year_carry_over"),
                *("year_subscriptions", "year_access", "year_findings", "year_close"),
            )
        ),
        *(
            f"garbridge/own/{name}.html"
            for name in (
                *("history", "layout", "list", "objection"),
                *("parts", "public", "resource", "simple"),
            )
        ),
        "garbridge/post.html",
    }


def test_problem_documents_are_ours_alone(world: World) -> None:
    """JSON of the portal is the portal's; ours is RFC 9457 and says so."""
    client = with_garbridge(world).test_client()
    ours = client.get("/domaineGar", headers={"Accept": "application/json"})
    theirs = client.get("/api/notes", headers={"Accept": "application/json"})

    assert ours.content_type == "application/problem+json"
    assert json.loads(ours.data)["code"] == "GB-REQ-01"
    assert theirs.data == b'{"b":1,"a":"\\u00e9"}\n'
