"""A CAS server in memory, the provider's questions to it, and an independent reader."""

import threading
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from garbridge.core.attributes import Attribute
from garbridge.core.proving import Mismatch
from garbridge.core.release import Claim, ReleasedClaims
from garbridge.errors import KeyInUseError
from garbridge.ports import (
    BackChannel,
    Document,
    OneTimeEntry,
    ProtocolAdapter,
    Redemption,
    Redirect,
    SignInRequest,
    WireRequest,
)
from garbridge.protocols.cas import (
    CasAdapter,
    CasLogin,
    CasService,
    CasValidation,
    register_services,
)
from garbridge.testing.world import ATLAS, NOW, PUBLISHER

REFERENCE = "k7pm2q4x"
"""Of the record of every launch here."""
SERVICE = "https://parc.example/sso/atlas"
WHOLE_PROVIDER = "https://parc.example/?sso_id=gar"
OTHER_SERVICE = "https://calculo.example/sso"

SUBJECT = "995875fb" * 16
PURPOSE = "ouvrir les fonctions de l’élève"
CLAIMS = ReleasedClaims(
    SUBJECT,
    ATLAS.id,
    (
        Claim(Attribute.IDO, (SUBJECT,), PURPOSE),
        Claim(Attribute.PRO, ("National_ens",), PURPOSE),
        Claim(Attribute.UAI, ("0561641E",), PURPOSE),
        Claim(Attribute.DIV, ("1S1##1S1", "2NDE04##Seconde 4"), PURPOSE),
    ),
)
RELEASED = {
    "IDO": [SUBJECT],
    "PRO": ["National_ens"],
    "UAI": ["0561641E"],
    "DIV": ["1S1##1S1", "2NDE04##Seconde 4"],
}

_NS = "{http://www.yale.edu/tp/cas}"


class OneTimeMemory:
    """A one-time store that keeps its promise under threads."""

    def __init__(self) -> None:
        self.entries: dict[str, OneTimeEntry] = {}
        self._lock = threading.Lock()

    def keep(self, entry: OneTimeEntry, *, now: datetime) -> None:
        """Store *entry*, in the place of none that is there."""
        with self._lock:
            there = self.entries.get(entry.key)
            if there is not None and now < there.until:
                raise KeyInUseError
            self.entries[entry.key] = entry

    def peek(self, key: str, *, now: datetime) -> bytes | None:
        """Return the body and leave it there."""
        entry = self.entries.get(key)
        return entry.body if entry and now < entry.until else None

    def redeem(self, key: str, *, now: datetime, leave: OneTimeEntry | None = None) -> bytes | None:
        """Return the body once."""
        with self._lock:
            entry = self.entries.pop(key, None)
            if entry is None or entry.until <= now:
                return None
            if leave is not None:
                self.entries.setdefault(leave.key, leave)
        return entry.body


class NotedMemory:
    """A journal of redemptions that keeps them in a list."""

    def __init__(self) -> None:
        self.noted: list[Redemption] = []

    def note(self, redemption: Redemption) -> None:
        """Store *redemption*."""
        self.noted.append(redemption)

    def redemptions(self, *, limit: int) -> Sequence[Redemption]:
        """Return the latest."""
        return self.noted[::-1][:limit]


def services() -> Mapping[str, CasService]:
    """Return one service of a resource, one of a whole provider, one of another provider."""
    return register_services(
        [
            CasService(SERVICE, PUBLISHER.id, ATLAS.id),
            CasService(WHOLE_PROVIDER, PUBLISHER.id),
            CasService(OTHER_SERVICE, PUBLISHER.id),
        ]
    )


def login(query: str, method: str = "GET") -> WireRequest:
    """Return a request of ``/cas/login`` as a browser sends it."""
    return WireRequest(method, "https://ent.example/cas/login", query)


@dataclass
class CasServer:
    """Both channels around one store."""

    store: OneTimeMemory = field(default_factory=OneTimeMemory)
    journal: NotedMemory = field(default_factory=NotedMemory)
    tickets: int = 0
    restricted: datetime | None = None
    sounded: list[Mismatch] = field(default_factory=list[Mismatch])
    reused: list[datetime] = field(default_factory=list[datetime])

    def sound(self, mismatch: Mismatch) -> None:
        """Note an alarm."""
        self.sounded.append(mismatch)

    @property
    def adapter(self) -> ProtocolAdapter[CasLogin]:
        """The front channel."""
        return CasAdapter(services=services, tokens=self._token)

    def _token(self) -> str:
        self.tickets += 1
        return f"{self.tickets:022}-_Az09aZ-__-"

    def back_channel(self, *, attributes: bool = True) -> BackChannel:
        """Return ``/cas/p3/serviceValidate``, or ``/cas/serviceValidate``."""
        return CasValidation(
            one_time=self.store,
            journal=self.journal,
            transaction=nullcontext,
            alarms=self,
            has_lapsed=lambda _, at: self.restricted is not None and at <= self.restricted,
            on_reuse=self.reused.append,
            attributes=attributes,
        )

    def parse(self, **parameters: str) -> SignInRequest[CasLogin]:
        """Ask ``/cas/login`` with *parameters*."""
        return self.adapter.parse(login(urlencode(parameters)), now=NOW)

    def redirect(
        self, service: str = SERVICE, claims: ReleasedClaims = CLAIMS, now: datetime = NOW
    ) -> str:
        """Launch, as far as CAS is concerned, and return where the browser is sent."""
        asked = self.parse(service=service)
        answer = self.adapter.respond(
            asked, claims, reference=REFERENCE, authenticated=None, now=now
        )
        for entry in answer.entries:
            self.store.keep(entry, now=NOW)
        assert isinstance(answer.response, Redirect)
        return answer.response.url

    def ticket(
        self, service: str = SERVICE, claims: ReleasedClaims = CLAIMS, now: datetime = NOW
    ) -> str:
        """Launch and return the ticket that the browser carries."""
        query = urlsplit(self.redirect(service, claims, now)).query
        return parse_qs(query)["ticket"][0]

    def ask(self, query: str, now: datetime = NOW, *, attributes: bool = True) -> Document:
        """Ask the back channel with *query* as it is."""
        request = WireRequest("GET", "https://ent.example/cas/p3/serviceValidate", query)
        return self.back_channel(attributes=attributes).answer(request, now=now)

    def validate(self, ticket: str, service: str = SERVICE, **more: str) -> Document:
        """Validate *ticket* as a provider does."""
        return self.ask(urlencode({"service": service, "ticket": ticket, **more}))


@dataclass(frozen=True)
class Answer:
    """A ``serviceResponse`` as an XML parser that is not ours reads it."""

    user: str | None
    attributes: Mapping[str, list[str | None]]
    code: str | None
    text: str | None


def read(document: Document) -> Answer:
    """Read *document* with expat."""
    root = ET.fromstring(document.body)  # noqa: S314 - our own answer, read independently
    assert root.tag == f"{_NS}serviceResponse"
    (verdict,) = root
    if verdict.tag == f"{_NS}authenticationFailure":
        return Answer(None, {}, verdict.get("code"), verdict.text)
    assert verdict.tag == f"{_NS}authenticationSuccess"
    attributes: dict[str, list[str | None]] = {}
    for element in verdict.iterfind(f"{_NS}attributes/*"):
        attributes.setdefault(element.tag.removeprefix(_NS), []).append(element.text)
    return Answer(verdict.findtext(f"{_NS}user"), attributes, None, None)
