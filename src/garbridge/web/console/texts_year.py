"""What the console says of the turn of the school year."""

from garbridge.core.obstacles import Wording

YEAR_TEXTS = {
    "nav_year": Wording("Année scolaire", "School year"),
    "year_title": Wording("Passage à l’année {year}", "Turn to the year {year}"),
    "year_steps": Wording("Étapes", "Steps"),
    "year_step": Wording("Étape {n} sur 6", "Step {n} of 6"),
    "year_step_directory": Wording("Vérifier l’annuaire", "Check the directory"),
    "year_step_reclaim": Wording(
        "Choisir ce que devient chaque ressource", "Choose for each resource"
    ),
    "year_step_carry_over": Wording("Confirmer la suite des classes", "Confirm the classes"),
    "year_step_subscriptions": Wording("Commander les abonnements", "Order subscriptions"),
    "year_step_access": Wording("Vérifier les accès", "Check access"),
    "year_step_close": Wording("Basculer, puis clore", "Switch, then close"),
    "year_why": Wording(
        "Vous pouvez vous arrêter à chaque étape et reprendre plus tard, vous ou une autre "
        "personne. Rien n’est définitif avant la clôture.",
        "You can stop at each step and go on later, you or somebody else. Nothing is final before "
        "the year is closed.",
    ),
    "year_state_prepared": Wording("préparée", "prepared"),
    "year_state_checked": Wording("vérifiée", "checked"),
    "year_state_switching": Wording("bascule commencée", "switch begun"),
    "year_state_switched": Wording("basculée", "switched"),
    "year_state_undoing": Wording("annulation commencée", "undo begun"),
    "year_state_undone": Wording("annulée", "undone"),
    "year_state_closed": Wording("close", "closed"),
    "year_skip": Wording("Passer à l’étape suivante", "Go to the next step"),
    "year_begin": Wording("Commencer le passage d’année", "Begin"),
    "year_begin_again": Wording(
        "Reprendre depuis l’annuaire d’aujourd’hui", "Begin again from today’s directory"
    ),
    "year_begin_why": Wording(
        "Une photographie de ce qui est attribué aujourd’hui est gardée. Rien n’est attribué ni "
        "retiré.",
        "A snapshot of what is given today is kept. Nothing is given or taken back.",
    ),
    "year_begin_new": Wording("Préparer l’année suivante", "Prepare the next year"),
    "year_known": Wording(
        "Les classes de la nouvelle année sont déjà dans l’annuaire",
        "The directory has the classes of the new year already",
    ),
    "year_classes_known": Wording(
        "L’annuaire a déjà les classes de la nouvelle année.",
        "The directory has the classes of the new year already.",
    ),
    "year_classes_unknown": Wording(
        "L’annuaire n’a pas encore les classes de la nouvelle année\u00a0: chaque élève est pris "
        "au niveau suivant.",
        "The directory has no classes of the new year yet: each pupil is taken one level up.",
    ),
    "count_pupils": Wording("élève|élèves", "pupil|pupils"),
    "count_adults": Wording("adulte|adultes", "adult|adults"),
    "count_classes": Wording("classe|classes", "class|classes"),
    "year_without_class": Wording(
        "{n} élève n’a pas de classe.|{n} élèves n’ont pas de classe.",
        "{n} pupil has no class.|{n} pupils have no class.",
    ),
    "year_without_level": Wording(
        "{n} élève n’a pas de niveau\u00a0: rien ne peut lui être reconduit."
        "|{n} élèves n’ont pas de niveau\u00a0: rien ne peut leur être reconduit.",
        "{n} pupil has no level: nothing can be carried over."
        "|{n} pupils have no level: nothing can be carried over.",
    ),
    "year_snapshot": Wording(
        "Photographie du {when}\u00a0: {seats} exemplaires attribués, {openings} ouvertures.",
        "Snapshot of {when}: {seats} licences given, {openings} openings.",
    ),
    "year_books_why": Wording(
        "Un manuel reste d’habitude au niveau\u00a0: les exemplaires des 6e reviennent, puis vont "
        "aux nouveaux 6e.",
        "A textbook usually stays with its level: what the 6e have comes back and goes to the "
        "new 6e.",
    ),
    "year_books_none": Wording(
        "Rien n’est attribué pour cette année.", "Nothing is given for this year."
    ),
    "year_becomes": Wording("Devient", "Becomes"),
    "year_had_by": Wording("L’ont cette année", "Have it this year"),
    "year_waits": Wording(
        "Quand l’annuaire les connaîtra\u00a0: {who}", "Once the directory knows them: {who}"
    ),
    "follow_level": Wording("reste au niveau", "stays with the level"),
    "follow_cohort": Wording("suit les élèves", "goes with the pupils"),
    "follow_drop": Wording("n’est pas reconduite", "is dropped"),
    "year_save": Wording("Enregistrer et continuer", "Save and go on"),
    "year_levels_why": Wording(
        "La suite proposée vient des codes nationaux. Confirmez-la ou corrigez-la.",
        "What is proposed comes from the national codes. Confirm it or mend it.",
    ),
    "year_level": Wording("Cette année", "This year"),
    "year_following": Wording("L’an prochain", "Next year"),
    "year_leaves": Wording("quitte l’établissement", "leaves the school"),
    "year_say": Wording("à choisir", "to be chosen"),
    "year_confirmed": Wording("confirmé", "confirmed"),
    "year_proposed": Wording("à confirmer", "to be confirmed"),
    "year_confirm": Wording("Confirmer et continuer", "Confirm and go on"),
    "year_levels_none": Wording(
        "L’annuaire ne dit le niveau d’aucun élève.", "The directory tells no pupil’s level."
    ),
    "year_carried": Wording("Ce qui est reconduit", "What is carried over"),
    "year_orders_why": Wording(
        "Ces abonnements se terminent avec l’année scolaire.",
        "These subscriptions end with the school year.",
    ),
    "year_orders_none": Wording(
        "Aucun abonnement ne se termine avec l’année.", "No subscription ends with the year."
    ),
    "year_followed": Wording("suivi de {what}", "followed by {what}"),
    "year_to_order": Wording("à commander", "to be ordered"),
    "year_check": Wording("Vérifier maintenant", "Check now"),
    "year_check_why": Wording(
        "La vérification dit ce que fera la bascule, et qui ouvrira quoi le premier jour. Elle ne "
        "change rien.",
        "The check says what the switch will do, and who will open what on the first day. It "
        "changes nothing.",
    ),
    "year_clean": Wording("Rien à signaler", "Nothing to report"),
    "year_findings": Wording("À regarder avant de basculer", "To look at before the switch"),
    "year_covered": Wording(
        "{pairs} accès vérifiés pour {people} personnes.", "{pairs} accesses of {people} people."
    ),
    "year_will": Wording("Ce que fera la bascule", "What the switch will do"),
    "year_did": Wording("Ce qui a été fait", "What was done"),
    "col_state_of": Wording("État", "State"),
    "col_back": Wording("Récupérés", "Taken back"),
    "col_will_take": Wording("À récupérer", "To take back"),
    "col_kept": Wording("Déjà attribués", "Given already"),
    "col_missing": Wording("Manquent", "Missing"),
    "year_switch": Wording("Basculer vers {year}", "Switch to {year}"),
    "year_switch_why": Wording(
        "Chaque ressource est traitée en entier. La bascule s’annule jusqu’à la clôture.",
        "Each resource is done whole. The switch can be undone until the year is closed.",
    ),
    "year_finish": Wording("Terminer la bascule", "Finish the switch"),
    "year_undo": Wording("Annuler la bascule", "Undo the switch"),
    "year_undo_finish": Wording("Terminer l’annulation", "Finish the undo"),
    "year_undo_why": Wording(
        "Tout revient comme avant, sauf les exemplaires attribués à d’autres depuis.",
        "All is as before, but for licences given to others since.",
    ),
    "year_close": Wording("Clore l’année", "Close the year"),
    "year_close_why": Wording(
        "Le rapport est gardé. Ensuite, plus rien ne s’annule.",
        "The report is kept. Nothing can be undone afterwards.",
    ),
    "year_close_sure": Wording("J’ai compris, clore l’année", "I understand, close the year"),
    "year_close_tick": Wording(
        "Cochez la case pour confirmer. Rien n’a été fait.",
        "Tick the box to confirm. Nothing was done.",
    ),
    "year_is_undone": Wording("annulé", "undone"),
    "year_to_do": Wording("à faire", "to be done"),
    "year_done": Wording("fait", "done"),
    "year_lost": Wording(
        "La bascule est annulée, mais des exemplaires ont été attribués à d’autres depuis\u00a0: "
        "ils y restent.",
        "The switch is undone, but some licences were given to others since: they stay there.",
    ),
    "year_lost_count": Wording(
        "{n} exemplaire non rendu|{n} exemplaires non rendus",
        "{n} licence not restored|{n} licences not restored",
    ),
    "year_stale": Wording(
        "Une autre personne a avancé entre-temps. Rien n’a été fait\u00a0: voici où en est "
        "l’établissement.",
        "Somebody else went on meanwhile. Nothing was done: this is where the school stands.",
    ),
    "year_changed": Wording(
        "Le stock ou l’annuaire ont changé depuis la vérification. Vérifiez de nouveau.",
        "Stock or directory have changed since the check. Check again.",
    ),
    "year_denied": Wording(
        "Votre rôle ne permet pas cette étape. Rien n’a été fait.",
        "Your role does not include this step. Nothing was done.",
    ),
    "year_not_no_plan": Wording("Aucune année n’est préparée.", "No year is prepared."),
    "year_not_not_checked": Wording(
        "Il faut d’abord vérifier les accès (étape 5).", "Check access first (step 5)."
    ),
    "year_not_levels_open": Wording(
        "La suite des classes n’est pas confirmée (étape 3). Rien n’a été fait.",
        "What follows each level is not confirmed (step 3). Nothing was done.",
    ),
    "year_not_switch_begun": Wording(
        "La bascule a commencé\u00a0: terminez-la, ou annulez-la.",
        "The switch has begun: finish it, or undo it.",
    ),
    "year_not_undo_begun": Wording(
        "L’annulation a commencé\u00a0: terminez-la d’abord.",
        "The undo has begun: finish it first.",
    ),
    "year_not_not_switched": Wording(
        "La bascule n’est pas terminée.", "The switch is not finished."
    ),
    "year_not_closed": Wording("L’année est close.", "The year is closed."),
    "year_level_open": Wording(
        "la suite de ce niveau n’est pas confirmée (étape 3)",
        "what follows this level is not confirmed (step 3)",
    ),
    "year_not_ordered": Wording(
        "aucun abonnement pour la nouvelle année (étape 4)",
        "no subscription for the new year (step 4)",
    ),
    "year_missing": Wording(
        "il manque {n} exemplaire|il manque {n} exemplaires",
        "{n} licence is missing|{n} licences are missing",
    ),
    "year_lacking": Wording(
        "{n} élève sur {of} ne l’a pas|{n} élèves sur {of} ne l’ont pas",
        "{n} pupil of {of} lacks it|{n} pupils of {of} lack it",
    ),
    "year_unassigned": Wording("attribuée à personne", "given to nobody"),
    "year_crowded": Wording(
        "{n} personne de plus que la commande|{n} personnes de plus que la commande",
        "{n} person more than ordered|{n} people more than ordered",
    ),
    "year_unserved": Wording(
        "les règles laissent {n} personne sans exemplaire"
        "|les règles laissent {n} personnes sans exemplaire",
        "rules leave {n} person without a licence|rules leave {n} people without a licence",
    ),
    "year_closed_on": Wording("Année close le {when}.", "Year closed on {when}."),
}
