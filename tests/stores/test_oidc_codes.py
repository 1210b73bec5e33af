"""Codes of OpenID Connect on real stores: many workers, one code (statement 53)."""

import json
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.protocols.cas.server import CLAIMS, OneTimeMemory
from tests.protocols.oidc.provider import (
    ISSUER,
    REFERENCE,
    RETURN,
    VERIFIER,
    OidcServer,
    basic,
)
from tests.stores.backends import Stores, memory_stores, sql_stores
from tests.turns import OneTimeInTurns, Turns

from garbridge.ports import OneTimeStore, Redirect, WireRequest
from garbridge.protocols.oidc import ClientAuthentication, OidcToken, OidcUserinfo
from garbridge.stores.redis import RedisClient, RedisOneTimeStore
from garbridge.stores.sql.database import Database
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import NOW


@dataclass
class Kept:
    """An OpenID Provider whose codes and tokens wait in a real store."""

    stores: Stores
    once: OneTimeStore
    is_elsewhere: bool = False

    def __post_init__(self) -> None:
        self.server = OidcServer()

    def code(self) -> str:
        """Launch and keep the code."""
        answer = self.server.adapter.respond(
            self.server.parse(), CLAIMS, reference=REFERENCE, authenticated=None, now=NOW
        )
        for entry in answer.entries:
            self.once.keep(entry, now=NOW)
        assert isinstance(answer.response, Redirect)
        return dict(parse_qsl(urlsplit(answer.response.url).query))["code"]

    def exchange(self, code: str) -> dict[str, Any]:
        """Exchange a code; every caller is a worker of its own."""
        endpoint = OidcToken(
            teller=self.server.teller,
            authentication=ClientAuthentication(
                clients=self.server.registered,
                one_time=self.once,
                audiences=frozenset({ISSUER}),
            ),
            one_time=self.once,
            journal=self.stores.redemptions,
            transaction=self.stores.transaction,
            alarms=self.server,
            on_reuse=self.server.reused.append,
            keys=lambda: self.server.keys,
            tokens=lambda: "0123456789abcdef" * 2,
        )
        form = (
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", RETURN),
            ("code_verifier", VERIFIER),
        )
        request = WireRequest("POST", f"{ISSUER}/token", "", form, basic())
        found: dict[str, Any] = json.loads(endpoint.answer(request, now=NOW).body)
        return found

    def userinfo(self, token: str) -> int:
        """Return the status of userinfo."""
        endpoint = OidcUserinfo(
            teller=self.server.teller,
            clients=self.server.registered,
            one_time=self.once,
            journal=self.stores.redemptions,
            alarms=self.server,
        )
        request = WireRequest("GET", f"{ISSUER}/userinfo", authorization=f"Bearer {token}")
        return endpoint.answer(request, now=NOW).status


@pytest.fixture(name="kept", params=["memory", "sqlite", "postgresql", "redis"])
def _kept(request: pytest.FixtureRequest) -> Kept:
    """Return the provider on each sort of store; with Redis, its journal is in SQLite."""
    if request.param == "memory":
        stores = memory_stores()
        return Kept(stores, stores.one_time)
    if request.param == "redis":
        client = request.getfixturevalue("redis_client")
        assert isinstance(client, RedisClient)
        stores = sql_stores(request.getfixturevalue("sqlite"))
        return Kept(stores, RedisOneTimeStore(client), is_elsewhere=True)
    database = request.getfixturevalue(request.param)
    assert isinstance(database, Database)
    stores = sql_stores(database)
    return Kept(stores, stores.one_time)


def test_s53_one_of_many_exchanges_succeeds_and_its_token_is_ended(kept: Kept) -> None:
    """Sixteen workers with one code at one moment: whoever was first reads nothing afterwards.

    In a database the others wait for the first; with Redis they may end it before it is done.
    """
    code = kept.code()

    found = [one for one in at_once(16, lambda _: kept.exchange(code)) if isinstance(one, dict)]

    succeeded = [one["access_token"] for one in found if "access_token" in one]
    errors = [one["error"] for one in found if "error" in one]
    assert len(succeeded) == 1 or (kept.is_elsewhere and not succeeded)
    assert errors == ["invalid_grant"] * (16 - len(succeeded))
    assert {kept.userinfo(token) for token in succeeded} <= {401}
    noted = len(kept.server.reused)
    assert noted > 0
    assert kept.exchange(code)["error"] == "invalid_grant"
    assert len(kept.server.reused) == noted + 1, "the code stays known to be spent"


@pytest.mark.parametrize("workers", [2, 3, 6])
def test_s53_a_code_stays_known_to_be_spent_in_whatever_order_workers_come(workers: int) -> None:
    """A hundred orders of what each asks of a store that takes no part in the transaction.

    Two that took each other's mark away at one moment left none, and nobody heard of the next.
    """
    stores = replace(memory_stores(), transaction=nullcontext)
    for seed in range(100):
        turns = Turns(seed)
        kept = Kept(stores, OneTimeInTurns(OneTimeMemory(), turns), is_elsewhere=True)
        code = kept.code()
        found: list[dict[str, Any]] = []

        turns.run([lambda: found.append(kept.exchange(code))] * workers)  # noqa: B023  # run at once

        tokens = [one["access_token"] for one in found if "access_token" in one]
        errors = [one["error"] for one in found if "error" in one]
        assert len(tokens) <= 1
        assert errors == ["invalid_grant"] * (workers - len(tokens))
        assert {kept.userinfo(token) for token in tokens} <= {401}
        assert kept.server.reused
        before = len(kept.server.reused)
        assert kept.exchange(code)["error"] == "invalid_grant"
        assert len(kept.server.reused) == before + 1, f"forgotten in the order {seed}"


def test_s53_one_exchange_alone_goes_through(kept: Kept) -> None:
    """And is noted with what it told; a second use ends it."""
    code = kept.code()
    told = kept.exchange(code)
    assert kept.userinfo(told["access_token"]) == 200

    assert kept.exchange(code)["error"] == "invalid_grant"
    assert kept.exchange(code)["error"] == "invalid_grant"
    assert kept.server.reused == [NOW, NOW]
    assert kept.exchange("of-nobody-" * 3)["error"] == "invalid_grant"
    assert kept.server.reused == [NOW, NOW]

    assert kept.userinfo(told["access_token"]) == 401
    noted = kept.stores.redemptions.redemptions(limit=9)
    assert [(one.launch, one.fault) for one in noted] == [(REFERENCE, None)] * 2
