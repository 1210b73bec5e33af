"""The database is away: every address of the URL map says so in plain words, and comes back."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.web.console_portal import (
    ATLAS_KEY,
    HEAD,
    UAI,
    WIDE_KEY,
    Console,
    asking_the_gar,
    console_portal,
)
from werkzeug.test import TestResponse

from garbridge.errors import StoreUnavailableError
from garbridge.stores.sql.connections import Connections

PARTS = {"uai": UAI, "subscription": WIDE_KEY, "key": ATLAS_KEY}
"""What stands in addresses; ``x`` is as good for the others."""
STANDING = {
    "/livez",
    "/saml/metadata",
    "/oidc/.well-known/openid-configuration",
    "/oidc/jwks",
    "/lti/config",
    "/lti/jwks",
    "/mediacentre/api/v1/openapi.json",
    "/donnees/public/",  # worked out once a minute
    "/mediacentre/deconnexion",  # the portal's session ends all the same: the page says the rest
    "/cas/logout",
    "/oidc/logout",
}
"""What is answered all the same."""
LEAKS = re.compile(
    r"Traceback|sqlite|SELECT |File &#34;|StoreUnavailable|unable to open", re.IGNORECASE
)


@pytest.fixture(name="console", scope="module")
def _console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """The portal, for tests that leave it as it is."""
    folder = tmp_path_factory.mktemp("away")
    with console_portal(folder, more=asking_the_gar(folder)) as made:
        yield made


@contextmanager
def database_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no connection to any database be had in the block."""

    def away(_: object) -> object:
        raise StoreUnavailableError("unable to open database file")

    with monkeypatch.context() as patched:
        patched.setattr(Connections, "take", away)
        yield


def addresses(console: Console) -> Iterator[tuple[str, str]]:
    """Yield each address of ours, read off the URL map, with the methods there are."""
    ours = [one for one in console.app.url_map.iter_rules() if one.endpoint[:9] == "garbridge"]
    for rule in ours:
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda it: PARTS.get(it[1], "x"), rule.rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
            yield method, path


def asked(console: Console) -> dict[tuple[str, str], TestResponse]:
    """Return what the head is told at each address, in a new browser each time."""
    return {
        (method, path): console.browser(HEAD).client.open(path, method=method)
        for method, path in addresses(console)
    }


def test_every_address_says_so_and_comes_back(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No trace and no statement; what worked before works again by itself."""
    before = asked(console)
    with database_away(monkeypatch):
        away = asked(console)
    after = asked(console)

    assert [where for where, told in away.items() if LEAKS.search(told.text)] == []
    assert [where for where, told in away.items() if told.status_code in range(500, 503)] == []
    silent = [told for told in away.values() if told.status_code == 503]
    pages = [told for told in silent if told.mimetype == "text/html"]
    assert len(pages) > len(away) // 4
    assert [told.request.path for told in pages if "GB-ENT-01" not in told.text] == []
    assert [told.request.path for told in pages if not told.headers.get("Retry-After")] == []
    worked = {where for where, told in before.items() if told.status_code < 400}
    assert {path for method, path in worked if away[method, path].status_code != 503} == STANDING
    assert {k: v.status_code for k, v in after.items()} == {
        k: v.status_code for k, v in before.items()
    }
