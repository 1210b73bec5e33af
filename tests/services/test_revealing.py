"""From an identifier back to the person: by two people with two keys, and by nobody else."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from tests.receipts.sealed import Ledger, key
from tests.services.naming import Names
from tests.services.test_naming import GIVEN, revoke, take

from garbridge.core.auditing import Flaw
from garbridge.core.identifiers import PersonId
from garbridge.core.reveals import PROTOCOL, Revealed, RevealKind, RevealRefusal, RevealStep
from garbridge.errors import StoreError, ValueRefusedError
from garbridge.formats.ledger_keys import SealingKey, TrustedKeys
from garbridge.services.revealing import RevealService
from garbridge.testing.world import ALICE, LYCEE, NOW, PUBLISHER, TENANT
from garbridge.wiring.reveals import Holders

DPO, RSSI, HEAD = PersonId("dpo"), PersonId("rssi"), PersonId("cheffe")
KEYS = {DPO: key(1), RSSI: key(2), HEAD: key(3)}
WHY = "l’éditeur signale un message"


def _public(one: SealingKey) -> TrustedKeys:
    return TrustedKeys({one.id: one.private.public_key()})


class Office:
    """A data protection officer and a security officer, with a clock that a test turns."""

    def __init__(self) -> None:
        self.names = Names()
        self.now = NOW
        self.stores = self.names.stores
        self.holders = Holders({one: _public(KEYS[one]) for one in (DPO, RSSI)})
        self._tokens: Iterator[int] = count(1)

    def clock(self) -> datetime:
        """Return the time."""
        return self.now

    def service(self) -> RevealService:
        """Return the service."""
        return RevealService(
            tenant=TENANT,
            naming=self.names.naming(),
            reveals=self.stores.reveals,
            journal=self.stores.journal,
            lookups=self.stores.lookups,
            holders=self.holders,
            clock=self.clock,
            tokens=lambda: f"token {next(self._tokens)}",
        )

    def open(
        self, identifier: str, by: PersonId = DPO, signer: SealingKey | None = None
    ) -> RevealStep:
        """Ask whose *identifier* is."""
        return self.service().open(by, PUBLISHER.id, identifier, signer or KEYS[by], reason=WHY)

    def approve(
        self, request: str, by: PersonId = RSSI, signer: SealingKey | None = None
    ) -> Revealed | RevealStep:
        """Approve."""
        return self.service().approve(by, request, signer or KEYS[by], reason="vu")

    def steps(self) -> Sequence[tuple[RevealKind, PersonId, RevealRefusal | None]]:
        """Return what is written down, oldest first."""
        found = reversed(self.stores.reveals.latest(limit=99))
        return [(one.kind, one.by, one.refusal) for one in found]


def _refusal(answer: object) -> RevealRefusal | None:
    assert isinstance(answer, RevealStep)
    return answer.refusal


@pytest.mark.parametrize("how", ["derived", "upper case", "imported", "renewed", "revoked"])
def test_two_people_together_find_the_person(how: str) -> None:
    """Whatever the identifier comes from; only the approver is answered, and it is not kept."""
    office = Office()
    identifier = office.names.leaves("alice")
    if how == "imported":
        take(office.names, GIVEN)
        identifier = GIVEN.identifier
    elif how in {"renewed", "revoked"}:
        (ended,) = revoke(office.names, ALICE, PUBLISHER.id)
        identifier = ended.identifier if how == "revoked" else office.names.leaves("alice")
    elif how == "upper case":
        identifier = identifier.upper()

    opened = office.open(identifier)
    answer = office.approve(opened.request)

    assert (opened.kind, opened.until) == (RevealKind.OPENED, NOW + timedelta(hours=24))
    assert isinstance(answer, Revealed)
    assert answer.person == ALICE
    assert office.steps() == [(RevealKind.OPENED, DPO, None), (RevealKind.ANSWERED, RSSI, None)]
    assert ALICE not in repr(office.stores.reveals.latest(limit=9))


def test_an_identifier_of_nobody_is_answered_so() -> None:
    """It closes the request, and nobody is told about anybody."""
    office = Office()
    answer = office.approve(office.open("f" * 128).request)

    assert isinstance(answer, Revealed)
    assert (answer.person, answer.step.kind) == (None, RevealKind.NOBODY)
    assert list(office.stores.lookups.lookups(LYCEE.id, limit=9)) == []


def test_the_head_and_the_person_read_that_it_was_done() -> None:
    """Both names and both reasons at the school; a line in the person's own history."""
    office = Office()
    office.approve(office.open(office.names.leaves("alice")).request)

    lines = office.stores.lookups.lookups(LYCEE.id, limit=9)
    own = office.stores.history.launches(ALICE)

    assert {(one.by.person, one.about, one.reason) for one in lines} == {
        (DPO, f"reveal:{PUBLISHER.id}", WHY),
        (RSSI, f"reveal:{PUBLISHER.id}", "vu"),
    }
    assert [one.protocol for one in own] == [PROTOCOL]
    assert office.stores.trail.providers(ALICE) == office.stores.trail.providers(DPO) == set()
    assert office.stores.trail.people(None) == frozenset()


def test_nobody_approves_their_own_request() -> None:
    """Neither under their own name nor with their own key under another's."""
    office = Office()
    request = office.open(office.names.leaves("alice")).request

    own = office.approve(request, by=DPO)
    office.holders = Holders({DPO: _public(KEYS[DPO]), RSSI: _public(KEYS[DPO])})
    same_key = office.approve(request, by=RSSI, signer=KEYS[DPO])

    assert _refusal(own) is _refusal(same_key) is RevealRefusal.SAME_PERSON


def test_a_key_of_somebody_else_opens_and_approves_nothing() -> None:
    """Nor does somebody without a key, the head of the school included."""
    office = Office()
    identifier = office.names.leaves("alice")
    request = office.open(identifier).request

    answers = [
        office.open(identifier, by=DPO, signer=KEYS[RSSI]),
        office.open(identifier, by=HEAD),
        office.approve(request, by=RSSI, signer=KEYS[HEAD]),
        office.approve(request, by=HEAD),
    ]

    wrong, nobody = RevealRefusal.BAD_SIGNATURE, RevealRefusal.NO_HOLDER
    assert [_refusal(one) for one in answers] == [wrong, nobody, wrong, nobody]
    assert [step for step in office.steps() if step[2]] == [
        (RevealKind.REFUSED, DPO, wrong),
        (RevealKind.REFUSED, HEAD, nobody),
        (RevealKind.REFUSED, RSSI, wrong),
        (RevealKind.REFUSED, HEAD, nobody),
    ]


@pytest.mark.parametrize(("hours", "open_still"), [(23.99, True), (24, False), (48, False)])
def test_a_request_ends(hours: float, *, open_still: bool) -> None:
    """Its end is exclusive; what comes later is refused and written down."""
    office = Office()
    request = office.open(office.names.leaves("alice")).request
    office.now = NOW + timedelta(hours=hours)

    answer = office.approve(request)

    assert isinstance(answer, Revealed) is open_still
    assert open_still or _refusal(answer) is RevealRefusal.EXPIRED


def test_a_request_is_answered_once() -> None:
    """Whoever comes second is told nothing; nor is anybody about a request that never was."""
    office = Office()
    request = office.open(office.names.leaves("alice")).request
    office.approve(request)

    again, never = office.approve(request), office.approve("jamais")

    assert _refusal(again) is RevealRefusal.CLOSED
    assert _refusal(never) is RevealRefusal.NO_REQUEST
    refused = office.open("x", by=HEAD)
    assert _refusal(office.approve(refused.request)) is RevealRefusal.NO_REQUEST


def test_a_request_that_was_changed_is_not_approved() -> None:
    """Its signature is that of what was asked: another identifier in it is refused."""
    office = Office()
    step = office.open(office.names.leaves("alice"))
    other = office.names.access().subject_at(PUBLISHER.id, PersonId("bob"))
    office.stores.reveals.add(replace(step, request="forged", reference="forged", identifier=other))

    assert _refusal(office.approve("forged")) is RevealRefusal.BAD_SIGNATURE


def test_what_cannot_be_written_down_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line in the ledger, no answer, and the request waits on."""
    office = Office()
    request = office.open(office.names.leaves("alice")).request

    def fail(*_: object) -> None:
        raise StoreError("full")

    with monkeypatch.context() as full:
        full.setattr(office.stores.journal, "commit", fail)
        with pytest.raises(StoreError):
            office.approve(request)

    assert office.steps() == [(RevealKind.OPENED, DPO, None)]
    assert isinstance(office.approve(request), Revealed)


def test_every_step_stands_in_the_ledger() -> None:
    """Sealed with the launches; a line that is changed there is found, and so is a step."""
    office = Office()
    ledger = Ledger(office.stores)
    request = office.open(office.names.leaves("alice")).request
    office.approve(request, by=DPO)
    office.approve(request)
    ledger.seal()

    whole = ledger.verify()
    assert (whole.whole, whole.records) == (True, 3)
    assert list(office.service().mismatches()) == []


def test_a_step_that_was_changed_or_removed_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another reason, another name, a refusal that is gone."""
    office = Office()
    opened = office.open(office.names.leaves("alice"))
    office.approve(opened.request, by=DPO)
    first, *others = reversed(office.stores.reveals.latest(limit=9))

    def tampered(*steps: RevealStep) -> list[str]:
        with monkeypatch.context() as forged:
            forged.setattr(office.stores.reveals, "latest", lambda **_: list(steps))
            return [one.reference for one in office.service().mismatches()]

    for changed in (
        replace(first, reason="autre"),
        replace(first, by=HEAD),
        replace(first, identifier="x"),
        replace(first, until=NOW),
    ):
        assert tampered(changed, *others) == [first.reference]
    assert tampered(first) == [one.reference for one in others]
    assert tampered(first, replace(others[0], refusal=None)) == [others[0].reference]


def test_a_line_of_the_ledger_that_was_changed_is_found() -> None:
    """The chain covers them as it covers launches."""
    office = Office()
    ledger = Ledger(office.stores)
    opened = office.open(office.names.leaves("alice"))
    ledger.launch("alice")
    ledger.seal()
    lines = ledger.lines()
    digest = opened.digest(TENANT).encode()
    (place,) = [number for number, line in enumerate(lines) if digest in line]

    changed = [line.replace(digest, b"0" * 32) for line in lines]
    removed = lines[:place] + lines[place + 1 :]

    assert [one.flaw for one in ledger.audit_lines(lines).found] == []
    assert Flaw.CHANGED in {one.flaw for one in ledger.audit_lines(changed).found}
    assert Flaw.REMOVED in {one.flaw for one in ledger.audit_lines(removed).found}


@pytest.mark.parametrize("reason", ["", " ", "x" * 256, "deux\nlignes"])
def test_both_say_why(reason: str) -> None:
    """Nothing is written without."""
    office = Office()
    with pytest.raises(ValueRefusedError):
        office.service().open(DPO, PUBLISHER.id, "x", KEYS[DPO], reason=reason)
    with pytest.raises(ValueRefusedError):
        office.service().approve(RSSI, "x", KEYS[RSSI], reason=reason)
    assert office.steps() == []
