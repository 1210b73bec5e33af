"""Open redirects: what looks like a path of ours and is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garbridge.web import own_path

LOOK_ALIKES = (
    "",
    " ",
    "evil.example",
    "https://evil.example",
    "HTTPS://evil.example/",
    "http:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "/%2f/evil.example",
    "/%2Fevil.example",
    "/%5cevil.example",
    "/%5C%5Cevil.example",
    "/%252f/evil.example",
    "/%255cevil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/../evil.example",
    "/mediacentre/../../evil.example",
    "/%2e%2e//evil.example",
    "/mediacentre//evil.example",
    "javascript:alert(1)",
    "data:text/html,evil",
    "/mediacentre/#@evil.example",
    "?next=//evil.example",
    "@evil.example/",
    "/\u2215evil.example",
)


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_look_alikes_are_refused(text: str) -> None:
    """Each of these leaves the host in some browser, proxy or framework."""
    assert own_path(text) is None


def test_there_are_forty_one() -> None:
    """The list is not thinned out unseen."""
    assert len(set(LOOK_ALIKES)) == 41


@pytest.mark.parametrize(
    "text",
    [
        "/",
        "/mediacentre/",
        "/mediacentre/ouvrir/abc-0750001a",
        "/saml/sso?suite=a_b-C",
        "/mediacentre/ouvrir/?ark=ark:/99999/x&etab=0750001A",
        "/mediacentre/?next=//evil.example",
        "/ent/%C3%A9cole/",
    ],
)
def test_own_paths_are_kept(text: str) -> None:
    """What a query says is data: it names no host."""
    assert own_path(text) == text


def test_nothing_is_no_path() -> None:
    """An absent parameter is not the root."""
    assert own_path(None) is None


def test_endless_paths_are_refused() -> None:
    """A path has a length."""
    assert own_path("/" + "a" * 10_000) is None


@given(st.text(max_size=40))
def test_what_is_kept_has_no_host(text: str) -> None:
    """Whatever is kept starts with one slash and holds nothing that a browser repairs."""
    kept = own_path(text)

    assert kept is None or (kept[0] == "/" and kept[1:2] not in {"/", "\\"} and kept.isascii())
