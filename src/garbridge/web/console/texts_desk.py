"""What the console says of the queue, the journal, standing rules and delegations."""

from garbridge.core.obstacles import Wording

DESK_TEXTS = {
    "nav_queue": Wording("Arrivées et départs", "Arrivals and departures"),
    "nav_rules": Wording("Règles", "Rules"),
    "nav_delegations": Wording("Délégations", "Delegations"),
    "nav_journal": Wording("Journal", "Journal"),
    "queue_why": Wording(
        "Cochez ce qui doit être fait\u00a0: chaque ligne s’annule ensuite séparément.",
        "Tick what is to be done: each line can be undone by itself afterwards.",
    ),
    "queue_empty": Wording("Personne n’attend", "Nobody is waiting"),
    "queue_empty_why": Wording(
        "Les arrivées, les départs et les changements de classe de l’annuaire s’affichent ici.",
        "Arrivals, departures and changes of class in the directory appear here.",
    ),
    "queue_nothing": Wording(
        "Cochez au moins une ligne. Rien n’a été fait.", "Tick a line. Nothing was done."
    ),
    "queue_scope": Wording(
        "Une de ces lignes dépasse le périmètre de votre délégation. Rien n’a été fait.",
        "One of these lines is beyond your delegation. Nothing was done.",
    ),
    "queue_dismissed": Wording(
        "Ces lignes sont écartées\u00a0: rien n’a été attribué ni retiré.",
        "Set aside: nothing was given or taken back.",
    ),
    "queue_accept": Wording("Faire ce qui est proposé", "Do what is proposed"),
    "queue_dismiss": Wording("Écarter", "Set aside"),
    "queue_give": Wording("à attribuer", "to give"),
    "queue_back": Wording("à récupérer", "to take back"),
    "queue_locked": Wording("reste à son titulaire", "stays with its holder"),
    "queue_none": Wording("rien à faire", "nothing to do"),
    "queue_merge": Wording(
        "à faire vérifier par l’administrateur de l’ENT", "for the portal’s administrator to check"
    ),
    "queue_from": Wording("à partir du {day}", "from {day}"),
    "queue_asked_by": Wording("demandé par {who}", "asked by {who}"),
    "queue_signalled": Wording("annoncé", "signalled"),
    "entry_arrival": Wording("Arrivée", "Arrival"),
    "entry_departure": Wording("Départ", "Departure"),
    "entry_move": Wording("Changement de classe", "Change of class"),
    "entry_profile": Wording("Changement de profil", "Change of profile"),
    "entry_lack": Wording("Demande d’un enseignant", "Asked for by a teacher"),
    "entry_duplicate": Wording("Doublon possible", "Possible duplicate"),
    "queue_done": Wording("Lignes traitées", "What was done"),
    "queue_closed": Wording("fait", "done"),
    "queue_waits": Wording("attend encore", "still waits"),
    "queue_short": Wording("il manque\u00a0: {titles}", "missing: {titles}"),
    "queue_left": Wording("Voir ce qui attend", "See what waits"),
    "nobody_waited": Wording(
        "Ces lignes n’attendaient plus\u00a0: quelqu’un d’autre s’en est occupé.",
        "These lines no longer waited: somebody else took care of them.",
    ),
    "journal_views": Wording("Journaux", "Journals"),
    "journal_operations": Wording("Affectations", "Assignments"),
    "journal_consultations": Wording("Consultations", "Look-ups"),
    "journal_delegations": Wording("Délégations", "Delegations"),
    "journal_given": Wording("{n} attribué|{n} attribués", "{n} given|{n} given"),
    "journal_back": Wording("{n} retiré|{n} retirés", "{n} taken back|{n} taken back"),
    "journal_lookup": Wording("{who}\u00a0: {what}", "{who}: {what}"),
    "journal_empty": Wording("Rien n’est encore inscrit.", "Nothing is written down yet."),
    "journal_latest": Wording(
        "Les {n} dernières lignes sont affichées.", "The latest {n} lines are shown."
    ),
    "col_when": Wording("Quand", "When"),
    "col_by": Wording("Par", "By"),
    "col_what": Wording("Quoi", "What"),
    "col_why": Wording("Motif", "Why"),
    "by_portal": Wording("le portail", "the portal"),
    "is_undone": Wording("annulée", "undone"),
    "did_load": Wording("Fichier chargé", "File loaded"),
    "did_assign": Wording("Attribution", "Giving"),
    "did_withdraw": Wording("Retrait", "Taking back"),
    "did_move": Wording("Transfert", "Move"),
    "did_reclaim": Wording("Récupération", "Reclaiming"),
    "did_rules": Wording("Règles", "Rules"),
    "did_serve": Wording("Service des règles", "Serving of rules"),
    "did_merge": Wording("Fusion", "Merge"),
    "did_switch": Wording("Passage d’année", "Turn of the year"),
    "did_undo": Wording("Annulation", "Undo"),
    "delegation_given": Wording("Délégation donnée à {who}", "Delegation given to {who}"),
    "delegation_renewed": Wording("Délégation renouvelée\u00a0: {who}", "Renewed: {who}"),
    "delegation_withdrawn": Wording("Délégation retirée\u00a0: {who}", "Withdrawn: {who}"),
    "rules_title": Wording("Règles permanentes", "Standing rules"),
    "rules_why": Wording(
        "Une règle attribue une ressource à une classe ou un groupe, et à toute personne qui y "
        "arrive, tant qu’il reste des exemplaires.",
        "A rule gives a resource to a class or group, and to whoever comes into it, as long as "
        "there are licences.",
    ),
    "rules_none": Wording("Aucune règle pour le moment.", "No rule yet."),
    "rules_new": Wording("Écrire une règle", "Write a rule"),
    "rules_for": Wording("Ressources à attribuer", "Resources to give"),
    "rules_all_shown": Wording(
        "La ressource affichée|Les {n} ressources affichées",
        "The resource shown|All {n} resources shown",
    ),
    "rules_everybody": Wording(
        "Tout l’établissement, tous les profils", "The whole school, all profiles"
    ),
    "rules_nothing": Wording(
        "Cochez au moins une ressource et une population. Rien n’a été fait.",
        "Tick at least one resource and one population. Nothing was done.",
    ),
    "rules_end": Wording("Retirer les règles cochées", "Take back the rules ticked"),
    "rules_end_why": Wording(
        "Ce qu’elles ont attribué reste attribué.", "What they gave stays given."
    ),
    "rules_preview": Wording("Aperçu de la règle", "Preview of the rule"),
    "rules_would": Wording(
        "{n} attribution tout de suite|{n} attributions tout de suite",
        "{n} thing given at once|{n} things given at once",
    ),
    "rules_short": Wording(
        "Il manquera {n} exemplaire de {title}.|Il manquera {n} exemplaires de {title}.",
        "{n} licence of {title} will be missing.|{n} licences of {title} will be missing.",
    ),
    "rules_stood": Wording("Cette règle existe déjà.", "This rule stands already."),
    "rules_confirm": Wording("Valider la règle", "Confirm the rule"),
    "rules_changed": Wording("Règles modifiées", "Rules changed"),
    "rules_served": Wording("Exemplaires attribués par les règles", "Licences given by rules"),
    "rules_same": Wording("Rien n’a changé.", "Nothing has changed."),
    "col_population": Wording("Population", "Population"),
    "delegations_title": Wording("Délégations", "Delegations"),
    "delegations_why": Wording(
        "Le chef d’établissement autorise un adulte à attribuer des ressources, jusqu’à une date. "
        "Une délégation ne se transmet pas.",
        "The head of school lets an adult give resources, until a date. A delegation is not "
        "passed on.",
    ),
    "delegations_none": Wording("Aucune délégation en cours ou à venir.", "No delegation."),
    "delegations_declared": Wording("Déclarés dans l’annuaire", "Stated by the directory"),
    "delegations_new": Wording("Donner une délégation", "Give a delegation"),
    "delegation_incomplete": Wording(
        "Choisissez une personne et des dates. Rien n’a été fait.",
        "Choose a person and dates. Nothing was done.",
    ),
    "delegation_to": Wording("À qui", "To whom"),
    "delegation_scope": Wording("Périmètre", "Scope"),
    "delegation_starts": Wording("Premier jour (vide\u00a0: maintenant)", "First day (empty: now)"),
    "delegation_ends": Wording("Dernier jour", "Last day"),
    "delegation_reason": Wording("Motif", "Why"),
    "delegation_email": Wording(
        "Adresse électronique (vide\u00a0: celle de l’annuaire)",
        "E-mail (empty: the directory’s)",
    ),
    "delegation_give": Wording("Donner la délégation", "Give the delegation"),
    "delegation_end": Wording("Retirer", "Withdraw"),
    "delegation_renew": Wording("Renouveler d’un an", "Renew for a year"),
    "delegation_already": Wording("déjà délégué", "delegate already"),
    "scope_all": Wording("Toutes les ressources", "Every resource"),
    "scope_textbooks": Wording("Manuels", "Textbooks"),
    "scope_all_but_textbooks": Wording("Hors manuels", "All but textbooks"),
    "scope_discipline": Wording("Discipline\u00a0: {what}", "Subject: {what}"),
    "scope_statistics": Wording("Statistiques seulement", "Figures only"),
    "stands_ahead": Wording("à venir", "to come"),
    "stands_running": Wording("en cours", "running"),
    "stands_ended": Wording("terminée", "over"),
    "stands_withdrawn": Wording("retirée", "withdrawn"),
    "stands_left": Wording("la personne est partie", "the person has left"),
    "from_to": Wording("du {first} au {last}", "from {first} to {last}"),
    "training": Wording(
        "Bac à sable – établissement d’entraînement, données fictives",
        "Sandbox – a school to practise at, with made-up data",
    ),
    "duplicates_title": Wording("Doublons possibles", "Possible duplicates"),
    "duplicates_why": Wording(
        "Ces comptes sont peut-être ceux d’une même personne. Des homonymes aussi s’affichent "
        "ici\u00a0: ne fusionnez que si vous les connaissez.",
        "These accounts may be one person’s. Homonyms appear here too: merge only those you know.",
    ),
    "duplicates_which": Wording("Quel compte garder\u202f?", "Which account stays?"),
    "duplicates_none": Wording("Aucun doublon", "No duplicate"),
    "sign_name": Wording("même nom et même profil", "same name and profile"),
    "sign_email": Wording("même adresse électronique", "same e-mail address"),
    "merge_preview": Wording("Aperçu de la fusion", "Preview of the merge"),
    "merge_goes": Wording("Compte qui se vide", "Account that is emptied"),
    "merge_stays": Wording("Compte gardé", "Account that stays"),
    "merge_moves": Wording("Ressources qui passent de l’un à l’autre", "Resources that move"),
    "merge_returns": Wording("Exemplaires en double qui reviennent", "Licences that come back"),
    "merge_providers": Wording(
        "Ces éditeurs verront un compte nouveau\u00a0: {who}. Ce qui y était gardé reste avec "
        "l’ancien.",
        "These publishers will see a new account: {who}. What was kept there stays with the old "
        "one.",
    ),
    "merge_why": Wording(
        "Cette opération s’annule pendant 24 heures. L’annuaire reste à corriger dans l’ENT.",
        "This can be undone for 24 hours. The directory is still to be mended in the ENT.",
    ),
    "merge_confirm": Wording("Fusionner", "Merge"),
    "merge_done": Wording(
        "C’est fait\u00a0: il n’y avait aucune ressource à transférer.",
        "Done: there was no resource to move.",
    ),
    "merge_nothing": Wording(
        "Choisissez le compte à garder. Rien n’a été fait.",
        "Choose the account that stays. Nothing was done.",
    ),
    "merge_gone": Wording(
        "Ces comptes ne sont plus des doublons ici. Rien n’a été fait.",
        "These accounts are no duplicates here any more. Nothing was done.",
    ),
    "several_link": Wording("Attribuer dans plusieurs établissements", "Give at several schools"),
    "several_title": Wording("Plusieurs établissements", "Several schools"),
    "several_why": Wording(
        "Choisissez des populations dans chaque établissement. Chacun garde son journal et peut "
        "annuler ce qui le concerne.",
        "Choose populations at each school. Each keeps its own journal and can undo its part.",
    ),
    "several_nothing": Wording(
        "Cochez au moins une population. Rien n’a été fait.",
        "Tick a population. Nothing was done.",
    ),
    "several_missing": Wording("Là où il manque des exemplaires", "Where licences are missing"),
    "several_autres": Wording(
        "Ne rien attribuer là, mais servir les autres établissements",
        "Give nothing there, and serve the other schools",
    ),
    "several_reste": Wording(
        "Attribuer ce qui reste, dans l’ordre de la liste",
        "Give what is left, in the order of the list",
    ),
    "several_rien": Wording("Ne rien attribuer nulle part", "Give nothing anywhere"),
    "several_confirm": Wording(
        "Rien n’a été fait\u00a0: identifiez-vous de nouveau, beaucoup de personnes sont "
        "concernées.",
        "Nothing was done: sign in again, many people are concerned.",
    ),
    "several_stale": Wording(
        "Rien n’a été fait\u00a0: une autre personne est intervenue entre-temps.",
        "Nothing was done: somebody else acted meanwhile.",
    ),
    "several_short": Wording(
        "Rien n’a été fait\u00a0: il manque des exemplaires.",
        "Nothing was done: licences are missing.",
    ),
    "several_away": Wording(
        "Le service ne répond pas\u00a0: rien n’a été fait pour cet établissement.",
        "The service does not answer: nothing was done at this school.",
    ),
    "several_same": Wording("Il n’y avait rien à faire.", "There was nothing to do."),
    "several_undo": Wording("Voir ou annuler", "See or undo"),
    "several_again": Wording("Continuer", "Go on"),
}
