"""The page of what a timer ran: for the administrator of the ENT, and as the commands tell it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from tests.services.school import PEOPLE
from tests.web.portal import client_of, signed_in_person
from tests.wiring.inside import portal_with
from tests.wiring.portal_files import write_portal
from tests.wording import ENGLISH, FRENCH

from garbridge.core.identifiers import PersonId
from garbridge.core.jobs import Job, RunOutcome
from garbridge.formats.translations import Translations
from garbridge.testing.jobs import RUN
from garbridge.testing.world import ALICE, LYCEE, NOW
from garbridge.web import GarBridge
from garbridge.web.operating_words import OperatingWords
from garbridge.wiring import Runtime

OPERATOR = PersonId("agent")
HEAD = PersonId("cheffe")
LOCAL = PersonId("bruno")
PAGE = "/exploitation/"
STATED = f"""
[jobs]
directory_import = 26
purge = 26
[[roles]]
role = "ent_administrator"
person = "{OPERATOR}"
everywhere = true
[[roles]]
role = "ent_administrator"
person = "{LOCAL}"
schools = ["{LYCEE.id}"]
"""


@contextmanager
def operated(folder: Path) -> Iterator[Runtime]:
    """Yield a portal with an administrator of the ENT, and one of a single school."""
    file = write_portal(folder)
    file.write_text(file.read_text("utf-8") + STATED, "utf-8")
    with portal_with(PEOPLE, folder) as runtime:
        yield runtime


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path) -> Iterator[Runtime]:
    """Return that portal."""
    with operated(tmp_path) as runtime:
        yield runtime


def app_of(runtime: Runtime, protect: Callable[[Flask], object] | None = None) -> Flask:
    """Return the application that serves it; *protect* is done to it first."""
    app = Flask(__name__)
    app.config.update({"SECRET_KEY": "test only", "GARBRIDGE_LOGIN_VIEW": "sign_in"})
    app.add_url_rule("/connexion", "sign_in", lambda: "sign in here")
    if protect is not None:
        protect(app)
    GarBridge(signed_in_person, runtime=runtime).init_app(app)
    return app


def page_of(runtime: Runtime, who: PersonId = OPERATOR, address: str = PAGE) -> str:
    """Return the page as *who* sees it."""
    return client_of(app_of(runtime), who).get(address).text


@pytest.mark.parametrize("who", [ALICE, HEAD, LOCAL, PersonId("nobody-here")])
def test_there_is_no_such_page_for_anybody_else(runtime: Runtime, who: PersonId) -> None:
    """A head has a console; what runs the portal is not theirs, nor an administrator's of one."""
    assert client_of(app_of(runtime), who).get(PAGE).status_code == 404


def test_the_mediacentre_leads_to_it(runtime: Runtime) -> None:
    """Whoever may see it, and nobody else."""
    link = 'href="/exploitation/"'

    assert link in page_of(runtime, address="/mediacentre/")
    for who in (ALICE, HEAD, LOCAL):
        assert link not in page_of(runtime, who, "/mediacentre/")


def test_whoever_is_nobody_signs_in_and_comes_back(runtime: Runtime) -> None:
    """To the page, in its language."""
    answer = client_of(app_of(runtime), None).get(f"{PAGE}?lang=en")

    assert answer.status_code == 302
    assert answer.location.startswith("/connexion?next=")
    assert "exploitation" in answer.location


def test_a_job_that_never_ran_is_late(runtime: Runtime) -> None:
    """Where one is expected; of the others nothing is said."""
    page = page_of(runtime)

    assert "À traiter" in page
    assert "<strong>Import de l’annuaire</strong> – en retard" in page
    assert "jamais" in page
    assert "Scellement" not in page


def test_what_ran_is_told_with_what_it_rejected(runtime: Runtime) -> None:
    """Rejected rows are an alarm, whatever the outcome says; times are those of the portal."""
    runs = runtime.stores.upkeep.runs
    runs.note(replace(RUN, figures={"added": 12, "errors": 1000}))
    runs.note(replace(RUN, job=Job.PURGE, figures={"launches": 3}))
    page = page_of(runtime)

    assert "16/11/2026 à 9\u00a0h\u00a000" in page
    assert "lignes rejetées\u00a0: 1000" in page
    assert "ajouts&nbsp;: 12" in page
    assert "avant le" in page
    assert "en retard" not in page
    assert "<strong>Effacement" not in page


def test_the_export_stands_beside_the_import(runtime: Runtime) -> None:
    """With what it left out, and the rows that it rejected as an alarm."""
    figures = {"people": 1200, "errors": 2, "left_out": 3}
    runtime.stores.upkeep.runs.note(replace(RUN, job=Job.IDENTITIES_EXPORT, figures=figures))
    page = page_of(runtime)

    assert "<strong>Export vers le GAR</strong> – lignes rejetées\u00a0: 2" in page
    assert "personnes non déclarées&nbsp;: 3" in page


def test_what_failed_shows_when_it_last_did_not(runtime: Runtime) -> None:
    """With the code of the fault, and nothing that the code was about."""
    runs = runtime.stores.upkeep.runs
    runs.note(replace(RUN, ended=NOW - timedelta(hours=2)))
    failed = replace(RUN, outcome=RunOutcome.FAILED, figures={}, fault="store_unavailable")
    runs.note(failed)
    page = page_of(runtime)

    assert "échoué" in page
    assert "store_unavailable" in page
    assert "dernier réussi\u00a0:" in page


def test_all_is_well_once_all_ran(runtime: Runtime) -> None:
    """And the page says so."""
    for job in (Job.PURGE, Job.DIRECTORY_IMPORT):
        runtime.stores.upkeep.runs.note(replace(RUN, job=job, figures={}))
    page = page_of(runtime)

    assert "Tout a tourné comme prévu." in page
    assert "À traiter" not in page
    assert "Everything ran as expected." in page_of(runtime, address=f"{PAGE}?lang=en")


@pytest.mark.parametrize("said", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_every_job_and_outcome_has_a_name(said: Translations) -> None:
    """A job that is new has one too, or this fails."""
    words = OperatingWords(said)

    assert set(words.names) == set(Job)
    assert set(words.outcomes) == set(RunOutcome)
    assert not [one for one in words.names.values() if "'" in one]


def alarming(runtime: Runtime) -> None:
    """Have something of everything on the page."""
    runs = runtime.stores.upkeep.runs
    runs.note(replace(RUN, ended=NOW - timedelta(hours=2), figures={}))
    runs.note(replace(RUN, figures={"added": 12, "changed": 250, "ended": 3, "errors": 1000}))
    runs.note(
        replace(
            RUN,
            job=Job.METADATA_REFRESH,
            outcome=RunOutcome.FAILED,
            figures={"unchanged_and_a_long_name_of_a_figure": 3},
            fault="metadata_unreachable",
        )
    )
