"""Who can mend what stopped somebody (*à qui m’adresser*)."""

from enum import StrEnum


class Owner(StrEnum):
    """Who can mend it (*à qui m’adresser*)."""

    PERSON = "person"
    """The person: sign in again, open the resource from the médiacentre."""
    ASSIGNER = "assigner"
    """The *responsable d’affectation* of the school."""
    MANAGER = "manager"
    """The school's *gestionnaire*, who orders."""
    PORTAL = "portal"
    """The administrator of the ENT."""
    PROVIDER = "provider"
    """The publisher, through the *gestionnaire*."""
