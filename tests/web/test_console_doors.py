"""Each address of the console, each role, one's own school and others: read off the URL map."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from flask import Flask
from tests.web.console_portal import (
    ATLAS,
    ATLAS_KEY,
    DELEGATE,
    FOREIGN_HEAD,
    HEAD,
    LIBRARIAN,
    OTHER,
    PUPIL,
    STAFF,
    UAI,
    WIDE_KEY,
    WORKSHOP_KEY,
    Console,
    Form,
    Visitor,
    asking_the_gar,
    console_portal,
)
from tests.web.portal import World

from garbridge.core.roles import ALLOWED, Act, Role
from garbridge.stores.sql.database import Database
from garbridge.web import GarBridge

ACTS = {
    "affectation_board": Act.SEE_STOCK,
    "affectation_resources": Act.SEE_STOCK,
    "affectation_resource": Act.SEE_STOCK,
    "affectation_preview": Act.ASSIGN,
    "affectation_apply": Act.ASSIGN,
    "affectation_repair": Act.ASSIGN,
    "affectation_populations": Act.SEE_STOCK,
    "affectation_subscriptions": Act.SEE_STOCK,
    "affectation_subscription": Act.SEE_STOCK,
    "affectation_calendar": Act.SEE_STOCK,
    "affectation_calendar_file": Act.SEE_STOCK,
    "affectation_order": Act.ORDER,
    "affectation_order_file": Act.ORDER,
    "affectation_renew": Act.ORDER,
    "affectation_change": Act.CHANGE_SUBSCRIPTION,
    "affectation_end": Act.END_SUBSCRIPTION,
    "affectation_activations": Act.SEE_STOCK,
    "affectation_activation": Act.ACTIVATE,
    "affectation_diagnose": Act.DIAGNOSE,
    "affectation_queue": Act.READ_QUEUE,
    "affectation_handle": Act.ACCEPT_QUEUE,
    "affectation_duplicates": Act.MERGE,
    "affectation_merge_preview": Act.MERGE,
    "affectation_merge": Act.MERGE,
    "affectation_rules": Act.SEE_STOCK,
    "affectation_rules_preview": Act.WRITE_RULES,
    "affectation_rules_apply": Act.WRITE_RULES,
    "affectation_rules_end": Act.WRITE_RULES,
    "affectation_year": Act.CHECK_YEAR,
    "affectation_year_prepare": Act.PREPARE_YEAR,
    "affectation_year_check": Act.CHECK_YEAR,
    "affectation_year_switch": Act.SWITCH_YEAR,
    "affectation_year_undo": Act.UNDO_YEAR,
    "affectation_year_close": Act.SWITCH_YEAR,
    "affectation_statistics": Act.READ_AGGREGATES,
    "affectation_statistics_export": Act.READ_AGGREGATES,
    "affectation_statistics_report": Act.READ_AGGREGATES,
    "affectation_statistics_publish": Act.PUBLISH_AGGREGATES,
    "affectation_problems": Act.SEE_STOCK,
    "affectation_problems_follow": Act.ASSIGN,
    "affectation_feeds": Act.PRESENT,
    "affectation_feeds_change": Act.PRESENT,
    "affectation_showcase": Act.PRESENT,
    "affectation_showcase_change": Act.PRESENT,
    "affectation_delegations": Act.READ_DELEGATIONS,
    "affectation_delegate": Act.DELEGATE,
    "affectation_delegation": Act.WITHDRAW_DELEGATION,
    "affectation_offer": Act.SEE_STOCK,
    "affectation_journal": Act.READ_JOURNAL,
    "affectation_operation": Act.READ_JOURNAL,
    "affectation_undo": Act.READ_JOURNAL,
}
"""What each page asks for; one that is not here is a page that nobody thought through."""
WHOLE = ("affectation_year", "affectation_statistics", "affectation_feeds")
"""With what the pages begin that are not for whom a scope narrows: they are about all there is."""
NO_FILE = {"affectation_statistics_export", "affectation_statistics_report"}
"""Of what nobody published yet: a page of ours says so."""
ROLES = {
    HEAD: Role.HEAD,
    DELEGATE: Role.DELEGATE,
    LIBRARIAN: Role.LIBRARIAN,
    FOREIGN_HEAD: None,
    PUPIL: None,
    STAFF: None,
}
"""Who stands there, and what they are at the school."""
NOWHERE = {"another": OTHER, "unknown": "0999999Z", "none": "zzz"}
HOMES = {FOREIGN_HEAD: OTHER}
"""Who has one of these for their own."""
OPENED: Form = {"faire": "assign", "ressource": ATLAS, "population": "elv~division~6A"}


@cache
def doors() -> tuple[tuple[str, str, str], ...]:
    """Return every address of a school's console, off a URL map: endpoint, rule and method."""
    app = Flask(__name__)
    GarBridge(lambda: None, runtime=World().runtime()).init_app(app)
    return tuple(
        (rule.endpoint.removeprefix("garbridge."), rule.rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("garbridge.affectation_")
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    )


@pytest.fixture(name="console", scope="module")
def _console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """The portal; nothing here changes what another test sees."""
    folder = tmp_path_factory.mktemp("doors")
    with console_portal(folder, more=asking_the_gar(folder)) as made:
        yield made


@pytest.fixture(name="operation", scope="module")
def _operation(console: Console) -> str:
    """An operation on a textbook, which a delegate of textbooks may read about too."""
    browser = console.browser()
    token, _ = browser.preview(OPENED)
    return browser.post("faire", OPENED, jeton=token).location.rpartition("/")[2]


def knock(browser: Visitor, rule: str, method: str, school: str, operation: str) -> tuple[int, str]:
    """Go through one door; return the status and what is said."""
    path = rule.replace("<uai>", school).replace("<subscription>", WIDE_KEY)
    path = path.replace("interactives/<key>", f"interactives/{WORKSHOP_KEY}")
    path = path.replace("<key>", ATLAS_KEY)
    path = path.replace("<operation>", operation).replace("<name>", "x")
    found = browser.client.open(
        path, method=method, data={"gb_form": "x"} if method == "POST" else {}
    )
    return found.status_code, found.text


def test_every_door_is_known() -> None:
    """A page that is added says here what it asks for."""
    assert {name for name, _, _ in doors()} == set(ACTS)


@pytest.mark.parametrize("door", doors(), ids=lambda door: f"{door[0]}-{door[2]}")
@pytest.mark.parametrize("person", ROLES)
def test_a_school_of_others_is_not_there(
    console: Console, operation: str, door: tuple[str, str, str], person: str
) -> None:
    """Every role, every address: byte for byte what the portal says of one that is not there."""
    browser, (_, rule, method) = console.browser(person), door
    nothing = browser.client.get("/nowhere/at/all")
    places = {name: school for name, school in NOWHERE.items() if school != HOMES.get(person)}

    answers = {
        name: knock(browser, rule, method, school, operation) for name, school in places.items()
    }

    assert answers == dict.fromkeys(places, (404, nothing.text))


@pytest.mark.parametrize("door", doors(), ids=lambda door: f"{door[0]}-{door[2]}")
@pytest.mark.parametrize("person", ROLES)
def test_a_role_opens_what_it_includes(
    console: Console, operation: str, door: tuple[str, str, str], person: str
) -> None:
    """By the table of roles, and nothing else; a form without its proof does nothing."""
    browser, (name, rule, method) = console.browser(person), door
    role = ROLES[person]

    status, said = knock(browser, rule, method, UAI, operation)

    narrowed = person == DELEGATE and name.startswith(WHOLE)
    if role is None or narrowed or role not in ALLOWED[ACTS[name]]:
        assert (status, said) == (404, browser.client.get("/nowhere/at/all").text)
    else:
        read = 404 if name in NO_FILE else 200
        assert status == (read if method == "GET" else 400)
        assert said != browser.client.get("/nowhere/at/all").text


@pytest.mark.parametrize("door", doors(), ids=lambda door: f"{door[0]}-{door[2]}")
def test_nobody_learns_nothing(
    console: Console, operation: str, door: tuple[str, str, str]
) -> None:
    """Whoever is not signed in is asked to be, whatever school they name."""
    browser, (_, rule, method) = console.browser(None), door

    answers = {knock(browser, rule, method, one, operation)[0] for one in (UAI, OTHER, "zzz")}

    assert answers == {401}


def test_a_name_that_not_every_store_takes_is_not_there(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL refuses a text with U+0000: that was an error of ours, and is an address."""
    read = Database.rows

    def as_postgresql(database: Database, statement: Any, *values: Any) -> Any:  # noqa: ANN401 - its own
        assert not any(isinstance(one, str) and "\0" in one for one in values)
        return read(database, statement, *values)

    monkeypatch.setattr(Database, "rows", as_postgresql)
    browser = console.browser()
    proof = browser.proof()
    for _, rule, method in doors():
        path = re.sub(r"<(key|operation|name)>", "a%00b", rule.replace("<uai>", UAI))
        if "%00" in path:
            form = {"gb_form": proof, "motif": "x"} if method == "POST" else {}
            assert browser.client.open(path, method=method, data=form).status_code == 404


def test_helpers_of_pages_speak_to_the_kind_of_school(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """What stands in tables and lists, too: at an école nobody reads « établissement »."""
    folder = tmp_path_factory.mktemp("ecole")
    rule = f"\n[schools.{UAI}]\ndegree = 1\n"
    with console_portal(folder, more=rule) as made:
        browser = made.browser(HEAD)
        licence = (f"ressources/{ATLAS_KEY}", f"abonnements/{WIDE_KEY}")
        paths = ("regles", "mises-en-avant", "populations/", *licence)
        pages = [browser.get(path).text for path in paths]

    assert all("toute l’école" in page for page in (pages[1], *pages[3:]))
    assert not [page for page in pages if "établissement" in page]
