"""``/mediacentre/vignettes/<hash>``: the portal's copies of pictures, for whoever has the address.

The address names the content, so that it may be kept for a year, by everybody: it tells nothing of
who has the resource, and needs no session.
"""

import re
from typing import Final

from flask import Response, request

from garbridge.ports import Document
from garbridge.web.bridge import current_bridge
from garbridge.web.failures import guarded
from garbridge.web.outgoing import YEAR, document
from garbridge.web.settling import POLICY

_DIGEST: Final = re.compile(r"[0-9a-f]{32}")
_POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"


@guarded
def vignette(digest: str) -> Response:
    """Return a picture; nobody is asked who they are."""
    bridge = current_bridge()
    is_asked = bridge.settings.has_vignettes and _DIGEST.fullmatch(digest) is not None
    found = bridge.vignettes.picture(digest) if is_asked else None
    if found is None:
        return document(bridge, Document(404, "text/plain; charset=utf-8", b"", {}))
    headers = {
        POLICY: _POLICY,
        "Cache-Control": f"public, max-age={YEAR}, immutable",
        "ETag": f'"{digest}"',
    }
    if request.if_none_match.contains_weak(digest):
        return document(bridge, Document(304, found.kind.value, b"", headers))
    return document(bridge, Document(200, found.kind.value, found.content, headers))
