"""Between a provider and the portal: hands everything on, and may change what comes back."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

DISCOVERY = "/oidc/.well-known/openid-configuration"
Change = Callable[[bytes], bytes]


@dataclass(slots=True)
class Between:
    """Stands at ``url``; ``change`` rewrites the bodies of the portal's answers."""

    portal: str
    url: str = ""
    change: Change = bytes

    def relay(self, request: Request) -> Response:
        """Ask the portal the same, and answer what it answered."""
        sent = {
            name: value
            for name, value in request.headers
            if name in {"Authorization", "Content-Type", "Accept"}
        }
        answer = requests.request(
            request.method,
            f"{self.portal}{request.path}?{request.query_string.decode('ascii')}".rstrip("?"),
            data=request.get_data(),
            headers=sent,
            timeout=20,
        )
        kept = {"Content-Type": answer.headers["Content-Type"]}
        body = self.change(answer.content)
        if request.path == DISCOVERY:  # who believes it comes here with the code, too
            for path in ("token", "userinfo"):
                there = f"/oidc/{path}"
                body = body.replace(f"{self.portal}{there}".encode(), f"{self.url}{there}".encode())
        return Response(body, answer.status_code, kept)

    @contextmanager
    def changing(self, change: Change) -> Iterator[None]:
        """Change what passes, until the end of the block."""
        self.change = change
        try:
            yield
        finally:
            self.change = bytes


@contextmanager
def between(portal: str) -> Iterator[Between]:
    """Stand between somebody and *portal* until the end of the block."""
    found = Between(portal)
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        server.expect_request(re.compile(".*")).respond_with_handler(found.relay)
        found.url = server.url_for("").rstrip("/")
        yield found
