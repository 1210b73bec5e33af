"""The command line: translates between the shell and values, decides nothing."""

from garbridge.cli.main import main

__all__ = ["main"]
