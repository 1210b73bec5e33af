"""Sends somebody to the portal's own sign-in page, and back to where they were going."""

from urllib.parse import urlencode

from flask import Response, request, url_for

from garbridge.core.faults import SESSION_ENDED
from garbridge.ports import Redirect
from garbridge.web.bridge import Bridge
from garbridge.web.incoming import wants_json
from garbridge.web.noting import noted_refusal
from garbridge.web.outgoing import redirection
from garbridge.web.own_paths import own_path
from garbridge.web.pages import incident_page


def to_login(bridge: Bridge, then: str, *, protocol: str = "portal") -> Response:
    """Ask the portal to sign the person in, then to send them to *then*.

    Args:
        bridge: The current one.
        then: A path of garbridge's own; it never comes from the client as it is.
        protocol: In which the person came.

    Raises:
        ValueError: *then* is not a path on this host.
    """
    view = bridge.settings.login_view
    if view is None or wants_json():
        return session_ended(bridge, protocol=protocol)
    return _to(bridge, view, then)


def to_proof(bridge: Bridge, then: str) -> Response:
    """Ask the portal to have who is signed in prove anew who they are, then to send them to *then*.

    Raises:
        ValueError: *then* is not a path on this host, or the portal has no page for it.
    """
    view = bridge.settings.proof_view
    if view is None:
        raise ValueError("the portal has no page for a new proof")
    return _to(bridge, view, then)


def proof_address(bridge: Bridge, then: str) -> str | None:
    """Return where who is signed in proves anew who they are, to come back to *then*.

    ``None`` where the portal has no page for it.
    """
    view = bridge.settings.proof_view
    return None if view is None else _address(view, way_back(then))


def _to(bridge: Bridge, view: str, then: str) -> Response:
    if own_path(then) is None:
        raise ValueError("only a path of our own may follow the sign-in")
    return redirection(bridge, Redirect(_address(view, then)))


def _address(view: str, then: str) -> str:
    if not view.startswith("/"):
        return url_for(view, next=then)
    joiner = "&" if "?" in view else "?"
    return f"{request.script_root}{view}{joiner}{urlencode({'next': then})}"


def way_back(path: str) -> str:
    """Return *path*, or the médiacentre's where a link names what no path of ours can.

    A key such as ``..`` or one of thousands of characters is nobody's: what follows the sign-in
    then is the list of what there is.
    """
    return own_path(path) or url_for(".mediacentre")


def session_ended(bridge: Bridge, *, protocol: str = "portal") -> Response:
    """Say that nobody is signed in, where nobody can or may be sent to sign in."""
    reference = noted_refusal(bridge, SESSION_ENDED, "session_ended", protocol=protocol)
    return incident_page(bridge, SESSION_ENDED, reference)
