"""Headers: on what garbridge answers, and on nothing else."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.web.portal import World, client_of, portal

from garbridge.core.identifiers import tile_key
from garbridge.formats.saml.addresses import origin, unfit_address
from garbridge.ports import AutoPostForm
from garbridge.testing.world import ATLAS
from garbridge.web.outgoing import post_policy

PAGES = (
    "/mediacentre/",
    "/mediacentre/ouvrir/x",
    f"/mediacentre/ouvrir/?ark={ATLAS.id}",
    "/domaineGar",
    "/saml/sso",
    "/saml/sso?ask=1",
    "/saml/sso?suite=x",
    "/cas/login?ask=1",
    "/saml/metadata",
    "/cas/serviceValidate",
    "/cas/p3/serviceValidate",
    "/livez",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_hardened(client: FlaskClient, path: str) -> None:
    """Nothing is sniffed, framed by strangers, or told to other hosts in a referrer."""
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"] or (
        path.startswith(("/mediacentre/", "/domaineGar"))
    )
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_about_a_person_is_kept(client: FlaskClient, path: str) -> None:
    """A shared computer's back button must not show the pupil before."""
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_a_document_keeps_its_own_headers(world: World, client: FlaskClient) -> None:
    """Metadata may be kept by whoever fetches it."""
    world.back.headers["Cache-Control"] = "max-age=60"
    answer = client.get("/saml/metadata")

    assert answer.headers["Cache-Control"] == "max-age=60"
    assert answer.content_type == "application/xml"


def test_plain_http_promises_no_https() -> None:
    """A demo on one machine must not lock its browser out of http."""
    client = client_of(portal(World(issuer="http://127.0.0.1:8800")))

    assert "Strict-Transport-Security" not in client.get("/mediacentre/").headers


def test_frames_are_the_portals_to_allow(world: World) -> None:
    """A portal that frames the médiacentre says so; a sign-in is never framed."""
    origins = "'self' https://portail.example https://*.region.example:8443"
    client = client_of(portal(world, config={"GARBRIDGE_FRAME_ANCESTORS": origins}))
    page = client.get("/mediacentre/").headers["Content-Security-Policy"]
    sign_in = client.get("/saml/sso?ask=unknown").headers["Content-Security-Policy"]

    for path in ("/mediacentre/reperes", f"/mediacentre/ressource/{tile_key(ATLAS.id)}"):
        changing = client.get(path).headers["Content-Security-Policy"]
        assert changing.endswith("frame-ancestors 'self'"), "no other site has a button pressed"
    assert page.endswith(f"frame-ancestors {origins}")
    assert sign_in.endswith("frame-ancestors 'none'")


def test_the_posting_page_may_post_to_its_provider_only(client: FlaskClient) -> None:
    """The script carries the nonce of its own answer; the form reaches registered origins."""
    first, second = (client.get(f"/saml/sso?ask={number}") for number in (1, 2))
    policy = first.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)

    assert nonce is not None
    assert f'<script nonce="{nonce.group(1)}">' in first.text
    assert nonce.group(1) not in second.text
    assert "form-action https://parc.example;" in policy
    assert first.headers["Referrer-Policy"] == "no-referrer"


def test_the_posting_page_works_without_script(client: FlaskClient) -> None:
    """A plain visible button posts the same form."""
    page = client.get("/saml/sso?ask=1").text

    assert '<button class="gb-button" type="submit">Ouvrir la ressource</button>' in page
    assert page.index("</form>") < page.index("<script ") < page.index("<link ")


def test_the_portals_nonce_is_used(world: World) -> None:
    """A portal that sets a policy over ours lets our script through by its own nonce."""
    app = portal(world, config={"GARBRIDGE_CSP_NONCE": lambda: "of-the-portal"})
    answer = client_of(app).get("/saml/sso?ask=1")

    assert '<script nonce="of-the-portal">' in answer.text
    assert "'nonce-of-the-portal'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://parc.example; script-src *",
        "https://parc.example/",
        "*",
        "'self'",
        "https://parc.example\nX: y",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_origin_that_is_none_stops_the_page(origin: str) -> None:
    """What stands in the policy can only be origins."""
    with pytest.raises(ValueError, match="origins only"):
        post_policy(AutoPostForm("https://parc.example/acs", {}, (origin,)), "nonce")


@pytest.mark.parametrize(
    "url",
    [
        "https://parc.example/acs",
        "https://PARC.example:8443/acs?x=1",
        "https://[2001:db8::1]/acs",
        "https://[2001:DB8::1]:8443/acs",
        "http://[::1]/acs",
    ],
)
def test_every_address_that_may_be_registered_may_be_posted_to(url: str) -> None:
    """No launch is committed and then stopped by its own page's policy."""
    assert unfit_address(url, insecure_loopback=True) is None

    policy = post_policy(AutoPostForm(url, {}, (origin(url),)), "nonce")

    assert f"form-action {origin(url)};" in policy


def test_without_an_origin_nothing_is_posted() -> None:
    """An empty list is no permission."""
    policy = post_policy(AutoPostForm("https://parc.example/acs", {}, ()), "nonce")

    assert "form-action 'none';" in policy


@pytest.mark.parametrize("path", [path for path in PAGES if "?ask" not in path])
def test_pages_hold_neither_script_nor_style(client: FlaskClient, path: str) -> None:
    """Everything a page needs is one stylesheet of this host, and one script by its address."""
    text = client.get(path).text

    assert not re.search(
        r'<script(?! type="module" src="/mediacentre/static/[^"]+"></script>)', text
    )
    assert "<style" not in text
    assert not re.search(r"\s(style|on\w+)=", text)
    assert not re.search(r'(src|href)="(https?:)?//', text)


def test_the_stylesheet_may_be_kept_for_a_year(client: FlaskClient) -> None:
    """Its address names its content, so what is kept is never out of date."""
    page = client.get("/mediacentre/").text
    address = re.search(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert address is not None
    kept = client.get(address.group(1))
    other = client.get(address.group(1).partition("?")[0] + "?v=old")

    assert kept.status_code == 200
    assert kept.content_type.startswith("text/css")
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in other.headers["Cache-Control"]
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in kept.headers
    kept.close()
    other.close()


@pytest.mark.parametrize("path", ["../extension.py", "%2e%2e/extension.py", "x.css"])
def test_only_static_files_are_static(client: FlaskClient, path: str) -> None:
    """The folder has no way up; what is not there is the portal's 404."""
    answer = client.get(f"/mediacentre/static/{path}")

    assert answer.status_code in {404, 405}
    assert "immutable" not in answer.headers.get("Cache-Control", "")


BASE = (
    "<!doctype html><title>{% block title %}{% endblock %}</title>"
    "<nav>menu of {{ request.host }}</nav>{% block content %}{% endblock %}"
)


@pytest.fixture(name="templates")
def _templates(tmp_path: Path) -> Path:
    """The portal's own folder of templates, with its base template."""
    (tmp_path / "garbridge").mkdir()
    (tmp_path / "portal_base.html").write_text(BASE, encoding="utf-8")
    return tmp_path


def test_pages_stand_in_the_portals_template(world: World, templates: Path) -> None:
    """The portal's menu is there, the stylesheet too, and no second document.

    What the portal's template loads is not ours to forbid; who may frame it is.
    """
    config = {"GARBRIDGE_BASE_TEMPLATE": "portal_base.html"}
    answer = client_of(portal(world, config=config, templates=templates)).get("/mediacentre/")

    assert "menu of localhost" in answer.text
    assert answer.text.count("<!doctype html>") == 1
    assert '<link rel="stylesheet" href="/mediacentre/static/garbridge.css' in answer.text
    assert "<title>Médiacentre</title>" in answer.text
    assert 'class="gb-bar"' not in answer.text


def test_the_posting_page_stands_alone(world: World, templates: Path) -> None:
    """The page on the launch's path keeps its strict policy, whatever the base template."""
    config = {"GARBRIDGE_BASE_TEMPLATE": "portal_base.html"}
    client = client_of(portal(world, config=config, templates=templates))
    answer = client.get("/saml/sso?ask=1")

    assert "menu of" not in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("incident.html", "/mediacentre/ouvrir/x"),
        ("mediacentre.html", "/mediacentre/"),
        ("post.html", "/saml/sso?ask=1"),
        ("base.html", "/mediacentre/"),
    ],
)
def test_a_template_of_the_portal_wins(world: World, templates: Path, name: str, path: str) -> None:
    """The same path below the portal's templates takes the place of ours."""
    (templates / "garbridge" / name).write_text("own: {{ gb.portal }}", encoding="utf-8")

    assert client_of(portal(world, templates=templates)).get(path).text == (
        "own: ENT des Deux-Rives"
    )


def test_one_block_may_be_replaced(world: World, templates: Path) -> None:
    """A portal changes a footer without copying a page."""
    (templates / "own.html").write_text(
        '{% extends "garbridge/base.html" %}{% block head %}<meta name="portal">{% endblock %}',
        encoding="utf-8",
    )
    config = {"GARBRIDGE_BASE_TEMPLATE": "own.html"}
    page = client_of(portal(world, config=config, templates=templates)).get("/mediacentre/").text

    assert '<meta name="portal">' in page
    assert 'class="gb-bar"' in page
