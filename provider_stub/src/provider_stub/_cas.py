"""The only module that touches python-cas: login address, ticket validation, answer.

The library asks without a deadline, follows redirects and ignores the status,
so it is given a session of ours; and it reads the first ``user`` it finds at any
depth, so the answer's shape is checked before the library sees it.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from cas import CASClientV3

from provider_stub.config import StubConfig
from provider_stub.errors import ShapeError
from provider_stub.portal_http import fetch
from provider_stub.xml_entry import MESSAGE_LIMIT, Element, parse_message

# python-cas writes whole answers at DEBUG.
logging.getLogger("cas").setLevel(logging.WARNING)

CAS = "{http://www.yale.edu/tp/cas}"
_SUCCESS_CHILDREN = {f"{CAS}user", f"{CAS}attributes"}


@dataclass(frozen=True, slots=True)
class ValidatedTicket:
    """Whom the portal says a ticket stands for."""

    user: str
    attributes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class InvalidTicket:
    """The portal does not vouch for a ticket; ``code`` is CAS's, such as INVALID_TICKET."""

    code: str


@dataclass(frozen=True, slots=True)
class _Page:
    """What python-cas needs of an answer."""

    content: bytes

    def close(self) -> None:
        """Nothing is left open."""


@dataclass(frozen=True, slots=True)
class _Session:
    """What python-cas needs of a session: one GET with a deadline, a bound, no redirect."""

    timeout: float

    def get(self, url: str, params: Mapping[str, str], verify: bool) -> _Page:  # noqa: ARG002, FBT001 - the library's call; TLS is always verified
        """Ask the portal.

        Raises:
            PortalError: it cannot be asked, or answers something else than 200.
        """
        asked = f"{url}?{urlencode(params)}"
        return _Page(fetch(asked, timeout=self.timeout, limit=MESSAGE_LIMIT))


class CasClient:
    """Our CAS 3 client for one ``service``, which comes from configuration only."""

    def __init__(self, config: StubConfig, service: str) -> None:
        self._client = CASClientV3(
            service_url=service,
            server_url=config.cas_url,
            session=_Session(config.portal_timeout),
        )

    def login_url(self) -> str:
        """Where the browser goes to get a ticket (CAS 3.0, 2.1)."""
        return str(self._client.get_login_url())

    def ask(self, ticket: str) -> bytes:
        """Ask ``p3/serviceValidate`` about *ticket* (CAS 3.0, 2.8).

        Raises:
            PortalError: the portal cannot be asked.
        """
        return bytes(self._client.get_verification_response(ticket))

    def read(self, answer: bytes) -> ValidatedTicket | InvalidTicket:
        """Read an answer (CAS 3.0, 2.5.2 and 2.5.3).

        Raises:
            UnreadableXmlError: not XML we agree to read.
            ShapeError: XML of another shape than CAS's.
        """
        verdict = _check_shape(parse_message(answer))
        if verdict.tag == f"{CAS}authenticationFailure":
            return InvalidTicket(verdict.get("code", "")[:40] or "sans code")
        user, attributes, _ = self._client.verify_response(answer)
        return ValidatedTicket(user or "", _normalise(attributes or {}))


def _check_shape(root: Element) -> Element:
    """Require one success or one failure, one user, flat attributes; return the verdict."""
    if root.tag != f"{CAS}serviceResponse" or len(root) != 1:
        raise ShapeError("pas une serviceResponse à un seul élément")
    verdict = root[0]
    if verdict.tag == f"{CAS}authenticationFailure":
        return verdict
    if verdict.tag != f"{CAS}authenticationSuccess":
        raise ShapeError("ni succès ni échec")
    tags = [child.tag for child in verdict]
    if tags.count(f"{CAS}user") != 1 or tags.count(f"{CAS}attributes") > 1:
        raise ShapeError("un seul user et un seul attributes sont attendus")
    if not set(tags) <= _SUCCESS_CHILDREN:
        # A proxy ticket lists its proxies; we asked for none.
        raise ShapeError("élément inattendu dans authenticationSuccess")
    if any(
        len(leaf)
        for path in (f"{CAS}user", f"{CAS}attributes/*")
        for leaf in verdict.iterfind(path)
    ):
        raise ShapeError("élément inattendu dans une valeur")
    return verdict


def _normalise(
    attributes: Mapping[str, str | list[str | None] | None],
) -> Mapping[str, tuple[str, ...]]:
    """Give every attribute a tuple of values; python-cas gives a string, a list or ``None``."""
    return {
        name: tuple(each or "" for each in (value if isinstance(value, list) else [value]))
        for name, value in attributes.items()
    }
