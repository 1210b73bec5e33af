"""Log out: by our own button, or because the portal asks (SAML Profiles 4.4)."""

from flask import Blueprint, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from provider_stub.journal import RefusedArrival
from provider_stub.saml_logout import Answered, Closed
from provider_stub.stub import current_stub
from provider_stub.web.answers import refusal_page
from provider_stub.web.cookies import browser_of_session
from provider_stub.web.logout_messages import by_form, by_redirect
from provider_stub.web.pages import same_origin

blueprint = Blueprint("logout", __name__)


@blueprint.post("/deconnexion")
def leave() -> Response:
    """Close the session of one arrival here, then ask the portal to close all the others."""
    same_origin()
    stub = current_stub()
    number = request.form.get("numero", "")
    browser = browser_of_session(stub, request)
    session = stub.sessions.leave(int(number), browser) if number.isdecimal() else None
    if session is None:
        abort(404)
    url = stub.logout.start(session.named)
    if not url:
        return make_response(render_template("deconnexion.html", everything=False))
    return redirect(url, 303)


@blueprint.route("/saml/slo", methods=["GET", "POST"])
def saml_slo() -> Response:
    """Take the portal's request, or its answer to ours, by redirect or by form."""
    stub = current_stub()
    outcome = stub.logout.take(by_form() if request.method == "POST" else by_redirect())
    match outcome:
        case RefusedArrival():
            stub.journal.record_refusal(outcome)
            return refusal_page(outcome)
        case Closed():
            return redirect(outcome.url, 303)
        case Answered():
            page = render_template("deconnexion.html", everything=outcome.everything)
            return make_response(page)
