"""The checks of an arrival, one value each: what was looked at, and what came out.

Codes are stable: they stand on the pages and in ``/received``.  The table
:data:`TEXTS` is total; a test says so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from provider_stub.cas_texts import CAS_TEXTS
from provider_stub.check_ids import CheckId, Text
from provider_stub.errors import PortalError, RefusedMessageError
from provider_stub.lti_texts import LTI_TEXTS
from provider_stub.oidc_texts import OIDC_TEXTS
from provider_stub.saml_texts import SAML_TEXTS

__all__ = [
    "TEXTS",
    "Check",
    "CheckId",
    "Outcome",
    "StoppedError",
    "Text",
    "all_passed",
    "complete",
    "judge",
    "passed",
    "refused",
    "require",
]

T = TypeVar("T")


class Outcome(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"


TEXTS: Mapping[CheckId, Text] = MappingProxyType(
    {**SAML_TEXTS, **CAS_TEXTS, **OIDC_TEXTS, **LTI_TEXTS}
)


@dataclass(frozen=True, slots=True)
class Check:
    """One check and how it ended; ``detail`` is one short French phrase."""

    id: CheckId
    outcome: Outcome
    detail: str = ""

    @property
    def text(self) -> Text:
        """The words for this check."""
        return TEXTS[self.id]


def passed(check: CheckId, detail: str = "") -> Check:
    """Say that *check* held."""
    return Check(check, Outcome.PASSED, detail)


def refused(check: CheckId, detail: str = "") -> Check:
    """Say that *check* did not hold."""
    return Check(check, Outcome.REFUSED, detail)


class StoppedError(Exception):
    """A check did not hold without which the next ones mean nothing."""

    def __init__(self, check: Check) -> None:
        self.check = check
        super().__init__(check.id)


def require(check: CheckId, work: Callable[[], T]) -> T:
    """Return what *work* returns; whatever breaks in it has refused *check*.

    Raises:
        StoppedError: with the refusal.
        PortalError: the portal could not be asked, which is no fault of the message.
    """
    try:
        return work()
    except (PortalError, StoppedError):
        raise
    except RefusedMessageError as wrong:
        raise StoppedError(refused(check, wrong.reason)) from wrong
    except Exception as broken:
        # Fail closed: an error inside a check is a refusal, never a pass.
        raise StoppedError(refused(check, "contrôle interrompu")) from broken


def judge(check: CheckId, decide: Callable[[], Check]) -> Check:
    """Run one check that does not stop the others."""
    try:
        return require(check, decide)
    except StoppedError as stopped:
        return stopped.check


def all_passed(checks: Iterable[Check]) -> bool:
    """Whether every check held; no check at all is a refusal."""
    outcomes = [check.outcome for check in checks]
    return bool(outcomes) and all(outcome is Outcome.PASSED for outcome in outcomes)


def complete(checks: Iterable[Check], plan: Iterable[CheckId]) -> tuple[Check, ...]:
    """Fill *checks* up to *plan*: what was not looked at is said, not hidden."""
    done = {check.id: check for check in checks}
    return tuple(done.get(each, Check(each, Outcome.NOT_REACHED)) for each in plan)
