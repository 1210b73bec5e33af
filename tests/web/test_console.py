"""The console: what each page shows, what a form does, and what happens when two people act."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.console_portal import (
    ATLAS,
    ATLAS_KEY,
    DELEGATE,
    HEAD,
    KEY,
    LIBRARIAN,
    UAI,
    VIDEOS,
    Console,
    Form,
    console_portal,
    give,
)

from garbridge.core.identifiers import PersonId
from garbridge.core.permissions import Actor, Denied
from garbridge.errors import StoreUnavailableError


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """The portal, and who works there."""
    with console_portal(tmp_path) as made:
        yield made


def holders(console: Console) -> set[str]:
    """Return who has the videos."""
    stocks = console.runtime.stores.ledger.stocks(UAI, [VIDEOS])
    return {person for stock in stocks for person in stock.holders}


def test_whoever_has_one_school_is_led_there(console: Console) -> None:
    """There is nothing to choose; the answer names no person."""
    answer = console.browser().client.get("/affectation/")

    assert answer.status_code == 302
    assert answer.location == f"/affectation/{UAI}/"


def test_the_mediacentre_leads_whoever_may_to_the_console(console: Console) -> None:
    """A head, a delegate and a documentaliste; nobody else learns that there is one."""
    shown = {
        person: "/affectation/" in console.browser(person).client.get("/mediacentre/").text
        for person in (HEAD, DELEGATE, LIBRARIAN, "p-000", "agent")
    }

    assert shown == {HEAD: True, DELEGATE: True, LIBRARIAN: True, "p-000": False, "agent": False}


def test_the_first_page_says_what_awaits(console: Console) -> None:
    """What nobody has yet, what ends soon, and the school in figures; titles are text."""
    page = console.browser().get("").text

    assert "ressources que personne n’a encore" in page
    assert "dans 20 jours" in page
    assert "Atlas &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page


def test_a_preview_writes_nothing_and_the_second_step_does(console: Console) -> None:
    """The result page tells what was done, by whom and why, and how long it can be undone."""
    browser = console.browser()
    token, shown = browser.preview(give("p-000", "p-001"))
    before = holders(console)
    done = browser.post("faire", give("p-000", "p-001"), jeton=token, motif="pour le club")
    result = browser.client.get(done.location).text

    assert "NOM000 Élève" in shown.text
    assert before == set()
    assert done.status_code == 303
    assert holders(console) == {"p-000", "p-001"}
    assert "2 attributions enregistrées" in result
    assert "Motif\u00a0: pour le club" in result
    assert "CHEFFE Camille" in result


def test_an_undo_takes_it_back_once(console: Console) -> None:
    """A second one finds that it was undone before."""
    browser = console.browser()
    token, _ = browser.preview(give("p-000"))
    done = browser.post("faire", give("p-000"), jeton=token)
    name = done.location.rpartition("/")[2]
    undone = browser.post(f"operations/{name}/annuler")
    again = browser.post(f"operations/{name}/annuler")

    assert undone.status_code == 303
    assert holders(console) == set()
    assert again.status_code == 409
    assert "Elle était déjà annulée." in again.text


def test_two_people_at_once_lose_nothing(console: Console) -> None:
    """Whoever comes second is told, sees how it stands now, and goes on from there."""
    one, two = console.browser(), console.browser()
    first, _ = one.preview(give("p-000", "p-001", "p-002"))
    second, _ = two.preview(give("p-003", "p-004"))
    assert one.post("faire", give("p-000", "p-001", "p-002"), jeton=first).status_code == 303
    stale = two.post("faire", give("p-003", "p-004"), jeton=second)
    fresh = stale.text.partition('name="jeton" value="')[2].partition('"')[0]
    done = two.post("faire", give("p-003", "p-004"), jeton=fresh)

    assert stale.status_code == 409
    assert "Une autre personne est intervenue entre-temps" in stale.text
    assert done.status_code == 303
    assert len(holders(console)) == 5


def test_a_shortage_is_told_first_and_nothing_is_done(console: Console) -> None:
    """Five licences for six people: stop, or serve in the order of the list."""
    browser, six = console.browser(), give(*(f"p-00{n}" for n in range(6)))
    token, shown = browser.preview(six)
    stopped = browser.post("faire", six, jeton=token)
    held = holders(console)
    served = browser.post("faire", six, jeton=token, reste="servir")

    assert "Il manque 1 exemplaire de Vidéos\u00a0: 6 demandés, 5 restants." in shown.text
    assert (stopped.status_code, held) == (409, set())
    assert served.status_code == 303
    assert holders(console) == {f"p-00{n}" for n in range(5)}


def test_a_whole_class_is_given_and_taken_back(console: Console) -> None:
    """By the class that the form names, for pupils only."""
    browser = console.browser()
    form: Form = {"ressource": VIDEOS, "population": "~division~6A", "profil": "elv"}
    token, _ = browser.preview(form, faire="assign")
    browser.post("faire", form, jeton=token, faire="assign")
    given = holders(console)
    token, _ = browser.preview(form, faire="withdraw")
    browser.post("faire", form, jeton=token, faire="withdraw")

    assert given == {"p-000", "p-002", "p-004", "p-006"}
    assert holders(console) == set()


def test_a_resource_of_the_school_is_opened_to_a_class_and_closed(console: Console) -> None:
    """The list says who has it through their class."""
    browser = console.browser()
    form: Form = {"ressource": ATLAS, "population": "elv~division~6B"}
    token, _ = browser.preview(form, faire="assign")
    browser.post("faire", form, jeton=token, faire="assign")
    page = browser.get(f"ressources/{ATLAS_KEY}").text
    token, _ = browser.preview(form, faire="withdraw")
    closed = browser.post("faire", form, jeton=token, faire="withdraw")

    assert page.count("par sa classe") == 4
    assert "classe Sixième B, élèves" in page
    assert closed.status_code == 303
    assert "ouverte à personne" in browser.get(f"ressources/{ATLAS_KEY}").text


def test_the_list_is_searched_without_a_name_in_an_address(console: Console) -> None:
    """Whatever the accents; who has it and who has not are two views."""
    browser = console.browser()
    token, _ = browser.preview(give("p-003"))
    browser.post("faire", give("p-003"), jeton=token)
    found = browser.post(f"ressources/{KEY}", q="eleve NOM00", voir="sans").text
    among = browser.get(f"ressources/{KEY}?voir=sans&parmi=~division~6B").text

    assert "NOM003" not in found
    assert "NOM004" in found
    assert ("NOM001" in among, "NOM002" in among, "NOM003" in among) == (True, False, False)
    assert 'name="q" value="eleve NOM00"' in found
    assert "q=eleve" not in found


@pytest.mark.parametrize(
    "form",
    [
        {"faire": "assign", "ressource": VIDEOS},
        {"faire": "assign", "personne": "p-000"},
    ],
)
def test_nothing_chosen_is_said(console: Console, form: Form) -> None:
    """Not an error page: what to tick, and the way back."""
    answer = console.browser().post("apercu", form)

    assert answer.status_code == 422
    assert "Cochez au moins une ressource" in answer.text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"faire": "reclaim", "ressource": VIDEOS, "personne": "p-000"},
        {"faire": "assign", "ressource": "not an ark", "personne": "p-000"},
        {"faire": "assign", "ressource": VIDEOS, "personne": "\x00"},
        {"faire": "assign", "ressource": VIDEOS, "population": "6A"},
        {"faire": "assign", "ressource": VIDEOS, "population": "~planet~6A"},
        {"faire": "assign", "ressource": VIDEOS, "population": "~division~"},
        {"faire": "assign", "ressource": VIDEOS, "population": "~~6A"},
        {"faire": "assign", "ressource": VIDEOS, "personne": [f"p-{n}" for n in range(4001)]},
    ],
)
def test_a_form_that_is_none_of_ours_does_nothing(console: Console, form: Form) -> None:
    """Whatever is posted: a code, and no trace."""
    answer = console.browser().post("apercu", form)

    assert answer.status_code == 400
    assert "GB-REQ" in answer.text
    assert holders(console) == set()


def test_somebody_of_another_school_is_as_nobody(console: Console) -> None:
    """A name that is typed tells nothing of who is elsewhere."""
    browser = console.browser()
    _, elsewhere = browser.preview(give("autre-chef"))
    _, nobody = browser.preview(give("zzz"))

    assert "n’est pas de cet établissement" in elsewhere.text
    assert "Camille" not in elsewhere.text.partition("gb_console")[2]
    assert elsewhere.text.count("autre-chef") == nobody.text.count("zzz")


def test_many_people_at_once_are_confirmed_first(tmp_path: Path) -> None:
    """Where the portal asks for it: the page says what to do, nothing is done, then it goes."""
    answers = [False]
    with console_portal(
        tmp_path, confirmation=lambda _actor, _act: answers[-1], confirm_above=2
    ) as made:
        browser, three = made.browser(), give("p-000", "p-001", "p-002")
        token, _ = browser.preview(three)
        stopped = browser.post("faire", three, jeton=token)
        before = holders(made)
        answers.append(True)
        done = browser.post("faire", three, jeton=token)

        assert (stopped.status_code, before) == (403, set())
        assert "Identifiez-vous de nouveau" in stopped.text
        assert done.status_code == 303


def test_a_database_that_is_away_is_said_in_plain_words(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code and a reference; never a trace, and nothing of the statement."""

    def away(*_: object) -> None:
        raise StoreUnavailableError("sqlite: SELECT nom FROM personne")

    monkeypatch.setattr(type(console.runtime.stores.orders), "subscriptions", away)
    answer = console.browser().get("ressources/")

    assert answer.status_code == 503
    assert "GB-" in answer.text
    assert "nom FROM" not in answer.text
    assert "sqlite" not in answer.text.lower()


def test_a_form_of_another_session_is_refused(console: Console) -> None:
    """No proof, the proof of another person, that of another session: nothing is done."""
    mine, other = console.browser(), console.browser(LIBRARIAN)
    answers = [
        mine.client.post(f"/affectation/{UAI}/faire", data={**give("p-000"), "gb_form": proof})
        for proof in ("", "é", other.proof(), console.browser().proof())
    ]

    assert {answer.status_code for answer in answers} == {400}
    assert all("Rien n’a été fait" in answer.text for answer in answers)
    assert holders(console) == set()


def test_who_only_looks_finds_no_button(console: Console) -> None:
    """A documentaliste sees what there is, and gives nothing."""
    page = console.browser(LIBRARIAN).get(f"ressources/{KEY}?voir=sans")

    assert page.status_code == 200
    assert "NOM000" in page.text
    assert 'name="faire"' not in page.text
    assert 'name="personne"' not in page.text


def test_a_delegate_of_textbooks_finds_textbooks(console: Console) -> None:
    """The other resource is not there, in the list, by its address, or in a form."""
    browser = console.browser(DELEGATE)
    browser_proof = browser.get(f"ressources/{ATLAS_KEY}").text.partition('gb_form" value="')[2]
    posted = browser.client.post(
        f"/affectation/{UAI}/apercu",
        data={**give("p-000"), "gb_form": browser_proof.partition('"')[0]},
    )

    assert "Atlas" in browser.get("ressources/").text
    assert "Vidéos" not in browser.get("ressources/").text
    assert browser.get(f"ressources/{KEY}").status_code == 404
    assert posted.status_code == 404


def test_one_click_gives_one_resource_to_one_person(console: Console) -> None:
    """That is all that goes without a preview; anything more is shown first."""
    browser = console.browser()
    done = browser.post("reparer", give("p-005"))
    more = browser.post("reparer", give("p-006", "p-007"))

    assert done.status_code == 303
    assert holders(console) == {"p-005"}
    assert more.status_code == 200
    assert "Rien n’est encore enregistré" in more.text


def test_pages_say_it_in_english_too(console: Console) -> None:
    """And keep the language from page to page."""
    page = console.browser().get("ressources/?lang=en").text

    assert "By resource" in page
    assert f"/affectation/{UAI}/ressources/{KEY}?lang=en" in page


def test_nobody_signed_in_is_told_so(console: Console) -> None:
    """On every address, also one that is not theirs; what they post is not done."""
    nobody = console.browser(None)

    assert nobody.get("").status_code == 401
    assert nobody.post("faire", give("p-000")).status_code == 401
    assert holders(console) == set()


def test_a_training_school_has_a_banner(console: Console) -> None:
    """The portal's own, by the path of ours; nothing where it has none."""
    before = console.browser().get("").text
    folder = Path(console.app.root_path, str(console.app.template_folder), "garbridge", "console")
    folder.mkdir(parents=True)
    (folder / "banner.html").write_text("Bac à sable à {{ desk.uai }}", encoding="utf-8")
    console.app.jinja_env.cache.clear()  # type: ignore[union-attr]  # it was looked at before
    after = console.browser().get("").text

    assert "Bac à sable" not in before
    assert f"Bac à sable à {UAI}" in after


def test_the_frame_is_ours_alone(console: Console) -> None:
    """Forms go to this site, no other site frames a page with buttons, nobody keeps it."""
    headers = console.browser().get("").headers

    assert "form-action 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_the_journal_knows_who_did_it(console: Console) -> None:
    """What the page did is what the command would have done: under the person's own name."""
    browser = console.browser()
    browser.post("reparer", give("p-005"))
    lines = console.runtime.assigning.journal(Actor(PersonId(HEAD)), UAI, limit=5)

    assert not isinstance(lines, Denied)
    assert [line.signed.actor for line in lines if line.given] == [HEAD]
