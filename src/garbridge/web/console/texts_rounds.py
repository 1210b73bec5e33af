"""What the console says of one resource at several schools."""

from garbridge.core.messages import N_

ROUND_TEXTS = {
    "round_link": N_("Attribuer dans plusieurs établissements"),
    "round_title": N_("Plusieurs établissements"),
    "round_why": N_(
        "Choisissez des populations dans chaque établissement. Chacun garde son journal et peut "
        "annuler ce qui le concerne."
    ),
    "round_nothing": N_("Cochez au moins une population. Rien n’a été fait."),
    "round_missing": N_("Là où il manque des exemplaires"),
    "round_autres": N_("Ne rien attribuer là, mais servir les autres établissements"),
    "round_reste": N_("Attribuer ce qui reste, dans l’ordre de la liste"),
    "round_rien": N_("Ne rien attribuer nulle part"),
    "round_stale": N_("Rien n’a été fait\u00a0: une autre personne est intervenue entre-temps."),
    "round_short": N_("Rien n’a été fait\u00a0: il manque des exemplaires."),
    "round_away": N_("Le service ne répond pas\u00a0: rien n’a été fait pour cet établissement."),
    "round_same": N_("Il n’y avait rien à faire."),
    "round_undo": N_("Voir ou annuler"),
    "round_denied": N_(
        "Rien n’a été fait\u00a0: vous ne pouvez plus attribuer cette ressource ici."
    ),
    "round_count": N_("{n} établissement.", "{n} établissements."),
    "round_so_far": N_(
        "{n} établissement choisi jusqu’ici", "{n} établissements choisis jusqu’ici"
    ),
    "round_earlier": N_("Vos opérations récentes"),
    "round_resume": N_("Reprendre"),
    "round_step_choose": N_("Choix commencé"),
    "round_step_look": N_("Aperçu"),
    "round_step_give": N_("Attribution"),
    "round_step_undo": N_("Annulation"),
    "round_for": N_("Dans les classes et les niveaux cochés, pour"),
    "round_everywhere": N_("Les mêmes personnes partout"),
    "round_everywhere_who": N_("Qui"),
    "round_where": N_("Où"),
    "round_where_ticked": N_("Seulement dans les établissements cochés ci-dessous"),
    "round_where_all": N_("Dans l’établissement", "Dans les {n} établissements"),
    "round_list": N_("Établissements"),
    "round_one_by_one": N_("Établissement par établissement"),
    "round_to_page": N_("Garder ces choix et voir la page {n}"),
    "round_working_look": N_("Aperçu en cours"),
    "round_working_give": N_("Attribution en cours"),
    "round_working_undo": N_("Annulation en cours"),
    "round_progress": N_("{n} établissement sur {all}", "{n} établissements sur {all}"),
    "round_work_why": N_(
        "Vous pouvez fermer cette page\u00a0: ce qui est fait reste fait, et vous reprendrez ici."
    ),
    "round_pause": N_("Mettre en pause"),
    "round_onward": N_("Continuer"),
    "round_stop": N_("Arrêter et tout annuler"),
    "round_change": N_("Changer les choix"),
    "round_short_sum": N_("Il manque {n} exemplaire.", "Il manque {n} exemplaires."),
    "round_short_at": N_("{n} établissement est concerné.", "{n} établissements sont concernés."),
    "round_no_nothing": N_(
        "« Rien nulle part » se décide d’un seul coup\u00a0: pas pour autant de personnes."
    ),
    "round_too_many": N_(
        "Il y a trop de personnes pour tout ou rien. Rien n’a été fait\u00a0: choisissez une autre "
        "façon."
    ),
    "round_given_before": N_(
        "{n} établissement est déjà servi\u00a0: l’aperçu est celui des autres.",
        "{n} établissements sont déjà servis\u00a0: l’aperçu est celui des autres.",
    ),
    "round_in": N_(
        "{n} établissement dans cette opération", "{n} établissements dans cette opération"
    ),
    "round_out": N_(
        "{n} de vos établissements n’est pas dans cette opération",
        "{n} de vos établissements ne sont pas dans cette opération",
    ),
    "round_out_none": N_(
        "Tous vos établissements qui ont cette ressource sont dans cette opération."
    ),
    "round_school": N_("Établissement"),
    "round_col_give": N_("Sera attribué"),
    "round_col_already": N_("Déjà fait"),
    "round_col_impossible": N_("Impossible"),
    "round_see_who": N_("Voir qui"),
    "round_changed": N_("Ce qui serait attribué ici a changé depuis l’aperçu."),
    "round_back": N_("Revenir à l’opération"),
    "round_was_give": N_("Attribution terminée"),
    "round_was_undo": N_("Annulation terminée"),
    "round_sum": N_("exemplaire attribué", "exemplaires attribués"),
    "round_served": N_("établissement servi", "établissements servis"),
    "round_left": N_("établissement laissé de côté", "établissements laissés de côté"),
    "round_undone": N_("établissement annulé", "établissements annulés"),
    "round_kept": N_("établissement non annulé", "établissements non annulés"),
    "round_is_undone": N_("Annulé."),
    "round_not_given": N_("Rien n’a été attribué ici."),
    "round_retry": N_("Regarder de nouveau les établissements laissés de côté"),
    "round_undo_all": N_("Tout annuler"),
    "round_another": N_("Une autre opération"),
    "undo_unknown_operation": N_("Cette opération n’est plus dans le journal."),
}
