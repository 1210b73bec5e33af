"""``serviceValidate`` and ``p3/serviceValidate``: what a provider is told."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocols.cas.server import (
    CLAIMS,
    OTHER_SERVICE,
    REFERENCE,
    RELEASED,
    SERVICE,
    SUBJECT,
    CasServer,
    NotedMemory,
    OneTimeMemory,
    read,
)
from tests.turns import OneTimeInTurns, Turns

from garbridge.errors import StoreUnavailableError
from garbridge.formats.sealing import entry_key, seal
from garbridge.ports import OneTimeEntry, Redemption, Redirect, WireRequest
from garbridge.protocols.cas import TICKET_LIFETIME, CasValidation
from garbridge.testing.launching import launch_world
from garbridge.testing.world import NOW
from garbridge.wiring.alarms import LoggedAlarms


def test_p3_tells_the_subject_and_the_released_claims() -> None:
    """The user is the opaque subject; attributes are the released ones, each value an element."""
    cas = CasServer()

    answer = read(cas.validate(cas.ticket()))

    assert answer.user == SUBJECT
    assert answer.attributes == RELEASED
    assert list(answer.attributes) == list(RELEASED)


def test_cas_2_tells_the_subject_alone() -> None:
    """Attributes belong to ``/p3/``: who did not ask for them is not told."""
    cas = CasServer()
    query = urlencode({"service": SERVICE, "ticket": cas.ticket()})

    answer = read(cas.ask(query, attributes=False))

    assert answer.user == SUBJECT
    assert answer.attributes == {}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param("", "INVALID_REQUEST", id="nothing"),
        pytest.param("service=https://parc.example", "INVALID_REQUEST", id="no-ticket"),
        pytest.param("ticket=ST-1", "INVALID_REQUEST", id="no-service"),
        pytest.param("ticket=&service=", "INVALID_REQUEST", id="both-empty"),
        pytest.param("ticket=ST-1&Service=a", "INVALID_REQUEST", id="names-are-case-sensitive"),
        pytest.param("ticket=ST-1&service=a&format=yaml", "INVALID_REQUEST", id="other-format"),
        pytest.param("ticket=ST-1&service=a&format=", "INVALID_REQUEST", id="empty-format"),
        pytest.param("ticket=ST-1&ticket=ST-1&service=a", "INVALID_REQUEST", id="two-tickets"),
        pytest.param("ticket=ST-1&service=a&service=a", "INVALID_REQUEST", id="two-services"),
        pytest.param(
            "ticket=ST-1&service=a&format=XML&format=JSON", "INVALID_REQUEST", id="two-formats"
        ),
        pytest.param("ticket=PT-1&service=a", "INVALID_TICKET_SPEC", id="proxy-ticket"),
        pytest.param("ticket=PGT-1&service=a", "INVALID_TICKET_SPEC", id="proxy-granting-ticket"),
        pytest.param("ticket=PGTIOU-1&service=a", "INVALID_TICKET_SPEC", id="its-iou"),
        pytest.param("ticket=ST-1&service=a", "INVALID_TICKET", id="unknown"),
        pytest.param("ticket=TGT-1&service=a", "INVALID_TICKET", id="ticket-granting-ticket"),
        pytest.param("ticket=1&service=a", "INVALID_TICKET", id="no-prefix"),
    ],
)
def test_each_wrong_request_has_its_code(query: str, code: str) -> None:
    """CAS 2.5.3, in a document with status 200, which is what clients read."""
    document = CasServer().ask(query)

    assert (document.status, read(document).code) == (200, code)
    assert read(document).text


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT"])
def test_validation_is_a_get_and_others_spend_nothing(method: str) -> None:
    """A monitor's HEAD must not take a person's ticket."""
    cas = CasServer()
    ticket = cas.ticket()
    query = urlencode({"service": SERVICE, "ticket": ticket})

    refused = cas.back_channel().answer(WireRequest(method, "", query), now=NOW)

    assert read(refused).code == "INVALID_REQUEST"
    assert read(cas.validate(ticket)).user == SUBJECT


def test_renew_cannot_be_vouched_for() -> None:
    """CAS 2.5.1: the ticket did not come from primary credentials, as far as we know."""
    cas = CasServer()

    answer = read(cas.validate(cas.ticket(), renew="true"))

    assert answer.code == "INVALID_TICKET"
    assert answer.text is not None
    assert "renew" in answer.text


def test_renew_is_satisfied_by_a_proof_since_the_request() -> None:
    """A ticket that was asked for with ``renew`` stands for one; so says its validation."""
    cas = CasServer()
    asked = cas.parse(service=SERVICE, renew="true")
    answer = cas.adapter.respond(asked, CLAIMS, reference=REFERENCE, authenticated=NOW, now=NOW)
    for entry in answer.entries:
        cas.store.keep(entry, now=NOW)
    assert isinstance(answer.response, Redirect)
    (ticket,) = parse_qs(urlsplit(answer.response.url).query)["ticket"]

    assert read(cas.validate(ticket, renew="true")).user == SUBJECT


def test_renew_false_asks_for_nothing() -> None:
    """Some clients always write the parameter."""
    cas = CasServer()

    assert read(cas.validate(cas.ticket(), renew="false")).user == SUBJECT


@pytest.mark.parametrize(
    "more",
    [
        {"service": OTHER_SERVICE},
        {"service": ""},
        {"renew": "true"},
        {"pgtUrl": "https://parc.example/pgt"},
        {"format": "yaml"},
    ],
    ids=lambda more: next(iter(more)),
)
def test_a_presented_ticket_is_spent_whatever_the_answer(more: dict[str, str]) -> None:
    """CAS 3.1.1: valid for one attempt, whether or not it was successful."""
    cas = CasServer()
    ticket = cas.ticket()

    first = cas.ask(urlencode({"service": SERVICE, "ticket": ticket} | more))

    assert read(first).code is not None
    assert read(cas.validate(ticket)).code == "INVALID_TICKET"


@pytest.mark.parametrize("seconds", [0, 9.999999])
def test_a_ticket_is_good_until_its_tenth_second(seconds: float) -> None:
    """The end is exclusive, the start is not."""
    cas = CasServer()
    query = urlencode({"service": SERVICE, "ticket": cas.ticket()})

    answer = read(cas.ask(query, NOW + TICKET_LIFETIME * (seconds / 10)))

    assert answer.user == SUBJECT


def test_a_clock_that_is_behind_does_not_refuse() -> None:
    """The worker that validates may be a moment behind the one that issued."""
    cas = CasServer()
    query = urlencode({"service": SERVICE, "ticket": cas.ticket()})

    assert read(cas.ask(query, NOW - TICKET_LIFETIME)).user == SUBJECT


class LateStore(OneTimeMemory):
    """A store that forgets to look at the clock."""

    def redeem(self, key: str, *, now: datetime, leave: OneTimeEntry | None = None) -> bytes | None:
        """Return the body, however old."""
        return super().redeem(key, now=now - timedelta(days=1), leave=leave)


def test_a_store_that_answers_late_opens_nothing() -> None:
    """The lifetime is sealed with the claims: two have to fail before an old ticket passes."""
    cas = CasServer(store=LateStore())
    query = urlencode({"service": SERVICE, "ticket": cas.ticket()})

    assert read(cas.ask(query, NOW + TICKET_LIFETIME)).code == "INVALID_TICKET"


@pytest.mark.parametrize("body", [b"", b"garbage", seal("ST-2", b"CAS {}"), seal("ST-1", b"{}")])
def test_an_entry_that_is_not_the_tickets_opens_nothing(body: bytes) -> None:
    """A body that was tampered with, swapped, or is another protocol's is no authentication."""
    cas = CasServer()
    cas.store.keep(OneTimeEntry(entry_key("ST-1"), body, NOW + TICKET_LIFETIME), now=NOW)

    assert read(cas.validate("ST-1")).code == "INVALID_TICKET"


def test_what_was_told_is_noted_beside_the_launch() -> None:
    """An event of its own: the reference of the launch, the names of what left, no value."""
    cas = CasServer()
    cas.validate(cas.ticket())
    told = tuple(claim.attribute for claim in CLAIMS.claims)

    assert cas.journal.noted == [Redemption(launch=REFERENCE, attributes=told, fault=None, at=NOW)]


def test_the_subject_alone_is_noted_as_no_attribute() -> None:
    """``/serviceValidate`` tells less than was released."""
    cas = CasServer()
    cas.ask(urlencode({"service": SERVICE, "ticket": cas.ticket()}), attributes=False)

    assert [noted.attributes for noted in cas.journal.noted] == [()]


def test_a_ticket_that_is_spent_in_vain_is_noted_with_its_fault() -> None:
    """A provider that asks for the wrong service finds out why its users see nothing."""
    cas = CasServer()
    cas.validate(cas.ticket(), OTHER_SERVICE)

    assert [(noted.attributes, noted.fault) for noted in cas.journal.noted] == [
        ((), "INVALID_SERVICE")
    ]


def test_an_unknown_ticket_is_not_noted() -> None:
    """It belongs to no launch, and anybody can invent a million of them."""
    cas = CasServer()
    cas.validate("ST-invented")

    assert cas.journal.noted == []


def test_what_cannot_be_recorded_is_not_told() -> None:
    """With the real stores' transaction the ticket is not even spent by it."""
    world = launch_world()

    class FullJournal(NotedMemory):
        def note(self, redemption: Redemption) -> None:
            raise StoreUnavailableError(redemption.launch)

    cas = CasServer()
    ticket = cas.ticket()
    for entry in cas.store.entries.values():
        world.once.keep(entry, now=NOW)
    validation = CasValidation(
        one_time=world.once,
        journal=FullJournal(),
        transaction=world.launches.transaction,
        alarms=LoggedAlarms(),
        has_lapsed=lambda *_: False,
        on_reuse=cas.reused.append,
        attributes=True,
    )
    asked = urlencode({"service": SERVICE, "ticket": ticket})

    document = validation.answer(WireRequest("GET", "", asked), now=NOW)

    assert (document.status, read(document).code) == (503, "INTERNAL_ERROR")
    assert world.once.peek(entry_key(ticket), now=NOW) is not None


@pytest.mark.parametrize("workers", [2, 5])
def test_each_further_use_is_told_in_whatever_order_workers_come(workers: int) -> None:
    """Fifty orders of what each asks of a store that takes no part in the transaction."""
    for seed in range(50):
        turns = Turns(seed)
        store = OneTimeInTurns(OneTimeMemory(), turns)
        cas = CasServer(store=store)  # type: ignore[arg-type]  # its entries are not looked at
        ticket, answers = cas.ticket(), list[str | None]()

        turns.run([lambda: answers.append(read(cas.validate(ticket)).code)] * workers)  # noqa: B023  # run at once

        assert sorted(map(str, answers)) == [*["INVALID_TICKET"] * (workers - 1), "None"]
        assert len(cas.reused) == workers - 1, f"one came unnoticed in the order {seed}"


class AwayStore(OneTimeMemory):
    """A store whose database is away."""

    def redeem(self, key: str, *, now: datetime, leave: OneTimeEntry | None = None) -> bytes | None:
        """Fail."""
        raise StoreUnavailableError(f"{key[:0]}{now:%Y}: away, with {leave}")


def test_a_store_that_is_away_is_an_internal_error_and_seen_as_one() -> None:
    """CAS 2.5.3, with a status that monitoring notices; nothing of the cause is told."""
    document = (
        CasServer(store=AwayStore())
        .back_channel()
        .answer(WireRequest("GET", "", "ticket=ST-1&service=a"), now=NOW)
    )

    assert (document.status, read(document).code) == (503, "INTERNAL_ERROR")
    assert b"2026" not in document.body


@given(st.text(max_size=300))
def test_no_query_makes_the_back_channel_stumble(query: str) -> None:
    """Whatever is sent, the answer is a CAS failure that a parser can read."""
    assert read(CasServer().ask(query)).code is not None


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=8))
def test_no_value_makes_the_back_channel_stumble(ticket: str, service: str, name: str) -> None:
    """The same with well-formed queries of any values."""
    query = urlencode({"ticket": ticket, "service": service, "format": name}, errors="replace")

    assert b"authenticationFailure" in CasServer().ask(query).body
