"""*Mes données*: rows, history, objection, download, easy text, in the words of whoever reads."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.web.own_portal import (
    ATLAS,
    ATLAS_KEY,
    FOREIGN_KEY,
    HOSTILE,
    LEFT,
    NOBODY,
    PARC,
    ZOE,
    OwnPortal,
    own_portal,
    proof_in,
)
from tests.wiring.inside import run_inside

from garbridge.core.access import Refusal
from garbridge.core.permissions import OPERATOR
from garbridge.core.restrictions import Asker
from garbridge.services.explaining import Explanation
from garbridge.testing.world import ALICE, LYCEE, NOW
from garbridge.web.bridge import TRACES_PER_MINUTE
from garbridge.wiring import restricting_service

flask_wtf: Any = import_module("flask_wtf")  # ships no types
ROW = re.compile(r'<tr[^>]* data-name="(\w+)">(.*?)</tr>', re.DOTALL)
PAGES = (
    "/donnees/",
    f"/donnees/{ATLAS_KEY}",
    "/donnees/historique",
    "/donnees/simple/",
    f"/donnees/{ATLAS_KEY}/opposition",
)


@pytest.fixture(name="portal")
def _portal(tmp_path: Path) -> Iterator[OwnPortal]:
    """The portal."""
    with own_portal(tmp_path) as made:
        yield made


@pytest.fixture(name="shared", scope="module")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnPortal]:
    """The same for tests that change nothing."""
    with own_portal(Path(tmp_path_factory.mktemp("own"))) as made:
        yield made


def rows_of(page: str) -> dict[str, tuple[str, ...] | None]:
    """Return the values of each row of *page*, ``None`` where it says that nothing is sent."""
    found: dict[str, tuple[str, ...] | None] = {}
    for name, row in ROW.findall(page):
        values = re.findall(r"<code><bdi>(.*?)</bdi></code>", row)
        is_sent = '<span class="gb-own-yes">Oui</span>' in row
        assert is_sent != ("<strong>Non</strong>" in row)
        found[name] = tuple(map(unescape, values)) if is_sent else None
    return found


@pytest.mark.parametrize("person", [ALICE, ZOE, "bruno"])
def test_the_page_shows_what_explain_says(shared: OwnPortal, person: str) -> None:
    """Every row of the catalogue, each value to the letter; what does not leave says so."""
    explained = shared.runtime.explaining.explain(OPERATOR, person, ATLAS, reason="essai")  # type: ignore[arg-type]  # one that parses
    assert isinstance(explained, Explanation)
    assert explained.release is not None

    rows = rows_of(shared.page(f"/donnees/{ATLAS_KEY}", person))

    left = explained.release.released
    assert {name: values for name, values in rows.items() if values is not None} == {
        "IDO": (left.subject,),
        **left.values(),
    }
    assert set(rows) == set(shared.runtime.config.catalogue)


def test_values_are_masked_without_script(shared: OwnPortal) -> None:
    """Each stands in a closed element that the browser itself opens, with a name of its own."""
    page = shared.page(f"/donnees/{ATLAS_KEY}")
    row = dict(ROW.findall(page))["DIV"]

    assert '<details class="gb-own-value"><summary>Afficher ma valeur' in row
    assert '<span class="gb-hidden"> – Classe</span>' in row
    assert "2DE4##Seconde 4" in unescape(row.partition("</summary>")[2])
    assert "<script" not in page
    assert "open>" not in page


def test_hostile_names_are_text(shared: OwnPortal) -> None:
    """A title, a publisher and a person are no markup, in attributes neither."""
    for path in PAGES:
        page = shared.page(path, ZOE)
        assert "<script>alert" not in page
        assert "<b>du Parc" not in page
    assert HOSTILE in unescape(shared.page("/donnees/", ZOE))


def test_terms_rights_and_periods_stand_on_the_page(shared: OwnPortal) -> None:
    """Who answers, the basis, how long, whom to write to: RGPD articles 13 to 15."""
    page = unescape(shared.page(f"/donnees/{ATLAS_KEY}"))

    for text in (
        *("dpo@ent.example", "1 rue du Port", "Délibération 2026-12", "www.cnil.fr"),
        *("RGPD, article 6.1 e", "Gardée chez l’éditeur\u00a0: l’année scolaire"),
        *("sous-traitant (RGPD, article 28)", "Nuage & Fils (DE)\u00a0: hébergement"),
        *("12 mois", "60 mois"),
    ):
        assert text in page, text


def test_two_schools_are_two_entries(shared: OwnPortal) -> None:
    """Each says through which school; somebody of one school is not told its name each time."""
    page = shared.page("/donnees/", ZOE)

    assert page.count('<p class="gb-by">') == 2
    assert "Lycée Jeanne-Barret" in page
    assert "Collège Alphonse-Daudet" in page
    assert "Lycée Jeanne-Barret" not in shared.page("/donnees/")


@pytest.mark.parametrize("key", [FOREIGN_KEY, "x", "aaaaaaaaaaaaaaaa-0750001a", "%F0%9F%98%80"])
@pytest.mark.parametrize("what", ["", "/opposition"])
def test_what_is_of_others_is_not_there(shared: OwnPortal, key: str, what: str) -> None:
    """A key of another school, or of nothing: the portal's own page for what is not there."""
    client = shared.client()
    nothing = client.get("/nowhere/at/all")

    answer = client.get(f"/donnees/{key}{what}")

    assert (answer.status_code, answer.text) == (nothing.status_code, nothing.text)
    assert nothing.status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_asked_to_sign_in(shared: OwnPortal, path: str) -> None:
    """And is brought back to the page."""
    answer = shared.client(None).get(path)

    assert answer.status_code == 302
    assert answer.location.startswith("/connexion?next=%2Fdonnees") or path in answer.location


@pytest.mark.parametrize(
    ("person", "said"), [(NOBODY, "pas dans l’annuaire"), (LEFT, "plus d’établissement")]
)
def test_whoever_left_still_has_rights(shared: OwnPortal, person: str, said: str) -> None:
    """The page says that nothing is sent, and still offers the history and the file."""
    page = unescape(shared.page("/donnees/", person))

    assert said in page
    assert "Télécharger mes données" in page
    assert "www.cnil.fr" in page
    assert shared.client(person).get("/donnees/historique").status_code == 200
    assert "le portail n’envoie rien" in unescape(shared.page("/donnees/simple/", person))


def test_a_provider_that_is_switched_off_receives_nothing(tmp_path: Path) -> None:
    """The entry stays, with the reason in words, and no row that says yes."""
    with own_portal(tmp_path, parc="enabled = false\n" + PARC) as portal:
        page = portal.page(f"/donnees/{ATLAS_KEY}")

        assert rows_of(page) == {}
        assert "Rien n’est envoyé pour le moment" in unescape(page)
        assert "Rien n’est envoyé pour le moment." in unescape(portal.page("/donnees/"))


def test_a_protected_person_reads_plain_words(portal: OwnPortal) -> None:
    """The class does not leave; the page does not say why, for others look at the screen too."""
    run = ("protected", "add", "--person", ALICE, "--reason", "Ordonnance du 9 novembre")
    assert run_inside(portal.runtime, *run).exit_code == 0

    page = portal.page(f"/donnees/{ATLAS_KEY}")

    assert rows_of(page)["DIV"] is None
    assert "Elle n’est pas transmise pour vous." in unescape(page)
    assert "Ordonnance" not in page
    assert "protég" not in page


def test_accesses_are_told_from_the_trace(portal: OwnPortal) -> None:
    """How often, when last; a refusal is none, and somebody else's is not mine."""
    portal.launch(1, NOW - timedelta(days=3))
    portal.launch(2, NOW - timedelta(days=1))
    portal.launch(3, NOW, refusal=Refusal.NOT_ASSIGNED)
    portal.launch(4, NOW, person="bruno")

    page = re.sub("<[^>]+>", "", unescape(portal.page(f"/donnees/{ATLAS_KEY}")))

    assert "Vous avez ouvert cette ressource 2 fois." in page
    assert "La dernière fois\u00a0: le 15\u00a0novembre 2026, 9\u00a0h\u00a000" in page.replace(
        "09\u00a0h", "9\u00a0h"
    )


def test_the_history_is_paged_newest_first(portal: OwnPortal) -> None:
    """The names of what was sent, never a value; what left the catalogue is said so."""
    with portal.runtime.stores.transaction():
        for number in range(1, 71):
            portal.launch(number, NOW - timedelta(hours=number))
        portal.launch(80, NOW, refusal=Refusal.NOT_ASSIGNED)
        portal.launch(81, NOW + timedelta(hours=1), person="bruno")

    first = unescape(portal.page("/donnees/historique"))
    last = unescape(portal.page("/donnees/historique?page=99"))

    assert first.count("<tr>") == 31
    assert first.index("rien n’est parti") < first.index("profil, classe")
    assert "71 accès" in first
    assert "Page 3 sur 3" in last
    assert last.count("<tr>") == 12
    assert "2DE4" not in first + last


def test_the_trace_is_not_read_without_end(portal: OwnPortal) -> None:
    """It reads all launches, so whoever asks too often waits; the rest of the page is there."""
    client = portal.client()
    for _ in range(TRACES_PER_MINUTE):
        assert client.get("/donnees/historique").status_code == 200

    turned = client.get("/donnees/historique")
    assert (turned.status_code, turned.headers["Retry-After"]) == (429, "60")
    page = client.get(f"/donnees/{ATLAS_KEY}")
    assert page.status_code == 200
    assert "dans une minute" in page.text
    assert portal.client("bruno").get("/donnees/historique").status_code == 200


def test_the_download_is_the_file_of_the_command(portal: OwnPortal) -> None:
    """The same keys and the same content; that it was asked for is written down."""
    portal.launch(1)
    client = portal.client()
    proof = proof_in(client.get("/donnees/").text)

    answer = client.post("/donnees/telecharger", data={"gb_form": proof})
    said = run_inside(portal.runtime, "person", "export", "--person", ALICE, "--reason", "essai")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mes-donnees.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    mine, theirs = json.loads(answer.text), json.loads(said.stdout)
    assert mine["lookups"][0]["reason"].startswith("téléchargé par la personne")
    for changing in ("at", "lookups"):
        assert (mine.pop(changing), theirs.pop(changing)) != (None, None)
    assert mine == theirs
    assert [one["attributes"][0]["name"] for one in mine["launches"]] == ["PRO"]


def test_downloads_in_a_row_have_an_end(portal: OwnPortal) -> None:
    """Each reads all that was opened, and is written down: twenty a minute, for each person."""
    client = portal.client()
    proof = proof_in(client.get("/donnees/").text)

    answers = [client.post("/donnees/telecharger", data={"gb_form": proof}) for _ in range(22)]

    assert [one.status_code for one in answers] == [*[200] * 20, 429, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert len(portal.runtime.stores.lookups.of_person(ALICE)) == 20


def test_a_download_needs_a_form_of_ours(portal: OwnPortal) -> None:
    """Another site, another person and another session cannot have the file made."""
    other = portal.client("bruno")
    theirs = proof_in(other.get("/donnees/").text)
    client = portal.client()

    for data in ({}, {"gb_form": "x"}, {"gb_form": theirs}):
        answer = client.post("/donnees/telecharger", data=data)
        assert answer.status_code == 400
        assert "memberships" not in answer.text
    assert client.get("/donnees/telecharger").status_code in {404, 405}
    assert portal.runtime.stores.lookups.of_person(ALICE) == []


def test_a_change_of_the_policy_is_told(portal: OwnPortal) -> None:
    """From which day on the publisher receives the class too, and nothing that it never did."""
    kept, (parc,) = (
        portal.runtime.stores.policies,
        [one for one in portal.runtime.catalogue().providers.values() if one.id == "parc"],
    )
    before = json.loads(json.dumps(parc.document))
    before["release"] = [one for one in before["release"] if one["attribute"] != "DIV"]
    kept.keep(parc.id, "before", before, at=NOW - timedelta(days=60))
    kept.keep(parc.id, parc.version, parc.document, at=NOW - timedelta(days=35))

    page = re.sub("<[^>]+>", "", unescape(portal.page(f"/donnees/{ATLAS_KEY}")))

    assert "Depuis le 12\u00a0octobre 2026, l’éditeur reçoit aussi\u00a0: classe." in page
    assert "Depuis le 17\u00a0septembre 2026" in page
    assert page.count("reçoit aussi") == 1


def test_whoever_is_of_one_school_is_led_to_its_public_page(shared: OwnPortal) -> None:
    """And whoever is of two to that of the portal."""
    assert f'/donnees/public/?etab={LYCEE.id}"' in shared.page("/donnees/")
    assert 'href="/donnees/public/"' in shared.page("/donnees/", ZOE)


def test_the_database_away_is_a_page_with_a_code(
    shared: OwnPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is claimed to be sent or not sent where nobody can know."""
    client = shared.client()

    def away(*_: object) -> object:
        raise OSError("the disk is gone")

    monkeypatch.setattr(type(shared.runtime.shelves), "tiles", away)
    answer = client.get("/donnees/")

    assert answer.status_code >= 500
    assert "Référence" in answer.text
    assert "Envoyé" not in answer.text


def test_an_objection_is_asked_confirmed_and_withdrawn(portal: OwnPortal) -> None:
    """What it entails first, then once more; nothing leaves from then on; and back again."""
    client, url = portal.client(), f"/donnees/{ATLAS_KEY}/opposition"
    asked = client.get(url).text
    assert "Le classeur papier, au CDI." in asked
    data = {"gb_form": proof_in(asked), "faire": "verifier", "motif": "Mes <parents> préfèrent"}

    checked = client.post(url, data=data)
    before = rows_of(client.get(f"/donnees/{ATLAS_KEY}").text)
    done = client.post(url, data={**data, "faire": "confirmer"})
    after = client.get(done.location).text

    assert "Mes &lt;parents&gt; préfèrent" in checked.text
    assert before != {}
    assert done.status_code == 303
    assert rows_of(after) == {}
    assert "Votre opposition est enregistrée." in after
    (kept,) = portal.runtime.stores.restrictions.of_person(ALICE)
    assert (kept.asked_by, kept.recorded.text) == (Asker.PERSON, "Mes <parents> préfèrent")
    again = client.post(url, data={**data, "faire": "confirmer"})
    assert "Une opposition est déjà enregistrée." in client.get(again.location).text
    back = client.post(url, data={**data, "faire": "retirer", "motif": "J’ai changé d’avis"})
    assert rows_of(client.get(back.location).text) == before
    assert "a été retirée" in unescape(client.get(back.location).text)


@pytest.mark.parametrize("reason", ["", "   ", "a\nb", "x" * 256])
def test_a_reason_that_cannot_be_kept_is_asked_again(portal: OwnPortal, reason: str) -> None:
    """Nothing is recorded, and what was written stays in the field."""
    client, url = portal.client(), f"/donnees/{ATLAS_KEY}/opposition"
    data = {"gb_form": proof_in(client.get(url).text), "faire": "confirmer", "motif": reason}

    answer = client.post(url, data=data)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert portal.runtime.stores.restrictions.of_person(ALICE) == []


def test_an_objection_needs_a_form_of_ours(portal: OwnPortal) -> None:
    """A forged one records nothing, and somebody else's proof is none."""
    client, url = portal.client(), f"/donnees/{ATLAS_KEY}/opposition"
    other = proof_in(portal.client("bruno").get(url).text)

    for proof in ("", "x", other):
        data = {"gb_form": proof, "faire": "confirmer", "motif": "m"}
        assert client.post(url, data=data).status_code == 400
    assert portal.runtime.stores.restrictions.of_person(ALICE) == []


def test_the_portals_own_protection_stands(tmp_path: Path) -> None:
    """Behind Flask-WTF each form of ours carries the portal's token too, and needs both."""
    with own_portal(tmp_path, protect=flask_wtf.CSRFProtect) as portal:
        client, url = portal.client(), f"/donnees/{ATLAS_KEY}/opposition"
        page = client.get(url).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        data = {"gb_form": proof_in(page), "faire": "confirmer", "motif": "m"}

        assert client.post(url, data=data).status_code == 400
        assert portal.runtime.stores.restrictions.of_person(ALICE) == []
        assert client.post(url, data={**data, "csrf_token": token[1]}).status_code == 303
        assert 'name="csrf_token"' in client.get("/donnees/").text


def test_what_a_family_asked_a_pupil_does_not_undo(portal: OwnPortal) -> None:
    """The page says who asked and what was answered, offers no button, and a post does nothing."""
    service = restricting_service(portal.runtime)
    service.object_to(OPERATOR, ALICE, ATLAS, asked_by=Asker.FAMILY, reason="Courrier")
    service.answer(OPERATOR, ALICE, ATLAS, text="Retenue <b>", upheld=True)
    client, url = portal.client(), f"/donnees/{ATLAS_KEY}/opposition"
    page = client.get(url).text
    proof = proof_in(client.get("/donnees/").text)

    assert "Votre famille s’est opposée" in unescape(page)
    assert "Retenue &lt;b&gt;" in page
    assert "<form" not in page
    data = {"gb_form": proof, "faire": "retirer", "motif": "m"}
    assert client.post(url, data=data).status_code == 404
    assert portal.runtime.stores.restrictions.of_person(ALICE)[0].stands
    assert "Courrier" not in page


def test_two_hundred_resources_are_pages(tmp_path: Path) -> None:
    """Thirty on each, in a page that a phone loads at once."""
    more = "".join(
        f'[[resources]]\nark = "ark:/67890/r{number}"\ntitle = "Ressource {number:03}"\n'
        f'url = "https://parc.example/{number}"\n'
        for number in range(200)
    )
    with own_portal(tmp_path, parc=PARC + more, extra=200) as portal:
        page = portal.page("/donnees/")
        last = portal.page("/donnees/?page=7")
        easy = portal.page("/donnees/simple/")

    assert "202 ressources" in page
    assert page.count("<li>\n    <h3>") == 30
    assert last.count("<li>\n    <h3>") == 22
    assert len(page.encode()) < 40_000
    assert easy.count("<h2><bdi>") == 2


def test_the_mediacentre_leads_here(shared: OwnPortal) -> None:
    """From the foot of its page."""
    assert 'href="/donnees/"' in shared.page("/mediacentre/")


@pytest.mark.parametrize("path", [*PAGES, "/donnees/public/"])
def test_pages_take_no_script_and_post_to_themselves(shared: OwnPortal, path: str) -> None:
    """Kept by nobody, or where it is about nobody not unasked; framed by nobody else."""
    headers = shared.client().get(path).headers

    assert "form-action 'self'" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    kept = "private, no-cache" if path == "/donnees/public/" else "no-store"
    assert headers["Cache-Control"] == kept


def test_english_is_whole(shared: OwnPortal) -> None:
    """No French sentence is left on the pages in English."""
    for path in PAGES:
        page = shared.page(f"{path}?lang=en")
        assert 'lang="en"' in page
        for word in ("Envoyé", "Pourquoi", "Vos ", "Depuis", "Donnée", "Opposition"):
            assert word not in page, (path, word)


def test_nothing_tells_of_another_person(shared: OwnPortal) -> None:
    """No argument of an address makes the page about somebody else."""
    mine = rows_of(shared.page(f"/donnees/{ATLAS_KEY}"))
    asked = f"/donnees/{ATLAS_KEY}?person=bruno&who=bruno&personne=bruno"

    assert rows_of(shared.page(asked)) == mine
    assert mine["IDO"] != rows_of(shared.page(f"/donnees/{ATLAS_KEY}", "bruno"))["IDO"]
