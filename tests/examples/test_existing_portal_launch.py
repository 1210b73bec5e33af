"""A teacher of the existing portal opens a resource: from the menu to the publisher's page."""

from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from examples.existing_portal.portail.extensions import db, utc_now
from examples.existing_portal.portail.models import Account
from examples.existing_portal.portail.sample import COLLEGE
from flask import Flask
from flask.testing import FlaskClient
from tests.examples.places import EXISTING

SERVICE = "http://127.0.0.1:5001/encyclopedie"
CAS = "{http://www.yale.edu/tp/cas}"


@pytest.fixture(name="open_to_all", autouse=True)
def _open_to_all(portal: Flask) -> None:
    """Subscribe both schools to the encyclopedia, open to everybody there, as the README says."""
    for table in ("subscriptions", "assignments"):
        words = ["garbridge", table, "load", str(EXISTING / f"{table}.csv")]
        done = portal.test_cli_runner().invoke(args=words)
        assert done.exit_code == 0, done.output


def browser(portal: Flask, login: str = "") -> FlaskClient:
    """Return a browser in which *login* is signed in; nobody without one."""
    portal.config["WTF_CSRF_ENABLED"] = False  # for the portal's own form alone
    client = portal.test_client()
    if login:
        person = {"login": login, "password": "portail"}
        assert client.post("/connexion", data=person).status_code == 303
    portal.config["WTF_CSRF_ENABLED"] = True
    return client


def validate(client: FlaskClient, address: str) -> ET.Element:
    """Do what the publisher does with the address the browser came to."""
    ticket = parse_qs(urlsplit(address).query)["ticket"][0]
    answer = client.application.test_client().get(
        "/ressources/cas/p3/serviceValidate", query_string={"service": SERVICE, "ticket": ticket}
    )
    assert answer.status_code == 200
    return ET.fromstring(answer.data)  # noqa: S314 - garbridge's own answer


def attributes(document: ET.Element) -> dict[str, list[str]]:
    """Return the attributes of a CAS answer."""
    found: dict[str, list[str]] = {}
    for element in document.iterfind(f"{CAS}authenticationSuccess/{CAS}attributes/*"):
        found.setdefault(element.tag.removeprefix(CAS), []).append(element.text or "")
    return found


def test_from_the_menu_to_the_publisher(portal: Flask) -> None:
    """One login at the portal; the publisher gets what the policy names, of that school only."""
    client = browser(portal, "claire.besson")
    assert 'href="/ressources/mediacentre/"' in client.get("/").text
    page = client.get("/ressources/mediacentre/")
    assert page.status_code == 200
    assert "Portail de Valombre" in page.text  # in the portal's own template, with its menu
    assert "L’encyclopédie illustrée" in page.text
    tile = next(
        link for link in page.text.split('"') if "ouvrir" in link and COLLEGE.lower() in link
    )
    assert client.get(tile).headers["Location"] == SERVICE
    back = client.get("/ressources/cas/login", query_string={"service": SERVICE})
    assert back.status_code == 302
    document = validate(client, back.headers["Location"])
    released = attributes(document)
    subject = document.findtext(f"{CAS}authenticationSuccess/{CAS}user")
    assert released == {
        "IDO": [subject],
        "PRO": ["National_ens"],
        "DIV": ["4B##Quatrième B", "5A##Cinquième A"],
    }
    spent = validate(client, back.headers["Location"])
    assert spent.find(f"{CAS}authenticationFailure") is not None


def test_our_pages_carry_the_portals_policy_and_ours(portal: Flask) -> None:
    """The portal's headers stand on them as on its own pages, and nobody frames either."""
    client = browser(portal, "claire.besson")
    theirs = client.get("/").headers
    for path in ("/ressources/mediacentre/", "/ressources/mediacentre/ouvrir/x"):
        ours = client.get(path).headers
        assert ours.getlist("Content-Security-Policy") == [
            *theirs.getlist("Content-Security-Policy"),
            "frame-ancestors 'none'",
        ]
        assert ours["Permissions-Policy"] == theirs["Permissions-Policy"]


def test_a_teacher_who_became_head_elsewhere_enters_as_head(portal: Flask) -> None:
    """The directory's dates decide: the old place has ended, the new one says another profile."""
    client = browser(portal, "paul.girard")
    back = client.get("/ressources/cas/login", query_string={"service": SERVICE})
    assert attributes(validate(client, back.headers["Location"]))["PRO"] == ["National_dir"]


def test_a_visitor_signs_in_once_and_arrives(portal: Flask) -> None:
    """The publisher's own link works: portal login with ``next``, then straight through."""
    client = browser(portal)
    asked = client.get("/ressources/cas/login", query_string={"service": SERVICE})
    login = urlsplit(asked.headers["Location"])
    assert login.path == "/connexion"
    portal.config["WTF_CSRF_ENABLED"] = False
    person = {"login": "sofia.martins", "password": "portail"}
    signed_in = client.post(f"{login.path}?{login.query}", data=person)
    back = client.get(signed_in.headers["Location"])
    assert back.headers["Location"].startswith(f"{SERVICE}?ticket=ST-")
    assert attributes(validate(client, back.headers["Location"]))["PRO"] == ["National_evs"]


def test_a_closed_account_is_out_of_the_mediacentre_at_once(portal: Flask) -> None:
    """What the portal's office does holds for resources too: nothing was copied."""
    client = browser(portal, "ines.moreau")
    with portal.app_context():
        closed = db.update(Account).filter_by(login="ines.moreau").values(closed_at=utc_now())
        db.session.execute(closed)
        db.session.commit()
    back = client.get("/ressources/cas/login", query_string={"service": SERVICE})
    assert urlsplit(back.headers["Location"]).path == "/connexion"


def test_the_office_has_no_school_and_no_resource(portal: Flask) -> None:
    """An administrator of the portal is nobody's pupil and nobody's teacher."""
    client = browser(portal, "admin")
    login = client.get("/ressources/cas/login", query_string={"service": SERVICE})
    for answer in (client.get("/ressources/mediacentre/"), login):
        assert answer.status_code == 403
        assert "GB-" in answer.text


def test_a_forged_saml_request_gets_our_page_and_not_the_csrf_page(portal: Flask) -> None:
    """CSRF protection stays on for the portal's forms; a SAML message carries its own proof."""
    client = browser(portal, "ines.moreau")
    answer = client.post("/ressources/saml/sso", data={"SAMLRequest": "forged"})
    assert answer.status_code == 400
    assert "GB-REQ" in answer.text
    assert client.post("/compte", data={"display": "clair"}).status_code == 400
    assert b"GB-" not in client.post("/compte", data={"display": "clair"}).data


def test_below_the_prefix_the_portals_404_stays(portal: Flask) -> None:
    """An address that garbridge does not know is the portal's, page and JSON."""
    client = browser(portal, "ines.moreau")
    assert "Cette page n’existe pas" in client.get("/ressources/rien").text
    program = client.get("/ressources/rien", headers={"Accept": "application/json"})
    assert program.json == {"erreur": "Cette page n’existe pas", "statut": 404}


def test_the_session_holds_one_key_and_nobody_gets_a_cookie(portal: Flask) -> None:
    """There is no cookie of ours; in the portal's session it keeps a name that tells nothing."""
    client = browser(portal, "ines.moreau")
    client.get("/ressources/mediacentre/")
    with client.session_transaction() as kept:
        before = set(kept)
    tile = "/ressources/cas/login"
    answer = client.get(tile, query_string={"service": SERVICE})
    assert {c.split("=")[0] for c in answer.headers.getlist("Set-Cookie")} <= {"portail_session"}
    with client.session_transaction() as kept:
        assert set(kept) - before <= {"_garbridge"}
        assert "Moreau" not in str(dict(kept))
