"""The bench of a start serves what it says: each provider, whatever protocol it speaks."""

from collections import Counter
from pathlib import Path

from benchmarks.many_providers import write_many_providers
from benchmarks.started import main
from benchmarks.world import write_portal

from garbridge.wiring import open_engine, read_start, system_clock, upgrade_database

COUNT = 12


def test_a_portal_of_many_providers_is_ready(tmp_path: Path) -> None:
    """A start that registers nothing would be quick, and prove nothing."""
    database = f"sqlite:///{tmp_path / 'garbridge.sqlite'}"
    write_portal(tmp_path, tenant="BENCH", database=database)
    upgrade_database(open_engine(database))
    (tmp_path / "providers").mkdir()
    write_many_providers(tmp_path / "providers", COUNT)

    registry = read_start(tmp_path / "garbridge.toml", system_clock).registry.current()

    assert Counter(one.protocol.name for one in registry.files) == Counter(
        {"saml": 3, "cas": 3, "oidc": 3, "lti": 3}
    )
    assert len(registry.catalogue.resources) == 2 * COUNT
    assert all(one.peer.signing_keys and one.peer.recipient for one in registry.saml)
    assert main(tmp_path / "garbridge.toml") == 0
