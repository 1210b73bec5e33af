"""The click: from a tile of the médiacentre, or a link of the GAR's form, to the provider's page.

The gate runs here already, so that a person who may not enter learns it from the portal and not
after three redirects.  It runs again at the sign-in that follows: nothing is taken on trust from
this step but which resource and school were clicked.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from garbridge.core.access import Granted, Refusal, Refused
from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import SchoolId, reference_of
from garbridge.ports import (
    Clock,
    Directory,
    LaunchJournal,
    LaunchRecord,
    PendingLaunch,
    PendingLaunches,
    TokenSource,
    Transaction,
)
from garbridge.services.access import AccessService
from garbridge.services.launch import NotGranted, SignedIn, Stopped
from garbridge.services.resolving import ChooseSchool, resolve_access

PENDING_LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Opened:
    """The click is remembered; send the browser to the resource's own address."""

    resource: Resource
    school: SchoolId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningService:
    """Opens resources for the person who is signed in."""

    access: AccessService
    directory: Directory
    pending: PendingLaunches
    journal: LaunchJournal
    transaction: Transaction
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def open(
        self, resource: Resource | None, school: SchoolId | None, who: SignedIn
    ) -> Opened | Stopped | ChooseSchool:
        """Open *resource* through *school*, or through the only school that grants.

        Args:
            resource: What the link names; ``None`` where it names nothing that is registered.
            school: What the link names; checked against the person's memberships.
            who: Who is signed in.
        """
        now = self.clock()
        with self.transaction():
            decision = self._decide(resource, school, who, now)
            if isinstance(decision, ChooseSchool):
                return decision
            if isinstance(decision, NotGranted):
                record = self._record(decision, who, now)
                self.journal.commit(record)
                return Stopped(decision, record.reference)
            self.pending.remember(
                PendingLaunch(
                    session=who.session,
                    person=who.person,
                    provider=decision.provider.id,
                    resource=decision.resource.id,
                    school=decision.membership.school,
                    until=now + PENDING_LIFETIME,
                )
            )
        return Opened(decision.resource, decision.membership.school)

    def _decide(
        self, resource: Resource | None, school: SchoolId | None, who: SignedIn, now: datetime
    ) -> Granted | NotGranted | ChooseSchool:
        person = self.directory.person(who.person)
        if person is None:
            return NotGranted(Refused(Refusal.UNKNOWN_PERSON))
        if resource is None:
            return NotGranted(Refused(Refusal.UNKNOWN_RESOURCE), None, school)
        decision = resolve_access(
            person,
            resource,
            wanted=school,
            check=lambda at: self.access.check_person(person, at, resource, now=now),
        )
        return NotGranted(decision, resource, school) if isinstance(decision, Refused) else decision

    def _record(self, stopped: NotGranted, who: SignedIn, now: datetime) -> LaunchRecord:
        return LaunchRecord(
            reference=reference_of(self.tokens()),
            person=who.person,
            school=stopped.school,
            resource=stopped.resource.id if stopped.resource else None,
            provider=stopped.resource.provider if stopped.resource else None,
            protocol="portal",
            subscription=None,
            refusal=stopped.refused.reason,
            attributes=(),
            at=now,
        )
