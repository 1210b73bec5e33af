"""The certificate of the other end is read in every form in which servers and proxies say it."""

import base64
import hashlib
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.protocols.saml.signatures import certificate, no_version

from garbridge.errors import MalformedError, OversizedError
from garbridge.formats.client_certificates import MAX_CERTIFICATE, certificate_of

READ = certificate("client")
DER = READ.public_bytes(Encoding.DER)
PEM = READ.public_bytes(Encoding.PEM).decode()
BASE64 = base64.b64encode(DER).decode()
FORMS = {
    "apache": PEM,
    "apache-in-a-header": PEM.replace("\n", " "),
    "nginx": quote(PEM, safe=""),
    "haproxy": BASE64,
    "percent-encoded": quote(BASE64, safe=""),
    "rfc-9440": f":{BASE64}:",
}


@pytest.mark.parametrize("form", FORMS)
def test_one_certificate_is_the_same_however_it_is_written(form: str) -> None:
    """Its fingerprint is that of its DER form, its dates are its own."""
    found = certificate_of(FORMS[form])

    assert found.fingerprint == hashlib.sha256(DER).hexdigest()
    assert (found.starts, found.ends) == (READ.not_valid_before_utc, READ.not_valid_after_utc)


WRONG = {
    "empty": "",
    "word": "null",
    "percent": "%00",
    "two-in-pem": f"{PEM}{PEM}",
    "two-in-base64": f"{BASE64},{BASE64}",
    "half": BASE64[:-40],
    "accent": "é",
    "short": "AAAA",
    "no-version": base64.b64encode(no_version(READ)).decode(),
    "colons": ":" * 9,
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_not_one_certificate_is_none(wrong: str) -> None:
    """A chain does not say which of its certificates spoke."""
    with pytest.raises(MalformedError):
        certificate_of(WRONG[wrong])


def test_a_long_one_is_not_looked_at() -> None:
    """Nobody's certificate has so many characters."""
    with pytest.raises(OversizedError):
        certificate_of("A" * (MAX_CERTIFICATE + 1))
