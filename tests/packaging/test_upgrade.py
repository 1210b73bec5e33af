"""The previous version and this one, each in an environment of its own, on one database.

Where there is no history, as in an archive or a shallow clone, these are skipped;
``test_migrations_only_add.py`` is not.
"""

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from threading import Event
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from lxml import html
from tests.examples.test_minimal_portal import PATIENCE, free_port, read
from tests.packaging.databases import rows
from tests.packaging.two_versions import Installed, Version, until
from tests.protocols.oidc.provider import VERIFIER, challenge_of
from tests.stores.postgresql import another_database

BOUGHT = (
    "idAbonnement;idRessource;uaiEtab;typeAffectation;publicCible;nbLicenceGlobale;debutValidite;"
    "finValidite;categorieAffectation\n"
    "atlas;ark:/99999/atlas;0990001A;INDIV;ELEVE;1;2024-09-01;2034-08-31;transferable\n"
    "globe;ark:/99999/globe;0990001A;INDIV;ELEVE;1;2024-09-01;2034-08-31;transferable\n"
)
GIVEN = "idAbonnement;personne;profil;type;code\natlas;ines;;;\nglobe;ines;;;\n"
"""The one licence there is of each, by name: a seat."""
ATLAS, GLOBE = "Atlas des climats", "Globe"
IN_FILE = "sqlite:///.data/garbridge.sqlite"

pytestmark = pytest.mark.xdist_group("wheels")


@dataclass(frozen=True, slots=True)
class Portal:
    """The portal by one version: its folder, and the port it serves at."""

    version: Version
    folder: Path
    port: int

    def run(self, *words: str) -> str:
        """Run ``garbridge`` in the portal; return what it prints."""
        return self.version.run(self.folder, "flask", "--app", "portal", "garbridge", *words)

    def serving(self) -> AbstractContextManager[None]:
        """Serve until the end of the block."""
        command = ("flask", "--app", "portal", "run", "--port", str(self.port))
        return self.version.serving(
            self.folder, *command, url=f"http://127.0.0.1:{self.port}/livez"
        )

    def get(self, browser: requests.Session, path: str, **query: str) -> requests.Response:
        """Ask this version, wherever the addresses of the portal point."""
        url = f"http://127.0.0.1:{self.port}{path}"
        return browser.get(url, params=query, allow_redirects=False, timeout=PATIENCE)

    def status(self) -> str:
        """Return what the probe says."""
        answer = requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=PATIENCE)
        return str(answer.json()["checks"]["tables"])


@dataclass(frozen=True, slots=True)
class Two:
    """Both versions, on one folder and one database."""

    old: Portal
    new: Portal
    database: str

    @property
    def service(self) -> str:
        """The provider's address, at the address of the portal: the old version's."""
        return f"http://127.0.0.1:{self.old.port}/editeur"

    def click(self, at: Portal, browser: requests.Session, title: str = ATLAS) -> None:
        """Click the tile of the resource called so."""
        page = html.fromstring(at.get(browser, "/mediacentre/").text)
        links = page.xpath("//a[contains(@href, '/mediacentre/ouvrir/')]")
        (tile,) = {one.get("href") for one in links if title in one.text_content()}
        leads = at.get(browser, tile).headers["Location"]
        assert leads == (self.service if title == ATLAS else self.globe)

    def ticket(self, at: Portal, browser: requests.Session) -> str:
        """Return the ticket with which the provider is to ask."""
        back = at.get(browser, "/cas/login", service=self.service)
        (found,) = parse_qs(urlsplit(back.headers["Location"]).query)["ticket"]
        return found

    def redeem(self, at: Portal, ticket: str) -> str:
        """Return by which identifier the provider learns who it is, or why not."""
        with requests.Session() as server:
            answer = at.get(server, "/cas/p3/serviceValidate", service=self.service, ticket=ticket)
        return "refused" if "INVALID_TICKET" in answer.text else read(answer.text)[0]

    @property
    def globe(self) -> str:
        """The address of the provider that speaks OpenID Connect."""
        return f"http://127.0.0.1:{self.old.port}/globe"

    def code(self, at: Portal, browser: requests.Session) -> str:
        """Return the code that the provider of the globe is to exchange."""
        back = at.get(
            browser,
            "/oidc/authorize",
            client_id="globe",
            redirect_uri=self.globe,
            response_type="code",
            scope="openid",
            state="s",
            nonce="n",
            code_challenge=challenge_of(VERIFIER),
            code_challenge_method="S256",
        )
        (found,) = parse_qs(urlsplit(back.headers["Location"]).query)["code"]
        return found

    def exchange(self, at: Portal, code: str) -> str:
        """Return the access token for *code*, or why there is none."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.globe,
            "code_verifier": VERIFIER,
        }
        secret = (self.old.folder / "providers" / "globe.secret").read_text("ascii").strip()
        answer = requests.post(
            f"http://127.0.0.1:{at.port}/oidc/token",
            data=form,
            auth=("globe", secret),
            timeout=PATIENCE,
        ).json()
        return str(answer.get("access_token") or answer["error"])

    def told(self, at: Portal, token: str) -> str:
        """Return who the provider of the globe learns it is, or nothing."""
        answer = requests.get(
            f"http://127.0.0.1:{at.port}/oidc/userinfo",
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE,
        )
        return str(answer.json()["sub"]) if answer.ok else ""

    def upgraded_under_load(self) -> list[str]:
        """Bring up the tables while people sign in at the old version; return what became of them.

        At least one of them signs in before and one after.
        """
        found: list[str] = []
        over = Event()

        def sign_in() -> None:
            browser = requests.Session()
            while not over.is_set():
                self.click(self.old, browser)
                found.append(self.redeem(self.old, self.ticket(self.old, browser)))

        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(sign_in)
            until(lambda: bool(found) or running.done())
            self.new.run("db", "upgrade")
            enough = len(found) + 2
            until(lambda: len(found) >= enough or running.done())
            over.set()
            running.result()
        return found

    def launches(self) -> int:
        """Return how many are recorded, by the database itself."""
        ((found,),) = rows(self.database, "SELECT count(*) FROM garbridge_launch")
        return int(str(found))


@pytest.fixture(name="database", scope="module", params=["sqlite", "postgresql"])
def _database(request: pytest.FixtureRequest) -> Iterator[str]:
    """A file of the portal's, or a database on a server."""
    if request.param == "sqlite":
        yield ""
        return
    with another_database(request.getfixturevalue("postgresql_url"), "embedded") as address:
        yield address


@pytest.fixture(name="two", scope="module")
def _two(installed: Installed, database: str, tmp_path_factory: pytest.TempPathFactory) -> Two:
    """Both with a portal that the previous one has made."""
    folder = tmp_path_factory.mktemp("portal") / "portal"
    shutil.copytree(installed.previous / "examples" / "minimal_portal", folder)
    old, new = (Portal(one, folder, free_port()) for one in (installed.old, installed.new))
    _prepare(old, database or IN_FILE)
    return Two(old, new, database or f"sqlite:///{folder / '.data' / 'garbridge.sqlite'}")


def _prepare(old: Portal, address: str) -> None:
    """Have the previous version make keys, tables and licences, as the example's README says."""
    for name in ("portal.py", "garbridge.toml", "providers/editions-fictives.toml"):
        lines = (old.folder / name).read_text("utf-8").replace(":5000", f":{old.port}")
        lines = lines.replace("token_hex()", '"made up: the same in each process"')
        lines = lines.replace(IN_FILE, address).replace("from secrets import token_hex\n", "")
        (old.folder / name).write_text(lines, "utf-8")
    assert address in (old.folder / "garbridge.toml").read_text("utf-8")
    (old.folder / "subscriptions.csv").write_text(BOUGHT, "utf-8")
    (old.folder / "assignments.csv").write_text(GIVEN, "utf-8")
    old.version.run(old.folder, "garbridge", "keys", "new", ".data/keys", "--name", "Portail")
    old.run("db", "upgrade")
    there = f"http://127.0.0.1:{old.port}/globe"
    named = ("--resource", "ark:/99999/globe", "--title", GLOBE, "--url", there, "--id", "globe")
    old.run("provider", "add", "--oidc-redirect-uri", there, *named)
    old.run("subscriptions", "load", "subscriptions.csv")
    old.run("assignments", "load", "assignments.csv")


def test_up_and_back_with_people_inside(two: Two) -> None:
    """No ticket, no seat, no identifier is lost: one after the other, mixed, and back again."""
    browser, opened = requests.Session(), 0
    with two.old.serving():
        two.click(two.old, browser)
        subject = two.redeem(two.old, two.ticket(two.old, browser))
        two.click(two.old, browser)  # a click whose sign-in comes later

        during = two.upgraded_under_load()
        assert set(during) == {subject}
        with two.new.serving():
            assert two.new.status() == "ok"
            assert two.redeem(two.new, two.ticket(two.new, browser)) == subject
            opened += 2 + len(during)
            for click, login, redeem in product((two.old, two.new), repeat=3):
                two.click(click, browser)
                ticket = two.ticket(login, browser)
                assert two.redeem(redeem, ticket) == subject
                assert {two.redeem(one, ticket) for one in (two.old, two.new)} == {"refused"}
                opened += 1
            two.click(two.new, browser)
            left = two.ticket(two.new, browser)
            opened += 1
        assert two.redeem(two.old, left) == subject, "the new one is gone, its ticket is not"
    assert re.fullmatch("[0-9a-f]{128}", subject)
    assert two.launches() == opened

    with two.old.serving():  # the previous version is started again, on the newer tables
        two.click(two.old, requests.Session())
        again = requests.Session()
        two.click(two.old, again)
        assert two.redeem(two.old, two.ticket(two.old, again)) == subject
    two.new.run("db", "upgrade")
    with two.new.serving():
        two.click(two.new, browser)
        assert two.redeem(two.new, two.ticket(two.new, browser)) == subject
    assert two.launches() == opened + 2


def test_a_code_and_a_token_of_one_version_are_good_at_the_other(two: Two) -> None:
    """By OpenID Connect, in every order: known by one identifier, and a code is exchanged once."""
    browser, opened = requests.Session(), two.launches()
    known: set[str] = set()
    two.new.run("db", "upgrade")
    with two.old.serving(), two.new.serving():
        for click, login, exchange in product((two.old, two.new), repeat=3):
            two.click(click, browser, GLOBE)
            code = two.code(login, browser)
            token = two.exchange(exchange, code)
            known |= {two.told(one, token) for one in (two.old, two.new)}
            other = two.old if exchange is two.new else two.new
            assert two.exchange(other, code) == "invalid_grant"
            assert two.told(exchange, token) == "", "a code that comes again ends its token"
    (subject,) = known
    assert re.fullmatch("[0-9a-f]{128}", subject)
    assert two.launches() == opened + 8


def test_the_seat_is_the_one_that_the_previous_version_gave(two: Two) -> None:
    """By the command of this version: one licence of each, given once, to her."""
    two.new.run("db", "upgrade")
    two.new.run("assignments", "load", "assignments.csv", "--json")

    assert rows(two.database, "SELECT person FROM garbridge_seat") == [("ines",), ("ines",)]
