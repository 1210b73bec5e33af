"""Signing in, where it leads, and out again."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examples.existing_portal.portail.extensions import db, utc_now
from examples.existing_portal.portail.models import Account

INES = {"login": "ines.moreau", "password": "portail"}


def test_a_visitor_is_sent_to_the_form_and_back(client: FlaskClient) -> None:
    """Who wanted a page gets it after signing in, its query included."""
    asked = client.get("/classes/?vue=liste")
    assert asked.status_code == 302
    assert asked.headers["Location"] == "/connexion?next=/classes/?vue%3Dliste"
    answer = client.post(asked.headers["Location"], data=INES)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/classes/?vue=liste"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "\t//x"],
)
def test_signing_in_leads_to_no_other_host(client: FlaskClient, elsewhere: str) -> None:
    """A link to the form cannot send somebody who trusts it away from the portal."""
    answer = client.post("/connexion", query_string={"next": elsewhere}, data=INES)
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_says_nothing_more(client: FlaskClient) -> None:
    """An unknown login and a wrong password look the same."""
    wrong = client.post("/connexion", data=INES | {"password": "autre"})
    unknown = client.post("/connexion", data=INES | {"login": "personne"})
    assert wrong.status_code == unknown.status_code == 400
    assert "Identifiant ou mot de passe incorrect." in wrong.text
    assert wrong.text.replace("ines.moreau", "personne") == unknown.text


def test_who_is_signed_in_skips_the_form(signed_in: Callable[[str], FlaskClient]) -> None:
    """The form is for those who need it."""
    answer = signed_in("ines.moreau").get("/connexion?next=/compte")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/compte")


def test_signing_out_ends_the_session(signed_in: Callable[[str], FlaskClient]) -> None:
    """The next person at this computer starts from the form."""
    browser = signed_in("ines.moreau")
    assert browser.post("/deconnexion").headers["Location"] == "/connexion"
    assert browser.get("/compte").status_code == 302


def test_a_closed_account_is_out_at_once(
    app: Flask, client: FlaskClient, signed_in: Callable[[str], FlaskClient]
) -> None:
    """Closing an account ends its sessions and refuses new ones."""
    browser = signed_in("ines.moreau")
    with app.app_context():
        db.session.execute(
            db.update(Account).filter_by(login="ines.moreau").values(closed_at=utc_now())
        )
        db.session.commit()
    assert browser.get("/compte").status_code == 302
    assert client.post("/connexion", data=INES).status_code == 400
