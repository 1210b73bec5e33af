"""Who signs people in before the portal: a CAS server, an OpenID and a SAML identity provider.

Each is what :class:`Upstream` says, with messages that are not written by ours.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

from pytest_httpserver import HTTPServer
from tests.protocols.oidc.provider import SECRET
from tests.protocols.saml.logouts import logout_request, logout_response, message
from tests.protocols.saml.provider_side import deflated, signed_query
from tests.protocols.saml.signatures import key_pem, rsa_key
from tests.upstream.provider import at_hash, jwks, signed
from tests.upstream.saml_sp.portal_files import idp_metadata
from tests.upstream.saml_sp.portal_side import (
    ACS,
    IDP,
    PERSON,
    REQUEST,
    US_ID,
    Answer,
    base64_of,
    instant,
)
from werkzeug import Request, Response

from garbridge.ports import Redirect
from garbridge.testing.world import NOW

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Brought:
    """What comes to the portal, below its address: in a query, or as a form if it is ``posted``."""

    path: str
    fields: Fields
    posted: bool = False
    query: str = ""


class Upstream(Protocol):
    """One that signs people in; ``section`` and ``files`` are what the portal is told of it."""

    section: str
    files: Mapping[str, bytes]

    def sign_in(self, location: str, person: str, portal: str) -> Brought:
        """Return what a browser brings back that was sent to *location*, as *person*."""
        ...

    def left(self, location: str, portal: str) -> Brought:
        """Return what a browser brings back that was sent to *location* to log out."""
        ...

    def ends(self, portal: str) -> Brought:
        """Return what tells the portal that the session that began last has ended."""
        ...


def query_of(location: str) -> dict[str, str]:
    """Return the query of *location*, in which nothing stands twice."""
    return dict(parse_qsl(urlsplit(location).query, strict_parsing=True))


@dataclass(slots=True)
class Cas:
    """A CAS server, which validates its tickets once."""

    server: HTTPServer
    section: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    _tickets: dict[str, str] = field(default_factory=dict)
    _made: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.section = f'kind = "cas"\nserver = "{self.server.url_for("/cas")}"\n'
        validate = self.server.expect_request("/cas/p3/serviceValidate")
        validate.respond_with_handler(self._validate)

    def _validate(self, request: Request) -> Response:
        person = self._tickets.pop(request.args["ticket"], None)
        said = '<cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure>'
        if person is not None:
            user = f"<cas:user>{person}</cas:user>"
            said = f"<cas:authenticationSuccess>{user}</cas:authenticationSuccess>"
        around = 'cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"'
        return Response(f"<{around}>{said}</cas:serviceResponse>", mimetype="application/xml")

    def sign_in(self, location: str, person: str, portal: str) -> Brought:
        """Return a ticket for the service."""
        assert query_of(location)["service"] == f"{portal}/upstream/callback"
        self._made.append(f"ST-{len(self._made)}")
        self._tickets[self._made[-1]] = person
        return Brought("/upstream/callback", {"ticket": self._made[-1]})

    def left(self, location: str, portal: str) -> Brought:
        """Come back to the service."""
        assert location.startswith(self.server.url_for("/cas/logout"))
        assert query_of(location)["service"] == f"{portal}/upstream/logged-out"
        return Brought("/upstream/logged-out", {})

    def ends(self, portal: str) -> Brought:
        """Post a logout request to the service, behind the browser."""
        del portal
        told = (
            '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">'
            f"<samlp:SessionIndex>{self._made[-1]}</samlp:SessionIndex></samlp:LogoutRequest>"
        )
        return Brought("/upstream/callback", {"logoutRequest": told}, posted=True)


@dataclass(slots=True)
class OpenId:
    """An OpenID provider."""

    server: HTTPServer
    section: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    _codes: dict[str, Fields] = field(default_factory=dict)
    _made: int = 0

    def __post_init__(self) -> None:
        self.section = (
            f'kind = "oidc"\nissuer = "{self._at("")}"\nclient_id = "portail"\n'
            'client_secret = "upstream.secret"\nperson = "uid"\n'
        )
        self.files = {"upstream.secret": SECRET.encode()}
        known = {
            "issuer": self._at(""),
            "authorization_endpoint": self._at("/authorize"),
            "token_endpoint": self._at("/token"),
            "jwks_uri": self._at("/keys"),
            "end_session_endpoint": self._at("/end"),
        }
        serve = self.server.expect_request
        serve("/op/.well-known/openid-configuration").respond_with_json(known)
        serve("/op/keys").respond_with_data(jwks("op"), content_type="application/json")
        serve("/op/token", method="POST").respond_with_handler(self._token)

    def _at(self, path: str) -> str:
        return self.server.url_for(f"/op{path}")

    def _token(self, request: Request) -> Response:
        begun, now = self._codes.pop(request.form["code"]), int(time.time())
        claims = self._claims(now) | {
            "nonce": begun["nonce"],
            "uid": begun["person"],
            "at_hash": at_hash("an-access-token"),
            "auth_time": now,
        }
        told = {
            "access_token": "an-access-token",
            "token_type": "Bearer",
            "id_token": signed(claims),
        }
        return Response(json.dumps(told), mimetype="application/json")

    def _claims(self, now: int) -> dict[str, object]:
        whose = {"sub": "f3a1-0007", "sid": f"session-{self._made}"}
        return {"iss": self._at(""), "aud": "portail", "iat": now, "exp": now + 120, **whose}

    def sign_in(self, location: str, person: str, portal: str) -> Brought:
        """Return a code for what was asked."""
        asked = query_of(location)
        assert asked["redirect_uri"] == f"{portal}/upstream/callback"
        self._made += 1
        code = f"code-{self._made}"
        self._codes[code] = {"nonce": asked["nonce"], "person": person}
        return Brought("/upstream/callback", {"code": code, "state": asked["state"]})

    def left(self, location: str, portal: str) -> Brought:
        """Come back with the state."""
        asked = query_of(location)
        assert asked["post_logout_redirect_uri"] == f"{portal}/upstream/logged-out"
        return Brought("/upstream/logged-out", {"state": asked["state"]})

    def ends(self, portal: str) -> Brought:
        """Post a logout token, behind the browser."""
        del portal
        event: dict[str, object] = {"http://schemas.openid.net/event/backchannel-logout": {}}
        claims = self._claims(int(time.time())) | {"jti": f"j{self._made}", "events": event}
        return Brought("/upstream/logout", {"logout_token": signed(claims)}, posted=True)


@dataclass(slots=True)
class Saml:
    """A SAML identity provider, which knows everybody by the name the directory has."""

    section: str = 'kind = "saml"\nmetadata = "idp.xml"\n'
    files: Mapping[str, bytes] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=count)
    _last: tuple[str, str] = ("", "")

    def __post_init__(self) -> None:
        self.files = {
            "idp.xml": idp_metadata().encode(),
            "upstream.key": key_pem("ent-new").encode(),
        }

    def sign_in(self, location: str, person: str, portal: str) -> Brought:
        """Post an answer to the request."""
        asked, now = message(Redirect(location)), datetime.now(UTC)
        session = f"_session{next(self._numbers)}"
        self._last = (person, session)
        meant = {
            REQUEST: str(asked.get("ID")),
            ACS: f"{portal}/upstream/callback",
            US_ID: f"{portal}/upstream/metadata",
            PERSON: person,
            "_session1": session,
        }
        answer = Answer(response_id=f"{session}-r", assertion_id=f"{session}-a")
        edits = [(ACS, meant[ACS]), (REQUEST, meant[REQUEST]), (instant(NOW), instant(now))]
        mine = replace(
            answer,
            name_id=_now(answer.name_id, meant, now),
            confirmation=_now(answer.confirmation, meant, now),
            conditions=_now(answer.conditions, meant, now),
            authn=_now(answer.authn, meant, now),
            edit=edits[2:],
            around=edits,
        )
        form = {
            "SAMLResponse": base64_of(mine.xml()),
            "RelayState": query_of(location)["RelayState"],
        }
        return Brought("/upstream/callback", form, posted=True)

    def left(self, location: str, portal: str) -> Brought:
        """Come back with an answer, signed."""
        there = f"{portal}/upstream/logged-out"
        answer = logout_response(
            **self._heading(there), InResponseTo=message(Redirect(location)).get("ID")
        )
        return self._signed("/upstream/logged-out", "SAMLResponse", answer)

    def ends(self, portal: str) -> Brought:
        """Ask through the browser."""
        person, session = self._last
        named = f"<saml:NameID>{person}</saml:NameID>"
        asks = logout_request(named, (session,), **self._heading(f"{portal}/upstream/logout"))
        return self._signed("/upstream/logout", "SAMLRequest", asks)

    def _heading(self, to: str) -> dict[str, str | None]:
        now = instant(datetime.now(UTC))
        return {
            "issuer": IDP,
            "ID": f"_m{next(self._numbers)}",
            "IssueInstant": now,
            "Destination": to,
        }

    def _signed(self, path: str, name: str, xml: str) -> Brought:
        query = urlencode({name: deflated(xml)})
        return Brought(path, {}, query=signed_query(query, key=rsa_key("ent-idp")))


def _now(text: str, meant: Mapping[str, str], now: datetime) -> str:
    """Return *text* of the test's world for this portal, at this instant."""
    shift = now - NOW
    for old, new in meant.items():
        text = text.replace(old, new)
    for before in sorted({part for part in text.split('"') if part.endswith("Z")}):
        at = datetime.fromisoformat(before) + shift
        text = text.replace(before, instant(at))
    return text
