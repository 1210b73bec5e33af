"""node-saml in a process of its own: a SAML service provider as a publisher writes one in Node."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from lxml import etree
from tests.journeys.several_workers import Portal, free_port
from tests.npm import NODE, installed
from tests.protocols.saml.signatures import certificate_pem, key_pem

HOME = Path(__file__).parent / "service_provider"


@contextmanager
def node_saml(portal: Portal) -> Iterator[str]:
    """Run a provider of *portal*; yield its address."""
    home = installed(HOME)
    program = home / "service_provider.mjs"
    program.write_bytes((HOME / program.name).read_bytes())
    port = free_port()
    metadata = etree.fromstring(requests.get(f"{portal.url}/saml/metadata", timeout=20).content)
    told = {
        "port": port,
        "url": f"http://127.0.0.1:{port}",
        "portal": portal.url,
        "idpCert": metadata.findtext(".//{http://www.w3.org/2000/09/xmldsig#}X509Certificate"),
        "privateKey": key_pem("node"),
        "publicCert": certificate_pem("node"),
    }
    pipe = subprocess.PIPE
    with subprocess.Popen([NODE, program], stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        yield f"http://127.0.0.1:{port}"
        process.communicate(timeout=90)
