"""The bounds within which an upstream is asked, on real sockets."""

import shutil
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from tests.protocols.saml.signatures import certificate_pem, key_pem
from tests.scratch import new_folder

from garbridge.ports import Fetched, Unfetched
from garbridge.wiring.upstream_http import LARGEST, HttpFetcher
from garbridge.wiring.upstream_places import Slots, shared_folder

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Talk = Callable[[socket.socket], None]


@contextmanager
def server(talk: Talk) -> Iterator[tuple[str, list[bytes]]]:
    """Yield the address of a server that says what *talk* says, and the requests it read."""
    listening = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(line,), daemon=True).start()

    def answer(line: socket.socket) -> None:
        with line:
            try:
                heard.append(line.recv(65536))
                talk(line)
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/x", heard
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def saying(*pieces: bytes, pause: float = 0.0) -> Talk:
    """Return what says *pieces*, with a *pause* after each, over and over once they are said."""

    def talk(line: socket.socket) -> None:
        for piece in pieces:
            line.sendall(piece)
            time.sleep(pause)

    return talk


def endless(head: bytes, piece: bytes, pause: float = 0.0) -> Talk:
    """Return what never ends."""

    def talk(line: socket.socket) -> None:
        line.sendall(head)
        while True:
            line.sendall(piece)
            time.sleep(pause)

    return talk


def silent(line: socket.socket) -> None:
    """Say nothing until the other one goes."""
    line.recv(1)


def quick(
    *,
    total: float = 1.0,
    number: int = 8,
    ticks: Callable[[], float] = time.monotonic,
    soon: float = 0.1,
) -> HttpFetcher:
    """Return a fetcher that waits less than a real one, with places of its own."""
    folder = new_folder()
    places = Slots(folder=lambda: folder, number=number, ticks=ticks, pause=10.0)
    return HttpFetcher(places, total=total, quick=soon)


def timed(act: Callable[[], Fetched | Unfetched]) -> tuple[Fetched | Unfetched, float]:
    """Return what *act* returns, and how many seconds it took."""
    began = time.monotonic()
    return act(), time.monotonic() - began


def test_an_honest_answer() -> None:
    """Status and body, by GET and by POST, with the headers and the form as they were given."""
    with server(saying(OK)) as (url, heard):
        assert quick().get(url, headers={"Accept": "x/y"}) == Fetched(200, b"ok")
        answer = quick().post(url, {"a": "é&="}, headers={"Authorization": "Basic eA=="})

    assert answer == Fetched(200, b"ok")
    assert b"Accept: x/y" in heard[0]
    assert b"Authorization: Basic eA==" in heard[1]
    assert b"Content-Type: application/x-www-form-urlencoded" in heard[1]


def test_netrc_does_not_replace_what_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of the machine's would send another secret than the configured one."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login x password y\n", "ascii")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    with server(saying(OK)) as (url, heard):
        quick().get(url, headers={"Authorization": "Bearer mine"})

    assert b"Authorization: Bearer mine" in heard[0]


def test_s110_no_redirect_is_followed() -> None:
    """Wherever it leads: a secret would go along."""
    with server(saying(OK)) as (other, followed):
        moved = f"HTTP/1.1 302 F\r\nLocation: {other}\r\nContent-Length: 0\r\n\r\n".encode()
        with server(saying(moved)) as (url, _):
            answer = quick().get(url)

    assert isinstance(answer, Fetched)
    assert answer.status == 302
    assert followed == []


SLOW: dict[str, Talk] = {
    "no answer": silent,
    "a byte a second": endless(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x", 0.2),
    "a byte a second of headers": endless(b"HTTP/1.1 200 OK\r\n", b"x", 0.2),
    "headers without end": endless(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n", 0.2),
    "a body without a length": endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x", 0.2),
}


@pytest.mark.parametrize("how", SLOW)
def test_s71_r8_who_is_slow_is_left(how: str) -> None:
    """In the time there is for all of it, and the thread that waited ends soon after."""
    before = threading.active_count()
    with server(SLOW[how]) as (url, _):
        answer, took = timed(lambda: quick().get(url))
        for _ in range(600):
            waiting = [one for one in threading.enumerate() if type(one).__name__ == "_Request"]
            if not waiting:
                break
            time.sleep(0.05)

    assert isinstance(answer, Unfetched)
    assert took < 20.0, "not a figure: the whole would take minutes, or never end"
    assert waiting == [], before


LARGE = {
    "100 MB": endless(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n", b"x" * 65536),
    "without end": endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536),
    "in chunks": endless(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"4000\r\n" + b"x" * 16384 + b"\r\n",
    ),
    "one header": endless(b"HTTP/1.1 200 OK\r\na: ", b"x" * 65536),
}


@pytest.mark.parametrize("how", LARGE)
def test_s71_r8_what_is_too_large_is_not_read(how: str) -> None:
    """Not more than the limit of it."""
    with server(LARGE[how]) as (url, _):
        answer, took = timed(lambda: quick().get(url))

    assert isinstance(answer, Unfetched)
    assert took < 20.0, "not a figure: one of them never ends"


def test_the_limit_is_the_last_octet_that_is_read() -> None:
    """One more is too many."""
    for size, expected in ((LARGEST, Fetched), (LARGEST + 1, Unfetched)):
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode()
        with server(saying(head, b"x" * size)) as (url, _):
            assert isinstance(quick(total=5.0).get(url), expected)


BROKEN = {
    "truncated": saying(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
    "no HTTP": saying(b"SSH-2.0-x\r\n"),
    "closed": saying(),
    "compressed": saying(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok"
    ),
    "two lengths": saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_r8_what_is_broken_is_no_answer(how: str) -> None:
    """And no error either: it is the ordinary case of an upstream that is away."""
    with server(BROKEN[how]) as (url, _):
        assert isinstance(quick().get(url), Unfetched)


def test_nobody_listens() -> None:
    """Nor is there a machine of that name."""
    with server(saying(OK)) as (url, _):
        pass

    assert isinstance(quick().get(url), Unfetched)
    assert isinstance(quick().get("https://nobody.invalid/"), Unfetched)


def test_s110_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    """TLS is checked, with the machine's certificates."""
    (tmp_path / "tls.key").write_text(key_pem("evil"), "ascii")
    (tmp_path / "tls.crt").write_text(certificate_pem("evil"), "ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "tls.crt", tmp_path / "tls.key")
    told: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = listening.accept()
        with line:
            try:
                told.append(context.wrap_socket(line, server_side=True).recv(100))
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    answer = quick().get(f"https://127.0.0.1:{listening.getsockname()[1]}/")
    thread.join(5)
    listening.close()

    assert answer == Unfetched("SSLError")
    assert told == []


def test_r11_so_many_at_once_and_no_more() -> None:
    """The others are told so soon, and the places come back."""
    fetcher = quick(number=2, total=1.5)
    with server(SLOW["no answer"]) as (url, _), ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: timed(lambda: fetcher.get(url)), range(6)))

    assert sum(seconds < 1.0 for _, seconds in answers) == 4
    assert max(seconds for _, seconds in answers) < 3.0
    with server(saying(OK)) as (good, _):
        again = quick(number=1)
        assert [again.get(good) for _ in range(3)] == [Fetched(200, b"ok")] * 3


def test_r11_at_the_peak_whoever_is_answered_soon_needs_no_place() -> None:
    """Thirty at once of one school sign in, however few slow questions there may be."""
    fetcher = quick(number=1, total=20.0, soon=10.0)
    with server(saying(OK)) as (url, _), ThreadPoolExecutor(30) as pool:
        held = fetcher._places.take()
        answers = list(pool.map(lambda _: fetcher.get(url), range(30)))

    assert held is not None
    held.close()
    assert answers == [Fetched(200, b"ok")] * 30


def test_r11_who_was_too_late_twice_is_left_alone_for_a_while() -> None:
    """Where a process serves one request after the other, they would all wait for it."""
    at = [100.0]
    fetcher = quick(ticks=lambda: at[0], total=0.3)
    with server(SLOW["no answer"]) as (url, heard):
        fetcher.get(url)
        fetcher.get(url)
        answer = fetcher.get(url)
        assert (answer, len(heard)) == (Unfetched("it did not answer a moment ago"), 2)

    at[0] += 10.0
    with server(saying(OK)) as (good, _):
        assert fetcher.get(good) == Fetched(200, b"ok")
        assert fetcher.get(good) == Fetched(200, b"ok")


def test_r11_once_too_late_is_no_reason_yet() -> None:
    """One slow answer locks nobody out, and a good one is the end of it."""
    fetcher = quick(total=0.3)
    for _ in range(3):
        with server(SLOW["no answer"]) as (url, _):
            fetcher.get(url)
        with server(saying(OK)) as (good, _):
            assert fetcher.get(good) == Fetched(200, b"ok")


def places_in(folder: Path, number: int = 1) -> Slots:
    """Return places in *folder*."""
    return Slots(folder=lambda: folder, number=number, ticks=time.monotonic, pause=10.0)


def take_one(folder: Path) -> bool:
    """Take a place, in another process, and say whether there was one."""
    return places_in(folder).take() is not None


def test_r11_workers_share_their_places(tmp_path: Path) -> None:
    """What one holds another cannot have; it is free once it is given back."""
    held = places_in(tmp_path).take()
    assert held is not None
    with get_context("spawn").Pool(1) as pool:
        assert not pool.apply(take_one, (tmp_path,))
        held.close()
        assert pool.apply(take_one, (tmp_path,))
        places_in(tmp_path).note(is_late=True)
        places_in(tmp_path).note(is_late=True)

    assert places_in(tmp_path).is_closed()
    places_in(tmp_path).note(is_late=False)
    assert not places_in(tmp_path).is_closed()


@pytest.mark.parametrize("text", ["", "x", "2", "2 x", "\n"])
def test_r11_a_note_that_cannot_be_read_closes_nothing(tmp_path: Path, text: str) -> None:
    """It may be half written."""
    (tmp_path / "late").write_text(text, "ascii")

    assert not places_in(tmp_path).is_closed()


def test_a_folder_that_somebody_else_could_write_to_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody may make one in the machine's temporary folder before us."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ours = shared_folder("https://idp.example")
    assert shared_folder("https://idp.example") == ours

    ours.chmod(0o777)
    assert shared_folder("https://idp.example") != ours
    ours.rmdir()
    ours.symlink_to(tmp_path)
    assert shared_folder("https://idp.example") != ours


def test_a_folder_that_was_swept_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many a machine empties its temporary folder under what runs."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    shared = partial(shared_folder, "https://idp.example")
    fetcher = HttpFetcher(Slots(folder=shared, number=1, ticks=time.monotonic, pause=1.0))
    with server(saying(OK)) as (url, _):
        assert fetcher.get(url) == Fetched(200, b"ok")
        shutil.rmtree(shared())
        assert fetcher.get(url) == Fetched(200, b"ok")


def test_without_a_folder_nobody_is_asked_for_long(tmp_path: Path) -> None:
    """Said in plain words, and nothing breaks; who answers at once needs none."""
    fetcher = HttpFetcher(places_in(tmp_path / "gone"))
    with server(saying(OK)) as (url, _):
        assert fetcher.get(url) == Fetched(200, b"ok")
    with server(silent) as (url, _):
        answer = fetcher.get(url)

    assert answer == Unfetched("no place to ask from: FileNotFoundError")


@pytest.mark.parametrize("noted", ["2 3000010.0", "2 inf", "2 nan", "2 49.0"])
def test_what_was_noted_before_a_restart_is_nothing(tmp_path: Path, noted: str) -> None:
    """The clock begins anew with the machine, the temporary folder may stay."""
    (tmp_path / "late").write_text(noted, "ascii")
    places = Slots(folder=lambda: tmp_path, number=1, ticks=lambda: 50.0, pause=10.0)

    assert not places.is_closed()

    (tmp_path / "late").write_text("2 60.0", "ascii")
    assert places.is_closed()
