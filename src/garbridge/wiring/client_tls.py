"""How a peer is spoken to by TLS with a certificate of the portal's own (mutual TLS).

A context is made once for each process and state of its files: to load the certificates of a
machine and a private key takes tens of milliseconds.  A file that is replaced is read again.
"""

import ssl
from functools import lru_cache
from pathlib import Path

from requests.utils import DEFAULT_CA_BUNDLE_PATH

_Files = tuple[tuple[Path, int], ...]


def client_context(
    certificate: Path | None, key: Path | None, authority: Path | None
) -> ssl.SSLContext:
    """Return what says whom to trust, and as whom to ask.

    Args:
        certificate: Ours with those between it and its authority, in PEM; ``None`` is nobody.
        key: The private key of it.
        authority: Whom alone to trust, in PEM; ``None`` is what the machine's programs trust.

    Raises:
        OSError: a file cannot be read, or does not hold what it should (:class:`ssl.SSLError`).
    """
    named = [path for path in (certificate, key, authority) if path is not None]
    state = tuple((path, path.stat().st_mtime_ns) for path in named)
    return _made(certificate, key, authority, state)


@lru_cache(maxsize=8)
def _made(
    certificate: Path | None, key: Path | None, authority: Path | None, _state: _Files
) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(authority or DEFAULT_CA_BUNDLE_PATH))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate is not None:
        context.load_cert_chain(certificate, key, password=_no_passphrase)
    return context


def _no_passphrase() -> str:
    """Nobody is asked at a terminal: a key with a passphrase is a mistake."""
    return ""
