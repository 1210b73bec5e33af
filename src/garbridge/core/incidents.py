"""What a person is told when something stops: a total table from refusals to codes.

:mod:`garbridge.core.faults` is its twin for errors.

A code is ``GB-<layer>-<nn>``; the layer names who can help.  The text says what happened and what
to do, never a cause that would help an attacker.  ``tests/core/test_incidents.py`` holds that
every refusal and every error has an entry.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from garbridge.core.access import Refusal
from garbridge.core.messages import N_, Message
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
    title: Message
    advice: Message

    def text(self, said: Callable[[Message], str]) -> Text:
        """Return what a page says; *said* looks a sentence up."""
        return Text(said(self.title), said(self.advice))


ASK_ASSIGNER = N_("Adressez-vous au responsable d’affectation de votre établissement.")
ASK_MANAGER = N_("L’abonnement est géré par votre établissement : vous n’avez rien à faire.")
ASK_HEAD = N_(
    "Rien n’a été transmis. Le chef de votre établissement vous dit par quoi la remplacer, "
    "et peut enregistrer le retrait de l’opposition."
)
START_AGAIN = N_("Revenez au médiacentre et ouvrez de nouveau la ressource.")
ASK_PORTAL = N_("Communiquez le code ci-dessous à l’administrateur de votre ENT.")

_NOT_YOURS = Incident(
    "GB-DRO-01",
    Owner.ASSIGNER,
    403,
    N_("Cette ressource ne vous est pas attribuée"),
    ASK_ASSIGNER,
)
"""One text for all of these, whether the resource exists or not."""


REFUSALS: Mapping[Refusal, Incident] = MappingProxyType(
    {
        Refusal.UNKNOWN_PERSON: Incident(
            "GB-ANN-01",
            Owner.PORTAL,
            403,
            N_("Votre compte n’est pas encore connu du service"),
            ASK_PORTAL,
        ),
        Refusal.UNKNOWN_RESOURCE: _NOT_YOURS,
        Refusal.AMBIGUOUS_RESOURCE: Incident(
            "GB-PRV-04",
            Owner.PERSON,
            403,
            N_("Impossible de savoir quelle ressource ouvrir"),
            START_AGAIN,
        ),
        Refusal.UNKNOWN_SCHOOL: Incident(
            "GB-ANN-02",
            Owner.PORTAL,
            403,
            N_("Votre compte n’est rattaché à aucun établissement"),
            ASK_PORTAL,
        ),
        Refusal.NOT_A_MEMBER: _NOT_YOURS,
        Refusal.MEMBERSHIP_NOT_STARTED: Incident(
            "GB-ANN-03",
            Owner.PORTAL,
            403,
            N_("Votre arrivée dans cet établissement n’a pas encore commencé"),
            ASK_PORTAL,
        ),
        Refusal.MEMBERSHIP_ENDED: Incident(
            "GB-ANN-04",
            Owner.PORTAL,
            403,
            N_("Vous ne faites plus partie de cet établissement"),
            ASK_PORTAL,
        ),
        Refusal.SCHOOL_NOT_OPEN: Incident(
            "GB-ANN-10",
            Owner.PORTAL,
            403,
            N_("Le médiacentre n’est pas encore ouvert dans votre établissement"),
            N_("Vous n’avez rien à faire. Revenez quand votre établissement l’aura annoncé."),
        ),
        Refusal.PROVIDER_DISABLED: Incident(
            "GB-PRV-05",
            Owner.PORTAL,
            403,
            N_("Les ressources de cet éditeur sont fermées pour le moment"),
            ASK_PORTAL,
        ),
        Refusal.PROVIDER_EXPIRED: Incident(
            "GB-PRV-07",
            Owner.PORTAL,
            403,
            N_("Le raccordement de cet éditeur n’est plus à jour"),
            ASK_PORTAL,
        ),
        Refusal.RESOURCE_DISABLED: Incident(
            "GB-PRV-06",
            Owner.PORTAL,
            403,
            N_("Cette ressource est fermée pour le moment"),
            ASK_PORTAL,
        ),
        Refusal.NOT_ACTIVATED: Incident(
            "GB-DRO-03",
            Owner.ASSIGNER,
            403,
            N_("Cette ressource n’est pas encore activée dans votre établissement"),
            ASK_ASSIGNER,
        ),
        Refusal.NO_SUBSCRIPTION: _NOT_YOURS,
        Refusal.SUBSCRIPTION_NOT_STARTED: Incident(
            "GB-ABO-03",
            Owner.MANAGER,
            403,
            N_("Cette ressource n’est pas encore ouverte"),
            ASK_MANAGER,
        ),
        Refusal.SUBSCRIPTION_EXPIRED: Incident(
            "GB-ABO-01",
            Owner.MANAGER,
            403,
            N_("L’abonnement à cette ressource est terminé"),
            ASK_MANAGER,
        ),
        Refusal.PROFILE_NOT_COVERED: Incident(
            "GB-DRO-02",
            Owner.ASSIGNER,
            403,
            N_("Cette ressource n’est pas prévue pour votre profil"),
            ASK_ASSIGNER,
        ),
        Refusal.NOT_ASSIGNED: _NOT_YOURS,
        Refusal.OBJECTED: Incident(
            "GB-DCP-03",
            Owner.ASSIGNER,
            403,
            N_("Une opposition à cette ressource est enregistrée pour vous"),
            ASK_HEAD,
        ),
        Refusal.ALL_IN_USE: Incident(
            "GB-LIC-01",
            Owner.PERSON,
            403,
            N_("Toutes les licences de cette ressource sont en service"),
            N_(
                "Réessayez un peu plus tard : une licence se libère dès qu’elle n’est plus en "
                "service."
            ),
        ),
    }
)
