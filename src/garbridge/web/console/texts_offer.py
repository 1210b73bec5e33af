"""What the console says of the GAR's catalogue."""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.messages import N_, Message

OFFER_TEXTS: Mapping[str, Message] = MappingProxyType(
    {
        "nav_offer": N_("Catalogue du GAR"),
        "offer_title": N_("Catalogue du GAR"),
        "offer_why": N_(
            "Toutes les ressources que le GAR distribue aux établissements. Ce catalogue ne dit "
            "pas lesquelles votre établissement a déjà dans le GAR\u00a0: la console "
            "d’affectation du GAR le dit."
        ),
        "offer_none": N_("Pas encore de catalogue"),
        "offer_none_why": N_(
            "Le catalogue du GAR n’a pas encore été importé dans l’ENT. Il l’est une fois par "
            "jour\u00a0: revenez demain, ou signalez-le à l’administrateur de l’ENT."
        ),
        "offer_of": N_("Catalogue du {day}"),
        "offer_old": N_(
            "Ce catalogue n’a pas été mis à jour depuis plus de deux jours. Des ressources "
            "peuvent manquer ou ne plus être distribuées."
        ),
        "offer_failed": N_(
            "La dernière mise à jour n’a pas abouti\u00a0: voici le dernier catalogue complet."
        ),
        "offer_search": N_("Titre, éditeur ou distributeur"),
        "offer_short": N_("Écrivez au moins deux lettres pour rechercher."),
        "offer_filters": N_("Filtrer"),
        "offer_discipline": N_("Discipline"),
        "offer_niveau": N_("Niveau"),
        "offer_type": N_("Type"),
        "offer_editeur": N_("Éditeur"),
        "offer_distributeur": N_("Vendu par"),
        "offer_more": N_(
            "et {n} autre, à trouver par la recherche", "et {n} autres, à trouver par la recherche"
        ),
        "offer_active": N_("Filtres choisis"),
        "offer_remove": N_("retirer ce filtre"),
        "offer_count": N_("{n} ressource", "{n} ressources"),
        "offer_count_of": N_("{n} ressource sur {among}", "{n} ressources sur {among}"),
        "offer_empty": N_("Aucune ressource ne correspond à votre recherche."),
        "offer_nothing": N_("Le dernier catalogue reçu ne montre aucune ressource."),
        "offer_sold": N_("Vendu par"),
        "offer_off": N_("Pas diffusée pour le moment"),
        "twice_ark": N_("«\u00a0{title}\u00a0» est aussi dans le catalogue du GAR."),
        "twice_title": N_(
            "Une ressource de même titre et de même éditeur que «\u00a0{title}\u00a0» est dans le "
            "catalogue du GAR."
        ),
        "twice_why": N_(
            "Qui la recevrait aussi par le GAR prendrait deux licences. L’ENT ne sait pas ce que "
            "votre établissement a dans le GAR\u00a0: vérifiez-le dans la console d’affectation "
            "du GAR."
        ),
        "offer_here": N_("Déjà dans vos abonnements de l’ENT"),
        "offer_here_why": N_(
            "La prendre aussi dans le GAR consommerait deux licences par personne."
        ),
    }
)
