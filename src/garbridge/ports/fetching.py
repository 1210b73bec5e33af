"""The port of what is fetched from a peer over HTTP: an answer, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a peer answered: its status and, within the limit, all of its body.

    ``headers`` are found by their names in any case; where the body was not read, they are none.
    """

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], compare=False, repr=False)


class UnfetchedReason(StrEnum):
    """What kept an answer from being used, as far as it matters to whoever asked."""

    OTHER = "other"
    LATE = "late"
    """Nobody answered in time."""
    TLS = "tls"
    """One of both is not whom the other trusts."""
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Unfetched:
    """The peer gave no answer that can be used, in time and within the limits.

    ``why`` is for a log; what is decided is decided by ``reason``.
    """

    why: str
    reason: UnfetchedReason = field(default=UnfetchedReason.OTHER, compare=False)


class Fetcher(Protocol):
    """Asks a peer over HTTP, within bounds of time, size and number; follows no redirect.

    It does not raise: a peer that is away is the ordinary case.
    """

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, limit: int | None = None
    ) -> Fetched | Unfetched:
        """Return what is at *url*; *limit* is the most octets of its body."""
        ...

    def post(
        self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None
    ) -> Fetched | Unfetched:
        """Return the answer to *form*."""
        ...
