"""What observers of the portal are told, as signals (blinker): what the log says, and no more.

::

    from garbridge.web.signals import refused

    @refused.connect_via(app)
    def count(app, portal, told):
        counters[told.outcome] += 1

The sender is the Flask application, ``portal`` the name of the garbridge in it, ``told`` what
ended.  Nothing of it is about a person.  An observer that fails changes nothing for whoever is at
the browser: its failure is logged by its kind.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from blinker import NamedSignal, Namespace
from flask import Flask, request

from garbridge.core.records import quick
from garbridge.web.current import current_application

_LOG: Final = logging.getLogger("garbridge.signals")
_SIGNALS: Final = Namespace()


class Event(StrEnum):
    """What ended.  Values are stable."""

    LAUNCH = "launch"
    REFUSAL = "refusal"
    ERROR = "error"
    LINKED = "linked"
    """Content that was chosen at a provider was added; the outcome is how much."""
    LOGOUT = "logout"
    SIGN_IN = "sign_in"
    """The upstream signed somebody in."""
    MACHINE = "machine"
    """A distributor or another portal asked something; of whom is never said."""


launched: Final = _SIGNALS.signal("garbridge-launched")
"""Somebody was let through to a resource."""
refused: Final = _SIGNALS.signal("garbridge-refused")
"""Somebody was told why not; ``outcome`` is the code that they were shown."""
failed: Final = _SIGNALS.signal("garbridge-failed")
"""An error was shown; ``outcome`` is its code."""
signed_in: Final = _SIGNALS.signal("garbridge-signed-in")
"""The upstream signed somebody in."""
logged_out: Final = _SIGNALS.signal("garbridge-logged-out")
"""A logout came to its end; ``outcome`` is how."""

_OF: Final[Mapping[Event, NamedSignal]] = MappingProxyType(
    {
        Event.LAUNCH: launched,
        Event.REFUSAL: refused,
        Event.ERROR: failed,
        Event.SIGN_IN: signed_in,
        Event.LOGOUT: logged_out,
    }
)


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What ended, and how; ``provider`` and ``resource`` are empty where there is none.

    ``reference`` is the one that the person was shown, or that of the record.
    """

    event: Event
    outcome: str
    reference: str
    protocol: str = "portal"
    provider: str = ""
    resource: str = ""


Observer = Callable[[Told], object]


def observe(app: Flask, name: str, observer: Observer) -> None:
    """Tell *observer* of each refusal and error that the garbridge called *name* in *app* shows."""

    def receive(_sender: Flask, portal: str, told: Told) -> None:
        if portal == name:
            observer(told)

    for signal in (refused, failed):
        signal.connect(receive, sender=app, weak=False)


def is_heard(event: Event) -> bool:
    """Say whether anybody observes *event*, in whatever application."""
    signal = _OF.get(event)
    return signal is not None and bool(signal.receivers)


def tell(told: Told) -> None:
    """Tell whoever observes the current application."""
    if not is_heard(told.event):
        return
    signal = _OF[told.event]
    app = current_application()  # itself, as Flask's own signals are sent
    for receiver in signal.receivers_for(app):
        try:
            receiver(app, portal=request.blueprint or "", told=told)
        except Exception as broken:  # noqa: BLE001 - whatever an observer does, a launch goes on
            _LOG.error("an observer of %s failed: %s", told.event, type(broken).__name__)
