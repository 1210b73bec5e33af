"""What a distributor may order, beside the rules that every order keeps (RG1 to RG13).

:mod:`garbridge.core.order_fields` reads an order however it came.  Through the subscription
service more must be stated, and what is ours alone cannot be.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Final

from garbridge.core.days import last_day
from garbridge.core.entitlements import LicenceKind
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.machines import Distributor
from garbridge.core.messages import N_
from garbridge.core.order_fields import CATEGORIES, COUNTS, OVERALL, UNLIMITED
from garbridge.core.orders import ARK, Order
from garbridge.core.people import Public
from garbridge.core.permissions import Denial, Denied
from garbridge.core.roles import Act
from garbridge.core.stated import Breach, Stated

FIELDS: Final = (
    "idAbonnement",
    "commentaireAbonnement",
    "idDistributeurCom",
    "idRessource",
    "typeIdRessource",
    "libelleRessource",
    "debutValidite",
    "finValidite",
    "anneeFinValidite",
    "uaiEtab",
    "codeNatureUAI",
    "categorieAffectation",
    "typeAffectation",
    "nbLicenceEnseignant",
    "nbLicenceEleve",
    "nbLicenceProfDoc",
    "nbLicenceAutrePersonnel",
    OVERALL,
    "publicCible",
    "codeProjetRessource",
)
"""The fields of a subscription in the GAR's service, in its order."""
NOTHING: Final = "0"
"""No licence at all."""
DELETED: Final = "_"
"""Before the name of a subscription that its distributor deleted."""
_REQUIRED: Final = ("idDistributeurCom", "typeIdRessource", "libelleRessource")
_KINDS: Final = (LicenceKind.ETABL.value, LicenceKind.INDIV.value)
_FIXED: Final = "uaiEtab"
_PUBLICS: Final = tuple(Public)


def stated_breaches(stated: Stated, name: str, *, is_change: bool) -> Iterator[Breach]:
    """Yield what is wrong with *stated* as the body of a request about *name*."""
    said = [text for text in stated.get("idAbonnement", ()) if text]
    if said and said != [name]:
        yield Breach("idAbonnement", "RG12", N_("il faut celui de l’adresse"))
    for field in _REQUIRED:
        if not any(stated.get(field, ())):
            yield Breach(field, "RG3" if field == _REQUIRED[0] else "", N_("vide"))
    if any(kind and kind not in _KINDS for kind in stated.get("typeAffectation", ())):
        kinds = (("one", _KINDS[0]), ("other", _KINDS[1]))
        yield Breach("typeAffectation", "RG4", N_("il faut {one} ou {other}"), kinds)
    if is_change and any(stated.get(_FIXED, ())):
        reason = N_("absent d’une modification : les établissements ne changent pas")
        yield Breach(_FIXED, "RG2", reason)


def counted(stated: Stated) -> dict[str, Sequence[str]]:
    """Return *stated* with no licence for each public that has no number where others have one.

    Of RG5 only the other direction is known: a number needs its public.  Some distributors name all
    four publics and count some.

    >>> one = {"nbLicenceEleve": ["30"], "publicCible": ["ELEVE", "ENSEIGNANT"]}
    >>> counted(one)["nbLicenceEnseignant"]
    ('0',)
    """
    whole: dict[str, Sequence[str]] = dict(stated)
    if any(stated.get(OVERALL, ())) or not any(any(stated.get(name, ())) for name in COUNTS):
        return whole
    publics = stated.get("publicCible", ())
    missing = [one for one, meant in COUNTS.items() if meant in publics]
    return whole | {one: (NOTHING,) for one in missing if not any(stated.get(one, ()))}


def unknown_breaches(
    order: Order, schools: Collection[SchoolId], resources: Collection[ResourceId]
) -> Iterator[Breach]:
    """Yield what *order* names that is not there: nobody could use what was ordered."""
    if order.resource not in resources:
        yield Breach("idRessource", "", N_("cette ressource n’est pas connue du portail"))
    if any(school not in schools for school in order.schools):
        yield Breach(_FIXED, "RG2", N_("un établissement n’est pas connu du portail"))


def may_order(distributor: Distributor, order: Order) -> bool:
    """Say whether *order* is *distributor*'s own, for something that it may sell."""
    return order.distributor == distributor.id and distributor.sells(order.resource)


def denied_to(distributor: Distributor, orders: Iterable[Order]) -> Denied | None:
    """Say why *distributor* may do nothing to *orders*: one of them is not its own."""
    own = all(may_order(distributor, order) for order in orders)
    return None if own else Denied(Denial.OUT_OF_SCOPE)


DISTRIBUTORS_DO: Final = frozenset({Act.ORDER, Act.CHANGE_SUBSCRIPTION, Act.END_SUBSCRIPTION})
"""All that a distributor does, and only to orders that are its own."""


def shown_name(order: Order) -> str:
    """Return under which name *order* is listed: what was deleted begins with ``_``."""
    return order.id if order.ended is None else f"{DELETED}{order.id}"


def fields_of(order: Order, zone: tzinfo) -> dict[str, tuple[str, ...]]:
    """Return *order* field by field, in the GAR's order; those without a text are left out.

    Its last day is written as the GAR does, at its first hour; an end within a day is that instant.
    """
    found: dict[str, tuple[str, ...]] = {
        "idAbonnement": (shown_name(order),),
        "commentaireAbonnement": (order.comment,),
        "idDistributeurCom": (order.distributor,),
        "idRessource": (order.resource,),
        "typeIdRessource": (ARK,),
        "libelleRessource": (order.title,),
        "debutValidite": (_written(order.starts, zone),),
        "uaiEtab": order.schools,
        "codeNatureUAI": order.natures,
        "categorieAffectation": (_CATEGORY[order.transferable],),
        "typeAffectation": (order.kind.value,),
        "publicCible": tuple(one.value for one in _PUBLICS if one in order.publics),
        "codeProjetRessource": (order.project,),
    }
    if order.year is not None and order.ended is None:
        found["anneeFinValidite"] = (f"{order.year}-{order.year + 1}",)
    else:
        found["finValidite"] = (_end(order.ends, zone),)
    if order.licences.per_public:
        names = {public: name for name, public in COUNTS.items()}
        for public, limit in order.licences.per_public:
            found[names[public]] = (_count(limit),)
    else:
        found[OVERALL] = (_count(order.licences.overall),)
    return {name: texts for name in FIELDS if any(texts := found.get(name, ()))}


_CATEGORY: Final = {meant: text for text, meant in CATEGORIES.items()}


def _count(limit: int | None) -> str:
    return UNLIMITED if limit is None else str(limit)


def _end(ends: datetime, zone: tzinfo) -> str:
    local = ends.astimezone(zone)
    if (local.hour, local.minute, local.second, local.microsecond) != (0, 0, 0, 0):
        return _written(ends, zone)
    day = last_day(ends, zone)
    return datetime(day.year, day.month, day.day, tzinfo=zone).isoformat(timespec="milliseconds")


def _written(instant: datetime, zone: tzinfo) -> str:
    return instant.astimezone(zone).isoformat(timespec="milliseconds")
