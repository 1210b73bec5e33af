"""Why somebody who comes from the upstream is not signed in: a total table from faults to codes.

The fourth beside :mod:`garbridge.core.incidents`, :mod:`garbridge.core.faults` and
:mod:`garbridge.core.denials`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from garbridge.core.incidents import ASK_PORTAL, Incident
from garbridge.core.messages import N_
from garbridge.core.owners import Owner


class ArrivalFault(StrEnum):
    """Why nobody is signed in.  Values are stable."""

    AWAY = "upstream_away"
    """The upstream does not answer, answers too late, or says that it cannot serve."""
    DECLINED = "upstream_declined"
    """The upstream says that it signed nobody in: the person gave up, or may not."""
    UNVERIFIED = "upstream_unverified"
    """What came back does not hold: nobody is believed by it."""
    NOT_BEGUN = "sign_in_not_begun"
    """It was not begun in this browser, was begun too long ago, or came back before."""
    NOT_FRESH = "upstream_not_fresh"
    """A new proof was asked, and the upstream gave an old one."""
    UNNAMED = "account_unnamed"
    """The upstream does not tell what the configuration looks people up by."""
    UNKNOWN = "account_unknown"
    """The directory has nobody of that name."""
    AMBIGUOUS = "account_ambiguous"
    """The upstream tells two names, or the directory has two people of one."""
    LEFT = "account_left"
    """The person is at no school any more."""


OF_ACCOUNTS = frozenset(
    {
        ArrivalFault.UNNAMED,
        ArrivalFault.UNKNOWN,
        ArrivalFault.AMBIGUOUS,
        ArrivalFault.LEFT,
    }
)
"""Whoever signed in at the upstream is nobody here."""

_AGAIN = N_("Revenez au portail et connectez-vous de nouveau.")
_LATER = N_("Réessayez dans quelques minutes.")

ARRIVAL_FAULTS: Mapping[ArrivalFault, Incident] = MappingProxyType(
    {
        ArrivalFault.AWAY: Incident(
            "GB-SES-04",
            Owner.PORTAL,
            503,
            N_("Le service de connexion ne répond pas"),
            _LATER,
        ),
        ArrivalFault.DECLINED: Incident(
            "GB-SES-05",
            Owner.PERSON,
            403,
            N_("Le service de connexion ne vous a pas connecté"),
            _AGAIN,
        ),
        ArrivalFault.UNVERIFIED: Incident(
            "GB-SES-06",
            Owner.PORTAL,
            403,
            N_("La réponse du service de connexion n’a pas pu être vérifiée"),
            ASK_PORTAL,
        ),
        ArrivalFault.NOT_BEGUN: Incident(
            "GB-SES-07",
            Owner.PERSON,
            400,
            N_("Cette connexion n’a pas été commencée ici, ou a déjà servi"),
            _AGAIN,
        ),
        ArrivalFault.NOT_FRESH: Incident(
            "GB-SES-08",
            Owner.PORTAL,
            403,
            N_("Le service de connexion n’a pas vérifié de nouveau votre identité"),
            ASK_PORTAL,
        ),
        ArrivalFault.UNNAMED: Incident(
            "GB-ANN-06",
            Owner.PORTAL,
            403,
            N_("Le service de connexion ne dit pas quel est votre compte"),
            ASK_PORTAL,
        ),
        ArrivalFault.UNKNOWN: Incident(
            "GB-ANN-07",
            Owner.PORTAL,
            403,
            N_("Aucun compte ne vous correspond ici"),
            ASK_PORTAL,
        ),
        ArrivalFault.AMBIGUOUS: Incident(
            "GB-ANN-08",
            Owner.PORTAL,
            403,
            N_("Plusieurs comptes vous correspondent ici"),
            ASK_PORTAL,
        ),
        ArrivalFault.LEFT: Incident(
            "GB-ANN-09",
            Owner.PORTAL,
            403,
            N_("Votre compte n’est plus rattaché à aucun établissement"),
            ASK_PORTAL,
        ),
    }
)
