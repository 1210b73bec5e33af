"""What commands share: where the configuration is, and the runtime built from it on first use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import update_wrapper
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from garbridge.cli.outcome import fail
from garbridge.config import Config, read_config
from garbridge.errors import ConfigError, GarbridgeError
from garbridge.wiring import Runtime, build_runtime, read_start, system_clock

P = ParamSpec("P")
R = TypeVar("R")

DEFAULT_CONFIG = Path("garbridge.toml")


@dataclass(slots=True)
class Shell:
    """The state of one command.

    A command that runs inside a portal (``flask garbridge …``) is given the portal's own runtime.
    """

    file: Path
    given: Runtime | None = None
    _runtime: Runtime | None = field(default=None, init=False)

    def config(self) -> Config:
        """Return the configuration.

        Raises:
            ConfigError: it is wrong.
        """
        return self.given.config if self.given else read_config(self.file)

    def runtime(self) -> Runtime:
        """Return the runtime, built once.

        Raises:
            ConfigError: the configuration is wrong.
        """
        if self.given is not None:
            return self.given
        if self._runtime is None:
            self._runtime = build_runtime(self.config())
        return self._runtime

    def looking(self) -> Runtime:
        """Return the runtime, to look and not to serve.

        Where a provider's file is wrong nobody is registered in it, and its registry says why.

        Raises:
            ConfigError: something else of the configuration is wrong.
        """
        try:
            return self.runtime()
        except ConfigError:
            return build_runtime(read_start(self.config(), system_clock, to_look=True))


def with_shell(command: Callable[Concatenate[Shell, P], R]) -> Callable[P, R]:
    """Pass the :class:`Shell` as first argument and turn our errors into exit codes."""

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        shell = click.get_current_context().find_object(Shell)
        if shell is None:
            shell = Shell(DEFAULT_CONFIG)
        try:
            return command(shell, *args, **kwargs)
        except GarbridgeError as error:
            fail(error)

    wrapped: Any = update_wrapper(run, command)
    return wrapped  # type: ignore[no-any-return] # update_wrapper loses the signature
