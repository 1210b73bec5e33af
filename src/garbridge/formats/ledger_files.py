"""A ledger as a file of JSON lines, which an auditor checks without the database.

The first line names the ledger, the last one ends it.  Between them stand records, each with the
commitment in the place of the person, and behind each batch its checkpoint::

    {"ledger":1,"tenant":"F0","purged":null}
    {"record":1,"facts":["k7pm2q4x",1791187200000000,"0750001A",…],"commitment":"…","link":"…"}
    {"checkpoint":1,"first":1,"last":1,"at":…,"head":"…","previous":"…","key":"…","signature":"…"}
    {"end":1}

Whatever is cut off, be it one byte, is missed: the last line is gone or has no end of line.  A line
has its own names, each once, and no other: what one reader passes over, another would believe.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, TypeVar, cast

from garbridge.core.auditing import Auditor, Flaw, Found, Verdict
from garbridge.core.identifiers import TenantId, parse_tenant_id
from garbridge.core.receipts import (
    Checkpoint,
    Entry,
    Expected,
    Facts,
    PurgeMark,
    Trust,
    instant_at,
    micros,
)
from garbridge.errors import MalformedError
from garbridge.formats.jwt_reading import strict_json

FORM: Final = 1
"""The version of the form: another number is another form."""
LONGEST: Final = 65_536
"""Bytes of the longest line that is read: an honest one has a few hundred."""

_HEADER: Final = frozenset({"ledger", "tenant", "purged"})
_PURGE: Final = frozenset({"batch", "last", "at", "key", "signature"})
_RECORD: Final = frozenset({"record", "facts", "commitment", "link"})
_CHECKPOINT: Final = _PURGE - {"batch"} | {"checkpoint", "first", "head", "previous"}
_END: Final = frozenset({"end"})

_json = json.JSONEncoder(separators=(",", ":")).encode
T = TypeVar("T")


def write_ledger(
    tenant: TenantId, purged: PurgeMark | None, pieces: Iterable[Entry | Checkpoint]
) -> Iterator[str]:
    """Yield the lines of a file, each with its end."""
    yield _line({"ledger": FORM, "tenant": tenant, "purged": purged and _purge_line(purged)})
    number = 0 if purged is None else purged.last
    for piece in pieces:
        if isinstance(piece, Checkpoint):
            yield _line(_checkpoint_line(piece))
        else:
            number = piece.number
            yield _line(
                {
                    "record": piece.number,
                    "facts": piece.facts,
                    "commitment": piece.commitment.hex(),
                    "link": piece.link.hex(),
                }
            )
    yield _line({"end": number})


def audit_file(
    lines: Iterable[bytes], trust: Trust, *, expected: Expected | None = None
) -> Verdict:
    """Check the file of *lines*; what cannot be read is found like anything else.

    Args:
        lines: The file, line by line with their ends; no line is trusted to be short.
        trust: The keys that may have signed it.
        expected: A checkpoint that was kept elsewhere.

    Raises:
        MalformedError: the first line is not that of a ledger: there is nothing to check.
    """
    source = iter(lines)
    auditor = _opened(next(source, b""), trust)
    read, told = 1, None
    for number, line in enumerate(source, start=2):
        if told is not None:
            auditor.note(Found(flaw=Flaw.UNREADABLE, number=number))
            break
        if len(line) > LONGEST or not line.endswith(b"\n"):
            break
        read = number
        try:
            told = _take(auditor, strict_json(line))
        except MalformedError:
            auditor.note(Found(flaw=Flaw.UNREADABLE, number=number))
    if told is None:
        auditor.note(Found(flaw=Flaw.CUT, number=read + 1))
    elif told != auditor.number:
        auditor.note(Found(flaw=Flaw.CUT_OFF, number=told))
    return auditor.finish(expected)


def _opened(line: bytes, trust: Trust) -> Auditor:
    read = strict_json(line)
    if read.get("ledger") != FORM or not line.endswith(b"\n"):
        raise MalformedError("not a ledger of form 1", line=1)
    _only(read, _HEADER)
    tenant = _of(read, "tenant", str)
    try:
        parse_tenant_id(tenant)
    except ValueError:
        raise MalformedError("the ledger names no tenant", line=1) from None
    purged = read.get("purged")
    if purged is None:
        return Auditor(TenantId(tenant), trust)
    if not isinstance(purged, dict):
        raise MalformedError("not a purge", line=1)
    mark = cast("dict[str, object]", purged)
    _only(mark, _PURGE)
    return Auditor(TenantId(tenant), trust, _purge(TenantId(tenant), mark))


def _take(auditor: Auditor, read: Mapping[str, object]) -> int | None:
    """Hand on one line; return the number of the last record where it is the last line."""
    if "record" in read:
        _only(read, _RECORD)
        auditor.record(_entry(read))
    elif "checkpoint" in read:
        _only(read, _CHECKPOINT)
        auditor.checkpoint(_checkpoint(auditor.tenant, read))
    else:
        _only(read, _END)
        return _of(read, "end", int)
    return None


def _only(read: Mapping[str, object], names: frozenset[str]) -> None:
    if read.keys() != names:
        raise MalformedError("not the names of such a line")


def _entry(read: Mapping[str, object]) -> Entry:
    said = read.get("facts")
    facts = None
    reference = ""
    if isinstance(said, list) and len(cast("list[object]", said)) == len(Facts._fields):
        # Whatever stands there makes another link than the one that was sealed, and no error.
        facts = Facts(*said)
        reference = str(facts.reference)[:32]
    elif said is not None:
        raise MalformedError("not the facts of a record")
    commitment, link = _octets(read, "commitment"), _octets(read, "link")
    return Entry(_of(read, "record", int), reference, facts, commitment, link)


def _checkpoint_line(one: Checkpoint) -> dict[str, object]:
    return {
        "checkpoint": one.batch,
        "first": one.first,
        "last": one.last,
        "at": micros(one.at),
        "head": one.head.hex(),
        "previous": one.previous.hex(),
        "key": one.key,
        "signature": one.signature.hex(),
    }


def _checkpoint(tenant: TenantId, read: Mapping[str, object]) -> Checkpoint:
    return Checkpoint(
        tenant=tenant,
        batch=_of(read, "checkpoint", int),
        first=_of(read, "first", int),
        last=_of(read, "last", int),
        at=_instant(read),
        head=_octets(read, "head"),
        previous=_octets(read, "previous"),
        key=_of(read, "key", str),
        signature=_octets(read, "signature"),
    )


def _purge_line(one: PurgeMark) -> dict[str, object]:
    return {
        "batch": one.batch,
        "last": one.last,
        "at": micros(one.at),
        "key": one.key,
        "signature": one.signature.hex(),
    }


def _purge(tenant: TenantId, read: Mapping[str, object]) -> PurgeMark:
    return PurgeMark(
        tenant=tenant,
        batch=_of(read, "batch", int),
        last=_of(read, "last", int),
        at=_instant(read),
        key=_of(read, "key", str),
        signature=_octets(read, "signature"),
    )


def _line(said: Mapping[str, object]) -> str:
    return _json(said) + "\n"


def _of(read: Mapping[str, object], name: str, kind: type[T]) -> T:
    value = read.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise MalformedError(f"{name}: not what it should be")
    return value


def _octets(read: Mapping[str, object], name: str) -> bytes:
    text = _of(read, name, str)
    octets = _tried(lambda: bytes.fromhex(text), name)
    if octets.hex() != text:
        raise MalformedError(f"{name}: written otherwise than the ledger writes it")
    return octets


def _instant(read: Mapping[str, object]) -> datetime:
    return _tried(lambda: instant_at(_of(read, "at", int)), "at")


def _tried(read: Callable[[], T], name: str) -> T:
    try:
        return read()
    except (ValueError, OverflowError):
        raise MalformedError(f"{name}: not what it should be") from None
