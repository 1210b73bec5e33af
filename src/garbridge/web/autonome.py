"""The services of the GAR's distributors: subscriptions, and the list of schools."""

from typing import Final

from flask import Flask, current_app, request
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)
from werkzeug.routing import BaseConverter, MapAdapter

from garbridge.core.machines import Distributor, Machine, Portal
from garbridge.core.ordering import Decline, Declined, Kept
from garbridge.core.stated import Breach
from garbridge.errors import MalformedError
from garbridge.gar.abonnements import (
    ranks_of,
    read_subscription,
    read_wanted,
    texts_of,
    write_subscription,
    write_subscriptions,
)
from garbridge.gar.establishments import write_establishments
from garbridge.ports import Document
from garbridge.web.autonome_lists import autonome_list, autonome_public_list
from garbridge.web.bridge import Bridge
from garbridge.web.incoming import MAX_BODY, only
from garbridge.web.machines import METHODS, XML, Answer, Failure, machine_view, packed
from garbridge.web.routes import Routes
from garbridge.wiring import distributing_service, told_schools

_STATUS: Final = {
    Decline.RULE_BROKEN: 400,
    Decline.UNKNOWN: 404,
    Decline.ALREADY_THERE: 409,
    Decline.ENDED: 404,
    Decline.SCHOOLS_FIXED: 400,
    Decline.IN_USE: 409,
    Decline.ONCE: 409,
    Decline.NOT_OWN: 403,
}
ANYTHING: Final = "garbridge_anything"
"""The name of :class:`AnythingConverter` in the portal's addresses."""
_CREATED: Final = 201
_DONE: Final = 200


@machine_view(Distributor)
def autonome_subscription(bridge: Bridge, distributor: Distributor, name: str) -> Answer:
    """Create with PUT, change with POST, delete with DELETE one subscription."""
    only("PUT", "POST", "DELETE")
    service = distributing_service(bridge.runtime)
    if request.method == "DELETE":
        outcome = service.delete(distributor, name)
        if isinstance(outcome, Kept):
            return Document(204, XML, b"", {})
        return _declined(outcome, name)
    stated = read_subscription(_body())
    if isinstance(stated, tuple):
        return _broken(stated, name)
    is_new = request.method == "PUT"
    act = service.create if is_new else service.change
    outcome = act(distributor, name, stated)
    if isinstance(outcome, Declined):
        return _declined(outcome, name)
    body = write_subscription(outcome.order, service.zone)
    return Document(_CREATED if is_new else _DONE, XML, body, {})


@machine_view(Distributor)
def autonome_subscriptions(bridge: Bridge, distributor: Distributor) -> Answer:
    """List the distributor's own subscriptions; a body may say which."""
    only("GET", "POST")
    service = distributing_service(bridge.runtime)
    wanted = read_wanted(_body(), ranks_of(request.args), service.zone)
    if isinstance(wanted, tuple):
        return _broken(wanted, request.path.rpartition("/")[2])
    found = service.listed(distributor, wanted)
    return Document(_DONE, XML, write_subscriptions(found, service.zone), {})


@machine_view(Distributor)
def autonome_establishments(bridge: Bridge, _distributor: Distributor) -> Answer:
    """List every school of the portal, with the project's code where it is open."""
    only("GET")
    runtime = bridge.runtime
    return packed(XML, write_establishments(told_schools(runtime), runtime.config.tenant))


@machine_view(Distributor, Portal)
def autonome_elsewhere(_bridge: Bridge, _machine: Machine, **_address: str) -> Answer:
    """Say that there is no such service, or no such method of it, as the GAR says it."""
    adapter = current_app.create_url_adapter(request)
    routed = [one for one in METHODS if adapter and _is_routed(adapter, one)]
    if routed:
        raise MethodNotAllowed(valid_methods=routed)
    raise NotFound


class AnythingConverter(BaseConverter):
    """Takes the rest of a path, whatever it is.

    ``path`` takes no two slashes and no line feed: whoever sent them was answered with a page, or
    with a redirect after which a program sends no body.
    """

    regex = "(?s:.*)"
    part_isolating = False
    weight = 1000


def autonome_routes(prefix: str) -> Routes:
    """Return the addresses below *prefix*: those of the GAR's several hosts below one."""
    return (
        (f"{prefix}/abonnements", autonome_subscriptions, ("GET", "POST")),
        (f"{prefix}/etablissements/etablissements.xml", autonome_establishments, ("GET",)),
        (f"{prefix}/ressourcesDiffusables", autonome_public_list, ("GET",)),
        (f"{prefix}/ressources/<ent>/<uai>/<identifier>", autonome_list, ("GET",)),
        (f"{prefix}/<name>", autonome_subscription, ("PUT", "POST", "DELETE")),
        (f"{prefix}/", autonome_elsewhere, METHODS),
        (f"{prefix}/<{ANYTHING}:rest>", autonome_elsewhere, METHODS),
    )


def take_every_method(app: Flask, name: str) -> None:
    """Let :func:`autonome_elsewhere` of the blueprint *name* answer ``PROPFIND`` and the like too.

    Flask wants methods by name, and answers all others with a page.
    """
    endpoint = f"{name}.{autonome_elsewhere.__name__}"
    for rule in app.url_map.iter_rules():
        if rule.endpoint == endpoint:
            rule.methods = None


def _is_routed(adapter: MapAdapter, method: str) -> bool:
    try:
        named: object = adapter.match(method=method)[0]
    except HTTPException:
        return False
    return named != request.endpoint


def _body() -> bytes:
    allowed = request.max_content_length
    request.max_content_length = MAX_BODY if allowed is None else min(allowed, MAX_BODY)
    codings = {one.strip().lower() for one in (request.content_encoding or "").split(",")}
    if codings - {"", "identity"}:
        raise UnsupportedMediaType
    try:
        return request.get_data()
    except RequestEntityTooLarge:
        raise
    except HTTPException as broken:
        raise MalformedError("the body cannot be read") from broken


def _broken(breaches: tuple[Breach, ...], name: str) -> Failure:
    return Failure(400, Decline.RULE_BROKEN.value, texts_of(breaches), breaches, name)


def _declined(declined: Declined, name: str) -> Failure:
    why, breaches = declined.why, declined.breaches
    return Failure(_STATUS[why], why.value, texts_of(breaches), breaches, name)
