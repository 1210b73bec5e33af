"""A whole portal: a pupil, her médiacentre, one resource, and the publisher who hosts it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from secrets import token_hex

import requests
from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from garbridge import directory
from garbridge.directory import Person, PersonId, School, SchoolId
from garbridge.web import GarBridge

HERE, PORTAL = Path(__file__).parent, "http://127.0.0.1:5000"
SCHOOL = School(SchoolId("0990001A"), "Collège Jean-de-La-Fontaine")
CLASS = directory.Group(directory.GroupKind.DIVISION, "5A", "Cinquième A")
PLACE = directory.Membership(SCHOOL.id, directory.Profile.PUPIL, groups=(CLASS,))
INES = Person(PersonId("ines"), directory.Identity("Moreau", "Inès"), (PLACE,))


class People:
    """Who is at which school; yours are in your database, and answer the same four questions."""

    def person(self, person: PersonId) -> Person | None:
        """Return one person."""
        return INES if person == INES.id else None

    def members(self, school: SchoolId) -> Iterator[Person]:
        """Yield everybody at one school."""
        yield from [INES] if INES.at(school) else []

    def schools(self) -> Iterator[School]:
        """Yield every school."""
        yield SCHOOL

    def changed_since(self, instant: datetime) -> Iterator[PersonId]:  # noqa: ARG002 - see below
        """Yield everybody: nobody noted who changed when."""
        yield INES.id


app = Flask(__name__)
app.secret_key = token_hex()
# The first argument answers "who is signed in?": your portal asks its session.
GarBridge(lambda: INES.id, config=HERE / "garbridge.toml", directory=People()).init_app(app)


@app.get("/editeur")
def publisher() -> ResponseReturnValue:
    """Play the publisher, who is elsewhere in real life; this page is all that it learns."""
    visit = {"service": f"{PORTAL}/editeur", **request.args}
    if "ticket" not in visit:
        return redirect(f"{PORTAL}/cas/login?service={PORTAL}/editeur")
    learned = requests.get(f"{PORTAL}/cas/p3/serviceValidate", visit, timeout=9).text
    return learned, {"Content-Type": "text/plain; charset=utf-8"}
