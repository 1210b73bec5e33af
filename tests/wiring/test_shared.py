"""Two processes, one Redis: what one gives out, the other redeems, once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from tests.stores.migrated import new_database
from tests.stores.redis_server import running_redis
from tests.wiring.portal_files import NOW, write_portal
from tests.wiring.running import BOUGHT, OPENED, WHO

from garbridge.config import read_config
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.errors import ConfigError, StoreUnavailableError
from garbridge.ports import Redirect, WireRequest
from garbridge.services.launch import Launched
from garbridge.stores.memory import MemoryDirectory
from garbridge.testing.restrictions import PROTECTION
from garbridge.testing.world import ALICE, LYCEE, pupil
from garbridge.wiring import Runtime, build_runtime, shared

VIDEOS = ResourceId("ark:/12345/videos")
SERVICE = "https://studio.example/videos"


@pytest.fixture
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Redis of this test."""
    with running_redis(tmp_path_factory.mktemp("redis")) as address:
        yield address


def started(folder: Path, address: str, processes: int = 1) -> list[Runtime]:
    """Return so many processes of one portal whose state is at *address*."""
    file = write_portal(folder)
    file.write_text(f'{file.read_text("utf-8")}\n[state]\nredis = "{address}"\n', "utf-8")
    config = read_config(file, {"STATE": "redis://127.0.0.1:9/0"})
    new_database(config.database)
    people = MemoryDirectory([LYCEE], [pupil()])
    found = [build_runtime(config, directory=people, clock=lambda: NOW) for _ in range(processes)]
    bought, opened = replace(BOUGHT, resource=VIDEOS), replace(OPENED, resource=VIDEOS)
    found[0].writer.write(subscriptions=[bought], openings=[opened])
    return found


def ticket(portal: Runtime) -> str:
    """Launch at *portal*; return the ticket."""
    query = urlencode({"service": SERVICE})
    request = WireRequest("GET", "https://ent.example/cas/login", query)
    outcome = portal.launches.launch(portal.front["cas"], request, WHO)
    assert isinstance(outcome, Launched)
    assert isinstance(outcome.response, Redirect)
    return parse_qs(urlsplit(outcome.response.url).query)["ticket"][0]


def validated(portal: Runtime, ticket: str) -> bytes:
    """Return what *portal* says of *ticket*."""
    query = urlencode({"service": SERVICE, "ticket": ticket})
    request = WireRequest("GET", "https://ent.example/cas/serviceValidate", query)
    return portal.back["cas/serviceValidate"].answer(request, now=NOW).body


def test_a_ticket_of_one_process_is_redeemed_at_another_once(tmp_path: Path, redis: str) -> None:
    """The record is in the database, the ticket was in Redis."""
    one, other = started(tmp_path, redis, 2)
    given = ticket(one)

    assert b"authenticationSuccess" in validated(other, given)
    assert b"INVALID_TICKET" in validated(one, given)
    assert [record.refusal for record in other.journal.records(limit=2)] == [None]
    assert one.stores.upkeep.incidents.counted(NOW) == {"GB-REQ-04": 1}
    assert b"INVALID_TICKET" in validated(one, "ST-of-nobody")
    assert one.stores.upkeep.incidents.counted(NOW) == {"GB-REQ-04": 1}
    joined = other.launches.participation.participants(ALICE, WHO.session, now=NOW).joined
    assert [found.participant.index for found in joined] == [given]


def test_whoever_objects_ends_the_own_ticket_and_no_other(tmp_path: Path, redis: str) -> None:
    """The ticket does not say whose it is: the launch does, in the database."""
    (portal,) = started(tmp_path, redis)
    restrictions = portal.stores.restrictions
    others, own = ticket(portal), ticket(portal)

    for name in ("bob", "carole"):
        restrictions.record(replace(PROTECTION, person=PersonId(name)))
    assert b"authenticationSuccess" in validated(portal, others)

    restrictions.record(PROTECTION)
    assert b"INVALID_TICKET" in validated(portal, own)


def test_without_redis_nothing_leaves_and_nothing_is_recorded(tmp_path: Path) -> None:
    """A portal starts, for Redis may come back; until then it refuses."""
    (portal,) = started(tmp_path, "env:STATE")

    with pytest.raises(StoreUnavailableError):
        ticket(portal)

    assert list(portal.journal.records(limit=2)) == []
    assert b"INTERNAL_ERROR" in validated(portal, "ST-1")


@pytest.mark.parametrize(
    "address", ["env:NOTHING", "postgres://secret@host", "redis://:secret@host:port/0"]
)
def test_an_address_that_is_none_stops_the_start(tmp_path: Path, address: str) -> None:
    """With its key, and without the address: it may hold a password."""
    with pytest.raises(ConfigError, match=r"state\.redis") as refused:
        started(tmp_path, address)

    assert "secret" not in str(refused.value)


def test_without_the_extra_the_start_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portal without Redis need not install its client."""
    monkeypatch.setattr(shared, "redis", None)

    with pytest.raises(ConfigError, match="garbridge\\[redis\\]"):
        started(tmp_path, "env:STATE")
