"""Everybody of the demo tries every resource: what happens is what ``explain`` said."""

import json
from collections import Counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from tests.journeys.conftest import Demo
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.xdist_group("demo")

RESOURCES = (
    "ark:/99999/gb-atlas",
    "ark:/99999/gb-exercices",
    "ark:/99999/gb-dictionnaire",
    "ark:/99999/gb-manuel-histoire",
    "ark:/99999/gb-encyclopedie",
    "ark:/99999/gb-langues",
    "ark:/99999/gb-videos",
    "ark:/99999/gb-frise",
    "ark:/99999/gb-quiz",
)
PROVIDERS = ("saml",) * 4 + ("cas",) * 3 + ("oidc", "lti")
REACHED_BY_DATA = {
    "not_assigned",
    "no_subscription",
    "subscription_expired",
    "subscription_not_started",
    "profile_not_covered",
}


def _open(visitor: Visitor, ark: str, school: str = "") -> requests.Response:
    return visitor.get(f"/mediacentre/ouvrir/?ark={ark}" + (f"&etab={school}" if school else ""))


def test_what_the_provider_received_is_what_explain_said(demo: Demo) -> None:
    """For each person, school and resource: the same decision, subject, names and values."""
    seen: set[str] = set()
    launches = Counter[str]()
    for person in demo.people():
        visitor = demo.visitor()
        visitor.sign_in(person["id"])
        for school in person["schools"]:
            for ark in RESOURCES:
                said = demo.explain(person["id"], ark, school)
                before = len(visitor.received())
                page = _open(visitor, ark, school)
                received = visitor.received()[before:]
                if said["decision"] == "refused":
                    seen.add(said["reason"])
                    assert page.status_code == 403
                    assert said["code"] in page.text
                    assert received == []
                    continue
                launches[PROVIDERS[RESOURCES.index(ark)]] += 1
                assert page.url.startswith(demo.stub), (person, ark, page.url)
                [arrived] = received
                assert arrived["resource"] == ark
                assert arrived["protocol"] == PROVIDERS[RESOURCES.index(ark)]
                assert arrived["subject"] == said["subject"]
                assert arrived["attributes"] == {c["name"]: c["values"] for c in said["released"]}
        assert visitor.sign_ins == 1

    assert launches.total() >= 20
    assert all(launches[protocol] for protocol in set(PROVIDERS))
    assert seen >= REACHED_BY_DATA


def test_the_command_prints_the_same(demo: Demo) -> None:
    """``garbridge explain`` is the same answer as a process of its own."""
    person = demo.people()[0]["id"]
    answer = demo.garbridge(
        "explain", "--reason", "essai", "--json", "--person", person, "--resource", RESOURCES[0]
    )

    assert json.loads(answer.stdout) == demo.explain(person, RESOURCES[0])


def test_two_schools_of_one_person_give_one_identifier(demo: Demo) -> None:
    """A provider sees one stranger, not two, whichever school the person came through."""
    subjects: dict[tuple[str, str], set[str]] = {}
    for person in demo.people():
        for school in person["schools"]:
            for ark in RESOURCES:
                said = demo.explain(person["id"], ark, school)
                if said["decision"] == "granted":
                    provider = PROVIDERS[RESOURCES.index(ark)]
                    subjects.setdefault((person["id"], provider), set()).add(said["subject"])

    assert {len(found) for found in subjects.values()} == {1}
    everyone = [next(iter(found)) for found in subjects.values()]
    assert len(set(everyone)) == len(everyone)


def test_one_sign_in_for_the_whole_way_there_and_back(demo: Demo) -> None:
    """Portal, resource, portal, another resource: nobody is asked who they are a second time."""
    person = next(p for p in demo.people() if len(_granted(demo, p)) >= 3)
    visitor = demo.visitor()
    visitor.sign_in(person["id"])
    tiles = list(visitor.tiles().values())
    first = visitor.get(tiles[0])
    assert first.url.startswith(demo.stub)
    back = visitor.get(f"{demo.portal}/mediacentre/")
    assert back.url == f"{demo.portal}/mediacentre/"
    for tile in tiles[1:]:
        page = visitor.get(tile)

        assert page.url.startswith(demo.stub)
        assert "/connexion" not in "".join(step.url for step in page.history)
    assert visitor.sign_ins == 1


def test_a_deep_link_survives_the_sign_in(demo: Demo) -> None:
    """Who opens a shared link first signs in, and then arrives at the resource."""
    person = next(p for p in demo.people() if _granted(demo, p))
    ark, school = _granted(demo, person)[0]
    visitor = demo.visitor()
    asked = _open(visitor, ark, school)
    assert asked.url.startswith(f"{demo.portal}/connexion?next=")
    wanted = requests_next(asked.url)

    page = visitor.sign_in(person["id"], wanted=wanted)

    assert page.url.startswith(demo.stub)
    assert visitor.received()[-1]["resource"] == ark


def requests_next(url: str) -> str:
    """Return the ``next`` parameter of a sign-in address."""
    return parse_qs(urlsplit(url).query)["next"][0]


def _granted(demo: Demo, person: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (ark, school)
        for school in person["schools"]
        for ark in RESOURCES
        if demo.explain(person["id"], ark, school)["decision"] == "granted"
    ]
