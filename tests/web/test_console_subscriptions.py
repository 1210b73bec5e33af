"""Subscriptions in the console: listed, on a calendar, ordered, renewed, changed, ended."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from tests.web.console_portal import (
    BOUGHT,
    BOUGHT_KEY,
    DELEGATE,
    FOREIGN,
    HEAD,
    KEY,
    LIBRARIAN,
    OTHER,
    UAI,
    VIDEOS,
    WIDE_KEY,
    WORKSHOP,
    WORKSHOP_KEY,
    Console,
    Form,
    Visitor,
    console_portal,
    give,
)
from werkzeug.test import TestResponse

from garbridge.core.activations import Standing
from garbridge.core.entitlements import LicenceKind, Licences
from garbridge.core.identifiers import ResourceId, SubscriptionId, subscription_key
from garbridge.core.order_fields import COUNTS, OVERALL
from garbridge.core.orders import Periodicity
from garbridge.core.people import Public
from garbridge.core.permissions import OPERATOR
from garbridge.formats.order_files import read_orders
from garbridge.services.overview import Bought
from garbridge.testing.world import NOW
from garbridge.web.console.subscriptions import FILTERS
from garbridge.web.console.texts import TEXTS

NEW: Form = {
    "idAbonnement": "videos-classe",
    "idRessource": VIDEOS,
    "typeAffectation": "INDIV",
    "publicCible": ["ELEVE", "ENSEIGNANT"],
    "nbLicenceGlobale": "30",
    "debutValidite": "2026-11-16",
    "finValidite": "2027-08-15",
    "categorieAffectation": "transferable",
    "periodicite": "annuelle",
}
HEADS = (
    "idAbonnement;idRessource;uaiEtab;typeAffectation;categorieAffectation;publicCible;"
    "nbLicenceGlobale;debutValidite;anneeFinValidite\n"
)


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """The portal, and who works there."""
    with console_portal(tmp_path) as made:
        yield made


@pytest.mark.parametrize("page", ["ressources/", "abonnements/", "abonnements/calendrier"])
def test_what_nobody_registered_comes_last(console: Console, page: str) -> None:
    """Its identifier begins no list of titles."""
    nobodys = ResourceId("ark:/11111/aaa")
    console.runtime.writer.write(
        subscriptions=[replace(BOUGHT, id=SubscriptionId("aaa"), resource=nobodys)]
    )
    shown = console.browser().get(page).text

    assert shown.index("Atlas") < shown.index("Vidéos") < shown.index(nobodys)


def bought(console: Console) -> dict[str, Bought]:
    """Return what the school has, by name."""
    found = console.runtime.overview.bought(OPERATOR, school=UAI)
    assert isinstance(found, Iterator)
    return {one.subscription.id: one for one in found}


def version(browser: Visitor, key: str = BOUGHT_KEY) -> str:
    """Return what the sheet's forms say of the order as it was shown."""
    page = browser.get(f"abonnements/{key}").text
    found = re.search(r'name="version" value="([0-9a-f]+)"', page)
    return found[1] if found else ""


def upload(
    browser: Visitor, text: str, name: str = "abonnements.csv", *, query: str = "", **fields: str
) -> TestResponse:
    """Send a file by the form of the page."""
    data = {"gb_form": browser.proof(), "fichier": (BytesIO(text.encode()), name), **fields}
    return browser.client.post(
        f"/affectation/{UAI}/abonnements/fichier{query}",
        data=data,
        content_type="multipart/form-data",
    )


def test_the_list_tells_numbers_and_periods(console: Console) -> None:
    """How many are given and left, what is unlimited, and what ends soon."""
    browser = console.browser()
    browser.post("reparer", give("p-000"))
    page = browser.get("abonnements/").text

    assert re.search(r"1 attribué sur 5 ·\s+restent 4", page)
    assert "illimité" in page
    assert "se termine dans 20 jours" in page
    assert "videos-ailleurs" not in page


def test_the_last_licence_says_so_in_words(console: Console) -> None:
    """Not only in red."""
    browser = console.browser()
    token, _ = browser.preview(give(*(f"p-00{n}" for n in range(5))))
    browser.post("faire", give(*(f"p-00{n}" for n in range(5))), jeton=token)

    assert "0 – épuisé" in browser.get("abonnements/").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"videos-2026", "atlas-2026"}),
        ("?voir=bientot", {"atlas-2026"}),
        ("?voir=avenir", set()),
        ("?voir=termines", {"vieux"}),
        ("?voir=nothing", {"videos-2026", "atlas-2026"}),
        ("?q=VIDEO", {"videos-2026"}),
        ("?q=atlas+2026", {"atlas-2026"}),
    ],
)
def test_the_list_is_narrowed(console: Console, query: str, shown: set[str]) -> None:
    """By where a subscription stands, and by words of its title or name."""
    old = replace(BOUGHT, id=SubscriptionId("vieux"), ends=NOW - timedelta(days=1))
    console.runtime.writer.write(subscriptions=[replace(old, starts=NOW - timedelta(days=99))])
    page = console.browser().get(f"abonnements/{query}").text

    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert set(re.findall(r"<bdi>([\w-]+)</bdi></span></th>", table)) == shown


def test_a_long_list_has_pages(console: Console) -> None:
    """A thousand subscriptions are thirty at a time."""
    many = [replace(BOUGHT, id=SubscriptionId(f"serie-{n:04}")) for n in range(1000)]
    console.runtime.writer.write(subscriptions=many)
    page = console.browser().get("abonnements/?q=serie&page=34").text

    assert "1000 abonnements" in page
    assert "Page 34 sur 34" in page
    assert page.count('scope="row"') == 10


def test_a_sheet_of_a_school_of_others_is_not_there(console: Console) -> None:
    """By no key."""
    foreign = subscription_key(FOREIGN.id)

    assert console.browser().get(f"abonnements/{foreign}").status_code == 404
    assert console.browser().get("abonnements/nothing").status_code == 404


def test_the_calendar_shows_the_year_and_its_ends(console: Console) -> None:
    """Thirteen half and whole months; what ends within 30 days stands above."""
    browser = console.browser()
    page = browser.get("abonnements/calendrier").text
    after = browser.get("abonnements/calendrier?annee=2028").text
    odd = browser.get("abonnements/calendrier?annee=٢٠٢٨").text

    assert "Se terminent dans les 30 jours" in page
    assert page.count(">en cours<") == 5 + 13
    assert "Aucun abonnement cette année-là" in after
    assert 'aria-current="page">2026-2027' in odd


def test_the_ends_are_a_file_for_a_diary(console: Console) -> None:
    """With reminders, of this school only, and never renewed ones."""
    answer = console.browser().get("abonnements/calendrier.ics")

    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"].endswith(f'"abonnements-{UAI}.ics"')
    assert answer.text.count("BEGIN:VEVENT") == 2
    assert answer.text.count("BEGIN:VALARM") == 6
    assert "videos-ailleurs" not in answer.text


def test_an_order_is_shown_then_placed(console: Console) -> None:
    """Nothing is written by looking at it."""
    browser = console.browser()
    shown = browser.post("abonnements/nouveau", NEW, faire="apercu")
    before = set(bought(console))
    placed = browser.post("abonnements/nouveau", NEW, faire="commander")

    assert "Rien n’est encore enregistré" in shown.text
    assert "videos-classe" not in before
    assert placed.status_code == 303
    assert bought(console)["videos-classe"].subscription.licences == Licences(overall=30)
    assert "videos-classe" in browser.client.get(placed.location).text


def test_unlimited_is_a_word_of_people(console: Console) -> None:
    """Nobody has to know that the GAR writes ILLIMITE."""
    form: Form = {**NEW, "nbLicenceGlobale": " Illimité "}
    console.browser().post("abonnements/nouveau", form, faire="commander")

    assert bought(console)["videos-classe"].subscription.licences == Licences(overall=None)


def test_why_an_order_is_refused_is_said_in_english_too(console: Console) -> None:
    """Of the form, with what takes a value; of a name that somebody has; of a change."""
    wrong: Form = {**NEW, "idAbonnement": "_x", "nbLicenceEleve": "3", "finValidite": ""}
    browser = console.browser()
    form = browser.post("abonnements/nouveau?lang=en", wrong, faire="apercu").text
    taken: Form = {**NEW, "idAbonnement": "videos-2026"}
    name = browser.post("abonnements/nouveau?lang=en", taken, faire="commander").text
    sheet, seen = f"abonnements/{BOUGHT_KEY}/modifier?lang=en", version(browser)
    change = browser.post(sheet, version=seen, finValidite="demain").text

    assert "1 to 45 characters without a space" in form
    assert "either one number for all, or one for each public" in form
    assert "empty: a date is needed (YYYY-MM-DD)" in form
    assert "another subscription has this name" in name
    assert "a date is needed" in change
    for page in (form, name, change):
        assert 'lang="fr">' not in page.partition('role="alert"')[2].partition("</div>")[0]


@pytest.mark.parametrize(
    ("change", "field", "status"),
    [
        ({"idAbonnement": "_x"}, "idAbonnement", 422),
        ({"idAbonnement": "videos-2026"}, "idAbonnement", 409),
        ({"publicCible": []}, "publicCible", 422),
        ({"nbLicenceGlobale": "-3"}, "nbLicenceGlobale", 422),
        ({"nbLicenceGlobale": ""}, "nbLicenceGlobale", 422),
        ({"nbLicenceEleve": "3"}, "nbLicenceGlobale", 422),
        ({"finValidite": "2026-01-01"}, "finValidite", 422),
        ({"finValidite": "demain"}, "finValidite", 422),
        ({"typeAffectation": "AUTRE"}, "typeAffectation", 422),
    ],
)
@pytest.mark.parametrize("act", ["apercu", "commander"])
def test_an_order_that_breaks_a_rule_is_told(
    console: Console, change: Form, field: str, status: int, act: str
) -> None:
    """At the field, all at once, with what was typed; nothing is written."""
    answer = console.browser().post("abonnements/nouveau", {**NEW, **change}, faire=act)

    assert answer.status_code == status
    assert f'href="#gb-{field}"' in answer.text
    assert f'id="gb-{field}"' in answer.text
    assert "videos-classe" not in bought(console)


def test_a_file_is_checked_then_recorded(console: Console) -> None:
    """All of it; the same again changes nothing."""
    browser = console.browser()
    rows = "".join(
        f"livre-{n};{VIDEOS};{UAI};INDIV;transferable;ELEVE;10;2026-09-01;2026-2027\n" for n in "ab"
    )
    checked = upload(browser, HEADS + rows, faire="verifier").text
    before = set(bought(console))
    kept = upload(browser, HEADS + rows, faire="enregistrer").text
    again = upload(browser, HEADS + rows, faire="enregistrer").text

    assert "Rien n’est encore enregistré" in checked
    assert not before & {"livre-a", "livre-b"}
    assert "2 nouveaux" in kept
    assert {"livre-a", "livre-b"} <= set(bought(console))
    assert "2 inchangés" in again


def test_a_file_with_a_mistake_records_nothing(console: Console) -> None:
    """The line and the column are named, as the file's, never what stood there."""
    rows = f"livre-a;{VIDEOS};{UAI};INDIV;transferable;ELEVE;10;2026-09-01;2026-2027\n"
    rows += f"livre-b;{VIDEOS};{UAI};INDIV;transferable;ELEVE;trente;2026-09-01;2026-2027\n"
    answer = upload(console.browser(), HEADS + rows, faire="enregistrer")

    assert answer.status_code == 422
    assert "ligne 3, colonne nbLicenceGlobale" in answer.text
    assert "livre-a" not in bought(console)


def test_what_is_wrong_in_a_file_is_english_where_the_page_is(console: Console) -> None:
    """The place, the sentence and the rule, of a table and of JSON."""
    browser = console.browser()
    form = browser.get("abonnements/nouveau?lang=en").text
    assert f"/affectation/{UAI}/abonnements/fichier?lang=en" in form
    english = {"query": "?lang=en", "faire": "verifier"}
    row = f"livre-b;{VIDEOS};{UAI};INDIV;transferable;ELEVE;trente;;2026-2027\n"
    table = unescape(upload(browser, HEADS + row, **english).text)
    listed = unescape(upload(browser, '[7, {"pomme": 1}]', "offre.json", **english).text)

    told = re.findall(r"<li><bdi>(.*?)</bdi>", table)
    assert "abonnements.csv, line 2, column debutValidite: empty: " in "\n".join(told)
    assert "abonnements.csv, line 2, column nbLicenceGlobale: " in "\n".join(told)
    assert any(one.endswith(")") for one in told), "the number of the rule"
    assert "offre.json, subscription 1: an object is needed" in listed
    assert "offre.json, subscription 2, field 'pomme': " in listed
    assert not re.search(r"ligne|colonne|vide|il faut", "\n".join(told))


def test_a_file_that_orders_nothing_says_so(console: Console) -> None:
    """A head line alone is not a success."""
    answer = upload(console.browser(), HEADS, faire="enregistrer")

    assert answer.status_code == 422
    assert "aucun abonnement" in answer.text


def test_a_file_for_a_school_of_others_records_nothing(console: Console) -> None:
    """Not even the rows that are right."""
    rows = f"livre-a;{VIDEOS};{UAI};INDIV;transferable;ELEVE;10;2026-09-01;2026-2027\n"
    rows += f"livre-b;{VIDEOS};{OTHER};INDIV;transferable;ELEVE;10;2026-09-01;2026-2027\n"
    answer = upload(console.browser(), HEADS + rows, faire="enregistrer")

    assert answer.status_code == 403
    assert "livre-a" not in bought(console)


@pytest.mark.parametrize("name", ["", "x.exe", "../../etc/passwd"])
def test_a_file_of_another_kind_is_none(console: Console, name: str) -> None:
    """Its name opens nothing."""
    assert upload(console.browser(), HEADS, name).status_code == 422


def test_what_is_ticked_is_renewed_once(console: Console) -> None:
    """For the next school year; asked again, it is as it is."""
    browser = console.browser()
    form: Form = {"abonnement": [WIDE_KEY]}
    first = browser.post("abonnements/renouveler", form).text
    again = browser.post("abonnements/renouveler", form).text
    sheet = browser.get(f"abonnements/{WIDE_KEY}").text

    assert "renouvelé jusqu’au" in first
    assert "déjà renouvelé jusqu’au" in again
    assert "atlas-2027" in bought(console)
    assert "Suivi de" in sheet
    assert "Renouveler pour" not in sheet


@pytest.mark.parametrize("keys", [[], ["nothing"], [subscription_key(FOREIGN.id)]])
def test_nothing_ticked_renews_nothing(console: Console, keys: list[str]) -> None:
    """Nor what is another school's."""
    answer = console.browser().post("abonnements/renouveler", {"abonnement": keys})

    assert answer.status_code == 422
    assert set(bought(console)) == {"videos-2026", "atlas-2026"}


def test_an_order_of_several_schools_is_not_changed_here(console: Console) -> None:
    """It is seen; renewing, changing and ending it is for whoever has them all."""
    row = f"offre;{VIDEOS};{UAI},{OTHER};INDIV;transferable;ELEVE;9;2026-09-01;2026-2027\n"
    file = Path(console.app.template_folder or "", "offre.csv")
    file.write_text(HEADS + row, encoding="utf-8")
    browser, key = console.browser(), subscription_key(SubscriptionId(f"offre@{UAI}"))
    load_file(console, file)
    sheet = browser.get(f"abonnements/{key}").text

    assert "commande faite pour plusieurs établissements" in sheet
    for act in ("modifier", "terminer"):
        assert browser.post(f"abonnements/{key}/{act}", compris="oui").status_code == 404
    assert browser.post("abonnements/renouveler", abonnement=key).status_code == 404


def load_file(console: Console, file: Path) -> None:
    """Load a file as the operator."""
    read = read_orders(file, console.runtime.config.zone)
    console.runtime.subscriptions.load(OPERATOR, read.orders)


def test_numbers_and_end_are_changed(console: Console) -> None:
    """By one form; the address is that of the sheet again."""
    browser = console.browser()
    form: Form = {"nbLicenceGlobale": "8", "fin": "2027-06-30", "commentaire": "de plus"}
    answer = browser.post(f"abonnements/{BOUGHT_KEY}/modifier", form, version=version(browser))
    found = bought(console)["videos-2026"]

    assert answer.status_code == 303
    assert found.subscription.licences == Licences(overall=8)
    assert found.last_day.isoformat() == "2027-06-30"
    assert found.subscription.comment == "de plus"


def test_two_people_do_not_change_one_subscription_unseen(console: Console) -> None:
    """The second one is shown what it is by then."""
    first, second = console.browser(), console.browser(HEAD)
    seen = version(second)
    form: Form = {"nbLicenceGlobale": "8", "fin": "2027-08-16"}
    first.post(f"abonnements/{BOUGHT_KEY}/modifier", form, version=version(first))
    form["nbLicenceGlobale"] = "9"
    answer = second.post(f"abonnements/{BOUGHT_KEY}/modifier", form, version=seen)

    assert answer.status_code == 409
    assert "Une autre personne a modifié" in answer.text
    assert bought(console)["videos-2026"].subscription.licences == Licences(overall=8)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"nbLicenceGlobale": "0", "fin": "2027-08-16"}, 409),
        ({"nbLicenceGlobale": "x", "fin": "2027-08-16"}, 422),
        ({"nbLicenceGlobale": "5", "fin": ""}, 422),
        ({"nbLicenceGlobale": "5", "fin": "9999-12-31"}, 422),
        ({"nbLicenceGlobale": "5", "fin": "2020-01-01"}, 409),
    ],
)
def test_a_change_that_cannot_be_is_told(console: Console, form: Form, status: int) -> None:
    """Fewer than are given, no number, no day: the subscription stays as it was."""
    browser = console.browser()
    browser.post("reparer", give("p-000"))
    answer = browser.post(f"abonnements/{BOUGHT_KEY}/modifier", form, version=version(browser))

    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert bought(console)["videos-2026"].subscription.licences == Licences(overall=5)


def test_an_end_is_ticked_first(console: Console) -> None:
    """It cannot be undone, so it says what it does, and to how many."""
    browser = console.browser()
    browser.post("reparer", give("p-000"))
    sheet = browser.get(f"abonnements/{BOUGHT_KEY}").text
    unsure = browser.post(f"abonnements/{BOUGHT_KEY}/terminer", version=version(browser))
    stale = browser.post(f"abonnements/{BOUGHT_KEY}/terminer", version="x", compris="oui")
    form: Form = {"version": version(browser), "compris": "oui"}
    ended = browser.post(f"abonnements/{BOUGHT_KEY}/terminer", form)

    assert "1 personne perd l’accès." in sheet
    assert (unsure.status_code, stale.status_code, ended.status_code) == (422, 409, 303)
    assert bought(console)["videos-2026"].state == "ended"
    assert "order_stop" not in browser.get(f"abonnements/{BOUGHT_KEY}").text


@pytest.mark.parametrize("person", [DELEGATE, LIBRARIAN])
def test_who_assigns_does_not_order(console: Console, person: str) -> None:
    """They see; there is nothing to order, change or end with."""
    page = console.browser(person).get("abonnements/").text
    sheet = console.browser(person).get(f"abonnements/{WIDE_KEY}").text

    assert "Enregistrer un abonnement" not in page
    assert "abonnements/renouveler" not in page + sheet
    assert "/terminer" not in sheet


def test_a_delegate_of_textbooks_sees_those(console: Console) -> None:
    """A subscription beyond the scope is not there."""
    browser = console.browser(DELEGATE)

    assert "videos-2026" not in browser.get("abonnements/").text
    assert browser.get(f"abonnements/{BOUGHT_KEY}").status_code == 404


def test_interaction_is_shown_then_activated_then_stopped(console: Console) -> None:
    """Exactly what leaves, of how many people; off at once."""
    browser, path = console.browser(), f"abonnements/interactives/{WORKSHOP_KEY}"
    page = browser.get(path).text
    token = page.partition('name="jeton" value="')[2].partition('"')[0]
    stale = browser.post(path, jeton="x" * 32, motif="atelier", faire="activer")
    silent = browser.post(path, jeton=token, faire="activer")
    on = browser.post(path, jeton=token, motif="atelier", faire="activer")
    listed = browser.get("abonnements/interactives/").text
    off = browser.post(path, motif="fini", faire="desactiver")
    again = browser.post(path, motif="fini", faire="desactiver")

    assert "pour 9 personnes" in page
    assert "signer les textes" in page
    assert (stale.status_code, silent.status_code, on.status_code) == (409, 422, 303)
    assert "activée" in listed
    assert "atelier" in listed
    assert (off.status_code, again.status_code) == (303, 409)
    assert "non activée" in browser.get("abonnements/interactives/").text


def test_activation_asks_about_many_people(tmp_path: Path) -> None:
    """Where the portal wants it confirmed, nothing leaves before."""
    with console_portal(tmp_path, confirmation=lambda *_: False, confirm_above=1) as console:
        browser, path = console.browser(), f"abonnements/interactives/{WORKSHOP_KEY}"
        page = browser.get(path).text
        token = page.partition('name="jeton" value="')[2].partition('"')[0]
        answer = browser.post(path, jeton=token, motif="atelier", faire="activer")

        assert answer.status_code == 403
        assert "Identifiez-vous de nouveau" in answer.text


def test_an_ordinary_resource_is_not_activated(console: Console) -> None:
    """There is no such page for it."""
    assert console.browser().get(f"abonnements/interactives/{KEY}").status_code == 404


def test_the_board_leads_to_what_is_to_be_activated(console: Console) -> None:
    """Once it is bought."""
    bought_too = replace(BOUGHT, id=SubscriptionId("atelier"), resource=WORKSHOP)
    console.runtime.writer.write(subscriptions=[bought_too])

    assert 'abonnements/interactives/"><strong' in console.browser().get("").text


def test_every_word_that_is_put_together_is_there() -> None:
    """Names of texts that are made of a value: each value has its own."""
    made = {
        *(f"standing_{one}" for one in Standing),
        *(f"period_{one}" for one in Periodicity),
        *(f"kind_{one}_long" for one in LicenceKind),
        *(f"orders_show_{one}" for one in FILTERS),
        *(f"public_{one.value.replace(' ', '_')}" for one in Public),
        *(f"field_{one}" for one in (OVERALL, *COUNTS, "commentaireAbonnement")),
    }

    assert made <= set(TEXTS)
