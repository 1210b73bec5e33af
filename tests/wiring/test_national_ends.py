"""What ends between the portal and the GAR is told before it does, and what is replaced is seen."""

import json
import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.protocols.saml.signatures import rsa_key
from tests.wiring.inside import portal_with, run_inside
from tests.wiring.portal_files import METADATA, NOW, write_portal

from garbridge.cli.outcome import Exit
from garbridge.config import Config, read_config
from garbridge.core.health import Standing, Vital
from garbridge.errors import ConfigError
from garbridge.formats.keys import self_signed_certificate, write_certificate
from garbridge.protocols.saml import SamlPeers
from garbridge.services.national_launch import GAR_CONSOLE
from garbridge.services.national_shelf import GAR
from garbridge.wiring import (
    Refreshed,
    asked_domains,
    domains,
    gar_certificates,
    health_of,
    read_registry,
    refresh_metadata,
    system_clock,
    watch_metadata,
)
from garbridge.wiring.following import CHECK_EVERY
from garbridge.wiring.national_access import with_the_gar
from provider_stub.gar_access import GarAccess

DAY = timedelta(days=1)
ASKED = """
[national]
[national.list]
url = "https://listes.gar.example/ws"
certificate = "client.pem"
key = "client.key"
authority = "authority.pem"
hosts = ["sp-auth.gar.example", "idp-auth.gar.example:8443"]
[national.sftp]
host = "depot.gar.example"
user = "ent"
key = "sftp.key"
known_hosts = "known_hosts"
[national.access]
metadata = "gar.xml"
{url}
origins = ["https://autre.gar.example"]
[national.console]
metadata = "console.xml"
target = "https://affectation.gar.example/"
"""


def certificate(path: Path, *ends: datetime) -> None:
    """Write certificates that end then, one after the other."""
    together = b""
    for number, end in enumerate(ends):
        one = path.with_suffix(f".{number}")
        one.unlink(missing_ok=True)
        made = self_signed_certificate(
            rsa_key("provider"), "x", now=end - 90 * DAY, lifetime=90 * DAY
        )
        write_certificate(one, made)
        together += one.read_bytes()
    path.write_bytes(together)


def written(folder: Path, *, client: datetime, authority: datetime, url: str = "") -> Config:
    """Return a portal that speaks with the GAR in every way."""
    file = write_portal(folder)
    gar = GarAccess("https://sp-auth.gar.example", bytes, clock=lambda: NOW)
    (folder / "gar.xml").write_text(gar.metadata(), encoding="utf-8")
    (folder / "console.xml").write_text(gar.console_metadata(), encoding="utf-8")
    (folder / "known_hosts").write_text("depot.gar.example ssh-ed25519 AAAA\n")
    for name in ("client.key", "sftp.key"):
        (folder / name).touch(mode=0o600)
    certificate(folder / "client.pem", client)
    certificate(folder / "authority.pem", authority)
    loopback = "insecure_loopback = true\n" if url.startswith("http:") else ""
    said = ASKED.format(url=f'metadata_url = "{url}"\nmetadata_without_end = true' if url else "")
    file.write_text(loopback + file.read_text("utf-8") + said, encoding="utf-8")
    return read_config(file)


@dataclass
class Ticks:
    """A clock of seconds that stands still until somebody moves it."""

    now: float = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now

    def wait(self) -> None:
        """Let so much go by that files are looked at again."""
        self.now += CHECK_EVERY


@pytest.fixture(name="config")
def _config(tmp_path: Path) -> Config:
    return written(tmp_path, client=NOW + 100 * DAY, authority=NOW + 100 * DAY)


@pytest.mark.parametrize(
    ("client", "authority", "told"),
    [
        (30, 31, ["client"]),
        (31, 30, ["authority"]),
        (-1, 5, ["client", "authority"]),
        (31, 31, []),
    ],
)
def test_the_thirtieth_day_before_is_told(
    tmp_path: Path, client: int, authority: int, told: list[str]
) -> None:
    """Of the certificate with which the GAR is asked, and of who vouches for the GAR's."""
    config = written(tmp_path, client=NOW + client * DAY, authority=NOW + authority * DAY)
    found = [one for one in watch_metadata(config, now=NOW) if one.kind.value != "signing"]

    assert [one.kind.value for one in found] == told


def test_the_first_of_a_chain_ends_it_and_the_last_of_several_authorities(tmp_path: Path) -> None:
    """One in between that has ended is as good as none; a new authority stands beside the old."""
    config = written(tmp_path, client=NOW, authority=NOW)
    certificate(tmp_path / "client.pem", NOW + 400 * DAY, NOW + 5 * DAY)
    certificate(tmp_path / "authority.pem", NOW + 5 * DAY, NOW + 400 * DAY)
    ends = {one.kind.value: one.until for one in gar_certificates(config)}

    assert ends == {"client": NOW + 5 * DAY, "authority": NOW + 400 * DAY}


def test_health_and_commands_tell_it(tmp_path: Path) -> None:
    """Who reads any of them knows."""
    soon = system_clock() + 10 * DAY
    written(tmp_path, client=soon, authority=soon + 400 * DAY)
    with portal_with((), tmp_path, clock=system_clock) as runtime:
        ends = next(one for one in health_of(runtime).checks if one.vital is Vital.ENDS)
        checked = run_inside(runtime, "keys", "check", "--json")
        metadata = run_inside(runtime, "metadata", "check", "--json")

    assert ends.standing is Standing.WARNING
    assert any(one.startswith("client.pem: client ") for one in ends.reasons)
    assert checked.exit_code == Exit.FINDINGS
    assert {one["role"] for one in json.loads(checked.output)} >= {"gar_client", "gar_authority"}
    assert "client" in {one["kind"] for one in json.loads(metadata.output)}


def test_keys_check_is_content_where_nothing_ends(tmp_path: Path) -> None:
    """Then it lists all of them, and finds nothing."""
    later = system_clock() + 400 * DAY
    written(tmp_path, client=later, authority=later)
    with portal_with((), tmp_path, clock=system_clock) as runtime:
        checked = run_inside(runtime, "keys", "check")

    assert checked.exit_code == Exit.OK
    assert "client.pem : " in checked.output


def test_metadata_of_the_gar_that_end_are_told(tmp_path: Path, config: Config) -> None:
    """As those of a publisher."""
    until = f"{NOW + 3 * DAY:%Y-%m-%dT%H:%M:%SZ}"
    text = (tmp_path / "gar.xml").read_text("utf-8")
    (tmp_path / "gar.xml").write_text(
        text.replace("<md:EntityDescriptor ", f'<md:EntityDescriptor validUntil="{until}" ', 1)
    )
    found = [one for one in watch_metadata(config, now=NOW) if one.provider == GAR]

    assert [(one.kind.value, one.file) for one in found] == [("metadata", "gar.xml")]


@pytest.fixture(name="followed")
def _followed(config: Config) -> tuple[Ticks, Callable[[], SamlPeers]]:
    ticks, folder = Ticks(), SamlPeers()
    return ticks, with_the_gar(config, lambda: folder, ticks)


def address(peers: SamlPeers) -> str:
    """Return where the GAR is answered."""
    found = peers.of(GAR)
    assert found is not None
    return found.peer.consumer_services[0].url


def test_metadata_that_are_replaced_are_seen(
    tmp_path: Path, followed: tuple[Ticks, Callable[[], SamlPeers]]
) -> None:
    """Without a restart, within a second; nothing is read while nothing changes."""
    ticks, peers = followed
    before, file = peers(), tmp_path / "gar.xml"
    file.write_text(file.read_text("utf-8").replace("/acs", "/acs2"))

    assert peers() is before
    ticks.wait()
    assert address(before).endswith("/acs")
    assert address(peers()).endswith("/acs2")
    assert peers().of(GAR_CONSOLE) is not None
    assert peers() is peers()


@pytest.mark.parametrize("text", ["", "<html/>", "console"])
def test_a_mistake_keeps_what_was_known(
    tmp_path: Path,
    followed: tuple[Ticks, Callable[[], SamlPeers]],
    caplog: pytest.LogCaptureFixture,
    text: str,
) -> None:
    """No metadata at all, or those of another entity that is there already; it is logged once."""
    ticks, peers = followed
    before = address(peers())
    console = (tmp_path / "console.xml").read_text("utf-8")
    (tmp_path / "gar.xml").write_text(console if text == "console" else text)
    with caplog.at_level(logging.ERROR, "garbridge.national"):
        for _ in range(3):
            ticks.wait()
            assert address(peers()) == before

    assert len(caplog.records) == 1
    assert "the GAR stays as it was known" in caplog.records[0].getMessage()


def test_what_does_not_hold_at_the_start_stops_it(tmp_path: Path, config: Config) -> None:
    """As before: the operator is there."""
    (tmp_path / "gar.xml").write_text("<html/>")

    with pytest.raises(ConfigError, match=re.escape("gar.xml: ")):
        with_the_gar(config, SamlPeers)


def test_metadata_are_refreshed_from_an_address(tmp_path: Path, httpserver: HTTPServer) -> None:
    """By the same command and within the same bounds as those of publishers."""
    url = httpserver.url_for("/gar")
    config = written(tmp_path, client=NOW, authority=NOW, url=url)
    file = tmp_path / "gar.xml"
    os.utime(file, (0, 0))
    new = file.read_text("utf-8").replace("/acs", "/acs2")
    httpserver.expect_request("/gar").respond_with_data(new)
    (changed,) = refresh_metadata(config, now=NOW)
    httpserver.clear()
    httpserver.expect_request("/gar").respond_with_data(METADATA)
    (other,) = refresh_metadata(config, now=NOW, force=True)

    assert (changed.provider, changed.result) == (GAR, Refreshed.CHANGED)
    assert other.result is Refreshed.REFUSED, "of another entity"
    assert file.read_text("utf-8") == new


def test_the_hosts_of_the_gar_are_listed(config: Config) -> None:
    """Those of browsers for a school's filter; those of the machine for its firewall."""
    registry = read_registry(config.providers, config.reading)
    browsers = {one.host for one in domains(registry, config) if one.provider == GAR}
    machine = {one.host for one in asked_domains(registry, config)}

    assert browsers == {
        "affectation.gar.example",
        "autre.gar.example",
        "idp-auth.gar.example",
        "sp-auth.gar.example",
    }
    assert machine == {"depot.gar.example", "listes.gar.example"}


def test_the_command_tells_either(config: Config, tmp_path: Path) -> None:
    """One each; without ``--asked`` for a school's filter."""
    with portal_with((), tmp_path) as runtime:
        plain = run_inside(runtime, "domains").output.split()
        asked = run_inside(runtime, "domains", "--asked", "--format", "csv").output

    assert config.national is not None
    assert "sp-auth.gar.example" in plain
    assert "depot.gar.example" not in plain
    assert "depot.gar.example;gar;GAR" in asked
