"""Who speaks as to the GAR: a certificate or a token, and what is answered to whoever has none.

A certificate is the server's own word about the connection, in the WSGI environment, or that of a
proxy that is listed, in a header.  The header is refused from anybody else, whatever else is right.
No cookie is looked at.
"""

import gzip
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from http import HTTPStatus
from typing import Final

from flask import Response, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.http import parse_accept_header

from garbridge.config.autonome import Autonome
from garbridge.core.machines import ClientCertificate, Distributor, Machine, Portal, Turned
from garbridge.core.stated import Breach
from garbridge.errors import (
    GarbridgeError,
    MalformedError,
    OversizedError,
    ProtocolError,
    StoreError,
    StoreUnavailableError,
)
from garbridge.formats.client_certificates import certificate_of, certificate_of_der
from garbridge.gar.erreurs import error_json, error_xml
from garbridge.ports import Document
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.failures import UnexpectedError, guarded, noted
from garbridge.web.outcomes import log_machine
from garbridge.web.outgoing import document, endpoint
from garbridge.web.pages import RETRY_AFTER

XML: Final = "application/xml; charset=utf-8"
JSON: Final = "application/json; charset=utf-8"
METHODS: Final = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT")
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
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


Answer = Document | Failure


def machine_view(
    *roles: type[Distributor] | type[Portal],
) -> Callable[[Callable[..., Answer]], Callable[..., Response]]:
    """Serve only machines of *roles*; the view is given the bridge and who asks.

    What is answered is logged with who asked and the status, never with the address.  Whatever
    goes wrong is answered as the GAR answers: a program cannot read a page.
    """

    def decorate(view: Callable[..., Answer]) -> Callable[..., Response]:
        @wraps(view)
        def serve(**arguments: str) -> Response:
            bridge, name = current_bridge(), _STRANGER
            try:
                machine = _admitted(bridge)
                if isinstance(machine, Turned):
                    return _answered(bridge, name, _turned(machine))
                name = machine.id
                if not isinstance(machine, roles):
                    return _answered(bridge, name, _turned(Turned.OTHER_ROLE))
                answer = view(bridge, machine, **arguments)
            except ProtocolError as broken:
                answer = Failure(400, broken.code, "la demande ne peut pas être lue")
            except HTTPException as refused:
                answer = _refused(refused)
            except Exception as failed:  # noqa: BLE001 - a program is told in its own dialect
                answer = _broken(bridge, failed)
            return _answered(bridge, name, answer)

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
    return service.admit(certificate, _token())


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


def _refused(refused: HTTPException) -> Failure:
    """Return what the server's own refusal is here: of a method, a size, a form or an address."""
    reason, message = _REFUSED.get(refused.code or 0, _UNREADABLE)
    status = refused.code if refused.code in _REFUSED else 400
    headers = {name: said for name, said in refused.get_headers() if name == "Allow"}
    if status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
        headers["Accept-Encoding"] = "identity"  # RFC 9110 15.5.16
    return Failure(status or 400, reason, message, headers=headers)


def _broken(bridge: Bridge, failed: Exception) -> Failure:
    """Return what our own fault is to a program: whether to ask again, and the reference."""
    error = failed if isinstance(failed, GarbridgeError) else UnexpectedError(type(failed).__name__)
    if isinstance(failed, StoreError):  # nothing was written: a program is told to ask again
        error = StoreUnavailableError(str(failed))
    if error is not failed:
        error.__cause__ = failed
    incident, reference = noted(bridge, error)
    again = incident.status == HTTPStatus.SERVICE_UNAVAILABLE
    headers = {"Retry-After": RETRY_AFTER} if again else {}
    why = f"{incident.title.one} ({incident.code}, {reference})"
    return Failure(incident.status, error.code, why, headers=headers)


_UNREADABLE: Final = (MalformedError.code, "la demande ne peut pas être lue")
_REFUSED: Final[Mapping[int, tuple[str, str]]] = {
    HTTPStatus.NOT_FOUND: ("no_such_address", "il n’y a pas de service à cette adresse"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", "cette méthode n’est pas admise ici"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (OversizedError.code, "la demande est trop grande"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("encoded", "la demande ne doit pas être compressée"),
}


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
    method = request.method if request.method in {*METHODS, "HEAD"} else "other"
    log_machine(machine, outcome, endpoint=endpoint(), method=method, status=done.status)
    return document(bridge, done)


def _failed(failure: Failure) -> Document:
    write, kind = (error_xml, XML) if is_xml_wanted() else (error_json, JSON)
    body = write(failure.status, failure.message, failure.resource, failure.breaches)
    more = {**_MORE.get(failure.status, {}), **failure.headers, "Vary": "Accept"}
    return Document(failure.status, kind, body, more)
