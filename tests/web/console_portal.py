"""A portal with two schools, somebody of each role, and licences: for the tests of the console."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from tests.web.portal import sign_in, signed_in_person
from tests.wiring.inside import portal_with, ticking
from tests.wiring.portal_files import write_portal
from werkzeug.test import TestResponse

from garbridge.core.entitlements import LicenceKind, Licences, Subscription
from garbridge.core.identifiers import (
    PersonId,
    ResourceId,
    SubscriptionId,
    subscription_key,
    tile_key,
)
from garbridge.core.people import (
    Group,
    GroupKind,
    Identity,
    Membership,
    Person,
    Profile,
    Public,
    School,
)
from garbridge.core.permissions import OPERATOR, parse_scope
from garbridge.ports import Confirmation
from garbridge.services.delegating import Draft
from garbridge.services.permitting import CONFIRM_ABOVE
from garbridge.testing.world import COLLEGE, LYCEE, NOW, YEAR_ENDS, YEAR_STARTS, teacher
from garbridge.web import GarBridge
from garbridge.wiring import Runtime, build_runtime

VIDEOS, ATLAS = ResourceId("ark:/12345/videos"), ResourceId("ark:/12345/atlas")
WORKSHOP = ResourceId("ark:/12345/atelier")
"""Opens once it is activated."""
KEY, ATLAS_KEY, WORKSHOP_KEY = tile_key(VIDEOS), tile_key(ATLAS), tile_key(WORKSHOP)
UAI, OTHER = LYCEE.id, COLLEGE.id
HEAD, FOREIGN_HEAD, LIBRARIAN = "cheffe", "autre-chef", "doc"
DELEGATE, PUPIL, STAFF = "bruno", "p-000", "agent"
CLASS_A = Group(GroupKind.DIVISION, "6A", "Sixième A")
CLASS_B = Group(GroupKind.DIVISION, "6B", "Sixième B")
TITLES = """
[[resources]]
ark = "ark:/12345/atlas"
title = "Atlas <script>alert(1)</script>"
url = "https://studio.example/atlas"
textbook = true
[[resources]]
ark = "ark:/12345/atelier"
title = "Atelier d’écriture"
url = "https://studio.example/atelier"
textbook = true
interaction = ["NOM"]
[[release]]
attribute = "NOM"
purpose = "signer les textes"
profiles = ["elv", "ens"]
validated_by = "La déléguée"
validated_on = 2026-08-25
"""


def pupil(number: int) -> Person:
    """Return one of a school's pupils, every second one of each class."""
    place = Membership(UAI, Profile.PUPIL, groups=(CLASS_A if number % 2 == 0 else CLASS_B,))
    return Person(PersonId(f"p-{number:03}"), Identity(f"Nom{number:03}", "Élève"), (place,))


def adult(name: str, profile: Profile, school: str = UAI) -> Person:
    """Return somebody of a school's staff."""
    place = Membership(LYCEE.id if school == UAI else COLLEGE.id, profile)
    return Person(PersonId(name), Identity(name.title(), "Camille", "", "a@ent.example"), (place,))


PEOPLE = (
    *map(pupil, range(8)),
    adult(HEAD, Profile.HEAD),
    adult(FOREIGN_HEAD, Profile.HEAD, OTHER),
    adult(LIBRARIAN, Profile.LIBRARIAN),
    adult(STAFF, Profile.SCHOOL_STAFF),
    teacher(),
)
BOUGHT = Subscription(
    id=SubscriptionId("videos-2026"),
    resource=VIDEOS,
    school=UAI,
    kind=LicenceKind.INDIV,
    publics=frozenset({Public.PUPILS}),
    starts=YEAR_STARTS,
    ends=YEAR_ENDS,
    licences=Licences(overall=5),
)
WIDE = replace(
    BOUGHT,
    id=SubscriptionId("atlas-2026"),
    resource=ATLAS,
    kind=LicenceKind.ETABL,
    publics=frozenset(Public),
    ends=NOW + timedelta(days=20),
    licences=Licences(overall=None),
)
BOUGHT_KEY, WIDE_KEY = subscription_key(BOUGHT.id), subscription_key(WIDE.id)
FOREIGN = replace(BOUGHT, id=SubscriptionId("videos-ailleurs"), school=OTHER)


Form = dict[str, str | list[str]]
"""What is posted, by the names of its fields."""


@dataclass(frozen=True)
class Console:
    """The portal, and who works there."""

    app: Flask
    runtime: Runtime

    def browser(self, person: str | None = HEAD, school: str = UAI) -> "Visitor":
        """Return a browser in which *person* is signed in, and works at *school*."""
        client = self.app.test_client()
        if person is not None:
            sign_in(client, person)
        return Visitor(client, school)


@dataclass(frozen=True)
class Visitor:
    """A browser that fills in the proof of our forms as a page would."""

    client: FlaskClient
    school: str = UAI
    form_at: str = f"ressources/{KEY}"
    """A page with a form."""

    def get(self, path: str) -> TestResponse:
        """Open a page of the school."""
        return self.client.get(f"/affectation/{self.school}/{path}")

    def proof(self) -> str:
        """Return what stands in each form of this session; empty where no page is shown."""
        page = self.get(self.form_at).text
        found = re.search(r'name="gb_form" value="([0-9a-f]+)"', page)
        return found.group(1) if found else ""

    def post(self, path: str, *forms: Form, **fields: str) -> TestResponse:
        """Send a form that we showed."""
        data: Form = {"gb_form": self.proof(), **fields}
        for form in forms:
            data |= form
        return self.client.post(f"/affectation/{self.school}/{path}", data=data)

    def preview(self, form: Form, **fields: str) -> tuple[str, TestResponse]:
        """Ask for a preview; return its token, and the page."""
        answer = self.post("apercu", form, **fields)
        found = re.search(r'name="jeton" value="([0-9a-f]+)"', answer.text)
        return (found.group(1) if found else ""), answer


def give(*people: str, to: ResourceId = VIDEOS) -> Form:
    """Return the form that gives *to* to *people*."""
    return {"faire": "assign", "ressource": to, "personne": list(people)}


def asking_the_gar(folder: Path) -> str:
    """Return the end of a configuration in *folder* that asks the GAR about the first school."""
    for name in ("gar.pem", "gar.key"):
        (folder / name).touch(mode=0o600)
    return f"""
[national]
schools = ["{UAI}"]
[national.list]
url = "https://listes.gar.example"
certificate = "gar.pem"
key = "gar.key"
"""


@contextmanager
def console_portal(
    folder: Path,
    people: tuple[Person, ...] = PEOPLE,
    *,
    confirmation: Confirmation | None = None,
    confirm_above: int = CONFIRM_ABOVE,
    proof_view: str | None = None,
    before: str = "",
    more: str = "",
    titles: str = "",
    schools: Sequence[School] = (),
) -> Iterator[Console]:
    """Yield that portal, with more *schools*; *before* and *more* are ends of its configuration.

    *titles* are more resources of its provider.
    """
    file = write_portal(folder)
    file.write_text(before + file.read_text("utf-8") + more, encoding="utf-8")
    provider = folder / "providers" / "studio.toml"
    provider.write_text(provider.read_text("utf-8") + TITLES + titles, encoding="utf-8")
    with portal_with(people, folder, schools=(LYCEE, COLLEGE, *schools), clock=ticking()) as plain:
        runtime = plain
        if confirmation is not None:
            runtime = build_runtime(
                folder / "garbridge.toml",
                clock=plain.clock,
                confirmation=confirmation,
                confirm_above=confirm_above,
            )
        runtime.writer.write(subscriptions=[BOUGHT, WIDE, FOREIGN])
        draft = Draft(
            person=PersonId(DELEGATE),
            starts=NOW,
            ends=YEAR_ENDS,
            reason="manuels",
            scope=parse_scope("textbooks"),
            email="b@ent.example",
        )
        runtime.delegating.delegate(OPERATOR, UAI, draft)
        (folder / "templates").mkdir()
        app = Flask(__name__, template_folder=folder / "templates")
        app.config |= {"SECRET_KEY": "test only", "TESTING": True}
        app.config["GARBRIDGE_PROOF_VIEW"] = proof_view
        app.add_url_rule("/preuve", "prove", lambda: "prove it here")
        GarBridge(signed_in_person, runtime=runtime).init_app(app)
        yield Console(app, runtime)
