"""Standing rules (*règles d'affectation*): written, taken back, listed, served on demand.

A rule that is written is served at once, and taking it back takes no licence from anybody.  Both
are operations of the journal, and can be undone like every other.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from garbridge.core.entitlements import Rule
from garbridge.core.identifiers import OperationId, ResourceId, SchoolId
from garbridge.core.operations import Movement, Operation, OperationKind, Signature
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.rules import StandingRule, population_key
from garbridge.errors import StoreError, ValueRefusedError
from garbridge.ports import Clock, Directory, Ledger, TokenSource
from garbridge.services.permitting import PermissionService
from garbridge.services.reasons import require_reason
from garbridge.services.selecting import Through
from garbridge.services.serving import Roster, Round, ServingService

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Ruled:
    """What became of rules: those *changed*, those that were *so before*, and what was served.

    ``operation`` is ``None`` where no rule had to change, or nothing was written.  ``token`` stands
    for what writing them comes to; ``stale`` says that this is no longer what was shown, and that
    nothing was written.
    """

    operation: OperationId | None
    changed: tuple[Rule, ...]
    before: tuple[Rule, ...]
    rounds: tuple[Round, ...] = ()
    token: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleService:
    """Keeps the rules of schools."""

    ledger: Ledger
    directory: Directory
    permissions: PermissionService
    serving: ServingService
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def write(
        self,
        actor: Actor,
        rules: Iterable[Rule],
        *,
        reason: str = "",
        rehearse: bool = False,
        token: str | None = None,
    ) -> Ruled | Denied:
        """Let *rules* stand, and serve them; with *rehearse* only say what that would do.

        With the *token* of a rehearsal they are written if they come to the same still, and else
        nothing is: what is returned is another rehearsal then.
        Rules on other resources are not served: *actor* may have no say in those.
        A population may be empty, or not exist yet.

        Raises:
            ValueRefusedError: a school or a resource is unknown, the code of a population is longer
                than a store keeps, or *reason* is; nothing was written.
            StoreError: nothing was written and nobody was served.
        """
        require_reason(reason)
        wanted = sorted(set(rules), key=_key)
        denied = self._denied(actor, wanted)
        if denied:
            return denied
        self._require_known(wanted)
        for one in wanted:
            one.population.require_kept(one.school)
        touched = _touched(wanted)
        rosters = [self.serving.roster(school) for school in touched]
        return self._settled(
            wanted,
            lambda: self._write(actor, wanted, rosters, reason, rehearse=rehearse, token=token),
        )

    def take_back(
        self, actor: Actor, rules: Iterable[Rule], *, reason: str = "", rehearse: bool = False
    ) -> Ruled | Denied:
        """Let *rules* stand no longer; what they gave stays given.

        Raises:
            ValueRefusedError: *reason* is longer than 255 characters.
            StoreError: nothing was written.
        """
        require_reason(reason)
        wanted = sorted(set(rules), key=_key)
        denied = self._denied(actor, wanted)
        if denied:
            return denied
        return self._settled(wanted, lambda: self._remove(actor, wanted, reason, rehearse=rehearse))

    def listing(self, actor: Actor, school: SchoolId) -> Sequence[StandingRule] | Denied:
        """Return the rules of *school* that *actor* may see, in the order of serving."""
        known = self.serving.catalogue().resources
        sight = self.permissions.sight(actor, Act.SEE_STOCK, known, school)
        if isinstance(sight, Denied):
            return sight
        rules, only = self.ledger.rules(school), sight.only(school)
        return [one for one in rules if only is None or one.rule.resource in only]

    def serve(
        self,
        actor: Actor,
        schools: Sequence[SchoolId] | None = None,
        *,
        rehearse: bool = False,
        through: Through = tuple,
    ) -> tuple[Round, ...] | Denied:
        """Serve the rules of *schools*, or of all schools, whether something changed or not.

        They are gone *through* one after the other.

        Raises:
            StoreError: schools that come later were not served.
        """
        there = self.ledger.ruled() if schools is None else tuple(dict.fromkeys(schools))
        standing = self._standing(there)
        denied = self._denied(actor, [one.rule for one in standing], schools=there)
        if denied:
            return denied
        if rehearse:
            return tuple(
                self._rehearsed(school, _at(standing, school)) for school in through(there)
            )
        return tuple(self.serving.serve(school, actor=actor) for school in through(there))

    def _rehearsed(self, school: SchoolId, rules: Sequence[StandingRule]) -> Round:
        roster, now = self.serving.roster(school), self.clock()
        looked = self.serving.look(roster, rules, now)
        (found,) = self.serving.rehearsed([roster], [looked], now)
        return found

    def _write(
        self,
        actor: Actor,
        wanted: Sequence[Rule],
        rosters: Sequence[Roster],
        reason: str,
        *,
        rehearse: bool,
        token: str | None,
    ) -> Ruled | Denied:
        with self.serving.transaction():
            now = self.clock()
            asked = [StandingRule(rule, actor.text, now, reason) for rule in wanted]
            if not rehearse:
                self.serving.lock(asked)
            standing = self._standing({rule.school for rule in wanted})
            there = {one.rule for one in standing}
            before = tuple(rule for rule in wanted if rule in there)
            fresh = tuple(rule for rule in wanted if rule not in there)
            standing += [one for one in asked if one.rule not in there]
            touched = _touched(wanted)
            served = [(one, _at(standing, one.school, touched[one.school])) for one in rosters]
            looked = [self.serving.look(roster, rules, now) for roster, rules in served]
            people = sum(len(one.plan.people) for one in looked)
            denied = self._denied(actor, wanted, people=people)
            if denied:
                return denied
            now_it_is = _token(fresh, looked)
            stale = token not in {None, now_it_is}
            if rehearse or stale:
                rounds = self.serving.rehearsed(rosters, looked, now)
                return Ruled(None, fresh, before, rounds, now_it_is, stale)
            written = self._commit(actor, fresh, now, reason, gives=True)
            rounds = tuple(
                self.serving.give(roster, rules, planned, actor, now)
                for (roster, rules), planned in zip(served, looked, strict=True)
            )
        return Ruled(written, fresh, before, rounds, now_it_is)

    def _remove(
        self, actor: Actor, wanted: Sequence[Rule], reason: str, *, rehearse: bool
    ) -> Ruled:
        there = self._there(wanted)
        gone = tuple(rule for rule in wanted if rule in there)
        before = tuple(rule for rule in wanted if rule not in there)
        if rehearse:
            return Ruled(None, gone, before)
        return Ruled(self._commit(actor, gone, self.clock(), reason, gives=False), gone, before)

    def _settled(self, wanted: Sequence[Rule], act: Callable[[], Done]) -> Done:
        """Return what *act* comes to, once nobody else changes the same rules at that moment.

        Two who write one rule at once end as if one came after the other: whoever is second looks
        again at what stands by then.
        """
        while True:
            there = self._there(wanted)
            try:
                return act()
            except StoreError:
                if self._there(wanted) == there:
                    raise

    def _there(self, wanted: Sequence[Rule]) -> set[Rule]:
        standing = self._standing({rule.school for rule in wanted})
        return {one.rule for one in standing}.intersection(wanted)

    def _standing(self, schools: Iterable[SchoolId]) -> list[StandingRule]:
        return [one for school in sorted(schools) for one in self.ledger.rules(school)]

    def _denied(
        self,
        actor: Actor,
        rules: Iterable[Rule],
        *,
        schools: Iterable[SchoolId] = (),
        people: int = 0,
    ) -> Denied | None:
        known = self.serving.catalogue().resources
        places = dict.fromkeys((rule.school, known.get(rule.resource)) for rule in rules)
        named = {school for school, _ in places}
        places.update(dict.fromkeys((one, None) for one in schools if one not in named))
        answer = self.permissions.permit_all(actor, Act.WRITE_RULES, places, people=people)
        return answer if isinstance(answer, Denied) else None

    def _require_known(self, rules: Collection[Rule]) -> None:
        known = self.serving.catalogue().resources
        for rule in rules:
            if rule.resource not in known:
                raise ValueRefusedError("resource", rule.resource, "a registered resource")
            if self.directory.school(rule.school) is None:
                raise ValueRefusedError("school", rule.school, "a school of the directory")

    def _commit(
        self, actor: Actor, rules: Sequence[Rule], now: datetime, reason: str, *, gives: bool
    ) -> OperationId | None:
        if not rules:
            return None
        signed = Signature(
            id=OperationId(self.tokens()),
            kind=OperationKind.RULES,
            actor=actor.text,
            at=now,
            reason=reason,
        )
        moved = tuple(Movement(rule, gives=gives) for rule in rules)
        self.ledger.commit(Operation(signed, moved))
        return signed.id


def _token(rules: Sequence[Rule], looked: Iterable[Round]) -> str:
    """Return what stands for *rules* and all that serving them would do."""
    plans = [(one.plan.movements, one.plan.shortages, one.plan.impossible) for one in looked]
    return hashlib.sha256(repr(([_key(one) for one in rules], plans)).encode()).hexdigest()[:32]


def _key(rule: Rule) -> tuple[object, ...]:
    return rule.school, rule.resource, population_key(rule.population)


def _at(
    rules: Iterable[StandingRule], school: SchoolId, only: Collection[ResourceId] | None = None
) -> list[StandingRule]:
    here = [one for one in rules if one.rule.school == school]
    return [one for one in here if only is None or one.rule.resource in only]


def _touched(rules: Iterable[Rule]) -> dict[SchoolId, set[ResourceId]]:
    found: dict[SchoolId, set[ResourceId]] = {}
    for rule in rules:
        found.setdefault(rule.school, set()).add(rule.resource)
    return found
