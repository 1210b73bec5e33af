"""Who may ask the API: whoever is signed in, from a page of the portal, about themselves.

The cookie of the portal's session says who asks.  What changes something needs the header
``X-Garbridge-Proof`` beside it: ``GET favoris`` tells its value to the same person in the same
session, and another site can neither read that answer nor send the header, because the browser asks
first (*preflight*) and is told no.  So the portal's own protection against forged forms, which
knows nothing of this header, is not needed here.

Other origins are those that ``GARBRIDGE_EMBED_ORIGINS`` names.  They reach what the médiacentre
shows, and no page with somebody's data or a school's figures.  The header's value is taken here
and by no form: it would open every form of the person to those origins.
"""

import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from flask import Response, request

from garbridge.core.api_faults import ApiFault
from garbridge.errors import GarbridgeError
from garbridge.services.launch import SignedIn
from garbridge.web.api.answers import Answer, Turned, answered
from garbridge.web.api.parameters import first_wrong
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.embedding import Form, share
from garbridge.web.failures import answer_error, guarded
from garbridge.web.identity import script_mark, signed_in
from garbridge.web.login import session_ended
from garbridge.web.outgoing import bare

P = ParamSpec("P")

PROOF: Final = "X-Garbridge-Proof"
"""The header that only a page which was answered to the same person and session can fill."""
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
"""Every address takes each of them, so as to answer in one form where it does not serve it."""

_ASKED_BEFORE_FOR: Final = "600"
_READABLE: Final = "ETag, Retry-After"
_CHANGES: Final = frozenset({"POST", "DELETE"})


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, in one request, and into which form of the médiacentre it goes."""

    bridge: Bridge
    who: SignedIn
    form: Form

    @property
    def proof(self) -> str:
        """Return what the header says that comes with a change."""
        return script_mark(self.bridge, self.who)


View = Callable[Concatenate[Visit, P], Answer]


def api(
    *methods: str, takes: Collection[str], is_shared: bool = False
) -> Callable[[View[P]], Callable[P, Response]]:
    """Serve a view to whoever is signed in.

    Args:
        methods: Those that the view serves; ``HEAD`` and ``OPTIONS`` come with them.
        takes: The parameters that its query may have.
        is_shared: Whether pages of the listed origins may ask.
    """
    served = (*methods, *(("HEAD",) if "GET" in methods else ()), "OPTIONS")

    def deciding(view: View[P]) -> Callable[P, Response]:
        @guarded
        def entering(*args: P.args, **kwargs: P.kwargs) -> Response:
            bridge = current_bridge()
            if request.method == "OPTIONS":
                return _told(bridge, served)
            visit = _entered(bridge, served, takes)
            answer = view(visit, *args, **kwargs) if isinstance(visit, Visit) else visit
            return answered(bridge, answer)

        @wraps(view)
        def answering(*args: P.args, **kwargs: P.kwargs) -> Response:
            try:
                answer = entering(*args, **kwargs)
            except GarbridgeError as error:  # whoever is another origin has to read it too
                answer = answer_error(error)
            return _shared(current_bridge(), answer) if is_shared else answer

        return answering

    return deciding


def _entered(bridge: Bridge, served: Collection[str], takes: Collection[str]) -> Visit | Answer:
    """Return who asks; what is answered instead where nobody may, or not like this."""
    if request.method not in served:
        return Turned(ApiFault.METHOD, allowed=served)
    who = signed_in(bridge)
    if who is None:
        response = session_ended(bridge)
        response.headers["WWW-Authenticate"] = 'Cookie realm="mediacentre"'
        return response
    visit = Visit(bridge, who, Form.FRAGMENT if _is_listed(bridge) else Form.PAGE)
    if request.method in _CHANGES and not _is_proved(visit):
        return Turned(ApiFault.PROOF)
    wrong = first_wrong(takes)
    return Turned(ApiFault.PARAMETER, wrong) if wrong else visit


def _is_proved(visit: Visit) -> bool:
    given = request.headers.get(PROOF, "")
    return hmac.compare_digest(given.encode(), visit.proof.encode())


def _is_listed(bridge: Bridge) -> bool:
    return request.headers.get("Origin", "") in bridge.settings.embed_origins


def _told(bridge: Bridge, served: Collection[str]) -> Response:
    """Return what may be asked; nobody is looked at for it."""
    return bare(bridge, 204, {"Allow": ", ".join(served)})


def _shared(bridge: Bridge, response: Response) -> Response:
    """Let the listed origins read *response*, and know before what they may send (Fetch 3.2)."""
    response = share(bridge, response)
    if "Access-Control-Allow-Origin" not in response.headers:
        return response
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers["Access-Control-Allow-Headers"] = PROOF
        response.headers["Access-Control-Max-Age"] = _ASKED_BEFORE_FOR
    else:
        response.headers["Access-Control-Expose-Headers"] = _READABLE
    return response
