"""SATOSA with pysaml2 as shipped, beside ``launch-saml``: the proxy that portals know.

Its SAML frontend answers the AuthnRequest by its own ``ReflectorBackend``, which signs a made-up
person in at once: one request in, one signed assertion out.  It does less than a launch: it knows
no rights and no session, keeps no record, and releases nothing but the identifier; nor does it look
at the signature of a request that comes by Redirect.  pysaml2 starts the command ``xmlsec1`` for
each signature, and the CPU of that is counted as its worker's.

The packages stand in ``requirements/satosa.txt`` and are installed beside the benchmark's own.
"""

import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from benchmarks.figures import Figure
from benchmarks.serving import LoadFailedError, load, serving
from benchmarks.under_load import PORT
from benchmarks.world import PORTAL, metadata
from garbridge.formats.keys import generate_key, self_signed_certificate

PACKAGES = Path(__file__).parents[1] / "requirements" / "satosa.txt"
ENDPOINT = f"{PORTAL}/Reflector/sso/redirect"
SECONDS = 8
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


def launch_satosa(unit: float, key: rsa.RSAPrivateKey, query: str) -> Iterator[Figure]:
    """Yield what SATOSA needs for *query*, a request to ENDPOINT by the provider of *key*.

    Where its packages or ``xmlsec1`` cannot be had, a line says so and there is no figure.

    *unit* is what one signature costs, in CPU seconds.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        python = _installed(folder / "venv")
        if python is None:
            return
        _write(folder, key)
        here = {"SATOSA_CONFIG": str(folder / "proxy_conf.yaml"), "PYTHONPATH": ""}
        with serving("satosa.wsgi:app", PORT, str(python), **here) as master:
            _look(f"{ENDPOINT}?{query}")
            launched = load(f"{ENDPOINT}?{query}", master, seconds=SECONDS)
    yield Figure("launch-saml: SATOSA", launched.cpu_each / unit, "RSA-2048 signatures")


def _look(url: str) -> None:
    """See that *url* is answered with a signed assertion: it could be a page that says no.

    Raises:
        LoadFailedError: it is not.
    """
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
        page = answer.read().decode()
    found = re.search(r'name="SAMLResponse" value="([^"]+)"', page)
    if not found or b"SignatureValue" not in base64.b64decode(found[1]):
        raise LoadFailedError(page[:500])


def _installed(venv: Path) -> Path | None:
    """Return the Python of a new environment that has SATOSA, or ``None`` where it cannot be."""
    python = venv / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for command in (
        ["xmlsec1", "--version"],
        [sys.executable, "-m", "venv", str(venv)],
        [*pip, "--require-hashes", "-r", str(PACKAGES)],
    ):
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as missing:
            print(f"  SATOSA is not measured: {missing}")
            return None
        if done.returncode:
            print(f"  SATOSA is not measured: {' '.join(command[:3])}: {done.stderr[-300:]}")
            return None
    return python


def _write(folder: Path, provider_key: rsa.RSAPrivateKey) -> None:
    """Write a proxy with the frontend and the backend that it ships."""
    now, year = datetime.now(UTC), timedelta(days=365)
    key = generate_key(2048)
    kinds = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "idp.key").write_bytes(key.private_bytes(*kinds))
    certificate = self_signed_certificate(key, "satosa", now=now, lifetime=year)
    (folder / "idp.crt").write_bytes(certificate.public_bytes(Encoding.PEM))
    theirs = self_signed_certificate(provider_key, "bench provider", now=now, lifetime=year)
    (folder / "sp.xml").write_text(metadata(theirs), encoding="utf-8")
    written = {
        "proxy_conf": _proxy(folder),
        "internal": {"attributes": {}},
        "frontend": _frontend(folder),
        "backend": {
            "module": "satosa.backends.reflector.ReflectorBackend",
            "name": "Reflector",
            "config": {},
        },
    }
    for name, value in written.items():
        # JSON is YAML.
        (folder / f"{name}.yaml").write_text(json.dumps(value), encoding="utf-8")


def _proxy(folder: Path) -> dict[str, object]:
    return {
        "BASE": PORTAL,
        "COOKIE_STATE_NAME": "satosa",
        "STATE_ENCRYPTION_KEY": "made-up-for-a-benchmark",
        "INTERNAL_ATTRIBUTES": str(folder / "internal.yaml"),
        "FRONTEND_MODULES": [str(folder / "frontend.yaml")],
        "BACKEND_MODULES": [str(folder / "backend.yaml")],
        "LOGGING": {"version": 1, "root": {"level": "ERROR"}},
    }


def _frontend(folder: Path) -> dict[str, object]:
    service = {
        "endpoints": {"single_sign_on_service": []},
        "name_id_format": [PERSISTENT],
        "policy": {"default": {"lifetime": {"minutes": 5}, "sign": ["assertion"]}},
        "sign_assertion": True,
        "sign_response": False,
    }
    return {
        "module": "satosa.frontends.saml2.SAMLFrontend",
        "name": "Saml2IDP",
        "config": {
            "idp_config": {
                "entityid": f"{PORTAL}/satosa",
                "metadata": {"local": [str(folder / "sp.xml")]},
                "key_file": str(folder / "idp.key"),
                "cert_file": str(folder / "idp.crt"),
                "xmlsec_binary": shutil.which("xmlsec1"),
                "service": {"idp": service},
            },
            "endpoints": {"single_sign_on_service": {REDIRECT: "sso/redirect"}},
        },
    }
