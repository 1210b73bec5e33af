"""What works on the ledger of launches, and what is handed to the person it is about.

The private key is read where it is used: a process that only serves launches never holds it.
"""

from collections.abc import Iterable
from pathlib import Path

from garbridge.formats.ledger_keys import (
    SealingKey,
    TrustedKeys,
    new_ledger_key,
    read_sealing_key,
    trusted_keys,
)
from garbridge.services.auditing import AuditService
from garbridge.services.erasing import ErasingService
from garbridge.services.histories import HistoryService
from garbridge.services.retaining import RetentionService
from garbridge.services.sealing import SealingService
from garbridge.wiring.departures import departing_service
from garbridge.wiring.figures import tallying_service
from garbridge.wiring.national_kept import SealedLists, sealed_lists
from garbridge.wiring.runtime import Runtime


def sealing_service(runtime: Runtime) -> SealingService:
    """Return what seals.

    Raises:
        ConfigError: the key cannot be read.
    """
    return SealingService(
        tenant=runtime.config.tenant,
        receipts=runtime.stores.receipts,
        key=_key(runtime),
        clock=runtime.clock,
        tokens=runtime.tokens,
    )


def audit_service(runtime: Runtime) -> AuditService:
    """Return what checks.

    Raises:
        ConfigError: a key cannot be read.
    """
    return AuditService(
        tenant=runtime.config.tenant,
        receipts=runtime.stores.receipts,
        trust=trusted_keys(_key(runtime), runtime.config.ledger_before),
    )


def erasing_service(runtime: Runtime) -> ErasingService:
    """Return what purges and erases.

    Raises:
        ConfigError: the key cannot be read.
    """
    return ErasingService(
        tenant=runtime.config.tenant,
        receipts=runtime.stores.receipts,
        identifiers=runtime.stores.identifiers,
        tallies=runtime.stores.tallies,
        tallying=tallying_service(runtime),
        restrictions=runtime.stores.restrictions,
        requests=runtime.stores.requests,
        turns=runtime.stores.turns,
        lists=_lists(runtime),
        departing=departing_service(runtime),
        traces=runtime.stores.traces,
        directory=runtime.directory,
        transaction=runtime.stores.transaction,
        key=_key(runtime),
        clock=runtime.clock,
        tokens=runtime.tokens,
    )


def retention_service(runtime: Runtime) -> RetentionService:
    """Return what removes data whose period is over.

    Raises:
        ConfigError: the key cannot be read.
    """
    return RetentionService(
        retention=runtime.config.retention,
        traces=runtime.stores.traces,
        merges=runtime.stores.giving.merges,
        erasing=erasing_service(runtime),
        directory=runtime.directory,
        transaction=runtime.stores.transaction,
        clock=runtime.clock,
    )


def history_service(runtime: Runtime) -> HistoryService:
    """Return what hands people their own history."""
    return HistoryService(
        access=runtime.access,
        directory=runtime.directory,
        trail=runtime.stores.history,
        policies=runtime.stores.policies,
        restrictions=runtime.stores.restrictions,
        requests=runtime.stores.requests,
        lookups=runtime.stores.lookups,
        departures=runtime.stores.departures,
        queue=runtime.stores.queue,
        marks=runtime.stores.mediacentre.marks,
        traces=runtime.stores.traces,
        delegations=runtime.stores.delegations,
        declared=runtime.stores.declared,
        lists=_lists(runtime),
        clock=runtime.clock,
    )


def public_keys(files: Iterable[Path]) -> TrustedKeys:
    """Return the public keys in *files*: all that an auditor needs.

    Raises:
        ConfigError: with every file that holds none.
    """
    return trusted_keys(None, files)


def add_ledger_key(file: Path) -> tuple[Path, Path]:
    """Write a new key for the ledger to *file*, and its public half beside it.

    Raises:
        ConfigError: one of them is there already.
    """
    return file, new_ledger_key(file)


def _lists(runtime: Runtime) -> SealedLists:
    return sealed_lists(runtime.config, runtime.stores, runtime.tokens)


def _key(runtime: Runtime) -> SealingKey | None:
    file = runtime.config.ledger_key
    return None if file is None else read_sealing_key(file)
