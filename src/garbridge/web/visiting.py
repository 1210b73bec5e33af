"""Who is let to the pages beside the médiacentre's list: whoever is signed in and has a list."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import Response, request, url_for

from garbridge.core.vocabulary import kind_of
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.failures import guarded
from garbridge.web.identity import signed_in
from garbridge.web.incoming import argument, only
from garbridge.web.login import session_ended, to_login, way_back
from garbridge.web.mediacentre import Reader, reader_of
from garbridge.web.speaking import speak_to

P = ParamSpec("P")

View = Callable[Concatenate[Bridge, Reader, P], Response]


def visited(
    *methods: str, keeps_language: bool = False
) -> Callable[[View[P]], Callable[P, Response]]:
    """Serve a view to whoever is signed in, about their own list.

    Whoever is not signs in first and comes back, in the language that was asked for where the page
    *keeps_language*; a form of theirs is lost with the session.  Whoever has no list is told why.
    """

    def deciding(view: View[P]) -> Callable[P, Response]:
        @guarded
        @wraps(view)
        def entering(*args: P.args, **kwargs: P.kwargs) -> Response:
            only(*methods)
            bridge = current_bridge()
            who = signed_in(bridge)
            if who is None and "POST" in methods:
                return session_ended(bridge)
            if who is None:
                lang = argument("lang") if keeps_language else None
                asked = request.view_args or {}
                return to_login(bridge, way_back(url_for(f".{view.__name__}", lang=lang, **asked)))
            reader = reader_of(bridge, who)
            if isinstance(reader, Response):
                return reader
            speak_to(kind_of(reader.known.values()))
            return view(bridge, reader, *args, **kwargs)

        return entering

    return deciding
