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
from garbridge.errors import GarbridgeError, StoreError, StoreUnavailableError
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.noting import note_incident
from garbridge.web.outcomes import log_error
from garbridge.web.outgoing import endpoint
from garbridge.web.pages import incident_page, plain_page
from garbridge.wiring import patience

P = ParamSpec("P")

SHORT: Final = 1.5
LONG: Final = 25.0
"""Seconds for which a request waits for each answer of the database: a launch and all that belongs
to it, and pages that count and list much, once it was heard of at all.  A server in front commonly
waits for thirty."""
_OWN_FAULT: Final = 500
_WORKING: Final = (
    *("affectation", "api_", "departures", "donnees", "metrics", "my_pupils"),
    *("operations", "problems", "statistiques"),
)
"""With what the endpoints begin that may take longer."""


class UnexpectedError(GarbridgeError):
    """Something that nobody raised on purpose happened in one of our views."""

    code = "internal"


def _seconds() -> float:
    return LONG if endpoint().startswith(_WORKING) else SHORT


def guarded(view: Callable[P, Response]) -> Callable[P, Response]:
    """Make everything unexpected in *view* an error with a code."""

    @wraps(view)
    def guarding(*args: P.args, **kwargs: P.kwargs) -> Response:
        try:
            with patience(_seconds()):
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
    with patience(SHORT, is_over=isinstance(error, StoreUnavailableError)):
        return _answered(error, again)


def _answered(error: GarbridgeError, again: str | None) -> Response:
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
