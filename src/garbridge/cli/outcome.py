"""Exit codes, and how an error of garbridge becomes one."""

from enum import IntEnum
from typing import IO, Any, NoReturn

import click

from garbridge.errors import (
    ConfigError,
    GarbridgeError,
    ImportRefusedError,
    StoreUnavailableError,
    ValueRefusedError,
)


class Exit(IntEnum):
    """Exit codes of every command; scripts rely on them."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    CONFIGURATION = 3
    REMOTE_UNAVAILABLE = 4
    REFUSED = 5


_CODES: tuple[tuple[type[GarbridgeError], Exit], ...] = (
    (ConfigError, Exit.CONFIGURATION),
    (ImportRefusedError, Exit.REFUSED),
    (ValueRefusedError, Exit.USAGE),
    (StoreUnavailableError, Exit.REMOTE_UNAVAILABLE),
)


class CommandFailed(click.ClickException):
    """Ends a command with one of our exit codes and a message without a trace."""

    def __init__(self, message: str, code: Exit) -> None:
        super().__init__(message)
        self.code = code

    @property
    def exit_code(self) -> int:  # type: ignore[override] # click has one code for each class
        """The exit code of the program."""
        return int(self.code)

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message to standard error."""
        click.echo(self.message, file=file, err=file is None)


def fail(error: GarbridgeError) -> NoReturn:
    """End the command as *error* asks for.

    Raises:
        CommandFailed: always.
    """
    code = next((code for kind, code in _CODES if isinstance(error, kind)), Exit.REFUSED)
    raise CommandFailed(str(error), code) from error
