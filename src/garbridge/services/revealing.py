"""Names the person behind an identifier, when two people with two keys ask for it together."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from garbridge.core.identifiers import PersonId, ProviderId, TenantId, reference_of
from garbridge.core.lookups import Lookup
from garbridge.core.permissions import EVERYWHERE, Actor
from garbridge.core.receipts import LedgerKey
from garbridge.core.reveals import (
    CLOSING,
    PROTOCOL,
    Mismatch,
    Revealed,
    RevealKind,
    RevealRefusal,
    RevealStep,
)
from garbridge.ports import (
    Clock,
    HolderKeys,
    LaunchJournal,
    LaunchRecord,
    LookupJournal,
    RevealStore,
    TokenSource,
)
from garbridge.services.naming import NamingService
from garbridge.services.reasons import require_why

DAY: Final = timedelta(hours=24)
_EVER: Final = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealService:
    """Each step, also one that is refused, is written down and stands in the ledger.

    ``holders`` are those who may; ``lifetime`` is how long a request waits to be approved.
    """

    tenant: TenantId
    naming: NamingService
    reveals: RevealStore
    journal: LaunchJournal
    lookups: LookupJournal
    holders: HolderKeys = field(repr=False)
    clock: Clock
    tokens: TokenSource = field(repr=False)
    lifetime: timedelta = DAY

    def open(
        self, by: PersonId, provider: ProviderId, identifier: str, key: LedgerKey, *, reason: str
    ) -> RevealStep:
        """Ask whose *identifier* at *provider* is; somebody else has to approve.

        Args:
            by: Who asks, by their own key.
            provider: Where it came from.
            identifier: As the provider wrote it.
            key: Their private key.
            reason: Why, for whoever approves, and whoever reads the journal.

        Returns:
            The step: opened, or refused.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
            StoreError: it could not be written down, and is not open.
        """
        require_why(reason)
        now = self.clock()
        name = reference_of(self.tokens())
        step = RevealStep(
            reference=name,
            request=name,
            kind=RevealKind.OPENED,
            sector=self.naming.access.sector_of(provider),
            identifier=identifier,
            by=by,
            at=now,
            until=now + self.lifetime,
            reason=reason,
        )
        signed = self._signed(step, key)
        refusal = self._unproved(signed)
        kept = signed if refusal is None else _refused(signed, refusal)
        self._keep(kept, by)
        return kept

    def approve(
        self, by: PersonId, request: str, key: LedgerKey, *, reason: str
    ) -> Revealed | RevealStep:
        """Approve *request*, which somebody else opened, and return whose the identifier is.

        The answer is not kept.  It is written into the journal of look-ups, where the head of the
        person's school reads it, and the person finds it in their own history.

        Returns:
            The answer, or the refused step.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
            StoreError: it could not be written down, and is not answered.
        """
        require_why(reason)
        with self.naming.transaction():
            steps = self.reveals.steps(request)
            opened = next((one for one in steps if one.kind is RevealKind.OPENED), None)
            now = self.clock()
            step = RevealStep(
                reference=reference_of(self.tokens()),
                request=request,
                kind=RevealKind.ANSWERED,
                sector=ProviderId("") if opened is None else opened.sector,
                identifier="" if opened is None else opened.identifier,
                by=by,
                at=now,
                until=now if opened is None else opened.until,
                reason=reason,
            )
            signed = self._signed(step, key)
            refusal = self._unproved(signed) or self._hindrance(signed, opened, steps)
            if refusal is not None or opened is None:
                refused = _refused(signed, refusal or RevealRefusal.NO_REQUEST)
                self._keep(refused, by)
                return refused
            person = self.naming.find(step.sector, step.identifier)
            kind = RevealKind.NOBODY if person is None else RevealKind.ANSWERED
            kept = replace(signed, kind=kind)
            self._keep(kept, person or by)
            if person is not None:
                self._tell(person, opened, kept)
        return Revealed(person, kept)

    def mismatches(self) -> Sequence[Mismatch]:
        """Return the steps that are not those of the ledger; lines that were purged are passed."""
        recorded = self.reveals.recorded()
        steps = {one.reference: one for one in self.reveals.latest(limit=_EVER)}
        found = [
            Mismatch(reference, steps.get(reference))
            for reference, digest in recorded.items()
            if reference not in steps or steps[reference].digest(self.tenant) != digest
        ]
        return sorted(found, key=lambda one: one.reference)

    def _signed(self, step: RevealStep, key: LedgerKey) -> RevealStep:
        return replace(step, key=key.id, signature=key.sign(step.message(self.tenant)))

    def _unproved(self, step: RevealStep) -> RevealRefusal | None:
        proved = self.holders(step.by, step.message(self.tenant), step.signature)
        if proved is None:
            return RevealRefusal.NO_HOLDER
        return None if proved else RevealRefusal.BAD_SIGNATURE

    def _hindrance(
        self, step: RevealStep, opened: RevealStep | None, steps: Sequence[RevealStep]
    ) -> RevealRefusal | None:
        if opened is None:
            return RevealRefusal.NO_REQUEST
        if any(one.kind in CLOSING for one in steps):
            return RevealRefusal.CLOSED
        if step.by == opened.by or step.key == opened.key:
            return RevealRefusal.SAME_PERSON
        signed = self.holders(opened.by, opened.message(self.tenant), opened.signature)
        if not signed:
            # The request itself was changed, or whoever opened it holds no key any more.
            return RevealRefusal.BAD_SIGNATURE
        return None if step.at < opened.until else RevealRefusal.EXPIRED

    def _keep(self, step: RevealStep, person: PersonId) -> None:
        record = LaunchRecord(
            reference=step.reference,
            person=person,
            school=None,
            resource=None,
            provider=None,
            protocol=PROTOCOL,
            subscription=None,
            refusal=None,
            attributes=(),
            at=step.at,
            policy=step.digest(self.tenant),
        )
        with self.naming.transaction():
            self.reveals.add(step)
            self.journal.commit(record)

    def _tell(self, person: PersonId, opened: RevealStep, approved: RevealStep) -> None:
        known = self.naming.directory.person(person)
        schools = known.schools() if known else ()
        self.lookups.note(
            [
                Lookup(
                    school=school,
                    by=Actor(step.by),
                    person=person,
                    about=f"reveal:{step.sector}",
                    at=step.at,
                    reason=step.reason,
                )
                for step in (opened, approved)
                for school in schools or (EVERYWHERE,)
            ]
        )


def _refused(step: RevealStep, refusal: RevealRefusal) -> RevealStep:
    return replace(step, kind=RevealKind.REFUSED, refusal=refusal)
