"""The certificate of whoever is at the other end of a connection, as servers and proxies say it.

Apache and uWSGI say PEM, nginx PEM percent-encoded, HAProxy and Traefik DER in base64, and
RFC 9440 (``Client-Cert``) DER in base64 between colons.  Whether the other end has its key is what
the handshake proved; what is read here is only which certificate it was.
"""

import base64
import binascii
import hashlib
import re
from typing import Final
from urllib.parse import unquote

from cryptography import x509

from garbridge.core.machines import ClientCertificate
from garbridge.errors import MalformedError, OversizedError
from garbridge.formats.keys import NOT_A_CERTIFICATE

MAX_CERTIFICATE: Final = 16 * 1024
"""No honest certificate is longer, however it is written."""
_MARK = re.compile(r"-----(BEGIN|END) CERTIFICATE-----")
_ONE: Final = 2
"""A certificate in PEM has two marks."""


def certificate_of(text: str) -> ClientCertificate:
    """Return the one certificate of *text*, in any of those forms.

    Raises:
        OversizedError: it is longer than any honest one.
        MalformedError: it is no certificate, or several.
    """
    if len(text) > MAX_CERTIFICATE:
        raise OversizedError(f"certificate of {len(text)} characters, at most {MAX_CERTIFICATE}")
    written = unquote(text) if "%" in text else text
    if len(_MARK.findall(written)) not in {0, _ONE}:
        raise MalformedError("several certificates")
    body = "".join(_MARK.sub("", written).split())
    if body.startswith(":") and body.endswith(":"):
        body = body[1:-1]
    try:
        return certificate_of_der(base64.b64decode(body, validate=True))
    except (binascii.Error, ValueError) as broken:
        raise MalformedError("no certificate in PEM or base64") from broken


def certificate_of_der(der: bytes) -> ClientCertificate:
    """Return the certificate whose DER form is *der*.

    Raises:
        MalformedError: it is no certificate.
    """
    try:
        read = x509.load_der_x509_certificate(der)
        starts, ends = read.not_valid_before_utc, read.not_valid_after_utc
    except NOT_A_CERTIFICATE as broken:
        raise MalformedError("no certificate") from broken
    return ClientCertificate(hashlib.sha256(der).hexdigest(), starts, ends)
