"""Error pages, headers, cookies, JSON and CSRF: what every page has in common."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

SignIn = Callable[[str], FlaskClient]


def test_a_missing_page_is_the_portals_own(client: FlaskClient) -> None:
    """A person reads the portal's words."""
    answer = client.get("/rien")
    assert answer.status_code == 404
    assert "<h1>Cette page n’existe pas</h1>" in answer.text


@pytest.mark.parametrize(("path", "accept"), [("/api/rien", "*/*"), ("/rien", "application/json")])
def test_a_program_gets_its_error_as_json(client: FlaskClient, path: str, accept: str) -> None:
    """A program reads JSON, with the accents as they are."""
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.data == '{"erreur":"Cette page n’existe pas","statut":404}\n'.encode()


def test_a_failure_shows_no_trace(app: Flask, client: FlaskClient) -> None:
    """What went wrong stays inside."""
    app.testing = False
    app.add_url_rule("/panne", view_func=lambda: str(1 // 0))
    answer = client.get("/panne")
    assert answer.status_code == 500
    assert "Le portail a rencontré un problème" in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_every_answer_has_the_headers(client: FlaskClient) -> None:
    """Pages, errors and redirects alike."""
    for path in ("/connexion", "/rien", "/", "/api/moi"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"] == "default-src 'self'"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"


def test_a_style_sheet_may_be_kept(client: FlaskClient) -> None:
    """Only what is about a person is never stored."""
    with client.get("/static/portail.css") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"


def test_a_visit_sets_one_cookie(client: FlaskClient) -> None:
    """The session is the only cookie, closed to scripts."""
    client.get("/classes/")
    answer = client.post("/connexion", data={"login": "tom.lefevre", "password": "portail"})
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("portail_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_chosen_display_is_kept(signed_in: SignIn) -> None:
    """Who needs contrast finds it again at the next visit."""
    browser = signed_in("ines.moreau")
    assert '<body class="clair">' in browser.get("/").text
    assert browser.post("/compte", data={"display": "contraste"}).status_code == 303
    cookie = browser.get_cookie("portail_affichage")
    assert cookie is not None
    assert cookie.value == "contraste"
    assert '<body class="contraste">' in browser.get("/").text


def test_a_form_without_its_token_is_refused(
    app: Flask, client: FlaskClient, token_in: Callable[[str], str]
) -> None:
    """Another site cannot make a browser act on the portal."""
    app.config["WTF_CSRF_ENABLED"] = True
    person = {"login": "ines.moreau", "password": "portail"}
    token = token_in(client.get("/connexion").text)
    assert client.post("/connexion", data=person).status_code == 400
    assert client.post("/deconnexion").status_code == 400
    assert client.post("/connexion", data=person | {"csrf_token": token}).status_code == 303
