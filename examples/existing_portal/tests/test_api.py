"""What the mobile application reads."""

from collections.abc import Callable

from flask.testing import FlaskClient

SignIn = Callable[[str], FlaskClient]


def test_a_program_is_not_redirected(client: FlaskClient) -> None:
    """Without a session the answer is a 401, not a form."""
    answer = client.get("/api/moi")
    assert answer.status_code == 401
    assert answer.json == {"erreur": "Unauthorized", "statut": 401}


def test_the_answer_keeps_order_accents_and_dates(signed_in: SignIn) -> None:
    """The application was written against exactly these bytes."""
    answer = signed_in("tom.lefevre").get("/api/moi")
    assert answer.text == (
        '{"nom":"Tom Lefèvre","role":"élève","rattachements":[{"établissement":'
        '"Lycée Évariste-Galois","uai":"0990012L","depuis":"2026-09-01","classes":["2DE3"]}]}\n'
    )


def test_pupils_of_a_class(signed_in: SignIn) -> None:
    """A teacher reads the names of a class; a pupil does not."""
    expected = {"classe": "Cinquième A", "eleves": ["Inès Moreau"]}
    assert signed_in("claire.besson").get("/api/classes/1/eleves").json == expected
    assert signed_in("ines.moreau").get("/api/classes/1/eleves").status_code == 403
