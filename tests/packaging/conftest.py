"""What several tests of what is shipped share: each wheel is built and installed once."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.packaging.alone import Prepared, Served, prepared, served
from tests.packaging.installing import Shipped, shipped
from tests.packaging.two_versions import Installed, installed_from, loaded, previous_source
from tests.stores.redis_server import running_redis


@pytest.fixture(name="this_version", scope="session")
def _this_version(tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    """Both wheels, in an environment without a way back to the checkout."""
    return shipped(tmp_path_factory.mktemp("wheels"))


@pytest.fixture(name="installed", scope="session")
def _installed(
    this_version: Shipped, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    """The previous version, and this one beside it."""
    place: Path = tmp_path_factory.mktemp("upgrade")
    source = previous_source(place)
    with ExitStack() as stack:
        both = installed_from(source, place / "old"), this_version.bin
        old, new = (stack.enter_context(loaded(one, place)) for one in both)
        yield Installed(old, new, source)


@pytest.fixture(name="others", scope="session")
def _others() -> Iterator[HTTPServer]:
    """What answers to the portal: who signs people in, and providers."""
    with HTTPServer(host="127.0.0.1") as server:
        yield server


@pytest.fixture(name="portal", scope="session", params=["file", "servers"])
def _portal(
    installed: Installed,
    others: HTTPServer,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Prepared]:
    """A portal that the previous version made: one file, or what several machines share."""
    server = "" if request.param == "file" else request.getfixturevalue("postgresql_url")
    place: Path = tmp_path_factory.mktemp("prepared")
    with prepared(installed, place, others.url_for("/"), server) as portal:
        yield portal


@pytest.fixture(name="served", scope="module")
def _served(
    installed: Installed, portal: Prepared, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serves copies of that portal by both versions; beside the PostgreSQL there is a Redis."""
    place: Path = tmp_path_factory.mktemp("served")
    with ExitStack() as stack:
        redis = stack.enter_context(running_redis(place)) if portal.address else ""
        yield lambda upstream: served(
            installed, portal, Path(tempfile.mkdtemp(dir=place)), redis, upstream
        )
