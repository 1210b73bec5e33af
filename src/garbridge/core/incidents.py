"""What a person is told when something stops: a total table from refusals to codes.

:mod:`garbridge.core.faults` is its twin for errors.

A code is ``GB-<layer>-<nn>``; the layer names who can help.  The text says what happened and what
to do, never a cause that would help an attacker.  ``tests/core/test_incidents.py`` holds that
every refusal and every error has an entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from garbridge.core.access import Refusal
from garbridge.core.owners import Owner


@dataclass(frozen=True, slots=True)
class Text:
    """What a page says: a title, and a sentence on what to do."""

    title: str
    advice: str


@dataclass(frozen=True, slots=True)
class Incident:
    """One code with its owner, HTTP status and texts.  ``code`` is stable."""

    code: str
    owner: Owner
    status: int
    french: Text
    english: Text


ASK_ASSIGNER = "Adressez-vous au responsable d’affectation de votre établissement."
ASK_ASSIGNER_EN = "Ask the person who assigns resources in your school."
ASK_MANAGER = "L’abonnement est géré par votre établissement : vous n’avez rien à faire."
ASK_MANAGER_EN = "Your school manages the subscription: there is nothing for you to do."
ASK_HEAD = (
    "Rien n’a été transmis. Le chef de votre établissement vous dit par quoi la remplacer, "
    "et peut enregistrer le retrait de l’opposition."
)
ASK_HEAD_EN = (
    "Nothing was sent. The head of your school tells you what to use instead, "
    "and can record that the objection is withdrawn."
)
START_AGAIN = "Revenez au médiacentre et ouvrez de nouveau la ressource."
START_AGAIN_EN = "Go back to the media centre and open the resource again."
ASK_PORTAL = "Communiquez le code ci-dessous à l’administrateur de votre ENT."
ASK_PORTAL_EN = "Give the code below to the administrator of your portal."

_NOT_YOURS = Incident(
    "GB-DRO-01",
    Owner.ASSIGNER,
    403,
    Text("Cette ressource ne vous est pas attribuée", ASK_ASSIGNER),
    Text("This resource is not assigned to you", ASK_ASSIGNER_EN),
)
"""One text for all of these, whether the resource exists or not."""


def incident(code: str, owner: Owner, status: int, *texts: str) -> Incident:
    """Return an incident from its French title and advice and their English forms."""
    title, advice, english_title, english_advice = texts
    return Incident(code, owner, status, Text(title, advice), Text(english_title, english_advice))


REFUSALS: Mapping[Refusal, Incident] = MappingProxyType(
    {
        Refusal.UNKNOWN_PERSON: incident(
            "GB-ANN-01",
            Owner.PORTAL,
            403,
            "Votre compte n’est pas encore connu du service",
            ASK_PORTAL,
            "Your account is not known to this service yet",
            ASK_PORTAL_EN,
        ),
        Refusal.UNKNOWN_RESOURCE: _NOT_YOURS,
        Refusal.AMBIGUOUS_RESOURCE: incident(
            "GB-PRV-04",
            Owner.PERSON,
            403,
            "Impossible de savoir quelle ressource ouvrir",
            START_AGAIN,
            "We cannot tell which resource to open",
            START_AGAIN_EN,
        ),
        Refusal.UNKNOWN_SCHOOL: incident(
            "GB-ANN-02",
            Owner.PORTAL,
            403,
            "Votre compte n’est rattaché à aucun établissement",
            ASK_PORTAL,
            "Your account belongs to no school",
            ASK_PORTAL_EN,
        ),
        Refusal.NOT_A_MEMBER: _NOT_YOURS,
        Refusal.MEMBERSHIP_NOT_STARTED: incident(
            "GB-ANN-03",
            Owner.PORTAL,
            403,
            "Votre arrivée dans cet établissement n’a pas encore commencé",
            ASK_PORTAL,
            "Your time at this school has not begun yet",
            ASK_PORTAL_EN,
        ),
        Refusal.MEMBERSHIP_ENDED: incident(
            "GB-ANN-04",
            Owner.PORTAL,
            403,
            "Vous ne faites plus partie de cet établissement",
            ASK_PORTAL,
            "You no longer belong to this school",
            ASK_PORTAL_EN,
        ),
        Refusal.SCHOOL_NOT_OPEN: incident(
            "GB-ANN-10",
            Owner.PORTAL,
            403,
            "Le médiacentre n’est pas encore ouvert dans votre établissement",
            "Vous n’avez rien à faire. Revenez quand votre établissement l’aura annoncé.",
            "The media centre is not open in your school yet",
            "There is nothing for you to do: come back once your school has announced it.",
        ),
        Refusal.PROVIDER_DISABLED: incident(
            "GB-PRV-05",
            Owner.PORTAL,
            403,
            "Les ressources de cet éditeur sont fermées pour le moment",
            ASK_PORTAL,
            "This publisher’s resources are closed for now",
            ASK_PORTAL_EN,
        ),
        Refusal.PROVIDER_EXPIRED: incident(
            "GB-PRV-07",
            Owner.PORTAL,
            403,
            "Le raccordement de cet éditeur n’est plus à jour",
            ASK_PORTAL,
            "The connection to this publisher is out of date",
            ASK_PORTAL_EN,
        ),
        Refusal.RESOURCE_DISABLED: incident(
            "GB-PRV-06",
            Owner.PORTAL,
            403,
            "Cette ressource est fermée pour le moment",
            ASK_PORTAL,
            "This resource is closed for now",
            ASK_PORTAL_EN,
        ),
        Refusal.NOT_ACTIVATED: incident(
            "GB-DRO-03",
            Owner.ASSIGNER,
            403,
            "Cette ressource n’est pas encore activée dans votre établissement",
            ASK_ASSIGNER,
            "This resource is not activated in your school yet",
            ASK_ASSIGNER_EN,
        ),
        Refusal.NO_SUBSCRIPTION: _NOT_YOURS,
        Refusal.SUBSCRIPTION_NOT_STARTED: incident(
            "GB-ABO-03",
            Owner.MANAGER,
            403,
            "Cette ressource n’est pas encore ouverte",
            ASK_MANAGER,
            "This resource is not open yet",
            ASK_MANAGER_EN,
        ),
        Refusal.SUBSCRIPTION_EXPIRED: incident(
            "GB-ABO-01",
            Owner.MANAGER,
            403,
            "L’abonnement à cette ressource est terminé",
            ASK_MANAGER,
            "The subscription to this resource has ended",
            ASK_MANAGER_EN,
        ),
        Refusal.PROFILE_NOT_COVERED: incident(
            "GB-DRO-02",
            Owner.ASSIGNER,
            403,
            "Cette ressource n’est pas prévue pour votre profil",
            ASK_ASSIGNER,
            "This resource is not meant for your profile",
            ASK_ASSIGNER_EN,
        ),
        Refusal.NOT_ASSIGNED: _NOT_YOURS,
        Refusal.OBJECTED: incident(
            "GB-DCP-03",
            Owner.ASSIGNER,
            403,
            "Une opposition à cette ressource est enregistrée pour vous",
            ASK_HEAD,
            "An objection to this resource is recorded for you",
            ASK_HEAD_EN,
        ),
        Refusal.ALL_IN_USE: incident(
            "GB-LIC-01",
            Owner.PERSON,
            403,
            "Toutes les licences de cette ressource sont en service",
            "Réessayez un peu plus tard : une licence se libère dès qu’elle n’est plus en service.",
            "Every licence of this resource is in use",
            "Try again a little later: a licence comes back when it is no longer in use.",
        ),
    }
)
