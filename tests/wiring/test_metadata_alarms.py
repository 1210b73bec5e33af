"""Somebody is told before metadata or a certificate ends, once, and by a command."""

import json
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.protocols.saml.signatures import rsa_key
from tests.protocols.saml.test_sp_metadata import shown
from tests.wiring.inside import look_again, run_inside
from tests.wiring.portal_files import METADATA, NOW
from tests.wiring.running import Running, ending, running

from garbridge.core.identifiers import ProviderId
from garbridge.formats.keys import self_signed_certificate
from garbridge.wiring.key_rollover import standings
from garbridge.wiring.metadata_alarms import SOON, STALE, AlarmKind, Watched, alarms
from garbridge.wiring.signing_keys import signing_files

DAY = timedelta(days=1)
FILE = "parc.xml"


def kinds(
    *ends: datetime, until: datetime | None = None, seen: datetime | None = None
) -> list[str]:
    """Return what is told of a provider with certificates that end then."""
    watched = Watched(
        provider=ProviderId("parc"),
        file=FILE,
        valid_until=until,
        certificate_ends=ends,
        refreshed=seen,
    )
    return [one.kind.value for one in alarms([watched], NOW)]


def test_the_thirtieth_day_before_is_told() -> None:
    """Of metadata and of certificates alike; a moment earlier is not."""
    moment = timedelta(seconds=1)
    assert kinds(NOW + SOON, until=NOW + SOON) == ["metadata", "certificate"]
    assert not kinds(NOW + SOON + moment, until=NOW + SOON + moment)
    assert kinds(until=NOW - DAY) == ["metadata"]


def test_the_last_certificate_of_a_rollover_counts() -> None:
    """The first of two is meant to end."""
    assert not kinds(NOW + DAY, NOW + 400 * DAY)
    assert kinds(NOW + DAY, NOW - DAY) == ["certificate"]


def test_a_copy_that_is_not_refreshed_is_told_after_a_week() -> None:
    """The timer does not run, or the address is gone; a file without an address never is stale."""
    assert kinds(seen=NOW - STALE) == ["stale"]
    assert not kinds(seen=NOW - STALE + DAY)


def with_certificate(ends: datetime) -> str:
    """Return metadata with a certificate that ends then."""
    certificate = self_signed_certificate(
        rsa_key("provider"), "x", now=ends - 90 * DAY, lifetime=90 * DAY
    )
    descriptor = shown(certificate).replace(
        "<ds:KeyInfo", '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
    )
    return METADATA.replace("<md:AssertionConsumer", f"{descriptor}<md:AssertionConsumer")


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was warned of."""
    return [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]


def look(portal: Running, *, days: int = 0) -> None:
    """Let the portal look at its providers so many days later."""
    portal.clock.now = NOW + days * DAY
    look_again(portal.runtime.registry)
    portal.runtime.registry.current()


@pytest.mark.parametrize(
    ("metadata", "line"),
    [
        (
            ending(NOW + 31 * DAY),
            "provider parc: parc.xml ends (validUntil) on 2026-12-17T08:00:00+00:00",
        ),
        (
            with_certificate(NOW + 31 * DAY),
            "provider parc: parc.xml has a certificate that ends on 2026-12-17T08:00:00+00:00",
        ),
    ],
    ids=["metadata", "certificate"],
)
def test_the_log_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, metadata: str, line: str
) -> None:
    """From the thirtieth day before on, not at every look."""
    portal = running(tmp_path, metadata=metadata)
    assert not warnings(caplog)

    for days in (1, 2, 3):
        look(portal, days=days)

    assert warnings(caplog) == [line]


def test_what_was_mended_is_told_again_when_it_ends_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A new document is a new day."""
    portal = running(tmp_path, metadata=ending(NOW + 10 * DAY))
    (tmp_path / "providers" / FILE).write_text(ending(NOW + 200 * DAY), "utf-8")
    look(portal, days=1)
    look(portal, days=190)

    assert [line.rpartition(" on ")[2][:10] for line in warnings(caplog)] == [
        "2026-11-26",
        "2027-06-04",
    ]


def test_the_command_tells_what_ends_and_exits_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a timer that writes to somebody: 0 is nothing to do."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    now = datetime.now(UTC)
    portal = running(tmp_path, metadata=ending(now + 400 * DAY))
    quiet = run_inside(portal.runtime, "metadata", "check")
    assert (quiet.exit_code, quiet.output) == (0, "rien ne prend fin bientôt\n")

    (tmp_path / "providers" / FILE).write_text(ending(now + 10 * DAY), "utf-8")
    told = run_inside(portal.runtime, "metadata", "check")
    until = (now + 10 * DAY).strftime("%Y-%m-%d")
    assert told.exit_code == 1
    assert told.output == f"parc : {FILE}, fin des métadonnées (validUntil) : {until}\n"

    (tmp_path / "providers" / FILE).write_text(ending(now - DAY), "utf-8")
    (row,) = json.loads(run_inside(portal.runtime, "metadata", "check", "--json").output)
    assert (row["kind"], row["provider"], row["over"]) == ("metadata", "parc", True)


def test_the_portals_own_certificate_is_watched_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Providers that look at its date would refuse everybody on one morning."""
    portal = running(tmp_path)
    (own,) = standings(signing_files(portal.runtime.config))
    monkeypatch.setattr("garbridge.cli.metadata.system_clock", lambda: own.ends - SOON)
    done = run_inside(portal.runtime, "metadata", "check", "--json")
    (row,) = json.loads(done.output)

    assert done.exit_code == 1
    assert (row["kind"], row["provider"], row["file"]) == (AlarmKind.SIGNING, None, "saml.crt")


def test_a_stale_copy_is_told(tmp_path: Path) -> None:
    """Only where there is an address to refresh it from."""
    portal = running(tmp_path)
    path = tmp_path / "providers" / FILE
    os.utime(path, (0, 0))
    assert run_inside(portal.runtime, "metadata", "check").exit_code == 0

    toml = tmp_path / "providers" / "parc.toml"
    address = '"parc.xml"\nmetadata_url = "https://sp.example/metadata"'
    toml.write_text(toml.read_text("utf-8").replace('"parc.xml"', address), "utf-8")
    done = run_inside(portal.runtime, "metadata", "check", "--json")

    assert [row["kind"] for row in json.loads(done.output)] == ["stale"]
