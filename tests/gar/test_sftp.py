"""Sending over real SFTP: both files whole, or nothing that could be taken for an export."""

import logging
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.gar.sftp_server import Running, know, new_key, serving, two_files

from garbridge.gar.sending import NotSent, Obstacle, Sent
from garbridge.gar.sftp import send


@pytest.fixture(name="server")
def _server(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture(name="files")
def _files(tmp_path: Path) -> tuple[Path, Path]:
    return two_files(tmp_path)


def obstacle(outcome: Sent | NotSent) -> Obstacle:
    """Return why nothing was sent."""
    assert isinstance(outcome, NotSent)
    return outcome.obstacle


def test_both_files_arrive_whole(server: Running, files: tuple[Path, Path]) -> None:
    """Byte for byte, under their names and no other."""
    assert send(server.target, *files) == Sent()

    assert server.names() == sorted(file.name for file in files)
    for file in files:
        assert (server.root / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("partial", [True, False])
def test_the_checksum_gets_its_name_last(
    server: Running, files: tuple[Path, Path], *, partial: bool
) -> None:
    """Whoever waits for it finds the archive whole."""
    send(server.aimed(partial_names=partial), *files)

    word = "rename" if partial else "open"
    last = [seen.split()[1] for seen in server.faults.seen if seen.startswith(word)][-2:]
    assert last == [file.name for file in files]


def test_a_folder_may_be_named(server: Running, files: tuple[Path, Path]) -> None:
    """Below the one in which the server lets us in."""
    (server.root / "depot").mkdir()

    assert send(server.aimed(folder="depot"), *files) == Sent()
    assert len(list((server.root / "depot").iterdir())) == 2


def test_a_rehearsal_sends_nothing(server: Running, files: tuple[Path, Path]) -> None:
    """It meets the server, is let in, finds the folder, and leaves."""
    assert send(server.target, *files, rehearse=True) == Sent()

    assert server.names() == []
    assert not any(seen.startswith("open") for seen in server.faults.seen)


@pytest.mark.parametrize("denied", ["remove", "list"])
def test_what_cannot_be_taken_back_keeps_nothing_from_being_sent(
    server: Running, files: tuple[Path, Path], denied: str
) -> None:
    """In a folder that only takes files, one send that was cut off would have been the last."""
    left = server.root / f"{files[0].name.partition('_Complet_')[0]}_Complet_1_2.tar.gz.part"
    left.write_bytes(b"half")
    server.faults.denied = frozenset({denied})

    assert send(server.target, *files) == Sent()
    assert server.names() == sorted([left.name, *(file.name for file in files)])


def test_a_server_with_another_key_is_not_spoken_to(
    server: Running, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """Once, loudly: both fingerprints are told, nothing is tried again and nothing is there."""
    known = new_key(tmp_path / "before")
    know(server.target.known_hosts, server.target.port, known)

    outcome = send(server.target, *files)

    assert obstacle(outcome) is Obstacle.HOST_KEY_CHANGED
    assert isinstance(outcome, NotSent)
    assert f"known {known.fingerprint}, met SHA256:" in outcome.detail
    assert (outcome.may_pass, server.connections, server.names()) == (False, 1, [])
    assert server.faults.seen == []


def test_a_server_that_nobody_knows_is_not_spoken_to(
    server: Running, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """Its key is not learnt: the first one met would be believed."""
    know(server.target.known_hosts, server.target.port + 1, new_key(tmp_path / "other"))
    before = server.target.known_hosts.read_bytes()

    outcome = send(server.target, *files)

    assert obstacle(outcome) is Obstacle.UNKNOWN_HOST
    assert server.target.known_hosts.read_bytes() == before
    assert (server.connections, server.names()) == (1, [])


def test_a_key_the_server_does_not_take_is_refused(
    server: Running, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """Neither an agent's key nor another of the home folder is tried instead."""
    new_key(tmp_path / "stranger")

    assert obstacle(send(server.aimed(key=tmp_path / "stranger"), *files)) is Obstacle.NOT_LET_IN


@pytest.mark.parametrize(
    ("passphrase", "expected"),
    [
        pytest.param("right", Obstacle.NOT_LET_IN, id="opened-but-not-the-servers"),
        ("wrong", Obstacle.KEY_UNREADABLE),
        ("", Obstacle.KEY_UNREADABLE),
    ],
)
def test_a_key_is_opened_by_its_passphrase(
    server: Running,
    files: tuple[Path, Path],
    tmp_path: Path,
    passphrase: str,
    expected: Obstacle,
) -> None:
    """A wrong one is told, and nothing waits at a prompt."""
    new_key(tmp_path / "locked", "right")
    outcome = send(server.aimed(key=tmp_path / "locked", passphrase=passphrase), *files)

    assert obstacle(outcome) is expected


def test_what_is_no_key_is_told(server: Running, files: tuple[Path, Path], tmp_path: Path) -> None:
    """Before anything is said to the server about us."""
    (tmp_path / "none").write_text("not a key", "ascii")

    assert obstacle(send(server.aimed(key=tmp_path / "none"), *files)) is Obstacle.KEY_UNREADABLE


def test_a_server_that_is_away_may_come_back(server: Running, files: tuple[Path, Path]) -> None:
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    outcome = send(server.aimed(port=port), *files)

    assert obstacle(outcome) is Obstacle.AWAY
    assert isinstance(outcome, NotSent)
    assert outcome.may_pass


def test_a_server_that_says_nothing_is_not_waited_for(
    server: Running, files: tuple[Path, Path]
) -> None:
    """Its port is open, and that is all."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        target = server.aimed(port=port, timeout=timedelta(seconds=1))

        assert obstacle(send(target, *files)) is Obstacle.AWAY


@pytest.mark.parametrize("request_name", ["open", "rename"])
def test_a_folder_that_will_not_do_is_told(
    server: Running, files: tuple[Path, Path], request_name: str
) -> None:
    """And nothing is left in it."""
    server.faults.denied = frozenset({request_name})

    assert obstacle(send(server.target, *files)) is Obstacle.FOLDER
    assert server.names() == []


def test_a_folder_that_is_not_there_is_told(server: Running, files: tuple[Path, Path]) -> None:
    """It is not made."""
    assert obstacle(send(server.aimed(folder="nowhere"), *files)) is Obstacle.FOLDER
    assert server.names() == []


def test_a_server_that_does_not_let_files_be_renamed_can_be_sent_to(
    server: Running, files: tuple[Path, Path]
) -> None:
    """Without other names; the order is then all there is."""
    server.faults.denied = frozenset({"rename", "list"})

    assert send(server.aimed(partial_names=False), *files) == Sent()
    assert len(server.names()) == 2


@pytest.mark.parametrize("partial", [True, False])
def test_a_disk_that_is_full_leaves_nothing(
    server: Running, files: tuple[Path, Path], *, partial: bool
) -> None:
    """What was begun is taken back."""
    server.faults.full = True
    outcome = send(server.aimed(partial_names=partial), *files)

    assert isinstance(outcome, NotSent)
    assert server.names() == []


def test_a_file_that_arrived_short_is_taken_back(server: Running, files: tuple[Path, Path]) -> None:
    """A server that keeps less than it was given is found out by the size."""
    server.faults.cut = 1000
    assert obstacle(send(server.target, *files)) is Obstacle.INCOMPLETE

    server.faults.denied = frozenset({"write"})
    assert obstacle(send(server.target, *files)) is Obstacle.INCOMPLETE
    assert server.names() == []


def left(server: Running) -> None:
    """Wait for the ends of connections: a late one would close what the next one has by then."""
    for transport in server.faults.transports:
        transport.close()
        transport.join(timeout=10)
    server.faults.transports.clear()


def test_wherever_the_connection_ends_nothing_half_sent_looks_whole(
    server: Running, files: tuple[Path, Path]
) -> None:
    """Cut at each request in turn: no checksum is there without its whole archive.

    What was left under another name is gone after the next send.
    """
    assert send(server.target, *files) == Sent()
    requests = len(server.faults.seen)
    archive, checksum = files
    for number in range(1, requests + 1):
        for path in server.root.iterdir():
            if not path.name.endswith(".part"):
                path.unlink()
        server.faults.seen.clear()
        left(server)
        server.faults.lost_at = number
        outcome = send(server.target, *files)
        names = server.names()

        assert isinstance(outcome, NotSent), number
        assert outcome.may_pass, number
        if archive.name in names:
            assert (server.root / archive.name).read_bytes() == archive.read_bytes(), number
        assert checksum.name not in names or archive.name in names, number
    server.faults.lost_at = 0
    left(server)
    for path in server.root.glob("F0_GAR-ENT_Complet_20261122_210000.[tm]*"):
        path.unlink(missing_ok=True)

    assert send(server.target, *files) == Sent()
    assert server.names() == sorted(file.name for file in files)


def test_what_was_sent_before_under_that_name_stays(
    server: Running, files: tuple[Path, Path]
) -> None:
    """A server does not rename over a file; the one that is there is whole, and not taken back."""
    send(server.target, *files)

    assert isinstance(send(server.target, *files), NotSent)
    assert server.names() == sorted(file.name for file in files)


def test_the_leftovers_of_others_are_not_ours_to_remove(
    server: Running, files: tuple[Path, Path]
) -> None:
    """Several portals may share a folder; whole exports of ours stay too."""
    kept = ["F1_GAR-ENT_Complet_20261121_210000.md5.part", "F0_GAR-ENT_Complet_20261121_210000.md5"]
    for name in (*kept, "F0_GAR-ENT_Complet_20261121_210000.tar.gz.part"):
        (server.root / name).write_text("x", "ascii")

    assert send(server.target, *files) == Sent()
    assert server.names() == sorted([*kept, *(file.name for file in files)])


def test_no_secret_and_no_key_is_logged(
    server: Running, files: tuple[Path, Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The library under us logs what it does."""
    new_key(tmp_path / "locked", "s3cr3t-passphrase")
    secret = {"passphrase": "s3cr3t-passphrase"}
    target = server.aimed(key=tmp_path / "locked", **secret)
    with caplog.at_level(logging.DEBUG):
        send(target, *files)

    assert "s3cr3t" not in caplog.text
    assert "s3cr3t" not in repr(target)
