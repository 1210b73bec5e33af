"""A portal in which pupils and staff read their own data: for the tests of *Mes données*."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flask import Flask, session
from flask.testing import FlaskClient
from tests.web.portal import sign_in, signed_in_person
from tests.wiring.inside import portal_with, ticking
from tests.wiring.portal_files import write_portal

from garbridge.core.access import Refusal
from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SubscriptionId, tile_key
from garbridge.core.people import Identity, Membership, Person, Profile
from garbridge.ports import LaunchRecord
from garbridge.testing.journal import numbered
from garbridge.testing.world import (
    ALICE,
    CHOIR,
    CLASS,
    COLLEGE,
    LYCEE,
    NOW,
    SUBSCRIPTION,
    pupil,
    seat,
    teacher,
)
from garbridge.web import GarBridge
from garbridge.wiring import Runtime

VIDEOS, ATLAS = ResourceId("ark:/12345/videos"), ResourceId("ark:/67890/atlas")
KEY, ATLAS_KEY = tile_key(VIDEOS, LYCEE.id), tile_key(ATLAS, LYCEE.id)
FOREIGN_KEY = tile_key(VIDEOS, COLLEGE.id)
ZOE, HEAD, NOBODY, LEFT = "zoe", "cheffe", "gone", "parti"
HOSTILE = "Atlas <script>alert(1)</script> « d’Août » & Cie"
PARC = f"""name = "Éditions <b>du Parc</b>"
alternative = "Le classeur papier, au CDI."
[cas]
[terms]
role = "processor"
contract = "2026-12"
hosting = ["FR", "DE"]
contact = "dpo@parc.example"
[[terms.sub_processors]]
name = "Nuage & Fils"
country = "DE"
purpose = "hébergement"
[[release]]
attribute = "PRO"
purpose = "ouvrir les fonctions de l’élève ou de l’enseignant"
profiles = ["elv", "ens", "doc", "dir"]
validated_by = "M. Validé"
validated_on = 2026-08-20
retention = "l’année scolaire"
[[release]]
attribute = "DIV"
purpose = "ranger les copies par classe"
profiles = ["elv"]
validated_by = "M. Validé"
validated_on = 2026-08-20
[[resources]]
ark = "{ATLAS}"
title = '''{HOSTILE}'''
url = "https://parc.example/atlas"
"""
PEOPLE: tuple[Person, ...] = (
    pupil(),
    Person(
        PersonId(ZOE),
        Identity("Ö'Brien <i>", "Zoé"),
        (
            Membership(LYCEE.id, Profile.PUPIL, groups=(CLASS, CHOIR)),
            Membership(COLLEGE.id, Profile.PUPIL),
        ),
    ),
    teacher(),
    Person(PersonId(HEAD), Identity("Cheffe", "Ana"), (Membership(LYCEE.id, Profile.HEAD),)),
    Person(PersonId(LEFT), Identity("Parti", "Luc"), ()),
)
BOUGHT = tuple(
    replace(SUBSCRIPTION, id=SubscriptionId(name), resource=resource, school=school)
    for name, resource, school in (
        ("videos-2026", VIDEOS, LYCEE.id),
        ("atlas-2026", ATLAS, LYCEE.id),
        ("videos-college", VIDEOS, COLLEGE.id),
    )
)


@dataclass(frozen=True)
class OwnPortal:
    """The portal, and who reads there."""

    app: Flask
    runtime: Runtime

    def client(self, person: str | None = ALICE) -> FlaskClient:
        """Return a browser in which *person* is signed in."""
        client = self.app.test_client()
        if person is not None:
            sign_in(client, person)
        return client

    def page(self, path: str, person: str | None = ALICE) -> str:
        """Return a page as *person* sees it."""
        answer = self.client(person).get(path)
        assert answer.status_code == 200, path
        return answer.text

    def path(self, path: str) -> str:
        """Return *path* with the key of the atlas in the place of ``KEY``."""
        return path.replace("KEY", ATLAS_KEY)

    def launch(
        self,
        number: int,
        at: datetime = NOW,
        *,
        person: str = ALICE,
        resource: ResourceId = ATLAS,
        refusal: Refusal | None = None,
    ) -> LaunchRecord:
        """Let somebody open something; return what is kept of it."""
        record = replace(
            numbered(number),
            person=PersonId(person),
            school=LYCEE.id,
            resource=resource,
            provider=ProviderId("parc"),
            refusal=refusal,
            attributes=() if refusal else (Attribute.PRO, Attribute.DIV),
            at=at,
        )
        self.runtime.journal.commit(record)
        return record


def proof_in(page: str) -> str:
    """Return the proof that stands in the forms of *page*."""
    found = re.search(r'name="gb_form" value="([0-9a-f]+)"', page)
    assert found is not None
    return found.group(1)


@contextmanager
def own_portal(
    folder: Path,
    *,
    stated: str = "",
    parc: str = PARC,
    extra: int = 0,
    protect: Callable[[Flask], object] | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Iterator[OwnPortal]:
    """Yield that portal; *stated* is added to its configuration.

    The pupil has *extra* resources beside, ``ark:/67890/r0`` and so on, which *parc* registers.
    *protect* is done to the application first.
    """
    file = write_portal(folder)
    file.write_text(file.read_text("utf-8") + stated, "utf-8")
    (folder / "providers" / "parc.toml").write_text(parc, "utf-8")
    made_by = clock or ticking()
    with portal_with(PEOPLE, folder, schools=(LYCEE, COLLEGE), clock=made_by) as runtime:
        people = (ALICE, PersonId(ZOE), PersonId("bruno"), PersonId(HEAD))
        more = [
            replace(
                SUBSCRIPTION, id=SubscriptionId(f"r{n}"), resource=ResourceId(f"ark:/67890/r{n}")
            )
            for n in range(extra)
        ]
        runtime.writer.write(
            subscriptions=[*BOUGHT, *more],
            seats=[
                *(seat(one, BOUGHT[1]) for one in people),
                *(seat(ALICE, one) for one in (BOUGHT[0], *more)),
                seat(PersonId(ZOE), BOUGHT[2]),
            ],
        )
        app = Flask(__name__)
        app.config.update({"SECRET_KEY": "test only", "GARBRIDGE_LOGIN_VIEW": "sign_in"})
        app.add_url_rule("/connexion", "sign_in", lambda: "sign in here")
        if protect is not None:
            protect(app)

        @app.get("/as/<who>")
        def as_somebody(who: str) -> str:
            session["who"] = who
            return "signed in"

        GarBridge(signed_in_person, runtime=runtime).init_app(app)
        yield OwnPortal(app, runtime)
