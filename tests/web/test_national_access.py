"""The GAR is told two attributes and nothing else, whoever asks and whatever is configured."""

import base64
import html
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import insert, text
from tests.stores.filling import People
from tests.web.national_portal import HEAD, LEA, STAFF, Portal, national_portal

from garbridge.core.delegations import Delegation, DelegationAct
from garbridge.core.identifiers import SchoolId
from garbridge.core.permissions import EVERYTHING, OPERATOR
from garbridge.core.restrictions import Asker, Restriction, Word
from garbridge.errors import ConfigError
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.schema import delegate
from garbridge.testing.delegations import DELEGATION
from garbridge.testing.world import COLLEGE, LYCEE, NOW, TENANT, teacher
from garbridge.wiring import build_runtime, open_engine
from provider_stub.gar_access import CONSOLE, GarAccess, create_gar

GAR = "https://sp-auth.gar.example"
ACCESS = """
[national.access]
metadata = "gar.xml"
[national.console]
metadata = "console.xml"
target = "https://sp-auth.gar.example/console/"
"""


@dataclass(frozen=True)
class World:
    """The portal, and the GAR that believes it."""

    portal: Portal
    gar: GarAccess

    def visit(self, browser: FlaskClient, link: str) -> dict[str, str]:
        """Follow the GAR's request for *link* to the portal; return the form that comes back."""
        return _form(browser.get(_local(self.gar.ask(link))).text)


def _local(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def _form(page: str) -> dict[str, str]:
    found = re.findall(r'name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


@pytest.fixture(name="world")
def _world(tmp_path: Path) -> Iterator[World]:
    with _made(tmp_path) as world:
        yield world


LOGOUT = (
    '<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"'
    f' Location="{GAR}/slo"/>'
)


SUBJECT = """<md:Extensions><mdattr:EntityAttributes
 xmlns:mdattr="urn:oasis:names:tc:SAML:metadata:attribute"><saml:Attribute
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
 Name="urn:oasis:names:tc:SAML:profiles:subject-id:req"
 NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><saml:AttributeValue>any\
</saml:AttributeValue></saml:Attribute></mdattr:EntityAttributes></md:Extensions>"""
ATTRIBUTES = """<md:AttributeConsumingService index="0"><md:ServiceName xml:lang="fr">GAR\
</md:ServiceName><md:RequestedAttribute Name="NOM" isRequired="true"/><md:RequestedAttribute
 Name="DIV"/></md:AttributeConsumingService>"""
GREEDY = (
    ("<md:SPSSODescriptor", f"{SUBJECT}<md:SPSSODescriptor"),
    ("</md:SPSSODescriptor>", f"{ATTRIBUTES}</md:SPSSODescriptor>"),
)
"""What the metadata of a service provider may ask for."""
FORMAT = "urn:oasis:names:tc:SAML:{}"


@contextmanager
def _made(folder: Path, *, logout: bool = False, greedy: bool = False) -> Iterator[World]:
    kept: list[FlaskClient] = []
    gar = GarAccess(GAR, lambda: kept[0].get("/saml/metadata").data, clock=lambda: NOW)
    folder.mkdir(exist_ok=True)
    said = gar.metadata()
    if logout:
        said = said.replace("<md:AssertionConsumer", f"{LOGOUT}<md:AssertionConsumer")
    for place, more in GREEDY if greedy else ():
        said = said.replace(place, more)
    (folder / "gar.xml").write_text(said, encoding="utf-8")
    (folder / "console.xml").write_text(gar.console_metadata(), encoding="utf-8")
    with national_portal(folder, ACCESS) as portal:
        kept.append(portal.browser(None))
        yield World(portal, gar)


def _attributes(form: dict[str, str]) -> dict[str | None, list[str | None]]:
    root = etree.fromstring(base64.b64decode(form["SAMLResponse"]))
    return {
        one.get("Name"): [value.text for value in one]
        for one in root.iter("{urn:oasis:names:tc:SAML:2.0:assertion}Attribute")
    }


def _rows(world: World) -> list[tuple[object, ...]]:
    engine = open_engine(world.portal.runtime.config.database)
    said = "select provider, school, resource, refusal, attributes from garbridge_launch"
    with engine.connect() as line:
        found = [tuple(row) for row in line.execute(text(said)).all()]
    engine.dispose()
    return found


def test_two_attributes_leave_and_nothing_else(world: World) -> None:
    """The GAR believes them; the identifier is the one of the export, the name one of a session."""
    browsers = [world.portal.browser() for _ in range(2)]
    forms = [world.visit(browser, f"{GAR}/domaineGar?idENT=RjA=") for browser in browsers]
    for form in forms:
        world.gar.accept(form["SAMLResponse"])
    names = world.gar.received

    assert _attributes(forms[0]) == {"idEnt": ["F0"], "GARPersonIdentifiant": [LEA]}
    assert names[0]["name_id"] != names[1]["name_id"]
    assert LEA not in names[0]["name_id"]
    assert "Martin" not in base64.b64decode(forms[0]["SAMLResponse"]).decode()


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("", True),
        (FORMAT.format("1.1:nameid-format:unspecified"), True),
        (FORMAT.format("2.0:nameid-format:transient"), True),
        (FORMAT.format("2.0:nameid-format:persistent"), False),
        (FORMAT.format("1.1:nameid-format:emailAddress"), False),
    ],
)
def test_a_gar_that_asks_for_more_is_told_no_more(
    tmp_path: Path, wanted: str, *, told: bool
) -> None:
    """Neither its metadata nor its request widen anything: no name, no second identifier."""
    with _made(tmp_path, greedy=True) as world:
        parts = urlsplit(world.gar.ask(f"{GAR}/domaineGar"))
        said = {name: values[0] for name, values in parse_qs(parts.query).items()}
        xml = zlib.decompress(base64.b64decode(said["SAMLRequest"]), -15).decode()
        policy = f'<samlp:NameIDPolicy Format="{wanted}" AllowCreate="true"/>' if wanted else ""
        xml = xml.replace("</samlp:AuthnRequest>", f"{policy}</samlp:AuthnRequest>")
        packer = zlib.compressobj(wbits=-15)
        packed = packer.compress(xml.encode()) + packer.flush()
        said["SAMLRequest"] = base64.b64encode(packed).decode()
        form = _form(world.portal.browser().get(f"{parts.path}?{urlencode(said)}").text)
        answered = base64.b64decode(form["SAMLResponse"]).decode()

    assert bool(_attributes(form)) is told
    assert set(_attributes(form)) <= {"idEnt", "GARPersonIdentifiant"}
    assert ("InvalidNameIDPolicy" in answered) is not told
    assert "pairwise" not in answered
    assert not any(name in answered for name in ("Martin", "Léa", "persistent"))


WHOLE = replace(DELEGATION, school=LYCEE.id, scope=EVERYTHING)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("delegation", "declared", "enters"),
    [
        (None, None, False),
        (WHOLE, None, True),
        (replace(WHOLE, school=COLLEGE.id), None, False),
        (replace(WHOLE, scope=DELEGATION.scope), None, False),
        (replace(WHOLE, starts=NOW - 2 * DAY, ends=NOW), None, False),
        (replace(WHOLE, starts=NOW + DAY, ends=NOW + 2 * DAY), None, False),
        (None, LYCEE.id, True),
        (None, COLLEGE.id, False),
    ],
    ids=[
        "nobody",
        "all",
        "elsewhere",
        "part",
        "ended",
        "not-yet",
        "declared",
        "declared-elsewhere",
    ],
)
def test_the_console_is_for_whom_the_export_declares(
    world: World, delegation: Delegation | None, declared: SchoolId | None, *, enters: bool
) -> None:
    """Who assigns for all resources, or of whom the directory says so, at their own school."""
    runtime = world.portal.runtime
    database = Database(open_engine(runtime.config.database))
    People(database, TENANT).put(teacher(DELEGATION.person), NOW)
    if delegation is not None:
        runtime.stores.delegations.give(delegation, DelegationAct.GIVEN)
    if declared is not None:
        with database.engine.begin() as line:
            values = {"school": declared, "person": DELEGATION.person, "email": "b@ent.example"}
            line.execute(insert(delegate), {"tenant": TENANT, **values})
    database.close()
    page = world.portal.page(DELEGATION.person)
    answer = world.portal.browser(DELEGATION.person).get(
        f"/saml/sso?{urlencode({'providerId': CONSOLE})}"
    )

    assert (CONSOLE in page or quote(CONSOLE) in page) is enters
    assert answer.status_code == (200 if enters else 403)
    assert ("SAMLResponse" in answer.text) is enters


def test_no_figure_of_the_portals_counts_it(world: World) -> None:
    """Recorded with what left, and with no school and no resource: the GAR counts what it opens."""
    world.visit(world.portal.browser(), f"{GAR}/domaineGar")

    assert _rows(world) == [("gar", None, None, None, "idEnt,GARPersonIdentifiant")]


def test_the_person_reads_that_it_happened(world: World) -> None:
    """Their own page of data stands, and tells no other thing."""
    browser = world.portal.browser()
    world.visit(browser, f"{GAR}/domaineGar")

    page = browser.get("/donnees/historique").text
    assert "GAR, le service de l’État" in page
    assert "code du portail, votre identifiant au portail" in page
    assert "n’est plus au portail" not in page


def test_a_logout_says_that_the_gar_may_be_open_still(world: World) -> None:
    """Its session is not the portal's to end: whoever sits there next would be the same person."""
    browser = world.portal.browser(HEAD)
    world.visit(browser, f"{GAR}/domaineGar")
    browser.get(f"/saml/sso?{urlencode({'providerId': CONSOLE})}")
    page = browser.get("/mediacentre/deconnexion").text

    assert "Peut-être encore ouvert" in page
    assert re.findall(r"<li>(.*)</li>", page) == [
        "Console d’affectation du GAR",
        "GAR, le service de l’État",
    ]


def test_a_gar_that_knows_logout_is_asked(tmp_path: Path) -> None:
    """As its metadata say, by the name it was given at that sign-in, signed."""
    with _made(tmp_path, logout=True) as world:
        browser = world.portal.browser()
        given = base64.b64decode(world.visit(browser, f"{GAR}/domaineGar")["SAMLResponse"]).decode()
        answer = browser.get("/mediacentre/deconnexion")
        asked = parse_qs(urlsplit(answer.location).query)
        message = zlib.decompress(base64.b64decode(asked["SAMLRequest"][0]), -15).decode()

    assert answer.location.startswith(f"{GAR}/slo?")
    assert asked["Signature"]
    (name,) = re.findall(r"NameID[^>]*>([^<]+)<", message)
    assert name in given
    assert LEA not in message


@pytest.mark.parametrize("who", [STAFF, "personne"])
def test_whoever_is_not_exported_is_nobody_there(world: World, who: str) -> None:
    """A profile that is left out, and somebody whom the directory does not have."""
    answer = world.portal.browser(who).get(_local(world.gar.ask(f"{GAR}/domaineGar")))

    assert answer.status_code == 403
    assert "SAMLResponse" not in answer.text


def test_whoever_must_not_be_named_is_not_named_there(world: World) -> None:
    """Neither do they enter it."""
    world.portal.runtime.stores.restrictions.record(
        Restriction(
            person=LEA, resource=None, asked_by=Asker.SCHOOL, recorded=Word(OPERATOR, NOW, "juge")
        )
    )
    answer = world.portal.browser().get(_local(world.gar.ask(f"{GAR}/domaineGar")))

    assert answer.status_code == 403
    assert [row[3] for row in _rows(world)] == ["not_a_member"]


def test_the_console_is_opened_by_a_link_for_those_who_assign(world: World) -> None:
    """The portal starts; the target is the configured one, whatever the address says."""
    page = world.portal.page(HEAD)
    link = f"/saml/sso?{urlencode({'providerId': CONSOLE})}"
    assert html.escape(link) in page or link.replace("%3A", ":") in page
    form = _form(world.portal.browser(HEAD).get(link).text)
    world.gar.accept(form["SAMLResponse"], console=True)

    assert form["RelayState"] == f"{GAR}/console/"
    assert set(_attributes(form)) == {"idEnt", "GARPersonIdentifiant"}


def test_a_pupil_has_no_link_to_the_console_and_does_not_enter(world: World) -> None:
    """A link that somebody sends them opens nothing."""
    assert CONSOLE not in world.portal.page(LEA)
    answer = world.portal.browser(LEA).get(f"/saml/sso?{urlencode({'providerId': CONSOLE})}")

    assert answer.status_code == 403
    assert "SAMLResponse" not in answer.text


def test_a_target_of_somebody_elses_choosing_is_refused(world: World) -> None:
    """Nobody is led through the console to anywhere else."""
    asked = urlencode({"providerId": CONSOLE, "target": "https://evil.example/"})

    assert world.portal.browser(HEAD).get(f"/saml/sso?{asked}").status_code == 400


def test_the_service_of_resources_is_not_started_by_a_link(world: World) -> None:
    """It asks for itself."""
    asked = urlencode({"providerId": world.gar.entity_id})

    assert world.portal.browser().get(f"/saml/sso?{asked}").status_code == 400


def test_whoever_is_not_signed_in_signs_in_once(world: World) -> None:
    """At the portal; the GAR never asks for a password."""
    answer = world.portal.browser(None).get(_local(world.gar.ask(f"{GAR}/domaineGar")))

    assert "/connexion" in answer.location


def test_a_publisher_may_not_take_the_name_of_the_gar(tmp_path: Path) -> None:
    """It would be told who people are."""
    with _made(tmp_path / "first"):
        pass
    (tmp_path / "first" / "providers" / "gar.toml").write_text(
        'name = "X"\n[saml]\nmetadata = "../gar.xml"\n[[resources]]\nark = "ark:/12345/x"\n'
        'title = "X"\nurl = "https://x.example/"\n',
        encoding="utf-8",
    )
    with pytest.raises(ConfigError, match="gar"):
        build_runtime(tmp_path / "first" / "garbridge.toml")


def test_the_fake_serves_its_pages() -> None:
    """Its metadata and what it received are there for whoever looks."""
    gar = GarAccess(GAR, lambda: b"")
    client = create_gar(gar).test_client()

    assert client.get("/metadata").data.decode() == gar.metadata()
    assert client.get("/received").get_json() == []
    assert client.get("/ressource").status_code == 403
    assert client.post("/acs", data={"SAMLResponse": "x"}).status_code == 403
    assert LYCEE.id not in str(gar.refused)
