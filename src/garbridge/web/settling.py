"""What is settled when an answer is sent, after the last hook of the portal.

Flask has no hook that is sure to be the last one.  Werkzeug lets a response say its headers when it
is sent, and no other answer of the portal comes near this.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast

from flask import Response
from werkzeug.datastructures import Headers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

POLICY: Final = "Content-Security-Policy"
_BODILESS: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


class SettlingResponse(Response):
    """One page.

    ``policy`` is what the view said, if anything.  Where the portal has put its own in that place,
    ``ancestors`` stands beside it as a second policy: a browser enforces both (CSP3 8.1), and the
    portal's stays byte for byte.  Where ``is_final``, the view's is the only one whatever the
    portal says.
    """

    policy: str = ""
    ancestors: str = ""
    is_final: bool = False

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:
        """Return the headers that are sent."""
        # A class of the portal's is asked.
        if self.is_final and type(self) is SettlingResponse and _is_whole(self):
            if self.headers.getlist(POLICY) != [self.policy]:
                self.headers[POLICY] = self.policy
            return self.headers
        headers = super().get_wsgi_headers(environ)
        if self.is_final:
            headers[POLICY] = self.policy
        elif not self.policy or self.policy not in headers.getlist(POLICY):
            headers.add(POLICY, self.ancestors)
        return headers


def settling_class(portal: type[Response]) -> type[SettlingResponse]:
    """Return ours as one of the *portal*'s own class, into which Flask would turn it otherwise."""
    if issubclass(SettlingResponse, portal):
        return SettlingResponse
    bases = (SettlingResponse, portal)
    return cast("type[SettlingResponse]", type(SettlingResponse.__name__, bases, {}))


class WholeResponse(Response):
    """An answer whose headers the view said in full: its length, and as ``target`` its address."""

    target: str = ""

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:
        """Return the headers that are sent."""
        if _is_whole(self, self.target):
            return self.headers
        return super().get_wsgi_headers(environ)


def _is_whole(response: Response, target: str = "") -> bool:
    """Say whether nothing is left to work out.

    Werkzeug copies the headers one by one and takes the address apart, for what may be missing or
    no address yet; where no hook of the portal touched them that is work for nothing.
    """
    if response.status_code < HTTPStatus.OK or response.status_code in _BODILESS:
        return False
    said = {name.lower(): value for name, value in response.headers}
    return "content-length" in said and said.get("location", "") == target
