"""Assignments as a table: who is given what, as a portal hands it over beside its people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from garbridge.core.entitlements import (
    LicenceKind,
    Opening,
    Population,
    Seat,
    Subscription,
)
from garbridge.core.identifiers import (
    parse_person_id,
)
from garbridge.core.messages import N_, Sentence, sentence
from garbridge.core.people import GroupKind, Profile
from garbridge.core.texts import require_code
from garbridge.formats.tables import Line, Problems, read_lines

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

_NATIONAL = "national_"
_PERSON: Final = Sentence(N_("il faut un identifiant de personne"))
_TWICE: Final = Sentence(N_("cette affectation est donnée deux fois"))
_NO_SUBSCRIPTION: Final = Sentence(N_("aucun abonnement ne porte cet identifiant"))
_TO_ONE: Final = Sentence(N_("une licence INDIV se donne à une personne seulement"))
_TO_MANY: Final = N_("une licence {kind} se donne à une population seulement")
_PROFILE: Final = Sentence(N_("il faut elv, ens, doc, dir, evs, eta ou col"))
_KIND: Final = N_("il faut {kinds}, ou rien")
_BOTH: Final = Sentence(N_("un code va avec un type autre qu’etablissement, et inversement"))
_EVERYBODY: Final = N_("pour tout le monde, écrire {whole}")
_CODE: Final = Sentence(N_("il faut un code d’une seule ligne, de 255 caractères au plus"))


@dataclass(frozen=True, slots=True)
class AssignmentFile:
    """What a file says: who is given what, each with its line, and what is wrong."""

    rights: tuple[Seat | Opening, ...]
    lines: tuple[Line, ...]
    problems: Problems


def read_assignments(file: Path, subscriptions: Iterable[Subscription]) -> AssignmentFile:
    """Read ``assignments.csv``; each line is about one of *subscriptions*.

    Nothing is raised because of what the file holds.
    """
    problems = Problems()
    bought: dict[str, Subscription] = {found.id: found for found in subscriptions}
    given: dict[Seat | Opening, Line] = {}
    for line in read_lines(file, ASSIGNMENT_COLUMNS, frozenset(), problems):
        assignment = _assignment(line, bought)
        if assignment in given:
            line.problem("idAbonnement", _TWICE)
        elif assignment is not None:
            given[assignment] = line
    return AssignmentFile(tuple(given), tuple(given.values()), problems)


def _assignment(line: Line, bought: Mapping[str, Subscription]) -> Seat | Opening | None:
    subscription = bought.get(line.text("idAbonnement"))
    if subscription is None:
        line.problem("idAbonnement", _NO_SUBSCRIPTION)
        return None
    match subscription.kind:
        case LicenceKind.INDIV:
            return _seat(line, subscription)
        case LicenceKind.ETABL | LicenceKind.FLOATING:
            return _opening(line, subscription)


def _seat(line: Line, subscription: Subscription) -> Seat | None:
    for column in ("profil", "type", "code"):
        if line.text(column):
            line.problem(column, _TO_ONE)
    person = line.parsed("personne", parse_person_id, _PERSON)
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
        line.problem("personne", sentence(_TO_MANY, kind=subscription.kind))
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
    profile = line.parsed("profil", _profile, _PROFILE)
    name, code = line.text("type"), line.text("code")
    kind = KINDS.get(name)
    if name not in {"", WHOLE_SCHOOL, *KINDS}:
        line.problem("type", sentence(_KIND, kinds=", ".join((WHOLE_SCHOOL, *KINDS))))
    elif (kind is None) != (not code):
        line.problem("code", _BOTH)
    elif not name and profile is None:
        line.problem("type", sentence(_EVERYBODY, whole=WHOLE_SCHOOL))
    elif code:
        line.parsed("code", partial(require_code, "code"), _CODE)
    if line.problems.total > before:
        return None
    return Population(profile, kind, code)


def _profile(text: str) -> Profile | None:
    return Profile(text.lower().removeprefix(_NATIONAL)) if text else None
