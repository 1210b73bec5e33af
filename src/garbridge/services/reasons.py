"""The sentence that an act is written down with: what a journal can keep."""

from typing import Final

from garbridge.core.texts import require_text
from garbridge.errors import ValueRefusedError

MOST_REASON: Final = 255


def require_reason(reason: str, *, most: int = MOST_REASON) -> None:
    """Refuse a sentence that the journal cannot keep; an empty one it can.

    Raises:
        ValueRefusedError: it is longer than *most* characters, or has line breaks or other control
            characters, which would forge lines of the journal.
    """
    require_text("reason", reason)
    if len(reason) > most:
        raise ValueRefusedError("reason", None, f"at most {most} characters")


def require_why(reason: str) -> None:
    """Refuse an act without a sentence that the journal can keep.

    Raises:
        ValueRefusedError: it is missing or blank, or as for :func:`require_reason`.
    """
    require_reason(reason)
    if not reason.strip():
        raise ValueRefusedError("reason", None, "a reason")
