"""What an administrator does to a portal that runs: register a provider, look at its logs."""

import re
import sqlite3
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from lxml import etree
from pytest_httpserver import HTTPServer
from tests.journeys.conftest import Demo

from garbridge.core.identifiers import ResourceId, tile_key

pytestmark = pytest.mark.xdist_group("demo")

NEW = "ark:/99999/gb-nouveaute"
CAS = "{http://www.yale.edu/tp/cas}"
MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
SHORTEST_NAME = 5


def test_a_provider_is_registered_without_a_restart(demo: Demo, httpserver: HTTPServer) -> None:
    """Within two seconds both workers serve it, and it learns what ``--release`` named."""
    httpserver.expect_request("/retour").respond_with_data("arrivé")
    service = httpserver.url_for("/retour")
    visitor = demo.visitor()
    visitor.sign_in("demo-zoe")
    link = f"{demo.portal}/mediacentre/ouvrir/{tile_key(ResourceId(NEW))}"
    assert visitor.get(link).status_code == 403

    added = demo.garbridge(
        *("provider", "add", "--cas-service", service, "--resource", NEW),
        *("--release", "PRO=ouvrir les fonctions", "--title", "La nouveauté"),
    )

    assert added.returncode == 0, added.stderr
    time.sleep(2)
    assert {visitor.get(link).url for _ in range(8)} == {service}
    login = visitor.session.get(
        f"{demo.portal}/cas/login", params={"service": service}, allow_redirects=False, timeout=30
    )
    [ticket] = parse_qs(urlsplit(login.headers["Location"]).query)["ticket"]
    asked = {"service": service, "ticket": ticket}
    address = f"{demo.portal}/cas/p3/serviceValidate"
    answer = etree.fromstring(requests.get(address, asked, timeout=30).content)
    assert [e.text for e in answer.iter(f"{CAS}PRO")] == ["National_elv"]
    assert [e.tag for e in answer.iter() if e.getparent() is not None] == [
        *(f"{CAS}authenticationSuccess", f"{CAS}user", f"{CAS}attributes", f"{CAS}PRO")
    ]
    again = etree.fromstring(requests.get(address, asked, timeout=30).content)
    assert [e.get("code") for e in again.iter(f"{CAS}authenticationFailure")] == ["INVALID_TICKET"]


def test_a_resource_of_the_running_system_is_not_taken_over(demo: Demo) -> None:
    """A second provider for a resource is refused with the code for it, and nothing changes."""
    taken = demo.garbridge(
        *("provider", "add", "--cas-service", "http://127.0.0.1:9/x"),
        *("--resource", "ark:/99999/gb-atlas"),
    )

    assert taken.returncode == 2
    assert "editions-fictives" in taken.stderr


def test_every_secret_of_the_demo_is_for_its_owner_only(demo: Demo) -> None:
    """The portal's own session key no less than ours; only the certificate is for everybody."""
    keys = (demo.folder / ".demo" / "keys").iterdir()
    modes = {file.name: file.stat().st_mode & 0o777 for file in keys if file.suffix == ".key"}

    assert modes == dict.fromkeys(("ledger.key", "pairwise.key", "saml.key", "session.key"), 0o600)


@pytest.mark.parametrize("path", ["/connexion", "/connexion?format=json", "/nowhere"])
def test_the_pages_of_the_demo_portal_are_hardened(demo: Demo, path: str) -> None:
    """Its sign-in page is framed by nobody: a click there would be stolen."""
    headers = requests.get(f"{demo.portal}{path}", timeout=30).headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_logs_and_addresses_hold_no_name(demo: Demo) -> None:
    """What the two programs wrote, and what the portal redirected to, names nobody."""
    visitor = demo.visitor()
    visitor.sign_in("demo-apolline")
    pages = [visitor.get(link) for link in visitor.tiles().values()]
    addresses = [step.url for page in pages for step in (*page.history, page)]
    with sqlite3.connect(demo.folder / ".demo" / "garbridge.sqlite") as database:
        rows = database.execute(
            "SELECT family_name, given_name, email FROM garbridge_person"
        ).fetchall()
    names = {text for row in rows for text in row if len(text) >= SHORTEST_NAME}
    written = demo.log.read_text("utf-8") + "\n".join(addresses)
    words = set(re.findall(r"[\w.@’'-]+", written))

    assert len(names) > 100
    assert words & names == set()


def test_the_signing_key_rolls_over_while_people_open_resources(demo: Demo) -> None:
    """Nobody is refused at any step, no process is restarted, and the new key signs at the end."""
    visitor = demo.visitor()
    visitor.sign_in("demo-zoe")
    link = f"{demo.portal}/mediacentre/ouvrir/{tile_key(ResourceId('ark:/99999/gb-atlas'))}"
    metadata = f"{demo.portal}/saml/metadata"

    def shown() -> list[str | None]:
        root = etree.fromstring(requests.get(metadata, timeout=30).content)
        signing = root.findall(f"{MD}IDPSSODescriptor/{MD}KeyDescriptor")
        return [one.findtext(f".//{DS}X509Certificate") for one in signing]

    def opened() -> int:
        visitor.get(link)
        return len([row for row in visitor.received() if row["protocol"] == "saml"])

    old, count = shown(), opened()
    steps = (("next",), ("switch", "--force"), ("back",), ("switch", "--force"), ("retire",))
    for step in steps:
        done = demo.garbridge("keys", "signing", *step)
        assert done.returncode == 0, done.stderr
        for _ in range(6):  # at once, and after the second in which workers may differ
            count += 1
            assert opened() == count, step
            time.sleep(0.3)

    (new,) = shown()
    assert [new] != old
