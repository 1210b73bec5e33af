"""The console by population and by person: what a class has, why something does not open."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.web.console_portal import (
    ATLAS,
    ATLAS_KEY,
    BOUGHT,
    DELEGATE,
    KEY,
    LIBRARIAN,
    UAI,
    VIDEOS,
    Console,
    Form,
    console_portal,
    give,
)

from garbridge.core.access import Refusal, Refused
from garbridge.core.entitlements import Licences
from garbridge.core.identifiers import PersonId
from garbridge.web.console.diagnosing import steps_of
from garbridge.web.console.people_rows import is_called, words_of


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """The portal, and who works there."""
    with console_portal(tmp_path) as made:
        yield made


def test_a_class_shows_how_many_have_each_resource(console: Console) -> None:
    """Of those whom the resource is for, and leads to those who lack it."""
    browser = console.browser()
    browser.post("reparer", give("p-000"))
    page = browser.get("populations/?de=~division~6A").text

    assert "Classe Sixième A" in page
    assert "1 sur 4" in page
    assert f"ressources/{KEY}?voir=sans&amp;parmi=~division~6A" in page


def test_a_class_is_given_several_resources_at_once(console: Console) -> None:
    """One preview and one operation, which one undo takes back."""
    browser = console.browser()
    form: Form = {
        "faire": "assign",
        "ressource": [VIDEOS, ATLAS],
        "population": "~division~6A",
        "profil": "elv",
    }
    token, shown = browser.preview(form)
    done = browser.post("faire", form, jeton=token)
    page = browser.get("populations/?de=~division~6A").text
    browser.post(f"operations/{done.location.rpartition('/')[2]}/annuler")
    after = browser.get("populations/?de=~division~6A").text

    assert "Rien n’est encore enregistré" in shown.text
    assert page.count("4 sur 4") == 2
    assert after.count("0 sur 4") == 2


@pytest.mark.parametrize("name", ["~division~7Z", "~planet~x", "6A", "~~", ""])
def test_a_population_that_is_nobodys(console: Console, name: str) -> None:
    """No such page; the whole school is one."""
    assert console.browser().get(f"populations/?de={name}").status_code == (
        200 if name == "~~" else 404
    )


def test_a_search_that_finds_one_shows_them_at_once(console: Console) -> None:
    """What is missing stands first, with the button that gives it."""
    page = console.browser().post("verifier", q="nom003").text

    assert "Ce qui manque" in page
    assert page.count(">Attribuer<") == 2
    assert "NOM003" in page


def test_a_search_that_finds_nobody_says_so(console: Console) -> None:
    """Somebody of another school is nobody here."""
    page = console.browser().post("verifier", q="autre-chef").text

    assert "Personne ne correspond." in page


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [("N'DIAYE soeur", True), ("n diaye", True), ("ndiaye", False), ("%", False), ("…", False)],
)
def test_a_name_is_found_as_a_keyboard_writes_it(asked: str, *, is_found: bool) -> None:
    """Few have the signs with which directories write; a sign alone is nobody's name."""
    assert is_called("N’DIAYE Sœur-Marie", words_of(asked)) is is_found


@pytest.mark.parametrize("name", ["autre-chef", "zzz", "\x00"])
def test_somebody_elsewhere_is_as_nobody(console: Console, name: str) -> None:
    """Also where their identifier is posted."""
    assert console.browser().post("verifier", personne=name).status_code == 404
    assert console.browser().post("verifier", personne=name, cle=KEY).status_code == 404


def test_the_diagnosis_says_which_rule_and_repairs_it(console: Console) -> None:
    """In the order of the launch, and written down where the head reads it."""
    browser = console.browser()
    before = browser.post("verifier", personne="p-003", cle=KEY).text
    browser.post("reparer", give("p-003"))
    after = browser.post("verifier", personne="p-003", cle=KEY).text
    lookups = console.runtime.stores.lookups.lookups(UAI, limit=9)

    assert "La ressource ne lui est pas attribuée" in before
    assert "Réparer" in before
    assert "Cette ressource s’ouvre" in after
    assert [(one.person, one.about) for one in lookups] == [(PersonId("p-003"), VIDEOS)] * 2


def test_a_resource_of_the_whole_school_is_opened_to_one_person(console: Console) -> None:
    """The same button: a population of one."""
    browser = console.browser()
    form = {"faire": "assign", "ressource": ATLAS, "population": "~personne~p-003"}
    done = browser.post("reparer", dict(form))
    after = browser.post("verifier", personne="p-003", cle=ATLAS_KEY).text

    assert done.status_code == 303
    assert "Cette ressource s’ouvre" in after


def test_whoever_alone_is_let_in_is_called_by_their_name(console: Console) -> None:
    """In the preview, the result, what would take it back, and at the resource: not by a code."""
    browser = console.browser()
    form: Form = {"faire": "assign", "ressource": ATLAS, "population": "~personne~p-001"}
    token, preview = browser.preview(form)
    done = browser.client.get(browser.post("faire", form, jeton=token).location)
    back = browser.preview({**form, "faire": "withdraw"})[1]

    for page in (preview, done, back, browser.get(f"ressources/{ATLAS_KEY}")):
        said = re.sub(r"<[^>]*>", "", page.text)
        assert "NOM001 Élève" in said
        assert "p-001" not in said


def test_a_last_licence_that_is_gone_is_said(console: Console) -> None:
    """No button that could only fail: where to take one back."""
    console.runtime.writer.write(subscriptions=[replace(BOUGHT, licences=Licences(overall=1))])
    browser = console.browser()
    browser.post("reparer", give("p-000"))
    page = browser.post("verifier", personne="p-003", cle=KEY).text

    assert "Réparer" not in page
    assert "Plus d’exemplaire" in page
    assert "Libérer un exemplaire" in page


@pytest.mark.parametrize("who", [LIBRARIAN, DELEGATE])
def test_who_may_not_give_it_sees_no_button(console: Console, who: str) -> None:
    """A documentaliste gives nothing, a delegate of textbooks no videos."""
    browser = console.browser(who)
    page = browser.get("verifier").text
    proof = page.partition('gb_form" value="')[2].partition('"')[0]
    form = {"gb_form": proof, "personne": "p-003"}
    shown = browser.client.post(f"/affectation/{UAI}/verifier", data=form).text

    assert "NOM003" in shown
    assert ("Vidéos" in shown) == (who == LIBRARIAN)
    assert shown.count(">Attribuer<") == (0 if who == LIBRARIAN else 1)


@pytest.mark.parametrize("reason", sorted(Refusal))
def test_every_reason_is_one_rule(reason: Refusal) -> None:
    """One says no; what comes after it was not looked at."""
    holds = [step.holds for step in steps_of(Refused(reason))]

    assert holds.count(False) == 1
    assert set(holds[: holds.index(False)]) <= {True}
    assert set(holds[holds.index(False) + 1 :]) <= {None}
    assert all(step.holds for step in steps_of(None))
