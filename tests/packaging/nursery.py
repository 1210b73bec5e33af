"""A program: loads the version of its environment once, and forks for each command of it.

Each command is a process of its own, with a folder and an output of its own; only that two thousand
modules need not be loaded for it again.  It is asked by lines of JSON, and answers by such lines.
"""

import importlib
import json
import os
import runpy
import signal
import sys
import traceback
from typing import Any

LOADED = (
    *("flask.cli", "garbridge.cli", "garbridge.web.alone", "alembic.command"),
    *("gunicorn.app.wsgiapp", "gunicorn.workers.gthread"),
    "sqlalchemy.dialects.postgresql.psycopg",
)


def become(module: str, words: list[str]) -> None:
    """Do what ``python -m`` does with *module*."""
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def instead_of_exec(program: str, command: list[str]) -> None:
    """Go on as a module, where a command becomes another program: one of this environment."""
    assert (program, command[1]) == (sys.executable, "-m"), command
    become(command[2], command[3:])
    sys.exit(0)


def be(asked: dict[str, Any]) -> None:
    """Be the command, and never come back."""
    code = 1
    try:
        os.chdir(asked["folder"])
        sys.path.insert(0, asked["folder"])
        written = os.open(asked["output"], os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        for opened, place in ((os.open(os.devnull, os.O_RDONLY), 0), (written, 1), (written, 2)):
            os.dup2(opened, place)
        os.execv = instead_of_exec  # type: ignore[assignment]  # never comes back either
        module, *words = asked["words"]
        become(module, words)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001  # whatever it is, this process ends here
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def answer(asked: dict[str, Any]) -> int | None:
    """Start a command and name its process; or end one; or say how it ended, if it did."""
    if asked["do"] == "start":
        process = os.fork()
        if process == 0:
            be(asked)
        return process
    if asked["do"] == "end":
        os.kill(asked["process"], signal.SIGTERM)
    ended, status = os.waitpid(asked["process"], os.WNOHANG if asked["do"] == "look" else 0)
    return os.waitstatus_to_exitcode(status) if ended else None


def main() -> None:
    """Serve whoever started this, until they are gone."""
    for name in LOADED:
        importlib.import_module(name)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
