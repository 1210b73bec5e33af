"""The console's desk: arrivals and departures, standing rules, delegations, the journal."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.web.console_portal import (
    ATLAS,
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

from garbridge.core.delegation_rules import State
from garbridge.core.delegations import DelegationAct
from garbridge.core.identifiers import PersonId
from garbridge.core.operations import OperationKind
from garbridge.core.permissions import OPERATOR, Reach
from garbridge.core.queue import Entry, EntryKind
from garbridge.services.undoing import NotUndone
from garbridge.testing.world import NOW
from garbridge.web.console.texts import TEXTS

NEW_RULE: Form = {"ressource": VIDEOS, "population": "~division~6A", "profil": "elv"}


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """The portal, and who works there."""
    with console_portal(tmp_path) as made:
        yield made


def token_of(page: str) -> str:
    """Return the token of a preview."""
    return page.partition('name="jeton" value="')[2].partition('"')[0]


def leaves(console: Console, person: str) -> int:
    """Tell that *person* leaves; return the number of the entry."""
    runtime = console.runtime
    entry = runtime.queue.signal(OPERATOR, UAI, EntryKind.DEPARTURE, PersonId(person))
    return getattr(entry, "number", 0)


@pytest.mark.parametrize(
    ("gone", "come", "said"),
    [
        (("division:1G2", "level:20110019110"), (), "1G2"),
        (("division:1G2", "level:20110019110"), ("division:TG1",), "1G2 → TG1"),
        (("group:G1", "level:20110019110"), (), "G1"),
        (("level:20110019110",), (), "20110019110"),
    ],
)
def test_classes_are_said_and_no_code_of_a_level(
    console: Console, gone: tuple[str, ...], come: tuple[str, ...], said: str
) -> None:
    """Eleven digits say nothing to anybody, where a class or a group is named beside them."""
    entry = Entry(
        school=UAI, kind=EntryKind.MOVE, person=PersonId("p-000"), at=NOW, gone=gone, come=come
    )
    console.runtime.stores.queue.add([entry])

    assert re.search(rf"· <bdi>{said}</bdi>", console.browser().get("arrivees").text)


def test_who_leaves_gives_back_and_the_line_is_gone(console: Console) -> None:
    """The first page counts it, the list proposes it, one button does it, the journal can undo."""
    browser = console.browser()
    browser.post("reparer", give("p-000"))
    number = leaves(console, "p-000")
    board, listed = browser.get("").text, browser.get("arrivees").text
    done = browser.post("arrivees/traiter", entree=str(number), faire="accepter").text
    operation = re.search(r"operations/(\w+)", done)

    assert 'class="gb-number">1</strong> <span>départ<' in board
    assert "NOM000 Élève" in listed
    assert "À récupérer · <bdi>Vidéos</bdi>" in listed
    assert "fait" in done
    assert operation is not None
    assert "Personne n’attend" in browser.get("arrivees").text
    assert browser.client.get(f"/affectation/{UAI}/operations/{operation[1]}").status_code == 200


def test_where_nothing_is_proposed_nothing_is_to_be_done(console: Console) -> None:
    """Somebody leaves who holds nothing: the line is set aside, and no button offers more."""
    leaves(console, "p-000")
    alone = console.browser().get("arrivees").text
    console.browser().post("reparer", give("p-001"))
    leaves(console, "p-001")
    beside = console.browser().get("arrivees").text

    assert "Rien à faire" in alone
    assert 'value="ecarter"' in alone
    assert 'value="accepter"' not in alone
    assert 'value="accepter"' in beside


def test_two_people_do_not_do_one_line_twice(console: Console) -> None:
    """The second one is told that somebody else took care of it."""
    number = str(leaves(console, "p-000"))
    console.browser().post("arrivees/traiter", entree=number, faire="accepter")
    again = console.browser().post("arrivees/traiter", entree=number, faire="accepter")

    assert "quelqu’un d’autre s’en est occupé" in again.text


def test_a_line_that_is_set_aside_takes_nothing(console: Console) -> None:
    """It waits no more, and what was given stays given."""
    browser = console.browser()
    browser.post("reparer", give("p-000"))
    number = leaves(console, "p-000")
    page = browser.post("arrivees/traiter", entree=str(number), faire="ecarter").text

    assert "rien n’a été attribué ni retiré" in page
    assert "à son nom" in browser.get(f"ressources/{KEY}").text


@pytest.mark.parametrize("entree", ["", "x", "٣", "1" * 40])
def test_a_line_that_is_none_is_said(console: Console, entree: str) -> None:
    """Not an error: tick something."""
    answer = console.browser().post("arrivees/traiter", entree=entree, faire="accepter")

    assert answer.status_code == 422
    assert "Cochez au moins une ligne" in answer.text


def test_a_rule_is_shown_then_written_then_taken_back(console: Console) -> None:
    """It is served at once; taking it back takes nothing from anybody."""
    browser = console.browser()
    shown = browser.post("regles/apercu", NEW_RULE).text
    before = browser.get("regles").text
    form: Form = {**NEW_RULE, "jeton": token_of(shown), "motif": "manuel de classe"}
    written = browser.post("regles/faire", form).text
    name = re.search(r'name="regle" value="([^"]+)"', written)
    assert name is not None
    ended = browser.post("regles/retirer", regle=name[1]).text

    assert "4 attributions tout de suite" in shown
    assert "Aucune règle pour le moment" in before
    assert "classe Sixième A, élèves" in written
    assert "4 attributions enregistrées" in written
    assert "Aucune règle pour le moment" in ended
    assert browser.get(f"ressources/{KEY}").text.count("par une règle") == 4


def test_a_rule_that_goes_too_far_says_what_is_missing(console: Console) -> None:
    """Eight pupils, five licences."""
    form: Form = {"ressource": VIDEOS, "population": "elv~~"}
    shown = console.browser().post("regles/apercu", form).text

    assert "Il manquera 3 exemplaires de Vidéos." in shown


def test_a_rule_is_the_one_that_was_shown(console: Console) -> None:
    """Where somebody else acted meanwhile nothing is written, and the preview is a new one."""
    browser = console.browser()
    token = token_of(browser.post("regles/apercu", NEW_RULE).text)
    console.browser().post("reparer", give("p-000"))
    stale = browser.post("regles/faire", NEW_RULE, jeton=token)
    silent = browser.post("regles/faire", NEW_RULE)
    before = browser.get("regles").text
    done = browser.post("regles/faire", NEW_RULE, jeton=token_of(stale.text))

    assert (stale.status_code, silent.status_code, done.status_code) == (409, 409, 200)
    assert "3 attributions tout de suite" in stale.text
    assert "Aucune règle pour le moment" in before
    assert "3 attributions enregistrées" in done.text


def test_many_resources_take_one_rule_each(console: Console) -> None:
    """By their boxes, or all that a search shows; for everybody too."""
    browser = console.browser()
    found = browser.get("regles?q=vid").text
    every: Form = {"toutes": "oui", "q": "", "population": "~~"}
    shown = browser.post("regles/apercu", every).text
    some = browser.post("regles/apercu", {**every, "q": "vid"}).text
    both: Form = {"ressource": [VIDEOS, ATLAS], "population": ["~division~6A", "~division~6B"]}
    four = browser.post("regles/apercu", both, profil="elv").text

    assert VIDEOS in found
    assert ATLAS not in found
    assert (shown.count("tout l’établissement"), some.count("tout l’établissement")) == (2, 1)
    assert four.count("classe Sixième") == 4


@pytest.mark.parametrize("path", ["regles/apercu", "regles/faire", "regles/retirer"])
def test_a_rule_about_nothing_is_none(console: Console, path: str) -> None:
    """Nothing chosen, nothing done."""
    assert console.browser().post(path).status_code == 422


def test_a_delegate_of_textbooks_writes_rules_on_textbooks(console: Console) -> None:
    """On anything else there is nothing to write on."""
    browser = console.browser(DELEGATE)
    page = browser.get("regles").text
    proof = page.partition('gb_form" value="')[2].partition('"')[0]
    posted = browser.client.post(
        f"/affectation/{UAI}/regles/faire", data={**NEW_RULE, "gb_form": proof}
    )

    assert ATLAS in page
    assert VIDEOS not in page
    assert posted.status_code == 404


def test_the_head_delegates_and_withdraws(console: Console) -> None:
    """With a scope, an end and a reason; it holds at once, and no longer once it is withdrawn."""
    browser = console.browser()
    form: Form = {"personne": LIBRARIAN, "fin": "2027-06-30", "motif": "CDI", "perimetre": "all"}
    given = browser.post("delegations/donner", form)
    page = browser.get("delegations").text
    may = console.browser(LIBRARIAN).get(f"ressources/{KEY}?voir=sans").text
    name = re.findall(r"delegations/(?!donner)(\w+)\"", page)[-1]
    unreasoned = browser.post(f"delegations/{name}", faire="retirer")
    browser.post(f"delegations/{name}", faire="retirer", motif="fin du remplacement")
    after = console.browser(LIBRARIAN).get(f"ressources/{KEY}?voir=sans").text

    assert given.status_code == 303
    assert "DOC Camille" in page
    assert 'value="assign"' in may
    assert (unreasoned.status_code, "Le motif est obligatoire" in unreasoned.text) == (422, True)
    assert 'value="assign"' not in after


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"personne": LIBRARIAN, "fin": "30/06/2027"},
        {"personne": LIBRARIAN, "fin": "9999-12-31", "motif": "toujours"},
        {"personne": HEAD, "fin": "2027-06-30", "motif": "moi"},
        {"personne": "p-000", "fin": "2027-06-30", "motif": "un élève"},
        {"personne": "autre-chef", "fin": "2027-06-30", "motif": "d’ailleurs"},
        {"personne": LIBRARIAN, "fin": "2027-06-30", "motif": "CDI", "perimetre": "discipline:"},
    ],
)
def test_a_delegation_that_cannot_be_is_told_why(console: Console, form: Form) -> None:
    """All that is wrong at once; nobody is given anything."""
    before = console.browser().get("delegations").text.count("delegations/")
    answer = console.browser().post("delegations/donner", form)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert console.browser().get("delegations").text.count("delegations/") == before


def test_only_the_head_delegates(console: Console) -> None:
    """Whom a right was given does not give it on."""
    assert console.browser(DELEGATE).get("delegations").status_code == 404


def test_the_journal_has_three_parts(console: Console) -> None:
    """What was given, who looked up whom, who delegated what: by name, newest first."""
    browser = console.browser()
    browser.post("reparer", give("p-000"))
    browser.post("verifier", personne="p-001", cle=KEY)
    operations = browser.get("journal").text
    lookups = browser.get("journal?voir=consultations").text
    delegations = browser.get("journal?voir=delegations").text

    assert "Attribution · 1 attribué" in operations
    assert "CHEFFE Camille" in operations
    assert "NOM001 Élève\u00a0: Vidéos" in lookups
    assert "Délégation donnée à MARQUEFORT Bruno" in delegations
    assert browser.get("journal?voir=nothing").text == operations


def test_every_word_that_is_put_together_is_there() -> None:
    """Names of texts that are made of a value: each value has its own."""
    made = {
        *(f"did_{one}" for one in OperationKind),
        *(f"entry_{one}" for one in EntryKind),
        *(f"task_{one}" for one in EntryKind),
        *(f"delegation_{one}" for one in DelegationAct),
        *(f"stands_{one}" for one in State),
        *(f"scope_{one}" for one in Reach),
        *(f"undo_{one}" for one in NotUndone if one is not NotUndone.UNKNOWN),
    }

    assert made <= set(TEXTS)


@pytest.mark.parametrize("view", ["prove", "/preuve?fort=1", None])
def test_whoever_has_to_sign_in_anew_is_led_there(tmp_path: Path, view: str | None) -> None:
    """From each page on which the portal wants to be sure, and back to one that can be opened."""
    answers = [True]
    with console_portal(
        tmp_path, confirmation=lambda *_: answers[-1], confirm_above=0, proof_view=view
    ) as console:
        browser, three = console.browser(), give("p-000", "p-001", "p-002")
        token, _ = browser.preview(three)
        operation = browser.post("faire", three, jeton=token).location.rpartition("/")[2]
        number = leaves(console, "p-000")
        answers.append(False)
        pages = {
            "apercu": browser.post("faire", give("p-003"), jeton=browser.preview(give("p-003"))[0]),
            f"operations/{operation}": browser.post(f"operations/{operation}/annuler"),
            "regles": browser.post("regles/faire", NEW_RULE),
            "arrivees": browser.post("arrivees/traiter", entree=str(number), faire="accepter"),
        }

        assert {name: answer.status_code for name, answer in pages.items()} == dict.fromkeys(
            pages, 403
        )
        for name, answer in pages.items():
            found = re.search(r'class="gb-button" href="(/preuve[^"]*)"', answer.text)
            assert (found is None) == (view is None), name
            if found is not None:
                asked = dict(parse_qsl(urlsplit(unescape(found[1])).query))
                assert asked.get("fort") == ("1" if view != "prove" else None)
                assert browser.client.get(asked["next"]).status_code == 200
                assert name in asked["next"] or name == "apercu"
