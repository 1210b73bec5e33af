"""What the stub shows: its catalogue, what it received, and a replay that must fail."""

from flask import Blueprint, Response, abort, jsonify, make_response, render_template, request

from provider_stub.agreement import compare, excess
from provider_stub.browsers import Browser
from provider_stub.journal import (
    Arrival,
    CasTicket,
    Entry,
    LtiLaunch,
    OidcCallback,
    RefusedArrival,
    SamlMessage,
    as_json,
)
from provider_stub.stub import Stub, current_stub
from provider_stub.web.answers import csp, origin_of, refusal_page
from provider_stub.web.cookies import browser_of_session

blueprint = Blueprint("pages", __name__)

_SHOWN = 10


@blueprint.get("/")
def home() -> str:
    """List the resources and what was received lately."""
    stub = current_stub()
    publishers: dict[str, list[object]] = {}
    for resource in stub.config.resources:
        publishers.setdefault(resource.publisher, []).append(resource)
    return render_template(
        "accueil.html",
        publishers=publishers,
        entries=stub.journal.entries()[: -_SHOWN - 1 : -1],
        refusals=stub.journal.refusals()[: -_SHOWN - 1 : -1],
    )


@blueprint.get("/recu/<int:number>")
def received_page(number: int) -> Response:
    """Show an arrival to the browser it belongs to; to others it does not exist."""
    stub = current_stub()
    entry = stub.journal.entry(number, browser_of_session(stub, request))
    if entry is None:
        abort(404)
    arrival = entry.arrival
    page = render_template(
        "recu.html",
        entry=entry,
        arrival=arrival,
        rows=compare(arrival.attributes, arrival.resource.agreement, subject=arrival.subject),
        excess=excess(arrival.attributes, arrival.resource.agreement),
        is_signed_in=stub.sessions.is_open(entry.number),
    )
    response = make_response(page)
    # The button that logs out is answered with a redirect to the portal.
    response.headers["Content-Security-Policy"] = csp(form_action=origin_of(stub.config.portal))
    return response


@blueprint.post("/rejouer")
def replay() -> Response:
    """Submit an arrival's message again, through the same checks; it must be refused.

    The form holds the number of the arrival and nothing else: the message is
    the one we kept.
    """
    same_origin()
    stub = current_stub()
    number = request.form.get("numero", "")
    browser = browser_of_session(stub, request)
    entry = stub.journal.entry(int(number), browser) if number.isdecimal() else None
    if entry is None:
        abort(404)
    outcome = _submit_again(stub, entry, browser)
    if isinstance(outcome, RefusedArrival):
        return refusal_page(outcome, "rejeu.html")
    return make_response(render_template("rejeu_accepte.html", entry=entry))


def _submit_again(stub: Stub, entry: Entry, browser: Browser) -> Arrival | RefusedArrival:
    match entry.arrival.original:
        case CasTicket() as ticket:
            return stub.cas.accept(ticket, browser, replay=True)
        case LtiLaunch() as launch:
            return stub.lti.accept(launch, browser)
        case OidcCallback() as callback:
            return stub.oidc.accept(callback, browser, replay=True)
        case SamlMessage() as message:
            return stub.saml.accept(message, browser)


@blueprint.get("/received")
def received() -> Response:
    """Give what was received, newest last, to tests and scripts."""
    return jsonify([as_json(entry) for entry in current_stub().journal.entries()])


@blueprint.get("/resources.json")
def resources() -> Response:
    """Give the catalogue with what a portal needs to register it."""
    config = current_stub().config
    return jsonify(
        [
            {
                "slug": resource.slug,
                "ark": resource.ark,
                "title": resource.title,
                "publisher": resource.publisher,
                "protocol": str(resource.protocol),
                "agreement": sorted(resource.agreement),
                "url": config.access_url(resource),
            }
            for resource in config.resources
        ]
    )


def same_origin() -> None:
    """Refuse a form posted from another site; our cookie being Lax, this is a second lock."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != current_stub().config.base_url:
        abort(403)
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        abort(403)
