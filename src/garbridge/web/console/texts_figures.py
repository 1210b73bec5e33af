"""What the console says of figures."""

from garbridge.core.obstacles import Wording

FIGURE_TEXTS = {
    "nav_statistics": Wording("Statistiques", "Figures"),
    "statistics": Wording("Statistiques", "Figures"),
    "statistics_why": Wording(
        "Ces chiffres ne disent rien de personne. Une période se publie une fois, quand elle est "
        "finie\u202f; elle ne change plus.",
        "These figures tell nothing of anybody. A period is published once, when it is over; it "
        "does not change any more.",
    ),
    "statistics_none": Wording(
        "Aucune période n’est publiée pour le moment", "No period is published yet"
    ),
    "statistics_none_why": Wording(
        "Les chiffres s’affichent ici dès qu’une période finie est publiée.",
        "Figures appear here as soon as a period that is over is published.",
    ),
    "periods": Wording("Périodes", "Periods"),
    "period_of": Wording("Période {period}", "Period {period}"),
    "published_on": Wording(
        "Publiée le {day}. Les mêmes chiffres pour chaque lecteur.",
        "Published on {day}. The same figures for every reader.",
    ),
    "period_published": Wording("publiée", "published"),
    "period_ready": Wording("peut être publiée", "can be published"),
    "period_not_over": Wording("dure jusqu’au {day}", "lasts until {day}"),
    "period_year_published": Wording(
        "l’année entière est publiée\u00a0: la différence dirait ce qui y est masqué",
        "the whole year is published: the difference would tell what it hides",
    ),
    "period_some_terms_published": Wording(
        "des trimestres de l’année sont publiés\u00a0: publiez d’abord les autres",
        "terms of the year are published: publish the others first",
    ),
    "period_nothing_counted": Wording("aucun accès n’a été compté", "no launch was counted"),
    "period_not_published": Wording(
        "cette période n’est pas publiée", "this period is not published"
    ),
    "publish": Wording("Publier", "Publish"),
    "publish_title": Wording("Publier la période {period}\u202f?", "Publish the period {period}?"),
    "publish_1": Wording(
        "Ce qui est publié ne change plus et ne se retire pas.",
        "What is published does not change any more and cannot be taken back.",
    ),
    "publish_2": Wording(
        "Publier un trimestre empêche de publier l’année autrement que comme la somme des "
        "trimestres. Publier l’année empêche de publier ses trimestres.",
        "To publish a term keeps the year from being published but as the sum of its terms. To "
        "publish the year keeps its terms from being published.",
    ),
    "publish_3": Wording(
        "Les petits nombres sont masqués avant la publication.",
        "Small numbers are hidden before anything is published.",
    ),
    "publish_yes": Wording("Oui, publier", "Yes, publish"),
    "publish_busy": Wording(
        "Un autre comptage est en cours. Rien n’a été publié\u00a0: réessayez dans quelques "
        "minutes.",
        "Another count is under way. Nothing was published: try again in a few minutes.",
    ),
    "publish_no_solver": Wording(
        "Rien n’a été publié\u00a0: le portail n’a pas de quoi vérifier les chiffres masqués. "
        "Demandez à l’administrateur d’installer le complément «\u00a0statistics\u00a0».",
        "Nothing was published: the portal has nothing to check hidden figures with. Ask the "
        "administrator to install the extra “statistics”.",
    ),
    "report_no_pdf": Wording(
        "Le PDF n’a pas pu être fait. Ouvrez le rapport et imprimez-le, ou demandez à "
        "l’administrateur d’installer le complément «\u00a0pdf\u00a0».",
        "The PDF could not be made. Open the report and print it, or ask the administrator to "
        "install the extra “pdf”.",
    ),
    "measure_acces": Wording("Accès", "Launches"),
    "measure_utilisateurs": Wording("Utilisateurs", "Users"),
    "measure_echecs": Wording("Échecs", "Failures"),
    "measure_affectations": Wording("Affectations", "Licences given"),
    "measure_accedants": Wording("Accédants", "People with access"),
    "define_acces": Wording(
        "Connexion réussie à une ressource. Un clic qui n’aboutit pas n’en est pas un.",
        "A successful connection to a resource. A click that nothing follows is none.",
    ),
    "define_utilisateurs": Wording(
        "Personnes distinctes qui ont ouvert au moins une ressource dans la période. Ce n’est "
        "pas la somme des mois.",
        "Different people who opened at least one resource in the period. It is not the sum of "
        "the months.",
    ),
    "define_echecs": Wording(
        "Accès refusés, selon l’étape et le motif.",
        "Launches that were refused, by step and reason.",
    ),
    "define_affectations": Wording(
        "Liens entre un droit et une personne, qui rendent la ressource visible, à la fin de la "
        "période.",
        "Links between a right and a person, which make the resource visible, at the end of the "
        "period.",
    ),
    "define_accedants": Wording(
        "Personnes qui peuvent atteindre au moins une ressource affectée, à la fin de la période.",
        "People who can reach at least one resource that was given, at the end of the period.",
    ),
    "rate": Wording("Taux de réussite", "Success rate"),
    "define_rate": Wording(
        "Accès réussis, pour cent tentatives.", "Launches that succeeded, of a hundred attempts."
    ),
    "not_told": Wording("non publié", "not published"),
    "figure_hidden": Wording("masqué", "hidden"),
    "hidden_why": Wording(
        "«\u00a0masqué\u00a0»\u00a0: moins de {threshold} personnes, plus de {share} % d’une "
        "seule, ou un chiffre qui en protège un autre. Ce n’est pas zéro.",
        "“hidden”: fewer than {threshold} people, more than {share}% of one of them, or a figure "
        "that protects another. It is not zero.",
    ),
    "filter_public": Wording("Public", "Who"),
    "filter_resource": Wording("Discipline ou ressource", "Subject or resource"),
    "filter_all": Wording("Tout", "All"),
    "filter_none": Wording(
        "Ce croisement n’est pas publié\u00a0: il dirait trop de trop peu de personnes.",
        "This combination is not published: it would tell too much of too few people.",
    ),
    "chart_months": Wording("Accès par mois", "Launches by month"),
    "chart_publics": Wording("Accès par public", "Launches by who"),
    "chart_disciplines": Wording("Accès par discipline", "Launches by subject"),
    "chart_resources": Wording("Accès par ressource", "Launches by resource"),
    "chart_users": Wording("Utilisateurs par public", "Users by who"),
    "chart_reached": Wording("Accédants par public", "People with access by who"),
    "chart_assigned": Wording("Affectations par ressource", "Licences given by resource"),
    "chart_steps": Wording("Échecs par étape", "Failures by step"),
    "chart_providers": Wording("Échecs par éditeur", "Failures by publisher"),
    "chart_line": Wording("Ligne", "Line"),
    "chart_number": Wording("Nombre", "Number"),
    "chart_drawn": Wording(
        "{title}\u00a0: courbe, les nombres sont dans le tableau qui suit",
        "{title}: a line, the numbers stand in the table that follows",
    ),
    "chart_more": Wording(
        "{n} autre ligne, dans le fichier|{n} autres lignes, dans le fichier",
        "{n} more line, in the file|{n} more lines, in the file",
    ),
    "files": Wording("Rapport et fichiers", "Report and files"),
    "file_none": Wording(
        "Il n’y a pas de fichier de ce nom\u00a0: choisissez une période publiée.",
        "There is no file of that name: choose a period that is published.",
    ),
    "file_report": Wording("Rapport d’activité, à imprimer", "Activity report, to print"),
    "file_pdf": Wording("Rapport d’activité (PDF)", "Activity report (PDF)"),
    "file_csv": Wording("Tous les chiffres (CSV)", "All figures (CSV)"),
    "file_ods": Wording("Tous les chiffres (tableur ODS)", "All figures (ODS spreadsheet)"),
    "file_json": Wording("Tous les chiffres (JSON)", "All figures (JSON)"),
}
