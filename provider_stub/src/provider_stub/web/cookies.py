"""The stub's two cookies, one for a browser's pages and one for the cross-site POST.

``stub_session`` is Lax.  The portal's POST to the ACS comes from another site
when both speak https, and Lax cookies stay at home then: the state cookie goes
along (``None``, Secure, ten minutes, the ACS or the LTI launch only).  On loopback both sides are
one site, whatever their ports, and a browser refuses ``None`` without Secure:
there it is Lax too.
"""

from flask import Request, Response

from provider_stub.browsers import REQUEST_LIFETIME, Browser
from provider_stub.stub import Stub

ACS_PATH = "/saml/acs"
LTI_PATH = "/lti/launch"


def session_name(stub: Stub) -> str:
    """Name the session cookie; the prefix makes browsers enforce its attributes."""
    return "__Host-stub_session" if stub.config.secure else "stub_session"


def state_name(stub: Stub) -> str:
    """Name the state cookie; it has a path of its own, which ``__Host-`` forbids."""
    return "__Secure-stub_state" if stub.config.secure else "stub_state"


def browser_of_session(stub: Stub, request: Request) -> Browser:
    """Return the browser that asks for one of its pages."""
    return stub.browsers.by_session(request.cookies.get(session_name(stub)))


def browser_of_state(stub: Stub, request: Request) -> Browser:
    """Return the browser that brings a message to the ACS."""
    return stub.browsers.by_acs(request.cookies.get(state_name(stub)))


def welcome(stub: Stub, request: Request) -> Browser:
    """Return the browser that starts a sign-in, a new one if need be."""
    return stub.browsers.welcome(request.cookies.get(session_name(stub)))


def remember(stub: Stub, response: Response, browser: Browser, *, path: str = ACS_PATH) -> None:
    """Set both cookies on the way out to the portal; its answer comes to *path*."""
    secure = stub.config.secure
    response.set_cookie(
        session_name(stub), browser.session, httponly=True, secure=secure, samesite="Lax"
    )
    response.set_cookie(
        state_name(stub),
        browser.acs,
        max_age=REQUEST_LIFETIME,
        path=path,
        httponly=True,
        secure=secure,
        samesite="None" if secure else "Lax",
    )
