"""The command line of a portal that runs, as an operator has it."""

import os
import subprocess
import sys
from pathlib import Path


def command_line(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``garbridge`` with *arguments* in *folder*, in French, whatever comes of it."""
    return subprocess.run(
        [sys.executable, "-m", "garbridge", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "fr_FR.UTF-8"},
    )
