"""What the console says of one resource at several schools."""

from garbridge.core.messages import N_

SEVERAL_TEXTS = {
    "several_link": N_("Attribuer dans plusieurs établissements"),
    "several_title": N_("Plusieurs établissements"),
    "several_why": N_(
        "Choisissez des populations dans chaque établissement. Chacun garde son journal et peut "
        "annuler ce qui le concerne."
    ),
    "several_nothing": N_("Cochez au moins une population. Rien n’a été fait."),
    "several_missing": N_("Là où il manque des exemplaires"),
    "several_autres": N_("Ne rien attribuer là, mais servir les autres établissements"),
    "several_reste": N_("Attribuer ce qui reste, dans l’ordre de la liste"),
    "several_rien": N_("Ne rien attribuer nulle part"),
    "several_stale": N_("Rien n’a été fait\u00a0: une autre personne est intervenue entre-temps."),
    "several_short": N_("Rien n’a été fait\u00a0: il manque des exemplaires."),
    "several_away": N_("Le service ne répond pas\u00a0: rien n’a été fait pour cet établissement."),
    "several_same": N_("Il n’y avait rien à faire."),
    "several_undo": N_("Voir ou annuler"),
    "several_denied": N_(
        "Rien n’a été fait\u00a0: vous ne pouvez plus attribuer cette ressource ici."
    ),
    "several_count": N_("{n} établissement.", "{n} établissements."),
    "several_so_far": N_(
        "{n} établissement choisi jusqu’ici", "{n} établissements choisis jusqu’ici"
    ),
    "several_earlier": N_("Vos opérations récentes"),
    "several_resume": N_("Reprendre"),
    "several_step_choose": N_("Choix commencé"),
    "several_step_look": N_("Aperçu"),
    "several_step_give": N_("Attribution"),
    "several_step_undo": N_("Annulation"),
    "several_for": N_("Dans les classes et les niveaux cochés, pour"),
    "several_everywhere": N_("Les mêmes personnes partout"),
    "several_everywhere_who": N_("Qui"),
    "several_where": N_("Où"),
    "several_where_ticked": N_("Seulement dans les établissements cochés ci-dessous"),
    "several_where_all": N_("Dans l’établissement", "Dans les {n} établissements"),
    "several_list": N_("Établissements"),
    "several_one_by_one": N_("Établissement par établissement"),
    "several_to_page": N_("Garder ces choix et voir la page {n}"),
    "several_working_look": N_("Aperçu en cours"),
    "several_working_give": N_("Attribution en cours"),
    "several_working_undo": N_("Annulation en cours"),
    "several_progress": N_("{n} établissement sur {all}", "{n} établissements sur {all}"),
    "several_work_why": N_(
        "Vous pouvez fermer cette page\u00a0: ce qui est fait reste fait, et vous reprendrez ici."
    ),
    "several_pause": N_("Mettre en pause"),
    "several_onward": N_("Continuer"),
    "several_stop": N_("Arrêter et tout annuler"),
    "several_change": N_("Changer les choix"),
    "several_short_sum": N_("Il manque {n} exemplaire.", "Il manque {n} exemplaires."),
    "several_short_at": N_("{n} établissement est concerné.", "{n} établissements sont concernés."),
    "several_no_nothing": N_(
        "« Rien nulle part » se décide d’un seul coup\u00a0: pas pour autant de personnes."
    ),
    "several_too_many": N_(
        "Il y a trop de personnes pour tout ou rien. Rien n’a été fait\u00a0: choisissez une autre "
        "façon."
    ),
    "several_given_before": N_(
        "{n} établissement est déjà servi\u00a0: l’aperçu est celui des autres.",
        "{n} établissements sont déjà servis\u00a0: l’aperçu est celui des autres.",
    ),
    "several_in": N_(
        "{n} établissement dans cette opération", "{n} établissements dans cette opération"
    ),
    "several_out": N_(
        "{n} de vos établissements n’est pas dans cette opération",
        "{n} de vos établissements ne sont pas dans cette opération",
    ),
    "several_out_none": N_(
        "Tous vos établissements qui ont cette ressource sont dans cette opération."
    ),
    "several_school": N_("Établissement"),
    "several_col_give": N_("Sera attribué"),
    "several_col_already": N_("Déjà fait"),
    "several_col_impossible": N_("Impossible"),
    "several_see_who": N_("Voir qui"),
    "several_changed": N_("Ce qui serait attribué ici a changé depuis l’aperçu."),
    "several_back": N_("Revenir à l’opération"),
    "several_was_give": N_("Attribution terminée"),
    "several_was_undo": N_("Annulation terminée"),
    "several_sum": N_("exemplaire attribué", "exemplaires attribués"),
    "several_served": N_("établissement servi", "établissements servis"),
    "several_left": N_("établissement laissé de côté", "établissements laissés de côté"),
    "several_undone": N_("établissement annulé", "établissements annulés"),
    "several_kept": N_("établissement non annulé", "établissements non annulés"),
    "several_is_undone": N_("Annulé."),
    "several_not_given": N_("Rien n’a été attribué ici."),
    "several_retry": N_("Regarder de nouveau les établissements laissés de côté"),
    "several_undo_all": N_("Tout annuler"),
    "several_another": N_("Une autre opération"),
    "undo_unknown_operation": N_("Cette opération n’est plus dans le journal."),
}
