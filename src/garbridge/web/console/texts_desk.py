"""What the console says of the queue, the journal, standing rules and delegations."""

from garbridge.core.messages import N_, NP_

DESK_TEXTS = {
    "nav_queue": N_("Arrivées et départs"),
    "nav_rules": N_("Règles"),
    "nav_delegations": N_("Délégations"),
    "nav_journal": N_("Journal"),
    "queue_why": N_(
        "Cochez ce qui doit être fait\u00a0: chaque ligne s’annule ensuite séparément."
    ),
    "queue_empty": N_("Personne n’attend"),
    "queue_empty_why": N_(
        "Les arrivées, les départs et les changements de classe de l’annuaire s’affichent ici."
    ),
    "queue_nothing": N_("Cochez au moins une ligne. Rien n’a été fait."),
    "queue_scope": N_(
        "Une de ces lignes dépasse le périmètre de votre délégation. Rien n’a été fait."
    ),
    "queue_dismissed": N_("Ces lignes sont écartées\u00a0: rien n’a été attribué ni retiré."),
    "queue_accept": N_("Faire ce qui est proposé"),
    "queue_dismiss": N_("Écarter"),
    "queue_give": N_("à attribuer"),
    "queue_back": N_("à récupérer"),
    "queue_locked": N_("reste à son titulaire"),
    "queue_none": N_("rien à faire"),
    "queue_merge": N_("à faire vérifier par l’administrateur de l’ENT"),
    "queue_from": N_("à partir du {day}"),
    "queue_asked_by": N_("demandé par {who}"),
    "queue_signalled": N_("annoncé"),
    "entry_arrival": N_("Arrivée"),
    "entry_departure": N_("Départ"),
    "entry_move": N_("Changement de classe"),
    "entry_profile": N_("Changement de profil"),
    "entry_lack": N_("Demande d’un enseignant"),
    "entry_duplicate": N_("Doublon possible"),
    "queue_done": N_("Lignes traitées"),
    "queue_closed": N_("fait"),
    "queue_waits": N_("attend encore"),
    "queue_short": N_("il manque\u00a0: {titles}"),
    "queue_left": N_("Voir ce qui attend"),
    "nobody_waited": N_("Ces lignes n’attendaient plus\u00a0: quelqu’un d’autre s’en est occupé."),
    "journal_views": N_("Journaux"),
    "journal_operations": N_("Affectations"),
    "journal_consultations": N_("Consultations"),
    "journal_delegations": N_("Délégations"),
    "journal_year": N_("Suite des classes"),
    "journal_said": N_("{what} → {after} (avant\u00a0: {before})"),
    "journal_left": N_("non confirmé"),
    "journal_given": N_("{n} attribué", "{n} attribués"),
    "journal_back": N_("{n} retiré", "{n} retirés"),
    "journal_lookup": N_("{who}\u00a0: {what}"),
    "journal_empty": N_("Rien n’est encore inscrit."),
    "journal_latest": N_("Les {n} dernières lignes sont affichées."),
    "col_when": N_("Quand"),
    "col_by": N_("Par"),
    "col_what": N_("Quoi"),
    "col_why": N_("Motif"),
    "by_portal": N_("le portail"),
    "is_undone": N_("annulée"),
    "did_load": N_("Fichier chargé"),
    "did_assign": NP_("act", "Attribution"),
    "did_withdraw": N_("Retrait"),
    "did_move": N_("Transfert"),
    "did_reclaim": N_("Récupération"),
    "did_rules": N_("Règles"),
    "did_serve": N_("Service des règles"),
    "did_merge": N_("Fusion"),
    "did_switch": N_("Passage d’année"),
    "did_undo": N_("Annulation"),
    "delegation_given": N_("Délégation donnée à {who}"),
    "delegation_renewed": N_("Délégation renouvelée\u00a0: {who}"),
    "delegation_withdrawn": N_("Délégation retirée\u00a0: {who}"),
    "rules_title": N_("Règles permanentes"),
    "rules_why": N_(
        "Une règle attribue une ressource à une classe ou un groupe, et à toute personne qui y "
        "arrive, tant qu’il reste des exemplaires."
    ),
    "rules_none": N_("Aucune règle pour le moment."),
    "rules_none_yet": N_(
        "Vous pourrez en écrire dès que l’établissement aura un abonnement et que l’annuaire sera "
        "chargé."
    ),
    "rules_new": N_("Écrire une règle"),
    "rules_for": N_("Ressources à attribuer"),
    "rules_all_shown": N_("La ressource affichée", "Les {n} ressources affichées"),
    "rules_everybody": N_("Tout l’établissement, tous les profils"),
    "rules_nothing": N_("Cochez au moins une ressource et une population. Rien n’a été fait."),
    "rules_end": N_("Retirer les règles cochées"),
    "rules_end_why": N_("Ce qu’elles ont attribué reste attribué."),
    "rules_preview": N_("Aperçu de la règle"),
    "rules_would": N_("{n} attribution tout de suite", "{n} attributions tout de suite"),
    "rules_short": N_(
        "Il manquera {n} exemplaire de {title}.", "Il manquera {n} exemplaires de {title}."
    ),
    "rules_stood": N_("Cette règle existe déjà."),
    "rules_confirm": N_("Valider la règle"),
    "rules_changed": N_("Règles modifiées"),
    "rules_served": N_("Exemplaires attribués par les règles"),
    "rules_same": N_("Rien n’a changé."),
    "col_population": N_("Population"),
    "delegations_title": N_("Délégations"),
    "delegations_why": N_(
        "Le chef d’établissement autorise un adulte à attribuer des ressources, jusqu’à une date. "
        "Une délégation ne se transmet pas."
    ),
    "delegations_none": N_("Aucune délégation en cours ou à venir."),
    "delegations_declared": N_("Déclarés dans l’annuaire"),
    "delegations_new": N_("Donner une délégation"),
    "delegation_incomplete": N_("Choisissez une personne et des dates. Rien n’a été fait."),
    "delegation_to": N_("À qui"),
    "delegation_scope": N_("Périmètre"),
    "delegation_starts": N_("Premier jour (vide\u00a0: maintenant)"),
    "delegation_ends": N_("Dernier jour"),
    "delegation_reason": N_("Motif"),
    "delegation_email": N_("Adresse électronique (vide\u00a0: celle de l’annuaire)"),
    "delegation_give": N_("Donner la délégation"),
    "delegation_end": NP_("delegation", "Retirer"),
    "delegation_renew": N_("Renouveler d’un an"),
    "delegation_already": N_("déjà délégué"),
    "scope_all": N_("Toutes les ressources"),
    "scope_textbooks": N_("Manuels"),
    "scope_all_but_textbooks": N_("Hors manuels"),
    "scope_discipline": N_("Discipline\u00a0: {what}"),
    "scope_statistics": N_("Statistiques seulement"),
    "stands_ahead": N_("à venir"),
    "stands_running": N_("en cours"),
    "stands_ended": N_("terminée"),
    "stands_withdrawn": N_("retirée"),
    "stands_left": N_("la personne est partie"),
    "from_to": N_("du {first} au {last}"),
    "training": N_("Bac à sable – établissement d’entraînement, données fictives"),
    "duplicates_title": N_("Doublons possibles"),
    "duplicates_why": N_(
        "Ces comptes sont peut-être ceux d’une même personne. Des homonymes aussi s’affichent "
        "ici\u00a0: ne fusionnez que si vous les connaissez."
    ),
    "duplicates_which": N_("Quel compte garder\u202f?"),
    "duplicates_none": N_("Aucun doublon"),
    "sign_name": N_("même nom et même profil"),
    "sign_email": N_("même adresse électronique"),
    "merge_preview": N_("Aperçu de la fusion"),
    "merge_goes": N_("Compte qui se vide"),
    "merge_stays": N_("Compte gardé"),
    "merge_moves": N_("Ressources qui passent de l’un à l’autre"),
    "merge_returns": N_("Exemplaires en double qui reviennent"),
    "merge_providers": N_(
        "Ces éditeurs verront un compte nouveau\u00a0: {who}. Ce qui y était gardé reste avec "
        "l’ancien."
    ),
    "merge_why": N_(
        "Les entrées de la file des arrivées et départs, le passage d’année, les demandes et les"
        " favoris passent aussi au compte gardé. Si vous annulez dans les 24 heures, ce qui n’a"
        " pas changé revient\u202f; les oppositions et la protection valent alors pour les deux"
        " comptes. L’annuaire est à corriger dans l’ENT."
    ),
    "merge_confirm": N_("Fusionner"),
    "merge_done": N_("C’est fait\u00a0: il n’y avait rien à transférer."),
    "merge_nothing": N_("Choisissez le compte à garder. Rien n’a été fait."),
    "merge_gone": N_("Ces comptes ne sont plus des doublons ici. Rien n’a été fait."),
}
