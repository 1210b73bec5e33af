"""Why a resource does not open for somebody, as another person reads it, and whom to ask."""

from garbridge.core.access import Refusal
from garbridge.core.messages import N_
from garbridge.core.owners import Owner

_REFUSED = {
    Refusal.UNKNOWN_PERSON: N_("L’annuaire ne connaît pas cette personne"),
    Refusal.UNKNOWN_RESOURCE: N_("Le portail ne connaît pas encore cette ressource"),
    Refusal.AMBIGUOUS_RESOURCE: N_("Plusieurs ressources ont cette adresse"),
    Refusal.UNKNOWN_SCHOOL: N_("Cette personne n’a aucun établissement"),
    Refusal.NOT_A_MEMBER: N_("Cette personne n’est pas de cet établissement"),
    Refusal.MEMBERSHIP_NOT_STARTED: N_("Cette personne n’est pas encore dans l’établissement"),
    Refusal.MEMBERSHIP_ENDED: N_("Cette personne a quitté l’établissement"),
    Refusal.SCHOOL_NOT_OPEN: N_("Le portail n’est pas encore ouvert dans l’établissement"),
    Refusal.PROVIDER_DISABLED: N_("L’éditeur est suspendu sur le portail"),
    Refusal.PROVIDER_EXPIRED: N_("La description technique de l’éditeur est périmée"),
    Refusal.RESOURCE_DISABLED: N_("La ressource est suspendue sur le portail"),
    Refusal.NOT_ACTIVATED: N_("La ressource interactive n’est pas activée dans l’établissement"),
    Refusal.NO_SUBSCRIPTION: N_("L’établissement n’a pas d’abonnement"),
    Refusal.SUBSCRIPTION_NOT_STARTED: N_("L’abonnement n’a pas commencé"),
    Refusal.SUBSCRIPTION_EXPIRED: N_("L’abonnement est terminé"),
    Refusal.PROFILE_NOT_COVERED: N_("L’abonnement n’est pas pour son profil"),
    Refusal.NOT_ASSIGNED: N_("La ressource ne lui est pas attribuée"),
    Refusal.OBJECTED: N_("La personne, ou sa famille, s’oppose à cette ressource"),
    Refusal.ALL_IN_USE: N_("Toutes les licences simultanées sont en cours d’utilisation"),
}
_ASK = {
    Owner.PERSON: N_("La personne peut réessayer elle-même."),
    Owner.ASSIGNER: N_("C’est au responsable d’affectation d’agir."),
    Owner.MANAGER: N_("Adressez-vous au gestionnaire des abonnements."),
    Owner.PORTAL: N_("Adressez-vous à l’administrateur de l’ENT."),
    Owner.PROVIDER: N_("Adressez-vous à l’éditeur."),
}
REASON_TEXTS = {
    **{f"refused_{reason}": wording for reason, wording in _REFUSED.items()},
    **{f"ask_{owner}": wording for owner, wording in _ASK.items()},
    "on_day": N_("{said} ({day})"),
}
