"""Gives every test of the portal a garbridge with keys of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from garbridge.testing import new_keys

HERE = Path(__file__).parent


@pytest.fixture(scope="session", autouse=True)
def garbridge_config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Name a configuration like the portal's, with fresh keys, in ``GARBRIDGE_CONFIG``."""
    folder = tmp_path_factory.mktemp("garbridge")
    config = Path(shutil.copy(HERE / "garbridge.toml", folder))
    shutil.copytree(HERE / "providers", folder / "providers")
    new_keys(folder / "instance" / "keys", name="Tests", years=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GARBRIDGE_CONFIG", str(config))
        yield config
