"""``[keys]`` of ``garbridge.toml``: files of mode 0600, or what stands in the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from garbridge.config.tables import Problems, Table, is_file
from garbridge.core.pairwise import MINIMUM_SECRET_BYTES, PairwiseKey

_HEX: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What signs, what makes identifiers, what seals; ``pairwise`` is ``None`` on a mistake."""

    signing: Path
    certificate: Path
    pairwise: PairwiseKey | None = field(repr=False)
    pairwise_next: PairwiseKey | None = field(repr=False)
    ledger: Path | None
    ledger_before: tuple[Path, ...]


def read_keys(top: Table, folder: Path, environment: Mapping[str, str]) -> Keys:
    """Return what ``[keys]`` of *top* names, in files relative to *folder*; mistakes are noted."""
    table = top.table("keys")
    if table is None:
        top.problem("keys", "missing")
        table = Table({}, top.file, Problems(), "keys.")
    pairwise, following = _pairwise_keys(table, folder, environment)
    keys = Keys(
        signing=table.private("signing", folder),
        certificate=table.path("certificate", folder),
        pairwise=pairwise,
        pairwise_next=following,
        ledger=_ledger(table, folder),
        ledger_before=_files(table, "ledger_before", folder),
    )
    table.finish()
    return keys


def _ledger(keys: Table, folder: Path) -> Path | None:
    return keys.private("ledger", folder) if "ledger" in keys.values else None


def _files(keys: Table, key: str, folder: Path) -> tuple[Path, ...]:
    files = tuple(folder / name for name in keys.texts(key) or ())
    for file in files:
        if not is_file(file):
            keys.problem(key, f"{file.name}: no such file")
    return files


def _pairwise_keys(
    keys: Table, folder: Path, environment: Mapping[str, str]
) -> tuple[PairwiseKey | None, PairwiseKey | None]:
    pairwise = _pairwise(keys, "pairwise", folder, environment)
    following = _pairwise(keys, "pairwise_next", folder, environment)
    if pairwise and following and pairwise.secret == following.secret:
        keys.problem("pairwise_next", "is the same key as pairwise")
    return pairwise, following


def _pairwise(
    keys: Table, key: str, folder: Path, environment: Mapping[str, str]
) -> PairwiseKey | None:
    optional = key != "pairwise"
    identifier = keys.text(f"{key}_id", "2" if optional else "1")
    is_absent = optional and key not in keys.values
    text = None if is_absent else keys.secret(key, folder, environment)
    if text is None:
        return None
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) < MINIMUM_SECRET_BYTES:
        digits = MINIMUM_SECRET_BYTES * _HEX
        keys.problem(key, f"must hold at least {digits} hexadecimal digits")
        return None
    return PairwiseKey(identifier, secret)
