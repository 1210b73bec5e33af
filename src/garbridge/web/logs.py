"""The log of a portal that stands alone: one line for each event, as text or as JSON.

A library leaves logging to its application; ``garbridge serve`` is one.
"""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final


class JsonFormatter(logging.Formatter):
    """Writes a record as one JSON object: the fields of an outcome each under its own name.

    ``reference`` is what a person was shown; a search for it finds every line of that request.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        fields: object = record.__dict__.get("garbridge")
        if isinstance(fields, dict):
            line |= fields
        else:
            line["message"] = record.getMessage()
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def _logging(formatter: Mapping[str, object]) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": dict(formatter)},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {"garbridge": {"level": "INFO", "handlers": ["stderr"], "propagate": False}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
    }


LOGGING: Final[Mapping[str, dict[str, Any]]] = MappingProxyType(
    {
        "text": _logging({"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}),
        "json": _logging({"()": "garbridge.web.logs.JsonFormatter"}),
    }
)
"""What :data:`garbridge.wiring.alone.LOGS` can choose, for :func:`logging.config.dictConfig`."""
