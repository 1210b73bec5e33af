"""Sends an archive and its checksum by SFTP (extra ``garbridge[sftp]``): whole, or not at all.

::

    both files    under a name that ends in .part, each compared by size
    the archive   gets its name
    the checksum  gets its name, last: it says that the archive is there

The server must be in ``known_hosts``; one that is not, or has another key, is not spoken to, and
nothing is tried again.  That the GAR takes an archive when its checksum is there follows from the
order in which other portals send; it is not public, nor whether its server lets files be renamed:
``partial_names = false`` sends under the final names, in the same order.
"""

import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import paramiko

from garbridge.config import Sftp
from garbridge.gar.sending import NotSent, Obstacle, Sent

PARTIAL: Final = ".part"


class _Refused(Exception):  # noqa: N818 - carries a value, is never seen outside
    def __init__(self, obstacle: Obstacle, detail: str) -> None:
        self.value = NotSent(obstacle, detail)
        super().__init__(detail)


def send(target: Sftp, archive: Path, checksum: Path, *, rehearse: bool = False) -> Sent | NotSent:
    """Send *archive*, then *checksum*; with *rehearse* only look whether it could be done."""
    with paramiko.SSHClient() as client:
        try:
            _connect(client, target)
            with _session(client, target) as sftp:
                _enter(sftp, target)
                if not rehearse:
                    _sweep(sftp, archive.name.partition("_Complet_")[0])
                    _deliver(sftp, [archive, checksum], partial=target.partial_names)
        except _Refused as refused:
            return refused.value
        except _LOST as lost:
            return NotSent(Obstacle.AWAY, _told(lost))
    return Sent()


def _connect(client: paramiko.SSHClient, target: Sftp) -> None:
    seconds = target.timeout.total_seconds()
    try:
        client.load_host_keys(str(target.known_hosts))
        client.set_missing_host_key_policy(_Unknown())
        client.connect(
            target.host,
            target.port,
            target.user,
            pkey=_key(target),
            allow_agent=False,
            look_for_keys=False,
            timeout=seconds,
            banner_timeout=seconds,
            auth_timeout=seconds,
            channel_timeout=seconds,
        )
    except paramiko.BadHostKeyException as changed:
        known, met = changed.expected_key.fingerprint, changed.key.fingerprint
        detail = f"{target.host}: known {known}, met {met}"
        raise _Refused(Obstacle.HOST_KEY_CHANGED, detail) from changed
    except paramiko.AuthenticationException as refused:
        raise _Refused(Obstacle.NOT_LET_IN, _told(refused)) from refused


def _key(target: Sftp) -> paramiko.PKey:
    try:
        # Bytes, whatever its annotation says: it hands them to `cryptography` as they are.
        passphrase: Any = target.passphrase.encode() or None
        return paramiko.PKey.from_path(target.key, passphrase)
    except (paramiko.SSHException, ValueError, TypeError, OSError) as broken:
        raise _Refused(Obstacle.KEY_UNREADABLE, type(broken).__name__) from broken


class _Unknown(paramiko.MissingHostKeyPolicy):
    def missing_host_key(
        self,
        client: paramiko.SSHClient,  # noqa: ARG002 - paramiko calls it so
        hostname: str,
        key: paramiko.PKey,
    ) -> None:
        """Refuse, and say which key it is, so that it can be compared with the one it should be."""
        raise _Refused(Obstacle.UNKNOWN_HOST, f"{hostname}: met {key.fingerprint}")


def _session(client: paramiko.SSHClient, target: Sftp) -> paramiko.SFTPClient:
    sftp = client.open_sftp()
    channel = sftp.get_channel()
    if channel is not None:
        channel.settimeout(target.timeout.total_seconds())
    return sftp


def _enter(sftp: paramiko.SFTPClient, target: Sftp) -> None:
    try:
        sftp.chdir(target.folder)
    except _NO_FOLDER as missing:
        raise _Refused(Obstacle.FOLDER, f"{target.folder}: {_told(missing)}") from missing


def _sweep(sftp: paramiko.SFTPClient, ours: str) -> None:
    """Take back what a send that was cut off left: no other process of ours sends now.

    A folder may be one that can only be written to: what stays there then has another name than
    what is sent now, and keeps nothing from being sent.
    """
    try:
        left = [name for name in sftp.listdir() if name.startswith(ours) and name.endswith(PARTIAL)]
    except OSError:  # not allowed; a connection that is gone is told by what comes next
        return
    for name in left:
        _remove(sftp, name)


def _deliver(sftp: paramiko.SFTPClient, files: Sequence[Path], *, partial: bool) -> None:
    """Let the server have *files* in their order, or none: what is there of them is taken back."""
    suffix = PARTIAL if partial else ""
    there: list[str] = []
    done = False
    try:
        for file in files:
            there.append(file.name + suffix)
            _put(sftp, file, file.name + suffix)
        if partial:
            for file in files:
                _rename(sftp, file.name + suffix, file.name)
                there.remove(file.name + suffix)
                there.append(file.name)  # not before: what had that name is not ours to take back
        done = True
    finally:
        for name in () if done else reversed(there):
            _remove(sftp, name)


def _put(sftp: paramiko.SFTPClient, file: Path, name: str) -> None:
    try:
        stated = sftp.put(str(file), name, confirm=True).st_size
    except (PermissionError, FileNotFoundError) as refused:
        raise _Refused(Obstacle.FOLDER, f"{name}: {_told(refused)}") from refused
    except OSError as broken:
        if "size mismatch" not in str(broken):
            raise
        raise _Refused(Obstacle.INCOMPLETE, f"{name}: {_told(broken)}") from broken
    if stated != file.stat().st_size:
        raise _Refused(Obstacle.INCOMPLETE, f"{name}: {stated} bytes")


def _rename(sftp: paramiko.SFTPClient, name: str, to: str) -> None:
    try:
        sftp.rename(name, to)
    except _NO_FOLDER as refused:
        detail = f"{name}: cannot be renamed ({_told(refused)}); see partial_names"
        raise _Refused(Obstacle.FOLDER, detail) from refused


def _remove(sftp: paramiko.SFTPClient, name: str) -> None:
    """Take back what may be there of a file; where the connection is gone there is no way to."""
    try:
        sftp.remove(name)
    except _LOST:
        return


_NO_FOLDER: Final = (PermissionError, FileNotFoundError, paramiko.SFTPError)
_LOST: Final = (OSError, EOFError, socket.timeout, paramiko.SSHException)


def _told(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:200] if text else type(error).__name__
