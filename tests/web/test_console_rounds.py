"""One resource at several schools: one preview, each school by itself, foreign ones impossible."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import session
from playwright.sync_api import Browser, expect
from tests.web.browser import serving
from tests.web.console_portal import (
    CLASS_A,
    DELEGATE,
    FOREIGN,
    HEAD,
    KEY,
    OTHER,
    PEOPLE,
    PUPIL,
    UAI,
    Console,
    Form,
    Visitor,
    console_portal,
    give,
    pupil,
)
from tests.web.test_browser import tab
from werkzeug.test import TestResponse

from garbridge.core.entitlements import Licences
from garbridge.core.identifiers import PersonId, SchoolId, SubscriptionId, tile_key
from garbridge.core.operations import UNDO_WINDOW
from garbridge.core.people import Identity, Membership, Person, Profile
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.rounds import Missing, RoundStep, Why
from garbridge.errors import StoreUnavailableError
from garbridge.services.assigning import AssigningService
from garbridge.testing.world import COLLEGE, LYCEE
from garbridge.web.console import round_acts
from garbridge.web.console.texts import TEXTS

PATH = f"/affectation/plusieurs/{KEY}"
BOTH, SECOND = "proviseure", "second"
HERE, THERE = f"population:{UAI}", f"population:{OTHER}"
COLLEGIANS = tuple(
    replace(
        pupil(number),
        id=PersonId(f"c-{number}"),
        memberships=(Membership(OTHER, Profile.PUPIL, groups=(CLASS_A,)),),
    )
    for number in range(3)
)
TWO = Person(
    PersonId(BOTH),
    Identity("Deux", "Ada"),
    (Membership(UAI, Profile.HEAD), Membership(OTHER, Profile.HEAD)),
)
ALSO = replace(TWO, id=PersonId(SECOND))
CHOSEN: Form = {HERE: ["elv~division~6A"], THERE: ["elv~division~6A"]}


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """The portal, with somebody who is head of two schools: four pupils here, three there."""
    with console_portal(tmp_path, (*PEOPLE, *COLLEGIANS, TWO, ALSO)) as made:
        yield made


def holders(console: Console, school: str) -> set[str]:
    """Return who holds the videos at one school."""
    uai = LYCEE.id if school == UAI else COLLEGE.id
    stocks = console.runtime.rules.ledger.stocks(uai)
    return {
        str(who)
        for one in stocks
        if tile_key(one.subscription.resource) == KEY
        for who in one.holders
    }


def post(browser: Visitor, path: str, *forms: Form, **fields: str) -> TestResponse:
    """Send a form that the page showed, to an address below that of the resource."""
    data: Form = {"gb_form": browser.proof(), **fields}
    for form in forms:
        data |= form
    return browser.client.post(path if path.startswith("/") else f"{PATH}/{path}", data=data)


def seen(browser: Visitor, *forms: Form, **fields: str) -> tuple[str, TestResponse]:
    """Choose, and go on until all of it was looked at; return the round's address, and the page."""
    sent = post(browser, "choisir", *forms or (CHOSEN,), **fields)
    assert sent.status_code == 303, sent.text
    return finished(browser, sent.location)


def finished(browser: Visitor, address: str) -> tuple[str, TestResponse]:
    """Press the button for as long as there is something to do."""
    for _ in range(99):
        shown = browser.client.get(address)
        if "data-onward" not in shown.text:
            return address, shown
        assert post(browser, f"{address}/avancer").status_code == 303
    raise AssertionError(address)


def stamp(page: TestResponse) -> Form:
    """Return what a preview posts of itself."""
    return dict(re.findall(r'name="(jeton)" value="(\w+)"', page.text))


def given(browser: Visitor, *forms: Form, **fields: str) -> TestResponse:
    """Choose, look and confirm; return the page at the end."""
    address, shown = seen(browser, *forms)
    done = post(browser, f"{address}/faire", stamp(shown), **fields)
    return finished(browser, address)[1] if done.status_code == 303 else done


def both(console: Console) -> tuple[int, int]:
    """Return how many hold it here and there."""
    return len(holders(console, UAI)), len(holders(console, OTHER))


def test_one_preview_and_one_confirmation_give_at_two_schools(console: Console) -> None:
    """Each school has its own operation, in its own journal, and undoes it alone."""
    browser = console.browser(BOTH)
    chosen = browser.client.get(PATH).text
    address, shown = seen(browser)
    before = both(console)
    post(browser, f"{address}/faire", stamp(shown), motif="deux écoles")
    done = browser.client.get(address).text
    undo = dict(re.findall(r"/affectation/(\w+)/operations/(\w+)", done))

    assert LYCEE.name in chosen
    assert COLLEGE.name in chosen
    assert re.findall(r'Sera attribué"><span>(\d)', shown.text) == ["3", "4"]
    assert "Tous vos établissements" in shown.text
    assert before == (0, 0)
    assert both(console) == (4, 3)
    assert undo.keys() == {UAI, OTHER}
    post(browser, f"/affectation/{UAI}/operations/{undo[UAI]}/annuler")
    assert both(console) == (0, 3)


def test_all_of_it_is_undone_as_one(console: Console) -> None:
    """What was undone at its own school before stays so; the reason stands in each journal."""
    browser = console.browser(BOTH)
    address, shown = seen(browser)
    post(browser, f"{address}/faire", stamp(shown))
    undo = dict(
        re.findall(r"/affectation/(\w+)/operations/(\w+)", browser.client.get(address).text)
    )
    post(browser, f"/affectation/{UAI}/operations/{undo[UAI]}/annuler")

    post(browser, f"{address}/annuler", motif="erreur de titre")
    again = post(browser, f"{address}/annuler")

    assert both(console) == (0, 0)
    assert again.status_code == 303
    page = browser.client.get(address).text
    assert "Annulation terminée" in page
    assert page.count("Annulé.") == 2
    assert "erreur de titre" in browser.client.get(f"/affectation/{OTHER}/journal").text


def test_what_cannot_be_undone_is_told(console: Console) -> None:
    """A day later everybody keeps theirs."""
    browser = console.browser(BOTH)
    address, shown = seen(browser)
    post(browser, f"{address}/faire", stamp(shown))
    later = console.runtime.clock() + UNDO_WINDOW
    late = replace(console.runtime.assigning, clock=lambda: later)
    object.__setattr__(console.runtime, "assigning", late)
    post(browser, f"{address}/annuler")

    assert both(console) == (4, 3)
    assert browser.client.get(address).text.count("Plus de 24 heures ont passé") == 2


@pytest.mark.parametrize(
    ("manque", "here", "there"),
    [("autres", 4, 0), ("", 4, 0), ("reste", 4, 2), ("rien", 0, 0)],
)
def test_a_shortage_at_one_school(console: Console, manque: str, here: int, there: int) -> None:
    """It does not stop the other one, unless somebody wants all of it or nothing."""
    few = replace(FOREIGN, licences=Licences(overall=2))
    console.runtime.writer.write(subscriptions=[few])
    browser = console.browser(BOTH)
    address, shown = seen(browser)
    done = post(browser, f"{address}/faire", stamp(shown), manque=manque)

    assert "Il manque 1 exemplaire." in shown.text
    assert "1 établissement est concerné." in shown.text
    assert both(console) == (here, there)
    assert done.status_code == (409 if manque == "rien" else 303)


@pytest.mark.parametrize(("manque", "there"), [("autres", 3), ("rien", 0)])
def test_somebody_who_acts_meanwhile_stops_that_school(
    console: Console, manque: str, there: int
) -> None:
    """The other one goes on, what was not done is told, and looked at anew it is done."""
    browser = console.browser(BOTH)
    address, shown = seen(browser)
    console.browser().post("reparer", give("p-000"))
    sent = post(browser, f"{address}/faire", stamp(shown), manque=manque)
    done = sent if manque == "rien" else browser.client.get(address)

    assert "est intervenue entre-temps" in done.text
    assert holders(console, UAI) == {"p-000"}
    assert len(holders(console, OTHER)) == there
    if manque != "rien":
        post(browser, f"{address}/reprendre")
        anew = browser.client.get(address)
        assert "1 établissement est déjà servi" in anew.text
        post(browser, f"{address}/faire", stamp(anew))
        assert both(console) == (4, 3)
        post(browser, f"{address}/annuler")
        assert holders(console, UAI) == {"p-000"}
        assert holders(console, OTHER) == set()


def test_what_was_chosen_anew_is_not_what_was_seen(console: Console) -> None:
    """In another window: what that page confirms is refused, and the new choice is shown."""
    browser = console.browser(BOTH)
    address, shown = seen(browser)
    operation = address.rpartition("/")[2].partition("?")[0]
    seen(browser, {**CHOSEN, HERE: ["elv~division~6B"]}, operation=operation)

    done = post(browser, f"{address}/faire", stamp(shown))

    assert done.status_code == 409
    assert both(console) == (0, 0)


def test_to_confirm_twice_gives_once(console: Console) -> None:
    """The second click goes on, and finds it done; what was given is not chosen anew."""
    browser = console.browser(BOTH)
    address, shown = seen(browser)
    operation = address.rpartition("/")[2]
    answers = [post(browser, f"{address}/faire", stamp(shown)).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert both(console) == (4, 3)
    journal = console.runtime.assigning.journal(OPERATOR, OTHER, limit=9)
    assert not isinstance(journal, Denied)
    assert len(journal) == 1
    assert post(browser, "choisir", CHOSEN, operation=operation).location == address
    assert browser.client.get(f"{PATH}?operation={operation}").location == address
    assert browser.client.get(f"{address}/{UAI}").status_code == 200


@pytest.mark.parametrize(
    "path", ["choisir", "choisir?operation", "avancer", "faire", "annuler", "who"]
)
def test_a_school_and_a_round_of_others_are_impossible(console: Console, path: str) -> None:
    """Not even beside one's own: nothing is done anywhere."""
    browser = console.browser(BOTH)
    address, shown = seen(browser)
    operation = address.rpartition("/")[2]
    other = console.browser(SECOND)
    post(other, "choisir", CHOSEN)
    for foreign in (
        {**CHOSEN, "population:0999999Z": ["elv~~"]},
        {**CHOSEN, "montre": ["0999999Z"]},
        {**CHOSEN, "ecole": ["0999999Z"]},
    ):
        assert post(browser, "choisir", foreign).status_code == 404

    match path:
        case "choisir":
            assert post(console.browser(HEAD), path, CHOSEN).status_code == 404
        case "choisir?operation":
            assert post(other, "choisir", CHOSEN, operation=operation).status_code == 404
        case "who":
            assert other.client.get(f"{address}/{UAI}").status_code == 404
            assert other.client.get(address).status_code == 404
            assert browser.client.get(f"{address}/0999999Z").status_code == 404
        case _:
            assert post(other, f"{address}/{path}", stamp(shown)).status_code == 404
    assert both(console) == (0, 0)


def test_nobody_is_named_in_a_round(console: Console) -> None:
    """One person is given theirs by name, at their school."""
    browser = console.browser(BOTH)

    assert post(browser, "choisir", {HERE: ["~personne~p-000"]}).status_code == 400
    assert console.runtime.stores.rounds.of_actor(PersonId(BOTH)) == []


@pytest.mark.parametrize("person", [HEAD, "autre-chef", DELEGATE, PUPIL])
def test_who_has_one_school_has_no_such_page(console: Console, person: str) -> None:
    """Nor does anything lead to it."""
    browser = console.browser(person)

    assert browser.client.get(PATH).status_code == 404
    assert "plusieurs" not in browser.get(f"ressources/{KEY}").text


def test_who_has_two_finds_it_at_the_resource(console: Console) -> None:
    """A stranger is asked to sign in; a resource that nobody bought twice has no such page."""
    assert PATH in console.browser(BOTH).get(f"ressources/{KEY}").text
    assert console.browser(None).client.get(PATH).status_code == 401
    assert console.browser(BOTH).client.get("/affectation/plusieurs/x").status_code == 404
    assert console.browser(BOTH).client.get(f"{PATH}/no-round").status_code == 404


def test_the_language_stays(console: Console) -> None:
    """Whoever reads English goes on in English, step by step."""
    browser = console.browser(BOTH)
    page = browser.client.get(f"{PATH}?lang=en").text
    sent = post(browser, "choisir?lang=en", CHOSEN)

    assert "Several schools" in page
    assert "choisir?lang=en" in page
    assert sent.location.endswith("?lang=en")
    assert "Will be given" in browser.client.get(sent.location).text


def test_the_same_people_everywhere(console: Console) -> None:
    """At every school that has the resource, or at those that are ticked; beside what is chosen."""
    browser = console.browser(BOTH)
    _, ticked = seen(browser, {"partout": ["elv~~"], "ecole": [OTHER], "ou": "cochees"})
    _, every = seen(browser, {"partout": ["elv~~"], "ou": "toutes", HERE: ["elv~division~6B"]})

    assert "1 de vos établissements n’est pas dans cette opération" in ticked.text
    assert re.findall(r'Sera attribué"><span>(\d)', ticked.text) == ["3"]
    # Somebody has five licences for eight pupils: that school stands first.
    assert re.findall(r'Sera attribué"><span>(\d)', every.text) == ["5", "3"]


def test_what_was_chosen_is_shown_again_and_can_be_changed(console: Console) -> None:
    """Ticked as it was; a school where nothing is ticked any more is out of it."""
    browser = console.browser(BOTH)
    address, _ = seen(browser)
    operation = address.rpartition("/")[2]
    page = browser.client.get(f"{PATH}?operation={operation}").text
    _, changed = seen(
        browser, {"montre": [UAI, OTHER], HERE: ["elv~division~6A"]}, operation=operation
    )

    assert len(re.findall(r'value="~division~6A" checked', page)) == 2
    assert "2 établissements choisis jusqu’ici" in page
    assert "1 de vos établissements n’est pas" in changed.text
    assert (
        post(browser, "choisir", {"montre": [UAI, OTHER]}, operation=operation).status_code == 422
    )


def second_fails(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the licences be there at the first school, and the service away at the second."""
    real, calls = AssigningService.apply, iter([True])

    def apply(*arguments: Any, **named: Any) -> object:  # noqa: ANN401 - as the service has it
        if not next(calls, False):
            raise error
        return real(*arguments, **named)

    monkeypatch.setattr(AssigningService, "apply", apply)


@pytest.mark.parametrize("way", list(Missing))
def test_what_fails_at_one_school_is_told(
    console: Console, monkeypatch: pytest.MonkeyPatch, way: Missing
) -> None:
    """The first keeps what it got and is named with it; all or nothing is nothing."""
    browser = console.browser(BOTH)
    address, shown = seen(browser)
    with monkeypatch.context() as patched:
        second_fails(patched, StoreUnavailableError("away"))
        done = post(browser, f"{address}/faire", stamp(shown), manque=way)

    if way is Missing.NOTHING:
        assert (done.status_code, both(console)) == (503, (0, 0))
    else:
        page = browser.client.get(address).text
        assert (done.status_code, min(both(console))) == (303, 0)
        assert max(both(console)) > 0
        assert "Le service ne répond pas" in page
        assert "Voir ou annuler" in page
        post(browser, f"{address}/reprendre")
        post(browser, f"{address}/faire", stamp(browser.client.get(address)))
        assert both(console) == (4, 3)


def test_a_long_one_is_done_part_by_part_and_resumed(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One school a request; whoever left finds it where it stood, without script too."""
    hours = count(step=3600.0)
    monkeypatch.setattr("garbridge.wiring.rounds.system_ticks", lambda: next(hours))
    browser = console.browser(BOTH)
    address = post(browser, "choisir", CHOSEN).location
    begun = browser.client.get(address).text
    paused = browser.client.get(f"{address}?pause=1").text
    _, shown = finished(browser, address)
    post(browser, f"{address}/faire", stamp(shown))
    halfway = browser.client.get(address).text
    between = both(console)
    left = browser.client.get(PATH).text
    finished(browser, address)
    at_the_end = both(console)
    post(browser, f"{address}/annuler")
    undoing = browser.client.get(address).text
    finished(browser, address)

    assert "Aperçu en cours" in begun
    assert "data-onward" in begun
    assert "data-onward" not in paused
    assert "Continuer" in paused
    assert "1 établissement sur 2" in begun
    assert '<progress class="gb-progress" max="2" value="1"' in halfway
    assert "Arrêter et tout annuler" in halfway
    assert sorted(between) == [0, max(between)]
    assert address in left
    assert at_the_end == (4, 3)
    assert "Annulation en cours" in undoing
    assert both(console) == (0, 0)


def test_nothing_chosen_does_nothing(console: Console) -> None:
    """Nor does a form of elsewhere, or one that confirms what nobody saw."""
    browser = console.browser(BOTH)
    address, _ = seen(browser)

    assert post(browser, "choisir").status_code == 422
    assert post(browser, "choisir", CHOSEN, gb_form="x").status_code == 400
    assert post(browser, f"{address}/faire").status_code == 409
    assert post(browser, f"{address}/faire", jeton="0" * 32).status_code == 409
    assert both(console) == (0, 0)


def test_many_people_are_confirmed_all_together(tmp_path: Path) -> None:
    """Where the portal wants it, nothing is given before: two schools of a few are many."""
    people = (*PEOPLE, *COLLEGIANS, TWO)
    with console_portal(
        tmp_path, people, confirmation=lambda *_: False, confirm_above=5, proof_view="prove"
    ) as console:
        browser = console.browser(BOTH)
        address, shown = seen(browser)
        for way in Missing:
            done = post(browser, f"{address}/faire", stamp(shown), manque=way)
            assert done.status_code == 403
            assert "Identifiez-vous de nouveau" in done.text
            assert "M’identifier de nouveau" in done.text
        assert both(console) == (0, 0)


def test_too_many_people_for_one_transaction(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All or nothing is not offered then, and refused to whoever posts it."""
    monkeypatch.setattr("garbridge.services.rounds.TOGETHER", 6)
    monkeypatch.setattr(round_acts, "TOGETHER", 6)
    few = replace(FOREIGN, licences=Licences(overall=2))
    console.runtime.writer.write(subscriptions=[few])
    browser = console.browser(BOTH)
    address, shown = seen(browser, {HERE: ["elv~~"], THERE: ["elv~~"]})
    done = post(browser, f"{address}/faire", stamp(shown), manque=Missing.NOTHING)

    assert 'value="rien"' not in shown.text
    assert "pas pour autant de personnes" in shown.text
    assert done.status_code == 422
    assert both(console) == (0, 0)


def test_many_schools_are_all_there(tmp_path: Path) -> None:
    """Sixty-one: on pages that keep what was chosen, none of them left out without a word."""
    number = 61
    schools = [
        replace(COLLEGE, id=SchoolId(f"09{n:05}A"), name=f"Collège {n:02}") for n in range(number)
    ]
    places = tuple(Membership(school.id, Profile.HEAD) for school in schools)
    district = Person(PersonId("dasen"), Identity("Trois", "Ada"), places)
    pupils = tuple(
        replace(
            pupil(n), id=PersonId(f"d-{n}"), memberships=(Membership(school.id, Profile.PUPIL),)
        )
        for n, school in enumerate(schools)
    )
    with console_portal(tmp_path, (*PEOPLE, *pupils, district), schools=schools) as console:
        console.runtime.writer.write(
            subscriptions=[
                replace(FOREIGN, id=SubscriptionId(f"v-{n}"), school=school.id)
                for n, school in enumerate(schools)
            ]
        )
        browser = console.browser("dasen", school=schools[0].id)
        first = browser.client.get(PATH).text
        sent = post(
            browser,
            "choisir",
            {"montre": [schools[0].id], f"population:{schools[0].id}": ["elv~~"]},
            vers="3",
        )
        third = browser.client.get(sent.location).text
        operation = re.search(r'name="operation" value="(\w+)"', third)
        assert operation is not None
        _, few = seen(
            browser,
            {"montre": [schools[60].id], f"population:{schools[60].id}": ["elv~~"]},
            operation=operation[1],
        )
        address, every = seen(
            browser, {"partout": ["elv~~"], "ou": "toutes"}, operation=operation[1]
        )
        post(browser, f"{address}/faire", stamp(every))
        done = finished(browser, address)[1].text

    assert "61 établissements" in first
    assert "Dans les 61 établissements" in first
    assert first.count('name="montre"') == 30
    assert "Garder ces choix et voir la page 2" in first
    assert third.count('name="montre"') == 1
    assert "1 établissement choisi jusqu’ici" in third
    assert "2 établissements dans cette opération" in few.text
    assert "59 de vos établissements ne sont pas dans cette opération" in few.text
    assert "Tous vos établissements" in every.text
    assert "<dt>établissements servis</dt><dd>61</dd>" in done


def test_who_would_be_given_is_told_name_by_name(console: Console) -> None:
    """At one school, as it is now: also that it is not what was seen."""
    browser = console.browser(BOTH)
    address, _ = seen(browser)
    before = browser.client.get(f"{address}/{UAI}").text
    console.browser().post("reparer", give("p-000"))
    after = browser.client.get(f"{address}/{UAI}").text

    assert "NOM000 Élève" in before
    assert "a changé depuis l’aperçu" not in before
    assert "a changé depuis l’aperçu" in after


def test_every_word_that_is_put_together_is_there() -> None:
    """Each way, each step and each reason has its text."""
    undone = {Why.UNDONE_BEFORE, Why.TOO_LATE, Why.OF_A_YEAR, Why.GIVEN_AWAY, Why.GONE}
    words = {f"round_{one}" for one in (*Missing, *(set(Why) - undone))}
    words |= {f"undo_{one}" for one in undone}
    words |= {f"round_step_{one}" for one in RoundStep}
    words |= {f"round_working_{one}" for one in RoundStep if one is not RoundStep.CHOOSE}

    assert words | {"round_was_give", "round_was_undo"} <= set(TEXTS)


@pytest.mark.xdist_group("browser")
def test_a_long_one_goes_on_by_itself(
    browser: Browser, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is a script nobody presses a button school by school."""
    hours = count(step=3600.0)
    monkeypatch.setattr("garbridge.wiring.rounds.system_ticks", lambda: next(hours))

    @console.app.get("/as-both")
    def as_both() -> str:
        session["who"] = BOTH
        return ""

    with serving(console.app) as url, tab(browser) as page:
        page.goto(f"{url}/as-both")
        page.goto(f"{url}{PATH}")
        for box in page.get_by_label("Sixième A").all():
            box.check()
        page.get_by_role("button", name="Voir l’aperçu").first.click()
        page.get_by_role("button", name="Valider l’attribution").click()
        expect(page.get_by_role("heading", name="Attribution terminée")).to_be_visible()

    assert both(console) == (4, 3)
