"""A whole portal: a pupil, her médiacentre, one resource, and the publisher who hosts it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from secrets import token_hex

import requests
from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from garbridge import directory
from garbridge.web import GarBridge

HERE, PORTAL = Path(__file__).parent, "http://127.0.0.1:5000"
SCHOOL = directory.School(directory.SchoolId("0990001A"), "Collège Jean-de-La-Fontaine")
CLASS = directory.Group(directory.GroupKind.DIVISION, "5A", "Cinquième A")
PLACE = directory.Membership(SCHOOL.id, directory.Profile.PUPIL, groups=(CLASS,))
INES = directory.Person(directory.PersonId("ines"), directory.Identity("Moreau", "Inès"), (PLACE,))


class People:
    """Who is at which school; yours are in your database, and answer the same five questions."""

    def person(self, person: directory.PersonId) -> directory.Person | None:
        """Return one person."""
        return INES if person == INES.id else None

    def members(self, school: directory.SchoolId) -> Iterator[directory.Person]:
        """Yield everybody at one school."""
        yield from [INES] if INES.at(school) else []

    def school(self, school: directory.SchoolId) -> directory.School | None:
        """Return one school."""
        return SCHOOL if school == SCHOOL.id else None

    def schools(self) -> Iterator[directory.School]:
        """Yield every school."""
        yield SCHOOL

    def changed_since(self, instant: datetime) -> Iterator[directory.PersonId]:  # noqa: ARG002 - see below
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
