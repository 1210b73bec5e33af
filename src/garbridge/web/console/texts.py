"""What the console says, in French first and in English: the frame, the lists and the acts.

``|`` stands between the form for one and the form for several, ``{n}`` for the number.
"""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.obstacles import Wording
from garbridge.web.console.texts_desk import DESK_TEXTS
from garbridge.web.console.texts_figures import FIGURE_TEXTS
from garbridge.web.console.texts_offer import OFFER_TEXTS
from garbridge.web.console.texts_orders import ORDER_TEXTS
from garbridge.web.console.texts_people import PEOPLE_TEXTS
from garbridge.web.console.texts_reasons import REASON_TEXTS
from garbridge.web.console.texts_showcase import SHOWCASE_TEXTS
from garbridge.web.console.texts_year import YEAR_TEXTS

_FRAME = {
    "console": Wording("Console d’affectation", "Assignment console"),
    "sections": Wording("Pages de la console", "Pages of the console"),
    "change_school": Wording("Changer d’établissement", "Change school"),
    "choose_school": Wording("Quel établissement\u202f?", "Which school?"),
    "choose_school_why": Wording(
        "Vous pouvez intervenir dans plusieurs établissements.", "You may act at several schools."
    ),
    "nav_board": Wording("À traiter", "To do"),
    "nav_diagnose": Wording("Dépanner", "Repair"),
    "nav_populations": Wording("Par population", "By population"),
    "nav_resources": Wording("Par ressource", "By resource"),
    "pages": Wording("Pages de la liste", "Pages of the list"),
    "page_of": Wording("Page {number} sur {pages}", "Page {number} of {pages}"),
    "previous": Wording("Page précédente", "Previous page"),
    "next": Wording("Page suivante", "Next page"),
    "search": Wording("Rechercher", "Search"),
    "filter": Wording("Filtrer", "Filter"),
    "reset": Wording("Tout afficher", "Show all"),
    "see": Wording("Voir", "See"),
    "back": Wording("Revenir sans rien faire", "Go back without doing anything"),
    "expired_title": Wording("Cette page n’est plus valable", "This page no longer holds"),
    "expired_why": Wording(
        "Elle a été ouverte dans une autre session. Rien n’a été fait\u00a0: rouvrez la page et "
        "recommencez.",
        "It was opened in another session. Nothing was done: open the page again and start over.",
    ),
    "expired_again": Wording("Rouvrir la console", "Open the console again"),
}
_BOARD = {
    "board_title": Wording("À traiter", "To do"),
    "board_calm": Wording("Rien n’attend", "Nothing is waiting"),
    "board_calm_why": Wording(
        "Les arrivées, les départs et les fins d’abonnement s’affichent ici dès qu’il y en a.",
        "Arrivals, departures and subscriptions that end appear here as soon as there are any.",
    ),
    "board_none": Wording("Aucun abonnement pour le moment", "No subscription yet"),
    "board_none_why": Wording(
        "L’établissement n’a pas encore d’abonnement. Les ressources apparaissent ici dès qu’une "
        "commande est enregistrée.",
        "The school has no subscription yet. Resources appear here as soon as an order is "
        "recorded.",
    ),
    "task_arrival": Wording("arrivée|arrivées", "arrival|arrivals"),
    "task_departure": Wording("départ|départs", "departure|departures"),
    "task_move": Wording(
        "changement de classe|changements de classe", "change of class|changes of class"
    ),
    "task_profile": Wording(
        "changement de profil|changements de profil", "change of profile|changes of profile"
    ),
    "task_lack": Wording(
        "demande d’un enseignant|demandes d’enseignants",
        "thing a teacher asks for|things teachers ask for",
    ),
    "task_duplicate": Wording(
        "doublon possible dans l’annuaire|doublons possibles dans l’annuaire",
        "possible duplicate in the directory|possible duplicates in the directory",
    ),
    "task_short": Wording(
        "exemplaire manque pour servir les règles|exemplaires manquent pour servir les règles",
        "licence is missing to serve the rules|licences are missing to serve the rules",
    ),
    "task_over": Wording(
        "ressource ouverte à plus de personnes que la commande|ressources ouvertes à plus de "
        "personnes que la commande",
        "resource open to more people than were ordered|resources open to more people than were "
        "ordered",
    ),
    "task_activate": Wording(
        "ressource interactive à activer|ressources interactives à activer",
        "interactive resource to activate|interactive resources to activate",
    ),
    "task_unused": Wording(
        "ressource que personne n’a encore|ressources que personne n’a encore",
        "resource that nobody has yet|resources that nobody has yet",
    ),
    "ends_soon": Wording("Abonnements qui se terminent", "Subscriptions that end"),
    "ends_in": Wording("dans {n} jour|dans {n} jours", "in {n} day|in {n} days"),
    "ends_today": Wording("aujourd’hui", "today"),
    "figures": Wording("L’établissement en bref", "The school at a glance"),
    "figure_resources": Wording("Ressources", "Resources"),
    "figure_given": Wording("Exemplaires attribués", "Licences given"),
    "figure_left": Wording("Exemplaires restants", "Licences left"),
    "spent_title": Wording("Plus d’exemplaire", "No licence left"),
}
_RESOURCES = {
    "resources_title": Wording("Par ressource", "By resource"),
    "resources_count": Wording("{n} ressource|{n} ressources", "{n} resource|{n} resources"),
    "resources_search": Wording("Titre ou éditeur", "Title or publisher"),
    "show": Wording("Afficher", "Show"),
    "show_all": Wording("Toutes", "All"),
    "show_libres": Wording("Que personne n’a", "That nobody has"),
    "show_epuises": Wording("Sans exemplaire restant", "Without a licence left"),
    "resources_empty": Wording(
        "Aucune ressource ne correspond à votre recherche.", "No resource matches your search."
    ),
    "col_resource": Wording("Ressource", "Resource"),
    "col_given": Wording("Attribués", "Given"),
    "col_left": Wording("Restants", "Left"),
    "col_end": Wording("Fin d’abonnement", "Subscription ends"),
    "unlimited": Wording("illimité", "unlimited"),
    "spent": Wording("0 – épuisé", "0 – none left"),
    "of_all": Wording("{given} sur {limit}", "{given} of {limit}"),
    "opened": Wording(
        "ouverte à {n} population|ouverte à {n} populations",
        "open to {n} population|open to {n} populations",
    ),
    "not_opened": Wording("ouverte à personne", "open to nobody"),
    "state_coming": Wording("à partir du {day}", "from {day}"),
    "state_ended": Wording("terminé le {day}", "ended on {day}"),
    "state_running": Wording("jusqu’au {day}", "until {day}"),
}
_ACTS = {
    "assign": Wording("Attribuer", "Give"),
    "withdraw": Wording("Retirer", "Take back"),
    "preview_gives": Wording("Aperçu avant attribution", "Preview before giving"),
    "preview_takes": Wording("Aperçu avant retrait", "Preview before taking back"),
    "preview_nothing_yet": Wording("Rien n’est encore enregistré.", "Nothing is recorded yet."),
    "will_give": Wording("sera attribué|seront attribués", "will be given|will be given"),
    "will_take": Wording("sera retiré|seront retirés", "will be taken back|will be taken back"),
    "is_already": Wording("déjà fait|déjà faits", "done already|done already"),
    "is_impossible": Wording("impossible|impossibles", "impossible|impossible"),
    "shortage": Wording(
        "Il manque {n} exemplaire de {title}\u00a0: {wanted} demandés, {left} restants."
        "|Il manque {n} exemplaires de {title}\u00a0: {wanted} demandés, {left} restants.",
        "{n} licence of {title} is missing: {wanted} asked for, {left} left."
        "|{n} licences of {title} are missing: {wanted} asked for, {left} left.",
    ),
    "who": Wording("Pour qui", "For whom"),
    "why_not": Wording("Impossible pour", "Impossible for"),
    "doubts": Wording("À vérifier avant de valider", "To check before you confirm"),
    "and_more": Wording("… et {n} autre|… et {n} autres", "… and {n} more|… and {n} more"),
    "motive": Wording("Motif (facultatif, visible dans le journal)", "Why (optional, kept)"),
    "confirm_gives": Wording("Valider l’attribution", "Confirm"),
    "confirm_takes": Wording("Valider le retrait", "Confirm"),
    "confirm_some": Wording(
        "Attribuer ce qui reste, dans l’ordre de la liste",
        "Give what is left, in the order of the list",
    ),
    "preview_stale": Wording(
        "Une autre personne est intervenue entre-temps. Rien n’a été fait\u00a0: voici l’aperçu à "
        "jour.",
        "Somebody else acted meanwhile. Nothing was done: this is how it stands now.",
    ),
    "preview_short": Wording(
        "Il n’y a pas assez d’exemplaires. Rien n’a été fait.",
        "There are too few licences. Nothing was done.",
    ),
    "preview_nothing": Wording(
        "Rien n’a été fait\u00a0: il n’y avait rien à faire, ou ce n’est pas possible.",
        "Nothing was done: there was nothing to do, or it is not possible.",
    ),
    "preview_confirm": Wording(
        "Cette action concerne beaucoup de personnes. Identifiez-vous de nouveau, puis "
        "recommencez. Rien n’a été fait.",
        "This is about many people. Sign in again, then repeat it. Nothing was done.",
    ),
    "prove": Wording("M’identifier de nouveau", "Sign in again"),
    "nothing_chosen": Wording("Personne n’est choisi", "Nobody is chosen"),
    "nothing_chosen_why": Wording(
        "Cochez au moins une ressource, et une personne ou une classe. Rien n’a été fait.",
        "Tick at least one resource, and one person or class. Nothing was done.",
    ),
    "go_back": Wording("Revenir à la liste", "Back to the list"),
    "done": Wording("C’est fait", "Done"),
    "was_given": Wording(
        "{n} attribution enregistrée|{n} attributions enregistrées",
        "{n} thing given|{n} things given",
    ),
    "was_returned": Wording(
        "{n} retrait enregistré|{n} retraits enregistrés",
        "{n} thing taken back|{n} things taken back",
    ),
    "operation_by": Wording("Par {who}, le {when}.", "By {who}, on {when}."),
    "operation_by_system": Wording("Le {when}, par le portail.", "On {when}, by the portal."),
    "operation_why": Wording("Motif\u00a0: {reason}", "Why: {reason}"),
    "operation_undone": Wording("Cette opération a été annulée.", "This was undone."),
    "operation_undoes": Wording(
        "C’est l’annulation d’une autre opération.", "This undoes another operation."
    ),
    "given_list": Wording("Attribué", "Given"),
    "returned_list": Wording("Retiré", "Taken back"),
    "undo": Wording("Annuler cette opération", "Undo this"),
    "undo_why": Wording(
        "Possible pendant 24 heures. Ce qui a changé depuis n’est pas touché.",
        "Possible for 24 hours. What has changed since stays as it is.",
    ),
    "undo_nothing": Wording("Il n’y avait plus rien à annuler.", "Nothing was left to undo."),
    "undo_undone_before": Wording("Elle était déjà annulée.", "It was undone before."),
    "undo_too_late": Wording(
        "Plus de 24 heures ont passé\u00a0: elle ne peut plus être annulée.",
        "More than 24 hours have passed: it can no longer be undone.",
    ),
    "undo_of_a_year": Wording(
        "Elle fait partie du passage d’année, qui s’annule en entier.",
        "It is part of the turn of the year, which is undone as a whole.",
    ),
    "undo_given_away": Wording(
        "Des exemplaires retirés ont été attribués à d’autres depuis, ou l’abonnement est terminé.",
        "What came back was given to others since, or the subscription is over.",
    ),
}
TEXTS: Mapping[str, Wording] = MappingProxyType(
    {
        **_FRAME,
        **_BOARD,
        **_RESOURCES,
        **_ACTS,
        **PEOPLE_TEXTS,
        **REASON_TEXTS,
        **DESK_TEXTS,
        **FIGURE_TEXTS,
        **ORDER_TEXTS,
        **YEAR_TEXTS,
        **SHOWCASE_TEXTS,
        **OFFER_TEXTS,
    }
)
"""Every text by its name."""
