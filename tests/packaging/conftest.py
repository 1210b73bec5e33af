"""What several drills of upgrades share."""

import pytest
from tests.packaging.two_versions import Installed, both_installed


@pytest.fixture(name="installed", scope="session")
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The previous version, and this one beside it."""
    return both_installed(tmp_path_factory.mktemp("upgrade"))
