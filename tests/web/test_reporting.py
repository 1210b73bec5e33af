"""« Signaler un problème »: a choice, a reference, a count; never who it was."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import session
from playwright.sync_api import Browser
from tests.web.browser import axe_source, follow, serving
from tests.web.console_portal import (
    ATLAS,
    DELEGATE,
    FOREIGN_HEAD,
    LIBRARIAN,
    OTHER,
    UAI,
    VIDEOS,
    Console,
    console_portal,
    give,
)
from tests.web.test_browser import tab
from tests.web.test_console_browser import looked_at, signing_in
from tests.wording import FRENCH

from garbridge.core.identifiers import SchoolId, tile_key
from garbridge.core.problems import Cause, ProblemRecord, ProblemState, Side
from garbridge.formats.problem_ticket import ticket_text
from garbridge.wiring import problem_service

KEY = tile_key(VIDEOS, UAI)
PAGE = f"/mediacentre/signaler/{KEY}"
SEND = f"{PAGE}/envoyer"
WHO = "p-000"


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """A school of which two pupils have a resource."""
    with console_portal(tmp_path) as made:
        signing_in(made.app)

        @made.app.get("/as-pupil")
        def as_pupil() -> str:
            session["who"] = WHO
            return "signed in"

        made.browser().post("reparer", give(WHO))
        made.browser().post("reparer", give("p-001"))
        yield made


def kept(console: Console, school: str = UAI) -> list[ProblemRecord]:
    """Return the open problems of a school."""
    problems = console.runtime.stores.upkeep.problems
    return list(problems.at_school(SchoolId(school), ProblemState.OPEN, 99))


def send(console: Console, who: str = WHO, path: str = SEND, **fields: str) -> tuple[int, str]:
    """Report something; return the status and the page."""
    client = console.browser(who).client
    found = re.search(r'name="gb_form" value="([0-9a-f]+)"', client.get(PAGE).text)
    answer = client.post(path, data={"gb_form": found[1] if found else "", **fields})
    return answer.status_code, answer.text


def test_a_problem_is_counted_under_one_reference(console: Console) -> None:
    """Two pupils, one cause, one problem; another cause is another one."""
    status, first = send(console, cause="password")
    _, second = send(console, "p-001", cause="password")
    send(console, cause="wrong")
    wrong, password = kept(console)
    assert password.report is not None
    assert wrong.report is not None

    assert status == 200
    assert password.reference in first
    assert password.reference in second
    assert (password.report.cause, password.report.times) == (Cause.PASSWORD, 2)
    assert (wrong.report.times, wrong.side) == (1, Side.PUBLISHER)
    assert kept(console, OTHER) == []


def test_nothing_of_who_reported_it_is_kept(console: Console) -> None:
    """Neither in the record nor in the ticket that is copied."""
    send(console, cause="closed")
    (one,) = kept(console)
    found = problem_service(console.runtime).find(one.reference)
    assert found is not None
    ticket = ticket_text(found, console.runtime.config.zone, FRENCH)

    assert WHO not in repr(one)
    assert WHO not in ticket
    assert "elle ne s’ouvre pas (1)" in ticket
    assert one.reference in ticket


@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, 400), ({"cause": "x"}, 400), ({"cause": "closed", "gb_form": "0" * 24}, 400)],
)
def test_what_is_no_answer_is_not_kept(
    console: Console, fields: dict[str, str], status: int
) -> None:
    """Nor a form of another site."""
    assert send(console, **fields)[0] == status
    assert kept(console) == []


@pytest.mark.parametrize("key", [tile_key(ATLAS, UAI), tile_key(VIDEOS, OTHER), "x"])
def test_nobody_reports_what_is_not_theirs(console: Console, key: str) -> None:
    """Whether it exists or not: one answer."""
    client = console.browser(WHO).client
    path = f"/mediacentre/signaler/{key}"

    unknown = client.get("/mediacentre/signaler/nothing").status_code
    assert unknown in {403, 404}
    assert client.get(path).status_code == unknown
    assert send(console, path=f"{path}/envoyer", cause="closed")[0] == unknown
    assert console.browser(None).client.get(PAGE).status_code in {302, 401}
    assert kept(console) == []


def test_one_session_cannot_flood(console: Console) -> None:
    """Five in a minute; the sixth is asked to wait."""
    client = console.browser(WHO).client
    found = re.search(r'name="gb_form" value="([0-9a-f]+)"', client.get(PAGE).text)
    assert found is not None
    form = {"gb_form": found[1], "cause": "other"}
    answers = [client.post(SEND, data=form) for _ in range(6)]

    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert kept(console)[0].report.times == 5  # type: ignore[union-attr]  # it was reported


def test_the_dashboard_counts_them_and_one_settles_them(console: Console) -> None:
    """The link leads to the list; what is solved is gone from both."""
    send(console, cause="closed")
    (one,) = kept(console)
    browser = console.browser()
    board, listed = browser.get("").text, browser.get("problemes").text

    assert "problème signalé" in board
    assert f"/affectation/{UAI}/problemes" in board
    assert "elle ne s’ouvre pas" in listed
    assert WHO not in listed
    form = {"reference": one.reference, "etat": "solved", "cote": "publisher"}
    late = browser.post("problemes/suivre", **form, vu="gar.sent")  # somebody was faster
    assert late.status_code == 409
    assert [each.state for each in kept(console)] == [one.state]
    done = browser.post("problemes/suivre", **form, vu=one.stage)
    assert done.status_code == 303
    assert kept(console) == []
    assert "problème signalé" not in browser.get("").text
    wrong = browser.post("problemes/suivre", reference="none", etat="solved", cote="ent")
    assert wrong.status_code == 409
    assert browser.post("problemes/suivre", reference="x", etat="x", cote="x").status_code == 409


def test_each_sees_what_is_theirs(console: Console) -> None:
    """A librarian reads; a delegate of textbooks sees none of the others; nobody else anything."""
    send(console, cause="closed")
    (one,) = kept(console)

    assert one.reference in console.browser(LIBRARIAN).get("problemes").text
    assert one.reference not in console.browser(DELEGATE).get("problemes").text
    assert console.browser(FOREIGN_HEAD).get("problemes").status_code == 404
    theirs = console.browser(FOREIGN_HEAD).client.get(f"/affectation/{OTHER}/problemes")
    assert theirs.status_code == 200
    assert one.reference not in theirs.text
    foreign = console.browser(FOREIGN_HEAD)
    page = foreign.client.get(f"/affectation/{OTHER}/mises-en-avant").text
    mark = re.search(r'name="gb_form" value="([0-9a-f]+)"', page)
    assert mark is not None
    data = {"reference": one.reference, "etat": "solved", "cote": "ent", "vu": one.stage}
    data["gb_form"] = mark[1]
    answer = foreign.client.post(f"/affectation/{OTHER}/problemes/suivre", data=data)
    assert answer.status_code in {404, 409}
    assert kept(console) == [one]


@pytest.mark.xdist_group("browser")
def test_in_a_browser_it_fits_and_is_sent(browser: Browser, console: Console) -> None:
    """The form, the reference, and the list of the school: nothing for axe, nothing too wide."""
    axe = axe_source()
    with serving(console.app) as url, tab(browser) as page:
        page.goto(f"{url}/as-pupil")
        page.goto(f"{url}{PAGE}")
        assert looked_at(page, axe) == []
        page.get_by_label("Elle ne s’ouvre pas").check()
        follow(page.get_by_role("button", name="Envoyer"))
        page.get_by_role("status").wait_for()
        assert looked_at(page, axe) == []
        page.goto(f"{url}/as-head")
        page.goto(f"{url}/affectation/{UAI}/problemes")
        assert looked_at(page, axe) == []

    assert len(kept(console)) == 1
