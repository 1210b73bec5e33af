"""Why a resource does not open for somebody, as another person reads it, and whom to ask."""

from garbridge.core.access import Refusal
from garbridge.core.obstacles import Wording
from garbridge.core.owners import Owner

_REFUSED = {
    Refusal.UNKNOWN_PERSON: Wording(
        "L’annuaire ne connaît pas cette personne", "The directory does not know this person"
    ),
    Refusal.UNKNOWN_RESOURCE: Wording(
        "Le portail ne connaît pas encore cette ressource", "The portal does not know it yet"
    ),
    Refusal.AMBIGUOUS_RESOURCE: Wording(
        "Plusieurs ressources ont cette adresse", "Several resources have this address"
    ),
    Refusal.UNKNOWN_SCHOOL: Wording(
        "Cette personne n’a aucun établissement", "This person has no school"
    ),
    Refusal.NOT_A_MEMBER: Wording(
        "Cette personne n’est pas de cet établissement", "This person is not of this school"
    ),
    Refusal.MEMBERSHIP_NOT_STARTED: Wording(
        "Cette personne n’est pas encore dans l’établissement", "This person has yet to arrive"
    ),
    Refusal.MEMBERSHIP_ENDED: Wording(
        "Cette personne a quitté l’établissement", "This person has left the school"
    ),
    Refusal.SCHOOL_NOT_OPEN: Wording(
        "Le portail n’est pas encore ouvert dans l’établissement",
        "The portal is not open at the school yet",
    ),
    Refusal.PROVIDER_DISABLED: Wording(
        "L’éditeur est suspendu sur le portail", "The portal has switched the publisher off"
    ),
    Refusal.PROVIDER_EXPIRED: Wording(
        "La description technique de l’éditeur est périmée", "The publisher’s metadata has ended"
    ),
    Refusal.RESOURCE_DISABLED: Wording(
        "La ressource est suspendue sur le portail", "The portal has switched it off"
    ),
    Refusal.NOT_ACTIVATED: Wording(
        "La ressource interactive n’est pas activée dans l’établissement",
        "This interactive resource is not activated at the school",
    ),
    Refusal.NO_SUBSCRIPTION: Wording(
        "L’établissement n’a pas d’abonnement", "The school has no subscription"
    ),
    Refusal.SUBSCRIPTION_NOT_STARTED: Wording(
        "L’abonnement n’a pas commencé", "The subscription has not begun"
    ),
    Refusal.SUBSCRIPTION_EXPIRED: Wording("L’abonnement est terminé", "The subscription is over"),
    Refusal.PROFILE_NOT_COVERED: Wording(
        "L’abonnement n’est pas pour son profil", "The subscription is not for their profile"
    ),
    Refusal.NOT_ASSIGNED: Wording(
        "La ressource ne lui est pas attribuée", "It is not given to them"
    ),
    Refusal.OBJECTED: Wording(
        "La personne, ou sa famille, s’oppose à cette ressource",
        "The person, or their family, objects to it",
    ),
    Refusal.ALL_IN_USE: Wording(
        "Toutes les licences simultanées sont en cours d’utilisation",
        "Every floating licence is in use",
    ),
}
_ASK = {
    Owner.PERSON: Wording(
        "La personne peut réessayer elle-même.", "The person can try again themselves."
    ),
    Owner.ASSIGNER: Wording(
        "C’est au responsable d’affectation d’agir.", "Whoever assigns resources can act."
    ),
    Owner.MANAGER: Wording(
        "Adressez-vous au gestionnaire des abonnements.", "Ask whoever orders subscriptions."
    ),
    Owner.PORTAL: Wording(
        "Adressez-vous à l’administrateur de l’ENT.", "Ask the portal’s administrator."
    ),
    Owner.PROVIDER: Wording("Adressez-vous à l’éditeur.", "Ask the publisher."),
}
REASON_TEXTS = {
    **{f"refused_{reason}": wording for reason, wording in _REFUSED.items()},
    **{f"ask_{owner}": wording for owner, wording in _ASK.items()},
    "on_day": Wording("{said} ({day})", "{said} ({day})"),
}
