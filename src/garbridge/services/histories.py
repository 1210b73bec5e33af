"""A person's own history and data: handed to that person, and to nobody else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from garbridge.core.access import Entitlements
from garbridge.core.histories import History, Looker, OwnEntry, OwnLaunch, OwnList, OwnLookup
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.lookups import Lookup
from garbridge.core.people import Membership, Person
from garbridge.core.permissions import EVERYWHERE, OPERATOR, Actor, Denial, Denied
from garbridge.core.queue import Entry, EntryKind
from garbridge.ports import (
    Clock,
    DeclaredDelegates,
    DelegationStore,
    DepartureStore,
    Directory,
    KeptLists,
    LaunchHistory,
    LaunchRecord,
    LookupJournal,
    MarkStore,
    PolicyArchive,
    QueueStore,
    RequestStore,
    RestrictionStore,
    TraceStore,
)
from garbridge.services.access import AccessService
from garbridge.services.reasons import require_why

ABOUT = "history"
"""What the journal of look-ups says was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryService:
    """Answers that person, or the operator on their behalf; each answer is written down first."""

    access: AccessService
    directory: Directory
    trail: LaunchHistory
    policies: PolicyArchive
    restrictions: RestrictionStore
    requests: RequestStore
    lookups: LookupJournal
    departures: DepartureStore
    queue: QueueStore
    marks: MarkStore
    traces: TraceStore
    delegations: DelegationStore
    declared: DeclaredDelegates
    lists: KeptLists
    clock: Clock

    def history(self, actor: Actor, person: PersonId, *, reason: str) -> History | Denied:
        """Return what is held about *person*, this look-up too.

        Whoever is neither that person nor the operator is refused in the same way whoever they
        are, the head of the school included, and whether or not there is such a person.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
            StoreError: the look-up could not be written down, and is not answered.
        """
        require_why(reason)
        if actor != OPERATOR and actor.person != person:
            return Denied(Denial.NO_ROLE)
        now = self.clock()
        known, records = self.directory.person(person), self.trail.launches(person)
        schools = _schools(known, records)
        self.lookups.note(
            [
                Lookup(school=one, by=actor, person=person, about=ABOUT, at=now, reason=reason)
                for one in schools
            ]
        )
        memberships = () if known is None else known.memberships
        facts = self.access.entitlements.shelf(person, [one.school for one in memberships])
        providers = sorted({one.provider for one in records if one.provider and not one.refusal})
        return History(
            person=person,
            at=now,
            memberships=memberships,
            launches=self._launches(records),
            seats=tuple(seat for seat in facts.seats if seat.person == person),
            openings=_openings(facts, person, memberships),
            restrictions=tuple(self.restrictions.of_person(person)),
            requests=tuple(self.requests.of_person(person)),
            identifiers={one: self.access.subject_at(one, person) for one in providers},
            former=tuple(
                (one.sector, one.identifier, one.at)
                for one in self.access.identifiers.ended_of(person)
            ),
            identity=None if known is None else known.identity,
            lookups=self._lookups(person),
            known_to=tuple(one.provider for one in self.departures.of_person(person)),
            marks=self.marks.marks(person, since=datetime.min.replace(tzinfo=UTC)),
            traces=self.traces.of_person(person),
            delegations=tuple(self.delegations.of_person(person)),
            declared=tuple(self.declared.declared_for(person)),
            listed=self._listed(person, now),
            entries=tuple(
                _own(one) for school in schools for one in self.queue.of_person(school, person)
            ),
            asked=tuple(map(_own, self.queue.told_by(person))),
        )

    def launches(self, actor: Actor, person: PersonId) -> Sequence[OwnLaunch] | Denied:
        """Return what *person* opened and was refused, oldest first, to that person alone.

        It is not written down: nobody looks at anybody else.  It may read all launches.

        Raises:
            StoreError: the launches could not be read.
        """
        if actor.person != person:
            return Denied(Denial.NO_ROLE)
        return self._launches(self.trail.launches(person))

    def _listed(self, person: PersonId, now: datetime) -> tuple[OwnList, ...]:
        found = sorted(self.lists.of_person(person, now=now).items())
        return tuple(OwnList(school, kept.at, kept.resources) for school, kept in found)

    def _lookups(self, person: PersonId) -> tuple[OwnLookup, ...]:
        found = self.lookups.of_person(person)
        names = {one.by.person for one in found} - {person}
        staff = {name: self.directory.person(name) for name in names if name is not None}
        return tuple(_told(one, staff) for one in found)

    def _launches(self, records: Sequence[LaunchRecord]) -> tuple[OwnLaunch, ...]:
        versions = {record.policy for record in records if record.policy}
        purposes = {one: _purposes(self.policies.document(one)) for one in versions}
        return tuple(
            OwnLaunch(
                reference=one.reference,
                at=one.at,
                school=one.school,
                resource=one.resource,
                provider=one.provider,
                protocol=one.protocol,
                refusal=str(one.refusal or ""),
                policy=one.policy,
                attributes=tuple(
                    (str(name), purposes.get(one.policy, {}).get(name, ""))
                    for name in one.attributes
                ),
            )
            for one in records
        )


def _told(one: Lookup, staff: Mapping[PersonId, Person | None]) -> OwnLookup:
    by, profile = Looker.STAFF, None
    if one.by.person is None:
        by = Looker.OPERATOR
    elif one.by.person == one.person:
        by = Looker.SELF
    else:
        who = staff.get(one.by.person)
        place = None if who is None else who.at(one.school)
        profile = None if place is None else place.profile
    return OwnLookup(
        at=one.at, school=one.school, by=by, profile=profile, about=one.about, reason=one.reason
    )


def _own(one: Entry) -> OwnEntry:
    others = one.kind is EntryKind.DUPLICATE
    return OwnEntry(
        school=one.school,
        kind=one.kind,
        at=one.at,
        gone=() if others else one.gone,
        come=() if others else one.come,
        state=one.state,
    )


def _schools(person: Person | None, records: Iterable[LaunchRecord]) -> list[SchoolId]:
    found = {one.school for one in records if one.school}
    return sorted(found.union(person.schools() if person else ())) or [EVERYWHERE]


def _openings(
    facts: Entitlements, person: PersonId, memberships: Iterable[Membership]
) -> tuple[tuple[SchoolId, ResourceId], ...]:
    places = {one.school: one for one in memberships}
    found = {
        (one.school, one.resource)
        for one in facts.openings
        if one.school in places and one.population.covers(person, places[one.school])
    }
    return tuple(sorted(found))


def _purposes(document: Mapping[str, object] | None) -> Mapping[str, str]:
    entries = (document or {}).get("release")
    # Which of several the person's profile had then is not recorded: all of them are told.
    found: dict[str, dict[str, None]] = {}
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            name, purpose = str(entry.get("attribute", "")), str(entry.get("purpose", ""))
            found.setdefault(name, {})[purpose] = None
    return {name: " ; ".join(each) for name, each in found.items()}
