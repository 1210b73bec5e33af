"""Subscriptions and assignments as tables: what a portal hands over beside its people.

``subscriptions.csv`` has the fields of the GAR's subscription service under their own names;
``assignments.csv`` says who is given what.  The rules are those of that service (RG1, RG2, RG4 to
RG9, RG12, RG13); RG3 and RG10 are about fields that are not read here, and RG11 (no librarian's
licence in the first degree) is about the school, which is not known here.

A day without an hour is the whole of that day, and an hour without a zone that hour, in the
portal's own zone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from garbridge.core.entitlements import (
    LicenceKind,
    Licences,
    Opening,
    Population,
    Seat,
    Subscription,
)
from garbridge.core.identifiers import (
    SubscriptionId,
    parse_person_id,
    parse_resource_id,
    parse_school_id,
)
from garbridge.core.people import GroupKind, Profile, Public
from garbridge.formats.tables import Line, Problems, read_lines

COUNTS: Final = {
    "nbLicenceEleve": Public.PUPILS,
    "nbLicenceEnseignant": Public.TEACHERS,
    "nbLicenceProfDoc": Public.LIBRARIANS,
    "nbLicenceAutrePersonnel": Public.OTHER_STAFF,
}
"""The columns that count licences for one public."""
SUBSCRIPTION_COLUMNS: Final = (
    "idAbonnement",
    "idRessource",
    "uaiEtab",
    "typeAffectation",
    "publicCible",
    "nbLicenceGlobale",
    *COUNTS,
    "debutValidite",
    "finValidite",
    "categorieAffectation",
    "commentaireAbonnement",
)
ASSIGNMENT_COLUMNS: Final = ("idAbonnement", "personne", "profil", "type", "code")
WHOLE_SCHOOL: Final = "etablissement"
"""The type that opens a subscription to everybody of the school: said, never left blank."""
KINDS: Final = {
    "division": GroupKind.DIVISION,
    "groupe": GroupKind.GROUP,
    "niveau": GroupKind.LEVEL,
    "matiere": GroupKind.SUBJECT,
}
"""The types that name a population by its code."""

_OPTIONAL = frozenset({"nbLicenceGlobale", *COUNTS, "commentaireAbonnement"})
_UNLIMITED = "ILLIMITE"
_IDENTIFIER = re.compile(r"(?!_)(?!(abonnements|categorie)$)[!-:<-~]{1,45}")
_COUNT = re.compile(r"[0-9]{1,8}")
_CATEGORIES = {"transferable": True, "non transferable": False}
_MOST_COMMENT = 255
_MOST_YEARS = timedelta(days=3653)
_DAY = timedelta(days=1)
_NATIONAL = "national_"


@dataclass(frozen=True, slots=True)
class Assignments:
    """Who is given what."""

    seats: tuple[Seat, ...] = ()
    openings: tuple[Opening, ...] = ()


def read_subscriptions(file: Path, zone: tzinfo) -> tuple[Subscription, ...]:
    """Read ``subscriptions.csv``, whose days are those of *zone*.

    Raises:
        ImportRefusedError: with every problem, each with file, line and column.
    """
    problems = Problems()
    bought: dict[str, Subscription | None] = {}
    for line in read_lines(file, SUBSCRIPTION_COLUMNS, _OPTIONAL, problems):
        identifier = line.text("idAbonnement")
        if identifier in bought:
            line.problem("idAbonnement", "un autre abonnement porte cet identifiant (RG12)")
        bought[identifier] = _subscription(line, zone)
    problems.refuse()
    return tuple(found for found in bought.values() if found is not None)


def read_assignments(file: Path, subscriptions: Iterable[Subscription]) -> Assignments:
    """Read ``assignments.csv``; each line is about one of *subscriptions*.

    Raises:
        ImportRefusedError: with every problem, each with file, line and column.
    """
    problems = Problems()
    bought: dict[str, Subscription] = {found.id: found for found in subscriptions}
    given: dict[Seat | Opening, None] = {}
    for line in read_lines(file, ASSIGNMENT_COLUMNS, frozenset(), problems):
        assignment = _assignment(line, bought)
        if assignment in given:
            line.problem("idAbonnement", "cette affectation est donnée deux fois")
        elif assignment is not None:
            given[assignment] = None
    problems.refuse()
    return Assignments(
        tuple(seat for seat in given if isinstance(seat, Seat)),
        tuple(opening for opening in given if isinstance(opening, Opening)),
    )


def _subscription(line: Line, zone: tzinfo) -> Subscription | None:
    identifier = line.parsed(
        "idAbonnement", _identifier, "1 à 45 signes sans espace, sans « _ » au début (RG13)"
    )
    resource = line.parsed("idRessource", parse_resource_id, "il faut un ARK")
    school = line.parsed("uaiEtab", parse_school_id, "il faut un code UAI, un seul (RG2)")
    kind = line.parsed("typeAffectation", LicenceKind, "il faut INDIV ou ETABL (RG4)")
    publics = line.parsed("publicCible", _publics, f"il faut {_PUBLICS}, séparés par des virgules")
    category = line.parsed(
        "categorieAffectation", _CATEGORIES.__getitem__, f"il faut {' ou '.join(_CATEGORIES)} (RG4)"
    )
    window = _window(line, zone)
    licences = _licences(line, publics or frozenset(), kind)
    comment = line.text("commentaireAbonnement")
    if len(comment) > _MOST_COMMENT:
        line.problem("commentaireAbonnement", f"plus de {_MOST_COMMENT} caractères")
    if identifier is None or resource is None or school is None or kind is None:
        return None
    if publics is None or category is None or window is None or licences is None:
        return None
    starts, ends = window
    return Subscription(
        id=identifier,
        resource=resource,
        school=school,
        kind=kind,
        publics=publics,
        starts=starts,
        ends=ends,
        licences=licences,
        transferable=category,
        comment=comment,
    )


def _window(line: Line, zone: tzinfo) -> tuple[datetime, datetime] | None:
    wanted = "il faut une date (AAAA-MM-JJ)"
    starts = line.parsed("debutValidite", lambda text: _instant(text, zone), f"{wanted} (RG7)")
    ends = line.parsed("finValidite", lambda text: _instant(text, zone, _DAY), f"{wanted} (RG9)")
    if starts is None or ends is None:
        return None
    if not starts < ends <= starts + _MOST_YEARS:
        line.problem("finValidite", "la fin vient après le début, à dix ans au plus (RG8, RG9)")
        return None
    return starts, ends


def _licences(line: Line, publics: frozenset[Public], kind: LicenceKind | None) -> Licences | None:
    stated = [column for column in ("nbLicenceGlobale", *COUNTS) if line.text(column)]
    expected = f"il faut un nombre ou {_UNLIMITED}"
    before = line.problems.total
    counts = {column: line.parsed(column, _count, expected) for column in stated}
    overall = "nbLicenceGlobale" in counts
    if not counts or (overall and len(counts) > 1):
        reason = "soit un nombre global, soit un nombre par public (RG1)"
        line.problem("nbLicenceGlobale", reason)
    if kind is LicenceKind.ETABL and not overall:
        line.problem("nbLicenceGlobale", "obligatoire pour une affectation ETABL (RG6)")
    for column, public in COUNTS.items():
        counted, meant = column in counts, public in publics
        if counted and not meant:
            line.problem(column, f"{public.value} n’est pas dans publicCible (RG5)")
        elif meant and not counted and not overall:
            line.problem(column, f"{public.value} est dans publicCible, sans nombre (RG5)")
    if line.problems.total > before:
        return None
    limits = {column: count.limit for column, count in counts.items() if count is not None}
    if overall:
        return Licences(overall=limits["nbLicenceGlobale"])
    return Licences(tuple((COUNTS[column], limit) for column, limit in limits.items()))


def _assignment(line: Line, bought: Mapping[str, Subscription]) -> Seat | Opening | None:
    subscription = bought.get(line.text("idAbonnement"))
    if subscription is None:
        line.problem("idAbonnement", "aucun abonnement ne porte cet identifiant")
        return None
    match subscription.kind:
        case LicenceKind.INDIV:
            return _seat(line, subscription)
        case LicenceKind.ETABL:
            return _opening(line, subscription)


def _seat(line: Line, subscription: Subscription) -> Seat | None:
    for column in ("profil", "type", "code"):
        if line.text(column):
            line.problem(column, "une licence INDIV se donne à une personne seulement")
    person = line.parsed("personne", parse_person_id, "il faut un identifiant de personne")
    if person is None:
        return None
    return Seat(
        subscription=subscription.id,
        resource=subscription.resource,
        school=subscription.school,
        person=person,
    )


def _opening(line: Line, subscription: Subscription) -> Opening | None:
    if line.text("personne"):
        line.problem("personne", "une licence ETABL se donne à une population seulement")
    population = _population(line)
    if population is None:
        return None
    return Opening(
        subscription=subscription.id,
        resource=subscription.resource,
        school=subscription.school,
        population=population,
    )


def _population(line: Line) -> Population | None:
    before = line.problems.total
    profile = line.parsed("profil", _profile, "il faut elv, ens, doc, dir, evs, eta ou col")
    name, code = line.text("type"), line.text("code")
    kind = KINDS.get(name)
    if name not in {"", WHOLE_SCHOOL, *KINDS}:
        line.problem("type", f"il faut {WHOLE_SCHOOL}, {', '.join(KINDS)}, ou rien")
    elif (kind is None) != (not code):
        line.problem("code", "un code va avec un type autre qu’etablissement, et inversement")
    elif not name and profile is None:
        line.problem("type", f"pour tout le monde, écrire {WHOLE_SCHOOL}")
    if line.problems.total > before:
        return None
    return Population(profile, kind, code)


@dataclass(frozen=True, slots=True)
class _Count:
    """A count of licences; ``None`` is unlimited."""

    limit: int | None


_PUBLICS = ", ".join(public.value for public in Public)


def _identifier(text: str) -> SubscriptionId:
    return SubscriptionId(_matched(_IDENTIFIER, text))


def _count(text: str) -> _Count:
    return _Count(None if text == _UNLIMITED else int(_matched(_COUNT, text)))


def _matched(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(pattern.pattern)
    return text


def _publics(text: str) -> frozenset[Public]:
    return frozenset(Public(part.strip()) for part in text.split(","))


def _profile(text: str) -> Profile | None:
    return Profile(text.lower().removeprefix(_NATIONAL)) if text else None


def _instant(text: str, zone: tzinfo, whole_day: timedelta = timedelta()) -> datetime:
    """Return what *text* names in UTC; a day ends at the midnight of the clock on the wall."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=zone)
    if len(text) <= len("2026-11-21"):
        instant += whole_day
    return instant.astimezone(UTC)
