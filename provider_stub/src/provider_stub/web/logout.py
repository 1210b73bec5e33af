"""Log out: by our own button, or because the portal asks (SAML Profiles 4.4)."""

from urllib.parse import parse_qs, unquote_plus

from flask import Blueprint, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from provider_stub.journal import RefusedArrival
from provider_stub.saml_logout import Answered, Closed, LogoutMessage
from provider_stub.stub import current_stub
from provider_stub.web.answers import refusal_page
from provider_stub.web.cookies import browser_of_session
from provider_stub.web.pages import same_origin

blueprint = Blueprint("logout", __name__)

_MESSAGES = ("SAMLRequest", "SAMLResponse")
_FIELDS = (*_MESSAGES, "RelayState", "SigAlg", "Signature")


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
    url = stub.logout.start(session)
    if not url:
        return make_response(render_template("deconnexion.html", everything=False))
    return redirect(url, 303)


@blueprint.route("/saml/slo", methods=["GET", "POST"])
def saml_slo() -> Response:
    """Take the portal's request, or its answer to ours, by redirect or by form."""
    stub = current_stub()
    outcome = stub.logout.take(_by_form() if request.method == "POST" else _by_redirect())
    match outcome:
        case RefusedArrival():
            stub.journal.record_refusal(outcome)
            return refusal_page(outcome)
        case Closed():
            return redirect(outcome.url, 303)
        case Answered():
            page = render_template("deconnexion.html", everything=outcome.everything)
            return make_response(page)


def _by_form() -> LogoutMessage:
    given = {name: request.form.getlist(name) for name in _FIELDS if name in request.form}
    field = _only_message(given)
    if "SigAlg" in given or "Signature" in given:
        abort(400)
    relay_state = given.get("RelayState", [None])[0]
    return LogoutMessage(field=field, encoded=given[field][0], relay_state=relay_state)


def _by_redirect() -> LogoutMessage:
    """Take the message out of the query; what was signed are its octets as they came."""
    query = request.query_string.decode("ascii", errors="replace")
    given = parse_qs(query, keep_blank_values=True)
    raw = {pair.partition("=")[0]: pair for pair in query.split("&")}
    given = {name: values for name, values in given.items() if name in _FIELDS}
    field = _only_message(given)
    if any(name not in raw for name in given):
        abort(400)  # a name behind escapes: what is signed would not be what is read
    signed = [raw[name] for name in (field, "RelayState", "SigAlg") if name in raw]
    return LogoutMessage(
        field=field,
        encoded=given[field][0],
        relay_state=given.get("RelayState", [None])[0],
        octets="&".join(signed).encode(),
        algorithm=unquote_plus(raw.get("SigAlg", "").partition("=")[2]),
        signature=given.get("Signature", [""])[0],
    )


def _only_message(given: dict[str, list[str]]) -> str:
    """Return which message is there.  A field given twice is read by somebody else: refuse it."""
    there = [name for name in _MESSAGES if name in given]
    if len(there) != 1 or any(len(values) != 1 for values in given.values()):
        abort(400)
    return there[0]
