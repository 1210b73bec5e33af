"""A portal whose people an upstream signs in; the upstream speaks a protocol of four parameters.

``state`` names the flow, ``code`` says who, ``at`` when they proved it; ``fault`` says why nobody
is signed in.  It posts ``gone`` (a session) or ``left`` (an account) where it tells of a logout.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from tests.web.logout_channels import Channels
from tests.web.portal import World
from werkzeug.test import TestResponse

from garbridge.core.arrivals import ArrivalFault
from garbridge.core.identifiers import PersonId
from garbridge.errors import MalformedError
from garbridge.formats.sealing import SecretSealer
from garbridge.ports import (
    AccountFinder,
    Authenticated,
    Begun,
    Declined,
    Leaving,
    LogoutNotice,
    OneTimeClaim,
    Participant,
    Redirect,
    UpstreamAnswered,
    UpstreamAsked,
    UpstreamEnded,
    WireRequest,
    WireResponse,
    Wish,
)
from garbridge.services.arriving import ArrivalService, OwnNames
from garbridge.services.logout import LogoutService
from garbridge.stores.memory import MemoryDatabase, MemoryOneTimeStore, MemoryPortalSessions
from garbridge.testing.participants import participation
from garbridge.testing.world import KEY, NOW
from garbridge.web import GarBridge
from garbridge.wiring import Runtime, UpstreamRuntime

IDP = "https://idp.example"
LASTS = timedelta(hours=10)


@dataclass
class TestUpstream:
    """The upstream."""

    issuer: str = IDP
    is_named: bool = True
    is_away: bool = False
    told: list[Leaving] = field(default_factory=list[Leaving])
    __test__ = False

    def begin(self, wish: Wish, *, now: datetime) -> Begun | Declined:
        """Go there."""
        del now
        if self.is_away:
            return Declined(ArrivalFault.AWAY, "away")
        asked = {"state": wish.flow, "fresh": str(wish.is_fresh)}
        return Begun(Redirect(f"{IDP}/login?{urlencode(asked)}"), {"nonce": f"n-{wish.flow}"})

    def probe(self, *, now: datetime) -> Declined | None:
        """Say whether it is there."""
        del now
        return Declined(ArrivalFault.AWAY, "away") if self.is_away else None

    def flow(self, request: WireRequest) -> str | None:
        """Return ``state``."""
        return _said(request).get("state", "") if self.is_named else None

    def finish(
        self, request: WireRequest, kept: Mapping[str, str], wish: Wish, *, now: datetime
    ) -> Authenticated | Declined:
        """Believe it."""
        assert kept == {"nonce": f"n-{wish.flow}"}
        said = _said(request)
        if "fault" in said:
            return Declined(ArrivalFault(said["fault"]), "the test says so")
        at = said.get("at")
        return Authenticated(
            issuer=said.get("issuer", IDP),
            subject=said["code"],
            attributes={"uid": tuple(said.get("uid", said["code"]).split(","))},
            at=None if at is None else datetime.fromisoformat(at),
            index=said.get("index", f"s-{said['code']}"),
            hint="the-id-token",
            once=OneTimeClaim(f"assertion {said['once']}", now + LASTS) if "once" in said else None,
            until=datetime.fromisoformat(said["until"]) if "until" in said else None,
        )

    def leave(self, leaving: Leaving, *, now: datetime) -> WireResponse | None:
        """Go there, to leave."""
        del now
        self.told.append(leaving)
        return Redirect(f"{IDP}/logout?{urlencode({'state': leaving.flow})}")

    def ended(self, request: WireRequest, *, now: datetime) -> UpstreamEnded | None:
        """Read a logout."""
        said = _said(request)
        if "broken" in said:
            raise MalformedError("broken")
        if not {"gone", "left"} & said.keys():
            return None
        once = OneTimeClaim(f"jti {said['jti']}", now + LASTS) if "jti" in said else None
        return UpstreamEnded(subject=said.get("left", ""), index=said.get("gone", ""), once=once)


@dataclass
class Told:
    """Providers that can be told of a logout, and what they were told."""

    indexes: list[str] = field(default_factory=list[str])

    def notice(self, participant: Participant, *, now: datetime) -> LogoutNotice:
        """Return a form."""
        del now
        return LogoutNotice("https://parc.example/", {"index": participant.index})

    def deliver(self, notices: Sequence[LogoutNotice]) -> Sequence[bool]:
        """Note whom it would tell."""
        self.indexes += [one.form["index"] for one in notices]
        return [True] * len(notices)


@dataclass
class TestFront:
    """The upstream asks through the browser: ``ask`` is its name of the request, ``gone`` whose."""

    __test__ = False

    def asked(self, request: WireRequest, *, now: datetime) -> UpstreamAsked:
        """Read it."""
        said = _said(request)
        once = OneTimeClaim(f"slo {said['ask']}", now + LASTS)
        ended = UpstreamEnded(index=said["gone"], once=once)
        return UpstreamAsked(ended=ended, message=said["ask"], relay_state=said.get("relay"))

    def answer(self, asked: UpstreamAsked, *, is_closed: bool, now: datetime) -> Redirect:
        """Answer as it is."""
        del now
        said = {"to": asked.message, "closed": is_closed, "relay": asked.relay_state}
        return Redirect(f"{IDP}/slo?{urlencode(said)}")

    def answered(self, request: WireRequest, *, now: datetime) -> UpstreamAnswered:
        """Refuse it: this upstream never answers."""
        del request, now
        raise MalformedError("no answer")


@dataclass
class UpstreamPortal:
    """A portal, its upstream and its providers; two applications on it are two workers."""

    world: World = field(default_factory=World)
    upstream: TestUpstream = field(default_factory=TestUpstream)
    told: Told = field(default_factory=Told)
    database: MemoryDatabase = field(default_factory=MemoryDatabase)
    accounts: AccountFinder = field(default_factory=OwnNames)
    named_by: str = "uid"
    front: TestFront | None = None
    channels: Channels = field(default_factory=Channels)

    @property
    def arrivals(self) -> ArrivalService:
        """Return the real service on this portal's stores."""
        return ArrivalService(
            issuer=IDP,
            name_of=lambda one: one.attributes.get(self.named_by, ()),
            accounts=self.accounts,
            directory=self.world.directory,
            sessions=MemoryPortalSessions(self.database),
            once=MemoryOneTimeStore(self.database),
            transaction=self.database.transaction,
            sealer=SecretSealer((KEY.secret,)),
            tokens=self.world.tokens,
            lifetime=LASTS,
        )

    @property
    def bridge(self) -> GarBridge:
        """Return the extension, not attached to anything."""
        return GarBridge(runtime=self.runtime)

    @property
    def runtime(self) -> Runtime:
        """Return what it serves with."""
        return replace(
            self.world.runtime(),
            upstream=UpstreamRuntime(self.upstream, self.arrivals, {}, self.front),
            logout=LogoutService(
                participation=participation(self.world.participants),
                back={"cas": self.told},
                front={"saml": self.channels},
                courier=self.told,
            ),
        )

    def app(self, prefix: str = "") -> Flask:
        """Return an application; each has a session key of its own, as workers must not."""
        app = Flask(__name__)
        app.config |= {"SECRET_KEY": "test only", "TESTING": True}
        self.bridge.init_app(app, url_prefix=prefix)
        return app

    def join(
        self, client: FlaskClient, person: PersonId, index: str, protocol: str = "cas"
    ) -> None:
        """Let *person* have opened a provider through the session of *client*."""
        stay = self.arrivals.stay(token_of(client), now=NOW)
        assert stay is not None
        at = Participant(
            provider=self.world.providers[0].id, protocol=protocol, subject="s", index=index
        )
        service = replace(participation(self.world.participants), tokens=self.world.tokens)
        service.join(person, stay.session, at, now=NOW)


def _said(request: WireRequest) -> dict[str, str]:
    pairs = dict(request.form) or {k: v[0] for k, v in parse_qs(request.query).items()}
    return dict(pairs)


def token_of(client: FlaskClient) -> str:
    """Return what a browser holds of its session; empty where it has none."""
    cookie = client.get_cookie("__Host-garbridge", domain="ent.example")
    return "" if cookie is None else cookie.value


def browser_of(app: Flask) -> FlaskClient:
    """Return a browser that is at the portal by TLS."""
    client = app.test_client()
    client.environ_base |= {"HTTP_HOST": "ent.example", "wsgi.url_scheme": "https"}
    return client


def begun(client: FlaskClient, path: str = "/mediacentre/connexion", **query: str) -> str:
    """Set out for the upstream; return the flow."""
    answer = client.get(path, query_string=query, base_url="https://ent.example")
    assert answer.status_code == 302, answer.text
    assert answer.location.startswith(f"{IDP}/login?")
    return parse_qs(urlsplit(answer.location).query)["state"][0]


def back(client: FlaskClient, flow: str, *, prefix: str = "", **said: str) -> TestResponse:
    """Come back from the upstream, to what is mounted at *prefix*."""
    return client.get(
        f"{prefix}/upstream/callback",
        query_string={"state": flow, **said},
        base_url="https://ent.example",
    )


def arrived(client: FlaskClient, code: str, **said: str) -> TestResponse:
    """Sign in as *code*."""
    return back(client, begun(client), code=code, **said)
