"""The key of identifiers and the database it belongs to; a backup that is restored elsewhere."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.school import PEOPLE
from tests.stores.backends import memory_stores
from tests.wiring.inside import portal_with, run_inside
from tests.wiring.portal_files import write_portal

from garbridge.config import Config, read_config
from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.naming import Ended, Pair
from garbridge.core.pairwise import PairwiseKey
from garbridge.core.permissions import OPERATOR
from garbridge.core.rotation import KeyRole, Turn
from garbridge.errors import ConfigError, StoreUnavailableError
from garbridge.testing.world import KEY, NOW
from garbridge.wiring import Runtime, build_runtime
from garbridge.wiring.keyring import PairwiseKeys

STUDIO = ProviderId("studio")
OTHER = PairwiseKey("other", b"o" * 32)


def _identifiers(runtime: Runtime) -> Mapping[PersonId, str]:
    return {one.id: runtime.access.subject_at(STUDIO, one.id) for one in PEOPLE}


def _config(folder: Path) -> Config:
    return replace(read_config(write_portal(folder)), pairwise=KEY)


def _lived_in(folder: Path) -> Mapping[PersonId, str]:
    with portal_with(PEOPLE, folder) as runtime:
        identifiers = runtime.stores.identifiers
        identifiers.state([Pair(PersonId("bruno"), STUDIO, "Ancien-Portail-0001")])
        ended = Ended(
            sector=STUDIO,
            person=PersonId("cheffe"),
            identifier=runtime.access.subject_at(STUDIO, PersonId("cheffe")),
            by=OPERATOR,
            at=NOW,
            reason="publié",
        )
        identifiers.revoke([ended], "5a17")
        return _identifiers(runtime)


def test_a_restored_portal_gives_everybody_the_same_identifier(tmp_path: Path) -> None:
    """The database, the key and the configuration, in another place: derived, imported, renewed."""
    (tmp_path / "here").mkdir()
    before = _lived_in(tmp_path / "here")

    shutil.copytree(tmp_path / "here", tmp_path / "there")
    shutil.rmtree(tmp_path / "here")
    after = _identifiers(build_runtime(tmp_path / "there" / "garbridge.toml"))

    assert after == before
    assert after[PersonId("bruno")] == "Ancien-Portail-0001"


def test_a_portal_restored_with_another_key_does_not_start(tmp_path: Path) -> None:
    """Neither for launches nor for a command; with the right key back it starts."""
    before = _lived_in(tmp_path)
    file = tmp_path / "keys" / "pairwise.key"
    right = file.read_text("ascii")
    file.write_text("ab" * 64, encoding="ascii")

    with pytest.raises(ConfigError, match="stranger"):
        build_runtime(tmp_path / "garbridge.toml")

    file.write_text(right, encoding="ascii")
    assert _identifiers(build_runtime(tmp_path / "garbridge.toml")) == before


def test_the_name_of_a_key_does_not_matter(tmp_path: Path) -> None:
    """It is told by what it is."""
    before = _lived_in(tmp_path)
    file = tmp_path / "garbridge.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("[keys]", '[keys]\npairwise_id = "2027"'), encoding="utf-8")

    assert _identifiers(build_runtime(file)) == before


def test_the_key_that_took_over_starts_and_the_one_before_does_not(tmp_path: Path) -> None:
    """Only once all providers are on it; a worker with the old configuration is refused then."""
    turns = memory_stores().turns
    old, new = _config(tmp_path), _config_of(KEY, OTHER, tmp_path)
    assert PairwiseKeys(old, turns, lambda: NOW)().current == KEY
    only_new = replace(old, pairwise=OTHER)

    with pytest.raises(ConfigError):
        PairwiseKeys(only_new, turns, lambda: NOW)
    turns.mark(OTHER.check, KeyRole.FINISHED, at=NOW)
    assert PairwiseKeys(new, turns, lambda: NOW)().following == OTHER
    assert PairwiseKeys(only_new, turns, lambda: NOW)().current == OTHER

    with pytest.raises(ConfigError):
        PairwiseKeys(old, turns, lambda: NOW)
    assert turns.keys() == {KEY.check: KeyRole.RETIRED, OTHER.check: KeyRole.HOME}


def test_a_provider_on_a_key_that_is_not_here_stops_the_start(tmp_path: Path) -> None:
    """It is named; with the key in ``pairwise_next`` the portal starts."""
    turns = memory_stores().turns
    config = _config(tmp_path)
    turns.mark_first(KEY.check, at=NOW)
    turns.write(Turn(sector=STUDIO, current=OTHER.check, since=NOW))

    with pytest.raises(ConfigError, match="studio"):
        PairwiseKeys(config, turns, lambda: NOW)
    assert PairwiseKeys(_config_of(KEY, OTHER, tmp_path), turns, lambda: NOW)().following == OTHER


def test_a_database_that_is_away_at_the_start_is_asked_before_anything_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The portal starts; nothing is derived until somebody could look, and then it is checked."""
    turns = memory_stores().turns
    turns.mark_first(OTHER.check, at=NOW)

    def away() -> Mapping[str, KeyRole]:
        raise StoreUnavailableError("away")

    with monkeypatch.context() as gone:
        gone.setattr(turns, "keys", away)
        keys = PairwiseKeys(_config(tmp_path), turns, lambda: NOW)
        with pytest.raises(StoreUnavailableError):
            keys()

    with pytest.raises(ConfigError):
        keys()


def test_two_tenants_of_one_database_have_keys_of_their_own(tmp_path: Path) -> None:
    """The check is by tenant."""
    _lived_in(tmp_path)
    file = tmp_path / "garbridge.toml"
    (tmp_path / "keys" / "pairwise.key").write_text("ab" * 64, encoding="ascii")
    file.write_text(file.read_text("utf-8").replace('"F0"', '"F1"'), encoding="utf-8")

    neighbour = build_runtime(file)

    assert neighbour.access.subject_at(STUDIO, PersonId("alice"))


def test_the_key_that_follows_is_read_and_is_another(tmp_path: Path) -> None:
    """``pairwise_next``: a file of mode 0600; the same key twice is a mistake."""
    file = write_portal(tmp_path)
    with portal_with(PEOPLE, tmp_path) as runtime:
        made = run_inside(runtime, "keys", "pairwise", str(tmp_path / "keys" / "next.key"))
        again = run_inside(runtime, "keys", "pairwise", str(tmp_path / "keys" / "next.key"))
    text = file.read_text("utf-8")
    file.write_text(text.replace("[keys]", '[keys]\npairwise_next = "keys/next.key"'), "utf-8")

    config = read_config(file)
    shutil.copy(tmp_path / "keys" / "pairwise.key", tmp_path / "keys" / "next.key")

    assert (made.exit_code, again.exit_code) == (0, 5)
    assert (tmp_path / "keys" / "next.key").stat().st_mode & 0o777 == 0o600
    assert config.pairwise_next is not None
    assert config.pairwise_next.check != config.pairwise.check
    with pytest.raises(ConfigError, match=r"keys.pairwise_next: is the same key"):
        read_config(file)


def _config_of(current: PairwiseKey, following: PairwiseKey, folder: Path) -> Config:
    config = read_config(folder / "garbridge.toml")
    return replace(config, pairwise=current, pairwise_next=following)
