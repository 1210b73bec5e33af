"""The fields of an order as they are stated, and the rules about them (RG1 to RG13).

Files, the command line and web services hand over what was stated, field by field under the GAR's
own names, and are told every rule that is not kept.

``idDistributeurCom``, ``typeIdRessource`` and ``libelleRessource`` may be left out: a portal that
orders for itself has no distributor.  ``periodicite`` is a field of ours.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from garbridge.core.days import end_of
from garbridge.core.entitlements import LicenceKind, Licences
from garbridge.core.identifiers import (
    SchoolId,
    SubscriptionId,
    parse_resource_id,
    parse_school_id,
)
from garbridge.core.messages import N_
from garbridge.core.order_rules import ONE_TARGET, is_window, outside
from garbridge.core.orders import ARK, Order, Periodicity, names_one_school
from garbridge.core.people import Public
from garbridge.core.school_years import first_instant, parse_school_year
from garbridge.core.stated import Breach, Reading, Stated
from garbridge.core.texts import is_text
from garbridge.errors import ValueRefusedError

OVERALL: Final = "nbLicenceGlobale"
COUNTS: Final = {
    "nbLicenceEleve": Public.PUPILS,
    "nbLicenceEnseignant": Public.TEACHERS,
    "nbLicenceProfDoc": Public.LIBRARIANS,
    "nbLicenceAutrePersonnel": Public.OTHER_STAFF,
}
"""The fields that count licences for one public."""
REPEATED: Final = frozenset({"uaiEtab", "codeNatureUAI", "publicCible"})
"""The fields that may be stated more than once."""
UNLIMITED: Final = "ILLIMITE"
CATEGORIES: Final = {"transferable": True, "non transferable": False}
LONGEST: Final = {
    "commentaireAbonnement": 255,
    "libelleRessource": 255,
    "codeProjetRessource": 50,
}
"""How long each free text may be."""

_IDENTIFIER = re.compile(r"(?!_)(?!(abonnements|categorie)$)[!-:<-~]{1,45}")
_COUNT = re.compile(r"[0-9]{1,8}")
_DISTRIBUTOR = re.compile(r"[0-9]{9}_[0-9]{16}")
_NATURE = re.compile(r"[0-9]{3}")
_YEARS: Final = range(1900, 2201)
"""Wide enough for all that is bought, and far from the ends of the calendar."""
_KINDS: Final = ", ".join(LicenceKind)
_NEEDED: Final = N_("il faut {ones}")
_PUBLICS: Final = ", ".join(public.value for public in Public)
_LINES: Final = dict.fromkeys(map(ord, "\t\r\n"))
"""What a text of several lines may hold beside what one on a line may; it is taken out."""


def read_order(stated: Stated, zone: tzinfo) -> Order | tuple[Breach, ...]:
    """Return what was *stated* as an order, or every rule that it does not keep.

    Days, and hours without a zone, are those of *zone*.  A start is that very instant.  An end is
    the day it names, to its last moment, whatever its hour: the GAR writes ``2027-08-15T00:00:00``,
    and some distributors ``T23:59:59``, where 15 August is the last day.
    RG11 needs to know the schools: :func:`garbridge.core.order_rules.first_degree_breach`.

    >>> breaches = read_order({"idAbonnement": ["_x"]}, UTC)
    >>> breaches[0].rule
    'RG13'
    """
    reading = Reading(stated)
    wanted = N_("1 à 45 signes sans espace, sans « _ » au début")
    name = reading.parsed("idAbonnement", _identifier, "RG13", wanted)
    resource = reading.parsed("idRessource", parse_resource_id, "", N_("il faut un ARK"))
    schools, natures = _target(reading)
    kind = reading.parsed("typeAffectation", LicenceKind, "RG4", _NEEDED, ones=_KINDS)
    publics = _publics(reading)
    ones = ", ".join(CATEGORIES)
    category = CATEGORIES.__getitem__
    transferable = reading.parsed("categorieAffectation", category, "RG4", _NEEDED, ones=ones)
    window = _window(reading, zone)
    licences = _licences(reading, publics, kind)
    texts = {name: _text(reading, name) for name in LONGEST}
    wanted = N_("il faut un SIREN, « _ » et un ISNI")
    distributor = reading.optional("idDistributeurCom", _matching(_DISTRIBUTOR), "RG3", wanted)
    reading.optional("typeIdRessource", _ark, "", _NEEDED, ones=ARK)
    ones = ", ".join(Periodicity)
    periodicity = reading.optional("periodicite", Periodicity, "", _NEEDED, ones=ones)
    # The texts themselves say nothing more than the breaches; the types need to hear it.
    if reading.breaches or name is None or resource is None or kind is None:
        return tuple(reading.breaches)
    if transferable is None or window is None or licences is None:
        return tuple(reading.breaches)
    return Order(
        id=name,
        resource=resource,
        kind=kind,
        publics=publics,
        starts=window.starts,
        ends=window.ends,
        year=window.year,
        licences=licences,
        schools=schools,
        natures=natures,
        transferable=transferable,
        comment=texts["commentaireAbonnement"],
        title=texts["libelleRessource"],
        project=texts["codeProjetRessource"],
        distributor=distributor or "",
        periodicity=periodicity,
    )


@dataclass(frozen=True, slots=True)
class _Window:
    """From when to when; *year* where the end was stated as a school year."""

    starts: datetime
    ends: datetime
    year: int | None


@dataclass(frozen=True, slots=True)
class _Count:
    """A count of licences; ``None`` is unlimited."""

    limit: int | None


def _target(reading: Reading) -> tuple[tuple[SchoolId, ...], tuple[str, ...]]:
    schools: dict[SchoolId, None] = {}
    natures: dict[str, None] = {}
    try:
        schools = {parse_school_id(text): None for text in reading.texts("uaiEtab")}
    except ValueRefusedError:
        reading.breach("uaiEtab", "RG2", N_("il faut des codes UAI"))
    try:
        natures = {_nature(text): None for text in reading.texts("codeNatureUAI")}
    except ValueError:
        reading.breach("codeNatureUAI", "RG2", N_("il faut des natures de trois chiffres"))
    if bool(reading.texts("uaiEtab")) is bool(reading.texts("codeNatureUAI")):
        reading.breach("uaiEtab", "RG2", ONE_TARGET)
    return tuple(schools), tuple(natures)


def _publics(reading: Reading) -> frozenset[Public]:
    texts = reading.texts("publicCible")
    try:
        publics = frozenset(Public(text) for text in texts)
    except ValueError:
        publics = frozenset()
    if not publics:
        reading.breach("publicCible", "RG4", _NEEDED, is_empty=not texts, ones=_PUBLICS)
    return publics


def _window(reading: Reading, zone: tzinfo) -> _Window | None:
    wanted = N_("il faut une date (AAAA-MM-JJ)")
    starts = reading.parsed("debutValidite", lambda text: _instant(text, zone), "RG7", wanted)
    if reading.text("finValidite") and reading.text("anneeFinValidite"):
        reason = N_("soit une date de fin, soit une année scolaire")
        reading.breach("anneeFinValidite", "RG9", reason)
        return None
    year, ends = None, None
    if reading.text("anneeFinValidite"):
        wanted = N_("il faut une année scolaire (AAAA-AAAA)")
        year = reading.parsed("anneeFinValidite", parse_school_year, "RG10", wanted)
        stated = "anneeFinValidite"
        if year is not None:
            ends = first_instant(year + 1, zone)
    else:
        stated = "finValidite"
        ends = reading.parsed(stated, lambda text: _end(text, zone), "RG9", wanted)
    if starts is None or ends is None:
        return None
    if not is_window(starts, ends, zone):
        reading.breaches.append(outside(stated))
        return None
    return _Window(starts, ends, year)


def _licences(
    reading: Reading, publics: frozenset[Public], kind: LicenceKind | None
) -> Licences | None:
    stated = [name for name in (OVERALL, *COUNTS) if reading.text(name)]
    before = len(reading.breaches)
    wanted = N_("il faut un nombre ou {unlimited}")
    counts = {
        name: reading.parsed(name, _count, "", wanted, unlimited=UNLIMITED) for name in stated
    }
    overall = OVERALL in counts
    if not counts or (overall and len(counts) > 1):
        reading.breach(OVERALL, "RG1", N_("soit un nombre global, soit un nombre par public"))
    if kind not in {None, LicenceKind.INDIV} and not overall:
        reading.breach(
            OVERALL, "RG6", N_("obligatoire pour une affectation {kind}"), kind=f"{kind}"
        )
    for name, public in COUNTS.items():
        counted, meant = name in counts, public in publics
        if not publics:
            continue  # told already
        if counted and not meant:
            reading.breach(name, "RG5", N_("{one} n’est pas dans publicCible"), one=public.value)
        elif meant and not counted and not overall:
            wanted = N_("{one} est dans publicCible, sans nombre")
            reading.breach(name, "RG5", wanted, one=public.value)
    if len(reading.breaches) > before:
        return None
    limits = {name: count.limit for name, count in counts.items() if count is not None}
    if overall:
        return Licences(overall=limits[OVERALL])
    return Licences(tuple((COUNTS[name], limit) for name, limit in limits.items()))


def _text(reading: Reading, name: str) -> str:
    text, longest = reading.text(name), LONGEST[name]
    if len(text) > longest:
        reading.breach(name, "", N_("plus de {longest} caractères"), longest=str(longest))
    if not is_text(text.translate(_LINES)):
        reading.breach(name, "", N_("un caractère n’est pas permis"))
    return text


def _identifier(text: str) -> SubscriptionId:
    if names_one_school(text):  # what orders of several schools become
        raise ValueError(text)
    return SubscriptionId(_matching(_IDENTIFIER)(text))


def _nature(text: str) -> str:
    return _matching(_NATURE)(text)


def _ark(text: str) -> str:
    if text != ARK:
        raise ValueError(text)
    return text


def _count(text: str) -> _Count:
    return _Count(None if text == UNLIMITED else int(_matching(_COUNT)(text)))


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(pattern.pattern)
        return text

    return parse


def _instant(text: str, zone: tzinfo) -> datetime:
    """Return what *text* names, in UTC."""
    instant = datetime.fromisoformat(text)
    if instant.year not in _YEARS:
        raise ValueError(text)
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)


def _end(text: str, zone: tzinfo) -> datetime:
    """Return the midnight after the day of *zone* that *text* names."""
    return end_of(_instant(text, zone).astimezone(zone).date(), zone)
