"""The stub provider beside that portal: one resource in each protocol, all four registered."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from tests.journeys.several_workers import Portal, free_port
from werkzeug.serving import make_server

from provider_stub.app import create_app
from provider_stub.catalogue import Protocol, Resource
from provider_stub.config import RequestBinding, StubConfig

ARKS = {str(protocol): f"ark:/12345/{protocol}" for protocol in Protocol}
"""The resource of each protocol."""
LEARNT = frozenset({"PRO", "DIV"})
_SECTIONS = {
    "saml": '[saml]\nmetadata = "saml.xml"\nrequire_signed_requests = true\n{more}',
    "cas": "[cas]\n{more}",
    "oidc": '[oidc]\nclient_id = "oidc"\nclient_secret = "oidc.secret"\n'
    'redirect_uris = ["{url}/oidc/retour"]\n{more}',
    "lti": '[lti]\nclient_id = "lti"\ninitiate_login_url = "{url}/lti/login"\n'
    'redirect_uris = ["{url}/lti/launch"]\nlevel = "pseudonym"\n{more}',
}
_PROVIDER = """name = "Éditeur {name}"
[[resources]]
ark = "{ark}"
title = "Titre {name}"
url = "{url}/ressources/{name}"
"""


@dataclass(frozen=True, slots=True)
class Provider:
    """The stub that answers at ``url``."""

    url: str
    app: Flask
    config: StubConfig

    @property
    def secret(self) -> str:
        """What its client of OpenID Connect shows."""
        return (self.config.data_dir / "oidc-client.secret").read_text("ascii").strip()

    def address(self, protocol: str) -> str:
        """Return where the resource of *protocol* is."""
        return f"{self.url}/ressources/{protocol}"


@contextmanager
def stub_at_work(
    portal: Portal,
    folder: Path,
    *,
    address: str = "",
    tls: Path | None = None,
    binding: RequestBinding = RequestBinding.REDIRECT,
    slow_seconds: float = 0,
    learnt: frozenset[str] = LEARNT,
    **more: str,
) -> Iterator[Provider]:
    """Serve the stub until the end of the block, registered at *portal*.

    Args:
        portal: Where people come from.
        folder: For the keys of the stub.
        address: Where browsers find it; by default ``http://127.0.0.1`` and a free port.
        tls: A folder with ``tls.key`` and ``tls.crt``, where it speaks https.
        binding: How its AuthnRequest travels.
        slow_seconds: How long it waits where that is tried.
        learnt: What its agreements allow it to receive.
        more: Lines for the section of a protocol in its provider's file.
    """
    url = address or f"http://127.0.0.1:{free_port()}"
    config = StubConfig(
        portal=portal.url,
        base_url=url,
        data_dir=folder,
        request_binding=binding,
        slow_seconds=slow_seconds,
        oidc_client_id="oidc",
        lti_client_id="lti",
        resources=tuple(
            Resource(
                slug=str(protocol),
                ark=ARKS[str(protocol)],
                title=f"Titre {protocol}",
                publisher="Éditeur",
                protocol=protocol,
                agreement=learnt,
            )
            for protocol in Protocol
        ),
    )
    provider = Provider(url, create_app(config), config)
    _register(portal, provider, more)
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls / "tls.crt", tls / "tls.key")
    port = int(url.rpartition(":")[2])
    server = make_server("127.0.0.1", port, provider.app, threaded=True, ssl_context=context)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        provider.app.extensions["provider_stub"].once.close()


def _register(portal: Portal, provider: Provider, more: dict[str, str]) -> None:
    folder = portal.runtime.config.providers
    metadata = provider.app.test_client().get("/saml/metadata", base_url=provider.url)
    (folder / "saml.xml").write_bytes(metadata.data)
    secret = folder / "oidc.secret"
    secret.touch(mode=0o600)
    secret.write_text(provider.secret, "ascii")
    portal.write(
        **{
            name: _PROVIDER.format(name=name, ark=ARKS[name], url=provider.url)
            + section.format(url=provider.url, more=more.get(name, ""))
            for name, section in _SECTIONS.items()
        }
    )
