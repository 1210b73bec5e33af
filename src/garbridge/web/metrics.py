"""``/metrics``: figures for a monitor; to whoever is not named in ``[metrics]`` there are none.

An address is believed where nobody speaks for somebody else: what a proxy says that the server was
not told to believe is not read, but then neither is the proxy's own address whoever asks.
"""

from typing import Final

from flask import Response, request
from werkzeug.exceptions import NotFound

from garbridge.web.bridge import current_bridge
from garbridge.web.failures import guarded
from garbridge.web.outgoing import document
from garbridge.wiring import metrics_of

_FOR_ANOTHER: Final = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


@guarded
def metrics() -> Response:
    """Return the figures; the same in every worker.

    Raises:
        NotFound: whoever asks may not.
    """
    bridge = current_bridge()
    rule, proof = bridge.runtime.config.metrics, request.authorization
    token = proof.token if proof is not None and proof.type == "bearer" else None
    if rule is None or not rule.allows(_address(), token):
        raise NotFound
    return document(bridge, metrics_of(bridge.runtime))


def _address() -> str | None:
    """Return who asks; ``None`` where it is a proxy that nobody told the server to believe."""
    is_told = "werkzeug.proxy_fix.orig" in request.environ
    if not is_told and any(name in request.headers for name in _FOR_ANOTHER):
        return None
    return request.remote_addr
