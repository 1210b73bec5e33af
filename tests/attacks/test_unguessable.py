"""What is handed out cannot be guessed: statements 47 and 82, counted bit by bit.

Each of 128 bits is seen to be 0 and to be 1, in what the product itself gave; and all of the
system's chance is kept from there to here.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.journeys.one_process import site_at
from tests.wiring.running import running

from garbridge.protocols.cas.tickets import service_ticket
from garbridge.wiring import random_token

GIVEN = 64
"""So many of each: a bit of chance is the same in all of them once in 2 ** 63 times."""
ENOUGH = 128


def moving_bits(texts: Iterable[str]) -> int:
    """Return how many bits of the hexadecimal end of *texts* are 0 in one and 1 in another."""
    numbers = [int(found[0], 16) for text in texts if (found := re.search(r"[0-9a-f]+$", text))]
    assert len(set(numbers)) == GIVEN
    ever, always = 0, -1
    for number in numbers:
        ever |= number
        always &= number
    return (ever & ~always).bit_count()


def test_s47_identifiers_of_answers_and_assertions_have_128_bits_of_chance(tmp_path: Path) -> None:
    """Also the two of one answer are not of one another."""
    portal = running(tmp_path)
    answers = [portal.answer() for _ in range(GIVEN)]
    assertions = [answer.find("{*}Assertion") for answer in answers]
    sessions = [answer.find(".//{*}AuthnStatement") for answer in answers]

    ids = [str(answer.get("ID")) for answer in answers]
    inner = [str(one.get("ID")) for one in assertions if one is not None]

    assert moving_bits(ids) >= ENOUGH
    assert moving_bits(inner) >= ENOUGH
    assert not set(ids) & set(inner)
    assert len(sessions) == GIVEN


def test_s82_tickets_have_128_bits_of_chance(tmp_path: Path) -> None:
    """As the browser brings them to the service."""
    site = site_at(tmp_path)

    assert moving_bits(site.ticket() for _ in range(GIVEN)) >= ENOUGH


def test_all_chance_is_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty octets of it, each of them in the token, and no generator of ours between."""
    asked: list[int] = []

    def chance(number: int) -> bytes:
        asked.append(number)
        return bytes(range(number))

    monkeypatch.setattr("garbridge.wiring.clock.os.urandom", chance)

    assert bytes.fromhex(random_token()) == bytes(range(asked[0]))
    assert 8 * asked[0] >= ENOUGH


def test_a_ticket_keeps_all_chance_of_its_token() -> None:
    """Whatever characters a token has: two of them are never one ticket."""
    tokens = ["a_b", "a-b", "a-1b", "a-0b", "a--b", "a__b", "a-_b", "ab"]

    assert len({service_ticket(token) for token in tokens}) == len(tokens)
