"""What the history, the download and the easy text of *Mes données* say."""

from garbridge.core.obstacles import Wording

_HISTORY = {
    "history_title": Wording("Mes accès", "What I opened"),
    "history_why": Wording(
        "Le portail garde vos accès {n} mois\u00a0: quand, quelle ressource, et le nom des "
        "données envoyées. Il ne garde pas les valeurs. Personne dans votre établissement ne "
        "voit cette liste.|Le portail garde vos accès {n} mois\u00a0: quand, quelle ressource, "
        "et le nom des données envoyées. Il ne garde pas les valeurs. Personne dans votre "
        "établissement ne voit cette liste.",
        "The portal keeps what you opened for {n} month: when, which resource, and the names of "
        "what was sent. It does not keep the values. Nobody at your school sees this list.|The "
        "portal keeps what you opened for {n} months: when, which resource, and the names of "
        "what was sent. It does not keep the values. Nobody at your school sees this list.",
    ),
    "history_none": Wording(
        "Vous n’avez rien ouvert, ou vos accès ne sont plus gardés.",
        "You opened nothing, or it is no longer kept.",
    ),
    "history_of": Wording("{n} accès|{n} accès", "{n} time|{n} times"),
    "col_when": Wording("Quand", "When"),
    "col_resource": Wording("Ressource", "Resource"),
    "col_told": Wording("Données envoyées", "Data sent"),
    "told_nothing": Wording("Accès refusé, rien n’est parti", "Refused, nothing left"),
    "told_opaque": Wording(
        "Le numéro à la place du nom, rien d’autre",
        "The number in the place of the name, nothing else",
    ),
    "gone_resource": Wording(
        "Ressource qui n’est plus au portail", "A resource that is no longer in the portal"
    ),
    "seen_title": Wording("Qui a consulté ce qui vous concerne", "Who looked you up"),
    "seen_why": Wording(
        "Pour vous aider, l’établissement peut vérifier à quoi vous avez droit. Chaque fois est "
        "écrite, avec son motif\u00a0: demandez votre fichier pour la lire.",
        "To help you the school may check what you are entitled to. Each time is written down, "
        "with why: it stands in the file of your data.",
    ),
    "download": Wording("Télécharger mes données", "Download my data"),
    "download_why": Wording(
        "Un fichier avec tout ce que le portail garde sur vous. Il contient vos données\u00a0: "
        "ne le laissez pas sur un ordinateur partagé.",
        "A file with all that the portal keeps about you. It holds your data: do not leave it on "
        "a shared computer.",
    ),
    "print": Wording(
        "Pour imprimer, utilisez la commande Imprimer de votre navigateur.",
        "To print, use the Print command of your browser.",
    ),
}
_SIMPLE = {
    "simple_title": Wording("Mes données, en texte simplifié", "My data, in easy text"),
    "simple_1": Wording(
        "Vous utilisez des ressources pour travailler. Par exemple\u00a0: un manuel, un atlas, "
        "des exercices.",
        "You use resources for your work. For example: a textbook, an atlas, exercises.",
    ),
    "simple_2": Wording(
        "Une ressource est faite par un éditeur. L’éditeur est une entreprise ou un musée, par "
        "exemple.",
        "A resource is made by a publisher. A publisher is a company or a museum, for example.",
    ),
    "simple_3": Wording(
        "Pour ouvrir une ressource, le portail envoie des informations à l’éditeur.",
        "To open a resource, the portal sends information to the publisher.",
    ),
    "simple_4": Wording(
        "Le portail envoie seulement ce qui est dans cette liste.",
        "The portal sends only what is in this list.",
    ),
    "simple_knows": Wording("{who} reçoit\u00a0:", "{who} receives:"),
    "easy_IDO": Wording("un numéro à la place de votre nom", "a number in the place of your name"),
    "easy_PRO": Wording(
        "si vous êtes élève, professeur ou autre chose",
        "whether you are a pupil, a teacher or something else",
    ),
    "easy_UAI": Wording("le code de votre établissement", "the code of your school"),
    "easy_DIV": Wording("votre classe", "your class"),
    "easy_GRO": Wording("votre groupe", "your group"),
    "easy_NOM": Wording("votre nom", "your family name"),
    "easy_PRE": Wording("votre prénom", "your first name"),
    "easy_CIV": Wording("si on vous dit Monsieur ou Madame", "whether you are called Mr or Ms"),
    "easy_P_MEL": Wording("votre adresse électronique", "your e-mail address"),
    "easy_P_MAT": Wording("les matières que vous enseignez", "the subjects you teach"),
    "easy_P_MS4": Wording("les niveaux où vous enseignez", "the levels you teach"),
    "simple_nothing": Wording("rien du tout", "nothing at all"),
    "simple_none": Wording(
        "En ce moment, le portail n’envoie rien.", "At the moment the portal sends nothing."
    ),
    "simple_rights": Wording("Vos droits", "Your rights"),
    "simple_see": Wording(
        "Vous pouvez voir vos informations. Elles sont sur la page Mes données.",
        "You can see your information. It is on the page My data.",
    ),
    "simple_fix": Wording(
        "Une information est fausse\u202f? Dites-le à votre établissement.",
        "Is something wrong? Tell your school.",
    ),
    "simple_stop": Wording(
        "Vous ne voulez pas que le portail envoie vos informations à un éditeur\u202f? Vous "
        "pouvez dire non. Cela s’appelle une opposition. Demandez de l’aide à un adulte.",
        "Do you not want the portal to send your information to a publisher? You can say no. "
        "This is called an objection. Ask an adult for help.",
    ),
    "simple_ask": Wording(
        "Vous avez une question\u202f? Écrivez à\u00a0: {who}, {contact}.",
        "Do you have a question? Write to: {who}, {contact}.",
    ),
    "simple_more": Wording("Lire la page complète", "Read the whole page"),
}
READING_TEXTS = {**_HISTORY, **_SIMPLE}
