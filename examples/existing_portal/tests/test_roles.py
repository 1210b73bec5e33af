"""Who sees what."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

SignIn = Callable[[str], FlaskClient]


@pytest.mark.parametrize(
    ("login", "path", "status"),
    [
        ("ines.moreau", "/actualites/publier", 403),
        ("claire.besson", "/actualites/publier", 200),
        ("sofia.martins", "/actualites/publier", 200),
        ("admin", "/actualites/publier", 200),
        ("ines.moreau", "/admin/comptes", 403),
        ("claire.besson", "/admin/comptes", 403),
        ("sofia.martins", "/admin/comptes", 403),
        ("admin", "/admin/comptes", 200),
        ("ines.moreau", "/classes/1", 403),
        ("claire.besson", "/classes/1", 200),
        ("paul.girard", "/classes/1", 403),
        ("sofia.martins", "/classes/1", 200),
        ("luc.fontaine", "/classes/1", 403),
        ("admin", "/classes/1", 200),
        ("admin", "/classes/99", 404),
    ],
)
def test_each_role_sees_its_own(signed_in: SignIn, login: str, path: str, status: int) -> None:
    """A page answers those it is for, and nobody else."""
    assert signed_in(login).get(path).status_code == status


def test_classes_are_those_of_both_schools(signed_in: SignIn) -> None:
    """A teacher of two schools finds the classes of both on one page."""
    page = signed_in("claire.besson").get("/classes/").text
    assert "Cinquième A" in page
    assert "Seconde 3" in page


def test_news_of_another_school_do_not_exist(signed_in: SignIn) -> None:
    """Not even that there is something is told."""
    assert signed_in("ines.moreau").get("/actualites/1").status_code == 200
    assert signed_in("tom.lefevre").get("/actualites/1").status_code == 404


def test_news_are_published_for_an_own_school_only(signed_in: SignIn) -> None:
    """What the form did not offer is refused."""
    browser = signed_in("sofia.martins")
    piece = {"title": "Cantine", "body": "Menu de la semaine."}
    assert browser.post("/actualites/publier", data=piece | {"uai": "0990012L"}).status_code == 400
    answer = browser.post("/actualites/publier", data=piece | {"uai": "0990011K"})
    assert answer.status_code == 303
    assert "Cantine" in signed_in("ines.moreau").get("/").text


def test_the_office_closes_an_account_but_not_its_own(signed_in: SignIn) -> None:
    """Nobody locks the district out by a wrong click."""
    browser = signed_in("admin")
    assert browser.post("/admin/comptes/2/fermer").status_code == 303
    assert "Fermé" in browser.get("/admin/comptes").text
    assert browser.post("/admin/comptes/1/fermer").status_code == 409
    assert browser.post("/admin/comptes/99/fermer").status_code == 404
