"""The keys a portal signs with: the present one, the next and the one before, followed live.

Beside the key and the certificate that the configuration names stand those of a rollover, by their
names::

    saml.key   saml-next.key   saml-before.key     signs    will sign    signed until lately
    saml.crt   saml-next.crt   saml-before.crt     all three are published

A file that comes, goes or changes is seen within a second by every process, without a restart.  The
certificate of the signing key is whichever holds its public half, so that a switch may be cut off
between two files: each state it goes through is a whole one.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from garbridge.config import Config
from garbridge.errors import ConfigError
from garbridge.formats.jose import JwtKeys, JwtSigner
from garbridge.formats.keys import read_certificate, read_private_key
from garbridge.formats.signing import Signer
from garbridge.wiring.following import Followed, marks_of, taken

_LOG = logging.getLogger("garbridge.keys")


@dataclass(frozen=True, slots=True)
class Pair:
    """The files of a private key and of its certificate."""

    key: Path
    certificate: Path

    def is_there(self) -> bool:
        """Say whether both are."""
        return self.key.is_file() and self.certificate.is_file()


@dataclass(frozen=True, slots=True)
class SigningFiles:
    """Where the keys of a rollover stand; only those of ``present`` must be there."""

    present: Pair
    next: Pair
    before: Pair

    @property
    def all(self) -> tuple[Path, ...]:
        """Return every file."""
        pairs = (self.present, self.next, self.before)
        return tuple(path for pair in pairs for path in (pair.key, pair.certificate))


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """What signs now, and the certificates of every key that does, will or did lately.

    One key signs what SAML says and what tokens say: ``signer`` and ``jwt`` hold the same.  Its
    certificate is the first of ``certificates``.
    """

    signer: Signer
    jwt: JwtKeys
    certificates: tuple[x509.Certificate, ...]


def signing_files(config: Config) -> SigningFiles:
    """Return where the keys of *config* stand."""
    key, certificate = config.signing_key, config.certificate
    found = [
        Pair(_beside(key, role), _beside(certificate, role)) for role in ("", "-next", "-before")
    ]
    return SigningFiles(*found)


def _beside(path: Path, role: str) -> Path:
    return path.with_name(f"{path.stem}{role}{path.suffix}")


def read_signing_keys(files: SigningFiles) -> SigningKeys:
    """Read *files*.

    Raises:
        ConfigError: the signing key cannot be read or has no certificate, or a further file is
            broken: what stands there is published, and will sign.
    """
    problems: list[str] = []
    key = taken(problems, lambda: read_private_key(files.present.key))
    certificates = _certificates(problems, files)
    if files.next.key.exists():
        taken(problems, lambda: read_private_key(files.next.key))
    if key is None or problems:
        raise ConfigError(problems)
    own = next((one for one in certificates if one.public_key() == key.public_key()), None)
    if own is None:
        name = files.present.certificate.name
        raise ConfigError([f"{name}: the certificate is not the one of the signing key"])
    others = {one.public_bytes(Encoding.DER): one for one in (own, *certificates)}
    known = tuple(others.values())
    published = [one.public_key() for one in known]
    beside = tuple(one for one in published if isinstance(one, rsa.RSAPublicKey))
    return SigningKeys(Signer(key, own), JwtKeys(JwtSigner(key), beside), known)


def _certificates(problems: list[str], files: SigningFiles) -> list[x509.Certificate]:
    """Return every certificate that is there; that of the present key must be."""
    paths = [files.present.certificate]
    paths += [one.certificate for one in (files.next, files.before) if one.certificate.exists()]
    found = [taken(problems, partial(read_certificate, path)) for path in paths]
    return [one for one in found if one is not None]


class LiveKeys:
    """Follows the files: what was switched signs within a second, a mistake keeps what signed.

    Args:
        files: Where the keys stand.
        ticks: A clock that only goes forward, in seconds.

    Raises:
        ConfigError: they cannot be read at the start.
    """

    def __init__(self, files: SigningFiles, ticks: Callable[[], float]) -> None:
        self.files = files
        self._followed = Followed(
            read=lambda: read_signing_keys(files),
            marks=lambda: marks_of(files.all),
            ticks=ticks,
            mistaken=partial(_LOG.error, "signing goes on with the keys as they were: %s"),
            looked=_tell,
        )

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the files as they are now."""
        return self._followed.problems

    def current(self) -> SigningKeys:
        """Return what signs now; two calls in one request may differ."""
        return self._followed.current()

    def signer(self) -> Signer:
        """Return what signs now."""
        return self.current().signer

    def jwt(self) -> JwtKeys:
        """Return what signs tokens now, and what is published beside it."""
        return self.current().jwt

    def certificates(self) -> Sequence[x509.Certificate]:
        """Return what is published, that of the signing key first."""
        return self.current().certificates


def _tell(keys: SigningKeys, is_new: bool) -> None:  # noqa: FBT001 - the signature of ``looked``
    if is_new:
        _LOG.warning("signing with %s", fingerprint_of(keys.signer.certificate))


def fingerprint_of(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of *certificate*, by which two people compare it over the telephone."""
    return certificate.fingerprint(SHA256()).hex(":")
