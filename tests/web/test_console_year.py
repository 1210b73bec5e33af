"""The school-year assistant: six steps, left and resumed, by two people, undone and closed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.turning import later, small
from tests.web.console_portal import Form, Visitor
from tests.web.year_portal import FIFTH, HEAD, SECRETARY, STOCK, YearPortal, year_portal

from garbridge.core.entitlements import Licences
from garbridge.core.permissions import OPERATOR
from garbridge.core.years import Follow, NotTurned, YearPlan, YearState, YearStep
from garbridge.services.year_answers import Report, Wishes
from garbridge.testing.world import COLLEGE
from garbridge.web.console.texts import TEXTS

UAI = COLLEGE.id
LATIN, ATLAS = "suite:ark:/12345/latin", "suite:ark:/12345/atlas"


@pytest.fixture(name="portal")
def _portal(tmp_path: Path) -> Iterator[YearPortal]:
    """The collège in July."""
    with year_portal(tmp_path) as made:
        yield made


def plan_of(portal: YearPortal) -> YearPlan | None:
    """Return the plan as it is kept."""
    found = portal.runtime.years.report(OPERATOR, UAI)
    return found.plan if isinstance(found, Report) else None


def state_of(portal: YearPortal) -> str:
    """Return where the plan stands; nothing where there is none."""
    plan = plan_of(portal)
    return plan.state.value if plan else ""


def seen(browser: Visitor, step: int = 0, name: str = "vu") -> str:
    """Return what the forms of a step say of the plan as it was shown."""
    page = browser.get(f"annee?etape={step}" if step else "annee").text
    found = re.search(rf'name="{name}" value="([0-9a-f]*)"', page)
    return found[1] if found else "none"


def confirmed(portal: YearPortal) -> None:
    """Prepare a plan of which nothing is open, and check it."""
    latin = Wishes(confirm=True, follows={STOCK[3].resource: Follow.DROP})
    portal.runtime.years.prepare(OPERATOR, UAI, latin)
    portal.runtime.years.check(OPERATOR, UAI)


def holders(portal: YearPortal, name: str) -> set[str]:
    """Return who holds a licence of one subscription."""
    stocks = portal.runtime.rules.ledger.stocks(UAI)
    (found,) = [one for one in stocks if one.subscription.id == name]
    return {str(person) for person in found.holders}


def test_six_steps_from_july_to_the_report(portal: YearPortal) -> None:
    """As somebody goes through them: nothing moves before the switch."""
    browser = portal.browser()
    first = browser.get("annee").text
    browser.post("annee/preparer", vu=seen(browser), etape="2")
    second = browser.get("annee?etape=2").text
    drop: Form = {"vu": seen(browser, 2), "etape": "3", LATIN: "drop", ATLAS: "level"}
    browser.post("annee/preparer", drop)
    third = browser.get("annee?etape=3").text
    levels: Form = dict(
        re.findall(r'name="(niveau:\d+)"[^§]*?<option value="(\d*)" selected', third)
    )
    levels |= {"vu": seen(browser, 3), "etape": "4"}
    fourth = browser.client.get(browser.post("annee/preparer", levels).location).text
    before = holders(portal, STOCK[2].id)
    fifth = browser.client.get(browser.post("annee/verifier", vu=seen(browser, 5)).location).text
    assert holders(portal, STOCK[2].id) == before == set(FIFTH)
    token = seen(browser, 6, "jeton")
    switched = browser.post("annee/basculer", jeton=token, motif="Conseil du 2 juillet")
    sixth = browser.client.get(switched.location).text

    assert "16" in first
    assert "Photographie" in second
    assert "niveau 5e, élèves" in second
    assert third.count("à confirmer") == 4
    assert "à commander" in fourth
    assert "Rien à signaler" in fifth
    assert state_of(portal) == "switched"
    assert holders(portal, STOCK[2].id) == {f"6A{n:02}" for n in range(4)}
    assert "Annuler la bascule" in sixth
    assert "Conseil du 2 juillet" in browser.get("journal").text


def test_a_step_is_resumed_where_it_was_left(portal: YearPortal) -> None:
    """By somebody else too: the page opens where the school is."""
    portal.runtime.years.prepare(OPERATOR, UAI, Wishes())
    there = portal.browser().get("annee").text
    confirmed(portal)
    later = portal.browser().get("annee").text

    assert 'aria-current="step"><strong>3' in there
    assert 'aria-current="step"><strong>5' in later


@pytest.mark.parametrize("step", ["6", "7", "0", "x", "٣"])
def test_a_step_that_is_not_open_is_not_skipped_to(portal: YearPortal, step: str) -> None:
    """The switch is not there before the check."""
    portal.runtime.years.prepare(OPERATOR, UAI, Wishes())
    page = portal.browser().get(f"annee?etape={step}").text

    assert 'aria-current="step"><strong>3' in page
    assert "annee/basculer" not in page


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("preparer", {"etape": "3", LATIN: "drop"}),
        ("verifier", {}),
        ("annuler", {}),
        ("clore", {"compris": "oui"}),
    ],
)
def test_two_people_do_not_overtake_each_other(
    portal: YearPortal, act: str, fields: dict[str, str]
) -> None:
    """Whoever saw the plan of before does nothing, and sees the one of now."""
    confirmed(portal)
    browser = portal.browser()
    old = seen(browser, 5)
    portal.runtime.years.prepare(OPERATOR, UAI, Wishes())
    answer = browser.post(f"annee/{act}", vu=old, **fields)

    assert answer.status_code == 409
    assert "Une autre personne a avancé" in answer.text
    assert state_of(portal) == "prepared"


def test_a_switch_is_the_one_that_was_checked(portal: YearPortal) -> None:
    """A stock that changed asks for another check; no token, no switch."""
    confirmed(portal)
    browser = portal.browser()
    token = seen(browser, 6, "jeton")
    portal.runtime.writer.write(subscriptions=[replace(STOCK[1], licences=Licences(overall=3))])
    changed = browser.post("annee/basculer", jeton=token)
    forged = browser.post("annee/basculer", jeton="x")
    none = browser.post("annee/basculer")

    assert [one.status_code for one in (changed, forged, none)] == [409] * 3
    assert "Vérifiez de nouveau" in changed.text
    assert state_of(portal) == "checked"


def test_levels_that_nobody_confirmed_stop_the_switch(portal: YearPortal) -> None:
    """The check tells it, and the switch says where to confirm them."""
    portal.runtime.years.prepare(OPERATOR, UAI, Wishes())
    browser = portal.browser()
    browser.post("annee/verifier", vu=seen(browser, 5))
    page = browser.get("annee?etape=5").text
    answer = browser.post("annee/basculer", jeton=seen(browser, 6, "jeton"))

    assert "n’est pas confirmée" in page
    assert "il manque" in page or "aucun abonnement" in page
    assert (answer.status_code, "étape 3" in answer.text) == (409, True)


def test_a_switch_is_undone_then_done_again_then_closed(portal: YearPortal) -> None:
    """Until the year is closed, which is ticked first; then it is a report, and a next year."""
    confirmed(portal)
    browser = portal.browser()
    browser.post("annee/basculer", jeton=seen(browser, 6, "jeton"))
    frozen = browser.get("annee?etape=2").text
    browser.post("annee/annuler", vu=seen(browser), motif="trop tôt")
    undone = (state_of(portal), holders(portal, STOCK[2].id))
    confirmed(portal)
    browser.post("annee/basculer", jeton=seen(browser, 6, "jeton"))
    unsure = browser.post("annee/clore", vu=seen(browser))
    closed = browser.post("annee/clore", vu=seen(browser), compris="oui")
    page = browser.get("annee").text

    assert "<select" not in frozen
    assert undone == ("undone", set(FIFTH))
    assert (unsure.status_code, closed.status_code) == (422, 303)
    assert state_of(portal) == "closed"
    assert "Année close le" in page
    assert "<button" not in page


def test_what_went_to_others_since_is_told(portal: YearPortal) -> None:
    """An undo says how many licences it could not bring back."""
    confirmed(portal)
    browser = portal.browser()
    browser.post("annee/basculer", jeton=seen(browser, 6, "jeton"))
    for act, person in (("withdraw", "6A00"), ("assign", "4A00")):
        browser.post("reparer", {"faire": act, "ressource": ATLAS[6:], "personne": [person]})
    looked = browser.post("annee/annuler", vu=seen(browser), regarder="1")
    assert state_of(portal) == "switched"
    answer = browser.post("annee/annuler", vu=seen(browser))

    assert "rien n’est encore fait" in looked.text
    assert re.search(r'"Attribués depuis, laissés"><span>1<', looked.text)
    assert re.search(r'"Non rendus"><span><strong class="gb-none">1<', looked.text)
    assert "1 exemplaire non rendu" in answer.text
    assert "4A00" in holders(portal, STOCK[2].id)
    assert state_of(portal) == "undone"


def test_many_people_are_confirmed_first(tmp_path: Path) -> None:
    """Where the portal wants it, the switch does nothing before."""
    with year_portal(tmp_path, confirms=True) as portal:
        confirmed(portal)
        browser = portal.browser()
        answer = browser.post("annee/basculer", jeton=seen(browser, 6, "jeton"))

        assert answer.status_code == 403
        assert "Identifiez-vous de nouveau" in answer.text
        assert state_of(portal) == "checked"


def test_subscriptions_are_renewed_on_the_way(portal: YearPortal) -> None:
    """One button, and back to the step."""
    confirmed(portal)
    browser = portal.browser()
    page = browser.get("annee?etape=4").text
    keys = re.findall(r'name="abonnement" value="(\w+)"', page)
    back = browser.post("abonnements/renouveler", {"abonnement": keys, "annee": "4"})
    after = browser.client.get(back.location).text

    assert len(keys) == 1
    assert back.location.endswith("annee?etape=4")
    assert "suivi de" in after
    assert "à commander" not in after


def test_what_is_none_of_the_school_is_refused(portal: YearPortal) -> None:
    """A level, a resource or a wish that is none: nothing is prepared."""
    browser = portal.browser()
    wrong: tuple[Form, ...] = ({"niveau:x": ""}, {"suite:ark:/1/x": "drop"}, {LATIN: "burn"})
    for form in wrong:
        assert browser.post("annee/preparer", form, vu="").status_code == 400
    assert plan_of(portal) is None


def test_a_class_is_followed_by_another_once_somebody_confirms_it(portal: YearPortal) -> None:
    """What it comes to is shown before, and nothing is kept of that look."""
    browser = portal.browser()
    browser.post("annee/preparer", vu=seen(browser), etape="2")
    proposed = browser.get("annee?etape=3").text
    said: Form = {"vu": seen(browser, 3), "classe:6A": "4A", "classe:5A": ""}
    looked = browser.post("annee/preparer", said, apercu="1")
    between = plan_of(portal)
    kept = browser.post("annee/preparer", said, etape="4")
    after = browser.get("annee?etape=3").text
    foreign = browser.post("annee/preparer", {**said, "vu": seen(browser, 3), "classe:6A": "9Z"})

    assert re.findall(r'name="classe:6A"[^§]*?<option value="(\w*)" selected', proposed) == ["5A"]
    assert looked.status_code == 200
    assert "Rien n’est enregistré tant que vous ne confirmez pas" in looked.text
    assert "confirmée" not in looked.text
    assert between is not None
    assert between.chosen.classes == {}
    assert kept.status_code == 303
    plan = plan_of(portal)
    assert plan is not None
    assert plan.chosen.classes == {"6A": "4A", "5A": ""}
    assert after.count("confirmée") == 2
    assert foreign.status_code == 400


def test_what_was_confirmed_of_a_class_is_taken_back(portal: YearPortal) -> None:
    """It waits for the directory then, and no name proposes it any more; journalled."""
    browser = portal.browser()
    browser.post("annee/preparer", vu=seen(browser), etape="2")
    for said in ("4A", "?"):
        form: Form = {"vu": seen(browser, 3), "classe:6A": said, "classe:5A": "4A"}
        assert browser.post("annee/preparer", form, etape="4").status_code == 303
    page = browser.get("annee?etape=3").text
    plan = plan_of(portal)
    journal = browser.get("journal?voir=year").text

    assert plan is not None
    assert plan.chosen.classes == {"5A": "4A"}
    assert re.findall(r'name="classe:6A"[^§]*?<option value="(.)" selected', page) == ["?"]
    assert "attend l’annuaire" in page
    lines = re.findall(r"<bdi>([^<]* → [^<]*)</bdi>", journal)
    assert "6A → l’annuaire le dira (avant\u00a0: 4A)" in lines
    assert "6A → 4A (avant\u00a0: l’annuaire le dira)" in lines
    assert portal.browser(SECRETARY).get("journal?voir=year").status_code == 404


def test_the_page_tells_what_the_directory_says_otherwise(portal: YearPortal) -> None:
    """In September, at the step of the classes and among what the check found."""
    follows = {STOCK[3].resource: Follow.DROP}
    said = Wishes(confirm=True, classes={"6A": "4A"}, follows=follows)
    portal.runtime.years.prepare(OPERATOR, UAI, said)
    portal.moves_to(later(small()))
    portal.runtime.years.check(OPERATOR, UAI)
    browser = portal.browser()
    steps = [browser.get(f"annee?etape={step}").text for step in (3, 5)]

    for page in steps:
        told = re.sub(r"<[^>]+>", "", page)
        assert "vous aviez dit 4e A, l’annuaire dit 5e A\u00a0: c’est l’annuaire qui compte" in told


def test_staff_turn_no_year(portal: YearPortal) -> None:
    """There is no such page for them."""
    assert portal.browser(SECRETARY).get("annee").status_code == 404
    assert "Année scolaire" in portal.browser(HEAD).get("").text


def test_every_word_that_is_put_together_is_there() -> None:
    """Names of texts that are made of a value: each value has its own."""
    made = {
        *(f"year_step_{one.name.lower()}" for one in YearStep),
        *(f"year_state_{one}" for one in YearState),
        *(f"year_not_{one}" for one in NotTurned),
        *(f"follow_{one}" for one in Follow),
    }

    assert made <= set(TEXTS)
