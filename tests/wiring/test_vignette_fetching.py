"""Pictures are fetched from real servers, hostile ones among them, and from nowhere else."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import pytest
from tests.formats.test_pictures import SVG
from tests.pictures import PNG, WEBP, moving, picture
from tests.protocols.saml.signatures import certificate_pem, key_pem
from tests.scratch import new_folder
from tests.wiring.test_upstream_http import Talk, endless, saying, server, silent

from garbridge.config import Vignettes
from garbridge.core.vignettes import LARGEST, LONGEST_STAMP, PictureFault, Stamp
from garbridge.formats.pictures import read_picture
from garbridge.ports import NewPicture, PictureAnswer, SamePicture
from garbridge.wiring.public_addresses import is_public
from garbridge.wiring.upstream_places import Slots
from garbridge.wiring.vignette_fetching import PAUSE, Bounds, HttpPictures

BODY = picture(PNG)
HERE = "127.0.0.1"
NEVER = Stamp()
ETAG, MODIFIED = '"v1"', "Sun, 15 Nov 2026 08:00:00 GMT"


def answer(body: bytes = BODY, status: str = "200 OK", *lines: str) -> bytes:
    """Return an answer of HTTP."""
    head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines))
    return f"{head}\r\n\r\n".encode() + body


def pictures(
    *addresses: str,
    total: float = 5.0,
    ticks: Callable[[], float] = time.monotonic,
    lookup: Callable[[str, int], Sequence[str]] | None = None,
    context: ssl.SSLContext | None = None,
    loopback: bool = True,
) -> HttpPictures:
    """Return what fetches from the hosts of *addresses*, on this machine too."""
    folder = new_folder()
    places = Slots(folder=lambda: folder, number=4, ticks=ticks, pause=PAUSE)
    hosts = frozenset(one.split("/")[2] for one in addresses)
    bounds = Bounds(total=total, context=context)
    if lookup is not None:
        bounds = Bounds(total=total, context=context, lookup=lookup)
    return HttpPictures(Vignettes(hosts, insecure_loopback=loopback), places, bounds)


def fetched(source: HttpPictures, address: str, stamp: Stamp = NEVER) -> PictureAnswer:
    """Return what became of one address."""
    ((asked, found),) = source.fetch([(address, stamp)])
    assert asked == address
    return found


def told(talk: Talk, stamp: Stamp = NEVER, *, total: float = 5.0) -> PictureAnswer:
    """Return what becomes of an answer of *talk*."""
    with server(talk) as (url, _):
        return fetched(pictures(url, total=total), url, stamp)


def test_a_picture_with_its_version() -> None:
    """As the publisher calls it, to be asked for again."""
    with server(saying(answer(BODY, "200 OK", f"ETag: {ETAG}", f"Last-Modified: {MODIFIED}"))) as (
        url,
        heard,
    ):
        found = fetched(pictures(url), url)

    assert isinstance(found, NewPicture)
    assert (found.picture, found.stamp) == (read_picture(BODY), Stamp(ETAG, MODIFIED))
    (request,) = heard
    assert request.startswith(b"GET /x HTTP/1.1\r\n")
    assert b"Accept-Encoding: identity" in request
    for header in (b"cookie", b"referer", b"authorization", b"if-none-match"):
        assert header not in request.lower()


def test_the_same_version_is_not_sent_again() -> None:
    """It is asked for unless it is the one that is there."""
    with server(saying(answer(b"", "304 Not Modified"))) as (url, heard):
        found = fetched(pictures(url), url, Stamp(ETAG, MODIFIED))

    assert found == SamePicture()
    assert f"If-None-Match: {ETAG}\r\n".encode() in heard[0]
    assert f"If-Modified-Since: {MODIFIED}\r\n".encode() in heard[0]


def test_nothing_is_the_same_as_nothing() -> None:
    """A server that says so without being asked has given no picture."""
    assert told(saying(answer(b"", "304 Not Modified"))) is PictureFault.STATUS


def test_a_version_that_no_honest_server_says() -> None:
    """It would be kept, and sent back."""
    long = "x" * (LONGEST_STAMP + 1)
    found = told(saying(answer(BODY, "200 OK", f"ETag: {long}", "Last-Modified: \xe9")))

    assert isinstance(found, NewPicture)
    assert found.stamp == NEVER


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (answer(b"", "301 Moved Permanently", "Location: http://127.0.0.1:1/x"), "STATUS"),
        (answer(BODY, "302 Found", "Location: http://169.254.169.254/latest/meta-data"), "STATUS"),
        (answer(b"", "404 Not Found"), "STATUS"),
        (answer(BODY, "500 Oops"), "STATUS"),
        (answer(b"", "410 Gone"), "GONE"),
        (answer(SVG, "200 OK", "Content-Type: image/png"), "KIND"),
        (answer(b"<html>sign in", "200 OK", "Content-Type: image/png"), "KIND"),
        (answer(moving(WEBP)), "KIND"),
        (answer(picture(PNG, 4_000, 20)), "DIMENSIONS"),
        (answer(gzip.compress(b"\0" * 10**7), "200 OK", "Content-Encoding: gzip"), "UNREACHABLE"),
        (answer(BODY, "200 OK", "Content-Encoding: br"), "UNREACHABLE"),
        (answer(b"\0" * (LARGEST + 1)), "TOO_LARGE"),
        (answer(BODY)[:-20], "UNREACHABLE"),
        (b"SSH-2.0-OpenSSH_9\r\n", "UNREACHABLE"),
    ],
    # What is said holds the second at which it was packed: no two workers would name it alike.
    ids=count(),
)
def test_what_is_no_picture_is_not_kept(said: bytes, why: str) -> None:
    """Neither followed, nor unpacked, nor believed for its headers."""
    assert told(saying(said)) is PictureFault[why]


def test_a_body_without_an_end() -> None:
    """Ten gigabytes are not read: the first half of a megabyte is enough."""
    for status in ("200 OK", "302 Found\r\nLocation: /y"):
        head = f"HTTP/1.1 {status}\r\nContent-Length: 10000000000\r\n\r\n"

        assert told(endless(head.encode(), b"\0" * 65_536), total=60) is PictureFault.TOO_LARGE


@pytest.mark.parametrize(
    "talk",
    [
        endless(b"HTTP/1.1 200 OK\r\n\r\n", b"\x89", 0.05),
        endless(b"", b"H", 0.05),
        silent,
    ],
)
def test_an_octet_now_and_then_has_an_end(talk: Talk) -> None:
    """All of it has one time, headers included."""
    assert told(talk, total=0.5) is PictureFault.UNREACHABLE


PRIVATE = (
    *("127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.8"),  # noqa: S104 - refused
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
    *(
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "::ffff:9.9.9.9",
        "192.88.99.1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
    ),
    *("64:ff9b:1::1", "2002:7f00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "nonsense", ""),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_inside(address: str) -> None:
    """Nobody connects, whatever else the name leads to and however it is written."""
    assert not is_public(address)
    source = pictures(
        "https://img.example/x", lookup=lambda *_: ("9.9.9.9", address), loopback=False
    )

    assert fetched(source, "https://img.example/x") is PictureFault.PRIVATE


def test_addresses_of_the_public_internet() -> None:
    """Of either kind; and by way of a gateway of one's own provider."""
    assert all(map(is_public, ("9.9.9.9", "2620:fe::fe", "64:ff9b::909:909")))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]"])
def test_this_machine_by_any_name(host: str) -> None:
    """As a number, too: what is connected to is looked at, and not how it is written."""
    with server(saying(answer())) as (url, heard):
        port = url.split(":")[2].split("/")[0]
        address = f"https://{host}:{port}/x"
        found = fetched(pictures(address, loopback=False), address)

    assert found in {PictureFault.PRIVATE, PictureFault.UNREACHABLE}
    assert heard == []


def test_a_name_is_looked_up_once() -> None:
    """A resolver that says another address the second time is not asked a second time."""
    said = count()

    def lookup(_name: str, _port: int) -> Sequence[str]:
        return (HERE,) if next(said) == 0 else ("10.0.0.1",)

    with server(saying(answer())) as (url, heard):
        port = url.split(":")[2].split("/")[0]
        address = f"http://localhost:{port}/x"
        found = fetched(pictures(address, lookup=lookup), address)

    assert isinstance(found, NewPicture)
    assert next(said) == 1
    assert f"Host: localhost:{port}\r\n".encode() in heard[0]


def test_a_name_that_leads_inside_the_second_time() -> None:
    """What was public an hour ago is looked at again, and refused."""
    answers = iter([(HERE,), ("10.0.0.1",)])
    with server(saying(answer())) as (url, heard):
        address = url.replace(HERE, "localhost")
        source = pictures(address, lookup=lambda *_: next(answers))
        found = [fetched(source, address) for _ in range(2)]

    assert isinstance(found[0], NewPicture)
    assert found[1] is PictureFault.PRIVATE
    assert len(heard) == 1


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would look the name up by itself, and connect wherever that leads."""
    with server(saying(answer())) as (proxy, asked), server(saying(answer())) as (url, heard):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        monkeypatch.setenv("no_proxy", "")
        found = fetched(pictures(url), url)

    assert isinstance(found, NewPicture)
    assert (len(asked), len(heard)) == (0, 1)


def test_another_host_is_not_asked() -> None:
    """Also not where somebody wrote it down since."""
    with server(saying(answer())) as (url, heard):
        assert fetched(pictures("https://img.example/"), url) is PictureFault.UNREACHABLE

    assert heard == []


@contextmanager
def secure(folder: Path, name: str = "evil") -> Iterator[tuple[int, ssl.SSLContext]]:
    """Yield the port of a server with TLS for the names of a certificate, and who trusts it."""
    (folder / "tls.key").write_text(key_pem(name), "ascii")
    (folder / "tls.crt").write_text(certificate_pem(name), "ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.crt", folder / "tls.key")

    def talk(line: socket.socket) -> None:
        line.sendall(answer())

    trusting = ssl.create_default_context(cafile=str(folder / "tls.crt"))
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server((HERE, 0)))
        stack.callback(listening.shutdown, socket.SHUT_RDWR)
        _serve(listening, context, talk)
        yield listening.getsockname()[1], trusting


def _serve(listening: socket.socket, context: ssl.SSLContext, talk: Talk) -> None:
    """Answer by TLS, each line in turn, until nobody listens."""

    def serve() -> None:
        while True:
            try:
                line, _ = listening.accept()
                with context.wrap_socket(line, server_side=True) as safe:
                    safe.recv(65_536)
                    talk(safe)
            except ssl.SSLError:
                continue
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()


def test_a_certificate_that_nobody_trusts(tmp_path: Path) -> None:
    """The machine's certificates say who is who."""
    with secure(tmp_path) as (port, _):
        address = f"https://localhost:{port}/x"
        found = fetched(pictures(address), address)

    assert found is PictureFault.UNREACHABLE


def test_a_certificate_of_somebody_else(tmp_path: Path) -> None:
    """It names its owner, and not the host that was asked for: the address is not the name."""
    with secure(tmp_path) as (port, trusting):
        address = f"https://localhost:{port}/x"
        found = fetched(pictures(address, context=trusting), address)

    assert found is PictureFault.UNREACHABLE


def test_a_host_that_is_down_is_left_alone_for_a_while() -> None:
    """After two in a row, by whoever asks next; other hosts are asked on."""
    now = [1_000.0]
    with server(saying(b"")) as (down, broken), server(saying(answer())) as (up, fine):
        source = pictures(down, up, ticks=lambda: now[0])
        asked = [(f"{down}{number}", NEVER) for number in range(9)] + [(up, NEVER)]
        found = dict(source.fetch(asked))
        assert len(broken) == 4
        assert len(fine) == 1
        assert isinstance(found.pop(up), NewPicture)
        assert set(found.values()) == {PictureFault.UNREACHABLE}

        now[0] += PAUSE + 1
        fetched(source, down)

    assert len(broken) == 5


def test_what_a_host_says_wrongly_is_no_reason_to_leave_it() -> None:
    """A picture that is too large, one that is none: the next one is asked for."""
    with server(saying(answer(b"\0" * (LARGEST + 1)))) as (url, heard):
        source = pictures(url)
        asked = [(f"{url}{number}", NEVER) for number in range(9)]
        assert {found for _, found in source.fetch(asked)} == {PictureFault.TOO_LARGE}

    assert len(heard) == 9
