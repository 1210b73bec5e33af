"""What the console says of the GAR's catalogue, in French first and in English."""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.obstacles import Wording

OFFER_TEXTS: Mapping[str, Wording] = MappingProxyType(
    {
        "nav_offer": Wording("Catalogue du GAR", "Catalogue of the GAR"),
        "offer_title": Wording("Catalogue du GAR", "Catalogue of the GAR"),
        "offer_why": Wording(
            "Toutes les ressources que le GAR distribue aux établissements. Ce catalogue ne dit "
            "pas lesquelles votre établissement a déjà dans le GAR\u00a0: la console "
            "d’affectation du GAR le dit.",
            "Every resource that the GAR distributes to schools. This catalogue does not say "
            "which of them your school has in the GAR already: the console of the GAR does.",
        ),
        "offer_none": Wording("Pas encore de catalogue", "No catalogue yet"),
        "offer_none_why": Wording(
            "Le catalogue du GAR n’a pas encore été importé dans l’ENT. Il l’est une fois par "
            "jour\u00a0: revenez demain, ou signalez-le à l’administrateur de l’ENT.",
            "The catalogue of the GAR has not been imported yet. It is once a day: come back "
            "tomorrow, or tell the administrator of the portal.",
        ),
        "offer_of": Wording("Catalogue du {day}", "Catalogue of {day}"),
        "offer_old": Wording(
            "Ce catalogue n’a pas été mis à jour depuis plus de deux jours. Des ressources "
            "peuvent manquer ou ne plus être distribuées.",
            "This catalogue has not been brought up to date for more than two days. Resources may "
            "be missing, or no longer distributed.",
        ),
        "offer_failed": Wording(
            "La dernière mise à jour n’a pas abouti\u00a0: voici le dernier catalogue complet.",
            "The last attempt to bring it up to date came to nothing: this is the last whole one.",
        ),
        "offer_search": Wording(
            "Titre, éditeur ou distributeur", "Title, publisher or distributor"
        ),
        "offer_short": Wording(
            "Écrivez au moins deux lettres pour rechercher.",
            "Write two letters at least to look for something.",
        ),
        "offer_filters": Wording("Filtrer", "Filter"),
        "offer_discipline": Wording("Discipline", "Subject"),
        "offer_niveau": Wording("Niveau", "Level"),
        "offer_type": Wording("Type", "Type"),
        "offer_editeur": Wording("Éditeur", "Publisher"),
        "offer_distributeur": Wording("Vendu par", "Sold by"),
        "offer_more": Wording(
            "et {n} autre, à trouver par la recherche|et {n} autres, à trouver par la recherche",
            "and {n} other, to be found by the search|and {n} others, to be found by the search",
        ),
        "offer_active": Wording("Filtres choisis", "Filters that are on"),
        "offer_remove": Wording("retirer ce filtre", "remove this filter"),
        "offer_count": Wording("{n} ressource|{n} ressources", "{n} resource|{n} resources"),
        "offer_count_of": Wording(
            "{n} ressource sur {among}|{n} ressources sur {among}",
            "{n} resource of {among}|{n} resources of {among}",
        ),
        "offer_empty": Wording(
            "Aucune ressource ne correspond à votre recherche.",
            "No resource is like what you look for.",
        ),
        "offer_nothing": Wording(
            "Le dernier catalogue reçu ne montre aucune ressource.",
            "The last catalogue shows no resource.",
        ),
        "offer_sold": Wording("Vendu par", "Sold by"),
        "offer_off": Wording("Pas diffusée pour le moment", "Not distributed for now"),
        "twice_ark": Wording(
            "«\u00a0{title}\u00a0» est aussi dans le catalogue du GAR.",
            "“{title}” is in the catalogue of the GAR, too.",
        ),
        "twice_title": Wording(
            "Une ressource de même titre et de même éditeur que «\u00a0{title}\u00a0» est dans le "
            "catalogue du GAR.",
            "A resource of the same title and publisher as “{title}” is in the catalogue of the "
            "GAR.",
        ),
        "twice_why": Wording(
            "Qui la recevrait aussi par le GAR prendrait deux licences. L’ENT ne sait pas ce que "
            "votre établissement a dans le GAR\u00a0: vérifiez-le dans la console d’affectation "
            "du GAR.",
            "Whoever got it through the GAR too would take two licences. The portal does not know "
            "what your school has in the GAR: see the console of the GAR.",
        ),
        "offer_here": Wording(
            "Déjà dans vos abonnements de l’ENT", "You have it through the portal"
        ),
        "offer_here_why": Wording(
            "La prendre aussi dans le GAR consommerait deux licences par personne.",
            "To take it through the GAR too would take two licences for each person.",
        ),
    }
)
