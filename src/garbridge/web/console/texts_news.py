"""What pages say of what is new and of its feeds.

``news_for_…`` ends in a public, ``{school}`` is a school's name.
"""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.messages import N_, Message

NEWS_TEXTS: Mapping[str, Message] = MappingProxyType(
    {
        "news_title": N_("Nouveautés"),
        "news_why": N_("Les ressources arrivées depuis trois mois, les plus récentes d’abord."),
        "news_none": N_("Rien de nouveau depuis trois mois"),
        "news_none_why": N_(
            "Les ressources que vous aviez déjà sont toujours dans le médiacentre."
        ),
        "news_none_here": N_("Aucune nouveauté avec ce choix"),
        "news_all": N_("Voir toutes les nouveautés"),
        "news_discipline": N_("Discipline"),
        "news_every": N_("Toutes"),
        "news_school": N_("Établissement"),
        "news_every_school": N_("Tous mes établissements"),
        "news_number": N_("{n} ressource", "{n} ressources"),
        "news_follow": N_("Suivre les nouveautés"),
        "news_follow_why": N_(
            "Copiez l’adresse dans un lecteur de flux (Atom). Elle ne demande pas de "
            "connexion\u00a0: qui la connaît lit le nom de l’établissement et les titres de "
            "ses ressources, et rien sur les personnes."
        ),
        "news_copy": N_("Copier l’adresse"),
        "news_copied": N_("Adresse copiée."),
        "news_for_ENSEIGNANT": N_("Pour les enseignants"),
        "news_for_ELEVE": N_("Pour les élèves"),
        "feeds_title": N_("Flux des nouveautés"),
        "feeds_why": N_(
            "Un flux annonce les nouvelles ressources de l’établissement à un lecteur de flux, "
            "à un site ou à un écran du CDI. Son adresse ne demande pas de connexion\u00a0: "
            "qui la connaît lit le nom de l’établissement, les titres, les éditeurs et les "
            "dates des ressources, et rien sur les personnes."
        ),
        "feeds_none": N_("Il n’y a pas de flux."),
        "feeds_since": N_("Adresse en service depuis le {day}."),
        "feeds_address": N_("Adresse du flux"),
        "feeds_make": N_("Créer le flux"),
        "feeds_renew": N_("Changer l’adresse"),
        "feeds_renew_why": N_(
            "Si vous changez l’adresse, l’ancienne ne mène plus nulle part, tout de suite."
        ),
        "feeds_stop": N_("Arrêter le flux"),
        "feeds_done": N_("C’est fait."),
        "feeds_back": N_("Mises en avant et annonces"),
        "feed_of": N_("Nouveautés – {school}"),
    }
)
