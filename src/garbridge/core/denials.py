"""What somebody is told who may not: a total table from denials to codes.

The third beside :mod:`garbridge.core.incidents` and :mod:`garbridge.core.faults`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.incidents import Incident, Owner, incident
from garbridge.core.permissions import Denial

_ASK_HEAD = "Adressez-vous au chef de votre établissement, qui donne et retire les délégations."
_ASK_HEAD_EN = "Ask the head of your school, who gives and withdraws delegations."


def _denial(number: int, title: str, in_english: str) -> Incident:
    texts = (title, _ASK_HEAD, in_english, _ASK_HEAD_EN)
    return incident(f"GB-DRO-{number:02}", Owner.ASSIGNER, 403, *texts)


DENIALS: Mapping[Denial, Incident] = MappingProxyType(
    {
        Denial.NO_ROLE: _denial(
            20,
            "Vous n’avez pas de rôle dans cet établissement",
            "You have no role in this school",
        ),
        Denial.ROLE_NOT_STARTED: _denial(
            21, "Votre délégation n’a pas encore commencé", "Your delegation has not begun yet"
        ),
        Denial.ROLE_ENDED: _denial(
            22, "Votre délégation est terminée", "Your delegation has ended"
        ),
        Denial.ROLE_WITHDRAWN: _denial(
            23, "Votre délégation a été retirée", "Your delegation was withdrawn"
        ),
        Denial.ROLE_DOES_NOT_ALLOW: _denial(
            24, "Votre rôle ne permet pas cette action", "Your role does not include this action"
        ),
        Denial.NO_SUB_DELEGATION: _denial(
            25,
            "Une délégation ne peut pas être donnée à son tour",
            "A delegation cannot be given on",
        ),
        Denial.OUT_OF_SCOPE: _denial(
            26,
            "Cette action dépasse le périmètre de votre délégation",
            "This action is beyond the scope of your delegation",
        ),
        Denial.NOT_CONFIRMED: incident(
            "GB-DRO-27",
            Owner.PERSON,
            403,
            "Cette action doit être confirmée",
            "Identifiez-vous de nouveau, puis recommencez.",
            "This action has to be confirmed",
            "Sign in again, then repeat it.",
        ),
    }
)
