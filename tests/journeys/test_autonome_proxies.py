"""Client certificates through a real nginx and a real Apache, by the lines of the page.

The proxy ends TLS; the portal believes its header, and that of nobody else.
"""

import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from requests.adapters import HTTPAdapter
from tests.debian import require_command, require_file
from tests.journeys.several_workers import ROOT, free_port
from tests.peers.apache import MODULES, PLAIN, apache, apache_folder
from tests.services.school import PEOPLE
from tests.web.autonome_portal import ARK, HEADER, SELLER, TOKENS, body, digest
from tests.web.browser import serving
from tests.web.test_operating import app_of
from tests.wiring.inside import portal_with
from tests.wiring.portal_files import write_portal

from garbridge.testing.world import LYCEE, TENANT
from garbridge.wiring import system_clock
from provider_stub.testing.authority import TestAuthority, new_authority

pytestmark = pytest.mark.xdist_group("workers")

PAGE = (ROOT / "docs" / "how-to" / "answer-like-the-gar.md").read_text("utf-8")
STRANGER = "127.0.0.2"
"""Another address of this machine, which no proxy has."""
AUTONOME = """
[autonome]
header = "{header}"
proxies = ["127.0.0.1"]
[[autonome.distributors]]
id = "{seller}"
name = "Librairie du Parc"
certificates = ["{fingerprint}"]
tokens = ["{token}"]
resources = ["ark:/12345/*"]
[[autonome.portals]]
id = "kiosque"
certificates = ["{portal}"]
schools = ["{school}"]
"""
Pair = tuple[Path, Path]


def shown(language: str, indent: str = "  ") -> str:
    """Return the lines that the page shows, inside of a list or not, without their indentation."""
    edge = rf"^{indent}```"
    (found,) = re.findall(rf"{edge}{language}\n(.*?){edge}", PAGE, re.MULTILINE | re.DOTALL)
    return re.sub(rf"^{indent}", "", str(found), flags=re.MULTILINE)


@contextmanager
def nginx(folder: Path, portal: str, server: Pair) -> Iterator[str]:
    """Run nginx before *portal*, with the lines of the page; yield its address."""
    program, port = require_command("nginx", "nginx-light"), free_port()
    temporary = "".join(
        f"{one}_temp_path {folder}/{one};\n"
        for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    masked = shown("nginx", indent="")
    location = f"proxy_pass {portal};"
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        "events { worker_connections 64; }\nhttp {\n"
        f"{temporary}access_log {folder}/access.log;\n"
        f"server {{ listen 127.0.0.1:{port} ssl;\n"
        f"ssl_certificate {server[0]}; ssl_certificate_key {server[1]};\n"
        f"{shown('nginx')}"
        f"{masked.replace('proxy_pass …;', location)}"
        f"location / {{ {location} }} }} }}\n",
        "utf-8",
    )
    process = subprocess.Popen([program, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        _wait(port, process, folder / "error.log")
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=90)


@contextmanager
def apache_proxy(folder: Path, portal: str, server: Pair) -> Iterator[str]:
    """Run Apache before *portal*, with the lines of the page; yield its address."""
    port = free_port()
    for name in ("ssl", "proxy_http", "headers", "setenvif"):
        require_file(MODULES / f"mod_{name}.so", "apache2-bin")
    loaded = (*PLAIN, "socache_shmcb", "ssl", "proxy", "proxy_http", "headers", "setenvif")
    log = f"{folder}/access.log"
    masked = shown("apache", indent="").replace("/var/log/apache2/access.log", log)
    own = f"""
Listen 127.0.0.1:{port}
<VirtualHost 127.0.0.1:{port}>
SSLEngine on
SSLCertificateFile {server[0]}
SSLCertificateKeyFile {server[1]}
{shown("apache")}
{masked}
ProxyPass / {portal}/
<Location />
Require all granted
</Location>
</VirtualHost>
"""
    with apache_folder() as own_folder, apache(own_folder, free_port(), own, loaded=loaded):
        yield f"https://127.0.0.1:{port}"


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise AssertionError(log.read_text("utf-8"))
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(log.read_text("utf-8"))


PROXIES: dict[str, Callable[[Path, str, Pair], AbstractContextManager[str]]] = {
    "nginx": nginx,
    "apache": apache_proxy,
}


@dataclass(frozen=True)
class Front:
    """The proxy, the portal behind it, and who has certificates."""

    url: str
    portal: str
    authority: TestAuthority
    seller: Pair
    kiosque: Pair
    folder: Path

    def get(
        self, path: str, who: Pair | None = None, headers: Mapping[str, str] | None = None
    ) -> requests.Response:
        """Ask the proxy, with the certificate of *who*."""
        return requests.get(
            f"{self.url}/autonome{path}",
            cert=None if who is None else (str(who[0]), str(who[1])),
            verify=str(self.authority.certificate),
            headers=headers,
            timeout=30,
        )


@pytest.fixture(name="front", params=PROXIES, scope="module")
def _front(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp(f"front-{request.param}")
    folder.chmod(0o755)
    authority = new_authority(folder / "authority")
    seller, kiosque = authority.issue("seller"), authority.issue("kiosque")
    file = write_portal(folder)
    said = AUTONOME.format(
        header=HEADER,
        seller=SELLER,
        fingerprint=fingerprint(seller),
        portal=fingerprint(kiosque),
        token=digest(SELLER),
        school=LYCEE.id,
    )
    file.write_text(file.read_text("utf-8") + said, encoding="utf-8")
    with (
        portal_with(PEOPLE, folder, schools=(LYCEE,), clock=system_clock) as runtime,
        serving(app_of(runtime)) as portal,
        PROXIES[request.param](folder, portal, authority.issue("server")) as url,
    ):
        yield Front(url, portal, authority, seller, kiosque, folder)


def fingerprint(pair: Pair) -> str:
    """Return that of the certificate of *pair*."""
    read = x509.load_pem_x509_certificate(pair[0].read_bytes())
    return sha256(read.public_bytes(Encoding.DER)).hexdigest()


def test_whoever_has_a_known_certificate_is_known(front: Front) -> None:
    """Each for what it is: a distributor orders and reads its own, a portal reads lists."""
    placed = requests.put(
        f"{front.url}/autonome/videos-2026",
        data=body(),
        cert=(str(front.seller[0]), str(front.seller[1])),
        verify=str(front.authority.certificate),
        headers={"Content-Type": "application/xml;charset=utf-8"},
        timeout=30,
    )
    mine = front.get("/abonnements", front.seller)
    person = PEOPLE[0].id
    listed = front.get(f"/ressources/{TENANT}/{LYCEE.id}/{person}", front.kiosque)

    assert placed.status_code in {200, 201}, placed.text
    assert mine.status_code == 200
    assert ARK in mine.text
    assert listed.status_code == 200, listed.text
    assert front.get("/abonnements", front.kiosque).status_code == 403


def test_whoever_has_none_is_nobody_but_for_a_token(front: Front) -> None:
    """What the proxy says of them is nothing at all."""
    token = {"Authorization": f"Bearer {TOKENS[SELLER]}"}

    assert front.get("/abonnements").status_code == 401
    assert front.get("/abonnements", headers=token).status_code == 200


def test_a_certificate_that_nobody_named_is_not_enough(front: Front) -> None:
    """Of the same authority, of another, or of the same subject."""
    other = new_authority(front.folder / "other").issue("seller")

    assert front.get("/abonnements", front.authority.issue("rival")).status_code == 403
    assert front.get("/abonnements", other).status_code == 403


@pytest.mark.parametrize(
    "name", [HEADER, HEADER.lower(), HEADER.replace("-", "_"), f"X-Forwarded-{HEADER}"]
)
def test_a_header_that_somebody_brings_is_worth_nothing(front: Front, name: str) -> None:
    """In any spelling, with the certificate of whoever it would be good to be."""
    pem = front.seller[0].read_text("ascii")
    for text in (quote(pem, safe=""), " ".join(pem.split("\n"))):
        assert front.get("/abonnements", headers={name: text}).status_code == 401
        assert front.get("/abonnements", front.kiosque, {name: text}).status_code == 403


def test_whoever_goes_round_the_proxy_is_refused(front: Front) -> None:
    """From another address, with the header that the proxy would set; without it: nobody."""

    class FromElsewhere(HTTPAdapter):
        def init_poolmanager(self, *args: object, **kwargs: object) -> None:
            super().init_poolmanager(*args, source_address=(STRANGER, 0), **kwargs)  # type: ignore[arg-type]  # as requests has it

    header = {HEADER: quote(front.seller[0].read_text("ascii"), safe="")}
    with requests.Session() as session:
        session.mount("http://", FromElsewhere())
        forged = session.get(f"{front.portal}/autonome/abonnements", headers=header, timeout=30)
        plain = session.get(f"{front.portal}/autonome/abonnements", timeout=30)

    assert (forged.status_code, plain.status_code) == (403, 401)
    assert "mandataire" in forged.text


def test_no_log_of_the_proxy_names_anybody(front: Front) -> None:
    """The address of a list names somebody: by the lines of the page nobody notes it."""
    log = front.folder / "access.log"
    front.get(f"/ressources/{TENANT}/{LYCEE.id}/nobody-else", front.kiosque)
    front.get("/abonnements", front.seller)

    assert "abonnements" in log.read_text("utf-8")
    assert "nobody-else" not in log.read_text("utf-8")
