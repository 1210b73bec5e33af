"""The check of a ledger: every way to change one is found, and placed."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.receipts.sealed import Ledger, Where, key, places, trusting
from tests.stores.backends import memory_stores

from garbridge.cli.ledger_lines import found_line
from garbridge.core.auditing import Flaw, Found
from garbridge.core.receipts import (
    Checkpoint,
    Entry,
    Facts,
    commitment_of,
    genesis,
    link_of,
    parse_expected,
    signed_checkpoint,
)
from garbridge.errors import MalformedError, ValueRefusedError
from garbridge.formats.ledger_files import audit_file, write_ledger
from garbridge.testing.world import ALICE, TENANT

Change = Callable[[list[bytes]], list[bytes]]


@pytest.fixture(name="ledger")
def _ledger() -> Ledger:
    """Return six launches of three people, in three batches of two."""
    ledger = Ledger(memory_stores())
    ledger.launch("alice", "bob", "alice", "carla", "bob", "alice")
    ledger.seal(2)
    return ledger


def _line(lines: list[bytes], kind: str, number: int) -> int:
    return next(n for n, line in enumerate(lines) if json.loads(line).get(kind) == number)


def _changed(kind: str, number: int, name: str, value: object) -> Change:
    def change(lines: list[bytes]) -> list[bytes]:
        place = _line(lines, kind, number)
        said = json.loads(lines[place])
        if name.isdigit():
            said["facts"][int(name)] = value
        else:
            said[name] = value
        return [*lines[:place], json.dumps(said).encode() + b"\n", *lines[place + 1 :]]

    return change


def _without(kind: str, *numbers: int) -> Change:
    return lambda lines: [line for line in lines if json.loads(line).get(kind) not in numbers]


def _twice(kind: str, number: int) -> Change:
    def change(lines: list[bytes]) -> list[bytes]:
        place = _line(lines, kind, number)
        return [*lines[:place], lines[place], *lines[place:]]

    return change


def _swapped(lines: list[bytes]) -> list[bytes]:
    one, two = _line(lines, "record", 3), _line(lines, "record", 4)
    swapped = list(lines)
    swapped[one], swapped[two] = lines[two], lines[one]
    return swapped


def _respelt(old: bytes, new: bytes) -> Change:
    """Return what writes *new* for *old* in the first record."""
    return lambda lines: [lines[0], lines[1].replace(old, new, 1), *lines[2:]]


def _cut_off(lines: list[bytes]) -> list[bytes]:
    return [*lines[: _line(lines, "checkpoint", 2) + 1], b'{"end":4}\n']


CHANGES: dict[str, tuple[Change, list[Where]]] = {
    "nothing": (lambda lines: lines, []),
    "resource": (_changed("record", 4, "3", "ark:/1/b"), [(Flaw.CHANGED, 2, 4, None)]),
    "reference": (_changed("record", 1, "0", "other"), [(Flaw.CHANGED, 1, 1, None)]),
    "not-a-text": (_changed("record", 2, "5", [[1]]), [(Flaw.CHANGED, 1, 2, None)]),
    "commitment": (_changed("record", 3, "commitment", "00"), [(Flaw.CHANGED, 2, 3, None)]),
    "link": (
        _changed("record", 3, "link", "00" * 32),
        [(Flaw.CHANGED, 2, 3, None), (Flaw.CHANGED, 2, 4, None)],
    ),
    "removed": (_without("record", 3), [(Flaw.REMOVED, 2, 3, None)]),
    "last-of-a-batch": (
        _without("record", 4),
        [(Flaw.REMOVED, 2, 4, None)],
    ),
    "a-batch-without-its-records": (
        _without("record", 3, 4),
        [(Flaw.REMOVED, 2, 3, 4)],
    ),
    "inserted": (
        _twice("record", 3),
        [(Flaw.INSERTED, 2, 3, None)],
    ),
    "reordered": (_swapped, [(Flaw.REORDERED, 2, 3, None)]),
    "two-of-one-batch": (_twice("checkpoint", 2), [(Flaw.DOUBLE_BATCH, 2, None, None)]),
    "batch-gone": (
        _without("checkpoint", 2),
        [(Flaw.MISSING_BATCH, 2, None, 2)],
    ),
    "last-batch-gone": (_without("checkpoint", 3), [(Flaw.NOT_SIGNED, None, 5, 6)]),
    "end-of-the-last-batch": (
        lambda lines: [*lines[: _line(lines, "checkpoint", 2) + 1], lines[-1]],
        [(Flaw.CUT_OFF, None, 6, None)],
    ),
    "signature": (
        _changed("checkpoint", 2, "signature", "00" * 64),
        [(Flaw.FORGED, 2, None, None)],
    ),
    "key": (
        _changed("checkpoint", 2, "key", "0" * 16),
        [(Flaw.UNKNOWN_KEY, 2, None, None), (Flaw.BROKEN_BATCH, 3, None, None)],
    ),
    "unreadable": (
        lambda lines: [*lines[:2], b"{]\n", *lines[2:]],
        [(Flaw.UNREADABLE, None, 3, None)],
    ),
    "a-record-told-twice": (
        _respelt(b'{"record":1,', b'{"facts":[],"record":1,'),
        [(Flaw.REMOVED, 1, 1, None), (Flaw.UNREADABLE, None, 2, None)],
    ),
    "a-word-more": (
        _respelt(b'{"record":1,', b'{"school":"0750002B","record":1,'),
        [(Flaw.REMOVED, 1, 1, None), (Flaw.UNREADABLE, None, 2, None)],
    ),
    "another-spelling": (
        _respelt(b'"commitment":"', b'"commitment":" '),
        [(Flaw.REMOVED, 1, 1, None), (Flaw.UNREADABLE, None, 2, None)],
    ),
    "half-a-character": (
        _respelt(b'"facts":["', b'"facts":["\\ud800'),
        [(Flaw.REMOVED, 1, 1, None), (Flaw.UNREADABLE, None, 2, None)],
    ),
    "a-line-that-is-two": (
        _respelt(b'{"record":1,', b'{"checkpoint":1,"record":1,'),
        [(Flaw.REMOVED, 1, 1, None), (Flaw.UNREADABLE, None, 2, None)],
    ),
    "behind-the-end": (
        lambda lines: [*lines, lines[1]],
        [(Flaw.UNREADABLE, None, 12, None)],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_done_to_a_file_is_found_and_placed(ledger: Ledger, name: str) -> None:
    """The flaw, the batch and the number; nothing else is suspected."""
    change, expected = CHANGES[name]

    found = set(places(ledger.audit_lines(change(ledger.lines()))))

    assert found == set(expected)


def test_a_file_cut_at_any_byte_tells_its_last_good_record(ledger: Ledger) -> None:
    """Also at the end of a line, and where only the last end of line is missing."""
    whole = b"".join(ledger.lines())
    first = whole.index(b"\n") + 1
    assert ledger.audit_lines(whole.splitlines(keepends=True)).whole

    for cut in range(len(whole)):
        lines = whole[:cut].splitlines(keepends=True)
        if cut < first:
            with pytest.raises(MalformedError):
                ledger.audit_lines(lines)
            continue
        verdict = ledger.audit_lines(lines)
        good = sum(line.startswith(b'{"record"') and line.endswith(b"\n") for line in lines)
        assert Flaw.CUT in {one.flaw for one in verdict.found}
        assert (verdict.good or (0, ""))[0] == good


def test_no_byte_of_a_file_can_be_another() -> None:
    """Whatever stands for whatever byte, or beside it: it says the same, or it is found."""
    ledger = Ledger(memory_stores())
    ledger.launch("alice")
    ledger.seal()
    whole = b"".join(ledger.lines())
    said = [json.loads(line) for line in ledger.lines()]

    for place in range(len(whole)):
        before, byte, after = whole[:place], whole[place : place + 1], whole[place + 1 :]
        for one in (b"", b"0", b" ", b'"', byte.swapcase(), bytes([byte[0] ^ 1]), byte * 2):
            if one == byte:
                continue
            lines = (before + one + after).splitlines(keepends=True)
            try:
                verdict = ledger.audit_lines(lines)
            except MalformedError:
                continue
            assert not verdict.whole or [json.loads(line) for line in lines] == said


@pytest.mark.parametrize(
    "said",
    [
        {"ledger": 1, "tenant": "F0"},
        {"ledger": 1, "tenant": "F0", "purged": None, "owner": "nobody"},
        {"ledger": 1, "tenant": "F0", "purged": {"batch": 1}},
    ],
)
def test_another_first_line_is_no_ledger(ledger: Ledger, said: object) -> None:
    """A name that is missing, one too many, or a purge that is none."""
    with pytest.raises(MalformedError):
        ledger.audit_lines([json.dumps(said).encode() + b"\n", *ledger.lines()[1:]])


def test_a_reference_cannot_write_on_the_terminal() -> None:
    """Whoever forges a record would let the auditor read a line of theirs."""
    forged = Found(flaw=Flaw.CHANGED, number=1, reference="\x1b[2J\nRegistre intact.")

    assert found_line(forged).isprintable()


def test_a_batch_cut_off_is_missed_by_whoever_kept_its_checkpoint(ledger: Ledger) -> None:
    """The file alone cannot tell; the token that was kept elsewhere can."""
    last = ledger.stores.receipts.last()
    assert last is not None
    kept = parse_expected(last.token)
    cut = _cut_off(ledger.lines())

    assert ledger.audit_lines(ledger.lines(), kept).whole
    assert ledger.audit_lines(cut).whole
    assert places(ledger.audit_lines(cut, kept)) == [(Flaw.CUT_OFF, 3, None, None)]
    other = replace(kept, digest=bytes(32))
    assert places(ledger.verify(other)) == [(Flaw.OTHER_HISTORY, 3, None, None)]


def test_a_history_written_anew_needs_the_key(ledger: Ledger) -> None:
    """Whoever rewrites a record and every link behind it cannot sign what comes of it."""
    thief = key(9)
    entries = [one.entry for one in ledger.stores.receipts.sealed(after=0, limit=9)]
    forged = [signed_checkpoint(one, thief) for one in ledger.stores.receipts.checkpoints()]
    both: list[Entry | Checkpoint] = [*entries, *forged]
    pieces = sorted(
        both,
        key=lambda one: one.last + 0.5 if isinstance(one, Checkpoint) else one.number,
    )

    lines = [line.encode() for line in write_ledger(TENANT, None, pieces)]

    flaws = {one.flaw for one in ledger.audit_lines(lines).found}
    assert Flaw.UNKNOWN_KEY in flaws


def test_a_key_may_be_rotated(ledger: Ledger) -> None:
    """What the old key signed is checked by its public half, and the chain goes on."""
    old, ledger.key = ledger.key, key(2)
    ledger.launch("dora")
    ledger.seal()

    assert audit_file(ledger.lines(), trusting(old, ledger.key)).whole
    assert {one.batch for one in ledger.verify().found} == {1, 2, 3}


def test_the_file_names_nobody(ledger: Ledger) -> None:
    """Neither a person nor a salt; two launches of one person have one commitment."""
    text = b"".join(ledger.lines())
    salts = dict(ledger.stores.receipts.salts(after="", limit=9))

    assert len(salts) == 3
    assert not [one for name, salt in salts.items() for one in (name, salt) if one.encode() in text]
    read = [json.loads(line) for line in ledger.lines()]
    assert len({one["commitment"] for one in read if "record" in one}) == 3


@pytest.mark.parametrize("text", ["", "3", "x:" + "0" * 64, "0:" + "0" * 64, "3:" + "0" * 63])
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    """A token that was typed wrongly does not pass for a ledger that is wrong."""
    with pytest.raises(ValueRefusedError):
        parse_expected(text)


@pytest.mark.parametrize(
    "facts",
    [
        Facts("k7pm2q4x", 1, "0750001A", 'ark:/1/é"\\', "p", "saml", "s", None, "PRO,DIV", "v"),
        Facts("r", -5, None, None, None, "cas", None, "unknown_person", "", None),
    ],
)
def test_a_link_is_the_digest_of_what_the_page_says(facts: Facts) -> None:
    """The SHA-256 of the link before and of a list in JSON, made here by the library alone."""
    commitment = commitment_of(ALICE, "5a17")
    text = json.dumps([7, *facts, commitment.hex()], separators=(",", ":"))

    expected = hashlib.sha256(genesis(TENANT) + text.encode()).digest()

    assert link_of(genesis(TENANT), 7, facts, commitment) == expected
