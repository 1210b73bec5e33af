"""What a teacher's own pupils lack: only theirs, only what is lacking, and the word that waits."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import session
from playwright.sync_api import Browser
from tests.web.browser import axe_source, follow, serving
from tests.web.console_portal import (
    ATLAS,
    BOUGHT,
    CLASS_A,
    CLASS_B,
    DELEGATE,
    HEAD,
    LIBRARIAN,
    OTHER,
    PEOPLE,
    UAI,
    VIDEOS,
    WIDE,
    Console,
    Form,
    console_portal,
    give,
)
from tests.web.test_browser import LOOKS, problems, tab
from werkzeug.test import TestResponse

from garbridge.core.identifiers import PersonId
from garbridge.core.people import Group, GroupKind, Identity, Membership, Person, Profile, Public
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.queue import EntryKind
from garbridge.testing.world import COLLEGE, LYCEE, NOW

PATH = "/mediacentre/mes-eleves"
OPTION = Group(GroupKind.GROUP, "LATIN", "Latin <b>")


def prof(name: str, *groups: Group, profile: Profile = Profile.TEACHER) -> Person:
    """Return somebody with classes at the school."""
    place = Membership(UAI, profile, groups=groups)
    return Person(PersonId(name), Identity(name.title(), "Ada"), (place,))


STAFF = (
    prof("prof-a", CLASS_A, Group(GroupKind.SUBJECT, "061300", "Mathématiques")),
    prof("prof-b", CLASS_B),
    prof("prof-0"),
    prof("cpe", CLASS_A, profile=Profile.SCHOOL_LIFE),
)


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """The portal; both teachers have the videos, which are for pupils and teachers."""
    with console_portal(tmp_path, (*PEOPLE, *STAFF)) as made:
        bought = replace(WIDE, publics=frozenset(Public))
        made.runtime.writer.write(subscriptions=[bought])
        yield made


def opened_to(console: Console, *populations: str) -> None:
    """Let populations into the atlas."""
    browser = console.browser()
    form: Form = {"faire": "assign", "ressource": ATLAS, "population": list(populations)}
    token, _ = browser.preview(form)
    browser.post("faire", form, jeton=token)


def videos_for_all(console: Console) -> None:
    """Let the videos be for teachers too."""
    console.runtime.writer.write(subscriptions=[replace(BOUGHT, publics=frozenset(Public))])


def ask(console: Console, person: str, *pupils: str, **fields: str | list[str]) -> TestResponse:
    """Send the form of the page."""
    client = console.browser(person).client
    page = client.get(PATH).text
    proof = re.search(r'name="gb_form" value="([0-9a-f]+)"', page)
    data: Form = {"gb_form": proof[1] if proof else "", "ressource": ATLAS, "ecole": UAI}
    return client.post(f"{PATH}/demander", data={**data, **fields, "personne~1": list(pupils)})


def lacks(console: Console) -> list[str]:
    """Return for whom somebody asked, and nobody decided."""
    queue = console.runtime.queue.listing(OPERATOR, UAI)
    assert not isinstance(queue, Denied)
    return [one.entry.person for one in queue.waiting if one.entry.kind is EntryKind.LACK]


def test_a_teacher_sees_who_of_their_class_lacks_it(console: Console) -> None:
    """By name, by class, out of how many; the other class is nobody's business."""
    opened_to(console, "ens~~")
    page = console.browser("prof-a").client.get(PATH).text

    assert "4 élèves sur 4 ne l’ont pas" in page
    assert re.findall(r"NOM00\d", page) == ["NOM000", "NOM002", "NOM004", "NOM006"]
    assert "Sixième A" in page
    assert "Sixième B" not in page
    assert "Vidéos" not in page, "it is not theirs"


def test_who_has_it_is_not_listed(console: Console) -> None:
    """Through a class, or by name; then nothing is missing."""
    opened_to(console, "ens~~", "elv~division~6A")
    page = console.browser("prof-a").client.get(PATH).text

    assert "NOM00" not in page
    assert "Rien ne manque" in page


def test_what_is_for_teachers_only_lacks_nobody(console: Console) -> None:
    """Pupils are not to have it; nor what is over."""
    opened_to(console, "ens~~")
    only_theirs = replace(WIDE, publics=frozenset({Public.TEACHERS}))
    console.runtime.writer.write(subscriptions=[only_theirs])
    first = console.browser("prof-a").client.get(PATH).text
    over = replace(WIDE, ends=NOW - timedelta(days=1))
    console.runtime.writer.write(subscriptions=[over])

    assert "Rien ne manque" in first
    assert "Rien ne manque" in console.browser("prof-a").client.get(PATH).text


@pytest.mark.parametrize("person", ["p-000", HEAD, LIBRARIAN, "prof-0", "cpe"])
def test_nobody_else_has_such_a_page(console: Console, person: str) -> None:
    """Neither pupils nor staff without classes of their own; nor does anything lead to it."""
    client = console.browser(person).client

    assert client.get(PATH).status_code == 404
    assert ask(console, person, "p-000").status_code == 404
    assert "mes-eleves" not in client.get("/mediacentre/").text


def test_the_mediacentre_leads_to_it(console: Console) -> None:
    """A teacher finds it at the foot; a stranger is asked to sign in."""
    assert "mes-eleves" in console.browser("prof-a").client.get("/mediacentre/").text
    assert console.browser(None).client.get(PATH).status_code == 401
    assert console.browser(None).client.post(f"{PATH}/demander").status_code == 401


def test_what_is_asked_waits_with_whoever_assigns(console: Console) -> None:
    """With the proposal; done by one button, and then nobody lacks it."""
    opened_to(console, "ens~~")
    sent = ask(console, "prof-a", "p-000", "p-002")
    told = console.browser("prof-a").client.get(sent.location).text
    browser = console.browser()
    board, queue = browser.get("").text, browser.get("arrivees").text
    numbers = re.findall(r'name="entree" value="(\d+)"', queue)
    form: Form = {"entree": numbers, "faire": "accepter"}
    done = browser.post("arrivees/traiter", form).text
    after = console.browser("prof-a").client.get(PATH).text

    assert sent.status_code == 303
    assert "2 demandes envoyées" in told
    assert told.count("déjà demandé") == 2
    assert "demandes d’enseignants" in board
    assert "NOM000" in queue
    assert "À attribuer" in queue
    assert "demandé par PROF-A Ada" in queue
    assert len(re.findall(r"operations/(\w+)", done)) == 2
    assert re.findall(r"NOM00\d", after) == ["NOM004", "NOM006"]


def test_a_named_licence_is_asked_for_as_well(console: Console) -> None:
    """It is given by name once it is accepted, while there are any."""
    videos_for_all(console)
    console.browser().post("reparer", give("prof-b"))
    ask(console, "prof-b", "p-001", ressource=VIDEOS)
    done = console.runtime.queue.accept(OPERATOR, UAI)

    assert not isinstance(done, Denied)
    assert [(one.entry.person, one.closed) for one in done] == [("p-001", True)]
    assert done[0].operation is not None


def test_nothing_is_asked_twice_nor_for_others(console: Console) -> None:
    """Not for another class, a colleague, a school of others or a resource of others."""
    opened_to(console, "ens~~")
    ask(console, "prof-a", "p-000", "p-001", "prof-b", "nobody")
    again = ask(console, "prof-a", "p-000")
    ask(console, "prof-a", "p-002", ecole=OTHER)
    ask(console, "prof-a", "p-002", ressource=VIDEOS)
    ask(console, "prof-a", "p-002", ressource="nothing")

    assert lacks(console) == ["p-000"]
    assert "Rien de nouveau" in console.browser("prof-a").client.get(again.location).text


def test_a_class_is_asked_for_by_its_own_button(tmp_path: Path) -> None:
    """Long lists are folded, each with its number; other classes may be asked for together."""
    both = prof("prof-a", CLASS_A, CLASS_B)
    with console_portal(tmp_path, (*PEOPLE, both)) as console:
        opened_to(console, "ens~~")
        page = console.browser("prof-a").client.get(PATH).text
        others = {"personne~2": ["p-001", "p-003"]}
        ask(console, "prof-a", "p-000", classe="1", **others)
        first = lacks(console)
        ask(console, "prof-a", "p-002", **others)

        assert len(re.findall(r'<details class="gb-fold">', page)) == 2
        assert "de toutes ces classes" in page
        assert first == ["p-000"]
        assert sorted(lacks(console)) == ["p-000", "p-001", "p-002", "p-003"]


def test_a_form_of_elsewhere_asks_for_nothing(console: Console) -> None:
    """Nor does one in which nobody is ticked."""
    opened_to(console, "ens~~")

    assert ask(console, "prof-a", "p-000", gb_form="x").status_code == 400
    assert ask(console, "prof-a").status_code == 422
    assert lacks(console) == []


def test_a_request_beyond_a_delegation_is_not_told(console: Console) -> None:
    """Whoever may assign textbooks only sees what is asked of those, and no other title."""
    atlas_only = console.browser(DELEGATE)
    opened_to(console, "ens~~")
    ask(console, "prof-a", "p-000")
    seen = atlas_only.get("arrivees").text
    videos_for_all(console)
    console.browser().post("reparer", give("prof-b"))
    ask(console, "prof-b", "p-001", ressource=VIDEOS)
    still = atlas_only.get("arrivees").text

    assert "NOM000" in seen
    assert "NOM001" not in still
    assert sorted(lacks(console)) == ["p-000", "p-001"]


def test_two_schools_are_told_apart(tmp_path: Path) -> None:
    """Whoever teaches at two schools sees each with its name."""
    far = Membership(COLLEGE.id, Profile.TEACHER, groups=(CLASS_A,))
    both = prof("prof-a", CLASS_A, OPTION)
    both = replace(both, memberships=(*both.memberships, far))
    with console_portal(tmp_path, (*PEOPLE, both)) as console:
        opened_to(console, "ens~~")
        page = console.browser("prof-a").client.get(PATH).text

        assert LYCEE.name in page
        assert "4 élèves sur 4" in page


@pytest.mark.xdist_group("browser")
def test_the_page_is_accessible_and_fits(browser: Browser, console: Console) -> None:
    """At both widths, light and dark; what is ticked at first is asked for by one button."""
    axe = axe_source()

    @console.app.get("/as-prof")
    def as_prof() -> str:
        session["who"] = "prof-a"
        return ""

    opened_to(console, "ens~~")
    with serving(console.app) as url, tab(browser, script=True) as page:
        page.goto(f"{url}/as-prof")
        page.goto(f"{url}{PATH}")
        found: list[str] = []
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found += problems(page, axe)
        follow(page.get_by_role("button", name="Demander pour les élèves cochés"))
        told = page.get_by_role("status").inner_text()

    assert found == []
    assert "4 demandes envoyées" in told
