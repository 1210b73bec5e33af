"""The one place where an error becomes a page: a code, a reference, what to do, and nothing else.

Only garbridge's own views are covered.  What the portal raises before them, such as the CSRF error
of its own protection, is answered by the portal's own handlers.
"""

from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec

from flask import Response, current_app
from werkzeug.exceptions import HTTPException

from garbridge.core.faults import incident_of
from garbridge.core.identifiers import reference_of
from garbridge.core.incidents import Incident
from garbridge.errors import GarbridgeError, StoreError
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.noting import note_incident
from garbridge.web.outcomes import log_error
from garbridge.web.outgoing import endpoint
from garbridge.web.pages import incident_page, plain_page

P = ParamSpec("P")

_OWN_FAULT: Final = 500


class UnexpectedError(GarbridgeError):
    """Something that nobody raised on purpose happened in one of our views."""

    code = "internal"


def guarded(view: Callable[P, Response]) -> Callable[P, Response]:
    """Make everything unexpected in *view* an error with a code."""

    @wraps(view)
    def guarding(*args: P.args, **kwargs: P.kwargs) -> Response:
        try:
            return view(*args, **kwargs)
        except (GarbridgeError, HTTPException):
            raise
        except Exception as unexpected:
            raise UnexpectedError(type(unexpected).__name__) from unexpected

    return guarding


def noted(bridge: Bridge, error: GarbridgeError) -> tuple[Incident, str]:
    """Log and note *error* under a new reference; return what it is to whoever asked, and that."""
    incident = incident_of(error.code)
    reference = reference_of(bridge.runtime.tokens())
    log_error(
        incident.code,
        error,
        reference=reference,
        endpoint=endpoint(),
        is_internal=incident.status >= _OWN_FAULT,
        debug=current_app.debug,
    )
    if not isinstance(error, StoreError):  # what keeps nothing is not waited for a second time
        note_incident(bridge, incident, reference, error.code)
    return incident, reference


def answer_error(error: GarbridgeError, *, again: str | None = None) -> Response:
    """Log *error* under a new reference and tell the person the reference.

    *again* is where to try again, where that is not the same address.
    """
    bridge = current_bridge()
    incident, reference = noted(bridge, error)
    try:
        return incident_page(bridge, incident, reference, again=again)
    except Exception as broken:  # noqa: BLE001 - a broken template must not show a trace
        log_error(
            incident.code,
            broken,
            reference=reference,
            endpoint=endpoint(),
            is_internal=True,
            debug=current_app.debug,
        )
        return plain_page(bridge, incident, reference)
