"""The GAR's catalogue for everybody: fetched over HTTP, and kept.

Never fetched in a request of a person: a command does it, run by a timer.  As for the lists
(:mod:`garbridge.wiring.national_lists`) with other bounds: all of it is some megabytes.
"""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from garbridge.config import ListService
from garbridge.core.national_faults import ListFault
from garbridge.errors import ConfigError
from garbridge.gar.offer_reading import read_offer
from garbridge.ports import Fetched, OfferRead, Unfetched
from garbridge.services.national_offer import OfferImportService
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.national_lists import UNTRUSTED, fault_of, question
from garbridge.wiring.runtime import Runtime
from garbridge.wiring.timed_http import begun, ended

PATH: Final = "/ressourcesDiffusables"
LARGEST: Final = 64 * 1024 * 1024
"""Octets, decompressed."""
READ: Final = 60.0
TOTAL: Final = 300.0
"""Seconds: for one read, and for all of it."""

_LOG: Final = logging.getLogger("garbridge.national")


@dataclass(frozen=True, slots=True)
class HttpOffer:
    """The GAR's service of its catalogue.

    Args:
        service: Where, as whom and in which format.
        total: The seconds that it may take.
    """

    service: ListService
    total: float = TOTAL

    def fetch(self) -> OfferRead | ListFault:
        """Return what became of the question."""
        try:
            asked = question(self.service, PATH, LARGEST, read=min(READ, self.total))
        except OSError as broken:  # the certificate, the key or the authority
            _LOG.warning("the GAR cannot be asked: %s", type(broken).__name__)
            return ListFault.UNTRUSTED
        (answer,) = ended([begun(asked)], system_ticks() + self.total)
        return self._outcome(answer)

    def _outcome(self, answer: Fetched | Unfetched) -> OfferRead | ListFault:
        if isinstance(answer, Unfetched):
            _LOG.warning("the GAR was asked in vain for its catalogue: %s", answer.why)
            return fault_of(answer)
        if answer.status == HTTPStatus.OK:
            return read_offer(answer.body)
        _LOG.warning("the GAR answered %d about its catalogue", answer.status)
        return ListFault.UNTRUSTED if answer.status in UNTRUSTED else ListFault.BROKEN


def offer_import(runtime: Runtime) -> OfferImportService:
    """Return what takes the catalogue over.

    Raises:
        ConfigError: the portal asks the GAR nothing.
    """
    national = runtime.config.national
    if national is None or national.listing is None:
        raise ConfigError(["garbridge.toml: national.list: missing; the GAR is asked nothing"])
    return OfferImportService(
        offer=HttpOffer(national.listing),
        store=runtime.stores.mediacentre.offer,
        transaction=runtime.stores.transaction,
        clock=runtime.clock,
    )
