"""The page for families: what each provider is told, of nobody, without signing in."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from tests.web.own_portal import PARC, PEOPLE, OwnPortal, own_portal

from garbridge.core.dossier import Disclosure
from garbridge.core.identifiers import SchoolId
from garbridge.services.own_data import OwnDataService
from garbridge.testing.world import COLLEGE, LYCEE
from garbridge.web.bridge import bridges_of

PAGE = "/donnees/public/"


@pytest.fixture(name="portal", scope="module")
def _portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnPortal]:
    """The portal; nothing here changes it."""
    with own_portal(Path(tmp_path_factory.mktemp("public"))) as made:
        yield made


def test_nobody_need_sign_in(portal: OwnPortal) -> None:
    """And whoever is signed in reads the same bytes: it is about nobody."""
    pages = {portal.page(PAGE, who) for who in (None, "alice", "cheffe", "gone")}

    assert len(pages) == 1


def test_it_shows_nothing_about_people(portal: OwnPortal) -> None:
    """No name, no identifier, no class, no value."""
    page = unescape(portal.page(PAGE, None))
    for person in PEOPLE:
        assert person.identity.family_name not in page
        assert f">{person.id}<" not in page
    assert "2DE4" not in page
    assert "Seconde 4" not in page
    assert "National_" not in page


def test_each_provider_is_a_section_with_its_terms(portal: OwnPortal) -> None:
    """What, of whom, why, how long there; who answers, and whom to write to."""
    page = unescape(portal.page(PAGE, None))

    assert page.count("<section") == 5
    for text in (
        *("Classe", "élèves", "ranger les copies par classe", "l’année scolaire"),
        *("sous-traitant", "FR, DE", "dpo@parc.example", "Rien de plus n’est transmis."),
        *("dpo@ent.example", "Délibération 2026-12", "www.cnil.fr", "mission d’intérêt public"),
        *("16\u00a0novembre 2026", "numéro propre à cet éditeur"),
    ):
        assert text in page, text
    assert "<script>alert" not in portal.page(PAGE, None)


def test_a_school_has_its_own(portal: OwnPortal) -> None:
    """Only providers of which it has a subscription that runs, under its own name."""
    lycee = unescape(portal.page(f"{PAGE}?etab={LYCEE.id}", None))
    college = unescape(portal.page(f"{PAGE}?etab={COLLEGE.id.lower()}", None))

    assert "Lycée Jeanne-Barret" in lycee
    assert "du Parc" in lycee
    assert "Collège Alphonse-Daudet" in college
    assert "du Parc" not in college
    assert "Studio" in college


@pytest.mark.parametrize("school", ["", "zzz", "0999999Z", "0750001B", "<script>"])
def test_a_school_that_is_not_listed_is_not_there(portal: OwnPortal, school: str) -> None:
    """As the portal answers what is not there."""
    client = portal.client(None)
    nothing = client.get("/nowhere/at/all")
    answer = client.get(PAGE, query_string={"etab": school})

    assert (answer.status_code, answer.text) == (404, nothing.text)


def test_a_provider_that_is_switched_off_is_not_listed(tmp_path: Path) -> None:
    """It receives nothing."""
    with own_portal(tmp_path, parc="enabled = false\n" + PARC) as portal:
        assert "du Parc" not in unescape(portal.page(PAGE, None))


def test_forms_that_are_cut_are_told(tmp_path: Path) -> None:
    """A first letter is no name; an identifier that all share is told as such."""
    cut = """[[release]]
attribute = "NOM"
purpose = "nommer la copie de chacun"
profiles = ["elv"]
transformation = "first_letter"
validated_by = "M. Validé"
validated_on = 2026-08-20
[[resources]]"""
    with own_portal(tmp_path, parc=PARC.replace("[[resources]]", cut, 1)) as portal:
        assert "Nom, la première lettre seule" in unescape(portal.page(PAGE, None))


def test_who_has_it_is_not_sent_it_again(portal: OwnPortal) -> None:
    """In each language, and of each school, by its bytes; nobody keeps it without asking."""
    client = portal.app.test_client()
    first, english = client.get(PAGE), client.get(f"{PAGE}?lang=en")
    again = client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})
    other = client.get(f"{PAGE}?lang=en", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert (other.status_code, other.data) == (200, english.data)
    assert english.data != first.data


def test_strangers_who_ask_all_the_time_ask_nothing_of_the_database(
    portal: OwnPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What each publisher is told is worked out once a minute, for each school and language."""
    asked: list[object] = []
    published = OwnDataService.published

    def counted(self: OwnDataService, school: SchoolId | None) -> tuple[Disclosure, ...]:
        asked.append(school)
        return published(self, school)

    monkeypatch.setattr(OwnDataService, "published", counted)
    for bridge in bridges_of(portal.app).values():
        bridge.published.clear()
    pages = [f"{PAGE}?etab={LYCEE.id}", f"{PAGE}?etab={COLLEGE.id}", PAGE, f"{PAGE}?lang=en"]
    before = [portal.page(one, None) for one in pages]
    after = [portal.page(one, None) for one in pages]

    assert before == after
    assert asked == [LYCEE.id, COLLEGE.id, None, None]
