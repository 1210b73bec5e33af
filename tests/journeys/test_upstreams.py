"""People of a real OpenID provider, CAS server and SAML identity provider, none of them ours."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from tests.journeys.real_upstreams import Person, Real, cas_server, openid_provider
from tests.journeys.several_workers import Portal, free_port, portal_at_work
from tests.journeys.simplesamlphp import LEAVE, simplesamlphp
from tests.journeys.stub_at_work import ARKS, Provider, stub_at_work

pytestmark = pytest.mark.xdist_group("workers")

REAL = {"oidc": openid_provider, "cas": cas_server, "saml": simplesamlphp}
each_protocol = pytest.mark.parametrize("protocol", ARKS)


@dataclass(frozen=True, slots=True)
class All:
    """Who signs people in, the portal with its four workers, and the provider."""

    upstream: Real
    portal: Portal
    provider: Provider

    def in_portal(self, person: Person) -> bool:
        """Say whether the portal knows who comes, without asking the upstream."""
        address = f"{self.portal.url}/mediacentre/"
        page = person.session.get(address, allow_redirects=False, timeout=60)
        return page.status_code == 200

    def received(self) -> list[dict[str, object]]:
        """Return what the provider received, newest last."""
        rows: list[dict[str, object]] = requests.get(
            f"{self.provider.url}/received", timeout=60
        ).json()
        return rows


@pytest.fixture(name="all_three", scope="module", params=REAL)
def _all_three(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[All]:
    """All of it, over HTTP."""
    address = f"http://127.0.0.1:{free_port()}"
    folder: Path = tmp_path_factory.mktemp("portal")
    with ExitStack() as stack:
        upstream = stack.enter_context(
            REAL[request.param](address, tmp_path_factory.mktemp("upstream"))
        )
        portal = stack.enter_context(
            portal_at_work(
                folder,
                *ARKS.values(),
                state=upstream.section,
                address=address,
                app="behind_upstream",
            )
        )
        provider = stack.enter_context(stub_at_work(portal, tmp_path_factory.mktemp("stub")))
        yield All(upstream, portal, provider)


def test_each_upstream_is_found_well(all_three: All) -> None:
    """A real one answers as ``garbridge health`` expects it of one that serves."""
    upstream = all_three.portal.runtime.upstream
    assert upstream is not None

    assert upstream.adapter.probe(now=datetime.now(UTC)) is None


@each_protocol
def test_a_click_arrives(all_three: All, protocol: str) -> None:
    """From the tile through the upstream's form to the resource: one sign-in, nothing lost."""
    person = Person("alice")
    subject, released = all_three.portal.decided(ARKS[protocol])

    page = person.open(all_three.portal.tile(ARKS[protocol]))

    assert page.url.startswith(f"{all_three.provider.url}/recu/"), page.text
    assert person.forms == 1
    arrived = all_three.received()[-1]
    assert (arrived["protocol"], arrived["resource"]) == (protocol, ARKS[protocol])
    assert (arrived["subject"], arrived["attributes"]) == (subject, released)


@pytest.mark.parametrize("protocol", sorted(set(ARKS) - {"lti"}))
def test_a_start_at_the_provider_arrives(all_three: All, protocol: str) -> None:
    """A deep link at the provider survives both sign-ins; only LTI starts at the portal."""
    person = Person("basile")

    page = person.open(all_three.provider.address(protocol))

    assert page.url.startswith(f"{all_three.provider.url}/recu/"), page.text
    assert person.forms == 1


def test_nobody_is_asked_twice(all_three: All) -> None:
    """Signed in once, everything opens."""
    person = Person("alice")
    for ark in ARKS.values():
        assert person.open(all_three.portal.tile(ark)).status_code == 200

    assert person.forms == 1


def test_somebody_the_directory_does_not_know_is_told_so(all_three: All) -> None:
    """They have an account at the upstream, and none is made here."""
    person = Person("personne")

    page = person.open(f"{all_three.portal.url}/mediacentre/")

    assert page.status_code == 403
    assert "GB-ANN-07" in page.text
    assert not all_three.in_portal(person)


def test_whoever_is_at_the_computer_next_is_not_kept_out(all_three: All) -> None:
    """The upstream still knows who was there before: one button, and it asks anew."""
    person = Person("personne")
    person.open(f"{all_three.portal.url}/mediacentre/")
    person.name = "alice"

    page = person.open(f"{all_three.portal.url}/mediacentre/connexion/preuve?next=/mediacentre/")

    assert page.url == f"{all_three.portal.url}/mediacentre/"
    assert person.forms == 2
    assert all_three.in_portal(person)


def test_a_logout_here_is_one_there(all_three: All) -> None:
    """The provider is told, the session is dead, and the upstream asks for the password again."""
    person = Person("alice")
    person.open(all_three.portal.tile(ARKS["cas"]))

    page = person.open(f"{all_three.portal.url}/mediacentre/deconnexion")

    assert page.status_code == 200
    assert not all_three.in_portal(person)
    person.open(f"{all_three.portal.url}/mediacentre/")
    assert person.forms == 2


def test_a_logout_there_is_one_here(all_three: All) -> None:
    """Told by the upstream itself, to whichever worker; providers are told on."""
    person = Person("alice")
    person.open(all_three.portal.tile(ARKS["cas"]))
    assert all_three.in_portal(person)
    leave = {
        "oidc": "/session/end",
        "cas": "/logout",
        "saml": f"{LEAVE}{all_three.portal.url}/livez",
    }

    kind = all_three.upstream.section.partition('kind = "')[2].partition('"')[0]
    person.open(all_three.upstream.url + leave[kind])

    assert not all_three.in_portal(person)


def test_a_new_proof_is_asked_of_the_upstream(all_three: All) -> None:
    """Where a provider wants one: the password again, though the upstream knows who it is."""
    person = Person("alice")
    person.open(f"{all_three.portal.url}/mediacentre/")
    before = person.forms
    time.sleep(1)  # instants of authentication are whole seconds: a new one is a later one

    page = person.open(f"{all_three.portal.url}/mediacentre/connexion/preuve?next=/mediacentre/")

    assert page.url == f"{all_three.portal.url}/mediacentre/"
    assert (before, person.forms) == (1, 2)
    assert all_three.in_portal(person)
