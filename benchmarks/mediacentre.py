"""``mediacentre-20``, ``mediacentre-200``: the page, in hello worlds of the same server.

Half of the resources are held by name, half are open to a class; each has all that a notice has.
The page is the whole one: session, rights, filters, cards.
"""

import os
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
from garbridge.core.people import Group, GroupKind, Identity, Membership, Person, Profile, Public
from garbridge.testing.world import LYCEE, TENANT
from garbridge.wiring import Runtime

SECONDS = 6
MANY: Final = 200


@dataclass(frozen=True)
class Shelf:
    """Somebody with so many resources, and how many hello worlds their page may cost."""

    size: int
    bar: float

    @property
    def population(self) -> Population:
        """Return their class, which nobody else is in."""
        return Population(kind=GroupKind.DIVISION, code=f"D{self.size}")

    @property
    def person(self) -> Person:
        """Return who that is, in a class of their own."""
        group = Group(GroupKind.DIVISION, f"D{self.size}", f"Classe {self.size}")
        place = Membership(LYCEE.id, Profile.PUPIL, groups=(group,))
        return Person(_person_id(self.size), Identity("Nom", "Prénom"), (place,))


SHELVES: Final = (Shelf(20, 3.0), Shelf(MANY, 15.0))
_DISCIPLINES = ("Mathématiques", "Français", "Anglais", "SVT", "Histoire-géographie", "Philosophie")
_LEVELS = ("6e", "5e", "4e", "3e", "2de", "1re", "Terminale")
_TYPES = ("Manuel", "Exerciseur", "Vidéo", "Dictionnaire")


def mediacentre() -> Iterator[Figure]:
    """Yield what each shelf costs; beside it hello world, in milliseconds."""
    install_wrk()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _write(folder)
        environment = {"GARBRIDGE_CONFIG": str(folder / "garbridge.toml")}
        with serving("benchmarks.portal:create_app()", PORT, **environment) as master:
            hello = load(f"{PORTAL}/hello", master, seconds=SECONDS).cpu_each
            for shelf in SHELVES:
                spent = _page(folder, shelf, master)
                again = load(f"{PORTAL}/hello", master, seconds=SECONDS // 2).cpu_each
                unit = (hello + again) / 2
                yield Figure(f"mediacentre-{shelf.size}", spent / unit, "hello worlds", shelf.bar)
    yield Figure("mediacentre: Flask hello world", hello * 1000, "ms of CPU")


def _page(folder: Path, shelf: Shelf, master: int) -> float:
    """Return the CPU seconds of one page.

    Raises:
        RuntimeError: it does not show what is theirs.
    """
    cookies = urllib.request.HTTPCookieProcessor()
    opener = urllib.request.build_opener(cookies)
    opener.open(f"{PORTAL}/in/{shelf.person.id}").close()
    with opener.open(f"{PORTAL}/mediacentre/") as answer:
        page = answer.read().decode()
    if f"{shelf.size} ressources" not in page:
        raise RuntimeError("the page does not show what is theirs")
    cookie = "; ".join(f"{one.name}={one.value}" for one in cookies.cookiejar)
    requests = folder / "requests.txt"
    requests.write_text(f"/mediacentre/\t{cookie}\n" * 20_000, encoding="ascii")
    os.environ["REQUESTS"] = str(requests)
    script = Path(__file__).with_name("requests.lua")
    return load(f"{PORTAL}/mediacentre/", master, seconds=SECONDS, script=script).cpu_each


def _write(folder: Path) -> None:
    database = f"sqlite:///{folder / 'garbridge.sqlite'}"
    write_portal(folder, tenant=TENANT, database=database)
    (folder / "providers").mkdir()
    (folder / "providers" / "bench.toml").write_text(_provider(), encoding="utf-8")
    people = [shelf.person for shelf in SHELVES]
    with portal_with(people, folder) as runtime:
        for shelf in SHELVES:
            _give(runtime, shelf)


def _provider() -> str:
    return 'name = "bench"\n[cas]\n' + "".join(_resource(number) for number in range(MANY))


def _resource(number: int) -> str:
    levels = [_LEVELS[(number + each) % len(_LEVELS)] for each in range(1 + number % 4)]
    return (
        f'[[resources]]\nark = "{_ark(number)}"\ntitle = "Ressource numéro {number}"\n'
        f'url = "https://parc.example/r{number}"\npublisher = "Éditions {number % 12}"\n'
        f'discipline = "{_DISCIPLINES[number % len(_DISCIPLINES)]}"\n'
        f'description = "Des leçons, des exercices et leurs corrigés, partie {number}."\n'
        f"levels = {levels!r}\n"
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
            school=LYCEE.id,
            kind=LicenceKind.INDIV if is_named else LicenceKind.ETABL,
            publics=frozenset(Public),
            starts=datetime(2026, 1, 1, tzinfo=UTC),
            ends=datetime(2036, 1, 1, tzinfo=UTC),
            licences=Licences(overall=None),
        )
        runtime.writer.write(subscriptions=[bought])
        if is_named:
            seat = Seat(subscription=name, resource=ark, school=LYCEE.id, person=shelf.person.id)
            runtime.writer.write(seats=[seat])
        else:
            opening = Opening(
                subscription=name, resource=ark, school=LYCEE.id, population=shelf.population
            )
            runtime.writer.write(openings=[opening])
