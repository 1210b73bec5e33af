"""The State's GAR where portals ask what somebody finds there: a fake, over HTTP and mutual TLS.

``GET /ressources/{idENT}/{UAI}/{GARPersonIdentifiant}`` and ``GET /ressourcesDiffusables``, in the
forms that public code shows: JSON or XML as *Accept* says, gzip where it may be.  Whoever shows no
certificate of the authority is not let in by TLS itself.

What a school is answered can be broken on purpose, one :class:`Fault` for each school, to see what
a portal makes of it.  Nothing is kept but the paths that were asked for, for tests.
"""

import gzip
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from provider_stub.gar_entries import (
    GENERATED,
    Entry,
    as_json,
    as_xml,
    entry,
    public_json,
    public_xml,
)

_BOMB = 16 * 1024 * 1024


class Fault(StrEnum):
    """How the answer about one school is broken."""

    UNKNOWN_SCHOOL = "unknown_school"
    """400, with the one message that is known."""
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    BROKEN = "broken"
    """401, 403, 500."""
    HANG = "hang"
    """The connection stands, and nothing comes."""
    DRIP = "drip"
    """An octet now and then, for ever."""
    NOTHING = "nothing"
    """The connection is closed without an answer."""
    HALF = "half"
    """Half of the JSON, and then the end, as if that were all."""
    CUT = "cut"
    """Half of what its length promises."""
    FOREIGN = "foreign"
    """The list of another school."""
    BOMB = "bomb"
    """A small gzip that would fill the memory."""
    REDIRECT = "redirect"
    """302, to somewhere else."""
    PAGE = "page"
    """200, and a page for people."""


_STATUSES = {Fault.UNAUTHORIZED: 401, Fault.FORBIDDEN: 403, Fault.BROKEN: 500}


@dataclass(slots=True)
class GarLists:
    """What the fake answers, and what it was asked.

    ``entries`` are those of everybody, but for those who have some of their own in ``of_person``.
    ``described`` says of some what stands in place of what the fake makes up.
    ``access`` is where resources are opened: the address of ``/domaineGar``.
    ``public`` is the catalogue for everybody, and ``public_fault`` how its answer is broken.
    """

    access: str = "https://sp-auth.gar.example/domaineGar"
    entries: Sequence[str] = ("r14", "r15")
    of_person: dict[str, Sequence[str]] = field(default_factory=dict)
    described: Mapping[str, Entry] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    public: Sequence[Entry] = ()
    public_fault: Fault | None = None
    asked: list[str] = field(default_factory=list)
    hang_seconds: float = 60.0
    over: threading.Event = field(default_factory=threading.Event)

    def listed(self, tenant: str, school: str, person: str) -> list[Entry]:
        """Return what *person* finds through *school*."""
        if self.faults.get(school) is Fault.FOREIGN:
            school = "0000000X"
        names = self.of_person.get(person, self.entries)
        return [
            {
                **entry(name, access=self.access, tenant=tenant, school=school),
                **self.described.get(name, {}),
            }
            for name in names
        ]


@contextmanager
def serve_lists(
    lists: GarLists,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    server: tuple[Path, Path] | None = None,
    authority: Path | None = None,
) -> Iterator[str]:
    """Serve *lists* until the end of the block; yield the address, without a slash.

    Args:
        lists: What to answer.
        host: Where to listen.
        port: Likewise; 0 is any that is free.
        server: Our certificate and key, in PEM; ``None`` is plain http.
        authority: Whose certificates are let in, in PEM; needed with *server*.
    """
    handler = type("_Bound", (_Handler,), {"lists": lists})
    httpd = _Server((host, port), handler)
    scheme = "http"
    if server is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*server)
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(authority)
        httpd.context, scheme = context, "https"
    thread = threading.Thread(target=httpd.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"{scheme}://{host}:{httpd.server_address[1]}"
    finally:
        lists.over.set()
        httpd.shutdown()
        httpd.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    context: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as http.server has it
        """Shake hands in the thread of the connection, not where others wait to be accepted."""
        if self.context is None:
            super().finish_request(request, client_address)
            return
        with suppress(OSError), self.context.wrap_socket(request, server_side=True) as secure:
            super().finish_request(secure, client_address)


class _Handler(BaseHTTPRequestHandler):
    lists: GarLists
    protocol_version = "HTTP/1.1"
    timeout = 120

    def handle(self) -> None:
        """Serve one connection; one that breaks off is none of our business."""
        with suppress(OSError):
            super().handle()

    def log_message(self, *_args: object) -> None:
        """Write nothing: the path names somebody."""

    def do_GET(self) -> None:
        """Answer one question."""
        parts = [unquote(one) for one in self.path.lstrip("/").split("/")]
        self.lists.asked.append("/".join(parts))
        if parts == ["ressourcesDiffusables"]:
            self._catalogue()
        elif len(parts) == 4 and parts[0] == "ressources":  # noqa: PLR2004 - ENT, school, person
            self._list(*parts[1:])
        else:
            self._error(404, self.path)

    def _catalogue(self) -> None:
        if self._broken(self.lists.public_fault):
            return
        as_xml_asked = "xml" in self.headers.get("Accept", "")
        body = (public_xml if as_xml_asked else public_json)(self.lists.public, GENERATED)
        self._send(200, "application/xml" if as_xml_asked else "application/json", body)

    def _broken(self, fault: Fault | None) -> bool:
        """Answer as *fault* says, if it says so for whatever is asked."""
        act = _ACTS.get(fault) if fault else None
        if act is not None:
            act(self)
        elif fault in _STATUSES:
            self._error(_STATUSES[fault], "")
        return act is not None or fault in _STATUSES

    def _list(self, tenant: str, school: str, person: str) -> None:
        fault = self.lists.faults.get(school)
        if self._broken(fault):
            return
        if fault is Fault.UNKNOWN_SCHOOL:
            self._error(400, f"ressources/{tenant}/{school}/{person}")
            return
        entries = self.lists.listed(tenant, school, person)
        if "xml" in self.headers.get("Accept", ""):
            self._send(200, "application/xml;charset=UTF-8", as_xml(entries))
        else:
            self._send(200, "application/json;charset=UTF-8", as_json(entries))

    def _error(self, status: int, resource: str) -> None:
        said = {"Code": "Bad Request", "Message": "Établissement non trouvé", "Resource": resource}
        self._send(status, "application/json", json.dumps({"Erreur": said}).encode())

    def _send(self, status: int, media_type: str, body: bytes) -> None:
        takes_gzip = "gzip" in self.headers.get("Accept-Encoding", "")
        sent = gzip.compress(body) if takes_gzip else body
        self._head(status, media_type, len(sent), is_gzip=takes_gzip)
        self.wfile.write(sent)

    def _head(
        self, status: int, media_type: str, length: int | None, *, is_gzip: bool = False
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        if is_gzip:
            self.send_header("Content-Encoding", "gzip")
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.close_connection = True
        self.end_headers()

    def _hang(self) -> None:
        self.lists.over.wait(self.lists.hang_seconds)
        self.close_connection = True

    def _drip(self) -> None:
        self._head(200, "application/json", 10_000)
        ends = time.monotonic() + self.lists.hang_seconds
        while time.monotonic() < ends and not self.lists.over.wait(0.1):
            self.wfile.write(b" ")

    def _nothing(self) -> None:
        self.close_connection = True

    def _half(self) -> None:
        self._head(200, "application/json", None)
        self.wfile.write(as_json(self.lists.listed("F0", "0000000X", ""))[:200])

    def _cut(self) -> None:
        self._head(200, "application/json", 10_000)
        self.wfile.write(b"{")

    def _bomb(self) -> None:
        packed = gzip.compress(b" " * _BOMB, compresslevel=1)
        self._head(200, "application/json", len(packed), is_gzip=True)
        self.wfile.write(packed)

    def _redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"{self.lists.access}/{quote('ailleurs')}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self) -> None:
        self._send(200, "text/html", b"<html><body>Maintenance</body></html>")


_ACTS: Mapping[Fault | None, Callable[[_Handler], None]] = {
    Fault.HANG: _Handler._hang,  # noqa: SLF001 - acts of the handler, by fault
    Fault.DRIP: _Handler._drip,  # noqa: SLF001 - likewise
    Fault.NOTHING: _Handler._nothing,  # noqa: SLF001 - likewise
    Fault.HALF: _Handler._half,  # noqa: SLF001 - likewise
    Fault.CUT: _Handler._cut,  # noqa: SLF001 - likewise
    Fault.BOMB: _Handler._bomb,  # noqa: SLF001 - likewise
    Fault.REDIRECT: _Handler._redirect,  # noqa: SLF001 - likewise
    Fault.PAGE: _Handler._page,  # noqa: SLF001 - likewise
}
