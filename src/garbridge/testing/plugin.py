"""Fixtures with which a portal tests its own integration in ten lines.

::

    # conftest.py
    pytest_plugins = ["garbridge.testing.plugin"]

They need ``pytest-httpserver``, where the provider's platform answers (extra ``testing``).
"""

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from garbridge.testing.provider_end import NotArrivedError, ProviderEnd, provider_end

__all__ = ["NotArrivedError", "ProviderEnd", "garbridge_provider"]


@pytest.fixture
def garbridge_provider(tmp_path: Path, httpserver: HTTPServer) -> ProviderEnd:
    """Return a provider, and the configuration of a portal that knows it: ``.config``."""
    return provider_end(tmp_path / "garbridge", httpserver)
