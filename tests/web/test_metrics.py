"""``/metrics``: what a monitor reads, who may, and that it is never about a person."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import NoReturn

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from tests.services.school import PEOPLE
from tests.web.test_operating import app_of
from tests.wiring.inside import portal_with, run_inside
from werkzeug.middleware.proxy_fix import ProxyFix

from garbridge.config.metrics import Metrics
from garbridge.core.access import Refusal
from garbridge.core.identifiers import ProviderId
from garbridge.core.jobs import Job
from garbridge.errors import ConfigError, StoreUnavailableError
from garbridge.stores.sql.database import Database
from garbridge.testing.jobs import REFUSED as REFUSED_RUN
from garbridge.testing.jobs import RUN
from garbridge.testing.journal import RECORD, REFUSED
from garbridge.testing.redemptions import FAULT
from garbridge.testing.world import NOW
from garbridge.wiring import Runtime, build_runtime, exposing

HERE = Metrics((ip_network("127.0.0.1/32"),), b"")
Figures = dict[tuple[str, tuple[str, ...]], float]


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path) -> Iterator[Runtime]:
    """Return a portal whose monitor is on the same machine."""
    with portal_with(PEOPLE, tmp_path) as runtime:
        yield replace(runtime, config=replace(runtime.config, metrics=HERE))


def client_of(runtime: Runtime) -> FlaskClient:
    """Return what asks, signed in as nobody."""
    return app_of(runtime).test_client()


def figures_of(text: str) -> Figures:
    """Return every sample of *text*, as Prometheus reads it, its labels by their names."""
    return {
        (sample.name, tuple(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_nobody_reads_by_default(runtime: Runtime) -> None:
    """There is no such address, whatever comes with the question."""
    off = replace(runtime, config=replace(runtime.config, metrics=None))
    answer = client_of(off).get("/metrics", headers={"Authorization": "Bearer x"})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic MTI3OjE="},
        {"Authorization": "Bearer"},
    ],
)
def test_another_address_reads_nothing(runtime: Runtime, headers: dict[str, str]) -> None:
    """What a client says of itself is not believed."""
    asked = client_of(runtime).get(
        "/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}
    )

    assert asked.status_code == 404


def test_a_proxy_that_nobody_named_reads_for_nobody(runtime: Runtime) -> None:
    """Everybody would come from its address; whom a proxy that is believed names may."""
    app = app_of(runtime)
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        asked = app.test_client().get("/metrics", headers={header: "127.0.0.1"})
        assert asked.status_code == 404, header
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1)  # type: ignore[method-assign]  # Flask's own recipe
    read = {
        name: app.test_client().get("/metrics", headers={"X-Forwarded-For": name}).status_code
        for name in ("127.0.0.1", "192.0.2.7")
    }

    assert read == {"127.0.0.1": 200, "192.0.2.7": 404}


def test_a_database_that_is_away_is_told(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A monitor that is shown an error learns nothing of what is wrong."""

    def away(*_: object) -> NoReturn:
        raise StoreUnavailableError("away")

    monkeypatch.setattr(Database, "rows", away)
    answer = client_of(runtime).get("/metrics")
    found = figures_of(answer.text)

    assert answer.status_code == 200
    assert found["garbridge_check_standing", ("state",)] == 2
    assert found["garbridge_certificate_days_left", ("present",)] > 300
    assert not [name for name, _ in found if "job" in name or "launches" in name]


def test_what_a_newer_version_refused_is_counted(runtime: Runtime) -> None:
    """While both serve, and after the way back: this one does not know the reason."""
    runtime.stores.journal.commit(replace(REFUSED, provider=None, at=NOW))
    file = runtime.config.database.removeprefix("sqlite:///")
    with sqlite3.connect(file) as there:
        there.execute("UPDATE garbridge_launch SET refusal = 'of_the_next_version'")
    there.close()
    found = figures_of(client_of(runtime).get("/metrics").text)
    person = runtime.stores.journal.launches(REFUSED.person)
    ticket = run_inside(runtime, "problem", REFUSED.reference)

    assert [one.refusal for one in person] == ["of_the_next_version"]
    assert "of_the_next_version" in ticket.output
    assert "accès ouvert" not in ticket.output
    assert found["garbridge_launches_last_5_minutes", ("newer", REFUSED.protocol, "-")] == 1


def test_launches_are_told_by_outcome_and_people_never(runtime: Runtime) -> None:
    """A thousand people make no more lines than one."""
    journal = runtime.stores.journal
    for number in range(1000):
        journal.commit(
            replace(RECORD, reference=f"r{number}", person=PEOPLE[number % 5].id, at=NOW)
        )
    journal.commit(replace(REFUSED, provider=None, refusal=Refusal.NOT_A_MEMBER, at=NOW))
    journal.commit(replace(REFUSED, provider=None, refusal=Refusal.NOT_ASSIGNED, at=NOW))
    runtime.redemptions.note(replace(FAULT, at=NOW))
    answer = client_of(runtime).get("/metrics")
    found = figures_of(answer.text)
    launches = {key[1]: n for key, n in found.items() if "launches_last" in key[0]}

    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert launches == {
        ("granted", RECORD.protocol, RECORD.provider): 1000,
        ("GB-DRO-01", REFUSED.protocol, "-"): 2,
    }
    assert found["garbridge_redemptions_last_5_minutes", (FAULT.fault or "",)] == 1
    assert found["garbridge_seats", ()] == 0
    for one in PEOPLE:
        assert one.id not in answer.text
        assert one.identity.family_name not in answer.text


def test_jobs_checks_and_certificates_are_told(runtime: Runtime) -> None:
    """Ages in seconds, days that are left, and 1 where somebody has to look."""
    runs = runtime.stores.upkeep.runs
    runs.note(replace(RUN, figures={"errors": 7}))
    runs.note(replace(REFUSED_RUN, job=Job.PURGE, ended=NOW))
    found = figures_of(client_of(runtime).get("/metrics").text)

    assert found["garbridge_job_age_seconds", ("directory_import",)] == 0
    assert found["garbridge_job_rejected", ("directory_import",)] == 7
    assert found["garbridge_job_failed", ("purge",)] == 1
    assert ("garbridge_job_age_seconds", ("purge",)) not in found
    assert found["garbridge_check_standing", ("database",)] == 0
    assert found["garbridge_certificate_days_left", ("present",)] > 300


def test_a_hostile_name_stays_one_label(runtime: Runtime) -> None:
    """Whatever a file of a provider is called."""
    name = ProviderId('a"} 1\ngarbridge_seats 99\\')
    runtime.stores.journal.commit(replace(RECORD, provider=name, at=NOW))
    found = figures_of(client_of(runtime).get("/metrics").text)

    assert found["garbridge_launches_last_5_minutes", ("granted", RECORD.protocol, name)] == 1
    assert found["garbridge_seats", ()] == 0


def test_without_the_extra_it_does_not_start(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only where somebody wants figures."""
    monkeypatch.setattr(exposing, "exposition", None)

    with pytest.raises(ConfigError, match=r"garbridge\[metrics\]"):
        build_runtime(runtime.config)
    build_runtime(replace(runtime.config, metrics=None))
