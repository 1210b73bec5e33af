"""What each trial does, and what should then be seen at the portal; in French, for the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from provider_stub.trials import Trial


@dataclass(frozen=True, slots=True)
class TrialText:
    """A trial in words: its name, what we do, and what must come of it."""

    title: str
    does: str
    expected: str


TRIAL_TEXTS: Mapping[Trial, TrialText] = MappingProxyType(
    {
        Trial.NONE: TrialText(
            "Aucune",
            "Cette plateforme fait tout comme il faut.",
            "Chaque ressource s'ouvre sans rien demander à personne.",
        ),
        Trial.CLOCK_AHEAD: TrialText(
            "Horloge en avance de dix minutes",
            "Nos demandes sont datées de dix minutes trop tard, et nous jugeons les réponses à "
            "cette heure-là.",
            "En SAML, le portail refuse la demande et montre une page avec un code. Par les autres "
            "protocoles il répond, et c'est nous qui refusons ce qui nous paraît fini ; en CAS "
            "rien ne se voit, un ticket n'a pas d'heure.",
        ),
        Trial.CLOCK_BEHIND: TrialText(
            "Horloge en retard de dix minutes",
            "Nos demandes sont datées de dix minutes trop tôt, et nous jugeons les réponses à "
            "cette heure-là.",
            "En SAML, le portail refuse la demande, trop ancienne, et montre une page avec un "
            "code. Par les autres protocoles il répond, et c'est nous qui refusons ce qui nous "
            "paraît venir du futur ; en CAS rien ne se voit.",
        ),
        Trial.SLOW: TrialText(
            "Lente",
            "Nous attendons avant de traiter ce que le portail envoie : douze secondes, sauf autre "
            "réglage.",
            "En CAS, le ticket est périmé quand nous le présentons : le portail ne s'en porte plus "
            "garant, et personne n'entre. Par les autres protocoles la personne entre, plus tard. "
            "Le portail, lui, reste aussi rapide pour tous les autres.",
        ),
        Trial.DOWN: TrialText(
            "En panne",
            "Toutes nos portes répondent 503.",
            "La personne voit notre panne, pas une page du portail. L'accès n'est pas compté, et "
            "le médiacentre continue.",
        ),
        Trial.CERTIFICATE_ENDED: TrialText(
            "Certificat échu",
            "Nos métadonnées SAML portent un certificat fini depuis hier, pour la même clé. Cette "
            "épreuve vaut pour tout le monde : le portail les lit sans navigateur.",
            "Les ressources s'ouvrent encore, car seule la clé compte ; dès que le portail a relu "
            "nos métadonnées, son contrôle des échéances le signale à qui l'administre.",
        ),
        Trial.ONE_MORE: TrialText(
            "Demande une donnée de plus",
            "Nous demandons le nom de famille, que l'accord ne prévoit pas : en SAML par un autre "
            "service de réception d'attributs, en OpenID Connect par une portée et une demande de "
            "plus. CAS et LTI n'ont pas de quoi demander.",
            "La ressource s'ouvre, et rien de plus n'arrive ; ou le portail refuse la demande. "
            "Jamais le nom.",
        ),
        Trial.REPLAY: TrialText(
            "Rejoue",
            "En SAML et en LTI, chaque ouverture après la première renvoie la demande de la "
            "première. En CAS et en OpenID Connect, le ticket ou le code est présenté deux fois "
            "au portail.",
            "En SAML et en LTI, le portail refuse à la deuxième ouverture et montre une page avec "
            "un code. En CAS et en OpenID Connect, il refuse le deuxième échange, et nous le "
            "disons ici.",
        ),
        Trial.DOUBLE_CLICK: TrialText(
            "Double clic",
            "Une ouverture part deux fois, à un vingtième de seconde.",
            "La personne arrive une fois, sans page d'erreur.",
        ),
        Trial.SECOND_TAB: TrialText(
            "Deuxième onglet",
            "Une ouverture se fait dans deux onglets du même navigateur, à terminer dans l'ordre "
            "que vous voulez.",
            "Les deux onglets arrivent, sans deuxième identification.",
        ),
        Trial.LOST_COOKIE: TrialText(
            "Cookie perdu",
            "Au retour du portail nous ne reconnaissons plus le navigateur, comme si son cookie "
            "s'était perdu.",
            "Au portail, rien d'inhabituel. Ici la réponse est refusée : elle ne répond à aucune "
            "demande de ce navigateur, et la personne n'entre pas.",
        ),
    }
)
