"""Turns providers from one pairwise key to the next: told once, acknowledged, switched."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.naming import Ended, NamingActKind
from garbridge.core.pairwise import Held, PairwiseKey
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied
from garbridge.core.rotation import (
    Hindered,
    Hindrance,
    KeyRole,
    NewName,
    Standing,
    Step,
    Turn,
)
from garbridge.errors import StoreError
from garbridge.ports import TurnStore
from garbridge.services.naming import NamingService
from garbridge.services.reasons import require_why

Write = Callable[[Sequence[NewName]], None]


@dataclass(frozen=True, slots=True)
class Told:
    """The provider of *turn* is to be told about so many people."""

    turn: Turn
    people: int


@dataclass(frozen=True, slots=True)
class RotatingService:
    """For the operator alone, with a reason; each step is written down.

    All of it is in the database, where a launch reads it anew: a restart or another worker finds
    each provider where it was.
    """

    naming: NamingService
    turns: TurnStore

    def standing(self) -> Sequence[Standing]:
        """Return where each provider is."""
        following = self.naming.access.keys().following
        turns = self.turns.turns()
        found: list[Standing] = []
        for sector in sorted(self.naming.sectors() | turns.keys()):
            turn = turns.get(sector)
            turned = turn is not None and following is not None and turn.current == following.check
            told = self.turns.told(sector)
            untold = 0 if turned else len(self._untold(sector, turn))
            found.append(
                Standing(sector=sector, turn=turn, turned=turned, told=len(told), untold=untold)
            )
        return found

    def tell(
        self,
        actor: Actor,
        provider: ProviderId,
        write: Write,
        *,
        reason: str,
        imported: bool = False,
    ) -> Told | Hindered | Denied:
        """Let *write* hand out the pairs that *provider* was not told yet, and note that it was.

        It goes on to see the old identifiers.  A second time it is told of those only whom it came
        to know since.  Nothing is noted where *write* fails.  Launches go on while it is derived.

        Args:
            actor: Who does it.
            provider: Whom to tell.
            write: Writes the pairs down, on a channel of their own.
            reason: Why, for whoever reads the journal.
            imported: Turn what was imported too; without it that goes on to win.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
            StoreError: nothing is noted; also where the turn went on, or an identifier changed,
                meanwhile.
        """
        require_why(reason)
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        sector = self.naming.access.sector_of(provider)
        following = self.naming.access.keys().following
        if following is None:
            return Hindered(Hindrance.NO_KEY, (sector,))
        found = self.turns.turns().get(sector)
        now = self.naming.clock()
        if fresh := found is None or found.step is Step.RESTING:
            current = "" if found is None else found.current
            before = Turn(sector=sector, current=current, imported=imported, since=now)
        else:
            before = found
            if before.following != following.check:
                return Hindered(Hindrance.OTHER_KEY, (sector,))
        turn = replace(before, following=following.check, step=Step.TOLD, since=now)
        held = dict(self.naming.identifiers.of_sector(sector))
        people = sorted(self._untold(sector, before))
        if turn.current == following.check or not (people or fresh):
            return Hindered(Hindrance.NOTHING_NEW, (sector,))
        pairs = [self._pair(turn, person, held) for person in people]
        with self.naming.transaction():  # which waits for others at its first change only
            if fresh:
                self.turns.untell(sector, None)
            self.turns.tell(sector, people)
            self._require_unchanged(sector, found, held)
            self.turns.write(turn)
            self.naming.note(NamingActKind.TELL, sector, actor, reason, len(people))
            write(pairs)
        return Told(turn, len(people))

    def acknowledge(
        self, actor: Actor, provider: ProviderId, *, reason: str
    ) -> Turn | Hindered | Denied:
        """Note that *provider* says that it knows the new identifiers; *reason* says who did.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
        """
        return self._step(actor, provider, reason, NamingActKind.ACKNOWLEDGE, self._acknowledged)

    def roll_back(
        self, actor: Actor, provider: ProviderId, *, reason: str
    ) -> Turn | Hindered | Denied:
        """Forget that *provider* was told, as long as it did not acknowledge.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
        """
        return self._step(actor, provider, reason, NamingActKind.ROLL_BACK, self._rolled_back)

    def switch(
        self, actor: Actor, provider: ProviderId, *, reason: str, force: bool = False
    ) -> Turn | Hindered | Denied:
        """Let *provider* see the new identifiers from the next launch on.

        Without its acknowledgement, or while it knows people it was not told about, only with
        *force*: those are strangers to it then.  There is no way back.  One that is registered no
        more need not be told.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
        """

        def switched(turn: Turn) -> Turn | Hindrance:
            if not force and turn.step is not Step.ACKNOWLEDGED:
                return Hindrance.NOT_ACKNOWLEDGED
            untold = self._untold(turn.sector, turn)
            if not force and untold:
                return Hindrance.SOME_UNTOLD
            if turn.imported:
                self.naming.identifiers.pass_over(self._passed_over(turn, actor, reason))
            forced = turn.step is not Step.ACKNOWLEDGED or bool(untold)
            return replace(
                turn, current=turn.following, following="", step=Step.RESTING, forced=forced
            )

        return self._step(actor, provider, reason, NamingActKind.SWITCH, switched, force=force)

    def finish(self, actor: Actor, *, reason: str) -> str | Hindered | Denied:
        """Let the key that follows take the place of the one at home, once all are on it.

        Returns its check.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
        """
        require_why(reason)
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        following = self.naming.access.keys().following
        if following is None:
            return Hindered(Hindrance.NO_KEY, ())
        with self.naming.transaction():
            turns = self.turns.claim()
            behind = [
                sector
                for sector in sorted(self.naming.sectors() | turns.keys())
                if sector not in turns or turns[sector].current != following.check
            ]
            if behind:
                return Hindered(Hindrance.SOME_BEHIND, tuple(behind))
            self.turns.mark(following.check, KeyRole.FINISHED, at=self.naming.clock())
            everywhere = ProviderId("")
            self.naming.note(NamingActKind.FINISH, everywhere, actor, reason, len(turns))
        return following.check

    def _step(  # one step, and its line of the journal
        self,
        actor: Actor,
        provider: ProviderId,
        reason: str,
        kind: NamingActKind,
        taken: Callable[[Turn], Turn | Hindrance],
        *,
        force: bool = False,
    ) -> Turn | Hindered | Denied:
        require_why(reason)
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        sector = self.naming.access.sector_of(provider)
        following = self.naming.access.keys().following
        with self.naming.transaction():
            turn = self._under_way(sector, following, force=force)
            if turn is None:
                return Hindered(Hindrance.NOT_TOLD, (sector,))
            if kind is not NamingActKind.ROLL_BACK and (
                following is None or following.check != turn.following
            ):
                return Hindered(Hindrance.OTHER_KEY, (sector,))
            after = taken(turn)
            if isinstance(after, Hindrance):
                return Hindered(after, (sector,))
            told = len(self.turns.told(sector))
            if after.step is Step.RESTING:
                self.turns.untell(sector, None)
            written = replace(after, since=self.naming.clock())
            self.turns.write(written)
            self.naming.note(kind, sector, actor, reason, told)
        return written

    def _under_way(
        self, sector: ProviderId, following: PairwiseKey | None, *, force: bool
    ) -> Turn | None:
        """Return the turn that began; with *force* that of somebody whom nobody can tell, too."""
        turn = self.turns.claim().get(sector)
        if turn is None or turn.step is not Step.RESTING:
            return turn
        if not force or following is None or sector in self.naming.sectors():
            return None
        return None if turn.current == following.check else replace(turn, following=following.check)

    def _acknowledged(self, turn: Turn) -> Turn | Hindrance:
        return replace(turn, step=Step.ACKNOWLEDGED)

    def _rolled_back(self, turn: Turn) -> Turn | Hindrance:
        if turn.step is Step.ACKNOWLEDGED:
            return Hindrance.ACKNOWLEDGED
        return replace(turn, following="", step=Step.RESTING)

    def _untold(self, sector: ProviderId, turn: Turn | None) -> frozenset[PersonId]:
        held = dict(self.naming.identifiers.of_sector(sector))
        people = self.naming.known_in(sector) | held.keys()
        stays = {
            person for person, one in held.items() if one.imported and not (turn and turn.imported)
        }
        told = self.turns.told(sector) if turn and turn.step is not Step.RESTING else frozenset()
        return frozenset(people - stays - told)

    def _pair(self, turn: Turn, person: PersonId, held: Mapping[PersonId, Held]) -> NewName:
        access, sector = self.naming.access, turn.sector
        now = held.get(person, Held(key=turn.current))
        after = Held(renewal=now.renewal, key=turn.following)
        return NewName(access.named(sector, person, now), access.named(sector, person, after))

    def _require_unchanged(
        self, sector: ProviderId, turn: Turn | None, held: Mapping[PersonId, Held]
    ) -> None:
        """Refuse pairs that somebody's switch or revocation made wrong while they were derived."""
        theirs = self.naming.identifiers.of_sector(sector)
        if self.turns.claim().get(sector) != turn or dict(theirs) != held:
            raise StoreError("the turn went on, or an identifier changed, meanwhile: tell again")

    def _passed_over(self, turn: Turn, actor: Actor, reason: str) -> Sequence[Ended]:
        told, now = self.turns.told(turn.sector), self.naming.clock()
        return [
            Ended(
                sector=turn.sector,
                person=person,
                identifier=held.imported,
                by=actor,
                at=now,
                reason=reason,
                replaced=True,
            )
            for person, held in self.naming.identifiers.of_sector(turn.sector)
            if held.imported and person in told
        ]
