"""``[national.list]``: where the GAR says what somebody finds there, and as whom it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from garbridge.config.hosts import place_of, read_hosts
from garbridge.config.tables import Table, web_address
from garbridge.errors import ValueRefusedError

HOSTS: Final = (
    "idp-auth.gar.education.fr",
    "idpauth.gar.education.fr",
    "sp-auth.gar.education.fr",
)
"""Where the addresses of resources were seen to lead, on the GAR that is in production."""
FORMATS: Final = ("json", "xml")

_CONNECT: Final = 5
_READ: Final = 2
_TOTAL: Final = 7
_FRESH: Final = 60
_HOURS: Final = 72
_AT_ONCE: Final = 4
_MOST_SECONDS: Final = 30
_MOST_FRESH: Final = 900
_MOST_HOURS: Final = 14 * 24
LONGEST_KEPT: Final = timedelta(hours=_MOST_HOURS)
"""No configuration lets a list stand in for longer."""
_MOST_AT_ONCE: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ListService:
    """How the GAR is asked for lists.

    ``url`` has no slash at its end.  ``certificate`` and ``key`` are who we are there, ``None``
    only on loopback; ``authority`` holds whom alone we trust there, ``None`` is the machine's
    certificates.  ``connect`` and ``read`` are for one read, ``total`` for all of it.  For as long
    as ``fresh`` nobody asks again; ``kept`` is how long a list stands in where none comes.
    ``at_once`` is how many pages of this machine may wait for long.  ``hosts`` are those to which
    people are sent, with a port where it is not that of https.
    """

    url: str
    certificate: Path | None = None
    key: Path | None = None
    authority: Path | None = None
    format: str = FORMATS[0]
    connect: timedelta = timedelta(seconds=_CONNECT)
    read: timedelta = timedelta(seconds=_READ)
    total: timedelta = timedelta(seconds=_TOTAL)
    fresh: timedelta = timedelta(seconds=_FRESH)
    kept: timedelta = timedelta(hours=_HOURS)
    at_once: int = _AT_ONCE
    hosts: frozenset[str] = frozenset(HOSTS)
    insecure_loopback: bool = False

    def parse_address(self, text: str) -> str:
        """Return an address to which somebody may be sent: https, at one of ``hosts``.

        Raises:
            ValueRefusedError: it is something else.
        """
        address = web_address(insecure_loopback=self.insecure_loopback)(text)
        if place_of(address) not in self.hosts:
            raise ValueRefusedError("address", None, "a host of national.list.hosts")
        return address

    def stated(self) -> Mapping[str, object]:
        """Return it as its operator may look at it, key by key."""
        return {
            "url": self.url,
            "certificate": self.certificate,
            "key": self.key,
            "authority": self.authority,
            "format": self.format,
            "connect_seconds": _seconds(self.connect),
            "read_seconds": _seconds(self.read),
            "total_seconds": _seconds(self.total),
            "fresh_seconds": _seconds(self.fresh),
            "kept_hours": self.kept // timedelta(hours=1),
            "at_once": self.at_once,
            "hosts": sorted(self.hosts),
        }


def read_list_service(
    national: Table, folder: Path, *, insecure_loopback: bool
) -> ListService | None:
    """Return what ``[national.list]`` says; ``None`` where there is no such table."""
    table = national.table("list")
    if table is None:
        return None
    url = table.parsed("url", web_address(insecure_loopback=insecure_loopback)) or ""
    if url.endswith("/") or "?" in url:
        table.problem("url", "must not end with a slash or hold a query")
    wants_certificate = url.startswith("https:") or "certificate" in table.values
    found = ListService(
        url=url,
        certificate=table.path("certificate", folder) if wants_certificate else None,
        key=table.private("key", folder) if wants_certificate else None,
        authority=table.path("authority", folder) if "authority" in table.values else None,
        format=_format(table),
        connect=_period(table, "connect_seconds", _CONNECT, _MOST_SECONDS),
        read=_period(table, "read_seconds", _READ, _MOST_SECONDS),
        total=_period(table, "total_seconds", _TOTAL, _MOST_SECONDS),
        fresh=_period(table, "fresh_seconds", _FRESH, _MOST_FRESH),
        kept=timedelta(hours=table.number("kept_hours", _HOURS, _MOST_HOURS)),
        at_once=table.number("at_once", _AT_ONCE, _MOST_AT_ONCE),
        hosts=_hosts(table),
        insecure_loopback=insecure_loopback,
    )
    table.finish()
    return found


def _format(table: Table) -> str:
    named = table.text("format", FORMATS[0])
    if named not in FORMATS:
        table.problem("format", 'must be "json" or "xml"')
    return named


def _hosts(table: Table) -> frozenset[str]:
    if "hosts" not in table.values:
        return frozenset(HOSTS)
    return read_hosts(table, "sp-auth.gar.education.fr")


def _period(table: Table, key: str, default: int, most: int) -> timedelta:
    return timedelta(seconds=table.number(key, default, most))


def _seconds(period: timedelta) -> int:
    return period // timedelta(seconds=1)
