"""The page that posts itself: the one page on the path of every launch, so the one that is cheap.

``garbridge/post.html`` is rendered once for each language and set of field names, with marks in
the place of what differs from launch to launch; each launch then puts its own values, escaped,
where the marks were.  A portal's own template of that name works in the same way: it may print the
values wherever text may stand, and nothing else with them.

What is kept are octets: one French apostrophe makes a text of two octets a character, and a message
of several thousand would be widened, copied and encoded with it.
"""

import re
from typing import Final

from flask import Response, current_app
from markupsafe import escape

from garbridge.core.messages import Language
from garbridge.ports import AutoPostForm, Redirect, WireResponse
from garbridge.web.bridge import Bridge
from garbridge.web.current import current_request
from garbridge.web.embedding import Form
from garbridge.web.incoming import language
from garbridge.web.outgoing import posting, redirection
from garbridge.web.pages import Frame
from garbridge.web.places import place_without

TEMPLATE: Final = "garbridge/post.html"
_KEPT: Final = 64
"""Languages times mount points times sets of names: an honest portal has four."""


def wire_answer(bridge: Bridge, response: WireResponse) -> Response:
    """Return *response* as the browser is sent it."""
    match response:
        case Redirect():
            return redirection(bridge, response)
        case AutoPostForm():
            return auto_post_page(bridge, response)


def auto_post_page(bridge: Bridge, form: AutoPostForm) -> Response:
    """Return the page that posts *form* by itself, or at the press of a button.

    It neither extends the portal's base template nor runs its context processors: the answer it
    carries is committed already, and nothing may stop it here.
    """
    own = bridge.settings.csp_nonce
    nonce = own() if own else bridge.runtime.tokens()
    spoken = language()
    key = (spoken, current_request().script_root, *form.fields)
    page = bridge.postings.get(key)
    if page is None:
        page = _prepared(bridge, spoken, tuple(form.fields))
        if len(bridge.postings) < _KEPT and not current_app.debug:
            bridge.postings[key] = page
    values = (nonce, form.action, *form.fields.values())
    filled = page % {b"%d" % place: _escaped(value) for place, value in enumerate(values)}
    return posting(bridge, filled, form, nonce)


def _escaped(value: str) -> bytes:
    """Return *value* as it may stand in HTML: base64, nearly all there is, is looked at quickly."""
    octets = value.encode()
    # Each is one look of the machine's; a loop over them would cost more than they do.
    if b"&" in octets or b"<" in octets or b">" in octets or b'"' in octets or b"'" in octets:
        return escape(value).encode()
    return octets


def _prepared(bridge: Bridge, spoken: Language, names: tuple[str, ...]) -> bytes:
    """Return the page as a format, ``%(0)b`` in the place of the nonce, and so on."""
    mark = f"value-{bridge.runtime.tokens()}-"
    fields = {name: f"{mark}{number}." for number, name in enumerate(names, start=2)}
    marked = AutoPostForm(f"{mark}1.", fields, ())
    template = current_app.jinja_env.get_template(TEMPLATE)
    gb = Frame(bridge, spoken, place_without(bridge), Form.PAGE)
    body = template.render(gb=gb, form=marked, nonce=f"{mark}0.")
    plain = body.replace("%", "%%")
    return re.sub(rf"{re.escape(mark)}(\d+)\.", r"%(\1)b", plain).encode()
