"""A portal with garbridge mounted on it: a valid one, from which a test changes one thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import Flask, session
from flask.testing import FlaskClient
from tests.services.portal import explaining_service
from tests.web.doubles import (
    CountingTokens,
    MemoryDirectory,
    MemoryEntitlements,
    MemoryJournal,
    MemoryOnce,
    MemoryPending,
    TestAdapter,
    TestBackChannel,
    TickingClock,
    no_transaction,
)

from garbridge.config import Config, Vignettes
from garbridge.core.catalogue import Catalogue, Provider, Resource
from garbridge.core.identifiers import PersonId, TenantId
from garbridge.core.pairwise import KeyRing
from garbridge.core.schools import ALL_OPEN, SchoolBook
from garbridge.formats.translations import shipped
from garbridge.ports import Initiation, ProtocolAdapter
from garbridge.services.access import AccessService
from garbridge.services.launch import LaunchService
from garbridge.services.opening import OpeningService
from garbridge.services.proving import ProvingService
from garbridge.services.shelf import ShelfService
from garbridge.stores.memory import (
    MemoryActivations,
    MemoryDatabase,
    MemoryIdentifiers,
    MemoryIncidentLog,
    MemoryLeases,
    MemoryLinks,
    MemoryLookups,
    MemoryMarks,
    MemoryMeasures,
    MemoryNewsFeeds,
    MemoryParticipants,
    MemoryPolicies,
    MemoryShowcase,
    MemoryVignettes,
)
from garbridge.testing.participants import participation
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    COLLEGE,
    KEY,
    LYCEE,
    NOW,
    PUBLISHER,
    RESPONSIBILITY,
    SUBSCRIPTION,
    TENANT,
    pupil,
    seat,
)
from garbridge.web import GarBridge
from garbridge.wiring import Runtime
from garbridge.wiring.alarms import LoggedAlarms
from garbridge.wiring.granting import schooled
from garbridge.wiring.live_schools import LiveSchools

ISSUER = "https://ent.example"


@dataclass
class World:
    """Everything a runtime is made of; a test changes it before or between requests."""

    tenant: TenantId = TENANT
    issuer: str = ISSUER
    name: str = "ENT des Deux-Rives"
    providers: list[Provider] = field(default_factory=lambda: [PUBLISHER])
    resources: list[Resource] = field(default_factory=lambda: [ATLAS])
    directory: MemoryDirectory = field(
        default_factory=lambda: MemoryDirectory([pupil()], [LYCEE, COLLEGE])
    )
    entitlements: MemoryEntitlements = field(
        default_factory=lambda: MemoryEntitlements([SUBSCRIPTION], [seat()])
    )
    pending: MemoryPending = field(default_factory=MemoryPending)
    participants: MemoryParticipants = field(
        default_factory=lambda: MemoryParticipants(MemoryDatabase())
    )
    once: MemoryOnce = field(default_factory=MemoryOnce)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    clock: TickingClock = field(default_factory=lambda: TickingClock(NOW))
    tokens: CountingTokens = field(default_factory=CountingTokens)
    saml: TestAdapter = field(default_factory=lambda: TestAdapter("saml", PUBLISHER.id, issued=NOW))
    cas: TestAdapter = field(default_factory=lambda: TestAdapter("cas", PUBLISHER.id, issued=NOW))
    back: TestBackChannel = field(default_factory=TestBackChannel)
    links: MemoryLinks = field(default_factory=lambda: MemoryLinks(MemoryDatabase()))
    marks: MemoryMarks = field(default_factory=lambda: MemoryMarks(MemoryDatabase()))
    showcase: MemoryShowcase = field(default_factory=lambda: MemoryShowcase(MemoryDatabase()))
    vignettes: MemoryVignettes = field(default_factory=lambda: MemoryVignettes(MemoryDatabase()))
    feeds: MemoryNewsFeeds = field(default_factory=lambda: MemoryNewsFeeds(MemoryDatabase()))
    kept: MemoryDatabase = field(default_factory=MemoryDatabase)
    picture_hosts: Vignettes = field(default_factory=Vignettes)
    initiations: tuple[Initiation, ...] = ()
    schools: SchoolBook = ALL_OPEN
    front: dict[str, ProtocolAdapter[Any]] = field(default_factory=dict[str, ProtocolAdapter[Any]])

    def catalogue(self) -> Catalogue:
        """Return what is registered now."""
        return Catalogue(self.providers, self.resources)

    def config(self) -> Config:
        """Return a configuration; nothing in the tests opens its files."""
        nowhere = Path("/nonexistent")
        return Config(
            tenant=self.tenant,
            issuer=self.issuer,
            name=self.name,
            zone=ZoneInfo("Europe/Paris"),
            insecure_loopback=False,
            database="",
            providers=nowhere,
            signing_key=nowhere,
            certificate=nowhere,
            pairwise=KEY,
            shared_sector=None,
            responsibility=RESPONSIBILITY,
            schools=self.schools,
            vignettes=self.picture_hosts,
        )

    def runtime(self) -> Runtime:
        """Return real services on this world's doubles."""
        access = AccessService(
            tenant=self.tenant,
            keys=lambda: KeyRing(KEY),
            identifiers=MemoryIdentifiers(MemoryDatabase()),
            shared_sector=None,
            catalogue=self.catalogue,
            directory=self.directory,
            entitlements=schooled(self.entitlements, lambda: self.schools),
            leases=MemoryLeases(MemoryDatabase()),
            activations=MemoryActivations(MemoryDatabase()),
            clock=self.clock,
        )
        explaining = explaining_service(access, MemoryLookups(MemoryDatabase()))
        return partial_runtime(
            config=self.config(),
            schools=LiveSchools(self.schools),
            registry=SimpleNamespace(
                catalogue=self.catalogue, current=lambda: SimpleNamespace(scoped=frozenset())
            ),
            directory=self.directory,
            access=access,
            launches=LaunchService(
                access=access,
                catalogue=self.catalogue,
                directory=self.directory,
                pending=self.pending,
                journal=self.journal,
                transaction=no_transaction,
                proving=ProvingService(
                    policies=MemoryPolicies(MemoryDatabase()), alarms=LoggedAlarms()
                ),
                participation=participation(self.participants),
                clock=self.clock,
                tokens=self.tokens,
            ),
            openings=OpeningService(
                access=access,
                directory=self.directory,
                pending=self.pending,
                links=self.links,
                marks=self.marks,
                initiations=self.initiations,
                journal=self.journal,
                transaction=no_transaction,
                clock=self.clock,
                tokens=self.tokens,
            ),
            shelves=ShelfService(
                catalogue=self.catalogue,
                entitlements=access.entitlements,
                leases=access.leases,
                activations=access.activations,
                links=self.links,
                clock=self.clock,
            ),
            explaining=explaining,
            permissions=explaining.permissions,
            stores=SimpleNamespace(
                once=self.once,
                journal=self.journal,
                transaction=no_transaction,
                upkeep=SimpleNamespace(
                    measures=MemoryMeasures(self.kept), incidents=MemoryIncidentLog(self.kept)
                ),
                mediacentre=SimpleNamespace(
                    marks=self.marks,
                    showcase=self.showcase,
                    vignettes=self.vignettes,
                    feeds=self.feeds,
                ),
            ),
            front={"saml": self.saml, "cas": self.cas, **self.front},
            back={
                "saml/metadata": self.back,
                "cas/serviceValidate": self.back,
                "cas/p3/serviceValidate": self.back,
            },
            clock=self.clock,
            tokens=self.tokens,
        )


def partial_runtime(**parts: object) -> Runtime:
    """Return a runtime of *parts*; what the web layer has no use for is ``None``."""
    unused = dict.fromkeys(one.name for one in fields(Runtime))
    return Runtime(**cast("dict[str, Any]", {**unused, "tongues": shipped(), **parts}))


def portal(
    world: World,
    *,
    prefix: str = "",
    config: Mapping[str, object] | None = None,
    templates: Path | None = None,
    kind: type[Flask] = Flask,
) -> Flask:
    """Return a portal that keeps who is signed in in its session, with garbridge mounted."""
    app = kind(__name__, template_folder=templates or "templates")
    app.config.update(
        {"SECRET_KEY": "test only", "TESTING": True, "GARBRIDGE_LOGIN_VIEW": "sign_in"},
        **(config or {}),
    )

    @app.get("/connexion", endpoint="sign_in")
    def sign_in_page() -> str:
        return "sign in here"

    bridge = GarBridge(signed_in_person, runtime=world.runtime())
    bridge.init_app(app, url_prefix=prefix)
    return app


def signed_in_person() -> str | None:
    """Return who the test portal's session names."""
    person: str | None = session.get("who")
    return person


def client_of(app: Flask, person: PersonId | None = ALICE) -> FlaskClient:
    """Return a browser in which *person* is signed in."""
    client = app.test_client()
    if person is not None:
        sign_in(client, person)
    return client


def sign_in(client: FlaskClient, person: str = ALICE) -> None:
    """Do what the portal's own sign-in page does."""
    with client.session_transaction() as kept:
        kept["who"] = person


def links_of(page: str) -> dict[str, str]:
    """Return the choices of a page by their names."""
    found: dict[str, str] = {}
    for part in page.split('<a class="gb-choice" href="')[1:]:
        address, _, rest = part.partition('"')
        name = rest.partition("<span>")[2].partition("</span>")[0]
        found[name] = address.replace("&amp;", "&")
    return found
