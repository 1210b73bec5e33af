"""What somebody is told who may not, or not in this form: total tables from reasons to codes.

The third beside :mod:`garbridge.core.incidents` and :mod:`garbridge.core.faults`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.delegations import DelegationFault
from garbridge.core.incidents import Incident
from garbridge.core.messages import N_, Message
from garbridge.core.owners import Owner
from garbridge.core.permissions import Denial

_ASK_HEAD = N_("Adressez-vous au chef de votre établissement, qui donne et retire les délégations.")


def _denial(number: int, title: Message) -> Incident:
    return Incident(f"GB-DRO-{number:02}", Owner.ASSIGNER, 403, title, _ASK_HEAD)


DENIALS: Mapping[Denial, Incident] = MappingProxyType(
    {
        Denial.NO_ROLE: _denial(
            20,
            N_("Vous n’avez pas de rôle dans cet établissement"),
        ),
        Denial.ROLE_NOT_STARTED: _denial(21, N_("Votre délégation n’a pas encore commencé")),
        Denial.ROLE_ENDED: _denial(22, N_("Votre délégation est terminée")),
        Denial.ROLE_WITHDRAWN: _denial(23, N_("Votre délégation a été retirée")),
        Denial.ROLE_DOES_NOT_ALLOW: _denial(24, N_("Votre rôle ne permet pas cette action")),
        Denial.NO_SUB_DELEGATION: _denial(
            25,
            N_("Une délégation ne peut pas être donnée à son tour"),
        ),
        Denial.OUT_OF_SCOPE: _denial(
            26,
            N_("Cette action dépasse le périmètre de votre délégation"),
        ),
        Denial.NOT_CONFIRMED: Incident(
            "GB-DRO-27",
            Owner.PERSON,
            403,
            N_("Cette action doit être confirmée"),
            N_("Identifiez-vous de nouveau, puis recommencez."),
        ),
        Denial.SWITCHED_OFF: Incident(
            "GB-DRO-28",
            Owner.PORTAL,
            403,
            N_("Cette fonction n’est pas en service dans cet établissement"),
            N_("L’administrateur de l’ENT la met en service."),
        ),
    }
)

_CORRECT = N_("Corrigez ce point, puis recommencez.")


def _fault(number: int, title: Message) -> Incident:
    return Incident(f"GB-DRO-{number}", Owner.PERSON, 422, title, _CORRECT)


DELEGATION_FAULTS: Mapping[DelegationFault, Incident] = MappingProxyType(
    {
        DelegationFault.NOT_STAFF: _fault(
            30,
            N_("Cette personne n’est pas un adulte de l’établissement"),
        ),
        DelegationFault.OWN: _fault(31, N_("Personne ne se délègue à soi-même")),
        DelegationFault.NO_EMAIL: _fault(
            32,
            N_("L’adresse électronique du délégué est obligatoire"),
        ),
        DelegationFault.NO_REASON: _fault(33, N_("Le motif est obligatoire")),
        DelegationFault.NOT_AHEAD: _fault(
            34,
            N_("La délégation serait terminée avant d’avoir commencé"),
        ),
        DelegationFault.TOO_LONG: _fault(
            35,
            N_("Une délégation dure une année scolaire au plus"),
        ),
        DelegationFault.ALREADY_GIVEN: _fault(
            36,
            N_("Cette délégation est déjà donnée sur cette période"),
        ),
        DelegationFault.NOT_OPEN: _fault(
            37,
            N_("Cette délégation n’existe pas ou a été retirée"),
        ),
    }
)
