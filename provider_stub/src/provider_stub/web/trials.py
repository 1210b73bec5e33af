"""The page of trials, and where they take effect: around the doors of a sign-in."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from http import HTTPStatus

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as WsgiResponse

from provider_stub.browsers import NOBODY, Browser
from provider_stub.catalogue import Protocol, Resource
from provider_stub.journal import (
    Arrival,
    CasTicket,
    LtiLaunch,
    OidcCallback,
    RefusedArrival,
    SamlMessage,
)
from provider_stub.stub import Stub, current_stub
from provider_stub.trial_texts import TRIAL_TEXTS
from provider_stub.trials import Departure, Trial, drifting
from provider_stub.web.answers import error_page, refusal_page
from provider_stub.web.cookies import (
    browser_of_session,
    browser_of_state,
    remember,
    welcome,
)
from provider_stub.web.landing import land
from provider_stub.web.pages import same_origin

blueprint = Blueprint("trials", __name__)

_KEPT = 10_000

_DOORS = frozenset(
    {
        "sign_in.open_resource",
        "sign_in.saml_acs",
        "sign_in.oidc_callback",
        "lti.login",
        "lti.launch",
        "logout.saml_slo",
    }
)
_TWICE = {Trial.DOUBLE_CLICK: "double_clic.html", Trial.SECOND_TAB: "deux_onglets.html"}


def register(app: Flask) -> None:
    """Let the trial of each request's browser take effect."""
    app.register_blueprint(blueprint)
    app.before_request(_begin)
    app.teardown_request(_end)
    app.context_processor(_shown)


@blueprint.get("/epreuves")
def choose() -> Response:
    """Show the trials, each with what should be seen at the portal."""
    stub = current_stub()
    browser = welcome(stub, request)
    response = make_response(
        render_template("epreuves.html", trials=TRIAL_TEXTS, chosen=stub.trials.of(browser))
    )
    remember(stub, response, browser)
    return response


@blueprint.post("/epreuves")
def chosen() -> WsgiResponse:
    """Let this browser try what it chose."""
    same_origin()
    stub = current_stub()
    wanted = request.form.get("epreuve", "")
    if wanted not in set(Trial):
        abort(400)
    stub.trials.choose(browser_of_session(stub, request), Trial(wanted))
    return redirect(url_for("pages.home"), 303)


def of_the_return(browser: Browser) -> Browser:
    """Return the browser that comes back from the portal, as far as we still know it.

    Where we are slow, this is where we wait.
    """
    stub = current_stub()
    match stub.trials.of(browser):
        case Trial.SLOW:
            time.sleep(stub.config.slow_seconds)
        case Trial.LOST_COOKIE:
            return NOBODY
        case _:
            pass
    return browser


def asks_one_more() -> bool:
    """Whether we ask for a datum that the agreement does not hold."""
    return g.trial is Trial.ONE_MORE


def twice(resource: Resource) -> Response | None:
    """Return the page from which *resource* leaves twice, where that is tried."""
    template = _TWICE.get(g.trial)
    if template is None or "depart" in request.args:
        return None
    return make_response(render_template(template, resource=resource))


def departure(browser: Browser, protocol: Protocol, begin: Callable[[], Response]) -> Response:
    """Send *browser* off; where a replay is tried, with what it left with before."""
    if g.trial is not Trial.REPLAY:
        return begin()
    departures = current_stub().departures
    kept = departures.get((browser.session, protocol))
    if kept is None:
        answer = begin()
        kept = Departure(answer.status_code, tuple(answer.headers.items()), answer.get_data())
        if len(departures) >= _KEPT:
            departures.clear()
        departures[browser.session, protocol] = kept
    return Response(kept.body, kept.status, list(kept.headers))


def land_again(stub: Stub, first: Arrival | RefusedArrival, browser: Browser) -> WsgiResponse:
    """Land; where a replay is tried, present the same again, and show what became of that."""
    if g.trial is not Trial.REPLAY or isinstance(first, RefusedArrival):
        return land(stub, first, browser)
    match first.original:
        case CasTicket() as ticket:
            second = stub.cas.accept(ticket, browser, replay=True)
        case OidcCallback() as callback:
            second = stub.oidc.accept(callback, browser, replay=True)
        case SamlMessage() | LtiLaunch():
            return land(stub, first, browser)
    stub.journal.record(first, browser)
    if isinstance(second, RefusedArrival):
        stub.journal.record_refusal(second)
        return refusal_page(second, "rejeu.html")
    entry = stub.journal.record(second, browser)
    return make_response(render_template("rejeu_accepte.html", entry=entry))


def _begin() -> Response | None:
    stub = current_stub()
    browser = browser_of_session(stub, request)
    if browser == NOBODY:
        browser = browser_of_state(stub, request)
    g.trial = stub.trials.of(browser)
    g.trial_ends = ExitStack()
    g.trial_ends.enter_context(drifting(g.trial))
    if g.trial is Trial.DOWN and request.endpoint in _DOORS:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return error_page(status, "EF-WEB-503", "Plateforme en panne", "C'est l'épreuve choisie.")
    return None


def _end(_error: BaseException | None) -> None:
    ends: ExitStack | None = g.pop("trial_ends", None)
    if ends is not None:
        ends.close()


def _shown() -> dict[str, object]:
    trial = g.get("trial", Trial.NONE)
    return {"trial": None if trial is Trial.NONE else TRIAL_TEXTS[trial]}
