"""One resource at several schools: one preview, each school by itself, foreign ones impossible."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
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
from werkzeug.test import TestResponse

from garbridge.core.entitlements import Licences
from garbridge.core.identifiers import PersonId, tile_key
from garbridge.core.people import Identity, Membership, Person, Profile
from garbridge.errors import StoreUnavailableError
from garbridge.services.assigning import AssigningService, Stale
from garbridge.testing.world import COLLEGE, LYCEE
from garbridge.web.console.several import Missing
from garbridge.web.console.texts import TEXTS

PATH = f"/affectation/plusieurs/{KEY}"
BOTH = "proviseure"
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
CHOSEN: Form = {HERE: ["elv~division~6A"], THERE: ["elv~division~6A"]}


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """The portal, with somebody who is head of two schools: four pupils here, three there."""
    with console_portal(tmp_path, (*PEOPLE, *COLLEGIANS, TWO)) as made:
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


def post(browser: Visitor, act: str, *forms: Form, **fields: str) -> TestResponse:
    """Send a form that the page showed."""
    data: Form = {"gb_form": browser.proof(), **fields}
    for form in forms:
        data |= form
    return browser.client.post(f"{PATH}/{act}", data=data)


def tokens(page: str) -> Form:
    """Return the tokens of a preview, and what stands beside them."""
    found = re.findall(r'name="((?:jeton|population):\w+)" value="([^"]+)"', page)
    return dict(found)


def test_one_preview_and_one_confirmation_give_at_two_schools(console: Console) -> None:
    """Each school has its own operation, in its own journal, and undoes it alone."""
    browser = console.browser(BOTH)
    chosen = browser.client.get(PATH).text
    shown = post(browser, "apercu", CHOSEN).text
    before = (holders(console, UAI), holders(console, OTHER))
    done = post(browser, "faire", tokens(shown), motif="deux écoles").text
    undo = re.findall(r"/affectation/(\w+)/operations/(\w+)", done)

    assert LYCEE.name in chosen
    assert COLLEGE.name in chosen
    assert re.findall(r"attribués</dt><dd>(\d)", shown) == ["3", "4"]
    assert before == (set(), set())
    assert (len(holders(console, UAI)), len(holders(console, OTHER))) == (4, 3)
    assert {school for school, _ in undo} == {UAI, OTHER}
    browser.client.post(
        f"/affectation/{UAI}/operations/{dict(undo)[UAI]}/annuler",
        data={"gb_form": browser.proof()},
    )
    assert (len(holders(console, UAI)), len(holders(console, OTHER))) == (0, 3)


@pytest.mark.parametrize(
    ("manque", "here", "there"),
    [("autres", 4, 0), ("", 4, 0), ("reste", 4, 2), ("rien", 0, 0)],
)
def test_a_shortage_at_one_school(console: Console, manque: str, here: int, there: int) -> None:
    """It does not stop the other one, unless somebody wants all of it or nothing."""
    few = replace(FOREIGN, licences=Licences(overall=2))
    console.runtime.writer.write(subscriptions=[few])
    browser = console.browser(BOTH)
    shown = post(browser, "apercu", CHOSEN).text
    done = post(browser, "faire", tokens(shown), manque=manque)

    assert "Il manque 1 exemplaire de Vidéos" in shown
    assert (len(holders(console, UAI)), len(holders(console, OTHER))) == (here, there)
    assert done.status_code == (409 if manque == "rien" else 200)


@pytest.mark.parametrize(("manque", "there"), [("autres", 3), ("rien", 0)])
def test_somebody_who_acts_meanwhile_stops_that_school(
    console: Console, manque: str, there: int
) -> None:
    """The other one goes on, and what was not done is told."""
    browser = console.browser(BOTH)
    shown = post(browser, "apercu", CHOSEN).text
    console.browser().post("reparer", give("p-000"))
    done = post(browser, "faire", tokens(shown), manque=manque)

    assert "est intervenue entre-temps" in done.text
    assert holders(console, UAI) == {"p-000"}
    assert len(holders(console, OTHER)) == there


@pytest.mark.parametrize("act", ["apercu", "faire"])
def test_a_school_of_others_is_impossible(console: Console, act: str) -> None:
    """Not even beside one's own: nothing is done anywhere."""
    foreign: Form = {**CHOSEN, "population:0999999Z": ["elv~~"]}

    assert post(console.browser(BOTH), act, foreign).status_code == 404
    assert post(console.browser(HEAD), act, CHOSEN).status_code == 404
    assert holders(console, UAI) | holders(console, OTHER) == set()


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


def test_the_language_stays(console: Console) -> None:
    """Whoever reads English goes on in English, step by step."""
    browser = console.browser(BOTH)
    page = browser.client.get(f"{PATH}?lang=en").text

    assert "Several schools" in page
    assert 'action="/affectation/plusieurs/' in page
    assert "apercu?lang=en" in page


def second_fails(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the licences be there at the first school, and the service away at the second."""
    real, calls = AssigningService.apply, count()

    def apply(*arguments: Any, **named: Any) -> object:  # noqa: ANN401 - as the service has it
        if next(calls):
            raise error
        return real(*arguments, **named)

    monkeypatch.setattr(AssigningService, "apply", apply)


@pytest.mark.parametrize("way", list(Missing))
def test_what_fails_at_one_school_is_told(
    console: Console, monkeypatch: pytest.MonkeyPatch, way: Missing
) -> None:
    """The first keeps what it got and is named with it; all or nothing is nothing."""
    browser = console.browser(BOTH)
    shown = tokens(post(browser, "apercu", CHOSEN).text)
    second_fails(monkeypatch, StoreUnavailableError("away"))

    done = post(browser, "faire", shown, manque=way)

    given = len(holders(console, UAI)), len(holders(console, OTHER))
    if way is Missing.NOTHING:
        assert (done.status_code, given) == (503, (0, 0))
    else:
        assert (done.status_code, min(given)) == (200, 0)
        assert max(given) > 0
        assert "Le service ne répond pas" in done.text
        assert "Voir ou annuler" in done.text


def test_all_or_nothing_where_one_is_short_after_all(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else took licences between the look and the act."""
    browser = console.browser(BOTH)
    shown = tokens(post(browser, "apercu", CHOSEN).text)
    real, calls = AssigningService.apply, count()

    def apply(service: AssigningService, *arguments: Any, **named: Any) -> object:  # noqa: ANN401 - as the service has it
        if next(calls):
            return Stale(service.preview(*arguments[:2]))  # type: ignore[arg-type]  # allowed here
        return real(service, *arguments, **named)

    monkeypatch.setattr(AssigningService, "apply", apply)
    done = post(browser, "faire", shown, manque=Missing.NOTHING)

    assert done.status_code == 409
    assert holders(console, UAI) | holders(console, OTHER) == set()


def test_nothing_chosen_does_nothing(console: Console) -> None:
    """Nor does a form of elsewhere."""
    browser = console.browser(BOTH)

    assert post(browser, "apercu").status_code == 422
    assert post(browser, "faire").status_code == 422
    assert post(browser, "faire", CHOSEN, gb_form="x").status_code == 400
    assert "est intervenue entre-temps" in post(browser, "faire", CHOSEN).text
    assert holders(console, UAI) | holders(console, OTHER) == set()


def test_many_people_are_confirmed_at_each_school(tmp_path: Path) -> None:
    """Where the portal wants it, nothing is given before."""
    people = (*PEOPLE, *COLLEGIANS, TWO)
    with console_portal(
        tmp_path, people, confirmation=lambda *_: False, confirm_above=1
    ) as console:
        browser = console.browser(BOTH)
        shown = post(browser, "apercu", CHOSEN).text

        assert post(browser, "faire", tokens(shown)).text.count("identifiez-vous") == 2


def test_every_word_that_is_put_together_is_there() -> None:
    """Each way has its text."""
    assert {f"several_{one}" for one in Missing} <= set(TEXTS)
