"""Whether a portal serves, as its operator and a probe are told."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn, cast

import pytest
from flask import Flask
from sqlalchemy import text
from tests.services.school import PEOPLE
from tests.wiring.inside import look_again, portal_with, run_inside, ticking

from garbridge.core.health import Standing, Vital
from garbridge.core.jobs import Job
from garbridge.errors import StoreUnavailableError
from garbridge.ports import OneTimeStore
from garbridge.stores.sql.migrating import downgrade
from garbridge.testing.jobs import REFUSED, RUN
from garbridge.web import GarBridge
from garbridge.wiring import Runtime, health_of, open_engine, readiness_of


def _away() -> NoReturn:
    raise StoreUnavailableError("postgresql://ent:s3cr3t@db.example is away")


def _ends(runtime: Runtime) -> datetime:
    """Return an instant shortly before the portal's certificate ends."""
    return runtime.keys.current().signer.certificate.not_valid_after_utc - timedelta(days=29)


_NOWHERE = cast("OneTimeStore", SimpleNamespace(peek=lambda *_, **__: _away()))
"""A store of one-time entries that cannot be reached."""


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal that serves, and waits for an import every day."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        yield runtime


def standing(runtime: Runtime, vital: Vital) -> tuple[Standing, tuple[str, ...]]:
    """Return how one thing is."""
    (found,) = [one for one in health_of(runtime).checks if one.vital is vital]
    return found.standing, found.reasons


def test_a_portal_that_serves_says_so(runtime: Runtime) -> None:
    """Each thing that it has is looked at, once."""
    found = health_of(runtime)

    assert [one.vital for one in found.checks] == [
        one for one in Vital if one not in {Vital.UPSTREAM, Vital.VIGNETTES}
    ]
    assert found.standing is Standing.OK
    assert run_inside(runtime, "health").exit_code == 0


@pytest.mark.parametrize(
    ("megabytes", "expected"),
    [
        (300, (Standing.OK, ())),
        (100, (Standing.WARNING, ("100 MB",))),
        (3, (Standing.FAILING, ("3 MB",))),
    ],
)
def test_a_disk_that_fills_up_is_told_before_it_is_full(
    runtime: Runtime,
    megabytes: int,
    expected: tuple[Standing, tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A warning while it serves; a balancer sends nobody to a machine that can record nothing."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=megabytes * 2**20))

    assert standing(runtime, Vital.DISK) == expected
    assert (readiness_of(runtime).standing is Standing.FAILING) == (megabytes == 3)


def test_a_job_of_a_clock_that_was_ahead_hides_none(runtime: Runtime) -> None:
    """The clock was a year ahead for a night: a job failed, the clock was set right."""
    ahead = runtime.clock() + timedelta(days=365)
    runtime.stores.upkeep.runs.note(replace(RUN, ended=ahead, outcome=REFUSED.outcome))
    runtime.stores.upkeep.runs.note(replace(RUN, ended=runtime.clock()))

    assert standing(runtime, Vital.JOBS) == (Standing.OK, ())


def test_a_database_that_is_away_fails(runtime: Runtime) -> None:
    """Without a word of where it was; the rest is told all the same."""
    broken = replace(
        runtime,
        stores=replace(
            runtime.stores, upkeep=replace(runtime.stores.upkeep, tables=_away), once=_NOWHERE
        ),
    )
    found = health_of(broken)

    assert found.standing is Standing.FAILING
    assert [one.vital for one in found.checks if one.standing is Standing.FAILING] == [
        Vital.DATABASE,
        Vital.STATE,
    ]
    said = run_inside(broken, "health", "--json")
    assert said.exit_code == 4
    assert json.loads(said.stdout)["checks"]["database"] == {
        "status": "failing",
        "reasons": ["store_unavailable"],
    }


def test_tables_of_an_older_version_fail(runtime: Runtime) -> None:
    """A step that was forgotten, before somebody's click shows it."""
    downgrade(open_engine(runtime.config.database), "0026")

    assert standing(runtime, Vital.TABLES) == (Standing.FAILING, ("older",))


def test_no_tables_at_all_fail(runtime: Runtime) -> None:
    """A database that nobody set up."""
    downgrade(open_engine(runtime.config.database))

    assert standing(runtime, Vital.TABLES) == (Standing.FAILING, ("missing",))


def test_tables_of_a_newer_version_serve(runtime: Runtime) -> None:
    """While it is brought in, one worker after the other."""
    with open_engine(runtime.config.database).begin() as connection:
        connection.execute(text("UPDATE garbridge_alembic_version SET version_num = '9999'"))

    assert standing(runtime, Vital.TABLES) == (Standing.WARNING, ("newer",))
    assert readiness_of(runtime).standing is Standing.WARNING


def test_a_mistake_in_a_providers_file_is_told(runtime: Runtime, tmp_path: Path) -> None:
    """It is kept as it was and serves: somebody has to see to it."""
    file = tmp_path / "providers" / "studio.toml"
    file.write_text("colour = 1\n" + file.read_text("utf-8"), "utf-8")
    look_again(runtime.registry)
    found, reasons = standing(runtime, Vital.PROVIDERS)

    assert found is Standing.WARNING
    assert reasons == ("studio.toml: colour: unknown key",)
    said = run_inside(runtime, "health")
    assert said.exit_code == 1
    assert "À VOIR" in said.output


def test_a_certificate_that_ends_soon_is_told(runtime: Runtime) -> None:
    """Thirty days before."""
    later = replace(runtime, clock=lambda: _ends(runtime))

    found, reasons = standing(later, Vital.ENDS)
    assert found is Standing.WARNING
    assert reasons[0].startswith("saml.crt: signing 20")


def test_a_job_that_is_late_or_was_refused_is_told(runtime: Runtime) -> None:
    """What a timer did not do, and what it did in vain."""
    day = {Job.DIRECTORY_IMPORT: REFUSED.ended - RUN.ended}
    waiting = replace(runtime, config=replace(runtime.config, jobs=day))
    assert standing(waiting, Vital.JOBS) == (Standing.WARNING, ("directory_import: late",))

    runtime.stores.upkeep.runs.note(replace(RUN, ended=runtime.clock()))
    assert standing(waiting, Vital.JOBS)[0] is Standing.OK
    runtime.stores.upkeep.runs.note(replace(REFUSED, ended=runtime.clock()))
    assert standing(waiting, Vital.JOBS) == (Standing.WARNING, ("directory_import: refused",))


def test_a_probe_is_told_whether_a_launch_would_be_served(runtime: Runtime) -> None:
    """What fails, by its code and never by its address; somebody has to see to the rest."""
    app = Flask(__name__)
    GarBridge(lambda: None, runtime=runtime).init_app(app)
    good = app.test_client().get("/readyz")
    broken = Flask(__name__)
    away = replace(runtime, stores=replace(runtime.stores, once=_NOWHERE))
    GarBridge(lambda: None, runtime=away).init_app(broken)
    bad = broken.test_client().get("/readyz")

    assert (good.status_code, good.get_json()["status"]) == (200, "ok")
    assert good.headers["Cache-Control"] == "no-store"
    assert (bad.status_code, bad.headers["Retry-After"]) == (503, "5")
    assert bad.get_json() == {
        "status": "failing",
        "checks": good.get_json()["checks"] | {"state": "failing"},
        "reasons": ["store_unavailable"],
    }


def test_a_warning_is_no_reason_to_take_no_more_requests(runtime: Runtime) -> None:
    """Who balances the load goes on sending people."""
    with open_engine(runtime.config.database).begin() as connection:
        connection.execute(text("UPDATE garbridge_alembic_version SET version_num = '9999'"))
    app = Flask(__name__)
    GarBridge(lambda: None, runtime=runtime).init_app(app)
    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.get_json()["status"]) == (200, "warning")
