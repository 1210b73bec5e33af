"""People who are signed in at a portal that stands alone, while it is brought to this version."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product

import pytest
from pytest_httpserver import HTTPServer
from tests.examples.test_minimal_portal import free_port
from tests.packaging.alone import Pair, Served
from tests.packaging.upstreams import Cas, OpenId, Saml, Upstream

pytestmark = pytest.mark.xdist_group("wheels")

UPSTREAMS: Mapping[str, Callable[[HTTPServer], Upstream]] = {
    "cas": Cas,
    "oidc": OpenId,
    "saml": lambda _: Saml(),
}


@pytest.fixture(name="two", scope="module", params=UPSTREAMS)
def _two(served: Served, others: HTTPServer, request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Both versions behind each upstream."""
    others.clear()
    with served(UPSTREAMS[request.param](others)) as two:
        yield two


def test_who_signed_in_before_stays_so(two: Pair) -> None:
    """Before the tables were of the new version, and at both."""
    assert two.are_inside(two.early) == {True}


def test_who_begins_at_one_arrives_at_the_other(two: Pair) -> None:
    """Wherever it began, was taken and ended, both know them; out at one is out at both."""
    for begins, takes, ends in product(two.both, repeat=3):
        browser, then = two.sign_in(begins, takes, ends)
        assert then == "/gar/mediacentre/"
        assert two.are_inside(browser) == {True}
    assert two.are_inside(two.early) == {True}, "they are other sessions"


def test_a_logout_goes_by_the_upstream_and_comes_back_to_the_other(two: Pair) -> None:
    """Begun at one; what waits for the answer of the upstream is found by the other."""
    for here, leaves, back in product(two.both, repeat=3):
        browser, _ = two.sign_in(here, here, here)
        left = leaves.get(browser, "/gar/mediacentre/deconnexion")
        assert left.status_code == 302, left.text
        assert two.are_inside(browser) == {False}
        page = back.bring(browser, two.upstream.left(left.headers["Location"], two.old.url))
        assert (page.status_code, "Vous êtes déconnecté" in page.text) == (200, True), page.text
    assert two.are_inside(two.early) == {True}


def test_a_logout_at_the_upstream_ends_the_session_of_the_other(two: Pair) -> None:
    """It tells whichever version it reaches."""
    for here, told in product(two.both, repeat=2):
        browser, _ = two.sign_in(here, here, here)
        assert two.are_inside(browser) == {True}
        heard = told.bring(browser, two.upstream.ends(two.old.url))
        assert heard.status_code in {200, 302}, heard.text
        assert two.are_inside(browser) == {False}


def test_back_on_the_newer_tables_everybody_is_still_inside(two: Pair) -> None:
    """The old version, started again: who signed in before, and who did at the new one."""
    late, _ = two.sign_in(two.new, two.new, two.new)
    again = replace(two.old, port=free_port())

    with again.serving():
        assert again.is_inside(two.early)
        assert again.is_inside(late)
        then, _ = two.sign_in(again, again, again)
    assert two.are_inside(then) == {True}
