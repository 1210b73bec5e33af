"""Takes over the identifiers under which people are known at providers already."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.naming import (
    Doubt,
    Ended,
    Fault,
    NamingActKind,
    Pair,
    doubts_of,
    faults_of,
    fold,
    looks_derived,
)
from garbridge.core.pairwise import Held
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied
from garbridge.services.naming import NamingService
from garbridge.services.reasons import require_why


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair of a file: what is wrong with it, and what is to be known about it.

    ``done`` says that the person has this identifier there already.
    """

    pair: Pair
    faults: tuple[Fault, ...]
    doubts: tuple[Doubt, ...]
    done: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: every row, and whether anything was written."""

    rows: tuple[Judged, ...]
    applied: bool

    @property
    def clean(self) -> bool:
        """Say whether no row has a fault."""
        return not any(row.faults for row in self.rows)


@dataclass(frozen=True, slots=True)
class AdoptingService:
    """For the operator alone; what it writes, and what it asks, is *naming*'s."""

    naming: NamingService

    def take_over(
        self,
        actor: Actor,
        pairs: Sequence[Pair],
        *,
        reason: str,
        replace_known: bool = False,
        keep_unknown: bool = False,
        rehearse: bool = False,
    ) -> Taken | Denied:
        """Let people go on under the identifiers of *pairs*: all of them, or none.

        Args:
            actor: Who does it.
            pairs: In the order of the file.
            reason: Why, for whoever reads the journal.
            replace_known: Also where the provider knows the person under the derived one, which
                ends then.
            keep_unknown: Also of people the directory does not know: they may come back.
            rehearse: Write nothing.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
            StoreError: somebody else was given one of them meanwhile; nothing was written.
        """
        require_why(reason)
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        with self.naming.transaction():
            judged = tuple(
                self._judged(pairs, replace_known=replace_known, keep_unknown=keep_unknown)
            )
            clean = not any(row.faults for row in judged)
            if rehearse or not clean:
                return Taken(judged, applied=False)
            new = [row.pair for row in judged if not row.done]
            self.naming.identifiers.end(list(self._replaced(new, actor, reason)))
            self.naming.identifiers.state(new)
            for one in new:
                self.naming.turns.untell(one.sector, one.person)
            for sector, count in Counter(one.sector for one in new).items():
                self.naming.note(NamingActKind.IMPORT, sector, actor, reason, count)
        return Taken(judged, applied=True)

    def _judged(
        self, pairs: Sequence[Pair], *, replace_known: bool, keep_unknown: bool
    ) -> Iterator[Judged]:
        sectors = self.naming.sectors()
        people = Counter((one.sector, one.person) for one in pairs)
        names = Counter((one.sector, one.folded) for one in pairs)
        named = {pair.sector for pair in pairs} & sectors
        known = {sector: self.naming.known_in(sector) for sector in named}
        owners = self._owners(pairs)
        for pair in pairs:
            person = self.naming.directory.person(pair.person)
            held = self.naming.identifiers.held(pair.sector, pair.person)
            faults = list(faults_of(pair, None if person is None else person.identity))
            if pair.sector not in sectors:
                faults.append(Fault.UNKNOWN_PROVIDER)
            if person is None and not keep_unknown:
                faults.append(Fault.UNKNOWN_PERSON)
            if people[pair.sector, pair.person] > 1 or names[pair.sector, pair.folded] > 1:
                faults.append(Fault.TWICE)
            faults += self._taken(pair, held, owners)
            now = self.naming.access.named(pair.sector, pair.person, held)
            changes = not held.imported and now != pair.identifier
            if changes and not replace_known and pair.person in known.get(pair.sector, ()):
                faults.append(Fault.KNOWN)
            yield Judged(pair, tuple(faults), tuple(doubts_of(pair)), now == pair.identifier)

    def _taken(
        self, pair: Pair, held: Held, owners: Mapping[tuple[ProviderId, str], PersonId]
    ) -> Iterator[Fault]:
        if self.naming.identifiers.holder(pair.sector, pair.identifier) not in {None, pair.person}:
            yield Fault.TAKEN
        if owners.get((pair.sector, pair.folded), pair.person) != pair.person:
            yield Fault.DERIVED
        if self.naming.identifiers.ending(pair.sector, pair.identifier) is not None:
            yield Fault.ENDED
        if held.imported not in {"", pair.identifier}:
            yield Fault.OTHER

    def _owners(self, pairs: Iterable[Pair]) -> Mapping[tuple[ProviderId, str], PersonId]:
        """Return for whom the identifiers of *pairs* are derived, where they are for anybody."""
        wanted: dict[ProviderId, set[str]] = {}
        for pair in pairs:
            if looks_derived(pair.identifier):
                wanted.setdefault(pair.sector, set()).add(pair.folded)
        found: dict[tuple[ProviderId, str], PersonId] = {}
        everybody = frozenset(self.naming.everybody()) if wanted else frozenset()
        for sector, texts in wanted.items():
            held = dict(self.naming.identifiers.of_sector(sector))
            others = self.naming.identifiers.default(sector)
            for person in everybody | held.keys() | self.naming.known_in(sector):
                for derived in self.naming.derived(sector, person, held.get(person, others)):
                    if derived in texts:
                        found[sector, derived] = person
        return found

    def _replaced(self, pairs: Iterable[Pair], actor: Actor, reason: str) -> Iterator[Ended]:
        """Yield what ends because its provider knew the person under it."""
        now = self.naming.clock()
        known: dict[ProviderId, frozenset[PersonId]] = {}
        for pair in pairs:
            if pair.sector not in known:
                known[pair.sector] = self.naming.known_in(pair.sector)
            held = self.naming.identifiers.held(pair.sector, pair.person)
            before = self.naming.access.named(pair.sector, pair.person, held)
            if pair.person in known[pair.sector] and fold(before) != pair.folded:
                yield Ended(
                    sector=pair.sector,
                    person=pair.person,
                    identifier=before,
                    by=actor,
                    at=now,
                    reason=reason,
                )
