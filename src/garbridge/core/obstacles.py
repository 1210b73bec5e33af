"""What people read when a licence cannot be given, or perhaps should not: total tables."""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.messages import N_, Message
from garbridge.core.seats import Doubt, Obstacle

OBSTACLES: Mapping[Obstacle, Message] = MappingProxyType(
    {
        Obstacle.UNKNOWN_PERSON: N_("inconnu de l’annuaire"),
        Obstacle.NOT_A_MEMBER: N_("n’est pas de cet établissement"),
        Obstacle.NOT_THERE_THEN: N_("n’est pas dans l’établissement ce jour-là"),
        Obstacle.UNKNOWN_RESOURCE: N_("ressource inconnue du portail"),
        Obstacle.NO_SUBSCRIPTION: N_("pas d’abonnement"),
        Obstacle.SUBSCRIPTION_EXPIRED: N_("abonnement terminé"),
        Obstacle.PUBLIC_NOT_COVERED: N_("l’abonnement n’est pas pour ce public"),
        Obstacle.ALREADY_HELD: N_("a déjà cette ressource pour ces jours"),
        Obstacle.NO_LICENCE_LEFT: N_("plus d’exemplaire"),
        Obstacle.NOT_HELD: N_("n’a rien à rendre"),
        Obstacle.NOT_TRANSFERABLE: N_("licence non transférable : elle reste à son titulaire"),
        Obstacle.NO_SUCH_POPULATION: N_("n’existe plus dans la nouvelle année"),
    }
)
DOUBTS: Mapping[Doubt, Message] = MappingProxyType(
    {
        Doubt.DOUBLE_TITLE: N_("aurait ce titre deux fois, avec"),
        Doubt.TITLE_ELSEWHERE: N_("a déjà ce titre dans un autre de ses établissements, avec"),
        Doubt.WRONG_EDITION: N_("n’est pas le public de cette édition"),
    }
)
