"""What the console says of figures."""

from garbridge.core.messages import N_, NP_

FIGURE_TEXTS = {
    "nav_statistics": N_("Statistiques"),
    "statistics": N_("Statistiques"),
    "statistics_why": N_(
        "Ces chiffres ne disent rien de personne. Une période se publie une fois, quand elle est "
        "finie\u202f; elle ne change plus."
    ),
    "statistics_none": N_("Aucune période n’est publiée pour le moment"),
    "statistics_none_why": N_("Les chiffres s’affichent ici dès qu’une période finie est publiée."),
    "periods": N_("Périodes"),
    "period_of": N_("Période {period}"),
    "published_on": N_("Publiée le {day}. Les mêmes chiffres pour chaque lecteur."),
    "period_published": N_("publiée"),
    "period_ready": N_("peut être publiée"),
    "period_not_over": N_("dure jusqu’au {day}"),
    "period_year_published": N_(
        "l’année entière est publiée\u00a0: la différence dirait ce qui y est masqué"
    ),
    "period_some_terms_published": N_(
        "des trimestres de l’année sont publiés\u00a0: publiez d’abord les autres"
    ),
    "period_nothing_counted": N_("aucun accès n’a été compté"),
    "period_not_published": N_("cette période n’est pas publiée"),
    "publish": N_("Publier"),
    "publish_title": N_("Publier la période {period}\u202f?"),
    "publish_1": N_("Ce qui est publié ne change plus et ne se retire pas."),
    "publish_2": N_(
        "Publier un trimestre empêche de publier l’année autrement que comme la somme des "
        "trimestres. Publier l’année empêche de publier ses trimestres."
    ),
    "publish_3": N_("Les petits nombres sont masqués avant la publication."),
    "publish_yes": N_("Oui, publier"),
    "publish_busy": N_(
        "Un autre comptage est en cours. Rien n’a été publié\u00a0: réessayez dans quelques "
        "minutes."
    ),
    "publish_no_solver": N_(
        "Rien n’a été publié\u00a0: le portail n’a pas de quoi vérifier les chiffres masqués. "
        "Demandez à l’administrateur d’installer le complément «\u00a0statistics\u00a0»."
    ),
    "report_no_pdf": N_(
        "Le PDF n’a pas pu être fait. Ouvrez le rapport et imprimez-le, ou demandez à "
        "l’administrateur d’installer le complément «\u00a0pdf\u00a0»."
    ),
    "measure_acces": N_("Accès"),
    "measure_utilisateurs": N_("Utilisateurs"),
    "measure_echecs": N_("Échecs"),
    "measure_affectations": NP_("measure", "Affectations"),
    "measure_accedants": N_("Accédants"),
    "define_acces": N_(
        "Connexion réussie à une ressource. Un clic qui n’aboutit pas n’en est pas un."
    ),
    "define_utilisateurs": N_(
        "Personnes distinctes qui ont ouvert au moins une ressource dans la période. Ce n’est "
        "pas la somme des mois."
    ),
    "define_echecs": N_("Accès refusés, selon l’étape et le motif."),
    "define_affectations": N_(
        "Liens entre un droit et une personne, qui rendent la ressource visible, à la fin de la "
        "période."
    ),
    "define_accedants": N_(
        "Personnes qui peuvent atteindre au moins une ressource affectée, à la fin de la période."
    ),
    "rate": N_("Taux de réussite"),
    "define_rate": N_("Accès réussis, pour cent tentatives."),
    "not_told": N_("non publié"),
    "figure_hidden": N_("masqué"),
    "hidden_why": N_(
        "«\u00a0masqué\u00a0»\u00a0: moins de {threshold} personnes, plus de {share} % d’une "
        "seule, ou un chiffre qui en protège un autre. Ce n’est pas zéro."
    ),
    "filter_public": N_("Public"),
    "filter_resource": N_("Discipline ou ressource"),
    "filter_all": N_("Tout"),
    "filter_none": N_(
        "Ce croisement n’est pas publié\u00a0: il dirait trop de trop peu de personnes."
    ),
    "chart_months": N_("Accès par mois"),
    "chart_publics": N_("Accès par public"),
    "chart_disciplines": N_("Accès par discipline"),
    "chart_resources": N_("Accès par ressource"),
    "chart_users": N_("Utilisateurs par public"),
    "chart_reached": N_("Accédants par public"),
    "chart_assigned": N_("Affectations par ressource"),
    "chart_steps": N_("Échecs par étape"),
    "chart_providers": N_("Échecs par éditeur"),
    "chart_line": N_("Ligne"),
    "chart_number": N_("Nombre"),
    "chart_drawn": N_("{title}\u00a0: courbe, les nombres sont dans le tableau qui suit"),
    "chart_more": N_("{n} autre ligne, dans le fichier", "{n} autres lignes, dans le fichier"),
    "files": N_("Rapport et fichiers"),
    "file_none": N_("Il n’y a pas de fichier de ce nom\u00a0: choisissez une période publiée."),
    "file_report": N_("Rapport d’activité, à imprimer"),
    "file_pdf": N_("Rapport d’activité (PDF)"),
    "file_csv": N_("Tous les chiffres (CSV)"),
    "file_ods": N_("Tous les chiffres (tableur ODS)"),
    "file_json": N_("Tous les chiffres (JSON)"),
}
