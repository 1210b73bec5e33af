"""Why somebody who comes from the upstream is not signed in: a total table from faults to codes.

The fourth beside :mod:`garbridge.core.incidents`, :mod:`garbridge.core.faults` and
:mod:`garbridge.core.denials`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from garbridge.core.incidents import ASK_PORTAL, ASK_PORTAL_EN, Incident, incident
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

_AGAIN = "Revenez au portail et connectez-vous de nouveau."
_AGAIN_EN = "Go back to the portal and sign in again."
_LATER = "Réessayez dans quelques minutes."
_LATER_EN = "Try again in a few minutes."

ARRIVAL_FAULTS: Mapping[ArrivalFault, Incident] = MappingProxyType(
    {
        ArrivalFault.AWAY: incident(
            "GB-SES-04",
            Owner.PORTAL,
            503,
            "Le service de connexion ne répond pas",
            _LATER,
            "The sign-in service does not answer",
            _LATER_EN,
        ),
        ArrivalFault.DECLINED: incident(
            "GB-SES-05",
            Owner.PERSON,
            403,
            "Le service de connexion ne vous a pas connecté",
            _AGAIN,
            "The sign-in service did not sign you in",
            _AGAIN_EN,
        ),
        ArrivalFault.UNVERIFIED: incident(
            "GB-SES-06",
            Owner.PORTAL,
            403,
            "La réponse du service de connexion n’a pas pu être vérifiée",
            ASK_PORTAL,
            "The answer of the sign-in service could not be verified",
            ASK_PORTAL_EN,
        ),
        ArrivalFault.NOT_BEGUN: incident(
            "GB-SES-07",
            Owner.PERSON,
            400,
            "Cette connexion n’a pas été commencée ici, ou a déjà servi",
            _AGAIN,
            "This sign-in was not begun here, or was already used",
            _AGAIN_EN,
        ),
        ArrivalFault.NOT_FRESH: incident(
            "GB-SES-08",
            Owner.PORTAL,
            403,
            "Le service de connexion n’a pas vérifié de nouveau votre identité",
            ASK_PORTAL,
            "The sign-in service did not check your identity again",
            ASK_PORTAL_EN,
        ),
        ArrivalFault.UNNAMED: incident(
            "GB-ANN-06",
            Owner.PORTAL,
            403,
            "Le service de connexion ne dit pas quel est votre compte",
            ASK_PORTAL,
            "The sign-in service does not say which account is yours",
            ASK_PORTAL_EN,
        ),
        ArrivalFault.UNKNOWN: incident(
            "GB-ANN-07",
            Owner.PORTAL,
            403,
            "Aucun compte ne vous correspond ici",
            ASK_PORTAL,
            "No account here is yours",
            ASK_PORTAL_EN,
        ),
        ArrivalFault.AMBIGUOUS: incident(
            "GB-ANN-08",
            Owner.PORTAL,
            403,
            "Plusieurs comptes vous correspondent ici",
            ASK_PORTAL,
            "Several accounts here could be yours",
            ASK_PORTAL_EN,
        ),
        ArrivalFault.LEFT: incident(
            "GB-ANN-09",
            Owner.PORTAL,
            403,
            "Votre compte n’est plus rattaché à aucun établissement",
            ASK_PORTAL,
            "Your account belongs to no school any more",
            ASK_PORTAL_EN,
        ),
    }
)
