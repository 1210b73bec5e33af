"""States schools and people in the blocks of an export: the one place that knows which is which."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from garbridge.core.identifiers import SchoolId
from garbridge.gar.ent.schema import FIRST_DEGREE, SECOND_DEGREE, Degree, Sheet
from garbridge.gar.ent.stated import (
    StatedDelegate,
    StatedGroup,
    StatedPerson,
    StatedPlace,
    StatedRoll,
    StatedSchool,
    Statement,
)
from garbridge.gar.ent.writer import ExportWriter, Value, Values

_POSTS = {
    FIRST_DEGREE.number: ("GAREnsSpecialitesPostes", "GAREnsSpecialitePosteCode"),
    SECOND_DEGREE.number: ("GAREnsDisciplinesPostes", "GAREnsDisciplinePosteCode"),
}


@dataclass(slots=True)
class Told:
    """How much an export says: in all, and of each school whom it has, ``people`` and ``staff``.

    ``memberships`` are people with a profile at a school, each school apart; ``groups`` divisions
    and groups, ``belongings`` people in one of those.
    """

    schools: int = 0
    people: int = 0
    delegates: int = 0
    staff: int = 0
    memberships: int = 0
    groups: int = 0
    belongings: int = 0
    pupils_of: Counter[SchoolId] = field(default_factory=Counter[SchoolId])
    staff_of: Counter[SchoolId] = field(default_factory=Counter[SchoolId])

    def figures(self) -> Mapping[str, int]:
        """Return what it says in all, by name; the names are stable."""
        return {name: getattr(self, name) for name in FIGURES}

    def by_school(self) -> Mapping[SchoolId, Mapping[str, int]]:
        """Return the same of each school that somebody has a profile at."""
        pupils, staff = self.pupils_of, self.staff_of
        return {
            school: {"people": pupils[school] + staff[school], "staff": staff[school]}
            for school in sorted(pupils.keys() | staff.keys())
        }

    def count(self, roll: StatedRoll) -> None:
        """Count *roll* in."""
        self.schools += 1
        self.people += len(roll.people)
        self.groups += len(roll.school.groups)
        self.belongings += sum(len(place.groups) for place in roll.places)
        for person in roll.people:
            self.memberships += len(person.profiles)
            self.staff += not person.pupil
            of = self.pupils_of if person.pupil else self.staff_of
            for school, _ in person.profiles:
                of[school] += 1


FIGURES: Final = (
    *("schools", "people", "delegates"),
    *("staff", "memberships", "groups", "belongings"),
)


def state(statement: Statement, writer: ExportWriter) -> Told:
    """Write all of *statement*; the caller closes *writer*."""
    told = Told()
    for roll in statement.rolls():
        told.count(roll)
        state_school(writer, roll.school)
        for person in roll.people:
            state_person(writer, person)
        for place in roll.places:
            state_place(writer, place)
    for delegate in statement.delegates():
        told.delegates += 1
        state_delegate(writer, delegate)
    return told


def state_school(writer: ExportWriter, school: StatedSchool) -> None:
    """Write a school, its levels, subjects and groups."""
    stated = {"GARStructureUAI": school.id, "GARStructureNomCourant": school.name}
    stated |= _known(GARStructureContrat=school.contract, GARStructureTelephone=school.telephone)
    writer.add(school.degree, Sheet.SCHOOLS, "GAREtab", stated)
    if school.degree is SECOND_DEGREE:
        for level in school.levels:
            values = {
                "GARStructureUAI": school.id,
                "GARMEFCode": level.code,
                "GARMEFLibelle": level.label,
                **_known(GARMEFSTAT11=level.statistical),
            }
            writer.add(school.degree, Sheet.SCHOOLS, "GARMEF", values)
        for subject in school.subjects:
            values = {
                "GARStructureUAI": school.id,
                "GARMatiereCode": subject.code,
                "GARMatiereLibelle": subject.label,
            }
            writer.add(school.degree, Sheet.SCHOOLS, "GARMatiere", values)
    for group in school.groups:
        writer.add(school.degree, Sheet.GROUPS, "GARGroupe", _group(school, group))


def state_person(writer: ExportWriter, person: StatedPerson) -> None:
    """Write who somebody is, and what at which schools."""
    if person.pupil:
        writer.add(person.degree, Sheet.PUPILS, "GAREleve", _identity(person))
        return
    staff = _identity(person)
    if person.posts:
        name, code = _POSTS[person.degree.number]
        posts = [{"GARStructureUAI": uai, code: codes} for uai, codes in person.posts]
        staff = {**staff, name: posts}
    if person.emails and person.degree is SECOND_DEGREE:
        staff = {**staff, "GARPersonMail": person.emails}
    writer.add(person.degree, Sheet.STAFF, "GAREnseignant", staff)


def state_place(writer: ExportWriter, place: StatedPlace) -> None:
    """Write to what somebody belongs at a school; the first degree has no subjects."""
    degree = place.degree
    sheet = Sheet.PUPILS if place.pupil else Sheet.STAFF
    who = {"GARStructureUAI": place.school, "GARPersonIdentifiant": place.person}
    block, code = _level_link(degree)
    for level in place.levels:
        writer.add(degree, sheet, block, {**who, code: level})
    if degree is SECOND_DEGREE:
        for subject in place.followed:
            values = {**who, "GARMatiereCode": subject}
            writer.add(degree, Sheet.PUPILS, "GAREleveEnseignement", values)
        for taught in place.teaches:
            name = "GAREnsClasseMatiere" if taught.division else "GAREnsGroupeMatiere"
            whom: Values = {**who, "GARGroupeCode": taught.code, "GARMatiereCode": taught.subjects}
            writer.add(degree, Sheet.GROUPS, name, whom)
    for group in place.groups:
        writer.add(degree, Sheet.GROUPS, "GARPersonGroupe", {**who, "GARGroupeCode": group})


def state_delegate(writer: ExportWriter, delegate: StatedDelegate) -> None:
    """Write who may assign."""
    values: dict[str, Value] = {
        "GARPersonIdentifiant": delegate.person,
        "GARPersonNom": delegate.family_name,
        "GARPersonPrenom": delegate.given_name,
        **_known(GARPersonCivilite=delegate.civility),
        "GARPersonMail": delegate.emails,
        "GARRespAffEtab": delegate.schools,
    }
    writer.add(delegate.degree, Sheet.DELEGATES, "GARRespAff", values)


def _group(school: StatedSchool, group: StatedGroup) -> Values:
    return {
        "GARGroupeCode": group.code,
        "GARStructureUAI": school.id,
        "GARGroupeLibelle": group.label,
        "GARGroupeStatut": "DIVISION" if group.division else "GROUPE",
        "GARGroupeDivAppartenance": group.parents,
    }


def _identity(person: StatedPerson) -> Values:
    others = [name for name in person.other_names if name != person.given_name]
    return {
        "GARPersonIdentifiant": person.id,
        "GARPersonProfils": [
            {"GARStructureUAI": school, "GARPersonProfil": profile}
            for school, profile in person.profiles
        ],
        **_known(GARPersonNomPatro=person.birth_name),
        "GARPersonNom": person.family_name,
        "GARPersonPrenom": person.given_name,
        "GARPersonAutresPrenoms": [person.given_name, *others],
        **_known(GARPersonCivilite=person.civility, GARPersonStructRattach=person.attached),
        "GARPersonEtab": [school for school, _ in person.profiles],
        **_known(GARPersonDateNaissance=person.birth),
    }


def _level_link(degree: Degree) -> tuple[str, str]:
    if degree is FIRST_DEGREE:
        return "GARPersonMEFSTAT4", "GARMEFSTAT4Code"
    return "GARPersonMEF", "GARMEFCode"


def _known(**fields: str) -> dict[str, str]:
    return {name: text for name, text in fields.items() if text}
