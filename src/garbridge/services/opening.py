"""The click: from a tile of the médiacentre, or a link of the GAR's form, to the provider.

The gate runs here already, so that a person who may not enter learns it from the portal and not
after three redirects.  It runs again at the sign-in that follows: nothing is taken on trust from
this step but which resource and school were clicked.

Most launches start at the provider's own page, which asks the portal to sign in.  Where a protocol
starts at the portal instead (LTI), its :class:`~garbridge.ports.Initiation` says where to go.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from garbridge.core.access import Granted, Refusal, Refused
from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import SchoolId, reference_of
from garbridge.core.links import LinkId
from garbridge.core.marks import MOST_OPENED, Mark
from garbridge.core.people import Profile
from garbridge.core.records import quick
from garbridge.ports import (
    Clock,
    Directory,
    Initiation,
    LaunchJournal,
    LaunchRecord,
    LinkStore,
    MarkStore,
    PendingLaunch,
    PendingLaunches,
    Start,
    TokenSource,
    Transaction,
)
from garbridge.services.access import AccessService
from garbridge.services.launch import NotGranted, SignedIn, Stopped
from garbridge.services.resolving import ChooseSchool, resolve_access

PENDING_LIFETIME = timedelta(minutes=5)


@quick
@dataclass(frozen=True, slots=True)
class Opened:
    """The click is remembered; send the browser to *url*, which is none of the client's."""

    resource: Resource
    school: SchoolId
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningService:
    """Opens resources for the person who is signed in."""

    access: AccessService
    directory: Directory
    pending: PendingLaunches
    links: LinkStore
    marks: MarkStore
    initiations: Sequence[Initiation]
    journal: LaunchJournal
    transaction: Transaction
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def open(
        self,
        resource: Resource | None,
        school: SchoolId | None,
        who: SignedIn,
        *,
        link: LinkId | None = None,
    ) -> Opened | Stopped | ChooseSchool:
        """Open *resource* through *school*, or through the only school that grants.

        The person finds it again among what they opened lately, unless they want none of it.

        Args:
            resource: What the link names; ``None`` where it names nothing that is registered.
            school: What the link names; checked against the person's memberships.
            who: Who is signed in.
            link: A place inside the resource that the school has; ``None`` is its first page.
        """
        now = self.clock()

        def begin(granted: Granted, click: PendingLaunch) -> Start | None:
            place = None
            if link is not None:
                place = self.links.link(click.school, granted.resource.id, link)
                if place is None:
                    return None
            for initiation in self.initiations:
                start = initiation.begin(click, granted.resource, link=place, now=now)
                if start is not None:
                    return start
            return Start(granted.resource.url) if place is None else None

        def note(granted: Granted, click: PendingLaunch) -> Start | None:
            start = begin(granted, click)
            if start is not None:
                mark = Mark(click.school, granted.resource.id, now)
                self.marks.note_opened(who.person, mark, most=MOST_OPENED)
            return start

        return self._start(resource, school, who, note, now)

    def offers(self, resource: Resource) -> bool:
        """Say whether staff can choose content of *resource*; who may is asked when they do."""
        return any(initiation.offers(resource) for initiation in self.initiations)

    def choose(
        self, resource: Resource | None, school: SchoolId | None, who: SignedIn
    ) -> Opened | Stopped | ChooseSchool:
        """Send *who* to choose content of *resource* for *school* (LTI: *deep linking*).

        Whoever may open the resource there and is no pupil may; to anybody else, and where nothing
        can be chosen, there is no such thing.

        Args:
            resource: What the link names; ``None`` where it names nothing that is registered.
            school: What the link names; checked against the person's memberships.
            who: Who is signed in.
        """
        now = self.clock()

        def begin(granted: Granted, click: PendingLaunch) -> Start | None:
            if granted.membership.profile is Profile.PUPIL:
                return None
            starts = (one.choose(click, granted.resource, now=now) for one in self.initiations)
            return next((start for start in starts if start is not None), None)

        return self._start(resource, school, who, begin, now)

    def _start(
        self,
        resource: Resource | None,
        school: SchoolId | None,
        who: SignedIn,
        begin: Callable[[Granted, PendingLaunch], Start | None],
        now: datetime,
    ) -> Opened | Stopped | ChooseSchool:
        with self.transaction():
            decision = self._decide(resource, school, who, now)
            if isinstance(decision, ChooseSchool):
                return decision
            if isinstance(decision, NotGranted):
                return self._stop(decision, who, now)
            click = PendingLaunch(
                session=who.session,
                person=who.person,
                provider=decision.provider.id,
                resource=decision.resource.id,
                school=decision.membership.school,
                until=now + PENDING_LIFETIME,
            )
            start = begin(decision, click)
            if start is None:
                missing = Refused(Refusal.UNKNOWN_RESOURCE)
                return self._stop(NotGranted(missing, None, click.school), who, now)
            if not start.carries_click:
                self.pending.remember(click)
        return Opened(decision.resource, click.school, start.url)

    def _stop(self, decision: NotGranted, who: SignedIn, now: datetime) -> Stopped:
        record = self._record(decision, who, now)
        self.journal.commit(record)
        return Stopped(decision, record.reference)

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
