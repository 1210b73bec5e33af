"""A distributor lists its own subscriptions: chosen, sorted, in pages."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from tests.web.autonome_portal import (
    ECOLE,
    RIVAL,
    SELLER,
    ask,
    autonome_portal,
    body,
    by,
    client_of,
    filtered,
    names,
)

from garbridge.testing.world import LYCEE


@pytest.fixture(name="client", scope="module")
def _client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with autonome_portal(tmp_path_factory.mktemp("autonome")) as runtime:
        yield client_of(runtime)


@pytest.fixture(name="many", scope="module")
def _many(client: FlaskClient) -> list[str]:
    """Return the rival's subscriptions, of which the first half is deleted."""
    made = [f"n{number:02}" for number in range(6)]
    for number, name in enumerate(made):
        data = body(
            name,
            idDistributeurCom=RIVAL,
            codeProjetRessource="PAIR" if number % 2 else None,
            debutValidite=f"2026-09-{20 - number:02}",
            typeAffectation="ETABL" if number == 5 else "INDIV",
        )
        assert ask(client, "PUT", f"/{name}", data, who=RIVAL).status_code == 201
    for name in made[:2]:
        ask(client, "DELETE", f"/{name}", who=RIVAL)
    return made


@pytest.mark.parametrize(
    ("query", "inside", "found"),
    [
        ("", (), "n02 n03 n04 n05"),
        ("?debut=2&fin=3", (), "n03 n04"),
        ("?debut=4&fin=900", (), "n05"),
        ("?debut=5", (), ""),
        ("", (by("codeProjetRessource", "PAIR"),), "n03 n05"),
        ("", (by("idAbonnement", "n02"), by("idAbonnement", "n03")), "n02 n03"),
        ("", (by("codeProjetRessource", "PAIR"), by("typeAffectation", "ETABL")), "n05"),
        ("", (by("uaiEtab", LYCEE.id),), "n02 n03 n04 n05"),
        ("", (by("uaiEtab", ECOLE.id),), ""),
        ("", (by("publicCible", "ELEVE"), by("idDistributeurCom", RIVAL)), "n02 n03 n04 n05"),
        ("", (by("idDistributeurCom", SELLER),), ""),
        ("", ("<tri>DSC</tri>",), "n05 n04 n03 n02"),
        ("", ("<triPar>debutValidite</triPar>",), "n05 n04 n03 n02"),
        ("", ("<aboSuppr>true</aboSuppr>",), "_n00 _n01 n02 n03 n04 n05"),
        (
            "",
            (
                (
                    "<filtreParDate><dateName>debutValidite</dateName>"
                    "<dateApres>2026-09-16</dateApres><dateAvant>2026-09-17</dateAvant></filtreParDate>"
                ),
            ),
            "n03 n04",
        ),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_list_is_chosen_sorted_and_paged(  # noqa: PLR0917 - a case
    client: FlaskClient,
    many: list[str],
    method: str,
    query: str,
    inside: tuple[str, ...],
    found: str,
) -> None:
    """By a body on GET as on POST; those that are deleted only where they are asked for."""
    del many
    data = filtered(*inside) if inside else b""
    answer = ask(client, method, f"/abonnements{query}", data, who=RIVAL)

    assert names(answer) == found.split()


@pytest.mark.parametrize(
    ("query", "data"),
    [
        ("?debut=0", b""),
        ("?debut=deux", b""),
        ("?debut=9&fin=2", b""),
        ("?debut=999999999", b""),
        ("", filtered(by("nom", "x"))),
        ("", filtered("<tri>desc</tri>")),
        ("", filtered("<triPar>nom</triPar>")),
        ("", filtered("<filtreParDate><dateName>dateCreation</dateName></filtreParDate>")),
        (
            "",
            filtered(
                "<filtreParDate><dateName>finValidite</dateName>"
                "<dateAvant>x</dateAvant></filtreParDate>"
            ),
        ),
        ("", filtered("<autre/>")),
        ("", b"<filtres/>"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    client: FlaskClient, query: str, data: bytes
) -> None:
    """400: an unknown filter that nobody applied would show more than was asked for."""
    assert ask(client, "GET", f"/abonnements{query}", data).status_code == 400
