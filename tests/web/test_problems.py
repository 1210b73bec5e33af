"""Problems in the browser: found by reference, followed up, copied; never whose they were."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import NoReturn

import pytest
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]  # ships no types
from tests.web.portal import client_of
from tests.web.test_operating import (
    HEAD,
    LOCAL,
    OPERATOR,
    app_of,
    operated,
)

from garbridge.core.access import Refusal
from garbridge.core.problems import ProblemState, Side
from garbridge.errors import StoreError, StoreUnavailableError
from garbridge.stores.sql.journal import SqlJournal
from garbridge.stores.sql.noted_incidents import SqlIncidentLog
from garbridge.testing.journal import REFUSED
from garbridge.testing.noted_incidents import INCIDENT
from garbridge.testing.problems import PROBLEM
from garbridge.testing.world import ALICE, NOW
from garbridge.wiring import Runtime

PAGE = "/exploitation/problemes"
FOLLOW = f"{PAGE}/suivre"
EXPIRED = replace(REFUSED, refusal=Refusal.PROVIDER_EXPIRED, at=NOW)


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path) -> Iterator[Runtime]:
    """Return a portal with one launch that was refused."""
    with operated(tmp_path) as runtime:
        runtime.stores.journal.commit(EXPIRED)
        yield runtime


@pytest.fixture(name="operator")
def _operator(runtime: Runtime) -> FlaskClient:
    """Return the browser of the administrator of the ENT."""
    return client_of(app_of(runtime), OPERATOR)


def form_of(client: FlaskClient, **changed: str) -> dict[str, str]:
    """Return the form as the page has it, with something changed."""
    page = client.get(f"{PAGE}?reference={EXPIRED.reference}").text
    mark = re.search(r'name="gb_form" value="([^"]+)"', page)
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert mark is not None
    assert seen is not None
    filled = {"reference": EXPIRED.reference, "side": "ent", "state": "open", "ticket": ""}
    return {**filled, "gb_form": mark[1], "seen": seen[1], **changed}


def test_a_reference_is_found_and_nobody_is_named(operator: FlaskClient) -> None:
    """As somebody reads it out, with spaces around it."""
    page = operator.get(f"{PAGE}?reference=%20{EXPIRED.reference}%20").text
    ticket = unescape(page.partition("<textarea")[2].partition("</textarea>")[0])

    assert f"référence\u00a0: {EXPIRED.reference}" in ticket
    assert "GB-PRV-07" in ticket
    assert "à traiter par\u00a0: l’ENT" in ticket
    assert EXPIRED.person not in page


def test_an_unknown_reference_says_so(operator: FlaskClient) -> None:
    """And a hostile one is shown as text, cut off."""
    page = operator.get(f"{PAGE}?reference=<script>{'x' * 99}").text

    assert "Rien n’est connu sous cette référence" in page
    assert "<script>x" not in page
    assert "x" * 41 not in page


@pytest.mark.parametrize("typed", ["ABCDEFGH", "Abcd efgh", " abcd-efgh.", "abcdefgh"])
def test_a_reference_is_found_as_people_write_it(
    runtime: Runtime, operator: FlaskClient, typed: str
) -> None:
    """It was read out, or a telephone began it with a capital; what is kept has its own name."""
    runtime.stores.journal.commit(replace(EXPIRED, reference="abcdefgh"))
    page = operator.get(PAGE, query_string={"reference": typed}).text
    saved = operator.post(FOLLOW, data=form_of(operator, reference=typed, state="sent"))

    assert "GB-PRV-07" in page
    (kept,) = runtime.stores.upkeep.problems.in_state(ProblemState.SENT, 9)
    assert (saved.status_code, kept.reference) == (303, "abcdefgh")


@pytest.mark.parametrize("sign", ["%00", "%0A", "%E2%80%AE"])
def test_no_store_is_asked_for_what_is_no_reference(
    operator: FlaskClient, monkeypatch: pytest.MonkeyPatch, sign: str
) -> None:
    """PostgreSQL refuses a text with U+0000: the page says that there is none."""
    monkeypatch.setattr(SqlJournal, "of_reference", None)

    page = operator.get(f"{PAGE}?reference=a{sign}b").text
    assert "Rien n’est connu sous cette référence" in page


@pytest.mark.parametrize("who", [ALICE, HEAD, LOCAL])
def test_there_is_no_such_page_for_anybody_else(runtime: Runtime, who: str) -> None:
    """Neither to read nor to write, whatever the form holds."""
    app = app_of(runtime)
    form = form_of(client_of(app, OPERATOR), state="solved")
    client = client_of(app, who)  # type: ignore[arg-type]  # a person

    assert client.get(PAGE).status_code == 404
    assert client.post(FOLLOW, data=form).status_code == 404
    assert runtime.stores.upkeep.problems.problem(EXPIRED.reference) is None


def test_what_is_done_is_kept_and_listed(runtime: Runtime, operator: FlaskClient) -> None:
    """Until it is solved."""
    form = form_of(operator, side="gar", state="sent", ticket=" GAR-42 ")
    answer = operator.post(FOLLOW, data=form)
    page = operator.get(PAGE).text
    kept = runtime.stores.upkeep.problems.problem(EXPIRED.reference)

    assert answer.status_code == 303
    assert kept is not None
    assert (kept.side, kept.state, kept.ticket) == (Side.GAR, ProblemState.SENT, "GAR-42")
    assert EXPIRED.reference in page.partition("gb-unsolved")[2]
    assert "le GAR" in page

    operator.post(FOLLOW, data=form_of(operator, side="gar", state="solved"))
    assert EXPIRED.reference not in operator.get(PAGE).text.partition("gb-unsolved")[2]


def test_whoever_was_faster_is_not_written_over(runtime: Runtime, operator: FlaskClient) -> None:
    """A page that was opened before says so, and shows what the other one kept."""
    mine = form_of(operator, side="ent", state="open")
    operator.post(FOLLOW, data=form_of(operator, side="gar", state="sent", ticket="GAR-42"))
    late = operator.post(FOLLOW, data=mine)
    kept = runtime.stores.upkeep.problems.problem(EXPIRED.reference)

    assert late.status_code == 409
    assert "quelqu’un a changé ce problème entre-temps" in late.text
    assert 'value="GAR-42"' in late.text
    assert kept is not None
    assert (kept.side, kept.ticket) == (Side.GAR, "GAR-42")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"gb_form": "0" * 24}, 400),
        ({"gb_form": ""}, 400),
        ({"side": "nobody"}, 400),
        ({"state": ""}, 400),
        ({"ticket": "x" * 65}, 400),
        ({"ticket": "a\u202eb"}, 400),
        ({"reference": "zzzzzzzz"}, 409),
        ({"seen": "ent.open."}, 409),
    ],
)
def test_what_is_no_honest_form_keeps_nothing(
    runtime: Runtime, operator: FlaskClient, changed: dict[str, str], status: int
) -> None:
    """Another site's, another session's, or one that says what there is not."""
    answer = operator.post(FOLLOW, data=form_of(operator, **changed))

    assert answer.status_code == status
    assert runtime.stores.upkeep.problems.problem(EXPIRED.reference) is None
    assert runtime.stores.upkeep.problems.problem("zzzzzzzz") is None


def test_it_works_behind_the_protection_of_the_portal(runtime: Runtime) -> None:
    """The form carries the portal's own token too, and without it nothing is kept."""
    app = app_of(runtime, protect=CSRFProtect)
    client = client_of(app, OPERATOR)
    form = form_of(client, state="sent")
    page = client.get(f"{PAGE}?reference={EXPIRED.reference}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None

    assert client.post(FOLLOW, data=form).status_code == 400
    assert runtime.stores.upkeep.problems.problem(EXPIRED.reference) is None
    assert client.post(FOLLOW, data={**form, "csrf_token": token[1]}).status_code == 303
    assert runtime.stores.upkeep.problems.problem(EXPIRED.reference) is not None


def test_a_hundred_are_listed_the_open_ones_first(runtime: Runtime, operator: FlaskClient) -> None:
    """The hundred and first is found by its reference."""
    for number in range(150):
        state = ProblemState.OPEN if number < 60 else ProblemState.SENT
        one = replace(PROBLEM, reference=f"ref{number:05}", state=state, ticket='"><b>')
        runtime.stores.upkeep.problems.keep(one, now=NOW)
    page = operator.get(PAGE).text
    found = re.findall(r">(ref\d{5})<", page)

    assert len(found) == 100
    assert all(name < "ref00060" for name in found[:60])
    assert "<b>" not in page


def test_what_never_became_a_launch_is_found_too(runtime: Runtime, operator: FlaskClient) -> None:
    """By the reference of its page: what it was, where and why, and followed up like the rest."""
    answer = client_of(app_of(runtime), ALICE).get("/saml/sso?SAMLRequest=no")
    reference = reference_in(answer.text)
    page = operator.get(f"{PAGE}?reference={reference}").text
    ticket = unescape(page.partition("<textarea")[2].partition("</textarea>")[0])

    assert answer.status_code == 400
    assert "résultat\u00a0: GB-REQ-01" in ticket
    assert "à quel endroit\u00a0: saml_sso (malformed)" in ticket
    assert "ressource\u00a0: -" in ticket
    assert "GB-REQ-01" in page.partition("gb-lately")[2]

    form = form_of(operator, reference=reference, side="publisher", state="sent")
    operator.post(FOLLOW, data=form)
    assert reference in operator.get(PAGE).text.partition("gb-unsolved")[2]


def test_what_is_followed_up_outlives_what_it_was(runtime: Runtime, operator: FlaskClient) -> None:
    """Of a launch that was purged nobody says that it went well."""
    runtime.stores.upkeep.problems.keep(PROBLEM, now=NOW)
    page = operator.get(f"{PAGE}?reference={PROBLEM.reference}").text

    assert f"numéro chez lui\u00a0: {PROBLEM.ticket}" in unescape(page)
    assert "résultat\u00a0: -" in unescape(page)


def test_a_code_of_another_version_is_told_as_it_is(
    runtime: Runtime, operator: FlaskClient
) -> None:
    """After a step back the newer one's codes are still there."""
    runtime.stores.upkeep.incidents.note(replace(INCIDENT, code="GB-NEW-99", at=NOW))
    page = unescape(operator.get(f"{PAGE}?reference={INCIDENT.reference}").text)

    assert "résultat\u00a0: GB-NEW-99" in page
    assert "GB-NEW-99" in page.partition("gb-lately")[2]


@pytest.mark.parametrize("broken", [StoreError("disk full"), MemoryError()])
def test_an_error_is_told_though_it_cannot_be_noted(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    """The page, its code and its reference; the log has them."""

    def full(*_: object) -> bool:
        raise broken

    monkeypatch.setattr(SqlIncidentLog, "note", full)
    answer = client_of(app_of(runtime), ALICE).get("/saml/sso?SAMLRequest=no")

    assert answer.status_code == 400
    assert reference_in(answer.text)


def test_a_database_that_is_away_is_not_waited_for_twice(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It kept nothing a moment ago."""

    def away(*_: object) -> NoReturn:
        raise StoreUnavailableError("away")

    asked: list[object] = []
    monkeypatch.setattr(SqlJournal, "of_reference", away)
    monkeypatch.setattr(SqlIncidentLog, "note", lambda *_: asked.append(_))
    answer = client_of(app_of(runtime), OPERATOR).get(f"{PAGE}?reference=abcdefgh")

    assert answer.status_code == 503
    assert asked == []


def reference_in(page: str) -> str:
    """Return the reference that *page* shows."""
    found = re.search(r"\b([a-z2-7]{8})</", page)
    assert found is not None, page
    return found[1]
