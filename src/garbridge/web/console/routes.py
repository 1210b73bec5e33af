"""The addresses of the console, below the prefix."""

from collections.abc import Callable
from typing import Final

from flask import Response

from garbridge.web.console.acts import (
    affectation_apply,
    affectation_operation,
    affectation_preview,
    affectation_repair,
    affectation_undo,
)
from garbridge.web.console.board import affectation, affectation_board
from garbridge.web.console.diagnosing import affectation_diagnose
from garbridge.web.console.populations import affectation_populations
from garbridge.web.console.resources import affectation_resource, affectation_resources

_READ: Final = ("GET",)
_WRITE: Final = ("POST",)
_BOTH: Final = ("GET", "POST")
_AT: Final = "/affectation/<uai>"

CONSOLE_ROUTES: Final[tuple[tuple[str, Callable[..., Response], tuple[str, ...]], ...]] = (
    ("/affectation/", affectation, _READ),
    (f"{_AT}/", affectation_board, _READ),
    (f"{_AT}/ressources/", affectation_resources, _READ),
    (f"{_AT}/ressources/<key>", affectation_resource, _BOTH),
    (f"{_AT}/populations/", affectation_populations, _READ),
    (f"{_AT}/verifier", affectation_diagnose, _BOTH),
    (f"{_AT}/apercu", affectation_preview, _WRITE),
    (f"{_AT}/faire", affectation_apply, _WRITE),
    (f"{_AT}/reparer", affectation_repair, _WRITE),
    (f"{_AT}/operations/<operation>", affectation_operation, _READ),
    (f"{_AT}/operations/<operation>/annuler", affectation_undo, _WRITE),
)
