"""Asks the GAR for lists over HTTP: every school at once, within bounds of time, size and number.

- All of it takes ``total_seconds`` at most, of which somebody waits in front of a page; the bounds
  of :mod:`garbridge.wiring.timed_http` hold for each question, and a thread ends with it.
- A school that is not answered in time twice in a row is not asked about for :data:`PAUSE`
  seconds, and where that is so of all that are asked about at once, nobody is, by any worker of
  this machine (:mod:`garbridge.wiring.upstream_places`): the breaker is open.
- At most ``at_once`` pages of this machine wait longer than :data:`QUICK` seconds.

A line of the log says which school, which code and what status: never who was asked about.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Final, TextIO
from urllib.parse import quote

from garbridge.config import ListService
from garbridge.core.identifiers import SchoolId, TenantId
from garbridge.core.national_access import NationalAccess
from garbridge.core.national_faults import LIST_FAULTS, ListFault
from garbridge.gar.list_reading import read_list
from garbridge.ports import Fetched, ListRead, Unfetched, UnfetchedReason
from garbridge.wiring.client_tls import client_context
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.timed_http import Asked, TimedRequest, begun, joined
from garbridge.wiring.upstream_places import Slots, shared_folder

QUICK: Final = 0.5
PAUSE: Final = 30.0
"""Seconds."""
LARGEST: Final = 4 * 1024 * 1024
"""Octets of one list, decompressed: some thousand resources."""
AT_ONCE: Final = 16
"""Schools that one page asks about at the same time; whoever is at more waits for the next ones."""

_LOG: Final = logging.getLogger("garbridge.national")
_UNKNOWN: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
UNTRUSTED: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_ACCEPT: Final = {"json": "application/json", "xml": "application/xml"}

_Outcome = ListRead | ListFault


def gar_lists(service: ListService, tenant: TenantId, issuer: str) -> "HttpLists":
    """Return what asks as *service* says; the portal of *issuer* shares its places."""
    folder = partial(shared_folder, f"{issuer} {service.url}")
    places = Slots(folder=folder, number=service.at_once, ticks=system_ticks, pause=PAUSE)
    return HttpLists(service, tenant, places)


@dataclass(frozen=True, slots=True)
class HttpLists:
    """The GAR's service of lists.

    Args:
        service: Where, as whom and within which bounds.
        tenant: Whose people are asked about.
        places: Where pages that wait for long must have a place; its breaker is the host's.
        quick: Seconds for which no place is needed.
    """

    service: ListService
    tenant: TenantId
    places: Slots
    quick: float = QUICK

    def ask(self, places: Sequence[NationalAccess]) -> Mapping[SchoolId, _Outcome]:
        """Return what became of the question for each school of *places*."""
        until = system_ticks() + self.service.total.total_seconds()
        found: dict[SchoolId, _Outcome] = {}
        for start in range(0, len(places), AT_ONCE):
            found |= self._asked(places[start : start + AT_ONCE], until)
        for school, outcome in found.items():
            if isinstance(outcome, ListFault):
                code = LIST_FAULTS[outcome].code
                _LOG.warning("%s: the GAR gave no list of %s", code, school)
            elif outcome.left_out:
                _LOG.warning("%s: %d entries are left out", school, outcome.left_out)
        return found

    def _asked(self, places: Sequence[NationalAccess], until: float) -> Mapping[SchoolId, _Outcome]:
        found: dict[SchoolId, _Outcome] = {one.school: ListFault.UNREACHABLE for one in places}
        if self.places.is_closed() or system_ticks() >= until:
            return found
        try:
            requests = dict(self._begun(places))
        except OSError as broken:  # the certificate, the key or the authority
            _LOG.warning("the GAR cannot be asked: %s", type(broken).__name__)
            return dict.fromkeys(found, ListFault.UNTRUSTED)
        had_time = self._wait(requests, until)
        answers = {school: one.outcome for school, one in requests.items()}
        for school, answer in answers.items():
            if answer is None:
                requests[school].shut()
            else:
                found[school] = self._outcome(school, answer)
        if had_time:
            self._note({school for school, answer in answers.items() if _is_late(answer)}, answers)
        return found

    def _note(self, late: Collection[SchoolId], asked: Collection[SchoolId]) -> None:
        for school in asked:
            self._of(school).note(is_late=school in late)
        if asked:
            self.places.note(is_late=len(late) == len(asked))

    def _begun(self, places: Sequence[NationalAccess]) -> Iterator[tuple[SchoolId, TimedRequest]]:
        for one in places:
            if not one.person.strip(".") or self._of(one.school).is_closed():
                continue  # "." and ".." are parts of paths
            request = begun(self._question(one))
            if request is not None:
                yield one.school, request

    def _question(self, place: NationalAccess) -> Asked:
        path = "/".join(quote(part, safe="") for part in (self.tenant, place.school, place.person))
        read = self.service.read.total_seconds()
        return question(self.service, f"/ressources/{path}", LARGEST, read=read)

    def _of(self, school: SchoolId) -> Slots:
        """Return the same with the breaker of *school*."""
        return replace(self.places, late=f"late-{school}")

    def _wait(self, requests: Mapping[SchoolId, TimedRequest], until: float) -> bool:
        """Wait until all are answered or time is over; say whether they had all of it.

        They have not where nobody may wait any longer: that says nothing of the GAR.
        """
        joined(requests.values(), min(until, system_ticks() + self.quick))
        if all(one.outcome is not None for one in requests.values()):
            return True
        try:
            place: TextIO | None = self.places.take()
        except OSError:
            place = None
        if place is None:
            return False
        with place:
            joined(requests.values(), until)
        return True

    def _outcome(self, school: SchoolId, answer: Fetched | Unfetched) -> _Outcome:
        if isinstance(answer, Unfetched):
            _LOG.warning("the GAR was asked in vain about %s: %s", school, answer.why)
            return fault_of(answer)
        if answer.status == HTTPStatus.OK:
            return read_list(
                answer.body,
                tenant=self.tenant,
                school=school,
                parse_address=self.service.parse_address,
            )
        if answer.status == HTTPStatus.NO_CONTENT:
            return ListRead(())
        _LOG.warning("the GAR answered %d about %s", answer.status, school)
        if answer.status in UNTRUSTED:
            return ListFault.UNTRUSTED
        return ListFault.UNKNOWN_SCHOOL if answer.status in _UNKNOWN else ListFault.BROKEN


def question(service: ListService, path: str, limit: int, *, read: float) -> Asked:
    """Return what is asked at *path* of *service*: at most *limit* octets, unpacked.

    Raises:
        OSError: the certificate, the key or the authority cannot be used.
    """
    context = None
    if service.certificate is not None or service.authority is not None:
        context = client_context(service.certificate, service.key, service.authority)
    return Asked(
        "GET",
        f"{service.url}{path}",
        None,
        {"Accept": _ACCEPT[service.format], "Cache-Control": "no-cache"},
        limit,
        connect=service.connect.total_seconds(),
        read=read,
        context=context,
        gzip=True,
    )


def fault_of(answer: Unfetched) -> ListFault:
    """Return what a portal is told of a question that nobody answered."""
    is_tls = answer.reason is UnfetchedReason.TLS
    return ListFault.UNTRUSTED if is_tls else ListFault.UNREACHABLE


def _is_late(outcome: Fetched | Unfetched | None) -> bool:
    was_late = isinstance(outcome, Unfetched) and outcome.reason is UnfetchedReason.LATE
    return outcome is None or was_late
