"""Turns a portal from one signing key to the next, step by step, without an interruption.

:func:`begin_rollover` makes the next key and publishes its certificate.  Once every provider has
learnt it, :func:`switch_key` lets it sign, and the old one stays published; :func:`retire_key` ends
that.  :func:`go_back` undoes a switch.  Running processes follow within a second
(:mod:`garbridge.wiring.signing_keys`).

Whoever is cut off between two files leaves a whole state behind, and goes on by the same command.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from garbridge.errors import ConfigError
from garbridge.formats.keys import (
    NEW_KEY_BITS,
    generate_key,
    read_certificate,
    read_private_key,
    self_signed_certificate,
    write_certificate,
    write_new,
    write_private_key,
)
from garbridge.wiring.signing_keys import Pair, SigningFiles, fingerprint_of, read_signing_keys

PUBLISHED: Final = timedelta(days=1)
"""How long the next certificate is published before it signs: as long as our metadata lets a
provider keep a copy (``cacheDuration``)."""
_ORDER: Final = ("present", "next", "before")
_PRIVATE: Final = 0o600
_PUBLIC: Final = 0o644


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStanding:
    """One key that is published: ``present``, ``next`` or ``before``.

    ``since`` is when its file was written, ``ends`` when the certificate does.
    """

    role: str
    certificate: Path
    fingerprint: str
    ends: datetime
    since: datetime


def standings(files: SigningFiles) -> list[KeyStanding]:
    """Return each key that is published.

    Raises:
        ConfigError: one cannot be read.
    """
    own = read_signing_keys(files).signer.certificate
    found: dict[str, KeyStanding] = {}
    # After a switch that was cut off, the certificate in the place of the present one is another's.
    for role, pair in (("next", files.next), ("before", files.before), ("before", files.present)):
        if not pair.certificate.exists():
            continue
        certificate = read_certificate(pair.certificate)
        found.setdefault(
            fingerprint_of(certificate),
            KeyStanding(
                role="present" if certificate == own else role,
                certificate=pair.certificate,
                fingerprint=fingerprint_of(certificate),
                ends=certificate.not_valid_after_utc,
                since=_written(pair.certificate),
            ),
        )
    return sorted(found.values(), key=lambda one: _ORDER.index(one.role))


def begin_rollover(
    files: SigningFiles, *, now: datetime, years: int, bits: int = NEW_KEY_BITS
) -> tuple[Path, ...]:
    """Make the next key; its certificate has the name of the present one.

    Raises:
        ConfigError: there is a next key already, or the present one cannot be read.
    """
    name = _name(read_certificate(files.present.certificate))
    pair = files.next
    if taken := [path.name for path in (pair.key, pair.certificate) if path.exists()]:
        raise ConfigError([f"{name}: is there already" for name in taken])
    key = generate_key(bits)
    lifetime = timedelta(days=366 * years)
    certificate = self_signed_certificate(key, name, now=now, lifetime=lifetime)
    write_private_key(pair.key, key)
    write_certificate(pair.certificate, certificate)
    return pair.key, pair.certificate


def switch_key(files: SigningFiles, *, now: datetime, force: bool = False) -> tuple[Path, ...]:
    """Let the next key sign; the present one becomes the one before, and stays published.

    Raises:
        ConfigError: there is no next key, it was not published for :data:`PUBLISHED` (unless
            *force*), or the one before is still there; nothing was changed.
    """
    if not files.next.key.exists() and files.next.certificate.exists():
        _finish(files.next, files.present)  # an earlier switch was cut off before its last file
        return files.present.key, files.present.certificate
    if not files.next.is_there():
        raise ConfigError([f"{files.next.key.name}: there is no next key"])
    _require_pair(files.next)
    due = _written(files.next.certificate) + PUBLISHED
    if now < due and not force:
        raise ConfigError(
            [f"{files.next.certificate.name}: must be published until {due:%Y-%m-%d %H:%M} UTC"]
        )
    _put_away(files.present, files.before)
    files.next.key.replace(files.present.key)
    _finish(files.next, files.present)
    return files.present.key, files.present.certificate


def go_back(files: SigningFiles) -> tuple[Path, ...]:
    """Let the key before sign again; the present one becomes the next.

    Raises:
        ConfigError: there is none before, or a next one is there already; nothing was changed.
    """
    if not files.before.key.exists() and files.before.certificate.exists():
        _finish(files.before, files.present)
        return files.present.key, files.present.certificate
    if not files.before.is_there():
        raise ConfigError([f"{files.before.key.name}: there is no key before"])
    _require_pair(files.before)
    _put_away(files.present, files.next)
    files.before.key.replace(files.present.key)
    _finish(files.before, files.present)
    return files.present.key, files.present.certificate


def retire_key(files: SigningFiles) -> tuple[Path, ...]:
    """Delete the key before, and publish its certificate no more.

    Raises:
        ConfigError: there is none.
    """
    gone = tuple(path for path in (files.before.key, files.before.certificate) if path.exists())
    if not gone:
        raise ConfigError([f"{files.before.key.name}: there is no key before"])
    for path in gone:
        path.unlink()
    return gone


def _put_away(pair: Pair, place: Pair) -> None:
    """Copy *pair* to *place*; what a switch that was cut off put there already may stand."""
    for path, copy, mode in (
        (pair.certificate, place.certificate, _PUBLIC),
        (pair.key, place.key, _PRIVATE),
    ):
        octets = path.read_bytes()
        if not copy.exists():
            write_new(copy, octets, mode)
        elif copy.read_bytes() != octets:
            raise ConfigError([f"{copy.name}: is there already, of another key: retire it first"])


def _finish(source: Pair, target: Pair) -> None:
    """Let the certificate follow the key, which is in its place already."""
    key = read_private_key(target.key).public_key()
    if read_certificate(source.certificate).public_key() != key:
        raise ConfigError([f"{source.certificate.name}: is not the one of {target.key.name}"])
    source.certificate.replace(target.certificate)


def _require_pair(pair: Pair) -> None:
    key, certificate = read_private_key(pair.key), read_certificate(pair.certificate)
    if certificate.public_key() != key.public_key():
        raise ConfigError([f"{pair.certificate.name}: is not the one of {pair.key.name}"])


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value)[:64] if names else "garbridge"
