"""Connections that can be shut from another thread, and that go only where they may.

What stands here reaches into requests and urllib3 where they have no seam of their own:
:mod:`garbridge.wiring.timed_http` alone uses it.
"""

import socket
import ssl
import threading
from collections.abc import Sequence
from typing import Any, Final, Protocol

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError


class Addresses(Protocol):
    """Says to which addresses a connection may be made."""

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of *host* that may be connected to; it is not looked up again.

        Raises:
            OSError: there is none.
        """
        ...


class _Lines(threading.local):
    """The connections that the present thread opened, so that they can be shut from another.

    ``gate`` is where they may go, ``None`` anywhere.
    """

    opened: "list[socket.socket] | None" = None
    gate: Addresses | None = None


LINES: Final = _Lines()


def _noted(line: socket.socket) -> socket.socket:
    """Note a second handle of *line*: it stays good when TLS takes over the first."""
    if LINES.opened is not None:
        LINES.opened.append(line.dup())
    return line


class _Gated(HTTPConnection):
    """Connects to an address that the gate let through, and to nothing that a name says anew."""

    def _new_conn(self) -> socket.socket:
        if LINES.gate is None:
            return _noted(super()._new_conn())
        name, failed = self._dns_host, OSError("no address")
        for address in LINES.gate.addresses(name, self.port or 0):
            self._dns_host = address
            try:
                return _noted(super()._new_conn())
            except HTTPError as broken:
                failed = OSError(type(broken).__name__)
            finally:
                self._dns_host = name  # whom the certificate must name
        raise failed


class _Plain(_Gated):
    """Plain http."""


class _Secure(_Gated, HTTPSConnection):
    """TLS."""


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


_POOLS: Final = {"http": _PlainPool, "https": _SecurePool}


class LineAdapter(HTTPAdapter):
    """Opens connections that can be shut, by TLS as *context* says where there is one."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as requests has it
        """Have connections made by the classes of this module."""
        if self._context is not None:
            kwargs["ssl_context"] = self._context
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def build_connection_pool_key_attributes(
        self,
        request: requests.PreparedRequest,
        verify: Any,  # noqa: ANN401 - as requests has it
        cert: Any = None,  # noqa: ANN401 - likewise
    ) -> Any:  # noqa: ANN401 - likewise
        """Leave whom to trust to the context: the environment's bundle would be added to it."""
        trusted = verify if self._context is None else True
        return super().build_connection_pool_key_attributes(request, trusted, cert)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ANN401 - likewise
        """Likewise: requests would add the machine's certificates."""
        if self._context is None:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]  # requests'

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - likewise
        """Likewise where a proxy stands between."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager
