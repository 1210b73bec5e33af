"""An authority of certificates for one test: a server's, a client's, and one that has ended."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TestAuthority:
    """Signs certificates, which stand with their keys in *folder*."""

    __test__ = False

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey
    certificate: Path

    def issue(self, name: str, *, ended: bool = False) -> tuple[Path, Path]:
        """Return a certificate of *name*, good for 127.0.0.1 too, and its key; both in PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        until = datetime.now(UTC) + (-_DAY if ended else _DAY)
        built = (
            _builder(name, self.name, key, until)
            .add_extension(
                x509.SubjectAlternativeName(
                    [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
                ),
                critical=False,
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
            .sign(self.key, SHA256())
        )
        certificate, private = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        certificate.write_bytes(built.public_bytes(Encoding.PEM))
        private.touch(mode=0o600)
        private.write_bytes(_pem(key))
        return certificate, private


def new_authority(folder: Path, name: str = "authority") -> TestAuthority:
    """Return an authority of *name* of its own, whose certificate stands in *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    built = (
        _builder(name, name, key, datetime.now(UTC) + _DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_KEY_USAGE, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(built.public_bytes(Encoding.PEM))
    return TestAuthority(folder, name, key, file)


_KEY_USAGE = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _builder(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, until: datetime
) -> x509.CertificateBuilder:
    subject_name, issuer_name = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in (subject, issuer)
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject_name)
        .issuer_name(issuer_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - 3 * _DAY)
        .not_valid_after(until)
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
