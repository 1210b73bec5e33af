"""What *Mes données* says of rights: who answers, how long, how to object."""

from garbridge.core.obstacles import Wording

RIGHTS_TEXTS = {
    "rights": Wording("Vos droits", "Your rights"),
    "rights_see": Wording(
        "Vous pouvez voir vos données, les faire corriger ou effacer, et demander qu’on les "
        "utilise moins.",
        "You can see your data, have it corrected or erased, and ask that it be used less.",
    ),
    "rights_object": Wording(
        "Vous pouvez vous opposer à ce que vos données partent pour une ressource\u00a0: ouvrez "
        "sa page, puis «\u00a0M’opposer\u00a0».",
        "You can object to your data leaving for a resource: open its page, then “Object”.",
    ),
    "rights_answer": Wording(
        "On vous répond en un mois au plus.", "You get an answer within a month at most."
    ),
    "rights_cnil": Wording(
        "Si la réponse ne vous convient pas, vous pouvez saisir la CNIL\u00a0: 3 place de "
        "Fontenoy, TSA 80715, 75334 Paris cedex 07, www.cnil.fr.",
        "If the answer does not suit you, you can turn to the CNIL: 3 place de Fontenoy, TSA "
        "80715, 75334 Paris cedex 07, France, www.cnil.fr.",
    ),
    "who": Wording("Qui répond de vos données", "Who answers for your data"),
    "controller": Wording("Responsable du traitement", "Controller"),
    "processor": Wording("Le portail est tenu par", "The portal is run by"),
    "officer": Wording("Délégué à la protection des données", "Data protection officer"),
    "act": Wording("Acte", "Legal act"),
    "basis": Wording("Base légale", "Legal basis"),
    "basis_public_task": Wording(
        "mission d’intérêt public (RGPD, article 6.1 e)",
        "task in the public interest (GDPR, article 6.1 e)",
    ),
    "basis_legal_obligation": Wording(
        "obligation légale (RGPD, article 6.1 c)", "legal obligation (GDPR, article 6.1 c)"
    ),
    "consent": Wording(
        "Donner accès aux ressources choisies pour l’enseignement est une mission d’intérêt "
        "public. C’est pourquoi votre accord n’est pas demandé.",
        "To give access to the resources chosen for teaching is a task in the public interest. "
        "That is why you are not asked to agree.",
    ),
    "kept": Wording(
        "Combien de temps le portail garde vos données", "How long the portal keeps your data"
    ),
    "kept_what": Wording("Données", "Data"),
    "kept_long": Wording("Durée", "How long"),
    "kept_months": Wording("{n} mois|{n} mois", "{n} month|{n} months"),
    "kept_launches": Wording(
        "Ce que vous avez ouvert, et le nom des données envoyées",
        "What you opened, and the names of what was sent",
    ),
    "kept_departed": Wording(
        "Tout, une fois que vous avez quitté le portail",
        "Everything, once you have left the portal",
    ),
    "kept_lookups": Wording(
        "Qui a vérifié vos droits, et pourquoi", "Who checked what you are entitled to, and why"
    ),
    "kept_favourites": Wording("Vos favoris du médiacentre", "Your favourites"),
    "kept_opened": Wording(
        "Les ressources ouvertes récemment, que le médiacentre vous montre",
        "The resources opened lately, which the media centre shows you",
    ),
    "kept_queue": Wording(
        "Votre arrivée et votre départ, une fois traités",
        "Your arrival and departure, once dealt with",
    ),
    "kept_operations": Wording(
        "Les ressources qui vous ont été attribuées", "The resources that were given to you"
    ),
    "kept_delegations": Wording("Les délégations terminées", "Delegations that have ended"),
    "kept_rights": Wording(
        "Vos demandes closes et vos oppositions levées",
        "Your requests that were answered and objections that ended",
    ),
    "object": Wording("M’opposer", "Object"),
    "object_title": Wording("M’opposer à cette ressource", "Object to this resource"),
    "object_what": Wording("Ce qui se passe alors", "What happens then"),
    "object_1": Wording(
        "Dès le prochain clic, plus aucune donnée ne part pour cette ressource.",
        "From the next click on, no data leaves for this resource.",
    ),
    "object_2": Wording(
        "La ressource ne s’ouvre plus pour vous. Les autres ressources du même éditeur s’ouvrent "
        "encore.",
        "The resource no longer opens for you, through any of your schools. Other resources of "
        "the same publisher still open.",
    ),
    "object_3": Wording(
        "Ce que l’éditeur a déjà reçu n’est pas effacé par là\u00a0: demandez-le à votre "
        "établissement.",
        "What the publisher has received already is not erased by that: ask your school for it.",
    ),
    "object_4": Wording(
        "Votre établissement vous répond. Il peut refuser s’il a des raisons impérieuses\u00a0: "
        "la ressource s’ouvre alors de nouveau.",
        "Your school answers you. It may refuse for compelling reasons: the resource opens again "
        "then.",
    ),
    "object_5": Wording(
        "Vous pouvez retirer votre opposition quand vous voulez.",
        "You can withdraw your objection whenever you want.",
    ),
    "object_minor": Wording(
        "Vous êtes élève\u00a0: parlez-en d’abord avec un adulte de votre famille ou un "
        "professeur. Votre famille peut aussi s’opposer pour vous.",
        "You are a pupil: talk about it with an adult of your family or a teacher first. Your "
        "family can object for you too.",
    ),
    "instead": Wording("À la place", "Instead"),
    "instead_none": Wording(
        "Demandez à votre établissement comment travailler sans cette ressource.",
        "Ask your school how to work without this resource.",
    ),
    "reason": Wording("Pourquoi vous opposez-vous\u202f?", "Why do you object?"),
    "reason_help": Wording(
        "Une phrase, 255 caractères au plus. Le chef d’établissement la lit.",
        "One sentence, at most 255 characters. The head of school reads it.",
    ),
    "reason_wrong": Wording(
        "Écrivez une phrase, sur une seule ligne et de 255 caractères au plus. Rien n’a été "
        "enregistré.",
        "Write one sentence, on one line and of at most 255 characters. Nothing was recorded.",
    ),
    "check": Wording("Continuer", "Continue"),
    "confirm_title": Wording("Confirmer votre opposition\u202f?", "Confirm your objection?"),
    "confirm_reason": Wording(
        "Votre motif\u00a0: «\u00a0{reason}\u00a0»", "Your reason: “{reason}”"
    ),
    "confirm": Wording("Oui, je m’oppose", "Yes, I object"),
    "cancel": Wording("Revenir sans rien faire", "Go back without doing anything"),
    "objected": Wording(
        "Votre opposition est enregistrée depuis le {day}. Rien n’est envoyé pour cette ressource.",
        "Your objection is recorded since {day}. Nothing is sent for this resource.",
    ),
    "objected_family": Wording(
        "Votre famille s’est opposée le {day}. Rien n’est envoyé pour cette ressource. Seule "
        "votre famille peut demander à l’établissement de changer cela.",
        "Your family objected on {day}. Nothing is sent for this resource. Only your family can "
        "ask the school to change that.",
    ),
    "objected_school": Wording(
        "Votre établissement a enregistré une opposition le {day}. Rien n’est envoyé pour cette "
        "ressource.",
        "Your school recorded an objection on {day}. Nothing is sent for this resource.",
    ),
    "objected_answer": Wording("Réponse du {day}\u00a0: {text}", "Answer of {day}: {text}"),
    "objected_waits": Wording(
        "L’établissement n’a pas encore répondu.", "The school has not answered yet."
    ),
    "past_withdrawn": Wording(
        "Une opposition du {day} a été retirée le {end}.",
        "An objection of {day} was withdrawn on {end}.",
    ),
    "past_rejected": Wording(
        "Une opposition du {day} n’a pas été retenue. Réponse du {end}\u00a0: {text}",
        "An objection of {day} was not upheld. Answer of {end}: {text}",
    ),
    "withdraw_title": Wording("Retirer mon opposition", "Withdraw my objection"),
    "withdraw_what": Wording(
        "La ressource s’ouvre de nouveau, et les données ci-dessus partent de nouveau.",
        "The resource opens again, and the data is sent again.",
    ),
    "withdraw_reason": Wording("Pourquoi la retirez-vous\u202f?", "Why do you withdraw it?"),
    "withdraw": Wording("Retirer mon opposition", "Withdraw my objection"),
    "stands_already": Wording(
        "Une opposition est déjà enregistrée.", "An objection is recorded already."
    ),
    "none_stands": Wording("Aucune opposition n’est en cours.", "No objection stands."),
    "done_object": Wording("Votre opposition est enregistrée.", "Your objection is recorded."),
    "done_withdraw": Wording("Votre opposition est retirée.", "Your objection is withdrawn."),
    "expired_again": Wording("Rouvrir Mes données", "Open My data again"),
}
