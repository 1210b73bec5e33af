"""What the console says: the frame, the lists and the acts; ``{n}`` is the number."""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.messages import N_, Message
from garbridge.web.console.texts_desk import DESK_TEXTS
from garbridge.web.console.texts_figures import FIGURE_TEXTS
from garbridge.web.console.texts_news import NEWS_TEXTS
from garbridge.web.console.texts_offer import OFFER_TEXTS
from garbridge.web.console.texts_orders import ORDER_TEXTS
from garbridge.web.console.texts_people import PEOPLE_TEXTS
from garbridge.web.console.texts_reasons import REASON_TEXTS
from garbridge.web.console.texts_rounds import ROUND_TEXTS
from garbridge.web.console.texts_showcase import SHOWCASE_TEXTS
from garbridge.web.console.texts_year import YEAR_TEXTS

_FRAME = {
    "console": N_("Console d’affectation"),
    "sections": N_("Pages de la console"),
    "menu": N_("Rubriques"),
    "change_school": N_("Changer d’établissement"),
    "choose_school": N_("Quel établissement\u202f?"),
    "choose_school_why": N_("Vous pouvez intervenir dans plusieurs établissements."),
    "nav_board": N_("À traiter"),
    "nav_diagnose": N_("Dépanner"),
    "nav_populations": N_("Par population"),
    "nav_resources": N_("Par ressource"),
    "pages": N_("Pages de la liste"),
    "page_of": N_("Page {number} sur {pages}"),
    "previous": N_("Page précédente"),
    "next": N_("Page suivante"),
    "search": N_("Rechercher"),
    "filter": N_("Filtrer"),
    "reset": N_("Tout afficher"),
    "see": N_("Voir"),
    "back": N_("Revenir sans rien faire"),
    "expired_title": N_("Cette page n’est plus valable"),
    "expired_why": N_(
        "Elle a été ouverte dans une autre session. Rien n’a été fait\u00a0: rouvrez la page et "
        "recommencez."
    ),
    "expired_again": N_("Rouvrir la console"),
}
_BOARD = {
    "board_title": N_("À traiter"),
    "board_calm": N_("Rien n’attend"),
    "board_calm_why": N_(
        "Les arrivées, les départs et les fins d’abonnement s’affichent ici dès qu’il y en a."
    ),
    "board_none": N_("Aucun abonnement pour le moment"),
    "board_none_why": N_(
        "L’établissement n’a pas encore d’abonnement. Les ressources apparaissent ici dès qu’une "
        "commande est enregistrée."
    ),
    "task_arrival": N_("arrivée", "arrivées"),
    "task_departure": N_("départ", "départs"),
    "task_move": N_("changement de classe", "changements de classe"),
    "task_profile": N_("changement de profil", "changements de profil"),
    "task_lack": N_("demande d’un enseignant", "demandes d’enseignants"),
    "task_duplicate": N_("doublon possible dans l’annuaire", "doublons possibles dans l’annuaire"),
    "task_short": N_(
        "exemplaire manque pour servir les règles", "exemplaires manquent pour servir les règles"
    ),
    "task_over": N_(
        "ressource ouverte à plus de personnes que la commande",
        "ressources ouvertes à plus de personnes que la commande",
    ),
    "task_activate": N_("ressource interactive à activer", "ressources interactives à activer"),
    "task_unused": N_("ressource que personne n’a encore", "ressources que personne n’a encore"),
    "ends_soon": N_("Abonnements qui se terminent"),
    "ends_in": N_("dans {n} jour", "dans {n} jours"),
    "ends_today": N_("aujourd’hui"),
    "figures": N_("L’établissement en bref"),
    "figure_resources": N_("Ressources"),
    "figure_given": N_("Exemplaires attribués"),
    "figure_left": N_("Exemplaires restants"),
    "spent_title": N_("Plus d’exemplaire"),
}
_RESOURCES = {
    "resources_title": N_("Par ressource"),
    "resources_count": N_("{n} ressource", "{n} ressources"),
    "resources_search": N_("Titre ou éditeur"),
    "show": N_("Afficher"),
    "show_all": N_("Toutes"),
    "show_libres": N_("Que personne n’a"),
    "show_epuises": N_("Sans exemplaire restant"),
    "resources_empty": N_("Aucune ressource ne correspond à votre recherche."),
    "col_resource": N_("Ressource"),
    "col_given": N_("Attribués"),
    "col_left": N_("Restants"),
    "col_end": N_("Fin d’abonnement"),
    "unlimited": N_("illimité"),
    "spent": N_("0 – épuisé"),
    "of_all": N_("{given} sur {limit}"),
    "opened": N_("ouverte à {n} population", "ouverte à {n} populations"),
    "not_opened": N_("ouverte à personne"),
    "state_coming": N_("à partir du {day}"),
    "state_ended": N_("terminé le {day}"),
    "state_running": N_("jusqu’au {day}"),
}
_ACTS = {
    "assign": N_("Attribuer"),
    "withdraw": N_("Retirer"),
    "preview_gives": N_("Aperçu avant attribution"),
    "preview_takes": N_("Aperçu avant retrait"),
    "preview_nothing_yet": N_("Rien n’est encore enregistré."),
    "will_give": N_("sera attribué", "seront attribués"),
    "will_take": N_("sera retiré", "seront retirés"),
    "is_already": N_("déjà fait", "déjà faits"),
    "is_impossible": N_("impossible", "impossibles"),
    "shortage": N_(
        "Il manque {n} exemplaire de {title}\u00a0: {wanted} demandés, {left} restants.",
        "Il manque {n} exemplaires de {title}\u00a0: {wanted} demandés, {left} restants.",
    ),
    "who": N_("Pour qui"),
    "why_not": N_("Impossible pour"),
    "doubts": N_("À vérifier avant de valider"),
    "and_more": N_("… et {n} autre", "… et {n} autres"),
    "motive": N_("Motif (facultatif, visible dans le journal)"),
    "confirm_gives": N_("Valider l’attribution"),
    "confirm_takes": N_("Valider le retrait"),
    "confirm_some": N_("Attribuer ce qui reste, dans l’ordre de la liste"),
    "preview_stale": N_(
        "Une autre personne est intervenue entre-temps. Rien n’a été fait\u00a0: voici l’aperçu à "
        "jour."
    ),
    "preview_short": N_("Il n’y a pas assez d’exemplaires. Rien n’a été fait."),
    "preview_nothing": N_(
        "Rien n’a été fait\u00a0: il n’y avait rien à faire, ou ce n’est pas possible."
    ),
    "preview_confirm": N_(
        "Cette action concerne beaucoup de personnes. Identifiez-vous de nouveau, puis "
        "recommencez. Rien n’a été fait."
    ),
    "prove": N_("M’identifier de nouveau"),
    "nothing_chosen": N_("Personne n’est choisi"),
    "nothing_chosen_why": N_(
        "Cochez au moins une ressource, et une personne ou une classe. Rien n’a été fait."
    ),
    "go_back": N_("Revenir à la liste"),
    "done": N_("C’est fait"),
    "was_given": N_("{n} attribution enregistrée", "{n} attributions enregistrées"),
    "was_returned": N_("{n} retrait enregistré", "{n} retraits enregistrés"),
    "operation_by": N_("Par {who}, le {when}."),
    "operation_by_system": N_("Le {when}, par le portail."),
    "operation_why": N_("Motif\u00a0: {reason}"),
    "operation_undone": N_("Cette opération a été annulée."),
    "operation_undoes": N_("C’est l’annulation d’une autre opération."),
    "given_list": N_("Attribué"),
    "returned_list": N_("Retiré"),
    "undo": N_("Annuler cette opération"),
    "undo_why": N_("Possible pendant 24 heures. Ce qui a changé depuis n’est pas touché."),
    "undo_merge_why": N_("Les oppositions et la protection valent alors pour les deux comptes."),
    "merge_is_done": N_("Deux comptes d’une même personne sont réunis."),
    "parted_back": N_("Rendu au premier compte\u00a0: {what}."),
    "parted_left": N_("Resté au compte gardé\u00a0: {what}."),
    "parted_queue": N_("entrées de la file des arrivées et départs"),
    "parted_year_plans": N_("passage d’année"),
    "parted_own": N_(
        "Favoris et demandes liées aux droits\u00a0: s’il y en avait, ce qui n’a pas changé depuis"
        " la fusion est rendu. Oppositions et protection valent pour les deux comptes."
    ),
    "undo_changed": N_("Avait changé depuis, et n’a pas été touché\u00a0: {n}."),
    "undo_impossible": N_("N’a pas pu être rendu"),
    "undo_nothing": N_("Il n’y avait plus rien à annuler."),
    "undo_undone_before": N_("Elle était déjà annulée."),
    "undo_too_late": N_("Plus de 24 heures ont passé\u00a0: elle ne peut plus être annulée."),
    "undo_of_a_year": N_("Elle fait partie du passage d’année, qui s’annule en entier."),
    "undo_given_away": N_(
        "Des exemplaires retirés ont été attribués à d’autres depuis, ou l’abonnement est terminé."
    ),
}
TEXTS: Mapping[str, Message] = MappingProxyType(
    {
        **_FRAME,
        **_BOARD,
        **_RESOURCES,
        **_ACTS,
        **PEOPLE_TEXTS,
        **REASON_TEXTS,
        **DESK_TEXTS,
        **ROUND_TEXTS,
        **FIGURE_TEXTS,
        **ORDER_TEXTS,
        **YEAR_TEXTS,
        **SHOWCASE_TEXTS,
        **NEWS_TEXTS,
        **OFFER_TEXTS,
    }
)
"""Every text by its name."""
