"""What a command uses: CPU seconds, and its largest resident set.

``python -m benchmarks.spent COMMAND …`` runs the command and prints both as JSON.  That process
in between is there because it is small: until a child executes its command it is a copy of its
parent, and Linux counts that size as the command's own.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass

_KIBIBYTES = 1024


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of a process, and its largest resident set in megabytes."""

    cpu: float
    megabytes: float


def spend(*command: str) -> Spent:
    """Run *command* without its output.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    between = [sys.executable, "-m", "benchmarks.spent", *command]
    done = subprocess.run(between, check=True, stdout=subprocess.PIPE)
    return Spent(**json.loads(done.stdout))


def main(command: list[str]) -> int:
    """Run *command* and print what it used; return its exit code."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    spent = Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _KIBIBYTES)
    print(json.dumps(asdict(spent)))
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
