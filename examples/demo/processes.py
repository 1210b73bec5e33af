"""Starts the programs, waits until they serve, and ends both together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

HERE = Path(__file__).parent
_PATIENCE = 60.0
_PR_SET_PDEATHSIG = 1


class PortTakenError(Exception):
    """Another program listens there."""


class NotReadyError(Exception):
    """A program ended, or did not serve in time."""


def refuse_taken(*ports: int) -> None:
    """Raise :class:`PortTakenError` for the first of *ports* that cannot be had."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as taken:
                raise PortTakenError(
                    f"port {port} is taken: end what listens there, or choose with PORT=…"
                ) from taken


class Processes:
    """The portal and those beside it, in this process group; when one ends, so do the others."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        signal.signal(signal.SIGTERM, _stop)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        for process in self._running:
            process.terminate()
        for process in self._running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
        return kind is KeyboardInterrupt

    def start_provider(self, port: int, *, portal: str, data: Path) -> None:
        """Start the stub provider."""
        data.mkdir(parents=True, exist_ok=True)
        self._start(
            sys.executable,
            *("-m", "provider_stub", "--port", str(port), "--portal", portal),
            *("--data", str(data), "--config", str(HERE / "editeur.toml")),
        )

    def start_gar(self, port: int, *, portal: str) -> None:
        """Start the fake GAR, on *port* and the next one."""
        self._start(
            sys.executable,
            *("-m", "provider_stub.gar", "--port", str(port), "--portal", portal),
            *("--both", "ark:/99999/gb-dictionnaire=Le grand dictionnaire"),
        )

    def start_portal(self, port: int, *, config: Path) -> None:
        """Start the portal under gunicorn with two workers."""
        self._start(
            sys.executable,
            *("-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{port}"),
            *("--log-level", "warning", "examples.demo.portal:create_app()"),
            GARBRIDGE_CONFIG=str(config),
        )

    def wait_for(self, url: str) -> None:
        """Wait until *url* answers.

        Raises:
            NotReadyError: a program ended, or a minute passed.
        """
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if any(process.poll() is not None for process in self._running):
                raise NotReadyError("a program ended while it was starting")
            try:
                with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise NotReadyError(f"{url} does not answer")

    def run(self) -> int:
        """Stay until one program ends; return 1, since neither should."""
        while all(process.poll() is None for process in self._running):
            time.sleep(0.2)
        return 1

    def _start(self, *command: str, **environment: str) -> None:
        self._running.append(
            subprocess.Popen(  # noqa: S603 - our own programs
                command,
                env=os.environ | environment,
                stdout=subprocess.DEVNULL,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - no thread runs here
            )
        )


def _end_with_parent() -> None:
    # Linux only: a killed parent (SIGKILL) takes its children along.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
