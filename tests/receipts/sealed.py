"""A ledger with a key, over any stores, and an auditor who holds the public half."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from itertools import count

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.stores.backends import Stores

from garbridge.core.auditing import Flaw, Verdict
from garbridge.core.identifiers import PersonId
from garbridge.core.receipts import Expected
from garbridge.formats.ledger_files import audit_file, write_ledger
from garbridge.formats.ledger_keys import SealingKey, TrustedKeys, key_id
from garbridge.formats.sealing import SecretSealer
from garbridge.services.auditing import AuditService
from garbridge.services.departing import DepartingService
from garbridge.services.erasing import ErasingService
from garbridge.services.sealing import SealedRun, SealingService
from garbridge.services.tallying import TallyingService
from garbridge.testing.journal import numbered
from garbridge.testing.world import NOW, TENANT
from garbridge.wiring.national_kept import SealedLists

Where = tuple[Flaw, int | None, int | None, int | None]


def key(seed: int = 1) -> SealingKey:
    """Return a key that is the same in every run."""
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return SealingKey(key_id(private.public_key()), private)


def trusting(*keys: SealingKey) -> TrustedKeys:
    """Return the public halves of *keys*."""
    return TrustedKeys({one.id: one.private.public_key() for one in keys})


@dataclass
class Ledger:
    """Services over *stores*; ``hours`` turns the clock."""

    stores: Stores
    key: SealingKey = field(default_factory=key)
    hours: int = 0
    _launches: Callable[[], int] = field(default_factory=lambda: count(1).__next__)
    _tokens: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def launch(self, *people: str) -> None:
        """Commit a launch of each of *people*, in their order."""
        for person in people:
            record = replace(numbered(self._launches()), person=PersonId(person), policy="v1")
            self.stores.journal.commit(record)

    def sealing(self) -> SealingService:
        """Return what seals."""
        return SealingService(
            tenant=TENANT,
            receipts=self.stores.receipts,
            key=self.key,
            clock=lambda: NOW + timedelta(hours=self.hours),
            tokens=lambda: f"salt{self._tokens():036}",
        )

    def seal(self, batch: int = 100) -> SealedRun:
        """Seal; nobody else is at it."""
        done = self.sealing().seal(batch=batch)
        assert isinstance(done, SealedRun)
        return done

    def audit(self) -> AuditService:
        """Return what checks."""
        return AuditService(tenant=TENANT, receipts=self.stores.receipts, trust=trusting(self.key))

    def verify(self, expected: Expected | None = None) -> Verdict:
        """Check the stores."""
        return self.audit().verify(expected)

    def erasing(self) -> ErasingService:
        """Return what purges and erases."""
        return ErasingService(
            tenant=TENANT,
            receipts=self.stores.receipts,
            identifiers=self.stores.identifiers,
            tallies=self.stores.tallies,
            tallying=self.tallying(),
            restrictions=self.stores.restrictions,
            requests=self.stores.requests,
            turns=self.stores.turns,
            lists=self.lists(),
            departing=self.departing(),
            traces=self.stores.traces,
            directory=self.stores.directory,
            transaction=self.stores.transaction,
            key=self.key,
            clock=lambda: NOW + timedelta(hours=self.hours),
            tokens=lambda: f"stand-in-{self._tokens()}",
        )

    def lists(self) -> SealedLists:
        """Return what keeps the last lists of the GAR."""
        return SealedLists(
            tenant=TENANT,
            store=self.stores.one_time,
            sealer=SecretSealer((b"s" * 32,)),
            transaction=self.stores.transaction,
            tokens=lambda: f"list-{self._tokens()}",
            lifetime=timedelta(hours=72),
        )

    def departing(self) -> DepartingService:
        """Return what tells providers who left."""
        return DepartingService(
            departures=self.stores.departures,
            launches=self.stores.tallies,
            receipts=self.stores.receipts,
            directory=self.stores.directory,
            subject_at=lambda provider, person: f"{person}-at-{provider}",
            transaction=self.stores.transaction,
            zone=UTC,
            days=90,
            clock=lambda: NOW + timedelta(hours=self.hours),
        )

    def tallying(self) -> TallyingService:
        """Return what counts."""
        return TallyingService(
            receipts=self.stores.receipts,
            tallies=self.stores.tallies,
            publications=self.stores.publications,
            directory=self.stores.directory,
            transaction=self.stores.transaction,
            zone=UTC,
            clock=lambda: NOW + timedelta(hours=self.hours),
            tokens=lambda: f"stand-in-{self._tokens()}",
        )

    def lines(self) -> list[bytes]:
        """Return the file, line by line."""
        with self.audit().exported() as held:
            return [line.encode() for line in write_ledger(held.tenant, held.purged, held.pieces)]

    def audit_lines(self, lines: list[bytes], expected: Expected | None = None) -> Verdict:
        """Check a file."""
        return audit_file(lines, trusting(self.key), expected=expected)


def places(verdict: Verdict) -> list[Where]:
    """Return what was found, and where: flaw, batch, number, until."""
    return [(one.flaw, one.batch, one.number, one.until) for one in verdict.found]
