"""A provider whose metadata has ended: that one alone is closed, at the start and later."""

import json
import logging
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from tests.wiring.inside import look_again
from tests.wiring.portal_files import NOW, portal
from tests.wiring.running import ATLAS, Running, ending, running, write_saml_provider

from garbridge.cli import main
from garbridge.config import Config, Reading
from garbridge.core.access import Refusal, Refused
from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ResourceId
from garbridge.errors import ConfigError, UnknownProviderError
from garbridge.services.launch import Launched, Stopped
from garbridge.testing.world import ALICE
from garbridge.web import GarBridge
from garbridge.wiring import NewProvider, add_provider
from garbridge.wiring.live_registry import LiveRegistry
from garbridge.wiring.registry import read_registry

TICK = timedelta(seconds=1)
LINE = "provider parc is refused: parc.xml ended on 2026-11-16T08:00:00+00:00 (validUntil)"


@pytest.fixture(name="ended")
def _ended(tmp_path: Path) -> Running:
    """Return a portal that was started at the instant at which the metadata ends."""
    return running(tmp_path, metadata=ending(NOW))


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged as an error."""
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]


def test_the_portal_starts_and_says_which_provider_is_closed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A restart one morning does not close the other providers; one line says what to mend."""
    started = running(tmp_path, metadata=ending(NOW))

    assert errors(caplog) == [LINE]
    assert set(started.runtime.catalogue().providers) == {"parc", "studio"}
    assert set(started.runtime.registry.cas()) == {"https://studio.example/videos"}


def test_a_launch_is_refused_with_its_own_reason(ended: Running) -> None:
    """Also when the provider asks: the request may be verified, but nothing leaves."""
    outcome = ended.launch()

    assert isinstance(outcome, Stopped)
    assert outcome.decision.refused == Refused(Refusal.PROVIDER_EXPIRED, NOW)
    (record,) = ended.runtime.journal.records(limit=10)
    assert record.refusal is Refusal.PROVIDER_EXPIRED


def test_the_tile_is_closed_and_the_page_has_a_code(ended: Running) -> None:
    """The pupil reads that it is not their fault, and what to tell whom."""
    app = Flask(__name__)
    app.secret_key = "test only"  # noqa: S105 - it protects nothing
    GarBridge(lambda: ALICE, runtime=ended.runtime).init_app(app)
    client = app.test_client()
    shelf = client.get("/mediacentre/").text
    page = client.get("/mediacentre/ouvrir/", query_string={"ark": ATLAS})

    assert "Le raccordement de cet éditeur n’est plus à jour" in shelf
    assert 'href="/mediacentre/ouvrir/' not in shelf
    assert page.status_code == 403
    assert "GB-PRV-07" in page.text
    assert "parc.xml" not in page.text


def test_explain_says_it(ended: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its code; and an instant that is asked about is judged by itself."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    app = Flask(__name__)
    GarBridge(lambda: None, runtime=ended.runtime).init_app(app)
    words = ["garbridge", "explain", "--reason", "x", "--person", ALICE, "--resource", ATLAS]
    said = json.loads(app.test_cli_runner().invoke(args=[*words, "--json"]).stdout)
    shown = app.test_cli_runner().invoke(args=words).stdout
    before = app.test_cli_runner().invoke(args=[*words, "--at", "2026-11-16T07:59:59Z"]).stdout

    assert (said["decision"], said["reason"]) == ("refused", "provider_expired")
    assert (said["code"], said["subject"], said["released"]) == ("GB-PRV-07", None, [])
    assert "métadonnées de l’éditeur expirées (2026-11-16 09:00) [GB-PRV-07]" in shown
    assert before.startswith("Accès accordé")


def test_the_list_of_providers_says_until_when(ended: Running) -> None:
    """What ends next month is seen before it ends."""
    words = ["--config", str(ended.runtime.config.providers.parent / "garbridge.toml")]
    listed = CliRunner().invoke(main, [*words, "provider", "list", "--json"])
    shown = CliRunner().invoke(main, [*words, "provider", "list"])

    rows = {row["provider"]: row["valid_until"] for row in json.loads(listed.stdout)}
    assert rows == {"parc": "2026-11-16T08:00:00+00:00", "studio": None}
    assert "parc : Parc (2026-11-16)" in shown.stdout


def test_what_ends_while_the_portal_runs_is_refused_from_that_instant_on(tmp_path: Path) -> None:
    """No restart, no second look at the files."""
    portal = running(tmp_path, metadata=ending(NOW + TICK))

    assert isinstance(portal.launch(), Launched)

    portal.clock.now = NOW + TICK
    outcome = portal.launch()

    assert isinstance(outcome, Stopped)
    assert outcome.decision.refused.reason is Refusal.PROVIDER_EXPIRED


class Following:
    """A registry whose clocks a test moves."""

    def __init__(self, config: Config) -> None:
        self.now = NOW
        self.seconds = 0.0
        self.live = LiveRegistry(
            config.providers,
            lambda: read_registry(config.providers, Reading(insecure_loopback=False, zone=UTC)),
            lambda: self.seconds,
            lambda: self.now,
        )

    def after(self, seconds: float) -> Catalogue:
        """Return what is registered after *seconds*."""
        self.seconds += seconds
        self.now += timedelta(seconds=seconds)
        return self.live.catalogue()


def test_the_end_is_told_once_and_a_new_file_opens_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An alarm that repeats every second is switched off; the mended file needs no restart."""
    providers = (config := portal(tmp_path)).providers
    write_saml_provider(providers, metadata=ending(NOW + 2 * TICK))
    following = Following(config)
    following.after(1)

    assert errors(caplog) == []

    for _ in range(3):
        following.after(1)

    assert errors(caplog) == [LINE.replace("08:00:00", "08:00:02")]

    write_saml_provider(providers, metadata=ending(NOW + 90 * TICK))
    parc = following.after(1).providers[following.live.current().endings[0].provider]

    assert parc.valid_until == NOW + 90 * TICK
    assert len(errors(caplog)) == 1


def test_a_mistake_in_a_file_is_logged_and_changes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever edits the file of a running portal finds out why nothing happens."""
    following = Following(config := portal(tmp_path))
    (config.providers / "autre.toml").write_text("colour = 1", encoding="utf-8")

    assert set(following.after(1).providers) == {"studio"}
    assert "providers are kept as they were: autre.toml: colour: unknown key" in errors(caplog)
    count = len(errors(caplog))
    following.after(1)
    assert len(errors(caplog)) == count


def test_a_folder_that_is_gone_closes_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that was taken away for a moment; one provider that is taken out is taken out."""
    portal = running(tmp_path)
    folder = tmp_path / "providers"

    folder.rename(tmp_path / "away")
    look_again(portal.runtime.registry)

    assert isinstance(portal.launch(), Launched)
    assert portal.runtime.registry.problems == ("providers: no such folder",)
    assert "providers are kept as they were" in caplog.text
    (tmp_path / "away").rename(folder)
    (folder / "parc.toml").unlink()
    look_again(portal.runtime.registry)
    with pytest.raises(UnknownProviderError):
        portal.launch()


def test_mistakes_still_stop_the_start_all_at_once(tmp_path: Path) -> None:
    """Only time is forgiven: what was never right is told before anybody relies on it."""
    config = portal(tmp_path)
    write_saml_provider(config.providers, 'origins = ["x"]', metadata=ending(NOW))
    (config.providers / "other.toml").write_text(
        'name = "S"\n[saml]\nmetadata = "other.xml"\n', encoding="utf-8"
    )
    (config.providers / "other.xml").write_text(
        ending(NOW).replace('validUntil="2026', 'validUntil="soon'), encoding="utf-8"
    )

    with pytest.raises(ConfigError) as refused:
        read_registry(config.providers, Reading(insecure_loopback=False, zone=UTC))

    assert [problem.partition(":")[0] for problem in refused.value.problems] == [
        "other.xml",
        "parc.toml",
    ]


@pytest.mark.parametrize("url", ["", "https://sp.example/"])
def test_metadata_that_has_ended_is_not_registered(tmp_path: Path, url: str) -> None:
    """Somebody is at the keyboard and can fetch a newer one."""
    config = portal(tmp_path)
    source = tmp_path / "sp.xml"
    source.write_text(ending(NOW), encoding="utf-8")
    new = NewProvider(
        resources=(ATLAS,), metadata=str(source), url=url, release={}, validated_by="DPO"
    )

    with pytest.raises(ConfigError, match="ended on"):
        add_provider(config, new, now=NOW)
    assert [file.name for file in config.providers.iterdir()] == ["studio.toml"]


def test_a_provider_is_added_beside_one_that_has_ended(tmp_path: Path) -> None:
    """The one that is closed does not keep others out."""
    config = portal(tmp_path)
    write_saml_provider(config.providers, metadata=ending(NOW))
    new = NewProvider(
        resources=(ResourceId("ark:/12345/new"),),
        services=("https://new.example/",),
        release={},
        validated_by="DPO",
    )

    assert add_provider(config, new, now=NOW)[0] == "new-example"
