"""What the history, the download and the easy text of *Mes données* say."""

from garbridge.core.messages import N_

_HISTORY = {
    "history_title": N_("Mes accès"),
    "history_why": N_(
        "Le portail garde vos accès {n} mois\u00a0: quand, quelle ressource, et le "
        "nom des données envoyées. Il ne garde pas les valeurs. Personne dans "
        "votre établissement ne voit cette liste.",
        "Le portail garde vos accès {n} mois\u00a0: quand, quelle ressource, et le "
        "nom des données envoyées. Il ne garde pas les valeurs. Personne dans "
        "votre établissement ne voit cette liste.",
    ),
    "history_none": N_("Vous n’avez rien ouvert, ou vos accès ne sont plus gardés."),
    "history_of": N_("{n} accès", "{n} accès"),
    "col_when": N_("Quand"),
    "col_resource": N_("Ressource"),
    "col_told": N_("Données envoyées"),
    "told_nothing": N_("Accès refusé, rien n’est parti"),
    "told_opaque": N_("Le numéro à la place du nom, rien d’autre"),
    "gone_resource": N_("Ressource qui n’est plus au portail"),
    "seen_title": N_("Qui a consulté ce qui vous concerne"),
    "seen_why": N_(
        "Pour vous aider, l’établissement peut vérifier à quoi vous avez droit. Chaque fois est "
        "écrite, avec son motif\u00a0: demandez votre fichier pour la lire."
    ),
    "download": N_("Télécharger mes données"),
    "download_why": N_(
        "Un fichier avec tout ce que le portail garde sur vous. Il contient vos données\u00a0: "
        "ne le laissez pas sur un ordinateur partagé."
    ),
    "print": N_("Pour imprimer, utilisez la commande Imprimer de votre navigateur."),
}
_SIMPLE = {
    "simple_title": N_("Mes données, en texte simplifié"),
    "simple_1": N_(
        "Vous utilisez des ressources pour travailler. Par exemple\u00a0: un manuel, un atlas, "
        "des exercices."
    ),
    "simple_2": N_(
        "Une ressource est faite par un éditeur. L’éditeur est une entreprise ou un musée, par "
        "exemple."
    ),
    "simple_3": N_("Pour ouvrir une ressource, le portail envoie des informations à l’éditeur."),
    "simple_4": N_("Le portail envoie seulement ce qui est dans cette liste."),
    "simple_knows": N_("{who} reçoit\u00a0:"),
    "easy_IDO": N_("un numéro à la place de votre nom"),
    "easy_PRO": N_("si vous êtes élève, professeur ou autre chose"),
    "easy_UAI": N_("le code de votre établissement"),
    "easy_DIV": N_("votre classe"),
    "easy_GRO": N_("votre groupe"),
    "easy_NOM": N_("votre nom"),
    "easy_PRE": N_("votre prénom"),
    "easy_CIV": N_("si on vous dit Monsieur ou Madame"),
    "easy_P_MEL": N_("votre adresse électronique"),
    "easy_P_MAT": N_("les matières que vous enseignez"),
    "easy_P_MS4": N_("les niveaux où vous enseignez"),
    "simple_nothing": N_("rien du tout"),
    "simple_none": N_("En ce moment, le portail n’envoie rien."),
    "simple_rights": N_("Vos droits"),
    "simple_see": N_("Vous pouvez voir vos informations. Elles sont sur la page Mes données."),
    "simple_fix": N_("Une information est fausse\u202f? Dites-le à votre établissement."),
    "simple_stop": N_(
        "Vous ne voulez pas que le portail envoie vos informations à un éditeur\u202f? Vous "
        "pouvez dire non. Cela s’appelle une opposition. Demandez de l’aide à un adulte."
    ),
    "simple_ask": N_("Vous avez une question\u202f? Écrivez à\u00a0: {who}, {contact}."),
    "simple_more": N_("Lire la page complète"),
}
READING_TEXTS = {**_HISTORY, **_SIMPLE}
