"""What names the person behind an identifier, and the keys of those who may ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from garbridge.core.identifiers import PersonId
from garbridge.formats.ledger_keys import (
    SealingKey,
    TrustedKeys,
    new_ledger_key,
    read_sealing_key,
    trusted_keys,
)
from garbridge.services.revealing import RevealService
from garbridge.wiring.naming import naming_service
from garbridge.wiring.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Holders:
    """The public keys of those who may, each of one person."""

    keys: Mapping[PersonId, TrustedKeys]

    def __call__(self, person: str, message: bytes, signature: bytes) -> bool | None:
        """Say whether *person*'s key signed *message*; ``None``: they hold none."""
        theirs = self.keys.get(PersonId(person))
        if theirs is None:
            return None
        return any(theirs(one, message, signature) for one in theirs.keys)


def reveal_service(runtime: Runtime) -> RevealService:
    """Return what names people.

    Raises:
        ConfigError: with every public key that cannot be read.
    """
    reveal = runtime.config.reveal
    return RevealService(
        tenant=runtime.config.tenant,
        naming=naming_service(runtime),
        reveals=runtime.stores.reveals,
        journal=runtime.journal,
        lookups=runtime.stores.lookups,
        holders=_holders(reveal.holders),
        clock=runtime.clock,
        tokens=runtime.tokens,
        lifetime=reveal.lifetime,
    )


def holder_key(file: Path) -> SealingKey:
    """Return the private key in *file*, which only its owner may read.

    Raises:
        ConfigError: it is not there, others may read it, or it holds no such key.
    """
    return read_sealing_key(file)


def add_holder_key(file: Path) -> tuple[Path, Path]:
    """Write a new key of somebody who may ask to *file*, and its public half beside it.

    Raises:
        ConfigError: one of them is there already.
    """
    return file, new_ledger_key(file)


def _holders(files: Iterable[tuple[PersonId, Path]]) -> Holders:
    return Holders({person: trusted_keys(None, [file]) for person, file in files})
