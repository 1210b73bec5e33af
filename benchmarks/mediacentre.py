"""``mediacentre-20``, ``mediacentre-200``: the page, in hello worlds of the same server.

Half of the resources are held by name, half are open to a class; each has all that a notice has.
The page is the whole one: session, rights, filters, cards.  Hello world is asked by the same
browser, whose session Flask opens for it too.  ``drawn anew`` is the page of whoever looks for
something, of which nothing but the cards is kept: so is the first one after a change.
"""

import os
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.wiring.inside import portal_with

from benchmarks.figures import Figure
from benchmarks.launch_saml import install_wrk
from benchmarks.serving import load, serving
from benchmarks.under_load import PORT
from benchmarks.world import PORTAL, write_portal
from garbridge.core.entitlements import (
    LicenceKind,
    Licences,
    Opening,
    Population,
    Seat,
    Subscription,
)
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId
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
from garbridge.testing.world import COLLEGE, LYCEE, TENANT
from garbridge.wiring import Runtime

SECONDS = 2
TURNS = 5
PATHS: Final = ("/hello", "/mediacentre/", "/mediacentre/?q=ressource")
MANY: Final = 200


@dataclass(frozen=True)
class Shelf:
    """Somebody with so many resources at their school, and what their page may cost at most."""

    size: int
    bar: float
    school: School

    @property
    def population(self) -> Population:
        """Return their class, which nobody else is in."""
        return Population(kind=GroupKind.DIVISION, code=f"D{self.size}")

    @property
    def person(self) -> Person:
        """Return who that is, in a class of their own."""
        group = Group(GroupKind.DIVISION, f"D{self.size}", f"Classe {self.size}")
        place = Membership(self.school.id, Profile.PUPIL, groups=(group,))
        return Person(_person_id(self.size), Identity("Nom", "Prénom"), (place,))


SHELVES: Final = (Shelf(20, 3.0, COLLEGE), Shelf(MANY, 15.0, LYCEE))
_DISCIPLINES = ("Mathématiques", "Français", "Anglais", "SVT", "Histoire-géographie", "Philosophie")
_LEVELS = ("6e", "5e", "4e", "3e", "2de", "1re", "Terminale")
_VOCABULARY = "http://data.education.fr/voc/scolomfr/concept/scolomfr-voc"
_TYPES = ("Manuel", "Exerciseur", "Vidéo", "Dictionnaire")


def mediacentre() -> Iterator[Figure]:
    """Yield what each shelf costs; beside it hello world, in milliseconds."""
    install_wrk()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_shelves(folder)
        environment = {"GARBRIDGE_CONFIG": str(folder / "garbridge.toml")}
        with serving("benchmarks.portal:create_app()", PORT, **environment) as master:
            for shelf in SHELVES:
                cookie = _cookie(shelf)
                hello, page, anew = measured(folder, cookie, master)
                name = f"mediacentre-{shelf.size}"
                yield Figure(name, page / hello, "hello worlds", shelf.bar)
                yield Figure(f"{name}: drawn anew", anew / hello, "hello worlds")
    yield Figure("mediacentre: Flask hello world", hello * 1000, "ms of CPU")


def measured(folder: Path, cookie: str, master: int) -> tuple[float, float, float]:
    """Return the CPU seconds of hello world, of the page, and of one of which little is kept.

    Each is asked by the same browser.

    They are measured in turn, and the medians count: what else the machine does is shared.
    """
    taken: dict[str, list[float]] = {path: [] for path in PATHS}
    for _ in range(TURNS):
        for path, found in taken.items():
            found.append(_load(folder, path, cookie, master))
    hello, page, anew = map(statistics.median, taken.values())
    return hello, page, anew


def _load(folder: Path, path: str, cookie: str, master: int) -> float:
    requests = folder / "requests.txt"
    requests.write_text(f"{path}\t{cookie}\n" * 20_000, encoding="ascii")
    os.environ["REQUESTS"] = str(requests)
    script = Path(__file__).with_name("requests.lua")
    return load(f"{PORTAL}{path}", master, seconds=SECONDS, script=script).cpu_each


def _cookie(shelf: Shelf) -> str:
    """Sign in, and return the cookies of the session.

    Raises:
        RuntimeError: the page does not show what is theirs.
    """
    cookies = urllib.request.HTTPCookieProcessor()
    opener = urllib.request.build_opener(cookies)
    opener.open(f"{PORTAL}/in/{shelf.person.id}").close()
    with opener.open(f"{PORTAL}/mediacentre/") as answer:
        page = answer.read().decode()
    if f"{shelf.size} ressources" not in page:
        raise RuntimeError("the page does not show what is theirs")
    return "; ".join(f"{one.name}={one.value}" for one in cookies.cookiejar)


def write_shelves(folder: Path, more: str = "") -> None:
    """Write a portal with each shelf into *folder*; its file ends with *more*."""
    database = f"sqlite:///{folder / 'garbridge.sqlite'}"
    write_portal(folder, tenant=TENANT, database=database)
    with (folder / "garbridge.toml").open("a", encoding="utf-8") as file:
        file.write(more)
    (folder / "providers").mkdir()
    (folder / "providers" / "bench.toml").write_text(_provider(), encoding="utf-8")
    people = [shelf.person for shelf in SHELVES]
    with portal_with(people, folder, schools=(LYCEE, COLLEGE)) as runtime:
        for shelf in SHELVES:
            _give(runtime, shelf)


def _provider() -> str:
    return 'name = "bench"\n[cas]\n' + "".join(_resource(number) for number in range(MANY))


def _resource(number: int) -> str:
    kind = _TYPES[number % len(_TYPES)]
    levels = [_LEVELS[(number + each) % len(_LEVELS)] for each in range(1 + number % 4)]
    return (
        f'[[resources]]\nark = "{_ark(number)}"\ntitle = "Ressource numéro {number}"\n'
        f'url = "https://parc.example/r{number}"\npublisher = "Éditions {number % 12}"\n'
        f'discipline = "{_DISCIPLINES[number % len(_DISCIPLINES)]}"\n'
        f'description = "Des leçons, des exercices et leurs corrigés, partie {number}."\n'
        f'levels = {levels!r}\ntypes = ["{kind}"]\n'
        'publisher_id = "378901946_0000000000000000"\n[resources.terms]\n'
        f'"{_VOCABULARY}-022-num-{number:03}" = "{levels[0]}"\n'
        f'"{_VOCABULARY}-015-num-{number:03}" = "{_DISCIPLINES[number % len(_DISCIPLINES)]}"\n'
        f'"{_VOCABULARY}-005-num-{number:03}" = "{_TYPES[number % len(_TYPES)]}"\n'
    )


def _ark(number: int) -> ResourceId:
    return ResourceId(f"ark:/99999/bench-{number}")


def _person_id(size: int) -> PersonId:
    return PersonId(f"bench-{size}")


def _give(runtime: Runtime, shelf: Shelf) -> None:
    for number in range(shelf.size):
        name, ark = SubscriptionId(f"sub-{shelf.size}-{number}"), _ark(number)
        is_named = number % 2 == 1
        bought = Subscription(
            id=name,
            resource=ark,
            school=shelf.school.id,
            kind=LicenceKind.INDIV if is_named else LicenceKind.ETABL,
            publics=frozenset(Public),
            starts=datetime(2026, 1, 1, tzinfo=UTC),
            ends=datetime(2036, 1, 1, tzinfo=UTC),
            licences=Licences(overall=None),
        )
        runtime.writer.write(subscriptions=[bought])
        if is_named:
            seat = Seat(
                subscription=name, resource=ark, school=shelf.school.id, person=shelf.person.id
            )
            runtime.writer.write(seats=[seat])
        else:
            opening = Opening(
                subscription=name, resource=ark, school=shelf.school.id, population=shelf.population
            )
            runtime.writer.write(openings=[opening])
