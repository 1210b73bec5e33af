"""What the JSON API answers where it does not answer what was asked: a total table of codes."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from garbridge.core.incidents import Incident, incident
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


def _fault(number: int, owner: Owner, status: int, *texts: str) -> Incident:
    return incident(f"GB-REQ-{number:02}", owner, status, *texts)


API_FAULTS: Final[Mapping[ApiFault, Incident]] = MappingProxyType(
    {
        ApiFault.PARAMETER: _fault(
            20,
            Owner.PORTAL,
            400,
            "Un paramètre de cette demande ne convient pas",
            "Corrigez le paramètre qui est nommé, puis demandez de nouveau.",
            "A parameter of this request does not fit",
            "Correct the parameter that is named, then ask again.",
        ),
        ApiFault.NOTHING: _fault(
            21,
            Owner.PERSON,
            404,
            "Il n’y a rien pour vous à cette adresse",
            "Revenez au médiacentre\u00a0: il montre tout ce qui est à vous.",
            "There is nothing for you at this address",
            "Go back to the media centre: it shows all that is yours.",
        ),
        ApiFault.METHOD: _fault(
            22,
            Owner.PORTAL,
            405,
            "Cette adresse ne se demande pas ainsi",
            "L’en-tête Allow de la réponse dit ce qui est possible.",
            "This address is not asked for like this",
            "The Allow header of the answer says what is possible.",
        ),
        ApiFault.PROOF: _fault(
            23,
            Owner.PERSON,
            403,
            "Cette page n’est plus à jour",
            "Rien n’a été changé. Chargez la page de nouveau, puis recommencez.",
            "This page is out of date",
            "Nothing was changed. Load the page again, then do it once more.",
        ),
        ApiFault.FULL: _fault(
            24,
            Owner.PERSON,
            409,
            "Vous avez trop de favoris",
            "Retirez un favori, puis ajoutez celui-ci de nouveau.",
            "You have too many favourites",
            "Remove a favourite, then add this one again.",
        ),
    }
)
