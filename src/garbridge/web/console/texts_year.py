"""What the console says of the turn of the school year."""

from garbridge.core.messages import N_

YEAR_TEXTS = {
    "nav_year": N_("Année scolaire"),
    "year_title": N_("Passage à l’année {year}"),
    "year_steps": N_("Étapes"),
    "year_step": N_("Étape {n} sur 6"),
    "year_step_directory": N_("Vérifier l’annuaire"),
    "year_step_reclaim": N_("Choisir ce que devient chaque ressource"),
    "year_step_carry_over": N_("Confirmer la suite des classes"),
    "year_step_subscriptions": N_("Commander les abonnements"),
    "year_step_access": N_("Vérifier les accès"),
    "year_step_close": N_("Basculer, puis clore"),
    "year_why": N_(
        "Vous pouvez vous arrêter à chaque étape et reprendre plus tard, vous ou une autre "
        "personne. Rien n’est définitif avant la clôture."
    ),
    "year_state_prepared": N_("préparée"),
    "year_state_checked": N_("vérifiée"),
    "year_state_switching": N_("bascule commencée"),
    "year_state_switched": N_("basculée"),
    "year_state_undoing": N_("annulation commencée"),
    "year_state_undone": N_("annulée"),
    "year_state_closed": N_("close"),
    "year_skip": N_("Passer à l’étape suivante"),
    "year_begin": N_("Commencer le passage d’année"),
    "year_begin_again": N_("Reprendre depuis l’annuaire d’aujourd’hui"),
    "year_begin_why": N_(
        "Une photographie de ce qui est attribué aujourd’hui est gardée. Rien n’est attribué ni "
        "retiré."
    ),
    "year_begin_new": N_("Préparer l’année suivante"),
    "year_known": N_("Les classes de la nouvelle année sont déjà dans l’annuaire"),
    "year_classes_known": N_("L’annuaire a déjà les classes de la nouvelle année."),
    "year_classes_unknown": N_(
        "L’annuaire n’a pas encore les classes de la nouvelle année\u00a0: chaque élève est pris "
        "au niveau suivant."
    ),
    "count_pupils": N_("élève", "élèves"),
    "count_adults": N_("adulte", "adultes"),
    "count_classes": N_("classe", "classes"),
    "year_without_class": N_("{n} élève n’a pas de classe.", "{n} élèves n’ont pas de classe."),
    "year_without_level": N_(
        "{n} élève n’a pas de niveau\u00a0: rien ne peut lui être reconduit.",
        "{n} élèves n’ont pas de niveau\u00a0: rien ne peut leur être reconduit.",
    ),
    "year_snapshot": N_(
        "Photographie du {when}\u00a0: {seats} exemplaires attribués, {openings} ouvertures."
    ),
    "year_books_why": N_(
        "Un manuel reste d’habitude au niveau\u00a0: les exemplaires des 6e reviennent, puis vont "
        "aux nouveaux 6e."
    ),
    "year_books_none": N_("Rien n’est attribué pour cette année."),
    "year_becomes": N_("Devient"),
    "year_had_by": N_("L’ont cette année"),
    "year_waits": N_("Quand l’annuaire les connaîtra\u00a0: {who}"),
    "follow_level": N_("reste au niveau"),
    "follow_cohort": N_("suit les élèves"),
    "follow_drop": N_("n’est pas reconduite"),
    "year_save": N_("Enregistrer et continuer"),
    "year_levels_why": N_(
        "La suite proposée vient des codes nationaux. Confirmez-la ou corrigez-la."
    ),
    "year_level": N_("Cette année"),
    "year_following": N_("L’an prochain"),
    "year_leaves": N_("quitte l’établissement"),
    "year_say": N_("à choisir"),
    "year_confirmed": N_("confirmé"),
    "year_proposed": N_("à confirmer"),
    "year_confirm": N_("Confirmer et continuer"),
    "year_levels_none": N_("L’annuaire ne dit le niveau d’aucun élève."),
    "year_classes": N_("D’une classe à l’autre"),
    "year_classes_why": N_(
        "Pour les ressources qui suivent les élèves et qui sont ouvertes à une classe. La suite "
        "proposée vient des noms des classes\u00a0: confirmez-la ou corrigez-la. Vous pouvez "
        "la changer, ou la laisser à l’annuaire, jusqu’à la bascule. Dès que l’annuaire dit la "
        "nouvelle classe de la plupart des élèves, c’est lui qui compte."
    ),
    "year_class": N_("Classe de cette année"),
    "year_class_following": N_("Classe de l’an prochain"),
    "year_class_none": N_("aucune"),
    "year_class_said": N_("confirmée"),
    "year_class_proposed": N_("proposée"),
    "year_class_open": N_("à choisir"),
    "year_class_left": N_("l’annuaire le dira"),
    "year_class_waits": N_("attend l’annuaire"),
    "year_class_overruled": N_(
        "vous aviez dit {said}, l’annuaire dit {found}\u00a0: c’est l’annuaire qui compte"
    ),
    "year_classes_overruled": N_("L’annuaire dit autrement"),
    "year_look": N_("Voir ce que cela donne"),
    "year_rehearsed": N_(
        "Voici ce que donneraient vos choix. Rien n’est enregistré tant que vous ne confirmez pas."
    ),
    "year_carried": N_("Ce qui est reconduit"),
    "year_orders_why": N_("Ces abonnements se terminent avec l’année scolaire."),
    "year_orders_none": N_("Aucun abonnement ne se termine avec l’année."),
    "year_followed": N_("suivi de {what}"),
    "year_to_order": N_("à commander"),
    "year_check": N_("Vérifier maintenant"),
    "year_check_why": N_(
        "La vérification dit ce que fera la bascule, et qui ouvrira quoi le premier jour. Elle ne "
        "change rien."
    ),
    "year_clean": N_("Rien à signaler"),
    "year_findings": N_("À regarder avant de basculer"),
    "year_covered": N_("{pairs} accès vérifiés pour {people} personnes."),
    "year_will": N_("Ce que fera la bascule"),
    "year_did": N_("Ce qui a été fait"),
    "col_state_of": N_("État"),
    "col_back": N_("Récupérés"),
    "col_will_take": N_("À récupérer"),
    "col_kept": N_("Déjà attribués"),
    "col_missing": N_("Manquent"),
    "year_switch": N_("Basculer vers {year}"),
    "year_switch_why": N_(
        "Chaque ressource est traitée en entier. La bascule s’annule jusqu’à la clôture."
    ),
    "year_finish": N_("Terminer la bascule"),
    "year_undo": N_("Annuler la bascule"),
    "year_undo_finish": N_("Terminer l’annulation"),
    "year_undo_why": N_(
        "Tout revient comme avant. Ce que quelqu’un a attribué ou retiré depuis la bascule reste"
        " tel quel."
    ),
    "year_undo_look": N_("Voir ce que ferait l’annulation"),
    "year_undo_would": N_("Ce que ferait l’annulation\u00a0: rien n’est encore fait"),
    "year_undo_returned": N_("Récupérés"),
    "year_undo_restored": N_("Rendus"),
    "year_undo_left": N_("Attribués depuis, laissés"),
    "year_undo_lost": N_("Non rendus"),
    "year_close": N_("Clore l’année"),
    "year_close_why": N_("Le rapport est gardé. Ensuite, plus rien ne s’annule."),
    "year_close_sure": N_("J’ai compris, clore l’année"),
    "year_close_tick": N_("Cochez la case pour confirmer. Rien n’a été fait."),
    "year_is_undone": N_("annulé"),
    "year_to_do": N_("à faire"),
    "year_done": N_("fait"),
    "year_lost": N_(
        "La bascule est annulée, mais des exemplaires ont été attribués à d’autres depuis\u00a0: "
        "ils y restent."
    ),
    "year_lost_count": N_("{n} exemplaire non rendu", "{n} exemplaires non rendus"),
    "year_stale": N_(
        "Une autre personne a avancé entre-temps. Rien n’a été fait\u00a0: voici où en est "
        "l’établissement."
    ),
    "year_changed": N_(
        "Le stock ou l’annuaire ont changé depuis la vérification. Vérifiez de nouveau."
    ),
    "year_denied": N_("Votre rôle ne permet pas cette étape. Rien n’a été fait."),
    "year_not_no_plan": N_("Aucune année n’est préparée."),
    "year_not_not_checked": N_("Il faut d’abord vérifier les accès (étape 5)."),
    "year_not_levels_open": N_(
        "La suite des classes n’est pas confirmée (étape 3). Rien n’a été fait."
    ),
    "year_not_switch_begun": N_("La bascule a commencé\u00a0: terminez-la, ou annulez-la."),
    "year_not_undo_begun": N_("L’annulation a commencé\u00a0: terminez-la d’abord."),
    "year_not_not_switched": N_("La bascule n’est pas terminée."),
    "year_not_closed": N_("L’année est close."),
    "year_level_open": N_("la suite de ce niveau n’est pas confirmée (étape 3)"),
    "year_not_ordered": N_("aucun abonnement pour la nouvelle année (étape 4)"),
    "year_missing": N_("il manque {n} exemplaire", "il manque {n} exemplaires"),
    "year_lacking": N_("{n} élève sur {of} ne l’a pas", "{n} élèves sur {of} ne l’ont pas"),
    "year_unassigned": N_("attribuée à personne"),
    "year_crowded": N_(
        "{n} personne de plus que la commande", "{n} personnes de plus que la commande"
    ),
    "year_unserved": N_(
        "les règles laissent {n} personne sans exemplaire",
        "les règles laissent {n} personnes sans exemplaire",
    ),
    "year_closed_on": N_("Année close le {when}."),
}
