"""``/metrics``: figures for a monitor; to whoever is not named in ``[metrics]`` there are none."""

from flask import Response, request
from werkzeug.exceptions import NotFound

from garbridge.web.bridge import current_bridge
from garbridge.web.failures import guarded
from garbridge.web.outgoing import document
from garbridge.wiring import metrics_of


@guarded
def metrics() -> Response:
    """Return the figures; the same in every worker.

    Raises:
        NotFound: whoever asks may not.
    """
    bridge = current_bridge()
    rule, proof = bridge.runtime.config.metrics, request.authorization
    token = proof.token if proof is not None and proof.type == "bearer" else None
    if rule is None or not rule.allows(request.remote_addr, token):
        raise NotFound
    return document(bridge, metrics_of(bridge.runtime))
