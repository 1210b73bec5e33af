"""What the médiacentre says of favourites, of what was opened lately and of what is put forward."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from garbridge.core.marks import MOST_FAVOURITES, MOST_OPENED
from garbridge.core.messages import N_, Message
from garbridge.web.sentences import Counted, Said, Sentences


class KeepingWords(Sentences):
    """Every sentence of these pages."""

    announcements = Said(N_("Annonces"))
    pinned = Said(N_("Mises en avant"))
    favourites = Said(N_("Mes favoris"))
    opened = Said(N_("Ouvertes récemment"))
    news = Said(N_("Nouveautés"))
    favourite = Said(N_("Favori"))
    all_favourites = Counted(N_("Voir mon favori", "Voir mes {n} favoris"))
    all_news = Said(N_("Voir toutes les nouveautés"))
    own = Said(N_("Mes favoris et ce que j’ai ouvert"))
    none_title = Said(N_("Vous n’avez pas encore de favori"))
    none_how = Said(
        N_(
            "Dans le médiacentre, choisissez «\u00a0Favori\u00a0» sur une ressource. Vous la "
            "retrouvez alors ici."
        )
    )
    none_opened = Said(N_("Rien pour le moment."))
    away = Said(N_("Indisponible pour le moment"))
    too_many = Said(
        N_("Vous avez déjà {most} favoris. Retirez-en un, puis recommencez."), most=MOST_FAVOURITES
    )
    not_theirs = Said(N_("Cette ressource n’est pas dans votre médiacentre. Rien n’a changé."))
    unseen = Counted(
        N_(
            "{n} favori n’est pas affiché\u00a0: sa ressource n’est pas dans votre médiacentre en "
            "ce moment. Il revient ici avec elle.",
            "{n} favoris ne sont pas affichés\u00a0: leurs ressources ne sont pas dans votre "
            "médiacentre en ce moment. Ils reviennent ici avec elles.",
        )
    )
    unseen_remove = Counted(N_("Retirer ce favori", "Retirer ces {n} favoris"))
    memory = Said(N_("Ce que le médiacentre retient"))
    memory_why = Said(
        N_(
            "Le médiacentre retient les {most} dernières ressources que vous avez "
            "ouvertes. C’est pour vous aider à les retrouver\u00a0: personne d’autre ne voit "
            "cette liste."
        ),
        most=MOST_OPENED,
    )
    memory_off = Said(N_("Le médiacentre ne retient pas ce que vous ouvrez."))
    favourites_kept = Counted(
        N_(
            "Un favori reste {n} mois, puis il s’efface.",
            "Un favori reste {n} mois, puis il s’efface.",
        )
    )
    opened_kept = Counted(
        N_(
            "Ce que vous avez ouvert s’efface au bout de {n} mois.",
            "Ce que vous avez ouvert s’efface au bout de {n} mois.",
        )
    )
    forget = Said(N_("Effacer et ne plus retenir"))
    remember = Said(N_("Retenir à nouveau"))
    expired = Said(N_("Cette page n’est plus valable. Rien n’a changé\u00a0: recommencez."))


REPORT_TEXTS: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "report": N_("Signaler un problème"),
        "report_what": N_("Que se passe-t-il\u202f?"),
        "report_private": N_(
            "Personne ne saura que c’est vous\u00a0: nous gardons seulement "
            "le nom de la ressource, l’établissement et votre réponse."
        ),
        "report_send": N_("Envoyer"),
        "report_done": N_("Merci, c’est signalé."),
        "report_reference": N_("Référence à donner si vous demandez de l’aide\u00a0:"),
        "report_then": N_("Les responsables de votre établissement vont s’en occuper."),
        "report_choose": N_("Choisissez une réponse, puis envoyez à nouveau."),
        "report_later": N_(
            "Vous avez déjà envoyé plusieurs signalements. Réessayez dans une minute."
        ),
        "cause_closed": N_("Elle ne s’ouvre pas"),
        "cause_password": N_("Elle demande un mot de passe"),
        "cause_missing": N_("Il manque quelque chose"),
        "cause_wrong": N_("Il y a une erreur dedans"),
        "cause_other": N_("Autre chose"),
    }
)
"""What the page says on which a problem is reported."""
