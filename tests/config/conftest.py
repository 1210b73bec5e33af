"""A valid configuration on disk, from which a test changes one thing."""

import pytest
from tests.config.written import Written


@pytest.fixture
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return a valid portal with one SAML and one CAS provider, in a folder of its own."""
    return Written(tmp_path_factory.mktemp("portal"))
