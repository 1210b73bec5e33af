"""One structured line for each launch, refusal and error; never a person, a value or a query.

Whoever observes the application is told the same (:mod:`garbridge.web.signals`).
"""

import logging
from types import TracebackType

from garbridge.core.catalogue import Resource
from garbridge.web.signals import Event, Told, is_heard, tell

_LOG = logging.getLogger("garbridge.launch")


def log_outcome(
    event: Event,
    outcome: str,
    *,
    reference: str,
    protocol: str = "portal",
    resource: Resource | None = None,
) -> None:
    """Log the end of a launch: *outcome* is ``granted``, or the code the person was shown."""
    if _LOG.isEnabledFor(logging.INFO):  # else nobody reads what would be put together
        _write(
            logging.INFO,
            {
                "event": event,
                "outcome": outcome,
                "protocol": protocol,
                "provider": resource.provider if resource else "-",
                "resource": resource.id if resource else "-",
                "reference": reference,
            },
        )
    if not is_heard(event):
        return
    tell(
        Told(
            event=event,
            outcome=outcome,
            reference=reference,
            protocol=protocol,
            provider=resource.provider if resource else "",
            resource=resource.id if resource else "",
        )
    )


def log_machine(machine: str, outcome: str, *, endpoint: str, method: str, status: int) -> None:
    """Log what *machine* asked at *endpoint*; its address may name somebody and is not logged."""
    _write(
        logging.INFO,
        {
            "event": Event.MACHINE,
            "outcome": outcome,
            "machine": machine,
            "endpoint": endpoint,
            "method": method,
            "status": str(status),
        },
    )


def log_error(
    code: str,
    error: BaseException,
    *,
    reference: str,
    endpoint: str,
    is_internal: bool,
    debug: bool,
) -> None:
    """Log an error by its kind and place.

    What it says may quote the client or the directory, so its words are not logged, nor the
    values of a trace; with *debug* the trace is, for the developer at the keyboard.
    """
    cause = error.__cause__ or error
    _write(
        logging.ERROR if is_internal else logging.WARNING,
        {
            "event": Event.ERROR,
            "outcome": code,
            "endpoint": endpoint,
            "error": type(cause).__name__,
            "at": _place(cause.__traceback__),
            "reference": reference,
        },
        trace=cause if debug and is_internal else None,
    )
    tell(Told(event=Event.ERROR, outcome=code, reference=reference))


def _write(level: int, fields: dict[str, str], trace: BaseException | None = None) -> None:
    if not _LOG.isEnabledFor(level):
        return
    line = " ".join(f"{name}={value}" for name, value in fields.items())
    _LOG.log(level, "%s", line, extra={"garbridge": fields}, exc_info=trace)


def _place(trace: TracebackType | None) -> str:
    """Return module and line of the innermost frame."""
    if trace is None:
        return "-"
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
