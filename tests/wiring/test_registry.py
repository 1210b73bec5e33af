"""The registered providers, followed by a running process."""

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import pytest
from tests.wiring.portal_files import CAS, METADATA, NOW, portal

from garbridge.config import Config, Reading
from garbridge.core.identifiers import ProviderId
from garbridge.errors import ConfigError
from garbridge.wiring.live_registry import LiveRegistry
from garbridge.wiring.registry import Registry, read_registry


@dataclass(slots=True)
class Ticks:
    """A clock that a test moves."""

    now: float = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@pytest.fixture(name="config")
def _config(tmp_path: Path) -> Config:
    """Return a portal with one CAS provider."""
    return portal(tmp_path)


@pytest.fixture(name="ticks")
def _ticks() -> Ticks:
    """Return a clock that stands."""
    return Ticks()


@pytest.fixture(name="live")
def _live(config: Config, ticks: Ticks) -> LiveRegistry:
    """Return the registry of that portal."""

    def read() -> Registry:
        return read_registry(config.providers, Reading(insecure_loopback=False, zone=UTC))

    return LiveRegistry(config.providers, read, ticks, lambda: NOW)


def test_a_new_file_is_seen_after_a_second(
    live: LiveRegistry, config: Config, ticks: Ticks
) -> None:
    """No restart is needed, and the folder is not read at every request."""
    (config.providers / "autre.toml").write_text(
        CAS.replace("videos", "autre").replace("studio.", "autre."), encoding="utf-8"
    )
    assert set(live.catalogue().providers) == {"studio"}

    ticks.now = 1.0

    assert set(live.catalogue().providers) == {"studio", "autre"}


def test_a_removed_file_takes_its_provider_along(
    live: LiveRegistry, config: Config, ticks: Ticks
) -> None:
    """Closing a provider works at once, too."""
    (config.providers / "studio.toml").unlink()
    ticks.now = 1.0

    assert set(live.catalogue().providers) == set()
    assert set(live.cas()) == set()


def test_a_mistake_keeps_the_last_good_state(
    live: LiveRegistry, config: Config, ticks: Ticks
) -> None:
    """A typo in one file does not close the médiacentre; it can be read from the outside."""
    (config.providers / "autre.toml").write_text("nom = ", encoding="utf-8")
    ticks.now = 1.0

    assert set(live.catalogue().providers) == {"studio"}
    assert live.problems != ()

    (config.providers / "autre.toml").unlink()
    ticks.now = 2.0

    assert set(live.catalogue().providers) == {"studio"}
    assert live.problems == ()


def test_a_disabled_provider_is_known_and_disabled(
    live: LiveRegistry, config: Config, ticks: Ticks
) -> None:
    """The gate refuses it with its own reason instead of "unknown"."""
    (config.providers / "studio.toml").write_text(f"enabled = false\n{CAS}", encoding="utf-8")
    ticks.now = 1.0

    assert live.catalogue().providers[ProviderId("studio")].enabled is False


def test_what_is_read_and_what_is_compared_is_wrong_in_one_message(config: Config) -> None:
    """A typo in one file does not hide broken metadata, an absent file or a shared service."""
    (config.providers / "autre.toml").write_text(
        CAS.replace("name", "nom").replace("ark:/12345/videos", "ark:/12345/autre"), "utf-8"
    )
    for name in ("absent", "saml"):
        (config.providers / f"{name}.toml").write_text(
            f'name = "S"\n[saml]\nmetadata = "{name}.xml"\n', encoding="utf-8"
        )
    (config.providers / "saml.xml").write_text("<a", encoding="utf-8")

    with pytest.raises(ConfigError) as refused:
        read_registry(config.providers, Reading(insecure_loopback=False, zone=UTC))

    assert refused.value.problems == (
        "absent.toml: saml.metadata: no such file",
        "autre.toml: name: missing",
        "autre.toml: nom: unknown key",
        "saml.xml: metadata: not well-formed XML: XMLSyntaxError",
        "studio: service 'https://studio.example/videos': registered twice",
    )


def test_every_problem_of_every_file_is_named(config: Config) -> None:
    """One start shows all that is wrong: a missing metadata file and a service used twice."""
    (config.providers / "autre.toml").write_text(
        CAS.replace("ark:/12345/videos", "ark:/12345/autre"), encoding="utf-8"
    )
    (config.providers / "saml.toml").write_text(
        'name = "S"\n[saml]\nmetadata = "saml.xml"\n', encoding="utf-8"
    )
    (config.providers / "saml.xml").write_text(METADATA.replace("SPSSO", "IDPSSO"), "utf-8")

    with pytest.raises(ConfigError) as refused:
        read_registry(config.providers, Reading(insecure_loopback=False, zone=UTC))

    assert any("SPSSODescriptor" in problem for problem in refused.value.problems)
    assert any("registered twice" in problem for problem in refused.value.problems)


def test_one_entity_belongs_to_one_provider(config: Config) -> None:
    """Two files with one entityID would make the sector of its identifiers a matter of chance."""
    for name in ("un", "deux"):
        (config.providers / f"{name}.toml").write_text(
            f'name = "{name}"\n[saml]\nmetadata = "saml.xml"\n', encoding="utf-8"
        )
    (config.providers / "saml.xml").write_text(METADATA, "utf-8")

    with pytest.raises(ConfigError, match="registered twice"):
        read_registry(config.providers, Reading(insecure_loopback=False, zone=UTC))
