"""Licences from a file: checked row by row, then given in one operation that can be undone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Opening, Rule, Seat, Subscription
from garbridge.core.identifiers import OperationId, PersonId, ResourceId, SchoolId
from garbridge.core.loading import Row, Rows
from garbridge.core.operations import Movement, Operation, OperationKind, Signature
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.seats import Candidate, Doubtful, Stock
from garbridge.ports import Clock, Directory, Ledger, TokenSource, Transaction
from garbridge.services.doubting import doubts_of
from garbridge.services.permitting import PermissionService
from garbridge.services.reasons import require_reason
from garbridge.services.selecting import People

Rights = Sequence[Seat | Opening]


@dataclass(frozen=True, slots=True)
class LoadedRights:
    """What became of each row, as they came, and what to think about again.

    ``later`` are the subscriptions among them that have not started: what they give opens then.
    ``applied`` says whether anything may have been written: ``operation`` is what the journal
    calls it, ``None`` where there was nothing to do.
    """

    rows: tuple[Row, ...]
    doubts: tuple[Doubtful, ...] = ()
    later: tuple[Subscription, ...] = ()
    operation: OperationId | None = None
    applied: bool = False

    @property
    def refused(self) -> tuple[Row, ...]:
        """Rows that cannot be done."""
        return tuple(row for row in self.rows if row.obstacle is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadingService:
    """Gives what a portal, or a distributor, hands over as a table."""

    ledger: Ledger
    directory: Directory
    catalogue: Callable[[], Catalogue]
    transaction: Transaction
    permissions: PermissionService
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def load(
        self,
        actor: Actor,
        rights: Rights,
        *,
        partial: bool = False,
        rehearse: bool = False,
        reason: str = "",
    ) -> LoadedRights | Denied:
        """Give all of *rights*, or none; with *partial* those that can be given.

        Each names a subscription that is there.  What was given before is left as it is.  With
        *rehearse* nothing is written, and what is told is the same.

        Raises:
            ValueRefusedError: *reason* is longer than 255 characters, or no text of one line.
            StoreError: nothing was written.
        """
        require_reason(reason)
        denied = self._denied(actor, rights) if rights else None
        if denied:
            return denied
        with self.transaction():
            if not rehearse:
                self._lock(rights)
            now = self.clock()
            everywhere = self.permissions.is_everywhere(actor, Act.ASSIGN)
            found = self._planned(rights, now, tells_unknown=everywhere)
            if rehearse or (found.refused and not partial):
                return found
            movements = [row.movement for row in found.rows if row.movement is not None]
            denied = self._denied(actor, rights, people=self._reach(movements, now))
            if denied:
                return denied
            done = self._commit(actor, movements, now, reason)
        return replace(found, operation=done, applied=True)

    def _planned(self, rights: Rights, now: datetime, *, tells_unknown: bool) -> LoadedRights:
        stocks = [
            stock
            for school, resources in _by_school(rights).items()
            for stock in self.ledger.stocks(school, resources)
        ]
        readers: dict[SchoolId, People] = {}
        # To whoever may not see everybody, nobody is unknown: they are of another school.
        is_known = self._is_known if tells_unknown else (lambda _: True)
        rows = Rows(stocks, self._members(readers), is_known, now)
        planned = tuple(map(rows.plan, rights))
        movements = [row.movement for row in planned if row.movement is not None]
        doubts = doubts_of(movements, self.catalogue(), self.ledger.stocks, readers, now)
        return LoadedRights(planned, doubts, _later(movements, stocks, now))

    def _members(
        self, readers: dict[SchoolId, People]
    ) -> Callable[[SchoolId], Mapping[PersonId, Candidate]]:
        @cache
        def members(school: SchoolId) -> Mapping[PersonId, Candidate]:
            readers[school] = People(self.directory, school)
            return {one.person: one for one in readers[school].members()}

        return members

    def _is_known(self, person: PersonId) -> bool:
        return self.directory.person(person) is not None

    def _reach(self, movements: Iterable[Movement], now: datetime) -> int:
        """Return how many people they are about, those of the populations let in too."""
        reached: set[tuple[SchoolId, PersonId]] = set()
        opened: dict[SchoolId, list[Opening]] = {}
        for movement in movements:
            match movement.right:
                case Seat(school=school, person=person):
                    reached.add((school, person))
                case Opening() as opening:
                    opened.setdefault(opening.school, []).append(opening)
                case _:
                    pass
        for school, openings in opened.items():
            populations = [opening.population for opening in openings]
            within = People(self.directory, school).within(populations, now)
            reached |= {(school, one.person) for one in within}
        return len(reached)

    def _denied(self, actor: Actor, rights: Rights, *, people: int = 0) -> Denied | None:
        known = self.catalogue().resources
        places = dict.fromkeys((right.school, right.resource) for right in rights)
        answer = self.permissions.permit_all(
            actor, Act.ASSIGN, [(at, known.get(name)) for at, name in places], people=people
        )
        return answer if isinstance(answer, Denied) else None

    def _lock(self, rights: Rights) -> None:
        names = {
            name
            for school, resources in _by_school(rights).items()
            for name in self.ledger.names(school, resources)
        }
        self.ledger.lock(sorted(names))

    def _commit(
        self, actor: Actor, movements: Sequence[Movement], now: datetime, reason: str
    ) -> OperationId | None:
        if not movements:
            return None
        signed = Signature(
            id=OperationId(self.tokens()),
            kind=OperationKind.LOAD,
            actor=actor.text,
            at=now,
            reason=reason,
        )
        self.ledger.commit(Operation(signed, tuple(movements)))
        return signed.id


def _by_school(rights: Rights) -> dict[SchoolId, list[ResourceId]]:
    found: dict[SchoolId, dict[ResourceId, None]] = {}
    for right in rights:
        found.setdefault(right.school, {})[right.resource] = None
    return {school: list(resources) for school, resources in found.items()}


def _later(
    movements: Iterable[Movement], stocks: Iterable[Stock], now: datetime
) -> tuple[Subscription, ...]:
    given = {m.right.subscription for m in movements if not isinstance(m.right, Rule)}
    bought = (stock.subscription for stock in stocks)
    return tuple(one for one in bought if one.id in given and now < one.starts)
