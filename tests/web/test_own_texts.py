"""A portal in its own words: on pages, in answers for programs, in an école, in either language."""

from collections.abc import Iterator

import pytest
from tests.own_texts import Said, write_texts
from tests.web.console_portal import HEAD, PUPIL, UAI, Console, console_portal

from garbridge.core.messages import N_, Language

EMPTY = N_("Aucune ressource ne vous est attribuée pour le moment")
TITLE = N_("À traiter")
COUNTED = N_("{n} ressource", "{n} ressources")
NOTHING = N_("Il n’y a rien pour vous à cette adresse")
FRENCH: Said = {
    EMPTY: "Tout est là & <b>ici</b>.",
    COUNTED: ("{n} titre", "{n} titres"),
    TITLE: "Au travail",
    NOTHING: "Rien ici",
}
ENGLISH: Said = {EMPTY: "All of it, here.", NOTHING: "Nothing here"}


@pytest.fixture(name="console", scope="module")
def _console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """A portal that says some sentences itself, in each language."""
    folder = tmp_path_factory.mktemp("portal")
    write_texts(folder / "textes", Language.FRENCH, FRENCH)
    write_texts(folder / "textes", Language.ENGLISH, ENGLISH)
    with console_portal(folder, before='texts = "textes"\n') as made:
        yield made


def page(console: Console, address: str, who: str = PUPIL) -> str:
    """Return what *who* reads."""
    return console.browser(who).client.get(address).text


def test_a_page_says_it(console: Console) -> None:
    """In each language; what the portal does not say is ours."""
    french, english = page(console, "/mediacentre/"), page(console, "/mediacentre/?lang=en")

    assert "Tout est là &amp; &lt;b&gt;ici&lt;/b&gt;." in french
    assert EMPTY.one not in french
    assert "Aller au contenu" in french
    assert "All of it, here." in english
    assert "Skip to content" in english


def test_the_console_says_it(console: Console) -> None:
    """Its texts come from a table, its numbers by their form."""
    board = page(console, f"/affectation/{UAI}/", HEAD)
    listed = page(console, f"/affectation/{UAI}/ressources/", HEAD)

    assert "Au travail" in board
    assert "To do" in page(console, f"/affectation/{UAI}/?lang=en", HEAD)
    assert "titres" in listed
    assert "ressources</p>" not in listed


@pytest.mark.parametrize(("language", "title"), [("fr", "Rien ici"), ("en", "Nothing here")])
def test_a_program_is_told_it_too(console: Console, language: str, title: str) -> None:
    """The same sentence, wherever it stands."""
    address = f"/mediacentre/api/v1/ressources/unknown?lang={language}"
    answer = console.browser(PUPIL).client.get(address)

    assert answer.get_json()["title"] == title
