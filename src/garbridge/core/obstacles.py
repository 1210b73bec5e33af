"""What people read when a licence cannot be given, or perhaps should not: total tables."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from garbridge.core.seats import Doubt, Obstacle


class Wording(NamedTuple):
    """A sentence in both languages."""

    french: str
    english: str


OBSTACLES: Mapping[Obstacle, Wording] = MappingProxyType(
    {
        Obstacle.UNKNOWN_PERSON: Wording("inconnu de l’annuaire", "unknown to the directory"),
        Obstacle.NOT_A_MEMBER: Wording("n’est pas de cet établissement", "is not of this school"),
        Obstacle.NOT_THERE_THEN: Wording(
            "n’est pas dans l’établissement ce jour-là", "is not at the school on that day"
        ),
        Obstacle.UNKNOWN_RESOURCE: Wording(
            "ressource inconnue du portail", "resource unknown to the portal"
        ),
        Obstacle.NO_SUBSCRIPTION: Wording("pas d’abonnement", "no subscription"),
        Obstacle.SUBSCRIPTION_EXPIRED: Wording("abonnement terminé", "subscription over"),
        Obstacle.PUBLIC_NOT_COVERED: Wording(
            "l’abonnement n’est pas pour ce public", "the subscription is not for this public"
        ),
        Obstacle.ALREADY_HELD: Wording(
            "a déjà cette ressource pour ces jours", "has this resource already for these days"
        ),
        Obstacle.NO_LICENCE_LEFT: Wording("plus d’exemplaire", "no licence left"),
        Obstacle.NOT_HELD: Wording("n’a rien à rendre", "has nothing to give back"),
        Obstacle.NOT_TRANSFERABLE: Wording(
            "licence non transférable : elle reste à son titulaire",
            "licence not transferable: it stays with its holder",
        ),
        Obstacle.NO_SUCH_POPULATION: Wording(
            "n’existe plus dans la nouvelle année", "is no more in the new school year"
        ),
    }
)
DOUBTS: Mapping[Doubt, Wording] = MappingProxyType(
    {
        Doubt.DOUBLE_TITLE: Wording(
            "aurait ce titre deux fois, avec", "would hold this title twice, with"
        ),
        Doubt.TITLE_ELSEWHERE: Wording(
            "a déjà ce titre dans un autre de ses établissements, avec",
            "holds this title at another of their schools, with",
        ),
        Doubt.WRONG_EDITION: Wording(
            "n’est pas le public de cette édition", "is not whom this edition is for"
        ),
    }
)
