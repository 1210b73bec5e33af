"""What people open from a portal that stands alone, while it is brought to this version.

Each exchange has several steps; each step is answered by either version, in every order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
import requests
from lxml import html
from pytest_httpserver import HTTPServer
from tests.packaging.alone import TEACHER, Alone, Pair, Served
from tests.packaging.providers import (
    Parc,
    Told,
    key_of,
    listening,
    oidc_asks,
    status_of,
    tool_chose,
    tool_told,
)
from tests.packaging.upstreams import Cas, query_of
from tests.protocols.lti.platform import core, tool_asks

TOOL = "https://outil.example/launch"

pytestmark = pytest.mark.xdist_group("wheels")


@dataclass(frozen=True, slots=True)
class Opened:
    """Both versions, and the far ends of what is opened."""

    two: Pair
    parc: Parc
    told: Told
    here: str

    @property
    def both(self) -> tuple[Alone, Alone]:
        """The old version, and the new one."""
        return self.two.both

    def other(self, than: Alone) -> Alone:
        """Return the other version."""
        return self.two.new if than is self.two.old else self.two.old

    def inside(self, at: Alone, person: str = "demo-zoe") -> requests.Session:
        """Return the browser of *person*, signed in at one version."""
        return self.two.sign_in(at, at, at, person=person)[0]

    def arrive(
        self, browser: requests.Session, posts: Alone, follows: Alone, resource: str = ""
    ) -> tuple[str, str]:
        """Have the provider ask by SAML, across sites; return what it was told."""
        with requests.Session() as stranger:
            parked = posts.post(stranger, "/gar/saml/sso", self.parc.asks(resource))
        assert parked.status_code == 303, parked.text
        answer = follows.get(browser, parked.headers["Location"])
        again = self.other(follows).get(browser, parked.headers["Location"])
        assert again.status_code == 400, "a request that waited is answered once"
        return self.parc.told(answer)

    def open_the_others(self, browser: requests.Session, at: Alone) -> str:
        """Open what is told of a logout behind the browser; return the ticket of one."""
        back = at.get(browser, "/gar/cas/login", service=f"{self.here}studio")
        code = at.get(browser, "/gar/oidc/authorize", **oidc_asks(self.here))
        assert "code=" in code.headers["Location"], code.text
        return query_of(back.headers["Location"])["ticket"]

    def launch(
        self, browser: requests.Session, start: str, at: Alone, asked: Alone
    ) -> dict[str, object]:
        """Set out for the tool at one version, and be asked about at the other."""
        begun = at.get(browser, start)
        query = tool_asks(query_of(begun.headers["Location"]), TOOL)
        page = asked.get(browser, "/gar/lti/authorize", **query)
        told = tool_told(page, self.other(asked).get(browser, "/gar/lti/jwks"))
        again = self.other(asked).get(browser, "/gar/lti/authorize", **query)
        assert again.status_code == 400, "a click is one launch"
        return told


@pytest.fixture(name="opened", scope="module")
def _opened(served: Served, others: HTTPServer) -> Iterator[Opened]:
    """Both versions at work, behind a CAS server."""
    others.clear()
    told = listening(others)
    with served(Cas(others)) as two:
        yield Opened(two, Parc(two.old.url), told, others.url_for("/"))


def test_a_click_and_the_request_of_saml_that_follows_it(opened: Opened) -> None:
    """Which of two resources was clicked is known; the provider knows one person."""
    browser, known = opened.inside(opened.two.old), set[str]()
    for resource in ("un", "deux"):
        for click, posts, follows in product(opened.both, repeat=3):
            leads = click.get(browser, f"/gar/mediacentre/ouvrir/{key_of(resource)}")
            assert leads.headers["Location"] == f"https://sp.example/{resource}"
            known.add(opened.arrive(browser, posts, follows)[0])
    (subject,) = known
    assert len(subject) == 128
    opens = "SELECT count(*) FROM garbridge_launch WHERE resource = 'ark:/99999/{}'"
    assert [opened.two.rows(opens.format(one)) for one in ("un", "deux")] == [[(8,)], [(8,)]]


def test_a_request_of_saml_that_waits_for_the_sign_in(opened: Opened) -> None:
    """Of somebody who is not signed in: it is answered where they come back to."""
    two = opened.two
    for posts, begins, follows in product(opened.both, repeat=3):
        browser = requests.Session()
        form = opened.parc.asks("un")
        waits = begins.get(browser, posts.post(browser, "/gar/saml/sso", form).headers["Location"])
        browser, then = two.sign_in(
            begins, follows, follows, browser, start=waits.headers["Location"]
        )
        assert len(opened.parc.told(follows.get(browser, then))[0]) == 128


def test_a_logout_that_the_provider_asks_for(opened: Opened) -> None:
    """Opened, asked, followed and come back from the upstream at either version: all is closed."""
    two = opened.two
    for opens, asked, follows in product(opened.both, repeat=3):
        browser = opened.inside(opens)
        form = opened.parc.leaves(*opened.arrive(browser, opens, opens, "un"))
        with requests.Session() as stranger:
            parked = asked.post(stranger, "/gar/saml/slo", form)
        left = follows.get(browser, parked.headers["Location"])
        back = opened.other(follows)
        brought = two.upstream.left(left.headers["Location"], two.old.url)
        answer = back.bring(browser, brought)
        assert answer.headers["Location"].startswith("https://sp.example/slo?")
        assert status_of(answer.headers["Location"]) == "Success"
        assert two.are_inside(browser) == {False}


def test_a_logout_at_the_portal_is_told_to_what_the_other_opened(opened: Opened) -> None:
    """Behind the browser and through it, with every answer taken by either version."""
    two = opened.two
    for opens, leaves, answers in product(opened.both, repeat=3):
        browser = opened.inside(opens)
        opened.arrive(browser, opens, opens, "un")
        ticket = opened.open_the_others(browser, opens)
        left = leaves.get(browser, "/gar/mediacentre/deconnexion").headers["Location"]
        assert left.startswith("https://sp.example/slo?"), left
        assert ticket in opened.told.studio[-1]
        answered = answers.get(browser, f"/gar/saml/slo?{opened.parc.left(left)}")
        brought = two.upstream.left(answered.headers["Location"], two.old.url)
        page = opened.other(answers).bring(browser, brought)
        closed = html.fromstring(page.text).xpath("//main//li/text()")
        assert closed == ["Globe", "Parc", "Studio"], page.text
        assert "Vous êtes déconnecté" in page.text
    assert len(opened.told.studio) == len(opened.told.globe) == 8


def test_a_logout_at_the_upstream_is_told_to_what_the_other_opened(opened: Opened) -> None:
    """Without a browser, by whichever version the upstream tells."""
    for opens, told in product(opened.both, repeat=2):
        browser = opened.inside(opens)
        ticket = opened.open_the_others(browser, opens)
        before = len(opened.told.globe)
        told.bring(browser, opened.two.upstream.ends(opened.two.old.url))
        assert ticket in opened.told.studio[-1]
        assert len(opened.told.globe) == before + 1
        assert opened.two.are_inside(browser) == {False}


def test_a_click_and_the_launch_of_lti_that_follows_it(opened: Opened) -> None:
    """The hints of one version are taken by the other, once; the tool knows one person."""
    browser, known = opened.inside(opened.two.new), set[object]()
    for click, asked in product(opened.both, repeat=2):
        start = f"/gar/mediacentre/ouvrir/{key_of('outil')}"
        known.add(opened.launch(browser, start, click, asked)["sub"])
    (subject,) = known
    assert len(str(subject)) == 128


def test_content_that_is_chosen_at_a_tool(opened: Opened) -> None:
    """Asked for and answered at either version, once; then it opens at either."""
    teacher, pupil = opened.inside(opened.two.old, TEACHER), opened.inside(opened.two.new)
    for number, (click, asked, answers) in enumerate(product(opened.both, repeat=3)):
        start, title = f"/gar/lti/deep-linking/{key_of('outil')}", f"Choix-{number}"
        form = tool_chose(opened.launch(teacher, start, click, asked), title)
        with requests.Session() as stranger:
            done = answers.post(stranger, "/gar/lti/deep-linking-return", form)
            again = opened.other(answers).post(stranger, "/gar/lti/deep-linking-return", form)
        assert (done.status_code, title in done.text) == (200, True), done.text
        assert again.status_code == 400, "what was asked is answered once"
        page = opened.other(answers).get(pupil, "/gar/mediacentre/").text
        links = html.fromstring(page).xpath(f"//a[contains(., '{title}')]/@href")
        (link,) = {one for one in links if "/ouvrir/" in one}
        told = opened.launch(pupil, link, answers, opened.other(answers))
        assert told[core("target_link_uri")] == f"https://outil.example/{title}"


def test_launches_of_both_are_in_one_ledger(opened: Opened) -> None:
    """Sealed by one version it is whole to the other, and goes on from there."""
    browser = opened.inside(opened.two.old)
    for seals in (*opened.both, opened.two.old):
        for launches in opened.both:
            opened.arrive(browser, launches, launches, "un")
        assert "scell" in seals.run("ledger", "seal")
        assert opened.other(seals).run("ledger", "verify")
