"""Makes the secrets of a new portal."""

import secrets
from datetime import timedelta
from pathlib import Path

from garbridge.core.pairwise import MINIMUM_SECRET_BYTES
from garbridge.errors import ConfigError
from garbridge.formats.keys import (
    NEW_KEY_BITS,
    generate_key,
    self_signed_certificate,
    write_certificate,
    write_private_key,
    write_secret,
)
from garbridge.formats.ledger_keys import new_ledger_key
from garbridge.wiring.clock import system_clock

_PAIRWISE_BYTES = 2 * MINIMUM_SECRET_BYTES


def new_keys(folder: Path, *, name: str, years: int, bits: int = NEW_KEY_BITS) -> tuple[Path, ...]:
    """Write ``saml.key``, ``saml.crt``, ``pairwise.key``, ``ledger.key`` and ``ledger.pub``.

    Raises:
        ConfigError: one of them is there already; nothing was written.
    """
    key_file, certificate_file = folder / "saml.key", folder / "saml.crt"
    pairwise_file = folder / "pairwise.key"
    ledger_file = folder / "ledger.key"
    files = (key_file, certificate_file, pairwise_file, ledger_file, folder / "ledger.pub")
    if taken := [path for path in files if path.exists()]:
        raise ConfigError([f"{path.name}: is there already" for path in taken])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = generate_key(bits)
    lifetime = timedelta(days=366 * years)
    write_private_key(key_file, key)
    write_certificate(
        certificate_file,
        self_signed_certificate(key, name[:64], now=system_clock(), lifetime=lifetime),
    )
    write_secret(pairwise_file, secrets.token_hex(_PAIRWISE_BYTES))  # noqa: TID251 - wiring's own
    new_ledger_key(ledger_file)
    return files


def add_pairwise_key(file: Path) -> tuple[Path, ...]:
    """Write a new pairwise key to *file*, to follow the present one.

    Raises:
        ConfigError: it is there already.
    """
    if file.exists():
        raise ConfigError([f"{file.name}: is there already"])
    write_secret(file, secrets.token_hex(_PAIRWISE_BYTES))  # noqa: TID251 - wiring's own
    return (file,)
