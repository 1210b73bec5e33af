"""What *Mes données* says of rights: who answers, how long, how to object."""

from garbridge.core.messages import N_

RIGHTS_TEXTS = {
    "rights": N_("Vos droits"),
    "rights_see": N_(
        "Vous pouvez voir vos données, les faire corriger ou effacer, et demander qu’on les "
        "utilise moins."
    ),
    "rights_object": N_(
        "Vous pouvez vous opposer à ce que vos données partent pour une ressource\u00a0: ouvrez "
        "sa page, puis «\u00a0M’opposer\u00a0»."
    ),
    "rights_answer": N_("On vous répond en un mois au plus."),
    "rights_cnil": N_(
        "Si la réponse ne vous convient pas, vous pouvez saisir la CNIL\u00a0: 3 place de "
        "Fontenoy, TSA 80715, 75334 Paris cedex 07, www.cnil.fr."
    ),
    "who": N_("Qui répond de vos données"),
    "controller": N_("Responsable du traitement"),
    "processor": N_("Le portail est tenu par"),
    "officer": N_("Délégué à la protection des données"),
    "act": N_("Acte"),
    "basis": N_("Base légale"),
    "basis_public_task": N_("mission d’intérêt public (RGPD, article 6.1 e)"),
    "basis_legal_obligation": N_("obligation légale (RGPD, article 6.1 c)"),
    "consent": N_(
        "Donner accès aux ressources choisies pour l’enseignement est une mission d’intérêt "
        "public. C’est pourquoi votre accord n’est pas demandé."
    ),
    "kept": N_("Combien de temps le portail garde vos données"),
    "kept_what": N_("Données"),
    "kept_long": N_("Durée"),
    "kept_months": N_("{n} mois", "{n} mois"),
    "kept_launches": N_("Ce que vous avez ouvert, et le nom des données envoyées"),
    "kept_departed": N_("Tout, une fois que vous avez quitté le portail"),
    "kept_lookups": N_("Qui a vérifié vos droits, et pourquoi"),
    "kept_favourites": N_("Vos favoris du médiacentre"),
    "kept_opened": N_("Les ressources ouvertes récemment, que le médiacentre vous montre"),
    "kept_queue": N_("Votre arrivée et votre départ, une fois traités"),
    "kept_operations": N_("Les ressources qui vous ont été attribuées"),
    "kept_delegations": N_("Les délégations terminées"),
    "kept_journals": N_("Ce que les responsables techniques du portail ont fait"),
    "kept_rights": N_("Vos demandes closes et vos oppositions levées"),
    "object": N_("M’opposer"),
    "object_title": N_("M’opposer à cette ressource"),
    "object_what": N_("Ce qui se passe alors"),
    "object_1": N_("Dès le prochain clic, plus aucune donnée ne part pour cette ressource."),
    "object_2": N_(
        "La ressource ne s’ouvre plus pour vous. Les autres ressources du même éditeur s’ouvrent "
        "encore."
    ),
    "object_3": N_(
        "Ce que l’éditeur a déjà reçu n’est pas effacé par là\u00a0: demandez-le à votre "
        "établissement."
    ),
    "object_4": N_(
        "Votre établissement vous répond. Il peut refuser s’il a des raisons impérieuses\u00a0: "
        "la ressource s’ouvre alors de nouveau."
    ),
    "object_5": N_("Vous pouvez retirer votre opposition quand vous voulez."),
    "object_minor": N_(
        "Vous êtes élève\u00a0: parlez-en d’abord avec un adulte de votre famille ou un "
        "professeur. Votre famille peut aussi s’opposer pour vous."
    ),
    "instead": N_("À la place"),
    "instead_none": N_("Demandez à votre établissement comment travailler sans cette ressource."),
    "reason": N_("Pourquoi vous opposez-vous\u202f?"),
    "reason_help": N_("Une phrase, 255 caractères au plus. Le chef d’établissement la lit."),
    "reason_wrong": N_(
        "Écrivez une phrase, sur une seule ligne et de 255 caractères au plus. Rien n’a été "
        "enregistré."
    ),
    "check": N_("Continuer"),
    "confirm_title": N_("Confirmer votre opposition\u202f?"),
    "confirm_reason": N_("Votre motif\u00a0: «\u00a0{reason}\u00a0»"),
    "confirm": N_("Oui, je m’oppose"),
    "cancel": N_("Revenir sans rien faire"),
    "objected": N_(
        "Votre opposition est enregistrée depuis le {day}. Rien n’est envoyé pour cette ressource."
    ),
    "objected_family": N_(
        "Votre famille s’est opposée le {day}. Rien n’est envoyé pour cette ressource. Seule "
        "votre famille peut demander à l’établissement de changer cela."
    ),
    "objected_school": N_(
        "Votre établissement a enregistré une opposition le {day}. Rien n’est envoyé pour cette "
        "ressource."
    ),
    "objected_answer": N_("Réponse du {day}\u00a0: {text}"),
    "objected_waits": N_("L’établissement n’a pas encore répondu."),
    "past_withdrawn": N_("Une opposition du {day} a été retirée le {end}."),
    "past_rejected": N_(
        "Une opposition du {day} n’a pas été retenue. Réponse du {end}\u00a0: {text}"
    ),
    "withdraw_title": N_("Retirer mon opposition"),
    "withdraw_what": N_(
        "La ressource s’ouvre de nouveau, et les données ci-dessus partent de nouveau."
    ),
    "withdraw_reason": N_("Pourquoi la retirez-vous\u202f?"),
    "withdraw": N_("Retirer mon opposition"),
    "stands_already": N_("Une opposition est déjà enregistrée."),
    "none_stands": N_("Aucune opposition n’est en cours."),
    "done_object": N_("Votre opposition est enregistrée."),
    "done_withdraw": N_("Votre opposition est retirée."),
    "expired_again": N_("Rouvrir Mes données"),
}
