"""What somebody is told who may not, or not in this form: total tables from reasons to codes.

The third beside :mod:`garbridge.core.incidents` and :mod:`garbridge.core.faults`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.delegations import DelegationFault
from garbridge.core.incidents import Incident, incident
from garbridge.core.owners import Owner
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
        Denial.SWITCHED_OFF: incident(
            "GB-DRO-28",
            Owner.PORTAL,
            403,
            "Cette fonction n’est pas en service dans cet établissement",
            "L’administrateur de l’ENT la met en service.",
            "This function is switched off in this school",
            "The administrator of the portal switches it on.",
        ),
    }
)

_CORRECT = "Corrigez ce point, puis recommencez."
_CORRECT_EN = "Correct this, then try again."


def _fault(number: int, title: str, in_english: str) -> Incident:
    texts = (title, _CORRECT, in_english, _CORRECT_EN)
    return incident(f"GB-DRO-{number}", Owner.PERSON, 422, *texts)


DELEGATION_FAULTS: Mapping[DelegationFault, Incident] = MappingProxyType(
    {
        DelegationFault.NOT_STAFF: _fault(
            30,
            "Cette personne n’est pas un adulte de l’établissement",
            "This person is not an adult of the school",
        ),
        DelegationFault.OWN: _fault(
            31, "Personne ne se délègue à soi-même", "Nobody delegates to themselves"
        ),
        DelegationFault.NO_EMAIL: _fault(
            32,
            "L’adresse électronique du délégué est obligatoire",
            "The e-mail address of the delegate is required",
        ),
        DelegationFault.NO_REASON: _fault(33, "Le motif est obligatoire", "A reason is required"),
        DelegationFault.NOT_AHEAD: _fault(
            34,
            "La délégation serait terminée avant d’avoir commencé",
            "The delegation would be over before it begins",
        ),
        DelegationFault.TOO_LONG: _fault(
            35,
            "Une délégation dure une année scolaire au plus",
            "A delegation lasts one school year at most",
        ),
        DelegationFault.ALREADY_GIVEN: _fault(
            36,
            "Cette délégation est déjà donnée sur cette période",
            "This delegation is given already for that time",
        ),
        DelegationFault.NOT_OPEN: _fault(
            37,
            "Cette délégation n’existe pas ou a été retirée",
            "This delegation does not exist or was withdrawn",
        ),
    }
)
