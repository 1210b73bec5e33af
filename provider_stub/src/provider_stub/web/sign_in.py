"""The doors of a sign-in: opening a resource, SAML metadata and ACS, the ticket, the code."""

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
)
from werkzeug.wrappers import Response as WsgiResponse

from provider_stub._pysaml2 import SignedRequest
from provider_stub.browsers import Browser
from provider_stub.catalogue import Protocol, Resource
from provider_stub.journal import CasTicket, OidcCallback, SamlMessage
from provider_stub.stub import Stub, current_stub
from provider_stub.web.answers import csp, origin_of
from provider_stub.web.cookies import (
    ACS_PATH,
    browser_of_session,
    browser_of_state,
    remember,
    welcome,
)
from provider_stub.web.landing import land
from provider_stub.web.lti import how_to_start
from provider_stub.web.trials import (
    asks_one_more,
    departure,
    land_again,
    of_the_return,
    twice,
)

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/ressources/<slug>")
def open_resource(slug: str) -> WsgiResponse:
    """Start a sign-in, always anew; or, in CAS, take the ticket that comes back here.

    In LTI the portal starts it, so that is where we lead.
    """
    stub = current_stub()
    resource = stub.config.resource(slug)
    if resource is None:
        abort(404)
    if resource.protocol is Protocol.CAS and "ticket" in request.args:
        return _take_ticket(stub, resource)
    if resource.protocol is Protocol.LTI:
        return how_to_start(stub, resource)
    page = twice(resource)
    browser = welcome(stub, request)
    response = page or departure(
        browser, resource.protocol, lambda: _leave(stub, resource, browser)
    )
    remember(stub, response, browser)
    return response


def _leave(stub: Stub, resource: Resource, browser: Browser) -> Response:
    """Send the browser to the portal."""
    one_more = asks_one_more()
    match resource.protocol:
        case Protocol.CAS | Protocol.LTI:  # neither can ask; a tool never leaves by itself
            return make_response(redirect(stub.cas.start(resource, browser), 302))
        case Protocol.OIDC:
            address = stub.oidc.start(resource, browser, one_more=one_more)
            return make_response(redirect(address, 302))
        case Protocol.SAML:
            return _leave_by_saml(stub.saml.start(resource, browser, one_more=one_more))


@blueprint.get("/saml/metadata")
def saml_metadata() -> Response:
    """Publish our service provider."""
    return Response(current_stub().sp_metadata(), mimetype="application/samlmetadata+xml")


@blueprint.post(ACS_PATH)
def saml_acs() -> WsgiResponse:
    """Take the portal's response (SAML Bindings 3.5)."""
    stub = current_stub()
    responses = request.form.getlist("SAMLResponse")
    relay_states = request.form.getlist("RelayState")
    # A field given twice is given to whoever reads the other one: refuse it.
    if len(responses) != 1 or len(relay_states) > 1:
        abort(400)
    message = SamlMessage(response=responses[0], relay_state=next(iter(relay_states), None))
    browser = of_the_return(browser_of_state(stub, request))
    return land(stub, stub.saml.accept(message, browser), browser)


@blueprint.get("/oidc/retour")
def oidc_callback() -> WsgiResponse:
    """Take the portal's response (OpenID Connect Core 3.1.2.5)."""
    stub = current_stub()
    # A parameter given twice is given to whoever reads the other one: refuse it.
    if any(len(request.args.getlist(name)) > 1 for name in request.args):
        abort(400)
    message = OidcCallback(
        resource=None,
        state=request.args.get("state", ""),
        code=request.args.get("code", ""),
        issuer=request.args.get("iss", ""),
        error=request.args.get("error", ""),
    )
    browser = of_the_return(browser_of_session(stub, request))
    return land_again(stub, stub.oidc.accept(message, browser), browser)


def _take_ticket(stub: Stub, resource: Resource) -> WsgiResponse:
    """Take a CAS ticket (CAS 3.0, 2.2.4)."""
    tickets = request.args.getlist("ticket")
    if len(tickets) != 1:
        abort(400)
    browser = of_the_return(browser_of_session(stub, request))
    message = CasTicket(ticket=tickets[0], resource=resource)
    return land_again(stub, stub.cas.accept(message, browser), browser)


def _leave_by_saml(asked: SignedRequest) -> Response:
    """Send the browser to the portal: by redirect, or by a form that posts itself."""
    if not asked.form:
        return make_response(redirect(asked.url, 302))
    response = make_response(render_template("envoi.html", asked=asked))
    response.headers["Content-Security-Policy"] = csp(form_action=origin_of(asked.url))
    return response
