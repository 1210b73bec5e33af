"""What is posted from a page of ours: proved to come from one, and bounded."""

import hmac
from typing import Final

from flask import request

from garbridge.services.launch import SignedIn
from garbridge.web.bridge import Bridge
from garbridge.web.identity import form_mark
from garbridge.web.incoming import MAX_BODY

PROOF: Final = "gb_form"
"""The field that only a page of ours, shown to the same person in the same session, can fill."""
_EACH: Final = 255


def is_own_form(bridge: Bridge, who: SignedIn) -> bool:
    """Say whether what is posted comes from a form that *who* was shown in this session.

    Raises:
        RequestEntityTooLarge: it is larger than any honest form; the portal answers.
    """
    request.max_content_length = MAX_BODY
    request.max_form_memory_size = MAX_BODY
    return hmac.compare_digest(field(PROOF).encode(), form_mark(bridge, who).encode())


def field(name: str, *, most: int = _EACH) -> str:
    """Return what is posted under *name*, cut off at *most* characters; empty if nothing is."""
    return request.form.get(name, "")[:most].strip()
