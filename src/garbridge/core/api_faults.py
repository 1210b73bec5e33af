"""What the JSON API answers where it does not answer what was asked: a total table of codes."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from garbridge.core.incidents import Incident
from garbridge.core.messages import N_, Message
from garbridge.core.owners import Owner


class ApiFault(StrEnum):
    """Why not.  Values are stable."""

    PARAMETER = "api_parameter"
    """A parameter that is not known, or says nothing that can be meant; it is named."""
    NOTHING = "api_nothing"
    """There is no such thing, or not for whoever asks: nobody learns which."""
    METHOD = "api_method"
    PROOF = "api_proof"
    """What would change something does not come from a page of the same person and session."""
    FULL = "api_full"
    """As many favourites as one person may have."""


def _fault(number: int, owner: Owner, status: int, *texts: Message) -> Incident:
    return Incident(f"GB-REQ-{number:02}", owner, status, *texts)


API_FAULTS: Final[Mapping[ApiFault, Incident]] = MappingProxyType(
    {
        ApiFault.PARAMETER: _fault(
            20,
            Owner.PORTAL,
            400,
            N_("Un paramètre de cette demande ne convient pas"),
            N_("Corrigez le paramètre qui est nommé, puis demandez de nouveau."),
        ),
        ApiFault.NOTHING: _fault(
            21,
            Owner.PERSON,
            404,
            N_("Il n’y a rien pour vous à cette adresse"),
            N_("Revenez au médiacentre\u00a0: il montre tout ce qui est à vous."),
        ),
        ApiFault.METHOD: _fault(
            22,
            Owner.PORTAL,
            405,
            N_("Cette adresse ne se demande pas ainsi"),
            N_("L’en-tête Allow de la réponse dit ce qui est possible."),
        ),
        ApiFault.PROOF: _fault(
            23,
            Owner.PERSON,
            403,
            N_("Cette page n’est plus à jour"),
            N_("Rien n’a été changé. Chargez la page de nouveau, puis recommencez."),
        ),
        ApiFault.FULL: _fault(
            24,
            Owner.PERSON,
            409,
            N_("Vous avez trop de favoris"),
            N_("Retirez un favori, puis ajoutez celui-ci de nouveau."),
        ),
    }
)
