"""A real SFTP server in this process, which can be made to fail at any point."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import paramiko
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL, OPEN_SUCCEEDED
from paramiko.sftp import (
    SFTP_CONNECTION_LOST,
    SFTP_FAILURE,
    SFTP_OK,
    SFTP_PERMISSION_DENIED,
)

from garbridge.config import Sftp

USER = "ent-f0"


@dataclass
class Faults:
    """What the server does wrong.

    ``lost_at`` is the request, counted from 1, at which the connection ends; ``denied`` are the
    requests that are refused; ``cut`` keeps only so many bytes of each file.
    """

    lost_at: int = 0
    denied: frozenset[str] = frozenset()
    full: bool = False
    cut: int | None = None
    seen: list[str] = field(default_factory=list[str])
    transports: list[paramiko.Transport] = field(default_factory=list[paramiko.Transport])

    def meets(self, request: str) -> int | None:
        """Note a request; return its refusal, if it is refused."""
        self.seen.append(request)
        if self.lost_at and len(self.seen) >= self.lost_at:
            for transport in self.transports:
                transport.close()
            return SFTP_CONNECTION_LOST
        name = request.split(maxsplit=1)[0]
        return SFTP_PERMISSION_DENIED if name in self.denied else None


class _Handle(paramiko.SFTPHandle):
    def __init__(self, path: Path, flags: int, faults: Faults) -> None:
        super().__init__(flags)
        self.writefile = path.open("wb")
        self._path, self._faults = path, faults

    def write(self, offset: int, data: Any) -> int:  # noqa: ANN401 - bytes, whatever its annotation
        refused = self._faults.meets(f"write {self._path.name}")
        if refused is not None:
            return refused
        if self._faults.full:
            return SFTP_FAILURE
        kept = data if self._faults.cut is None else data[: self._faults.cut]
        self.writefile.seek(offset)
        self.writefile.write(kept)
        self.writefile.flush()
        return SFTP_OK


class _Files(paramiko.SFTPServerInterface):
    def __init__(self, server: "_Server") -> None:
        super().__init__(server)
        self._root, self._faults = server.root, server.faults

    def _at(self, path: str) -> Path:
        return self._root / self.canonicalize(path).lstrip("/")

    def open(self, path: str, flags: int, attr: object) -> _Handle | int:
        del attr
        refused = self._faults.meets(f"open {Path(path).name}")
        return _Handle(self._at(path), flags, self._faults) if refused is None else refused

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        refused = self._faults.meets("list")
        if refused is not None:
            return refused
        found = sorted(self._at(path).iterdir())
        return [paramiko.SFTPAttributes.from_stat(one.stat(), one.name) for one in found]

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        refused = self._faults.meets(f"stat {Path(path).name}")
        if refused is not None:
            return refused
        try:
            return paramiko.SFTPAttributes.from_stat(self._at(path).stat())
        except OSError as missing:
            return paramiko.SFTPServer.convert_errno(missing.errno or 0)

    lstat = stat

    def remove(self, path: str) -> int:
        refused = self._faults.meets(f"remove {Path(path).name}")
        if refused is not None:
            return refused
        try:
            self._at(path).unlink()
        except OSError as missing:
            return paramiko.SFTPServer.convert_errno(missing.errno or 0)
        return SFTP_OK

    def rename(self, oldpath: str, newpath: str) -> int:
        refused = self._faults.meets(f"rename {Path(newpath).name}")
        if refused is None and self._at(newpath).exists():
            return SFTP_FAILURE  # as OpenSSH answers
        if refused is None:
            self._at(oldpath).rename(self._at(newpath))
        return SFTP_OK if refused is None else refused


class _Server(paramiko.ServerInterface):
    def __init__(self, root: Path, known: paramiko.PKey, faults: Faults) -> None:
        self.root, self.faults, self._known = root, faults, known

    def get_allowed_auths(self, username: str) -> str:
        del username
        return "publickey"

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        known = username == USER and key == self._known
        return AUTH_SUCCESSFUL if known else AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        del kind, chanid
        return OPEN_SUCCEEDED


@dataclass
class Running:
    """A server that runs, what it keeps, and how it is spoken to."""

    root: Path
    target: Sftp
    faults: Faults
    connections: int = 0

    def names(self) -> list[str]:
        """Return the names of all that is there."""
        return sorted(path.name for path in self.root.iterdir())

    def aimed(self, **changes: object) -> Sftp:
        """Return the target with something else in it."""
        return replace(self.target, **changes)  # type: ignore[arg-type] # its own fields


def new_key(path: Path, passphrase: str = "") -> paramiko.PKey:
    """Write a key as ``ssh-keygen`` does; return it."""
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    key = Ed25519PrivateKey.generate()
    octets = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, locked)
    path.write_bytes(octets)
    path.chmod(0o600)
    return paramiko.Ed25519Key.from_private_key_file(str(path), passphrase or None)


def know(path: Path, port: int, key: paramiko.PKey) -> None:
    """Write ``known_hosts`` with one server in it."""
    path.write_text(f"[127.0.0.1]:{port} {key.get_name()} {key.get_base64()}\n", "ascii")


@contextmanager
def serving(folder: Path) -> Iterator[Running]:
    """Run a server on a port of its own until the block ends."""
    root, faults = folder / "remote", Faults()
    root.mkdir()
    host_key, our_key = new_key(folder / "host"), new_key(folder / "ours")
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    know(folder / "known_hosts", port, host_key)
    target = Sftp(
        host="127.0.0.1",
        port=port,
        user=USER,
        key=folder / "ours",
        known_hosts=folder / "known_hosts",
        timeout=timedelta(seconds=5),
    )
    running = Running(root, target, faults)

    def accept() -> None:
        while True:
            try:
                peer, _ = listening.accept()
            except OSError:
                return
            running.connections += 1
            transport = paramiko.Transport(peer)
            transport.add_server_key(host_key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files)
            faults.transports.append(transport)
            try:
                transport.start_server(server=_Server(root, our_key, faults))
            except (paramiko.SSHException, EOFError, OSError):
                transport.close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for transport in faults.transports:
            transport.close()
        thread.join(5)


def two_files(folder: Path, octets: int = 100_000) -> tuple[Path, Path]:
    """Return an archive and its checksum, as an export makes them."""
    base = "F0_GAR-ENT_Complet_20261122_210000"
    archive, checksum = folder / f"{base}.tar.gz", folder / f"{base}.md5"
    archive.write_bytes(os.urandom(octets))  # any bytes
    checksum.write_text("0" * 32 + "\n", "ascii")
    return archive, checksum
