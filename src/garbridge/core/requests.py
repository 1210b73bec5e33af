"""What people ask by their rights (*demandes d'exercice de droits*), and until when to answer.

RGPD article 12.3: within one month of receipt; two months more where the request is complex, which
has to be told, with the reasons, within the first.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from garbridge.core.days import add_months
from garbridge.core.identifiers import PersonId
from garbridge.core.restrictions import Asker, Word

ANSWER_MONTHS: Final = 1
EXTENSION_MONTHS: Final = 2


class RequestKind(StrEnum):
    """What is asked.  Values are stable."""

    ACCESS = "access"
    """RGPD article 15."""
    RECTIFICATION = "rectification"
    """Article 16."""
    ERASURE = "erasure"
    """Article 17."""
    RESTRICTION = "restriction"
    """*Limitation*, article 18."""
    OBJECTION = "objection"
    """Article 21."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRequest:
    """One request; *number* is 0 until it is kept.

    ``person`` is empty once they were erased, and so are the texts that might name them.
    ``received`` is a day of the portal's zone.
    """

    number: int = 0
    kind: RequestKind
    person: PersonId
    asked_by: Asker
    received: date
    recorded: Word
    extension: Word | None = None
    answer: Word | None = None

    @property
    def first_due(self) -> date:
        """Return the last day for an answer, or for telling that it takes longer.

        A day off at its end is not added: whoever answers by it is in time in every case.
        """
        return add_months(self.received, ANSWER_MONTHS)

    @property
    def due(self) -> date:
        """Return the last day for the answer."""
        if self.extension is None:
            return self.first_due
        return add_months(self.received, ANSWER_MONTHS + EXTENSION_MONTHS)

    def is_overdue(self, today: date) -> bool:
        """Say whether it is not answered, and the last day is over."""
        return self.answer is None and self.due < today
