"""A real Apache as providers run it, with the three modules of Debian that sign people in.

It runs as a child of the tests, on a free port, from a folder of its own.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from tests.debian import require_file

COMMAND = Path("/usr/sbin/apache2")
"""Not on everybody's PATH."""
MODULES = Path("/usr/lib/apache2/modules")
PLAIN = ("mpm_prefork", "authn_core", "authz_core", "authz_user", "alias", "cgi")
"""What every Apache here has loaded."""
_LOADED = (*PLAIN, "auth_mellon", "auth_cas", "auth_openidc")
_SHOW = """#!/bin/sh
# What the resource behind the module learns: its environment.
printf 'Content-Type: text/plain\\r\\nCache-Control: no-store\\r\\n\\r\\n'
/usr/bin/env
"""
_TOP = """ServerRoot {folder}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/pid
Mutex file:{folder}/locks
DefaultRuntimeDir {folder}
ErrorLog {folder}/error.log
LogLevel {level}
StartServers 2
MinSpareServers 1
MaxRequestWorkers 8
KeepAlive Off
{user}
{modules}
<Directory />
  Require all denied
</Directory>
DocumentRoot {folder}/www
<Directory {folder}/www>
  Require all granted
  Options +ExecCGI
</Directory>
{own}
"""


@dataclass(frozen=True, slots=True)
class Apache:
    """An Apache that answers at ``url``, from the files in ``folder``."""

    url: str
    folder: Path

    def log(self) -> str:
        """Return what it and its modules wrote."""
        return (self.folder / "error.log").read_text("utf-8")


def require_apache() -> str:
    """Return Debian's Apache, with its three modules."""
    # Not the package `apache2`: it would start a service.
    command = require_file(COMMAND, "apache2-bin")
    for module in ("mellon", "cas", "openidc"):
        require_file(MODULES / f"mod_auth_{module}.so", f"libapache2-mod-auth-{module}")
    return str(command)


@contextmanager
def apache_folder() -> Iterator[Path]:
    """Yield a folder that the children of Apache may read and write, where root starts them."""
    folder = Path(tempfile.mkdtemp(prefix="garbridge-apache-"))
    try:
        for part in ("locks", "cas", "www"):
            (folder / part).mkdir()
        folder.chmod(0o755)
        show = folder / "www" / "show.cgi"
        show.write_text(_SHOW, "ascii")
        show.chmod(0o755)
        if os.geteuid() == 0:
            for file in (folder, *folder.iterdir()):
                shutil.chown(file, _user())
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str:
    return next(one.pw_name for one in pwd.getpwall() if one.pw_name in {"www-data", "nobody"})


@contextmanager
def apache(
    folder: Path, port: int, own: str, *, loaded: Sequence[str] = _LOADED
) -> Iterator[Apache]:
    """Run Apache with the modules *loaded* and the directives *own* until the end of the block."""
    modules = (f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in loaded)
    level = " ".join(f"{name}:info" for name in loaded if name.startswith("auth_"))
    user = f"User {_user()}\nGroup {_user()}" if os.geteuid() == 0 else ""
    told = {"port": port, "user": user, "modules": "\n".join(modules), "own": own}
    told["level"] = f"warn {level}"
    (folder / "apache.conf").write_text(_TOP.format(folder=folder, **told), "utf-8")
    process = subprocess.Popen(
        [require_apache(), "-D", "FOREGROUND", "-f", folder / "apache.conf"],
        start_new_session=True,  # at its end it signals its whole group, which would be ours
    )
    try:
        found = Apache(f"http://127.0.0.1:{port}", folder)
        _wait(found, process)
        yield found
    finally:
        process.terminate()
        process.wait(timeout=90)


def _wait(apache: Apache, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            log = apache.folder / "error.log"
            raise AssertionError(log.read_text("utf-8") if log.exists() else "Apache ended")
        try:
            requests.get(f"{apache.url}/", timeout=10)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(apache.log())
