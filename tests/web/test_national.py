"""The GAR's resources stand in the médiacentre beside the portal's own, and nothing hangs on it."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import text
from tests.stores.filling import People
from tests.web.national_portal import HEAD, LEA, OWN, STAFF, Portal, national_portal
from tests.web.own_portal import proof_in
from tests.wiring.inside import run_inside
from tests.wording import ENGLISH, FRENCH

from garbridge.core.identifiers import ResourceId, tile_key
from garbridge.core.national_access import NationalAccess
from garbridge.core.people import Identity, Person
from garbridge.core.permissions import OPERATOR
from garbridge.core.restrictions import Asker, Restriction, Word
from garbridge.ports import OneTimeEntry
from garbridge.services.national_shelf import national_key
from garbridge.stores.sql.database import Database
from garbridge.testing.world import COLLEGE, LYCEE, NOW, TENANT, YEAR_ENDS
from garbridge.web.national_words import NationalWords
from garbridge.wiring import open_engine
from garbridge.wiring.national_kept import SealedLists
from garbridge.wiring.national_lists import HttpLists
from garbridge.wiring.national_shelf import national_shelf
from provider_stub.gar_lists import Fault

UNSAYABLE = Identity("x" * 501, "Léa")
R14 = "http://n2t.net/ark:/99999/r14"


@pytest.fixture(name="portal")
def _portal(tmp_path: Path) -> Iterator[Portal]:
    with national_portal(tmp_path) as portal:
        yield portal


def _titles(page: str) -> list[str]:
    page = page.partition('aria-labelledby="gb-all"')[2]
    found = re.findall(r'gb-card-title".*?>(?:\s*<a[^>]*>)?\s*([^<]+?)\s*<', page, re.DOTALL)
    return sorted(found)


def test_both_stand_in_one_list_each_with_its_badge(portal: Portal) -> None:
    """Two schools that list one resource are two entries; the badge's text is the GAR's."""
    page = portal.page()

    assert _titles(page) == [
        *("Ressource nationale r14",) * 2,
        *("Ressource nationale r15",) * 2,
        "Vidéos",
    ]
    assert page.count("gb-badge-national") == 4
    assert page.count("gb-badge-local") == 1
    assert "Accessible via le Gestionnaire d’accès aux ressources (GAR)" in page
    assert "logo-gar" not in page, "no picture of another host"
    assert sorted(portal.gar.asked) == [f"ressources/F0/{s.id}/{LEA}" for s in (LYCEE, COLLEGE)]


def test_what_the_gar_lists_can_be_found_and_filtered(portal: Portal) -> None:
    """By the words of its title and by its discipline, as everything else."""
    assert _titles(portal.page(query="?q=nationale+r14")) == ["Ressource nationale r14"] * 2
    assert "histoire (6e)" in portal.page(query="?discipline=histoire+(6e)")


def test_nobody_is_asked_again_at_once(portal: Portal) -> None:
    """For as long as a list is fresh; then anew, so that what was given an hour ago is there."""
    portal.page()
    asked = len(portal.gar.asked)
    portal.clock.wait(seconds=59)
    portal.page()
    assert len(portal.gar.asked) == asked
    portal.gar.entries = ("r99",)
    portal.clock.wait(seconds=1)

    assert "Ressource nationale r99" in portal.page()


def test_one_school_in_error_empties_no_other(portal: Portal) -> None:
    """The banner names it, with a code; the rest of the page works."""
    portal.gar.faults[LYCEE.id] = Fault.BROKEN
    page = portal.page()

    assert _titles(page) == ["Ressource nationale r14", "Ressource nationale r15", "Vidéos"]
    assert NationalWords(FRENCH).missing_title in page
    assert NationalWords(FRENCH).none_came.format(LYCEE.name) in page
    assert (
        COLLEGE.name
        not in page.partition(NationalWords(FRENCH).missing_title)[2].partition("</section>")[0]
    )
    assert "GB-GAR-06" in page


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (3, "aujourd’hui à 9\u00a0h\u00a000"),
        (24, "hier à 9\u00a0h\u00a000"),
        (50, "le 16\u00a0novembre 2026 à 9\u00a0h\u00a000"),
    ],
)
def test_the_last_good_list_stands_in_with_its_time(portal: Portal, hours: int, said: str) -> None:
    """« Liste enregistrée hier à 18 h 05 »."""
    portal.page()
    portal.gar.faults.update({LYCEE.id: Fault.BROKEN, COLLEGE.id: Fault.BROKEN})
    portal.clock.wait(hours=hours)
    page = portal.page()

    assert _titles(page).count("Ressource nationale r14") == 2
    banner = re.sub(
        "<[^>]+>",
        "",
        page.partition(NationalWords(FRENCH).missing_title)[2].partition("</section>")[0],
    )
    assert f"{LYCEE.name}\u00a0: la liste du GAR est celle enregistrée {said}." in banner


def test_a_list_is_not_kept_for_ever(portal: Portal) -> None:
    """What somebody no longer has must not stand there for weeks."""
    portal.page()
    portal.gar.faults.update({LYCEE.id: Fault.BROKEN, COLLEGE.id: Fault.BROKEN})
    portal.clock.wait(hours=72)

    assert _titles(portal.page()) == ["Vidéos"]


def test_whoever_has_nothing_else_is_not_told_that_they_have_nothing(portal: Portal) -> None:
    """An empty page that says so would be a lie while the GAR is away."""
    portal.gar.faults.update({LYCEE.id: Fault.BROKEN, COLLEGE.id: Fault.BROKEN})
    portal.clock.now = YEAR_ENDS + timedelta(days=1)
    page = portal.browser(HEAD).get("/mediacentre/").text

    assert NationalWords(FRENCH).missing_title in page
    assert "gb-empty" not in page


def test_what_is_kept_tells_nobody_who_reads_what(portal: Portal) -> None:
    """Neither the person, nor the school, nor a title stands in the database."""
    portal.page()
    rows = _rows(portal, "select * from garbridge_once")

    assert len(rows) == 1
    held = repr(rows)
    assert not any(secret in held for secret in (LEA, LYCEE.id, "r14", "Ressource"))


def test_nobody_is_lent_the_list_of_another(portal: Portal) -> None:
    """Whoever can write to the store can move what is sealed, and it opens for nobody else."""
    portal.page()
    kept, now = portal.runtime.stores.once, portal.clock()
    service = national_shelf(portal.runtime)
    lists = service.kept if service else None
    assert isinstance(lists, SealedLists)
    body = kept.peek(lists.key_of(LEA), now=now)
    assert body is not None
    kept.keep(OneTimeEntry(lists.key_of(HEAD), body, now + timedelta(hours=1)), now=now)

    assert lists.of_person(LEA, now=now)
    assert lists.of_person(HEAD, now=now) == {}


def test_a_person_s_file_holds_what_is_kept_of_them(portal: Portal) -> None:
    """By the page and by the command, school by school; of nobody else."""
    portal.page()
    said = run_inside(portal.runtime, "person", "export", "--person", LEA, "--reason", "demande")
    mine, others = (_downloaded(portal, one) for one in (LEA, HEAD))

    for file in (mine, json.loads(said.output)):
        assert [one["school"] for one in file["listed_by_the_gar"]] == [LYCEE.id, COLLEGE.id]
        first = file["listed_by_the_gar"][0]
        assert first["at"] == NOW.isoformat()
        assert [one["title"] for one in first["resources"]] == [
            "Ressource nationale r14",
            "Ressource nationale r15",
        ]
    assert others["listed_by_the_gar"] == []


def test_who_is_erased_leaves_no_list(portal: Portal) -> None:
    """Also where the GAR is asked nothing any more."""
    portal.page()
    People(Database(open_engine(portal.runtime.config.database)), TENANT).remove(LEA, NOW)
    assert portal.runtime.config.national is not None
    silent = replace(portal.runtime.config.national, listing=None)
    runtime = replace(portal.runtime, config=replace(portal.runtime.config, national=silent))

    done = run_inside(runtime, "person", "erase", "--person", LEA, "--reason", "départ")

    assert done.exit_code == 0, done.output
    assert _rows(portal, "select * from garbridge_once") == []


def test_a_list_that_comes_during_an_erasure_is_not_kept(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The GAR was asked before, and answers after: nothing would remove it for days."""
    ask = HttpLists.ask

    def asked(lists: HttpLists, places: Sequence[NationalAccess]) -> object:
        answers = ask(lists, places)
        People(Database(open_engine(portal.runtime.config.database)), TENANT).remove(LEA, NOW)
        why = ("--reason", "départ")
        assert run_inside(portal.runtime, "person", "erase", "--person", LEA, *why).exit_code == 0
        return answers

    monkeypatch.setattr(HttpLists, "ask", asked)
    portal.page()

    assert portal.gar.asked
    assert _rows(portal, "select * from garbridge_once") == []


def _downloaded(portal: Portal, person: str) -> dict[str, Any]:
    browser = portal.browser(person)
    proof = proof_in(browser.get("/donnees/").text)
    answer = browser.post("/donnees/telecharger", data={"gb_form": proof})
    return cast("dict[str, Any]", json.loads(answer.data))


def _rows(portal: Portal, statement: str) -> list[object]:
    engine = open_engine(portal.runtime.config.database)
    with engine.connect() as line:
        found = line.execute(text(statement)).all()
    engine.dispose()
    return list(found)


def test_opening_leads_to_the_address_of_the_list(portal: Portal) -> None:
    """Through the school that was clicked; nothing is recorded as a launch of the portal's."""
    browser = portal.browser()
    for school, uai in ((LYCEE, "MDc1MDAwMUE="), (COLLEGE, "MDc1MDAwMkI=")):
        answer = browser.get(f"/mediacentre/ouvrir/{national_key(R14, school.id)}")

        assert answer.status_code in {302, 303}
        assert answer.location.startswith("https://sp-auth.gar.example/domaineGar?idENT=RjA=")
        assert f"idEtab={uai}" in answer.location
    assert _rows(portal, "select reference from garbridge_launch") == []


def test_a_link_without_a_school_asks_through_which(portal: Portal) -> None:
    """And one that names an ARK is as good as a key; the portal's own form of links, too."""
    browser = portal.browser()
    page = browser.get(f"/mediacentre/ouvrir/{national_key(R14)}").text

    assert LYCEE.name in page
    assert COLLEGE.name in page
    direct = browser.get(f"/mediacentre/ouvrir/?ark=ark:/99999/r14&etab={LYCEE.id}")
    assert direct.location.startswith("https://sp-auth.gar.example/")
    entry = browser.get(
        "/domaineGar?idENT=RjA=&idEtab=MDc1MDAwMUE=&idRessource=ark%3A%2F99999%2Fr14"
    )
    assert entry.location == direct.location


@pytest.mark.parametrize("key", [national_key("ark:/99999/zzz"), "aaaaaaaaaaaaaaaa-0750001a"])
def test_what_is_not_listed_is_not_opened(portal: Portal, key: str) -> None:
    """The same answer as for what does not exist."""
    answer = portal.browser().get(f"/mediacentre/ouvrir/{key}")

    assert answer.status_code == 403
    assert "GB-DRO-01" in answer.text


@pytest.mark.parametrize("way", ["ouvrir", "ressource"])
def test_whoever_waits_for_the_gar_is_not_sent_to_who_assigns(portal: Portal, way: str) -> None:
    """A link of a page of theirs, and no list: nobody knows whether it is theirs."""
    portal.gar.faults[LYCEE.id] = Fault.BROKEN
    browser, key = portal.browser(), national_key(R14, LYCEE.id)
    answer = browser.get(f"/mediacentre/{way}/{key}")

    assert (answer.status_code, "GB-GAR-06" in answer.text) == (502, True)
    (reference,) = re.findall(r"<dd>(\w{8})</dd>", answer.text)
    noted = portal.runtime.stores.upkeep.incidents.incident(reference, now=portal.clock())
    assert noted is not None
    assert (noted.code, noted.cause) == ("GB-GAR-06", "gar_broken")
    for said in (national_key("ark:/99999/zzz", COLLEGE.id), tile_key(ResourceId("ark:/99999/x"))):
        heard = browser.get(f"/mediacentre/{way}/{said}")
        assert ("GB-DRO-01" in heard.text) == said.endswith(COLLEGE.id.lower())


@pytest.mark.parametrize("way", ["ouvrir", "ressource"])
def test_what_the_portal_itself_has_is_not_the_gar_s_to_tell(portal: Portal, way: str) -> None:
    """Whatever became of the GAR, who may open it is known."""
    portal.gar.faults[COLLEGE.id] = Fault.BROKEN
    answer = portal.browser().get(f"/mediacentre/{way}/{tile_key(OWN, COLLEGE.id)}")

    assert (answer.status_code, "GB-GAR" in answer.text) == (403, False)


def test_nobody_opens_what_another_person_is_listed(portal: Portal) -> None:
    """The key is the same for all; the list is not."""
    portal.gar.of_person[HEAD] = ("r77",)
    key = national_key(R14, LYCEE.id)

    assert portal.browser(HEAD).get(f"/mediacentre/ouvrir/{key}").status_code == 403


def test_whoever_is_not_signed_in_signs_in_first(portal: Portal) -> None:
    """And comes back to the resource."""
    answer = portal.browser(None).get(f"/mediacentre/ouvrir/{national_key(R14, LYCEE.id)}")

    assert "/connexion" in answer.location
    assert portal.gar.asked == []


@pytest.mark.parametrize(
    "identity", [Identity("", ""), Identity("Martin", ""), Identity(" \t", "Léa"), UNSAYABLE]
)
def test_whom_no_export_can_name_is_not_asked_about(portal: Portal, identity: Identity) -> None:
    """The GAR has nobody of that identifier: it would only learn it, and find nothing."""
    people = People(Database(open_engine(portal.runtime.config.database)), TENANT)
    (place, *_) = portal.runtime.directory.person(LEA).memberships  # type: ignore[union-attr]  # put there
    people.put(Person(LEA, identity, (place,)), NOW)
    page = portal.page()

    assert portal.gar.asked == []
    assert "GB-GAR" not in page
    assert _titles(page) == ["Vidéos"]


def test_only_who_is_exported_is_asked_about(portal: Portal) -> None:
    """A profile that is left out of the export, and whoever must not be named, are nobody there."""
    portal.page(STAFF)
    portal.runtime.stores.restrictions.record(
        Restriction(
            person=LEA, resource=None, asked_by=Asker.SCHOOL, recorded=Word(OPERATOR, NOW, "juge")
        )
    )
    portal.page(LEA)

    assert portal.gar.asked == []


def test_what_somebody_objects_to_does_not_open(portal: Portal) -> None:
    """An objection holds wherever the resource comes from."""
    portal.runtime.stores.restrictions.record(
        Restriction(
            person=LEA,
            resource=ResourceId("ark:/99999/r14"),
            asked_by=Asker.PERSON,
            recorded=Word(OPERATOR, NOW, "non"),
        )
    )
    page = portal.page()
    answer = portal.browser().get(f"/mediacentre/ouvrir/{national_key(R14, LYCEE.id)}")

    assert page.count("gb-badge-closed") == 2
    assert (answer.status_code, "GB-DCP-03" in answer.text) == (403, True)


def test_a_title_through_both_is_marked_and_told(portal: Portal) -> None:
    """At the school where both give it; each of them opens, and each its own."""
    assert NationalWords(FRENCH).twice_title not in portal.page()
    portal.gar.entries = (OWN, "r15")
    portal.clock.wait(minutes=2)
    page = portal.page()
    browser = portal.browser()

    assert NationalWords(FRENCH).twice_title in page
    assert page.count("gb-badge-double") == 2
    ours = browser.get(f"/mediacentre/ouvrir/{tile_key(OWN, LYCEE.id)}")
    theirs = browser.get(f"/mediacentre/ouvrir/{national_key(f'http://n2t.net/{OWN}', LYCEE.id)}")
    assert ours.location == "https://studio.example/videos"
    assert theirs.location.startswith("https://sp-auth.gar.example/")


def test_the_sheet_says_where_it_comes_from(portal: Portal) -> None:
    """Its link is the GAR's entry of it, and what is sent is not ours to tell."""
    page = portal.browser().get(f"/mediacentre/ressource/{national_key(R14, LYCEE.id)}").text

    assert "Ressource nationale r14" in page
    assert f"/mediacentre/ouvrir/{national_key(R14)}" in page
    assert page.count("gb-badge-national") == 1
    assert "Accessible via le Gestionnaire d’accès aux ressources (GAR)" in page
    assert "gb-badge-local" not in page


def test_english_says_it_in_english(portal: Portal) -> None:
    """Every sentence has its other form."""
    portal.gar.faults[LYCEE.id] = Fault.UNKNOWN_SCHOOL
    page = portal.page(query="?lang=en")

    assert NationalWords(ENGLISH).missing_title in page
    assert NationalWords(ENGLISH).none_came.format(LYCEE.name) in page
    assert "GB-GAR-04" in page


@pytest.mark.parametrize("name", ["missing_title", "none_came", "kept_from", "code", "twice_why"])
def test_french_is_set_in_french(name: str) -> None:
    """Curly apostrophes, and spaces that do not break."""
    said = getattr(NationalWords(FRENCH), name)

    assert "'" not in said
    assert not re.search(r"(?<!\u00a0):", said)
    assert not re.search(r"(?<!\u202f)[;!?]", said)


def test_a_list_takes_the_place_of_one_whose_time_is_over(portal: Portal) -> None:
    """Whoever comes back after a long absence: the GAR is asked once, and not for each page."""
    portal.page()
    portal.clock.wait(hours=73)
    portal.gar.asked.clear()
    pages = [portal.page() for _ in range(3)]

    assert len(set(map(len, pages))) == 1
    assert sorted(portal.gar.asked) == [f"ressources/F0/{s.id}/{LEA}" for s in (LYCEE, COLLEGE)]
