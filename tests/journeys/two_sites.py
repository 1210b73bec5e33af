"""Names that are two sites to a browser, with certificates, all of them this machine."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from playwright.sync_api import Browser, Page, Playwright
from tests.web.browser import chromium

PORTAL = "portail.test"
PROVIDER = "editeur.example"
ELSEWHERE = "lecture.example"
"""Where the provider's platform is, which is not where it takes messages."""
_NAMES = (PORTAL, PROVIDER, ELSEWHERE)


def write_certificate(folder: Path) -> None:
    """Write ``tls.key`` and ``tls.crt`` for all three names."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "garbridge tests")])
    names = [*map(x509.DNSName, _NAMES), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "tls.crt").write_bytes(certificate.public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "tls.key").write_bytes(private)


@contextmanager
def names_of_this_machine(folder: Path) -> Iterator[None]:
    """Let this process find the names, and believe the certificate in *folder*."""
    found = socket.getaddrinfo

    def here(host: Any, *more: Any, **options: Any) -> Any:  # noqa: ANN401 - as the standard library has it
        return found("127.0.0.1" if host in _NAMES else host, *more, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", here)
        for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
            patch.setenv(name, str(folder / "tls.crt"))
        yield


@contextmanager
def browser_of_two_sites(driver: Playwright) -> Iterator[Browser]:
    """Start a browser that finds the names here."""
    rules = ", ".join(f"MAP {name} 127.0.0.1" for name in _NAMES)
    with chromium(driver, f"--host-resolver-rules={rules}") as browser:
        yield browser


@contextmanager
def watched(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """Open a window whose every tab writes what its console says to *complaints*."""
    context = browser.new_context(locale="fr-FR", ignore_https_errors=True)
    context.set_default_timeout(60_000)
    context.on("console", lambda said: complaints.append(f"{said.location['url']}: {said.text}"))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    try:
        yield context.new_page()
    finally:
        context.close()
