"""Metadata from an address: what holds takes the place of the copy, what does not changes nothing.

R8: unreachable, slow, truncated, of 100 MB, expired, wrongly signed: launches go on.
"""

import json
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.protocols.saml.signatures import (
    certificate,
    certificate_pem,
    enveloped,
    key_pem,
    no_version,
    shown_der,
)
from tests.wiring.inside import look_again, run_inside
from tests.wiring.portal_files import METADATA, NOW
from tests.wiring.running import Running, running
from werkzeug import Response

from garbridge.core.identifiers import ProviderId
from garbridge.errors import ConfigError
from garbridge.services.launch import Launched
from garbridge.wiring import Refreshed, RefreshOutcome, build_runtime, refresh_metadata
from garbridge.wiring import metadata_fetching as fetching
from garbridge.wiring.registry import read_registry

PARC = ProviderId("parc")
OTHER = METADATA.replace("sp.example/acs", "sp.example/acs2")
CERTIFICATE_OF_NO_VERSION = shown_der(no_version(certificate("provider"))).replace(
    "<ds:KeyInfo>", '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
)
LIMITED = "insecure_loopback = true\n"


def until(xml: str = OTHER, days: float = 30) -> str:
    """Return *xml* with a validUntil so many days ahead."""
    end = NOW + timedelta(days=days)
    return xml.replace("entityID=", f'validUntil="{end:%Y-%m-%dT%H:%M:%SZ}" entityID=')


def signed(xml: str, key: str = "federation") -> str:
    """Return *xml* signed as a whole, by python3-saml."""
    return enveloped(xml.replace("entityID=", 'ID="_m1" entityID='), key=key).decode()


@contextmanager
def following(
    folder: Path, server: HTTPServer, saml: str = "", *, metadata: str = METADATA
) -> Iterator[Running]:
    """Yield a portal whose provider's metadata is at an address."""
    found = running(folder, metadata=metadata)
    toml = folder / "providers" / "parc.toml"
    text = toml.read_text("utf-8")
    toml.write_text(
        text.replace(
            'metadata = "parc.xml"',
            f'metadata = "parc.xml"\nmetadata_url = "{server.url_for("/metadata")}"\n{saml}',
        ),
        "utf-8",
    )
    config = replace(found.runtime.config, insecure_loopback=True)
    yield Running(
        build_runtime(
            config,
            directory=found.runtime.directory,
            stores=found.runtime.stores,
            clock=found.clock,
        ),
        found.clock,
    )


def refreshed(portal: Running, *, force: bool = True) -> RefreshOutcome:
    """Refresh, and return what became of the one provider."""
    (done,) = refresh_metadata(portal.runtime.config, now=portal.clock(), force=force)
    assert done.provider == PARC
    return done


def copy(folder: Path) -> str:
    """Return the copy."""
    return (folder / "providers" / "parc.xml").read_text("utf-8")


def answer(server: HTTPServer, body: str | bytes, **more: object) -> None:
    """Let the address answer *body* from now on."""
    server.clear()
    server.expect_request("/metadata").respond_with_data(body, **more)  # type: ignore[arg-type] # passed on


def test_a_new_document_takes_the_place_of_the_copy(tmp_path: Path, httpserver: HTTPServer) -> None:
    """As a whole; a running process sees it within a second, and answers go to the new address."""
    with following(tmp_path, httpserver) as portal:
        answer(httpserver, until())
        look_again(portal.runtime.registry)

        assert refreshed(portal) == RefreshOutcome(provider=PARC, result=Refreshed.CHANGED)
        assert copy(tmp_path) == until()
        assert portal.answer().get("Destination") == "https://sp.example/acs2"
        assert not list((tmp_path / "providers").glob(".*"))


def test_an_unchanged_document_only_is_looked_at(tmp_path: Path, httpserver: HTTPServer) -> None:
    """The time of the look is the file's, so that the next one is not due at once."""
    with following(tmp_path, httpserver, metadata=until()) as portal:
        answer(httpserver, until())

        assert refreshed(portal).result is Refreshed.SAME
        assert (tmp_path / "providers" / "parc.xml").stat().st_mtime == NOW.timestamp()
        assert refreshed(portal, force=False).result is Refreshed.NOT_DUE


@pytest.mark.parametrize(
    ("said", "hours", "due"),
    [
        ("", 23, False),
        ("", 24, True),
        ("PT6H", 5, False),
        ("PT6H", 6, True),
        ("PT1S", 0.9, False),
        ("PT1S", 1, True),
        ("P30D", 23, False),
        ("P30D", 24, True),
    ],
)
def test_one_look_in_each_interval(
    tmp_path: Path,
    httpserver: HTTPServer,
    said: str,
    hours: float,
    due: bool,  # noqa: FBT001 - parametrized
) -> None:
    """The document's cacheDuration, within an hour and a day (one fetch per interval)."""
    cached = until().replace("entityID=", f'cacheDuration="{said}" entityID=') if said else until()
    with following(tmp_path, httpserver, metadata=cached) as portal:
        seen = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(tmp_path / "providers" / "parc.xml", (seen, seen))
        answer(httpserver, cached)

        assert (refreshed(portal, force=False).result is Refreshed.SAME) is due
        assert len(httpserver.log) == due


BAD: dict[str, str | bytes] = {
    "expired": until(days=0),
    "endless": OTHER,
    "too far": until(days=91),
    "cut off": until()[:-40],
    "no xml": "<html>Bienvenue",
    "nothing": "",
    "dtd": '<!DOCTYPE a [<!ENTITY x "y">]>' + until(),
    "billion laughs": '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]>'
    + until().replace("acs2", "&z;"),
    "another entity": until(OTHER.replace("sp.example/metadata", "sp.example/other")),
    "plain http": until(OTHER.replace("https://sp.example/acs2", "http://sp.example/acs2")),
    "no service": until(OTHER.replace("HTTP-POST", "HTTP-Artifact")),
    "utf-16": until().encode("utf-16"),
    "an index of 5,000 digits": until().replace('index="0"', f'index="{"1" * 5000}"'),
    "a certificate of no version": until(
        OTHER.replace(
            "<md:AssertionConsumerService",
            f"{CERTIFICATE_OF_NO_VERSION}<md:AssertionConsumerService",
        )
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_does_not_hold_leaves_the_last_good_copy(
    tmp_path: Path, httpserver: HTTPServer, case: str
) -> None:
    """Statement 49: refused with a reason, and people go on opening the resource."""
    with following(tmp_path, httpserver) as portal:
        answer(httpserver, BAD[case])
        done = refreshed(portal)

        assert done.result is Refreshed.REFUSED
        assert done.problems
        assert copy(tmp_path) == METADATA
        assert isinstance(portal.launch(), Launched)


def test_a_document_without_an_end_is_taken_where_that_was_said(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    """Most publishers state none; whoever registers them says so."""
    with following(tmp_path, httpserver, "metadata_without_end = true") as portal:
        answer(httpserver, OTHER)

        assert refreshed(portal).result is Refreshed.CHANGED


@pytest.mark.parametrize("status", [301, 302, 404, 500, 503])
def test_an_address_that_does_not_answer_leaves_the_copy(
    tmp_path: Path, httpserver: HTTPServer, status: int
) -> None:
    """No redirect is followed, wherever it goes."""
    with following(tmp_path, httpserver) as portal:
        answer(httpserver, until(), status=status, headers={"Location": httpserver.url_for("/b")})
        httpserver.expect_request("/b").respond_with_data(until())

        assert refreshed(portal).result is Refreshed.UNREACHABLE
        assert copy(tmp_path) == METADATA
        assert [request.path for request, _ in httpserver.log] == ["/metadata"]


def test_a_document_of_a_hundred_megabytes_is_left_after_one(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    """It is not read, and not held in memory."""
    sent = 0

    def endless(_: object) -> Response:
        def body() -> Iterator[bytes]:
            nonlocal sent
            for _ in range(1600):
                sent += 65_536
                yield b" " * 65_536

        return Response(body())

    with following(tmp_path, httpserver) as portal:
        httpserver.expect_request("/metadata").respond_with_handler(endless)
        done = refreshed(portal)

        assert done.result is Refreshed.UNREACHABLE
        assert "more than 1048576 octets" in done.problems[0]
        assert sent < 50_000_000


def test_a_document_that_is_packed_is_not_unpacked(tmp_path: Path, httpserver: HTTPServer) -> None:
    """Nobody asked for that: a bomb would be smaller than what it holds."""
    with following(tmp_path, httpserver) as portal:
        answer(httpserver, until(), headers={"Content-Encoding": "gzip"})

        assert refreshed(portal).result is Refreshed.UNREACHABLE


@contextmanager
def dripping(head: bytes, octets: bytes, pause: float) -> Iterator[str]:
    """Yield the address of somebody who sends *head*, then *octets* one by one."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        peer, _ = listening.accept()
        with peer:
            try:
                peer.sendall(head)
                for octet in octets:
                    if over.wait(pause):
                        return
                    peer.sendall(bytes([octet]))
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/metadata"
    finally:
        over.set()
        thread.join()
        listening.close()


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "octets"),
    [(OK, b"<" * 5000), (b"HTTP/1.1 200 OK\r\nX-", b"a" * 5000), (b"", b"H" * 5000)],
    ids=["body", "headers", "status"],
)
def test_a_byte_at_a_time_is_left_in_time(
    monkeypatch: pytest.MonkeyPatch, head: bytes, octets: bytes
) -> None:
    """Each read of the socket succeeds; the whole has an end all the same."""
    monkeypatch.setattr(fetching, "TOTAL", 1.0)
    with dripping(head, octets, 0.05) as url:
        began = time.monotonic()
        with pytest.raises(fetching.MetadataUnreachableError, match="no answer in time"):
            fetching.fetch_metadata(url)

    assert time.monotonic() - began < 60, "not a figure: all of it would take four minutes"


def test_a_document_that_is_cut_off_is_none() -> None:
    """Fewer octets than were stated, and the connection ends."""
    with dripping(OK, b"<a/>", 0.0) as url, pytest.raises(fetching.MetadataUnreachableError):
        fetching.fetch_metadata(url)


def test_many_addresses_are_fetched_at_once(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that hangs does not keep the others, nor the time for all of them."""
    monkeypatch.setattr(fetching, "TOTAL", 1.0)
    httpserver.expect_request("/metadata").respond_with_data(METADATA)
    good = [f"{httpserver.url_for('/metadata')}?{number}" for number in range(11)]
    with dripping(OK, b"<" * 5000, 0.05) as slow:
        found = fetching.fetch_all([good[0], slow, *good[1:]])

    assert [url for url in good if found[url] != METADATA.encode()] == []
    assert isinstance(found[slow], fetching.MetadataUnreachableError)


SIGNER = 'metadata_certificate = "federation.pem"'


def _federation(folder: Path, *names: str) -> None:
    pem = "".join(certificate_pem(name) for name in names or ("federation",))
    (folder / "providers").mkdir(exist_ok=True)
    (folder / "providers" / "federation.pem").write_text(pem, "utf-8")


@contextmanager
def federated(folder: Path, server: HTTPServer, *names: str) -> Iterator[Running]:
    """Yield a portal whose provider's metadata must be signed; its copy is."""
    found = running(folder)
    _federation(folder, *names)
    toml, xml = (folder / "providers" / f"parc.{kind}" for kind in ("toml", "xml"))
    xml.write_text(signed(METADATA), "utf-8")
    toml.write_text(
        toml.read_text("utf-8").replace(
            'metadata = "parc.xml"',
            f'metadata = "parc.xml"\nmetadata_url = "{server.url_for("/metadata")}"\n{SIGNER}',
        ),
        "utf-8",
    )
    config = replace(found.runtime.config, insecure_loopback=True)
    runtime = build_runtime(
        config, directory=found.runtime.directory, stores=found.runtime.stores, clock=found.clock
    )
    yield Running(runtime, found.clock)


def test_a_signed_document_is_taken(tmp_path: Path, httpserver: HTTPServer) -> None:
    """By the key of one of the certificates: two of them during a rollover of the federation."""
    with federated(tmp_path, httpserver, "other", "federation") as portal:
        answer(httpserver, signed(until()))

        assert refreshed(portal).result is Refreshed.CHANGED


FORGED = {
    "unsigned": until(),
    "by another key": signed(until(), key="somebody"),
    "changed": signed(until()).replace("acs2", "acs3"),
    "beside": signed(until()).replace(
        "</md:EntityDescriptor>", "<!-- x --><md:Extensions/></md:EntityDescriptor>"
    ),
    "wrapped": (
        '<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">{}'
        f"{until()}</md:EntitiesDescriptor>"
    ),
}


@pytest.mark.parametrize("case", FORGED)
def test_a_document_that_is_wrongly_signed_leaves_the_copy(
    tmp_path: Path, httpserver: HTTPServer, case: str
) -> None:
    """Statement 49: the signature is over the whole of it, by a key that was agreed."""
    inner = signed(METADATA).partition("?>")[2] or signed(METADATA)
    with federated(tmp_path, httpserver) as portal:
        before = copy(tmp_path)
        answer(httpserver, FORGED[case].replace("{}", inner))
        done = refreshed(portal)

        assert done.result is Refreshed.REFUSED
        assert copy(tmp_path) == before
        assert isinstance(portal.launch(), Launched)


def test_a_copy_that_was_changed_on_the_disk_is_not_loaded(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    """Whoever can write the file cannot sign it; a running portal keeps what it had."""
    with federated(tmp_path, httpserver) as portal:
        path = tmp_path / "providers" / "parc.xml"
        path.write_text(path.read_text("utf-8").replace("/acs", "/evil"), "utf-8")
        look_again(portal.runtime.registry)

        assert portal.answer().get("Destination") == "https://sp.example/acs"
        assert "signed" in portal.runtime.registry.problems[0]
        with pytest.raises(ConfigError):
            read_registry(portal.runtime.config.providers, portal.runtime.config.reading)


def test_what_another_provider_is_called_is_not_taken(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    """The folder would not load with it: the next restart would close every provider."""
    with following(tmp_path, httpserver, "require_signed_requests = false") as portal:
        signs = until().replace(
            "<md:SPSSODescriptor", '<md:SPSSODescriptor AuthnRequestsSigned="1"'
        )
        answer(httpserver, signs)
        done = refreshed(portal)

        assert done.result is Refreshed.REFUSED
        assert "holds no signing key" in done.problems[0]


def test_a_mistake_elsewhere_in_the_folder_does_not_keep_a_copy_old(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    """Only what the document itself would break counts."""
    with following(tmp_path, httpserver) as portal:
        (tmp_path / "providers" / "studio.toml").write_text("nom = 1", "utf-8")
        answer(httpserver, until())

        assert refreshed(portal).result is Refreshed.CHANGED


def test_a_copy_that_is_not_there_yet_is_fetched(tmp_path: Path, httpserver: HTTPServer) -> None:
    """A file that was written by hand names an address, and the first refresh brings the copy."""
    with following(tmp_path, httpserver) as portal:
        (tmp_path / "providers" / "parc.xml").unlink()
        answer(httpserver, until())

        assert refreshed(portal, force=False).result is Refreshed.CHANGED
        assert copy(tmp_path) == until()


def test_no_launch_waits_for_an_address(
    tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is ever fetched while a person waits: only the command does."""

    def touched(*_: object, **__: object) -> None:
        raise AssertionError

    with following(tmp_path, httpserver) as portal:
        monkeypatch.setattr("requests.get", touched)
        os.utime(tmp_path / "providers" / "parc.xml", (0, 0))
        look_again(portal.runtime.registry)

        assert isinstance(portal.launch(), Launched)
        assert httpserver.log == []


def test_the_command_tells_each_and_ends_as_the_worst(
    tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 where all is well, 1 where something was refused, 4 where nobody answered."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with following(tmp_path, httpserver, "metadata_without_end = true") as portal:
        for body, status, code, result in (
            (OTHER, 200, 0, "changed"),
            (OTHER, 200, 0, "same"),
            ("<a/>", 200, 1, "refused"),
            ("", 500, 4, "unreachable"),
        ):
            answer(httpserver, body, status=status)
            done = run_inside(portal.runtime, "metadata", "refresh", "--force", "--json", "parc")
            assert done.exit_code == code, done.output
            assert [row["result"] for row in json.loads(done.output)] == [result]
        shown = run_inside(portal.runtime, "metadata", "refresh", "--force")
        assert "parc : injoignables, la dernière bonne copie reste" in shown.output
        assert run_inside(portal.runtime, "metadata", "refresh", "studio").output == ""


def test_a_certificate_that_nobody_vouches_for_ends_the_connection(
    tmp_path: Path, make_httpserver_ssl: HTTPServer
) -> None:
    """Statement 49: TLS is what vouches for unsigned metadata, so it is checked (110)."""
    with following(tmp_path, make_httpserver_ssl) as portal:
        answer(make_httpserver_ssl, until())
        done = refreshed(portal)

        assert done.result is Refreshed.UNREACHABLE
        assert "SSLError" in done.problems[0]
        assert copy(tmp_path) == METADATA


@pytest.fixture(name="make_httpserver_ssl")
def _over_tls(tmp_path: Path) -> Iterator[HTTPServer]:
    """Yield a server with a certificate that it signed itself."""
    folder = tmp_path / "tls"
    folder.mkdir()
    (folder / "key.pem").write_text(key_pem("server"), "utf-8")
    (folder / "crt.pem").write_text(certificate_pem("server"), "utf-8")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "crt.pem", folder / "key.pem")
    server = HTTPServer(host="127.0.0.1", port=0, ssl_context=context)
    server.start()
    yield server
    server.stop()
