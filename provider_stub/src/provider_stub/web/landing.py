"""What becomes of a message, whatever door it came through."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from provider_stub.browsers import Browser
from provider_stub.journal import Arrival, RefusedArrival
from provider_stub.stub import Stub
from provider_stub.web.answers import refusal_page


def land(stub: Stub, outcome: Arrival | RefusedArrival, browser: Browser) -> Response:
    """Write down what came, and show it; the message itself leaves the address bar."""
    if isinstance(outcome, RefusedArrival):
        stub.journal.record_refusal(outcome)
        return refusal_page(outcome)
    entry = stub.journal.record(outcome, browser)
    if outcome.session is not None:
        stub.sessions.begin(entry.number, browser, outcome.session)
    return redirect(url_for("pages.received_page", number=entry.number), 303)
