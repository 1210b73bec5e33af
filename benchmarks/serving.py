"""Runs an application under gunicorn, loads it with wrk, and reads the CPU."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


class LoadFailedError(Exception):
    """Some of the requests were not answered as they should be."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a load did: CPU seconds of all workers for each request, and how many there were."""

    cpu_each: float
    requests: int


@contextmanager
def serving(
    application: str, port: int, python: str = sys.executable, /, **environment: str
) -> Iterator[int]:
    """Serve *application* by *python* until the end of the block; give the pid of its gunicorn.

    There are two workers, or as many as gunicorn's own ``WEB_CONCURRENCY`` in *environment* says.
    """
    command = [python, "-m", "gunicorn", "--log-level", "warning"]
    command += ["--workers", environment.get("WEB_CONCURRENCY", "2")]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", application], env=os.environ | environment
    )
    try:
        _wait(f"http://127.0.0.1:{port}/", process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def load(
    url: str, master: int, *, seconds: int, script: Path | None = None, threads: int = 1
) -> Load:
    """Load *url* with ``wrk -c2``, its two connections in so many *threads*.

    Raises:
        LoadFailedError: an answer was not a success, or there was none.
    """
    arguments = ["-s", str(script)] if script else []
    before = _cpu(master)
    run = subprocess.run(
        ["wrk", f"-t{threads}", "-c2", f"-d{seconds}s", *arguments, url],
        capture_output=True,
        text=True,
        check=True,
    )
    time.sleep(0.3)
    spent = _cpu(master) - before
    count = int(re.findall(r"(\d+) requests in", run.stdout)[0])
    if count == 0 or "Non-2xx" in run.stdout or "Socket errors" in run.stdout:
        raise LoadFailedError(run.stdout)
    return Load(spent / count, count)


def _cpu(master: int) -> float:
    """Return the CPU seconds of the workers, and of the programs that they waited for."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    ticks = 0
    for pid in children:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(spent) for spent in fields[11:15])
    return ticks / _TICKS


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise LoadFailedError("gunicorn ended")
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - our own address
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise LoadFailedError(f"{url} does not answer")
