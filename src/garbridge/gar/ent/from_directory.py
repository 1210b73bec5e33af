"""States the people of a directory: what garbridge knows, and nothing that it would have to guess.

A directory has no birth date, no further given names, no posts: those fields are left out, which
the schema allows.  It does not keep which subject a teacher teaches to which class, so each class
of theirs is stated with every subject of theirs at that school.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from garbridge.core.exporting import ExportRules, LeftOuts, Omission, is_stated, stated_names
from garbridge.core.identifiers import (
    PersonId,
    SchoolId,
    TenantId,
    parse_person_id,
    parse_school_id,
)
from garbridge.core.labels import is_name, label_of
from garbridge.core.people import Membership, Person, Profile, School
from garbridge.errors import ValueRefusedError
from garbridge.gar.ent.assigning import Assigning
from garbridge.gar.ent.clean import is_code, is_email
from garbridge.gar.ent.populations import Populations
from garbridge.gar.ent.schema import FIRST_DEGREE, SECOND_DEGREE, Degree
from garbridge.gar.ent.stated import (
    NOTHING_MORE,
    Details,
    StatedDelegate,
    StatedPerson,
    StatedPlace,
    StatedRoll,
    StatedSchool,
    Taught,
)
from garbridge.ports import DeclaredDelegates, DelegationStore, Directory

_MOST_CIVILITY = 30

Codes = tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class DirectoryStatement:
    """What the directory says at *now*; ``left`` gathers what an export cannot hold.

    ``protected`` are those of whom no name leaves, unless the rules say otherwise.  ``details`` is
    what is known of somebody beside what a directory keeps, ``contracts`` what each school is
    (GAR: ``PU`` public, ``PR`` private), where that is known.
    Everybody is stated with the first of their schools by UAI.  Only one school at a time is in
    memory.
    """

    tenant: TenantId
    directory: Directory
    delegations: DelegationStore
    declared: DeclaredDelegates
    rules: ExportRules
    now: datetime
    protected: frozenset[PersonId] = frozenset()
    details: Callable[[PersonId], Details | None] = lambda _: None
    contracts: Mapping[SchoolId, str] = field(default_factory=dict[SchoolId, str])
    left: LeftOuts = field(default_factory=LeftOuts)
    _schools: dict[SchoolId, School] = field(init=False)
    _assigning: Assigning = field(init=False)

    def __post_init__(self) -> None:
        known = {school.id: school for school in self.directory.schools()}
        self._schools = {
            name: school
            for name, school in known.items()
            if self.rules.takes(school) and self._is_sound(school)
        }
        for name in (self.rules.schools or frozenset()) - known.keys():
            self.left.add(name, Omission.UNKNOWN_SCHOOL, "")
        self._assigning = Assigning(self.rules, self.left, self.now)

    def rolls(self) -> Iterator[StatedRoll]:
        """Yield every school that is opened to the GAR, by UAI."""
        for school in sorted(self._schools):
            yield self._roll(self._schools[school])

    def delegates(self) -> Iterator[StatedDelegate]:
        """Yield who may assign, each once."""
        yield from self._assigning.stated()

    def _roll(self, school: School) -> StatedRoll:
        members = list(self._members(school.id))
        known = Populations(school.id, _degree(school), self.left)
        for _, here in members:
            known.take(here.groups)
        known.close()
        self._assigning.at(
            school.id,
            {who.id: (who, here.profile) for who, here in members},
            self.declared.declared_at(school.id),
            self.delegations.of_school(school.id),
        )
        return StatedRoll(
            _school(school, known, self.contracts.get(school.id, "")),
            tuple([who for who, _ in members if who.profiles[0][0] == school.id]),
            tuple([self._place(who, here, known) for who, here in members]),
        )

    def _members(self, school: SchoolId) -> Iterator[tuple[StatedPerson, Membership]]:
        for person in self.directory.members(school):
            stated, here = self._person(person, school), person.at(school)
            if stated is not None and here is not None:
                yield stated, here

    def _person(self, person: Person, school: SchoolId) -> StatedPerson | None:
        """Return *person* if they are at *school* now and can be stated."""
        places = self.rules.places(person, self._schools, self.now)
        if school not in places:
            return None
        first = min(places)
        names = stated_names(person.identity)
        why = self._obstacle(person, names)
        if why is not None:
            if school == first:
                self.left.add(school, why, person.id)
            return None
        more = self.details(person.id) or NOTHING_MORE
        birth_name, civility = label_of(more.birth_name), label_of(person.identity.civility)
        email = person.identity.email.strip()
        return StatedPerson(
            id=person.id,
            pupil=self._is_pupil(person, places),
            degree=self._degree_of(places),
            family_name=names[0],
            given_name=names[1],
            profiles=tuple(sorted(places.items())),
            other_names=tuple(filter(is_name, map(label_of, more.other_names))),
            birth_name=birth_name if is_name(birth_name) else "",
            attached=more.attached if more.attached in self._schools else "",
            birth=more.birth,
            posts=_posts(more, places),
            civility=civility if len(civility) <= _MOST_CIVILITY else "",
            emails=(email,) if is_email(email) else (),
        )

    def _place(self, person: StatedPerson, here: Membership, known: Populations) -> StatedPlace:
        subjects, bands = known.subjects_of(here.groups), known.bands_of(here.groups)
        teaches: tuple[Taught, ...] = ()
        if not person.pupil and here.profile is not Profile.PUPIL:
            if subjects and not bands:
                known.note_untaught(person.id)
            more = (self.details(person.id) or NOTHING_MORE).taught.get(here.school)
            everything = (
                Taught(code=code, division=known.is_division(code), subjects=subjects)
                for code in bands
            )
            teaches = tuple(_stated(everything if more is None else more, known, subjects))
        told = {one.code for one in teaches}
        return StatedPlace(
            person=person.id,
            pupil=person.pupil,
            school=here.school,
            degree=known.degree,
            levels=known.levels_of(here.groups),
            groups=tuple([code for code in bands if code not in told]) if told else bands,
            followed=subjects if person.pupil else (),
            teaches=teaches,
        )

    def _obstacle(self, person: Person, names: tuple[str, str]) -> Omission | None:
        if not _is_identifier(person.id):
            return Omission.BAD_IDENTIFIER
        if person.id in self.protected and not self.rules.protected:
            return Omission.PROTECTED
        if is_stated(person.identity):
            return None
        return Omission.TOO_LONG if all(names) else Omission.NO_NAME

    def _is_pupil(self, person: Person, places: Mapping[SchoolId, str]) -> bool:
        """Whoever is anything else at one of their schools is stated among the staff."""
        return all(
            place.profile is Profile.PUPIL for place in person.memberships if place.school in places
        )

    def _degree_of(self, places: Mapping[SchoolId, str]) -> Degree:
        """In files of the second degree somebody has an e-mail; in those of the first none."""
        second = any(self._schools[school].degree != FIRST_DEGREE.number for school in places)
        return SECOND_DEGREE if second else FIRST_DEGREE

    def _is_sound(self, school: School) -> bool:
        try:
            sound = parse_school_id(school.id) == school.id
        except ValueRefusedError:
            sound = False
        if not sound:
            self.left.add(school.id, Omission.BAD_SCHOOL, school.id)
        elif not is_name(label_of(school.name)):
            self.left.add(school.id, Omission.SCHOOL_WITHOUT_NAME, school.id)
            return False
        return sound


def _school(school: School, known: Populations, contract: str) -> StatedSchool:
    return StatedSchool(
        id=school.id,
        name=label_of(school.name),
        degree=_degree(school),
        contract=contract,
        levels=known.levels(),
        subjects=known.subjects(),
        groups=known.groups(),
    )


def _posts(more: Details, places: Mapping[SchoolId, str]) -> tuple[tuple[SchoolId, Codes], ...]:
    sound = [(school, tuple(filter(is_code, codes))) for school, codes in more.posts]
    return tuple((school, codes) for school, codes in sound if codes and school in places)


def _stated(teaching: Iterable[Taught], known: Populations, subjects: Codes) -> Iterator[Taught]:
    """Yield those of *teaching* that an export can hold."""
    for one in teaching:
        held = tuple(subject for subject in one.subjects if subject in subjects)
        if held and known.has(one.code, division=one.division):
            yield replace(one, subjects=held)


def _degree(school: School) -> Degree:
    return FIRST_DEGREE if school.degree == FIRST_DEGREE.number else SECOND_DEGREE


def _is_identifier(person: PersonId) -> bool:
    try:
        return parse_person_id(person) == person
    except ValueRefusedError:
        return False
