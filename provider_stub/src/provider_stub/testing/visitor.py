"""A browser on its way: open a resource, be answered by the tiny identity provider, arrive."""

from dataclasses import dataclass, replace
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from provider_stub.config import StubConfig
from provider_stub.testing.idp import (
    Answer,
    AskedFor,
    Element,
    TinyIdp,
    encode,
    read_redirect,
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser, the stub it visits, and the portal that vouches for it."""

    client: FlaskClient
    config: StubConfig
    idp: TinyIdp

    def open(self, slug: str = "atlas") -> AskedFor:
        """Open a SAML resource; return what the portal is asked."""
        return read_redirect(self.client.get(f"/ressources/{slug}").headers["Location"])

    def answer(self, asked: AskedFor, **changes: Any) -> Answer:  # noqa: ANN401 - the fields of Answer
        """Prepare a valid answer to that request, with *changes*."""
        valid = Answer(
            in_response_to=asked.id,
            acs_url=asked.acs_url,
            audience=asked.issuer,
            issuer=self.idp.entity_id,
        )
        return replace(valid, **changes)

    def post(self, response: Element | bytes | str, relay_state: str | None) -> TestResponse:
        """Bring a response to the ACS, as the portal's page does."""
        form = {"SAMLResponse": response if isinstance(response, str) else encode(response)}
        if relay_state is not None:
            form["RelayState"] = relay_state
        return self.client.post("/saml/acs", data=form)

    def arrive(
        self,
        slug: str = "atlas",
        *,
        sign: str = "assertion",
        **changes: Any,  # noqa: ANN401 - the fields of Answer
    ) -> TestResponse:
        """Go the whole way in one step; return what the ACS said."""
        asked = self.open(slug)
        response = self.idp.response(self.answer(asked, **changes), sign=sign)
        return self.post(response, asked.relay_state)

    def received(self) -> list[dict[str, Any]]:
        """Read ``GET /received``."""
        entries: list[dict[str, Any]] = self.client.get("/received").get_json()
        return entries
