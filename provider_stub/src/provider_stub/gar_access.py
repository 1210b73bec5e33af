"""The State's GAR where people open what it lists: a fake service provider, and a fake console.

::

    browser              GAR                              portal (identity provider)
       | GET /domaineGar   |                                 |
       |------------------>| nobody: AuthnRequest            |
       |<------------------|                                 |
       |---------------------------------------------------->| signed in already
       |<----------------------------------------------------| Response, two attributes
       | POST /acs         |                                 |
       |------------------>| verified: a session here        |
       |<------------------| 302 /ressource                  |

The console takes a response that nobody asked for, at ``/console/acs``.  What is received must be
*idEnt* and *GARPersonIdentifiant* and nothing else, for the ENT of the link, under a name that does
not tell who it is: anything more is refused, because the GAR has no use for it.  With ``logout`` it
takes part in a single logout, and ``/deconnexion`` begins one.
"""

import base64
import secrets
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, jsonify, make_response, redirect, request
from werkzeug.wrappers import Response as Redirected

from provider_stub import xmldsig
from provider_stub.errors import RefusedMessageError, SignatureRefusedError, UnreadableXmlError
from provider_stub.gar_logout import GarLogout, said_of
from provider_stub.journal import RefusedArrival
from provider_stub.published_keys import read_keys
from provider_stub.saml_message import VerifiedAssertion, check_shape, decode, read_verified
from provider_stub.sessions import SamlSession
from provider_stub.web.logout_messages import by_redirect
from provider_stub.xml_entry import Element, parse_message, parse_metadata

CONSOLE = "urn:gar:ihmAffectation:seclin"
"""The console's entityID, as portals in the field name it."""
EXPECTED = frozenset({"idEnt", "GARPersonIdentifiant"})

_MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-"
_COOKIE = "gar_session"
_SKEW = timedelta(minutes=3)
_METADATA = """<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{0}">\
<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{3}\
<md:AssertionConsumerService index="0" Binding="{1}POST" Location="{2}"/></md:SPSSODescriptor>\
</md:EntityDescriptor>"""
_REQUEST = """<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="{0}" \
Version="2.0" IssueInstant="{1:%Y-%m-%dT%H:%M:%SZ}" Destination="{2}" \
AssertionConsumerServiceURL="{3}" ProtocolBinding="{4}POST"><saml:Issuer \
xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{5}</saml:Issuer></samlp:AuthnRequest>"""


def machine_clock() -> datetime:
    """Read the time of this machine."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class GarSession:
    """Who is signed in here, and how the portal called that session."""

    known: Mapping[str, str]
    named: SamlSession


@dataclass
class GarAccess:
    """What the fake knows.

    ``base_url`` has no slash at its end; ``portal_metadata`` returns those of the ENT, anew each
    time.  ``received`` is everything that was accepted, in order.  ``logout`` says whether it takes
    part in a single logout: whether the real one does is not known.
    """

    base_url: str
    portal_metadata: Callable[[], bytes]
    clock: Callable[[], datetime] = machine_clock
    logout: bool = False
    received: list[Mapping[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _open: dict[str, str] = field(default_factory=dict)
    _sessions: dict[str, GarSession] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def entity_id(self) -> str:
        """Our SAML entityID."""
        return f"{self.base_url}/metadata"

    def metadata(self) -> str:
        """Describe the service provider that opens resources."""
        more = self.leaving.metadata() if self.logout else ""
        return _METADATA.format(self.entity_id, _BINDING, f"{self.base_url}/acs", more)

    def console_metadata(self) -> str:
        """Describe the console."""
        return _METADATA.format(CONSOLE, _BINDING, f"{self.base_url}/console/acs", "")

    def session(self, name: str | None) -> Mapping[str, str] | None:
        """Return who has the session *name*."""
        with self._lock:
            found = self._sessions.get(name or "")
            return None if found is None else found.known

    @cached_property
    def leaving(self) -> GarLogout:
        """Our part in a logout, with a key of this process."""
        return GarLogout(
            base_url=self.base_url,
            entity_id=self.entity_id,
            portal_metadata=self.portal_metadata,
            clock=self.clock,
            sessions=self,
        )

    def end(self, name_id: str, indexes: tuple[str, ...]) -> int:
        """Close the sessions of that subject, those of *indexes* or all; return how many."""
        with self._lock:
            ended = [
                name
                for name, one in self._sessions.items()
                if one.named.name_id == name_id and (not indexes or one.named.index in indexes)
            ]
            for name in ended:
                del self._sessions[name]
        return len(ended)

    def leave(self, name: str | None) -> str:
        """Close the session *name* here; return where the portal is asked to close the others."""
        with self._lock:
            found = self._sessions.pop(name or "", None)
        return "" if found is None else self.leaving.start(found.named)

    def ask(self, then: str) -> str:
        """Return where a browser is sent to sign in, so that it opens *then* afterwards."""
        place = _sso(self._portal())
        request_id = f"_{secrets.token_hex(20)}"
        xml = _REQUEST.format(
            request_id, self.clock(), place, f"{self.base_url}/acs", _BINDING, self.entity_id
        )
        packer = zlib.compressobj(wbits=-15)
        packed = packer.compress(xml.encode()) + packer.flush()
        with self._lock:
            self._open[request_id] = then
        said = {"SAMLRequest": base64.b64encode(packed).decode(), "RelayState": then}
        return f"{place}?{urlencode(said)}"

    def accept(self, response: str, *, console: bool = False) -> tuple[str, str]:
        """Return a new session, and what it is to open, for a response that holds.

        Raises:
            RefusedMessageError: it does not.
        """
        try:
            said = self._verified(decode(response), console=console)
        except (UnreadableXmlError, SignatureRefusedError, ValueError) as wrong:
            raise RefusedMessageError(str(wrong)) from wrong
        asked = next((one.in_response_to for one in said.confirmations), "")
        with self._lock:
            if said.id in self._seen:
                raise RefusedMessageError("déjà reçue")
            self._seen.add(said.id)
            then = "" if console else self._open.pop(asked, "")
            if bool(asked) is console or not (console or then):
                raise RefusedMessageError("personne ne l'a demandée, ou quelqu'un d'autre")
            known = {name: values[0] for name, values in said.attributes.items()}
            name = secrets.token_hex(20)
            self._sessions[name] = GarSession(known, said.session)
            self.received.append(
                {"name_id": said.name_id, "console": console, "attributes": dict(said.attributes)}
            )
        return name, then

    def _portal(self) -> Element:
        return parse_metadata(self.portal_metadata())

    def _verified(self, xml: bytes, *, console: bool) -> VerifiedAssertion:
        root = parse_message(xml)
        envelope = check_shape(root)
        here = f"{self.base_url}/console/acs" if console else f"{self.base_url}/acs"
        metadata = self._portal()
        certificates = [one.text or "" for one in metadata.iter(f"{_DS}X509Certificate")]
        keys = read_keys(metadata.get("entityID", ""), certificates).keys
        (assertion,) = root.findall(f"{_SAML}Assertion")
        said = read_verified(_signed(root, assertion.get("ID", ""), [one.key for one in keys]))
        now = self.clock()
        audience = CONSOLE if console else self.entity_id
        confirmed = [one for one in said.confirmations if one.recipient == here]
        ends = [one.not_on_or_after for one in confirmed]
        if said.issuer != metadata.get("entityID") or envelope.destination != here:
            raise RefusedMessageError("d'un autre, ou pour un autre")
        if not said.audiences or any(audience not in one for one in said.audiences):
            raise RefusedMessageError("pour un autre destinataire")
        if not confirmed or any(end is None or end + _SKEW <= now for end in ends):
            raise RefusedMessageError("trop ancienne")
        if set(said.attributes) != EXPECTED or any(len(v) != 1 for v in said.attributes.values()):
            raise RefusedMessageError(f"attributs reçus : {sorted(said.attributes)}")
        return said


def _signed(root: Element, element_id: str, keys: list[xmldsig.VerifyingKey]) -> bytes:
    for key in keys:
        try:
            return xmldsig.verify(root, element_id, key)
        except SignatureRefusedError as wrong:
            last = wrong
    raise SignatureRefusedError("aucune clé publiée ne l'a signée") from (last if keys else None)


def _sso(metadata: Element) -> str:
    services = metadata.iter(f"{_MD}SingleSignOnService")
    found = [s.get("Location", "") for s in services if s.get("Binding") == f"{_BINDING}Redirect"]
    if not found:
        raise RefusedMessageError("le portail ne dit pas où se connecter")
    return found[0]


def _page(title: str, known: Mapping[str, str]) -> str:
    rows = "".join(f"<li>{escape(k)} : {escape(v)}</li>" for k, v in sorted(known.items()))
    return f"<!doctype html><html lang=fr><title>{title}</title><h1>{title}</h1><ul>{rows}</ul>"


def _domaine(gar: GarAccess) -> Redirected | Response:
    """Open a resource for whoever has a session here, of the ENT that the link names."""
    known = gar.session(request.cookies.get(_COOKIE))
    if known is None:
        return redirect(gar.ask(request.url))
    ent = base64.b64decode(request.args.get("idENT", "")).decode("ascii", "replace")
    if ent != known["idEnt"]:
        return make_response("un autre ENT", 403)
    return redirect(f"{gar.base_url}/ressource?{urlencode({'lien': request.query_string})}")


def _leave(gar: GarAccess) -> Redirected | Response:
    place = gar.leave(request.cookies.get(_COOKIE))
    return redirect(place) if place else abort(404)


def _slo(gar: GarAccess) -> Redirected | Response:
    outcome = gar.leaving.take(by_redirect())
    if isinstance(outcome, RefusedArrival):
        gar.refused.append("déconnexion")
    return said_of(outcome)


def create_gar(gar: GarAccess) -> Flask:
    """Make the fake as a WSGI application; one process only."""
    app = Flask("provider_stub.gar")

    def consume(*, console: bool) -> Redirected | Response:
        try:
            name, then = gar.accept(request.form.get("SAMLResponse", ""), console=console)
        except RefusedMessageError as wrong:
            gar.refused.append(str(wrong))
            return make_response(escape(str(wrong)), 403)
        target = request.form.get("RelayState", "") if console else then
        if not target.startswith(f"{gar.base_url}/"):
            return make_response("RelayState", 403)
        answer = redirect(target)
        answer.set_cookie(_COOKIE, name, httponly=True, samesite="Lax")
        return answer

    def shown(title: str) -> str:
        known = gar.session(request.cookies.get(_COOKIE))
        return abort(403) if known is None else _page(title, known)

    views: dict[str, tuple[str, Callable[[], Any]]] = {
        "/metadata": ("GET", lambda: Response(gar.metadata(), content_type="text/xml")),
        "/console/metadata": (
            "GET",
            lambda: Response(gar.console_metadata(), content_type="text/xml"),
        ),
        "/domaineGar": ("GET", lambda: _domaine(gar)),
        "/acs": ("POST", lambda: consume(console=False)),
        "/console/acs": ("POST", lambda: consume(console=True)),
        "/ressource": ("GET", lambda: shown("Ressource nationale")),
        "/console/": ("GET", lambda: shown("Console nationale")),
        "/received": ("GET", lambda: jsonify(gar.received)),
    }
    if gar.logout:
        views["/deconnexion"] = ("GET", lambda: _leave(gar))
        views["/saml/slo"] = ("GET", lambda: _slo(gar))
    for path, (method, view) in views.items():
        app.add_url_rule(path, path, view, methods=[method])
    return app
