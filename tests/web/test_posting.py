"""The page that posts itself: prepared once, filled in anew for each launch."""

from functools import cache
from html import unescape
from pathlib import Path

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from tests.web.portal import World, portal

from garbridge.ports import AutoPostForm
from garbridge.web.bridge import bridges_of
from garbridge.web.posting import auto_post_page

ACS = "https://parc.example/acs"
ORIGINS = ("https://parc.example",)


def shown(app: Flask, form: AutoPostForm, language: str = "fr", below: str = "") -> str:
    """Return the page that posts *form*."""
    root = f"http://localhost/{below}"
    with app.test_request_context(
        "/saml/sso", base_url=root, headers={"Accept-Language": language}
    ):
        return auto_post_page(bridges_of(app)["garbridge"], form).get_data(as_text=True)


def fields_of(page: str) -> dict[str, str]:
    """Return what a browser would post."""
    found: dict[str, str] = {}
    for part in page.split('<input type="hidden" name="')[1:]:
        name, _, rest = part.partition('" value="')
        found[unescape(name)] = unescape(rest.partition('">')[0])
    return found


@cache
def _one_portal() -> Flask:
    return portal(World())


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_posted_is_what_was_decided(answer: str, state: str) -> None:
    """Whatever the values hold, a browser posts exactly them, first time and later."""
    app = _one_portal()
    bridges_of(app)["garbridge"].postings.clear()
    for first, second in ((answer, state), (state, answer)):
        form = AutoPostForm(ACS, {"answer": first, "RelayState": second}, ORIGINS)

        assert fields_of(shown(app, form)) == {"answer": first, "RelayState": second}


def test_a_launch_shows_nothing_of_the_one_before() -> None:
    """What is kept of a page holds no value of anybody."""
    app = portal(World())
    shown(app, AutoPostForm(ACS, {"answer": "of-alice", "RelayState": "hers"}, ORIGINS))
    second = shown(app, AutoPostForm(ACS, {"answer": "of-bob"}, ORIGINS))
    kept = str(bridges_of(app)["garbridge"].postings)

    assert "of-alice" not in second
    assert "RelayState" not in second
    assert "alice" not in kept
    assert "parc.example" not in kept


def test_a_value_that_looks_like_a_mark_is_a_value() -> None:
    """Values are put into the page once and are not looked at again."""
    app = portal(World())
    form = AutoPostForm(ACS, {"answer": "value-token-0001-abcdefghijklmnop-1."}, ORIGINS)

    for _ in range(2):
        assert fields_of(shown(app, form)) == dict(form.fields)


def test_braces_and_percent_signs_are_text(tmp_path: Path) -> None:
    """Those of a portal's own template and of a value both come out as they are."""
    (tmp_path / "garbridge").mkdir()
    text = "<style>p{width:9%}</style>{{ '{0}' }}%(0)b%{{ form.fields.answer }}"
    (tmp_path / "garbridge" / "post.html").write_text(text, encoding="utf-8")
    app = portal(World(), templates=tmp_path)
    page = shown(app, AutoPostForm(ACS, {"answer": "{1}%(1)b"}, ORIGINS))

    assert page == "<style>p{width:9%}</style>{0}%(0)b%{1}%(1)b"


def test_each_language_has_its_page() -> None:
    """The page kept for one is not shown to the other."""
    app = portal(World())
    form = AutoPostForm(ACS, {"answer": "x"}, ORIGINS)
    english = shown(app, form, language="en-GB,en;q=0.8")
    french = shown(app, form)

    assert "Open the resource" in english
    assert "Ouvrir la ressource" in french


def test_what_is_kept_is_bounded() -> None:
    """A header that names ever new mount points fills no memory."""
    app = portal(World())
    form = AutoPostForm(ACS, {"answer": "x"}, ORIGINS)
    for number in range(100):
        shown(app, form, below=str(number))

    assert len(bridges_of(app)["garbridge"].postings) == 64


def test_a_developer_sees_changes_at_once(tmp_path: Path) -> None:
    """In debug mode nothing is kept."""
    app = portal(World(), templates=tmp_path)
    app.debug = True
    shown(app, AutoPostForm(ACS, {"answer": "x"}, ORIGINS))

    assert bridges_of(app)["garbridge"].postings == {}
