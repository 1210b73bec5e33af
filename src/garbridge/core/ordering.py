"""What becomes of an order: the answers of the subscription service, as values."""

from dataclasses import dataclass
from enum import StrEnum

from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import SchoolId, SubscriptionId
from garbridge.core.messages import N_
from garbridge.core.orders import Order
from garbridge.core.stated import Breach


class Decline(StrEnum):
    """Why an order was declined.  Values are stable."""

    RULE_BROKEN = "rule_broken"
    """One of the GAR's rules is not kept (RG1 to RG11)."""
    UNKNOWN = "unknown"
    """There is no order, and no subscription, of that name."""
    ALREADY_THERE = "already_there"
    """Another order has that name (RG12)."""
    ENDED = "ended"
    """Somebody put an end to it: it can be renewed, not changed."""
    SCHOOLS_FIXED = "schools_fixed"
    """The schools of an order do not change (RG2)."""
    IN_USE = "in_use"
    """More is given than it would leave, or it would be about another resource."""
    ONCE = "once"
    """It was ordered once for all: nothing follows it."""
    NOT_OWN = "not_own"
    """A distributor orders in another's name, or what it may not sell."""


class Effect(StrEnum):
    """What became of an order.  Values are stable."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Kept:
    """An order that was taken.

    ``subscriptions`` are what it is now at the schools that are known.  ``start_kept`` says
    that another start was stated than the first one, which stays.  ``stay_ended`` are the schools
    at which alone somebody put an end to it: no change and no renewal opens it there again.
    """

    order: Order
    effect: Effect
    subscriptions: tuple[Subscription, ...]
    start_kept: bool = False
    stay_ended: tuple[SchoolId, ...] = ()


@dataclass(frozen=True, slots=True)
class Declined:
    """An order that was not taken: nothing of it was written."""

    name: SubscriptionId
    why: Decline
    breaches: tuple[Breach, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of each order, as they came; ``applied`` says whether anything was written."""

    outcomes: tuple[Kept | Declined, ...]
    applied: bool

    @property
    def declined(self) -> tuple[Declined, ...]:
        """Those that were not taken."""
        return tuple(one for one in self.outcomes if isinstance(one, Declined))


def declined(name: SubscriptionId, why: Decline) -> Declined:
    """Return that *name* was declined for a reason that needs no more words."""
    field, rule, reason = _REASONS[why]
    return Declined(name, why, (Breach(field, rule, reason),))


_NAME = "idAbonnement"
_IN_USE = N_(
    "les licences déjà données n’y tiendraient plus : en rendre d’abord"
    " (reclaim et queue settle pour ceux qui sont partis, withdraw)"
)
_NOT_OWN = N_("un distributeur commande en son nom, et ce qu’il vend")
_REASONS = {
    Decline.RULE_BROKEN: (_NAME, "", N_("une règle n’est pas respectée")),
    Decline.UNKNOWN: (_NAME, "", N_("aucun abonnement ne porte cet identifiant")),
    Decline.ALREADY_THERE: (_NAME, "RG12", N_("un autre abonnement porte cet identifiant")),
    Decline.ENDED: (
        _NAME,
        "",
        N_("il a été arrêté : le renouveler, ou choisir un autre identifiant"),
    ),
    Decline.SCHOOLS_FIXED: (
        "uaiEtab",
        "RG2",
        N_("les établissements d’un abonnement ne changent pas"),
    ),
    Decline.IN_USE: ("nbLicenceGlobale", "", _IN_USE),
    Decline.NOT_OWN: ("idDistributeurCom", "RG3", _NOT_OWN),
    Decline.ONCE: ("periodicite", "", N_("il était unique : rien ne le suit")),
}
