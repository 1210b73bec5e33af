"""Two accounts of one person: merged in the browser, as shown, by whoever knows them; undone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.web.console_portal import (
    LIBRARIAN,
    OTHER,
    PEOPLE,
    UAI,
    VIDEOS,
    Console,
    Form,
    console_portal,
    give,
    pupil,
)

from garbridge.core.duplicates import Sign
from garbridge.core.identifiers import PersonId
from garbridge.core.people import Membership, Profile
from garbridge.core.permissions import OPERATOR
from garbridge.core.queue import Entry, EntryKind, EntryState
from garbridge.web.console.texts import TEXTS

TWIN = replace(pupil(0), id=PersonId("p-000-bis"))
ELSEWHERE = replace(
    pupil(1), id=PersonId("p-001-bis"), memberships=(Membership(OTHER, Profile.PUPIL),)
)
BOTH: Form = {"compte": ["p-000", "p-000-bis"], "reste": "p-000-bis"}
DO: Form = {"part": "p-000", "reste": "p-000-bis"}


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """The portal, with a pupil who is there twice, and a homonym at a school of others."""
    with console_portal(tmp_path, (*PEOPLE, TWIN, ELSEWHERE)) as made:
        made.browser().post("reparer", give("p-000"))
        yield made


def holders(console: Console) -> set[str]:
    """Return who holds the videos."""
    stocks = console.runtime.rules.ledger.stocks(UAI)
    return {
        str(who) for one in stocks if one.subscription.resource == VIDEOS for who in one.holders
    }


def token_of(page: str) -> str:
    """Return the token of a preview."""
    return page.partition('name="jeton" value="')[2].partition('"')[0]


def test_two_accounts_are_shown_then_merged_then_undone(console: Console) -> None:
    """What moves is shown first; the journal has it, and one button takes it back."""
    browser = console.browser()
    listed = browser.get("doublons").text
    shown = browser.post("doublons/apercu", BOTH).text
    before = holders(console)
    done = browser.post("doublons/fusionner", DO, jeton=token_of(shown), motif="deux comptes")
    after = holders(console)
    offered = browser.client.get(done.location or "").text
    browser.client.post(f"{done.location}/annuler", data={"gb_form": browser.proof()})

    assert "même nom et même profil" in listed
    assert "p-001" not in listed, "the other one is at a school of others"
    assert "Ressources qui passent de l’un à l’autre</dt><dd>1" in shown
    assert (before, done.status_code, after) == ({"p-000"}, 303, {"p-000-bis"})
    assert "deux comptes" in browser.get("journal").text
    for page in (shown, offered):
        assert "les oppositions et la protection valent alors" in page.lower()
    assert holders(console) == {"p-000"}


def test_a_merge_is_the_one_that_was_shown(console: Console) -> None:
    """Where somebody else acted meanwhile nothing moves, and the preview is a new one."""
    browser = console.browser()
    token = token_of(browser.post("doublons/apercu", BOTH).text)
    console.browser().post("reparer", {**give("p-000"), "faire": "withdraw"})
    stale = browser.post("doublons/fusionner", DO, jeton=token)
    silent = browser.post("doublons/fusionner", DO)
    nothing = browser.post("doublons/fusionner", DO, jeton=token_of(stale.text))

    assert (stale.status_code, silent.status_code) == (409, 409)
    assert "Une autre personne est intervenue" in stale.text
    assert "rien à transférer" in nothing.text


def test_a_merge_without_a_resource_is_undone_and_says_what_came_back(console: Console) -> None:
    """What waits is told; of what is theirs nobody at the desk learns whether there was any."""
    browser = console.browser()
    browser.post("reparer", {**give("p-000"), "faire": "withdraw"})
    gone, kept = PersonId("p-000"), PersonId("p-000-bis")
    stores = console.runtime.stores
    waits = Entry(school=UAI, kind=EntryKind.MOVE, person=gone, at=console.runtime.clock())
    stores.queue.add([waits, waits])
    stores.mediacentre.marks.remember(gone, wanted=False)
    token = token_of(browser.post("doublons/apercu", BOTH).text)
    done = browser.post("doublons/fusionner", DO, jeton=token).location
    merged = browser.client.get(done).text
    one, _ = (entry for entry in stores.queue.waiting(UAI) if entry.person == kept)
    stores.queue.decide(
        UAI, one.number, EntryState.DISMISSED, by=OPERATOR, at=console.runtime.clock()
    )

    undone = browser.post("operations/" + done.rpartition("/")[2] + "/annuler")

    assert "Deux comptes d’une même personne sont réunis." in merged
    assert undone.status_code == 200
    said = " ".join(undone.text.replace("\u00a0", " ").split())
    assert "Rendu au premier compte : entrées de la file des arrivées et départs." in said
    assert "Resté au compte gardé : entrées de la file des arrivées et départs." in said
    assert "s’il y en avait, ce qui n’a pas changé depuis la fusion est rendu" in said
    assert "Annuler cette opération" not in said
    again = browser.post("operations/" + done.rpartition("/")[2] + "/annuler")
    assert again.status_code == 409


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"compte": ["p-000", "p-000-bis"]},
        {"compte": ["p-000", "p-000"], "reste": "p-000"},
        {"compte": ["p-002", "p-004"], "reste": "p-004"},
        {"compte": ["p-001", "p-001-bis"], "reste": "p-001"},
        {"compte": ["p-000", "nobody"], "reste": "p-000"},
    ],
)
def test_only_what_may_be_one_person_is_merged(console: Console, form: Form) -> None:
    """Not two different people, nor somebody of a school of others."""
    assert console.browser().post("doublons/apercu", form).status_code == 422
    gone = next((one for one in form.get("compte", []) if one != form.get("reste")), "")
    merge: Form = {"part": gone, "reste": form.get("reste", "")}
    assert console.browser().post("doublons/fusionner", merge).status_code == 409
    assert holders(console) == {"p-000"}


def test_the_queue_leads_there(console: Console) -> None:
    """Whoever may merge finds the link beside the line; the others are told whom to ask."""
    console.runtime.merging.feeding.refresh()
    mine = console.browser().get("arrivees").text

    assert re.search(r'doublons">Doublons possibles', mine)
    assert "doublons" not in console.browser(LIBRARIAN).get("arrivees").text


def test_a_training_school_says_so_everywhere(tmp_path: Path) -> None:
    """On each page of its console, and on no other school's."""
    with console_portal(tmp_path, more=f"\n[schools.{UAI}]\ntraining = true\n") as console:
        browser = console.browser()
        pages = ["", "ressources/", "populations/", "abonnements/", "annee", "journal", "doublons"]
        told = ["Bac à sable" in browser.get(page).text for page in pages]
        foreign = console.browser("autre-chef").client.get(f"/affectation/{OTHER}/").text

        assert told == [True] * len(pages)
        assert "Bac à sable" not in foreign


def test_every_word_that_is_put_together_is_there() -> None:
    """Each sign has its text."""
    assert {f"sign_{one}" for one in Sign} <= set(TEXTS)
