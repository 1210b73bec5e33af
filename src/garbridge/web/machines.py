"""Who speaks as to the GAR: a certificate or a token, and what is answered to whoever has none.

A certificate is the server's own word about the connection, in the WSGI environment, or that of a
proxy that is listed, in a header.  The header is refused from anybody else, whatever else is right.
No cookie is looked at.
"""

import gzip
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Final, ParamSpec, TypeVar

from flask import Response, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotFound
from werkzeug.http import parse_accept_header

from garbridge.config.autonome import Autonome
from garbridge.core.machines import ClientCertificate, Machine, Turned
from garbridge.core.stated import Breach
from garbridge.errors import ProtocolError, StoreError, StoreUnavailableError
from garbridge.formats.client_certificates import certificate_of, certificate_of_der
from garbridge.gar.erreurs import error_json, error_xml
from garbridge.ports import Document
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.failures import guarded
from garbridge.web.outcomes import log_machine
from garbridge.web.outgoing import document, endpoint

P = ParamSpec("P")
M = TypeVar("M", bound=Machine)

XML: Final = "application/xml; charset=utf-8"
JSON: Final = "application/json; charset=utf-8"
_TLS: Final = frozenset({"SUCCESS", "GENEROUS"})
"""What Apache says where the other end has the key of the certificate that it showed."""
_SOCKETS: Final = ("gunicorn.socket", "werkzeug.socket")
"""Where servers that speak TLS themselves put the connection."""
_STATUS: Final[Mapping[Turned, int]] = {
    Turned.RELAYED_BY_STRANGER: 403,
    Turned.NO_PROOF: 401,
    Turned.UNKNOWN_CERTIFICATE: 403,
    Turned.CERTIFICATE_ENDED: 403,
    Turned.UNKNOWN_TOKEN: 401,
    Turned.TWO_MACHINES: 403,
    Turned.TOO_MANY: 429,
    Turned.OTHER_ROLE: 403,
}
_MORE: Final = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "60"}}
_STRANGER: Final = "-"
_GZIP: Final = {"Content-Encoding": "gzip"}
_LEVEL: Final = 1
"""More costs more than it spares on so short a text."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What is answered instead: a status, a reason that is stable, and what to mend."""

    status: int
    reason: str
    message: str
    breaches: tuple[Breach, ...] = ()
    resource: str = ""


Answer = Document | Failure


def machine_view(
    role: type[M],
) -> Callable[[Callable[..., Answer]], Callable[..., Response]]:
    """Serve only machines of *role*; the view is given the bridge and who asks.

    What is answered is logged with who asked and the status, never with the address.
    """

    def decorate(view: Callable[..., Answer]) -> Callable[..., Response]:
        @wraps(view)
        def serve(**arguments: str) -> Response:
            bridge = current_bridge()
            machine = _admitted(bridge)
            if isinstance(machine, Turned):
                return _answered(bridge, _STRANGER, _turned(machine))
            if not isinstance(machine, role):
                return _answered(bridge, machine.id, _turned(Turned.OTHER_ROLE))
            try:
                return _answered(bridge, machine.id, view(bridge, machine, **arguments))
            except StoreError as failed:
                # Nothing was written: a program is told to ask again.
                raise StoreUnavailableError(str(failed)) from failed
            except ProtocolError as broken:
                failure = Failure(400, broken.code, "la demande ne peut pas être lue")
                return _answered(bridge, machine.id, failure)

        return guarded(serve)

    return decorate


def packed(kind: str, body: bytes) -> Document:
    """Return *body* as it is asked for: packed where whoever asks can unpack it."""
    headers = {"Vary": "Accept, Accept-Encoding"}
    if not _unpacks(request.headers.get("Accept-Encoding", "")):
        return Document(200, kind, body, headers)
    return Document(200, kind, gzip.compress(body, _LEVEL, mtime=0), headers | _GZIP)


def is_xml_wanted() -> bool:
    """Say whether XML is asked for rather than JSON."""
    return _prefers_xml(request.headers.get("Accept", ""))


@lru_cache(maxsize=256)
def _prefers_xml(header: str) -> bool:
    kinds = ("application/json", "application/xml", "text/xml")
    return parse_accept_header(header, MIMEAccept).best_match(kinds, kinds[0]) != kinds[0]


@lru_cache(maxsize=256)
def _unpacks(header: str) -> bool:
    return parse_accept_header(header)["gzip"] > 0


def _admitted(bridge: Bridge) -> Machine | Turned:
    autonome, service = bridge.runtime.config.autonome, bridge.machines
    if autonome is None or service is None:
        raise NotFound
    certificate = _certificate(autonome)
    if isinstance(certificate, Turned):
        return certificate
    try:
        return service.admit(certificate, _token())
    except StoreError as failed:
        raise StoreUnavailableError(str(failed)) from failed


def _token() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _certificate(autonome: Autonome) -> ClientCertificate | Turned | None:
    peer = _peer()
    relayed = request.headers.get(autonome.header) if autonome.header else None
    if relayed is not None and not autonome.trusts(peer):
        return Turned.RELAYED_BY_STRANGER
    try:
        if autonome.header and autonome.trusts(peer):
            # A proxy's own certificate, where it shows one, says nothing of who asks.
            return certificate_of(relayed) if relayed else None
        return _of_connection()
    except ProtocolError:
        return Turned.UNKNOWN_CERTIFICATE


def _peer() -> str:
    """Return the address of who speaks to the server itself, whatever ``ProxyFix`` made of it."""
    before: object = request.environ.get("werkzeug.proxy_fix.orig")
    said = before if isinstance(before, dict) else request.environ
    return str(said.get("REMOTE_ADDR") or "")


def _of_connection() -> ClientCertificate | None:
    """Return the certificate of the connection, as the server says it.

    No header reaches these names: a server puts ``HTTP_`` before those of headers.
    """
    said: object = request.environ.get("SSL_CLIENT_CERT")
    if isinstance(said, str) and said.strip():
        verified: object = request.environ.get("SSL_CLIENT_VERIFY", "SUCCESS")
        return certificate_of(said) if verified in _TLS else None
    for name in _SOCKETS:
        connection: object = request.environ.get(name)
        if isinstance(connection, ssl.SSLSocket):
            der = connection.getpeercert(binary_form=True)
            return certificate_of_der(der) if der else None
    return None


def _turned(turned: Turned) -> Failure:
    return Failure(_STATUS[turned], turned.value, _WHY[turned])


_WHY: Final[Mapping[Turned, str]] = {
    Turned.RELAYED_BY_STRANGER: "un certificat ne se transmet que par un mandataire déclaré",
    Turned.NO_PROOF: "il faut un certificat ou un jeton",
    Turned.UNKNOWN_CERTIFICATE: "ce certificat n’est pas connu",
    Turned.CERTIFICATE_ENDED: "ce certificat n’est pas, ou n’est plus, valable",
    Turned.UNKNOWN_TOKEN: "ce jeton n’est pas connu",
    Turned.TWO_MACHINES: "le certificat et le jeton ne sont pas du même partenaire",
    Turned.TOO_MANY: "trop de demandes : réessayez dans une minute",
    Turned.OTHER_ROLE: "ce service n’est pas ouvert à ce partenaire",
}


def _answered(bridge: Bridge, machine: str, answer: Answer) -> Response:
    """Return *answer* as a response, and log it."""
    if isinstance(answer, Failure):
        done = _failed(answer)
        outcome = answer.reason
    else:
        done, outcome = answer, "done"
    log_machine(machine, outcome, endpoint=endpoint(), method=request.method, status=done.status)
    return document(bridge, done)


def _failed(failure: Failure) -> Document:
    write, kind = (error_xml, XML) if is_xml_wanted() else (error_json, JSON)
    body = write(failure.status, failure.message, failure.resource, failure.breaches)
    more = {**_MORE.get(failure.status, {}), "Vary": "Accept"}
    return Document(failure.status, kind, body, more)
