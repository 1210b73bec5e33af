"""A portal of two schools that shows what a fake GAR lists, beside what it gives itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from tests.web.portal import sign_in
from tests.web.test_operating import app_of
from tests.wiring.inside import portal_with
from tests.wiring.portal_files import write_portal

from garbridge.core.entitlements import LicenceKind, Licences, Opening, Population, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId
from garbridge.core.people import Identity, Membership, Person, Profile, Public
from garbridge.testing.world import COLLEGE, LYCEE, NOW, YEAR_ENDS, YEAR_STARTS
from garbridge.wiring import Runtime
from provider_stub.gar_lists import GarLists, serve_lists

LEA = PersonId("lea-47")
"""A pupil of the lycée, who is at the collège too."""
HEAD = PersonId("cheffe")
STAFF = PersonId("agent")
"""Of a profile that is not exported here."""
OWN = ResourceId("ark:/12345/videos")
NATIONAL = """
[national]
profiles = {{ eta = "" }}
[national.list]
url = "{url}"
hosts = ["127.0.0.1", "sp-auth.gar.example"]
{more}
"""
PEOPLE = (
    Person(
        LEA,
        Identity("Martin", "Léa"),
        (Membership(LYCEE.id, Profile.PUPIL), Membership(COLLEGE.id, Profile.PUPIL)),
    ),
    Person(HEAD, Identity("Roux", "Anne"), (Membership(LYCEE.id, Profile.HEAD),)),
    Person(STAFF, Identity("Petit", "Jo"), (Membership(LYCEE.id, Profile.SCHOOL_STAFF),)),
)
BOUGHT = Subscription(
    id=SubscriptionId("videos-2026"),
    resource=OWN,
    school=LYCEE.id,
    kind=LicenceKind.ETABL,
    publics=frozenset(Public),
    starts=YEAR_STARTS,
    ends=YEAR_ENDS,
    licences=Licences(overall=None),
)


@dataclass
class Clock:
    """Stands still until somebody moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def wait(self, **period: float) -> None:
        """Let so much time go by."""
        self.now += timedelta(**period)


@dataclass(frozen=True)
class Portal:
    """The portal, the GAR it asks, and its clock."""

    runtime: Runtime
    gar: GarLists
    clock: Clock

    def browser(self, person: str | None = LEA) -> FlaskClient:
        """Return a browser in which *person* is signed in."""
        client = app_of(self.runtime).test_client()
        if person is not None:
            sign_in(client, person)
        return client

    def page(self, person: str = LEA, query: str = "") -> str:
        """Return their médiacentre."""
        return self.browser(person).get(f"/mediacentre/{query}").text


@contextmanager
def national_portal(folder: Path, more: str = "", **lists: object) -> Iterator[Portal]:
    """Yield that portal, in *folder*; *more* stands in ``[national.list]`` or behind it."""
    gar, clock = GarLists(**lists), Clock()  # type: ignore[arg-type]  # fields of the fake
    with serve_lists(gar) as url:
        file = write_portal(folder)
        loopback = "insecure_loopback = true\n" + file.read_text("utf-8")
        said = NATIONAL.format(url=url, more=more)
        file.write_text(loopback + said, encoding="utf-8")
        with portal_with(PEOPLE, folder, schools=(LYCEE, COLLEGE), clock=clock) as runtime:
            runtime.writer.write(
                subscriptions=[BOUGHT],
                openings=[
                    Opening(
                        subscription=BOUGHT.id,
                        resource=OWN,
                        school=LYCEE.id,
                        population=Population(),
                    )
                ],
            )
            yield Portal(runtime, gar, clock)
