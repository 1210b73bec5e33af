"""The doors of an LTI tool: the login that a portal starts, and the launch."""

import re

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as WsgiResponse

from provider_stub.catalogue import Protocol, Resource
from provider_stub.journal import LtiLaunch, RefusedArrival
from provider_stub.lti_sign_in import Initiation
from provider_stub.stub import Stub, current_stub
from provider_stub.web.answers import refusal_page
from provider_stub.web.cookies import LTI_PATH, browser_of_state, remember, welcome
from provider_stub.web.landing import land
from provider_stub.web.trials import departure, of_the_return

blueprint = Blueprint("lti", __name__)

_ERROR = re.compile(r"[a-z_]{1,40}")  # OpenID Connect Core 3.1.2.6


@blueprint.route("/lti/login", methods=["GET", "POST"])
def login() -> WsgiResponse:
    """Answer the portal's login initiation (Security Framework 5.1.1.1), by GET or POST."""
    stub = current_stub()
    asked = Initiation(
        issuer=_one("iss"),
        login_hint=_one("login_hint"),
        target=_one("target_link_uri"),
        message_hint=_one("lti_message_hint"),
        client_id=_one("client_id"),
        deployment_id=_one("lti_deployment_id"),
    )
    browser = welcome(stub, request)
    outcome = stub.lti.start(asked, browser)
    if isinstance(outcome, RefusedArrival):
        stub.journal.record_refusal(outcome)
        return refusal_page(outcome)
    response = departure(browser, Protocol.LTI, lambda: make_response(redirect(outcome, 302)))
    remember(stub, response, browser, path=LTI_PATH)
    return response


@blueprint.post(LTI_PATH)
def launch() -> WsgiResponse:
    """Take the portal's token (Security Framework 5.1.1.3), or its word that there is none."""
    stub = current_stub()
    if _one("error"):
        return refused_by_portal(_one("error"))
    message = LtiLaunch(id_token=_one("id_token"), state=_one("state"))
    browser = of_the_return(browser_of_state(stub, request))
    return land(stub, stub.lti.accept(message, browser), browser)


def how_to_start(stub: Stub, resource: Resource) -> Response:
    """Say that an LTI resource is opened from the portal, and lead there."""
    where = stub.config.lti_open_url(resource)
    return make_response(render_template("lti_depart.html", resource=resource, where=where))


def refused_by_portal(code: str) -> Response:
    """Say that the portal signed nobody in."""
    known = code if _ERROR.fullmatch(code) else "inconnu"
    page = render_template("lti_refus.html", code=known)
    return make_response(page, 403)


def _one(name: str) -> str:
    """Return a parameter; one that is given twice is given to whoever reads the other."""
    values = [*request.args.getlist(name), *request.form.getlist(name)]
    if len(values) > 1:
        abort(400)
    return next(iter(values), "")
