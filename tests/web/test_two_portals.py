"""Two portals in one process on one database, with the same keys: nothing of one is the other's.

The worst that an operator may do: the folder was copied, and nothing but the tenant differs.
"""

import re
from dataclasses import dataclass, replace
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from tests.stores.filling import People
from tests.stores.migrated import new_database
from tests.wiring.inside import run_inside
from tests.wiring.portal_files import write_portal

from garbridge.config import read_config
from garbridge.config.metrics import Metrics
from garbridge.core.identifiers import ProviderId, ResourceId, TenantId, tile_key
from garbridge.stores.sql.database import Database
from garbridge.testing.world import ALICE, LYCEE, NOW, SUBSCRIPTION, pupil, seat
from garbridge.web import GarBridge
from garbridge.web.api.door import PROOF
from garbridge.web.api.routes import BASE
from garbridge.wiring import Runtime, build_runtime, open_engine

VIDEOS = ResourceId("ark:/12345/videos")
KEY = tile_key(VIDEOS, LYCEE.id)
SERVICE = "https://studio.example/videos"
NAMES = ("nord", "sud")


@dataclass
class Two:
    """Both, and a browser in which the same identifier is signed in at each."""

    client: FlaskClient
    nord: Runtime
    sud: Runtime

    def ticket(self) -> str:
        """Open the resource at the first; return the ticket."""
        sent = self.client.get("/nord/cas/login", query_string={"service": SERVICE})
        return parse_qs(urlsplit(sent.location).query)["ticket"][0]

    def redeemed(self, portal: str, ticket: str) -> str:
        """Hand *ticket* in at *portal*; return what the provider is told."""
        asked = {"service": SERVICE, "ticket": ticket}
        return self.client.get(f"/{portal}/cas/serviceValidate", query_string=asked).text


@pytest.fixture(name="two")
def _two(tmp_path: Path) -> Two:
    """Return them: one database, the same files but for the tenant and the address."""
    app = Flask(__name__)
    app.config |= {"SECRET_KEY": "test only", "GARBRIDGE_LOGIN_VIEW": "/connexion"}
    file = write_portal(tmp_path)
    text = file.read_text("utf-8")
    new_database(read_config(file).database)
    made = list[Runtime]()
    for number, name in enumerate(NAMES):
        own = text.replace('"F0"', f'"F{number}"').replace("ent.example", f"ent.example/{name}")
        file.write_text(own, "utf-8")
        config = read_config(file)
        database = Database(open_engine(config.database))
        store = People(database, TenantId(f"F{number}"))
        store.put_school(LYCEE)
        store.put(pupil(), NOW)
        built = build_runtime(
            replace(config, metrics=Metrics((ip_network("127.0.0.1/32"),), b"")), clock=lambda: NOW
        )
        built.writer.write(
            subscriptions=[replace(SUBSCRIPTION, resource=VIDEOS)],
            seats=[replace(seat(), resource=VIDEOS)],
        )
        GarBridge(partial(_who, name), runtime=built, name=name).init_app(app, f"/{name}")
        made.append(built)
        database.close()
    client = app.test_client()
    with client.session_transaction() as kept:
        kept.update(dict.fromkeys(NAMES, str(ALICE)))
    return Two(client, *made)


def _who(portal: str) -> str | None:
    found: str | None = session.get(portal)
    return found


def test_a_ticket_of_one_is_none_at_the_other(two: Two) -> None:
    """And is still good where it was given."""
    ticket = two.ticket()

    assert "INVALID_TICKET" in two.redeemed("sud", ticket)
    assert "authenticationSuccess" in two.redeemed("nord", ticket)


def test_nobody_is_the_same_one_at_both(two: Two) -> None:
    """A provider of both could else tell that they are."""
    both = (two.nord, two.sud)
    told = [one.access.subject_at(ProviderId("studio"), ALICE) for one in both]

    assert told[0] != told[1]


def test_what_is_marked_at_one_is_marked_there_alone(two: Two) -> None:
    """With the proof of that one: the other's changes nothing."""
    page = two.client.get("/nord/mediacentre/").text
    (form,) = set(re.findall(r'name="gb_form" value="([0-9a-f]+)"', page))
    script = two.client.get(f"/nord{BASE}favoris").get_json()["proof"]
    posted = [
        two.client.post(
            f"/{name}/mediacentre/favoris", data={"gb_form": form, "ajouter": KEY}
        ).status_code
        for name in NAMES
    ]
    asked = [
        two.client.post(
            f"/{name}{BASE}favoris/{KEY}", headers={PROOF: script, "Content-Type": "text/plain"}
        ).status_code
        for name in NAMES
    ]
    listed = [
        len(two.client.get(f"/{name}{BASE}favoris").get_json()["favourites"]) for name in NAMES
    ]

    assert posted == [303, 400]
    assert (asked[0], asked[1] >= 400, listed) == (204, True, [1, 0])


def test_figures_and_problems_are_those_of_one(two: Two) -> None:
    """Neither a monitor nor a reference reaches across."""
    two.redeemed("nord", two.ticket())
    (launch,) = two.nord.stores.journal.records(limit=9)
    nord, sud = (two.client.get(f"/{name}/metrics").text for name in NAMES)

    counted = 'garbridge_launches_last_5_minutes{outcome="granted",'
    assert (counted in nord, counted in sud) == (True, False)
    assert 'redemptions_last_5_minutes{outcome="told"} 1' in nord
    assert "redemptions_last_5_minutes{" not in sud
    assert run_inside(two.nord, "problem", launch.reference).exit_code == 0
    assert run_inside(two.sud, "problem", launch.reference).exit_code == 2
